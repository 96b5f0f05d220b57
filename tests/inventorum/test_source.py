"""The till as a source of an import: live, each customer once, only what has changed."""

import sqlite3
from pathlib import Path
from typing import Any

import attrs
import pytest

from gomus_async import Gomus
from gomus_async.bulk import Report, Source, csv_source, import_customers
from gomus_async.errors import ImportFailed, ImportStopped, SourceChanged, Unauthorized
from gomus_async.inventorum import (
    Inventorum,
    InventorumMapping,
    InventorumSource,
    inventorum_mapping,
    inventorum_source,
)
from gomus_async.sandbox import Sandbox
from gomus_async.sandbox.inventorum.records import Customer
from tests.bulk.importing import BATCHES
from tests.inventorum.conftest import Connect
from tests.support.clients import quick

EVERYBODY = 39


def written(sandbox: Sandbox) -> list[str]:
    """The keys of every customer that was sent, in their order."""
    return [key for row in sandbox.history if row["path"] == BATCHES for key in row["keys"]]


def found(sandbox: Sandbox) -> list[str]:
    rows = sandbox.store.records("customers") or []
    return sorted(row["foreign_id"] for row in rows if (row["foreign_id"] or "")[:4] == "INV-")


def wanted(sandbox: Sandbox) -> list[str]:
    return sorted(f"INV-{row.id}" for row in sandbox.store.till.rows())


@attrs.define
class Nightly:
    """A till, a go~mus, and the import between them."""

    sandbox: Sandbox
    inventorum: Inventorum
    folder: Path

    async def run(self, *, stop_after: int | None = None, **options: Any) -> Report:
        settings = quick(concurrency=32 if stop_after is None else 1)
        async with Gomus(self.sandbox.url, token="user-token", settings=settings) as gomus:
            mapping = await inventorum_mapping(gomus)
            source = inventorum_source(self.inventorum, mapping=mapping, limit=10)
            sent = len(written(self.sandbox))
            if stop_after is not None:
                options["stop"] = lambda: len(written(self.sandbox)) >= sent + stop_after
                options["batch_size"] = 3
            given: dict[str, Any] = {"journal": self.journal, "late_commit_window": 0.1, **options}
            return await import_customers(gomus, source, **given)

    async def stopped(self) -> Report:
        """Run until some are through."""
        rule = {"path": BATCHES, "do": "delay", "delay_s": 0.25}
        self.sandbox.set_faults({"rules": [rule]})
        with pytest.raises(ImportStopped) as caught:
            await self.run(stop_after=6)
        self.sandbox.set_faults(None)
        report = caught.value.report
        assert isinstance(report, Report)
        return report

    @property
    def journal(self) -> Path:
        return self.folder / "till.journal"


@pytest.fixture
def nightly(sandbox: Sandbox, inventorum: Inventorum, tmp_path: Path) -> Nightly:
    return Nightly(sandbox, inventorum, tmp_path)


async def test_what_it_is(inventorum: Inventorum) -> None:
    source = inventorum_source(inventorum, mapping=InventorumMapping(prefix="SHOP-"), limit=15)
    source.check()
    records = [record async for record in source.records()]

    assert isinstance(source, Source)
    assert isinstance(source, InventorumSource)
    assert (source.name, source.live) == ("Inventorum", True)
    assert [record.position for record in records] == [*range(1, EVERYBODY + 1)]
    assert len({record.data.foreign_id for record in records}) == EVERYBODY  # type: ignore[union-attr]
    assert {record.data.foreign_id[:5] for record in records} == {"SHOP-"}  # type: ignore[union-attr,index]
    assert "Vorname" not in repr(records)


async def test_only_what_has_changed_is_sent(nightly: Nightly) -> None:
    first = await nightly.run()
    again = await nightly.run()
    sent = len(written(nightly.sandbox))
    till = nightly.sandbox.store.till
    edited = till.rows()[4].draft()
    edited.company = "Neu"
    till.save(edited)
    unseen = till.rows()[5].draft()
    unseen.note = "stays in the till"
    till.save(unseen)
    till.save(Customer(company="Dazu"))
    third = await nightly.run()

    assert (first.created, first.unchanged) == (EVERYBODY, 0)
    assert (again.accepted, again.unchanged, again.requests) == (0, EVERYBODY, 0)
    assert (third.created, third.updated, third.unchanged) == (1, 1, EVERYBODY - 1)
    assert set(written(nightly.sandbox)[sent:]) == {"INV-553910", f"INV-{edited.id}"}
    assert len(written(nightly.sandbox)) == sent + 2
    assert not again.nothing_to_do
    assert found(nightly.sandbox) == wanted(nightly.sandbox)


