"""F01 to F05: files as they are found, read right or refused with the place and the reason."""

import codecs
import gzip
import io
import tracemalloc
from collections.abc import Callable, Coroutine, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from gomus_async.bulk.sources import Record, Source, csv_source, jsonl_source
from gomus_async.errors import SourceError

MIB = 1 << 20
HEAD = "foreign_id,name\n"

Write = Callable[..., Path]
Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]
ReadUntilError = Callable[[Source], Coroutine[Any, Any, tuple[list[Record], SourceError]]]
Values = Callable[[Record], dict[str, object]]
Outcome = tuple[int, object]


def outcomes(records: list[Record]) -> list[Outcome]:
    """The line of each record, with its name or its problem."""
    found: list[Outcome] = []
    for record in records:
        assert isinstance(record.data, Mapping)
        found.append((record.line or 0, record.problem or record.data.get("name")))
    return found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (codecs.BOM_UTF8 + b"foreign_id,name\n1,\xc3\xa4\n", [(2, "ä")]),
        (b"foreign_id,name\r\n1,a\r\n2,b", [(2, "a"), (3, "b")]),
        (b'foreign_id,name\n1,"a\nb"\n2,c\n', [(2, "a\nb"), (4, "c")]),
        (b'foreign_id,name\r\n1,"a\r\nb"\r\n2,c', [(2, "a\r\nb"), (4, "c")]),
        (b'foreign_id,name\n1,"say ""a"" twice"\n', [(2, 'say "a" twice')]),
        (b'foreign_id,name\n1,say "a"\n', [(2, 'say "a"')]),
        (b'foreign_id,name\n1,"a"b\n2,c\n', [(2, "row has quotes that do not match"), (3, "c")]),
        (b"foreign_id;name\n1;a,b\n", [(2, "a,b")]),
        (b"foreign_id\tname\n1\ta;b\n", [(2, "a;b")]),
        ("\ufeffforeign_id,name\n1,ä🎟\n".encode("utf-16-le"), [(2, "ä🎟")]),
        ("\ufeffforeign_id,name\n1,ä🎟\n".encode("utf-16-be"), [(2, "ä🎟")]),
        (b"foreign_id,name\n1,a\0b\n2,c\n", [(2, "row holds NUL bytes"), (3, "c")]),
        (gzip.compress(b"foreign_id,name\r\n1,a\r\n"), [(2, "a")]),
    ],
    ids=[
        "bom",
        "crlf",
        "newline",
        "crlf-newline",
        "quote",
        "bare-quote",
        "half-quote",
        "semicolon",
        "tab",
        "utf-16-le",
        "utf-16-be",
        "nul",
        "gzip",
    ],
)
async def test_f01_csv_in_the_wild(
    write: Write, read: Read, content: bytes, found: list[Outcome]
) -> None:
    source = csv_source(write(content))
    source.check()

    assert outcomes(await read(source)) == found


async def test_f01_latin_1_names_the_line_and_what_to_pass(
    write: Write, read: Read, read_until_error: ReadUntilError
) -> None:
    path = write(f"{HEAD}1,Maier\n2,Müller\n".encode("latin-1"))

    with pytest.raises(SourceError, match=r'line 3: not valid UTF-8.*pass its encoding.*"cp1252"'):
        csv_source(path).check()
    records, error = await read_until_error(csv_source(path))

    assert outcomes(records) == [(2, "Maier")]
    assert str(path) in str(error)
    for encoding in ("latin-1", "cp1252"):
        assert outcomes(await read(csv_source(path, encoding=encoding)))[1] == (3, "Müller")


def test_f01_utf_16_without_a_mark_says_what_to_pass(write: Write) -> None:
    with pytest.raises(SourceError, match='pass encoding="utf-16-le"'):
        csv_source(write(HEAD.encode("utf-16-le"))).check()


async def test_f02_a_quote_that_is_never_closed(
    write: Write, read: Read, read_until_error: ReadUntilError
) -> None:
    last = await read(csv_source(write(f'{HEAD}1,a\n2,"b')))
    records, error = await read_until_error(csv_source(write(f'{HEAD}1,a\n2,"b\n3,c\n4,d\n')))

    assert outcomes(last) == [(2, "a"), (3, "row has a quote that is never closed")]
    assert outcomes(records) == [(2, "a")]
    assert "a quote in line 3 is not closed" in str(error)


