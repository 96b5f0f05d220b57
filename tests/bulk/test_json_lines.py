import gzip
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from gomus_async.bulk.sources import Record, Source, jsonl_source
from gomus_async.errors import SourceError

MIB = 1 << 20

Write = Callable[..., Path]
Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]
ReadUntilError = Callable[[Source], Coroutine[Any, Any, tuple[list[Record], SourceError]]]
Values = Callable[[Record], dict[str, object]]


class TestJsonLines:
    async def test_reads_objects_and_passes_over_blank_lines(
        self, write: Write, read: Read
    ) -> None:
        path = write('\ufeff{"foreign_id": 1, "x": null}\r\n\n{"foreign_id": "ä\\u2028"}')
        source = jsonl_source(path)
        source.check()

        assert await read(source) == [
            Record(1, 1, {"foreign_id": 1, "x": None}),
            Record(2, 3, {"foreign_id": "ä\u2028"}),
        ]

    async def test_renames_keys(self, write: Write, read: Read, values: Values) -> None:
        path = write('{"Nr": 1, "Ort": "x"}\n{"Nr": 2, "foreign_id": 3}\n')

        good, bad = await read(jsonl_source(path, columns={"Nr": "foreign_id"}))

        assert values(good) == {"foreign_id": 1, "Ort": "x"}
        assert bad.problem == "line has two keys for one field"

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("[1]", "line is not a JSON object"),
            ("null", "line is not a JSON object"),
            ('{"a": 1', "line is not valid JSON, or cut off"),
            ('{"a": "\0"}', "line is not valid JSON, or cut off"),
            ('{"a": ' + "1" * 5000 + "}", "line is not valid JSON, or cut off"),
            ('{"a": NaN}', "line has NaN or Infinity, which are not JSON"),
            ('{"a": -Infinity}', "line has NaN or Infinity, which are not JSON"),
            ('{"a": 1, "a": 2}', "line has a key twice"),
            ('{"a": ' + "[" * 200_000 + "}", "line is nested too deeply"),
            ('{"a": "' + "x" * MIB + '"}', "line is longer than 1 MiB"),
        ],
        ids=range(10),
    )
    async def test_a_broken_line_is_reported_and_the_others_are_read(
        self, write: Write, line: str, problem: str, read: Read, values: Values
    ) -> None:
        path = write(f'{{"foreign_id": 1}}\n{line}\n{{"foreign_id": 2}}\n')

        first, broken, last = await read(jsonl_source(path))

        assert values(first) == {"foreign_id": 1}
        assert (broken.position, broken.line, broken.data, broken.problem) == (2, 2, {}, problem)
        assert values(last) == {"foreign_id": 2}

    async def test_ten_thousand_levels_are_no_customer(self, write: Write, read: Read) -> None:
        path = write('{"a": ' + "[" * 10_000 + "]" * 10_000 + "}")

        (record,) = await read(jsonl_source(path))

        assert record.problem == "line is nested too deeply"

    async def test_a_cut_off_last_line_is_reported(self, write: Write, read: Read) -> None:
        _, last = await read(jsonl_source(write('{"foreign_id": 1}\n{"foreign_id": "SF')))

        assert last.problem == "line is not valid JSON, or cut off"

    async def test_gzip(self, write: Write, read_until_error: ReadUntilError) -> None:
        path = write(gzip.compress(b'{"foreign_id": 1}\n{"foreign_id": 2}\n{"foreign')[:-9])

        records, error = await read_until_error(jsonl_source(path))

        assert all(r.problem is None for r in records)
        assert "cut off" in str(error)
