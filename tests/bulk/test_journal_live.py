"""The journal of a live source: what stands is known after a crash, and what is in doubt is not."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gomus_async.bulk import import_customers, live_source
from gomus_async.bulk.journal import LIVE, Ending, Journal, State
from gomus_async.errors import SourceError
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import client

HOST = "https://demo.example.org"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


async def opened(path: Path, clock: Clock) -> Journal:
    journal = await Journal.open(path, HOST, "process")
    journal.clock = clock
    return journal


async def contents(journal: Journal, *keys: int) -> dict[int, int | None]:
    return {key: known.content for key, known in (await journal.known(keys)).items()}


async def test_what_ended_is_known_after_a_crash(tmp_path: Path) -> None:
    clock = Clock()
    journal = await opened(tmp_path / "j", clock)
    assert await journal.begin(LIVE) is None
    await journal.intend([1, 2], 30, [], [(7, None, False), (8, None, False)])
    journal.end([Ending(State.CREATED, [1], 10)], [(7, 10, True)])
    await journal.close()

    again = await opened(tmp_path / "j", clock)
    assert await again.begin(LIVE) == clock.now
    assert await contents(again, 7, 8, 9) == {7: 10}
    await again.close()


async def test_what_is_in_doubt_is_forgotten(tmp_path: Path) -> None:
    clock = Clock()
    journal = await opened(tmp_path / "j", clock)
    await journal.begin(LIVE)
    journal.end([], [(7, 10, True)])
    await journal.finish({})
    await journal.begin(LIVE)
    await journal.intend([1], 11, [], [(7, None, False)])
    await journal.close()

    again = await opened(tmp_path / "j", clock)
    await again.begin(LIVE)
    known = (await again.known([7]))[7]
    assert (known.exists, known.content, known.placed) == (True, None, False)
    await again.close()


async def test_what_is_in_doubt_stays_so_through_another_crash(tmp_path: Path) -> None:
    clock = Clock()
    sent = clock.now
    for sent_at in (None, sent, sent):
        journal = await opened(tmp_path / "j", clock)
        assert await journal.begin(LIVE) == sent_at
        if sent_at is None:
            await journal.intend([1], 11, [], [(7, None, False)])
        await journal.close()
        clock.now += 1


async def test_a_file_leaves_contents_alone_until_it_is_through(tmp_path: Path) -> None:
    clock = Clock()
    journal = await opened(tmp_path / "j", clock)
    await journal.begin("file")
    await journal.intend([1], 10, [], [])
    journal.end([Ending(State.CREATED, [1], 10)], [(7, 10, True)])
    await journal.close()

    connection = sqlite3.connect(tmp_path / "j")
    assert connection.execute("SELECT * FROM customer").fetchall() == []
    connection.close()


async def test_rows_from_anywhere(tmp_path: Path) -> None:
    """A list that shrank, grew and turned around goes on where it was."""
    names = {number: f"Name {number}" for number in range(1, 41)}
    with Sandbox(data="empty") as sandbox:
        async with client(sandbox.url) as gomus:

            def rows(broken_at: int | None = None) -> Iterator[dict[str, Any]]:
                for number in sorted(names, reverse=broken_at is None):
                    if number == broken_at:
                        raise ConnectionError("the register is away")
                    yield {"foreign_id": f"CLUB-{number}", "name": names[number]}

            with pytest.raises(ConnectionError):
                await import_customers(
                    gomus, live_source(rows(31), name="club"), journal=tmp_path / "j"
                )
            del names[3]
            names[17], names[99] = "Anders", "Neu"
            report = await import_customers(
                gomus, live_source(rows(), name="club"), journal=tmp_path / "j"
            )
        stored = {
            row["foreign_id"]: row["name"] for row in sandbox.store.records("customers") or []
        }
    assert (report.unchanged, report.updated, report.created) == (28, 1, 11)
    assert stored == {f"CLUB-{n}": name for n, name in {**names, 3: "Name 3"}.items()}


def test_what_is_no_rows() -> None:
    assert live_source([], name="club").name == "club"
    with pytest.raises(SourceError, match="a path is not a source"):
        live_source("crm.csv")  # type: ignore[arg-type]
