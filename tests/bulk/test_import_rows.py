"""What becomes of rows: created, updated, superseded; keys of every kind; strangers untouched."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from gomus_async import Gomus, NewCustomer
from gomus_async.bulk import csv_source, import_customers, jsonl_source
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import (
    BATCHES,
    Case,
    by_key,
    client,
    is_poison,
    poison,
    problems,
    row,
    rows,
    stored,
    stored_before,
)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(data="empty") as sandbox:
        yield sandbox


@pytest.fixture
async def gomus(sandbox: Sandbox) -> AsyncIterator[Gomus]:
    async with client(sandbox.url) as gomus:
        yield gomus


async def test_new_and_known_customers(sandbox: Sandbox, gomus: Gomus):
    case = Case.drawn(300, seed=3)
    await stored_before(sandbox, case.before)
    report = await import_customers(gomus, case.source)
    case.judge(sandbox, report)
    assert report.created == len(case.wanted) - len(case.before)
    assert report.updated == len(case.source) - case.poisons - report.created


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
async def test_whatever_share_is_there_before(sandbox: Sandbox, gomus: Gomus, share: float):
    source = rows(400)
    await stored_before(sandbox, [row(v["foreign_id"]) for v in source[: int(400 * share)]])
    report = await import_customers(gomus, source)
    assert problems(by_key(sandbox), Case(source).wanted) == []
    assert (report.created, report.updated) == (400 * (1 - share), 400 * share)
    assert report.clean


async def test_a_second_import_changes_nothing(sandbox: Sandbox, gomus: Gomus):
    await import_customers(gomus, rows(120))
    before = by_key(sandbox)
    report = await import_customers(gomus, rows(120))
    assert {key: [r["id"] for r in found] for key, found in by_key(sandbox).items()} == {
        key: [r["id"] for r in found] for key, found in before.items()
    }
    assert (report.created, report.updated) == (0, 120)


async def test_the_last_row_of_a_key_wins(sandbox: Sandbox, gomus: Gomus):
    source = [row(f"K-{i % 40}", f"version {i // 40}") for i in range(400)]
    report = await import_customers(gomus, source)
    assert {record["name"] for (record,) in by_key(sandbox).values()} == {"version 9"}
    assert (report.accepted, report.superseded, report.rejected) == (40, 360, 0)


@pytest.mark.parametrize("order", [(poison, row), (row, poison)])
async def test_a_bad_row_does_not_supersede(sandbox: Sandbox, gomus: Gomus, order):
    report = await import_customers(gomus, [make("K-1", "Ada") for make in order])
    assert stored(sandbox, "K-1")["name"] == "Ada"
    assert stored(sandbox, "K-1")["customer_salutation_id"] is None
    assert (report.accepted, report.superseded, report.rejected) == (1, 0, 1)


async def test_fields_that_a_row_leaves_out_stay(sandbox: Sandbox, gomus: Gomus):
    await stored_before(sandbox, [row("K-1", "Ada", tel="+49 1", email="a@example.com")])
    await import_customers(gomus, [{"foreign_id": "K-1", "email": None, "notes": ""}])
    record = stored(sandbox, "K-1")
    assert (record["name"], record["tel"], record["email"], record["notes"]) == (
        "Ada",
        "+49 1",
        None,
        "",
    )


async def test_a_numeric_key_that_leads_to_a_stranger(sandbox: Sandbox, gomus: Gomus):
    await stored_before(sandbox, [row("stranger", "Bea")])
    number = str(stored(sandbox, "stranger")["id"])
    before = stored(sandbox, "stranger")

    report = await import_customers(gomus, [row(number, "new"), row("K-1")])
    assert (report.created, report.updated, report.rejected) == (2, 0, 0)
    assert stored(sandbox, number)["name"] == "new"

    report = await import_customers(gomus, [row(number, "known"), row("K-1")])
    assert (report.created, report.updated, report.rejected) == (0, 2, 0)
    assert stored(sandbox, number)["name"] == "known"
    assert stored(sandbox, "stranger") == before
    assert [entry for entry in sandbox.history if entry["path"] == f"{BATCHES}/{number}"]
    assert not [
        entry for entry in sandbox.history if entry["method"] == "PUT" and entry["path"] != BATCHES
    ]


async def test_a_bad_row_whose_key_leads_to_a_stranger(sandbox: Sandbox, gomus: Gomus):
    await stored_before(sandbox, [row("stranger", "Bea")])
    number = str(stored(sandbox, "stranger")["id"])
    report = await import_customers(gomus, [poison(number), row("K-1")])
    assert set(by_key(sandbox)) == {"stranger", "K-1"}
    assert (report.accepted, report.rejected) == (1, 1)


async def test_a_bad_row_for_a_known_key_that_leads_to_a_stranger(sandbox: Sandbox, gomus: Gomus):
    await stored_before(sandbox, [row("stranger", "Bea")])
    number = str(stored(sandbox, "stranger")["id"])
    await stored_before(sandbox, [row(number, "Cia")])
    report = await import_customers(gomus, [poison(number), row("K-1")])
    assert [record["name"] for record in by_key(sandbox)[number]] == ["Cia"]
    assert (report.accepted, report.rejected) == (1, 1)


async def test_many_numeric_keys_that_lead_to_strangers(sandbox: Sandbox, gomus: Gomus):
    await stored_before(sandbox, rows(60, "S"))
    numbers = [record["id"] for (record,) in by_key(sandbox).values()]
    await import_customers(gomus, [row(str(number), "mine") for number in numbers])
    report = await import_customers(gomus, [row(str(number), "mine too") for number in numbers])
    found = by_key(sandbox)
    assert [found[str(number)][0]["name"] for number in numbers] == ["mine too"] * 60
    assert {len(records) for records in found.values()} == {1}
    assert all(found[f"S-{i}"][0]["name"] == f"Name {i}" for i in range(60))
    assert report.updated == 60


KEYS = [
    "a/b",
    "a b",
    " a ",
    "Müller & Söhne",
    "100%",
    "%2F",
    "a%b",
    "a?b=c#d",
    "a;b,c",
    "..x",
    "007",
    "7",
    "+7",
    "SF-😀",
    "e\u0301",
    "é",
    "a@example.com",
    "x" * 255,
]


async def test_keys_of_every_kind(sandbox: Sandbox, gomus: Gomus):
    for name in ("first", "second"):
        report = await import_customers(gomus, [row(key, name) for key in KEYS])
        assert report.clean
    assert {key: [r["name"] for r in found] for key, found in by_key(sandbox).items()} == {
        key: ["second"] for key in KEYS
    }


@pytest.mark.parametrize("key", ["", " ", ".", "..", "a\nb", "a\x00b", "x" * 256, None])
async def test_keys_that_cannot_travel_are_rejected_unsent(
    sandbox: Sandbox, gomus: Gomus, key: str | None
):
    report = await import_customers(gomus, [{"foreign_id": key, "name": "Ada"}, row("K-1")])
    assert (report.accepted, report.rejected) == (1, 1)
    assert set(by_key(sandbox)) == {"K-1"}


async def test_sources_of_every_kind(sandbox: Sandbox, gomus: Gomus, tmp_path: Path):
    async def later() -> AsyncIterator[NewCustomer]:
        for i in range(60):
            yield NewCustomer(foreign_id=f"async-{i}", name="Ada")

    def now() -> Iterator[dict[str, object]]:
        yield from rows(60, "generator")

    csv = tmp_path / "crm.csv"
    csv.write_text("Nr;Nachname\n" + "".join(f"csv-{i};Ada\n" for i in range(60)))
    jsonl = tmp_path / "crm.jsonl"
    jsonl.write_text("".join(f'{{"foreign_id": "jsonl-{i}", "name": "Ada"}}\n' for i in range(60)))
    sources: dict[str, Any] = {
        "async": later(),
        "generator": now(),
        "list": [NewCustomer(foreign_id=f"list-{i}", name="Ada") for i in range(60)],
        "csv": csv_source(csv, columns={"Nr": "foreign_id", "Nachname": "name"}),
        "jsonl": jsonl_source(jsonl),
    }
    for source in sources.values():
        assert (await import_customers(gomus, source)).accepted == 60
    assert set(by_key(sandbox)) == {f"{name}-{i}" for name in sources for i in range(60)}


async def test_no_rows_at_all(sandbox: Sandbox, gomus: Gomus):
    report = await import_customers(gomus, [])
    assert report.clean
    assert report.rows == 0
    assert sandbox.history == []


async def test_nothing_but_poison(sandbox: Sandbox, gomus: Gomus):
    source = [poison(f"P-{i}") for i in range(70)]
    report = await import_customers(gomus, source)
    assert all(map(is_poison, source))
    assert (report.accepted, report.rejected) == (0, 70)
    assert by_key(sandbox) == {}


async def test_one_bad_row_among_a_thousand_costs_few_requests(sandbox: Sandbox, gomus: Gomus):
    await import_customers(gomus, rows(1000, "warm"))
    warm = len(sandbox.history)
    source = rows(1000)
    source.insert(500, poison("P"))
    report = await import_customers(gomus, source, batch_size=100)
    writes = [e for e in sandbox.history[warm:] if e["path"] == BATCHES]
    assert (report.accepted, report.rejected) == (1000, 1)
    # Eleven batches, and one of them halved down to the bad row.
    assert len(writes) <= 11 + 20


async def test_dry_run_sends_nothing(sandbox: Sandbox, gomus: Gomus):
    source = [*rows(50), row("K-1", "again"), {"name": "no key"}]
    report = await import_customers(gomus, source, dry_run=True)
    assert sandbox.history == []
    assert report.dry_run
    assert report.adds_up
    assert (report.accepted, report.superseded, report.rejected) == (50, 1, 1)
    assert (report.created, report.updated, report.requests) == (0, 0, 0)
