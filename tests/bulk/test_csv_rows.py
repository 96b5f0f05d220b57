import csv
import tracemalloc
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from gomus_async.bulk.sources import Record, Source, csv_source
from gomus_async.errors import SourceError

MIB = 1 << 20

Write = Callable[..., Path]
Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]
ReadUntilError = Callable[[Source], Coroutine[Any, Any, tuple[list[Record], SourceError]]]
Values = Callable[[Record], dict[str, object]]
Names = Callable[[list[Record]], list[object]]


class TestCsv:
    async def test_reads_mapped_and_own_columns_and_ignores_the_others(
        self, write: Write, read: Read
    ) -> None:
        path = write("Kundennr, Name ,SURNAME,Rabatt\nSF-1,Müller,Anna,5\n")
        source = csv_source(path, columns={"Kundennr": "foreign_id"})
        source.check()

        assert await read(source) == [
            Record(1, 2, {"foreign_id": "SF-1", "name": "Müller", "surname": "Anna"})
        ]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    async def test_finds_the_delimiter(
        self, write: Write, delimiter: str, read: Read, names: Names
    ) -> None:
        path = write(f"foreign_id{delimiter}name\n1{delimiter}Groß\n")

        assert names(await read(csv_source(path))) == ["Groß"]

    async def test_prefers_the_delimiter_that_yields_used_columns(
        self, write: Write, read: Read, names: Names
    ) -> None:
        path = write('foreign_id;Nachname, Geburtsname, Titel;"a,b,c,d"\n1;x,y,z;w\n')
        source = csv_source(path, columns={"Nachname, Geburtsname, Titel": "name"})

        assert names(await read(source)) == ["x,y,z"]

    async def test_takes_the_delimiter_it_is_given(
        self, write: Write, read: Read, names: Names
    ) -> None:
        path = write("foreign_id:name,x\n1:a,b\n")
        source = csv_source(path, delimiter=":", columns={"name,x": "name"})

        assert names(await read(source)) == ["a,b"]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    async def test_reads_every_line_end_and_quoted_ones_unchanged(
        self, write: Write, end: str, read: Read, values: Values
    ) -> None:
        text = f'foreign_id,notes{end}1,"a{end}b ""c"""{end}{end}2,d'
        records = await read(csv_source(write(text)))

        assert [(r.position, r.line, values(r)["notes"]) for r in records] == [
            (1, 2, f'a{end}b "c"'),
            (2, 5, "d"),
        ]

    @pytest.mark.parametrize(
        "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8"]
    )
    async def test_reads_unicode_by_its_byte_order_mark(
        self, write: Write, encoding: str, read: Read, names: Names
    ) -> None:
        mark = "\ufeff" if encoding.endswith(("-le", "-be")) else ""
        path = write(f'{mark}"foreign_id";name\r\n1;Jürgen Größe 🎟\r\n'.encode(encoding))
        source = csv_source(path)
        source.check()

        assert names(await read(source)) == ["Jürgen Größe 🎟"]

    @pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16"])
    async def test_reads_the_encoding_it_is_given(
        self, write: Write, encoding: str, read: Read, names: Names
    ) -> None:
        path = write("foreign_id,name\n1,Müller\n".encode(encoding))

        assert names(await read(csv_source(path, encoding=encoding))) == ["Müller"]

    async def test_blank_lines_do_not_count(self, write: Write, read: Read) -> None:
        path = write("\n\nforeign_id,name\n\n1,a\n  \n\r\n2,b\n\n")

        assert [(r.position, r.line) for r in await read(csv_source(path))] == [(1, 5), (2, 8)]

    async def test_a_header_without_rows_is_no_row(self, write: Write, read: Read) -> None:
        source = csv_source(write("foreign_id,name\n"))
        source.check()

        assert await read(source) == []

    async def test_header_names_may_have_line_breaks(
        self, write: Write, read: Read, values: Values
    ) -> None:
        path = write('foreign_id,"Nach\nname"\n1,a\n2,b\n')
        source = csv_source(path, columns={"Nach\nname": "name"})

        assert [(r.line, values(r)["name"]) for r in await read(source)] == [(3, "a"), (4, "b")]

    async def test_a_stray_quote_in_the_header_swallows_no_row(
        self, write: Write, read: Read, values: Values
    ) -> None:
        path = write('foreign_id,name,19" Rack\n1,a,x\n2,"b",y\n')

        assert [(r.line, values(r)["name"]) for r in await read(csv_source(path))] == [
            (2, "a"),
            (3, "b"),
        ]

    async def test_empty_cells_are_not_set(self, write: Write, read: Read, values: Values) -> None:
        path = write("foreign_id,name,email\n1, ,\n")

        assert values((await read(csv_source(path)))[0]) == {"foreign_id": "1"}

    async def test_empty_cells_clear_on_request_but_never_the_key(
        self, write: Write, read: Read, values: Values
    ) -> None:
        path = write("foreign_id,name\n, \n")
        source = csv_source(path, empty="clear")

        assert values((await read(source))[0]) == {"foreign_id": "", "name": None}

    async def test_five_thousand_columns(self, write: Write, read: Read, names: Names) -> None:
        columns = ["foreign_id", *(f"x{i}" for i in range(5000)), "name"]
        row = ["1", *(["y" * 20] * 5000), "a"]
        source = csv_source(write(f"{';'.join(columns)}\n{';'.join(row)}\n"))
        source.check()

        assert names(await read(source)) == ["a"]

    async def test_every_block_border_is_crossed_unharmed(
        self, write: Write, read: Read, values: Values
    ) -> None:
        rows = [f"{i},ä{'ü' * (i % 7)}" for i in range(40_000)]
        path = write("\r\n".join(["foreign_id,name", *rows]))

        records = await read(csv_source(path))

        assert [f"{values(r)['foreign_id']},{values(r)['name']}" for r in records] == rows
        assert [r.line for r in records] == list(range(2, 40_002))


