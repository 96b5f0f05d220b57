"""Rows read and encoded many at a time: as each would have been alone."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Literal, TypeVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomus_async.bulk.batches import Pending
from gomus_async.bulk.csv_rows import CsvReader
from gomus_async.bulk.digests import digests_of
from gomus_async.bulk.met import MetKeys
from gomus_async.bulk.names import Aliases, Names
from gomus_async.bulk.reading import Buffer, Reading, Unsent
from gomus_async.bulk.records import Record
from gomus_async.bulk.rows import Refused, read_row
from gomus_async.bulk.sources import csv_source
from gomus_async.bulk.tables import Empty, Layout, Table
from gomus_async.bulk.text_files import TextFile
from gomus_async.errors import SourceError
from gomus_async.models.customers import Salutation
from gomus_async.wire.codec import encode

T = TypeVar("T")

SECRET = b"s" * 32
NAMES = Names(Aliases(salutations={"Hr": 2}), salutations=[Salutation(id=7, name="Frau")])
COLUMNS = (
    *("foreign_id", "name", "unused", "email", "notes", "customer_salutation_id"),
    *("date_of_birth", "is_institution", "language_id", "addr_category"),
)
PLAIN = st.sampled_from(["Müller", "Anna Lena", "x", "100 %", "%s", "{}", "ß 🎟", "-"])
ODD = st.sampled_from(
    [
        *("", " ", "\t", "\xa0", 'a "b"', "a\\b", "a\tb", "\x7f", "\u2028", "a\nb", "\ue000"),
        *("\x01", "\ufeff", "a,b", "'", "\u200b", "  a "),
    ]
)
CELLS = {
    "foreign_id": st.one_of(
        st.from_regex(r"SF-[0-9]{1,6}", fullmatch=True),
        st.sampled_from(["ü-1", "a%20b", " ", "", ". .", "..", "titles", "k" * 256, "a\tb", 'a"b']),
    ),
    "email": st.sampled_from(
        ["a@b.example", "", " ", "ab", "a@@b", "@b", "a@", "a b@c", "ä@b", 'a"@b', "a\\@b", "a@b@c"]
    ),
    "customer_salutation_id": st.sampled_from(["Frau", "frau.", "Hr", "7", "", "Dr"]),
    "date_of_birth": st.sampled_from(["2001-02-03", "3.2.2001", "", "31.2.2001", " 2001-02-03 "]),
    "is_institution": st.sampled_from(["ja", "NEIN", "1", "", "maybe"]),
    "language_id": st.sampled_from(["1", " 2 ", "", "x", "99999999999999999999"]),
    "addr_category": st.sampled_from(["1", "home", ""]),
}
GOOD = {
    "foreign_id": st.from_regex(r"SF-[0-9]{1,6}", fullmatch=True),
    "email": st.sampled_from(["a@b.example", ""]),
    "customer_salutation_id": st.sampled_from(["Frau", ""]),
    "date_of_birth": st.sampled_from(["2001-02-03", ""]),
    "is_institution": st.sampled_from(["ja", "nein", ""]),
    "language_id": st.sampled_from(["1", "2", ""]),
    "addr_category": st.sampled_from(["1", "home"]),
}
ANY_ROW = st.tuples(*(CELLS.get(name, st.one_of(PLAIN, ODD)) for name in COLUMNS))
GOOD_ROW = st.tuples(*(GOOD.get(name, PLAIN) for name in COLUMNS))
ROWS = st.lists(st.one_of(GOOD_ROW, GOOD_ROW, GOOD_ROW, ANY_ROW), max_size=40)


@attrs.frozen
class Case:
    """A file, and how it is read."""

    rows: Sequence[Sequence[str]]
    end: str
    quoting: Literal[0, 1]
    tail: str
    empty: Empty
    constants: dict[str, Any]

    def text(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=self.end, quoting=self.quoting)
        writer.writerows([COLUMNS, *self.rows])
        return text.getvalue() + self.tail

    def read(self, path: Path, read: Callable[[CsvReader], Iterator[T]]) -> tuple[list[T], str]:
        """What is read until the end or an error, and the error."""
        found: list[T] = []
        with TextFile(str(path)) as file:
            reader = CsvReader(
                file,
                "crm.csv",
                columns={},
                delimiter=None,
                empty=self.empty,
                constants=self.constants,
            )
            try:
                found.extend(read(reader))
            except SourceError as error:
                return found, str(error)
        return found, ""


CASES = st.builds(
    Case,
    rows=ROWS,
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    tail=st.sampled_from(["", "a,b\n", "\n\n", '"', "SF-9,x,,,,,,,,", '1,"a\nb",,,,,,,,\n']),
    empty=st.sampled_from(["unset", "clear"]),
    constants=st.sampled_from([{}, {"fax": "5 %"}, {"fax": None}, {"addr_country_id": "x"}]),
)


def told(row: Pending | Unsent) -> tuple[Any, ...]:
    """All that is known of a row."""
    if isinstance(row, Unsent):
        return row.record, row.refused
    values = (row.position, row.line, row.key, row.body, row.digest, row.content)
    return (*values, row.customer)


def alone(record: Record) -> tuple[Any, ...]:
    """What becomes of a record that is read by itself."""
    row = read_row(record, NAMES)
    if isinstance(row, Refused):
        return record, row
    body = encode(None, row.customer)
    hashes = (digests_of(SECRET, [text])[0] for text in (row.key.encode(), body))
    return (row.position, row.line, row.key, body, *hashes, row.customer)


@settings(max_examples=250, deadline=None)
@given(case=CASES)
def test_many_rows_together_are_read_as_each_alone(
    tmp_path_factory: pytest.TempPathFactory, case: Case
):
    path = tmp_path_factory.getbasetemp() / "tables.csv"
    path.write_bytes(case.text().encode())
    records, error = case.read(path, CsvReader.records)
    parts, same_error = case.read(path, CsvReader.parts)
    assert [record for part in parts for record in part] == records
    assert same_error == error
    buffer = Buffer()
    for part in parts:
        buffer.add(part)
    found = [row for some in buffer.portions(9) for row in Reading(SECRET).rows(some, NAMES)]
    assert [told(row) for row in found] == [alone(record) for record in records]


async def test_plain_rows_come_as_tables_and_odd_ones_between_them_do_not(tmp_path: Path):
    lines = [f"SF-{number},Meier {number},x\n" for number in range(3000)]
    lines[1500] = '"SF-1500","two\nlines",x\n'
    lines[2000] = "\n"
    path = tmp_path / "crm.csv"
    path.write_text("foreign_id,name,other\n" + "".join(lines))
    parts = [part async for part in csv_source(path).chunks()]
    records = [record for part in parts for record in part]
    assert [record.position for record in records] == list(range(1, 3000))
    assert [record.line for record in records] == [
        *range(2, 1503),
        *range(1504, 2003),
        *range(2004, 3003),
    ]
    loose = sum(len(part) for part in parts if not isinstance(part, Table))
    assert 0 < loose <= 40


def test_a_table_shows_nobodys_data():
    record_repr = repr(_table([["SF-1"], ["Geheim"]]))
    assert "Geheim" not in record_repr
    assert "SF-1" not in record_repr


def key_of(record: Record) -> object:
    assert isinstance(record.data, Mapping)
    return record.data["foreign_id"]


def test_a_part_of_a_table_knows_where_it_is():
    table = _table([["a", "b", "c", "d"], ["1", "2", "3", "4"]])
    part = table[1:3]
    assert [(r.position, r.line, key_of(r)) for r in part] == [
        (12, 22, "b"),
        (13, 23, "c"),
    ]
    assert table[-1].position == 14
    with pytest.raises(IndexError):
        table[4]


def _table(columns: list[list[str]]) -> Table:
    return Table(Layout(2, 0, ((1, "name"),), "unset", {}), 11, 21, columns)


def test_a_key_that_was_met_is_never_taken_for_new():
    rng = Random(7)
    digests = [rng.getrandbits(64) - 2**63 for _ in range(100_000)]
    met = MetKeys()
    met.add(digests[:50_000])
    assert met.among(digests[:50_000]) == digests[:50_000]
    assert len(met.among(digests[50_000:])) < 100
