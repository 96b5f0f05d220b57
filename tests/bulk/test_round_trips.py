import asyncio
import csv
import io
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomus_async.bulk.sources import Record, Source, csv_source, jsonl_source
from gomus_async.errors import SourceError

Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]
Values = Callable[[Record], dict[str, object]]

DIALECTS = st.tuples(
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(rows: list[tuple[str, str]], delimiter: str, end: str) -> str:
    text = io.StringIO(newline="")
    # with other line ends than its own, csv.writer leaves some line breaks unquoted
    if end == "\r\n":
        writer = csv.writer(text, delimiter=delimiter)
    else:
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("foreign_id", "notes"), *rows])
    return text.getvalue()


@FEW
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), max_size=15), dialect=DIALECTS)
def test_what_the_csv_module_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    read: Read,
    values: Values,
    rows: list[tuple[str, str]],
    dialect: tuple[str, str, str],
) -> None:
    delimiter, end, encoding = dialect
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    path.write_bytes(written(rows, delimiter, end).encode(encoding))

    records = asyncio.run(read(csv_source(path)))

    assert [values(record) for record in records] == [
        {"foreign_id": key} | ({"notes": notes} if notes.strip() else {}) for key, notes in rows
    ]


@FEW
@given(rows=st.lists(st.dictionaries(TEXTS, TEXTS | st.integers() | st.none()), max_size=15))
def test_what_the_json_module_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, read: Read, rows: list[dict[str, object]]
) -> None:
    path = tmp_path_factory.mktemp("json") / "rows.jsonl"
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(lines.encode())

    assert [record.data for record in asyncio.run(read(jsonl_source(path)))] == rows


@FEW
@given(content=st.binary(max_size=300))
def test_no_bytes_break_the_reading(
    tmp_path_factory: pytest.TempPathFactory, read: Read, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "rows"
    path.write_bytes(b"foreign_id,name\n" + content)
    for source in (csv_source(path), csv_source(path, encoding="latin-1"), jsonl_source(path)):
        try:
            records = asyncio.run(read(source))
        except SourceError as error:
            assert error.message.startswith(str(path))  # noqa: PT017 -- either outcome is fine
        else:
            assert [record.position for record in records] == list(range(1, len(records) + 1))
