"""A journal's writer without a thread, for loops whose time is virtual."""

import asyncio
import sqlite3
from typing import TypeVar

from gomus_async.bulk.writer import Job

__all__ = ["InlineWriter"]

T = TypeVar("T")


class InlineWriter:
    """Does every job at once, in a transaction of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def run(self, job: Job[T]) -> T:
        result = self._commit(job)
        await asyncio.sleep(0.001)
        return result

    def post(self, job: Job[object]) -> None:
        self._commit(job)

    async def close(self) -> None:
        self._connection.close()

    def _commit(self, job: Job[T]) -> T:
        self._connection.execute("BEGIN")
        result = job(self._connection)
        self._connection.execute("COMMIT")
        return result
