"""Rejected rows as a source: what was written comes back, corrected or not."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomus_async import NewCustomer, SourceError
from gomus_async.bulk import csv_source, import_customers, rejects_source
from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.rejects import Reject, RejectsFile
from gomus_async.bulk.rows import Row, read_row
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import POISON, by_key, client, stored

PERSONAL = "Geheimrat"

Write = Callable[..., Path]
Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]
ReadUntilError = Callable[[Source], Coroutine[Any, Any, tuple[list[Record], SourceError]]]

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
IDS = st.integers(0, 2**63 - 1)
KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda key: bool(key.strip(". \u00a0")) and not key.isspace()
)
FIELDS = {
    "name": TEXTS | st.none(),
    "notes": TEXTS | st.none(),
    "email": st.sampled_from(["a@b", "ü@ß.de", "", None]),
    "language_id": IDS | st.none(),
    "customer_salutation_id": IDS | st.none(),
    "addr_category": TEXTS | IDS | st.none(),
    "is_institution": st.booleans() | st.none(),
    "date_of_birth": st.dates() | st.none(),
}
# Values as they come from tables: the same things said in other ways.
LOOSE = {
    "date_of_birth": st.datetimes(timezones=st.sampled_from([None, UTC])).map(
        lambda moment: moment.replace(hour=0, minute=0, second=0, microsecond=0)
    ),
    "language_id": IDS.map(str) | st.integers(0, 2**50).map(float),
    "tel": st.integers(0, 2**53) | st.floats(-1e9, 1e9),
    "is_institution": st.sampled_from(["ja", "0", 1]),
}


def valid(fields: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"foreign_id": KEYS}, optional=fields)


def read_back(path: Path, read: Read, rows: list[Any]) -> list[Record]:
    with RejectsFile(path) as file:
        for position, row in enumerate(rows, 7):
            file.write(Reject(position=position, line=None, reasons=("why",), row=row))
    source = rejects_source(path)
    source.check()
    return asyncio.run(read(source))


def customer(record: Record) -> NewCustomer:
    row = read_row(record)
    assert isinstance(row, Row), row
    return row.customer


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(valid(FIELDS).map(lambda values: NewCustomer(**values)), min_size=1, max_size=5))
def test_customers_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, read: Read, customers: list[NewCustomer]
) -> None:
    path = tmp_path_factory.mktemp("rejects") / "rejects.jsonl"

    records = read_back(path, read, customers)

    assert list(map(customer, records)) == customers
    assert [record.position for record in records] == list(range(1, len(customers) + 1))
    assert [record.line for record in records] == list(range(1, len(customers) + 1))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(valid(FIELDS | LOOSE))
def test_rows_as_they_were_read_come_back_as_the_same_customers(
    tmp_path_factory: pytest.TempPathFactory, read: Read, row: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("rejects") / "rejects.jsonl"

    (record,) = read_back(path, read, [row])

    assert customer(record) == customer(Record(1, None, row))


class TestLines:
    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ('{"row": [1], "reasons": []}', 'what stands under "row" is not a JSON object'),
            ('{"row": null}', 'what stands under "row" is not a JSON object'),
            ('{"row": {}}', "row could not be read the first time and is empty here"),
            ('{"name": "x"}', 'line has no "row"'),
            ('{"row": {"name": 1', "line is not valid JSON, or cut off"),
            ('{"row": {"name": 1, "name": 2}}', "line has a key twice"),
            ('{"row": {"tel": NaN}}', "line has NaN or Infinity"),
        ],
    )
    async def test_what_is_no_rejected_row_is_reported(
        self, write: Write, read: Read, line: str, problem: str
    ) -> None:
        path = write(f'{{"row": {{"foreign_id": "1"}}}}\n\n{line}\n{{"row": {{"name": "x"}}}}\n')

        first, broken, last = await read(rejects_source(path))

        assert (first.data, last.data) == ({"foreign_id": "1"}, {"name": "x"})
        assert (broken.position, broken.line, broken.data) == (2, 3, {})
        assert broken.problem is not None
        assert broken.problem.startswith(problem)

    def test_another_file_is_refused_before_anything_is_sent(self, write: Write) -> None:
        path = write(f'\n{{"foreign_id": "1", "name": "{PERSONAL}"}}\n')

        with pytest.raises(
            SourceError, match=r"line 2: line has no \"row\".*jsonl_source"
        ) as caught:
            rejects_source(path).check()
        assert PERSONAL not in str(caught.value)

    async def test_no_rejected_rows_are_no_error(self, write: Write, read: Read) -> None:
        source = rejects_source(write(""))
        source.check()

        assert await read(source) == []


@pytest.mark.parametrize("corrected", [True, False])
async def test_an_import_of_rejected_rows(tmp_path: Path, *, corrected: bool) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    source = tmp_path / "crm.csv"
    source.write_text(
        "foreign_id,name,email,customer_salutation_id,date_of_birth,language_id\n"
        f"K-1,Ada,,{POISON},1.5.1980,1\nK-2,Bea,bea,,,\nK-3,Cleo,,,,\n"
    )
    with Sandbox(data="empty") as sandbox:
        async with client(sandbox.url) as gomus:
            report = await import_customers(gomus, csv_source(source), rejects=first)
            assert report.rejected == 2
            if corrected:
                correct(first)
            again = await import_customers(gomus, rejects_source(first), rejects=second)

        assert (again.rows, again.rejected) == ((2, 0) if corrected else (2, 2))
        assert set(by_key(sandbox)) == ({"K-1", "K-2", "K-3"} if corrected else {"K-3"})
        if corrected:
            assert stored(sandbox, "K-1")["date_of_birth"] == date(1980, 5, 1).isoformat()
            assert stored(sandbox, "K-2")["email"] == "bea@example.org"
        else:
            assert [row["row"] for row in lines(second)] == [row["row"] for row in lines(first)]


def correct(path: Path) -> None:
    text = path.read_text().replace(str(POISON), "2").replace('"bea"', '"bea@example.org"')
    path.write_text(text)


def lines(path: Path) -> list[dict[str, Any]]:
    return sorted(
        map(json.loads, path.read_text().splitlines()), key=lambda line: line["row"]["foreign_id"]
    )


def test_a_moment_that_is_no_day_is_still_none() -> None:
    moment = datetime(1980, 5, 1, 12, tzinfo=UTC).isoformat()

    assert not isinstance(read_row(Record(1, 1, {"foreign_id": "1", "date_of_birth": moment})), Row)