async def peak_of(source: Source) -> tuple[list[Outcome], int]:
    """What is read, and the most memory that took."""
    found: list[Outcome] = []
    tracemalloc.start()
    try:
        async with aclosing(source.records()) as records:
            async for record in records:
                found += [(line, str(said)[:50]) for line, said in outcomes([record])]
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("quote", ["", '"'])
async def test_f02_a_field_of_ten_megabytes(write: Write, quote: str) -> None:
    path = write(f"{HEAD}1,{quote}{'x' * 10 * MIB}{quote}\n2,b\n")

    found, peak = await peak_of(csv_source(path))

    assert found == [(2, "row is longer than 1 MiB"), (3, "b")]
    assert peak < 16 * MIB


async def test_f02_many_long_rows_are_not_held_at_once(write: Write) -> None:
    path = write(b"")
    with path.open("w") as file:
        file.write(HEAD)
        for number in range(60):
            file.write(f"{number},{'x' * 900_000}\n")

    found, peak = await peak_of(csv_source(path))

    assert [line for line, _ in found] == list(range(2, 62))
    assert peak < 16 * MIB


async def test_f02_five_thousand_columns(write: Write) -> None:
    names = ";".join(f"c{number}" for number in range(5000))
    row = ";".join("y" for _ in range(5000))
    path = write(f"foreign_id;{names};name\n" + f"1;{row};a\n" * 2000)

    found, peak = await peak_of(csv_source(path))

    assert found == [(line, "a") for line in range(2, 2002)]
    assert peak < 8 * MIB


async def test_f03_missing_and_extra_cells(write: Write, read: Read) -> None:
    found = outcomes(await read(csv_source(write(f"{HEAD}1\n2,a,b\n3,c\n"))))

    assert found == [
        (2, "row has 1 cell, the header has 2"),
        (3, "row has 3 cells, the header has 2"),
        (4, "c"),
    ]


@pytest.mark.parametrize(
    ("content", "columns", "message"),
    [
        ("", {}, "is empty; its first line must name the columns"),
        ("foreign_id,Ort,Ort\n", {}, "the header has 'Ort' more than once"),
        ("foreign_id\n", {"Nachname": "name"}, "the header has no column 'Nachname'"),
        ("Nr,name\n", {}, "no column is the foreign_id"),
    ],
)
def test_f03_a_header_that_does_not_fit(
    write: Write, content: str, columns: dict[str, str], message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        csv_source(write(content), columns=columns).check()


async def test_f03_a_header_alone_is_no_row(write: Write, read: Read) -> None:
    source = csv_source(write(HEAD))
    source.check()

    assert await read(source) == []


async def test_f04_json_lines_in_the_wild(write: Write, read: Read) -> None:
    lines = [
        '{"name": "a"}',
        "",
        "[1]",
        '{"name": NaN}',
        '{"name": "a", "name": "b"}',
        '{"name": ' + "[" * 10_000 + "]" * 10_000 + "}",
        '{"name": "b"}',
        '{"name": "cut',
    ]

    assert outcomes(await read(jsonl_source(write("\n".join(lines))))) == [
        (1, "a"),
        (3, "line is not a JSON object"),
        (4, "line has NaN or Infinity, which are not JSON"),
        (5, "line has a key twice"),
        (6, "line is nested too deeply"),
        (7, "b"),
        (8, "line is not valid JSON, or cut off"),
    ]


@pytest.mark.parametrize("make", [csv_source, jsonl_source])
async def test_f05_a_bomb_costs_no_memory(write: Write, make: Callable[[Path], Source]) -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        file.write(b'foreign_id,name\n1,a\n{"name": "')
        for _ in range(100):
            file.write(b"x" * MIB)
    path = write(packed.getvalue())
    assert len(packed.getvalue()) < MIB // 4

    found, peak = await peak_of(make(path))

    assert found[-1][1] in {"row is longer than 1 MiB", "line is longer than 1 MiB"}
    assert peak < 16 * MIB
