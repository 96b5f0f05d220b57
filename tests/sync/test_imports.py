"""The blocking import: rows and progress belong to the thread that called."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gomus_async import SourceError, SyncGomus
from gomus_async.bulk import Progress, csv_source
from gomus_async.sandbox import Sandbox
from gomus_async.sync import import_customers


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def gomus(sandbox: Sandbox) -> Iterator[SyncGomus]:
    with SyncGomus(sandbox.url, token="user-token") as gomus:
        yield gomus


def stored(sandbox: Sandbox) -> set[str]:
    rows = sandbox.store.records("customers") or []
    return {row["foreign_id"] for row in rows if row["foreign_id"]}


def row(number: int) -> dict[str, Any]:
    return {"foreign_id": f"I-{number}", "name": f"N{number}"}


def test_rows_of_a_database(sandbox: Sandbox, gomus: SyncGomus) -> None:
    """A connection of SQLite may be used by the thread that made it, and by no other."""
    with sqlite3.connect(":memory:") as database:
        database.execute("create table crm (foreign_id text, name text)")
        rows = [(f"I-{n}", f"N{n}") for n in range(250)]
        database.executemany("insert into crm values (?, ?)", rows)
        cursor = database.execute("select * from crm")

        report = import_customers(gomus, ({"foreign_id": k, "name": n} for k, n in cursor))
    database.close()

    assert (report.rows, report.accepted) == (250, 250)
    assert {f"I-{n}" for n in range(250)} <= stored(sandbox)


def test_rows_and_progress_may_call_a_client(gomus: SyncGomus) -> None:
    told: list[tuple[bool, str]] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(3):
            assert gomus.instance.version().zone
            yield row(number)

    def tell(progress: Progress) -> None:
        gomus.instance.whoami()
        told.append((progress.finished, threading.current_thread().name))

    report = import_customers(gomus, rows(), on_progress=tell)

    assert report.accepted == 3
    assert told[-1] == (True, threading.current_thread().name)


def test_rows_are_read_as_they_are_needed(sandbox: Sandbox, gomus: SyncGomus) -> None:
    """The first are on the server before the last are read."""
    seen: list[int] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(1500):
            if number == 1499:
                seen.append(len(sandbox.history))
            yield row(number)

    report = import_customers(gomus, rows(), dry_run=False, batch_size=100)

    assert report.accepted == 1500
    assert seen[0] > 0


def test_a_source_that_fails(sandbox: Sandbox, gomus: SyncGomus) -> None:
    closed: list[bool] = []

    def rows() -> Iterator[dict[str, Any]]:
        try:
            yield from map(row, range(150))
            raise ZeroDivisionError
        finally:
            closed.append(True)

    with pytest.raises(ZeroDivisionError):
        import_customers(gomus, rows())

    assert closed == [True]
    assert gomus.instance.version().zone


def test_progress_that_fails_ends_the_import(gomus: SyncGomus) -> None:
    def tell(progress: Progress) -> None:
        raise KeyboardInterrupt

    rows = map(row, range(500))
    with pytest.raises(KeyboardInterrupt):
        import_customers(gomus, rows, on_progress=tell)

    assert gomus.stats.in_flight == 0


def test_files(sandbox: Sandbox, gomus: SyncGomus, tmp_path: Path) -> None:
    source = tmp_path / "crm.csv"
    source.write_text("foreign_id,name\nI-1,Müller\nI-2,\nI-1,Meier\n", encoding="utf-8")

    report = import_customers(gomus, csv_source(source), rejects=tmp_path / "rejects.jsonl")

    assert report.rows == 3
    assert "I-1" in stored(sandbox)
    with pytest.raises(SourceError, match="a path is not a source"):
        import_customers(gomus, str(source))  # type: ignore[arg-type]