async def test_what_stood_before_a_stop_is_not_sent_again(nightly: Nightly) -> None:
    before = await nightly.stopped()
    till = nightly.sandbox.store.till
    # Everything moves to another place in the list.
    till.delete(till.rows()[-1])
    till.save(Customer(company="Dazu"))
    first = set(written(nightly.sandbox))
    sent = len(written(nightly.sandbox))
    after = await nightly.run()

    assert 0 < before.accepted < EVERYBODY
    assert after.finished
    assert (after.unchanged, after.accepted) == (before.accepted, EVERYBODY - before.accepted)
    assert first.isdisjoint(written(nightly.sandbox)[sent:])
    assert found(nightly.sandbox) == wanted(nightly.sandbox)


async def test_who_is_edited_after_a_stop_is_updated(nightly: Nightly) -> None:
    await nightly.stopped()
    through = {row["foreign_id"]: row for row in nightly.sandbox.store.records("customers") or []}
    till = nightly.sandbox.store.till
    row = next(row for row in till.rows() if f"INV-{row.id}" in through)
    draft = row.draft()
    draft.company = "Umgezogen"
    till.save(draft)
    report = await nightly.run()

    assert report.updated == 1
    records = nightly.sandbox.store.records("customers") or []
    (mine,) = (record for record in records if record["foreign_id"] == f"INV-{row.id}")
    assert mine["institution"] == "Umgezogen"
    assert found(nightly.sandbox) == wanted(nightly.sandbox)


async def test_a_dry_run_shows_what_would_be_sent(nightly: Nightly) -> None:
    empty = await nightly.run(dry_run=True)
    assert not nightly.journal.exists()
    await nightly.run()
    till = nightly.sandbox.store.till
    edited = till.rows()[0].draft()
    edited.company = "Neu"
    till.save(edited)
    till.save(Customer(company="Dazu"))
    sent = len(written(nightly.sandbox))
    first = await nightly.run(dry_run=True)
    second = await nightly.run(dry_run=True)

    assert empty.preview is not None
    assert first.preview is not None
    assert (empty.preview.new, len(empty.preview.new_keys)) == (EVERYBODY, 10)
    assert (first.preview.new, first.preview.new_keys) == (1, ["INV-553910"])
    assert (first.preview.changed, first.preview.changed_keys) == (1, [f"INV-{edited.id}"])
    assert first.unchanged == EVERYBODY - 1
    assert first.preview == second.preview
    assert Report.restored(first.record()).preview == first.preview
    assert len(written(nightly.sandbox)) == sent
    assert "INV-" not in repr(first)


async def test_a_journal_is_for_one_kind_of_source(nightly: Nightly) -> None:
    await nightly.stopped()
    file = nightly.folder / "crm.csv"
    file.write_text("foreign_id;name\nK-1;Meier\n")
    async with Gomus(nightly.sandbox.url, token="user-token", settings=quick()) as gomus:
        with pytest.raises(SourceChanged, match="resume=False"):
            await import_customers(gomus, csv_source(file), journal=nightly.journal)


async def test_after_a_file_the_till_begins_anew_only_if_told(nightly: Nightly) -> None:
    await nightly.run()
    connection = sqlite3.connect(nightly.journal)
    connection.execute("UPDATE import SET source = 'file', finished_at = NULL")
    connection.commit()
    connection.close()

    with pytest.raises(SourceChanged):
        await nightly.run()
    report = await nightly.run(resume=False)
    # What an unfinished file has changed is not known by key.
    assert (report.updated, report.unchanged) == (EVERYBODY, 0)


async def test_it_says_whose_error_it_is(
    sandbox: Sandbox, connect: Connect, tmp_path: Path
) -> None:
    till = await connect(sandbox, token="no-token")
    with pytest.raises(ImportFailed) as caught:
        await Nightly(sandbox, till, tmp_path).run()

    cause = caught.value.__cause__
    assert isinstance(cause, Unauthorized)
    assert cause.__notes__ == ["this is what Inventorum said, not go~mus"]