class TestBrokenRows:
    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ("1,2,3", "row has 3 cells, the header has 2"),
            ("1", "row has 1 cell, the header has 2"),
            ('1,"a"b', "row has quotes that do not match"),
            ('1,"a\nb"c', "lines 3 to 4 have quotes that do not match"),
            ("1,a\0b", "row holds NUL bytes"),
            (f"1,{'x' * MIB}", "row is longer than 1 MiB"),
            (f'1,"{"x" * 10 * MIB}"', "row is longer than 1 MiB"),
            ("abc," * (MIB // 4 + 1), "row is longer than 1 MiB"),
            (f'1,"{"x" * 200_000}"b', "row has quotes that do not match"),
        ],
        ids=["long", "short", "quote", "quote-2", "nul", "mib", "10mib", "cells", "long-quote"],
    )
    async def test_is_reported_and_the_others_are_read(
        self, write: Write, row: str, problem: str, read: Read, values: Values
    ) -> None:
        path = write(f"foreign_id,name\n0,a\n{row}\n9,z\n")

        first, broken, last = await read(csv_source(path))

        assert (first.line, values(first)["name"]) == (2, "a")
        assert (broken.position, broken.line, broken.data, broken.problem) == (2, 3, {}, problem)
        assert (last.position, values(last)["name"]) == (3, "z")

    async def test_cells_up_to_a_mebibyte_are_read_without_a_trace(
        self, write: Write, read: Read, values: Values
    ) -> None:
        standard = csv.field_size_limit(100_000)
        notes = "x" * 300_000 + "\n" + "y" * 300_000
        path = write(f'foreign_id,notes\n1,a\n2,"{notes}"\n3,c\n')

        try:
            records = await read(csv_source(path))
        finally:
            limit = csv.field_size_limit(standard)

        assert [values(r)["notes"] for r in records] == ["a", notes, "c"]
        assert [r.line for r in records] == [2, 3, 5]
        assert limit == 100_000

    async def test_an_open_quote_in_the_last_line_is_that_row_s_problem(
        self, write: Write, read: Read, values: Values
    ) -> None:
        first, last = await read(csv_source(write('foreign_id,name\n1,a\n2,"b')))

        assert values(first)["name"] == "a"
        assert (last.line, last.problem) == (3, "row has a quote that is never closed")

    @pytest.mark.parametrize("rest", ["x,y\n" * 10, "x,y\n" * 60_000, "x,y\n" * 500_000])
    async def test_an_open_quote_that_swallows_lines_ends_the_reading(
        self, write: Write, rest: str, read_until_error: ReadUntilError, names: Names
    ) -> None:
        path = write(f'foreign_id,name\n1,a\n2,"b\n{rest}')

        records, error = await read_until_error(csv_source(path))

        assert names(records) == ["a"]
        assert "a quote in line 3 is not closed" in str(error)

    async def test_memory_is_bounded_by_the_row_not_by_the_file(
        self, write: Write, read: Read
    ) -> None:
        path = write(b"")
        with path.open("wb") as file:
            file.write(b'foreign_id,name\n1,"')
            for _ in range(64):
                file.write(b"x" * MIB)
        tracemalloc.start()
        try:
            records = await read(csv_source(path))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert [r.problem for r in records] == ["row is longer than 1 MiB"]
        assert peak < 12 * MIB
