"""The thread that writes a journal: in order, in groups, and all or nothing."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import attrs
import pytest

from gomus_async import JournalError
from gomus_async.bulk.writer import MOST_TOGETHER, WriterThread


class Counting(sqlite3.Connection):
    """Counts its transactions."""

    begun = 0
    committed = 0

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        cursor = super().execute(sql, *values)  # type: ignore[arg-type] # - passed on
        self.begun += sql.startswith("BEGIN")
        self.committed += sql == "COMMIT"
        return cursor


@attrs.frozen
class Desk:
    """A writer, its connection, and a way to keep it busy."""

    writer: WriterThread
    connection: Counting
    path: Path
    may_go_on: threading.Event = attrs.field(factory=threading.Event)

    async def busy(self) -> "asyncio.Future[None]":
        """A job that lasts until `may_go_on` is set; it has begun when this returns."""
        begun = threading.Event()

        def wait(_: sqlite3.Connection) -> None:
            begun.set()
            assert self.may_go_on.wait(30)

        job = asyncio.ensure_future(self.writer.run(wait))
        await asyncio.to_thread(begun.wait, 30)
        return job

    def rows(self) -> list[int]:
        """What another reader sees."""
        connection = sqlite3.connect(self.path)
        try:
            return [number for (number,) in connection.execute("SELECT n FROM t ORDER BY rowid")]
        finally:
            connection.close()


def insert(number: int) -> Callable[[sqlite3.Connection], int]:
    def job(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO t VALUES (?)", (number,))
        return number

    return job


def fail(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO nowhere VALUES (1)")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    path = tmp_path / "x.db"
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, factory=Counting
    )
    connection.execute("CREATE TABLE t (n INTEGER)")
    desk = Desk(WriterThread(connection), connection, path)
    yield desk
    desk.may_go_on.set()
    await desk.writer.close()


async def test_what_a_job_returns_is_committed(desk: Desk):
    assert await desk.writer.run(insert(7)) == 7
    assert desk.rows() == [7]


async def test_jobs_are_done_in_their_order(desk: Desk):
    jobs = [desk.writer.run(insert(number)) for number in range(0, 200, 2)]
    tasks = [asyncio.ensure_future(job) for job in jobs]
    await asyncio.gather(*tasks)
    for number in range(200, 300):
        desk.writer.post(insert(number))
    await desk.writer.run(insert(300))
    assert desk.rows() == [*range(0, 200, 2), *range(200, 301)]


async def test_what_waits_is_committed_together(desk: Desk):
    first = await desk.busy()
    before = desk.connection.committed
    jobs = [asyncio.ensure_future(desk.writer.run(insert(i))) for i in range(MOST_TOGETHER)]
    await asyncio.sleep(0)
    desk.may_go_on.set()
    await asyncio.gather(first, *jobs)
    assert desk.connection.committed == before + 2
    assert desk.rows() == list(range(MOST_TOGETHER))


async def test_a_group_has_its_limit(desk: Desk):
    await desk.busy()
    for number in range(3 * MOST_TOGETHER):
        desk.writer.post(insert(number))
    last = asyncio.ensure_future(desk.writer.run(insert(-1)))
    await asyncio.sleep(0)
    desk.may_go_on.set()
    await last
    assert desk.connection.committed == 1 + 4
    assert len(desk.rows()) == 3 * MOST_TOGETHER + 1


async def test_a_group_fails_as_a_whole_and_so_does_all_after_it(desk: Desk):
    await desk.writer.run(insert(1))
    first = await desk.busy()
    together = [asyncio.ensure_future(desk.writer.run(insert(n))) for n in (2, 3)]
    bad = asyncio.ensure_future(desk.writer.run(fail))
    await asyncio.sleep(0)
    desk.may_go_on.set()
    results = await asyncio.gather(*together, bad, return_exceptions=True)
    await first
    assert [type(result) for result in results] == [JournalError] * 3
    with pytest.raises(JournalError):
        await desk.writer.run(insert(4))
    await desk.writer.close()
    assert desk.rows() == [1]


async def test_a_posted_job_that_fails_is_told_to_the_next_who_waits(desk: Desk):
    desk.writer.post(insert(1))
    desk.writer.post(fail)
    with pytest.raises(JournalError, match="nowhere"):
        await desk.writer.run(insert(2))
    assert 2 not in desk.rows()


async def test_closing_writes_what_was_posted(desk: Desk):
    for number in range(150):
        desk.writer.post(insert(number))
    await desk.writer.close()
    assert desk.rows() == list(range(150))
    with pytest.raises(sqlite3.ProgrammingError):
        desk.connection.execute("SELECT 1")
    with pytest.raises(JournalError, match="closed"):
        await desk.writer.run(insert(1))


async def test_who_is_cancelled_does_not_keep_others_from_their_answer(desk: Desk):
    await desk.busy()
    gone = asyncio.ensure_future(desk.writer.run(insert(1)))
    there = asyncio.ensure_future(desk.writer.run(insert(2)))
    await asyncio.sleep(0)
    gone.cancel()
    desk.may_go_on.set()
    assert await there == 2
    assert gone.cancelled()
    # It had been handed over: cancelling does not undo it.
    assert desk.rows() == [1, 2]


async def test_a_closed_loop_does_not_keep_the_thread(tmp_path: Path):
    """An import may be left behind with its loop."""
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE t (n INTEGER)")

    def alone() -> WriterThread:
        async def begin() -> WriterThread:
            writer = WriterThread(connection)
            writer.post(insert(1))
            return writer

        return asyncio.run(begin())

    writer = await asyncio.to_thread(alone)
    await writer.close()
    assert not writer._thread.is_alive()
