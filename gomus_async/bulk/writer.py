"""One thread that owns a SQLite connection, and commits what it is given in groups."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from typing import Any, Final, Generic, Protocol, TypeVar

import attrs

from gomus_async.errors import JournalError

__all__ = ["Job", "Writer", "WriterThread"]

T = TypeVar("T")

MOST_TOGETHER: Final = 64

Job = Callable[[sqlite3.Connection], T]
"""Something to do within a transaction."""


class Writer(Protocol):
    """Does jobs on one connection, in the order in which they come."""

    async def run(self, job: Job[T]) -> T:
        """Do a job; what it wrote is committed when this returns.

        Raises:
            JournalError: It, or a job before it, could not be committed.
        """
        ...

    def post(self, job: Job[object]) -> None:
        """Do a job soon. If it fails, every later job does."""
        ...

    async def close(self) -> None:
        """Do what is left, then close the connection."""
        ...


@attrs.define(eq=False)
class _Order(Generic[T]):
    """A job, and who waits for it."""

    job: Job[T]
    waiter: "asyncio.Future[T] | None" = None
    result: T | None = None


class WriterThread:
    """A `Writer` in a thread of its own.

    Args:
        connection: Made with `check_same_thread=False`, in autocommit mode.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._orders: queue.SimpleQueue[_Order[Any] | None] = queue.SimpleQueue()
        self._posted: list[_Order[Any]] = []
        self._problem: str | None = None
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, name="gomus-journal", daemon=True)
        self._thread.start()

    async def run(self, job: Job[T]) -> T:
        """Do a job and wait until it is committed."""
        if self._closed:
            raise JournalError("the journal is closed")
        waiter: asyncio.Future[T] = self._loop.create_future()
        self._hand_over()
        self._orders.put(_Order(job, waiter))
        return await waiter

    def post(self, job: Job[object]) -> None:
        """Do a job soon: with the next that somebody waits for, if that comes at once."""
        if not self._posted:
            self._loop.call_soon(self._hand_over)
        self._posted.append(_Order(job))

    async def close(self) -> None:
        """Do what is left, then close the connection."""
        self._closed = True
        self._hand_over()
        self._orders.put(None)
        while self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)

    def _hand_over(self) -> None:
        for order in self._posted:
            self._orders.put(order)
        self._posted.clear()

    def _work(self) -> None:
        over = False
        while not over:
            group = [self._orders.get()]
            while len(group) < MOST_TOGETHER and not self._orders.empty():
                group.append(self._orders.get_nowait())
            over = None in group
            self._commit([order for order in group if order is not None])
        self._connection.close()

    def _commit(self, group: list[_Order[Any]]) -> None:
        if self._problem is None and group:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                for order in group:
                    order.result = order.job(self._connection)
                self._connection.execute("COMMIT")
            except Exception as error:  # noqa: BLE001 - whoever waits for the thread must hear of it
                self._problem = _said(error)
                self._roll_back()
        waiting = [order for order in group if order.waiter is not None]
        if waiting and not self._loop.is_closed():
            # The problem as it is now: a later group's is not theirs.
            self._loop.call_soon_threadsafe(_settle, waiting, self._problem)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error:
                # The connection is used no more, and what is open on it is lost with it.
                return


def _settle(orders: list[_Order[Any]], problem: str | None) -> None:
    for order in orders:
        if order.waiter is None or order.waiter.done():
            continue
        if problem is None:
            order.waiter.set_result(order.result)
        else:
            order.waiter.set_exception(JournalError(problem))


def _said(error: Exception) -> str:
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith("SQLITE_FULL"):
        return "the journal cannot be written: no space is left; make some and run again to go on"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return "the journal is damaged; restore it, or begin anew with another one"
    return f"the journal cannot be written ({type(error).__name__}: {error})"
