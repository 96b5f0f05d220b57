"""The process that runs an import, in virtual time, with a journal on disk; it can be killed."""

import asyncio
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar

import attrs

from gomus_async import (
    CallOptions,
    Customer,
    CustomerUpdate,
    DeadlineExceeded,
    Gomus,
    OutcomeUnknown,
    Settings,
)
from gomus_async.bulk.batches import Pending
from gomus_async.bulk.engine import _Opening
from gomus_async.bulk.journal import Journal
from gomus_async.bulk.journal_file import open_journal
from gomus_async.bulk.records import Source
from gomus_async.bulk.report import Report
from gomus_async.bulk.run import Options
from gomus_async.bulk.writer import Job
from gomus_async.settings import Limits
from gomus_async.wire.caller import Caller
from tests.bulk.lossy_server import Lost, Server, Throttled
from tests.bulk.model import customers_of

__all__ = ["Client", "Plan", "QueuedWriter"]

T = TypeVar("T")

HOST: Final = "http://127.0.0.1:9"
TRIES: Final = 6
INSTANT_S: Final = 1e-4


class QueuedWriter:
    """A journal's writer without a thread: commits a little later what was queued until then."""

    def __init__(self, connection: sqlite3.Connection, rng: Random) -> None:
        self._connection = connection
        self._rng = rng
        self._loop = asyncio.get_running_loop()
        self._jobs: deque[tuple[Job[Any], asyncio.Future[Any] | None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._dead = False

    async def run(self, job: Job[T]) -> T:
        waiter: asyncio.Future[T] = self._loop.create_future()
        self._queue(job, waiter)
        return await waiter

    def post(self, job: Job[object]) -> None:
        self._queue(job, None)

    async def close(self) -> None:
        if not self._dead:
            self._commit()
            self.kill()

    def kill(self) -> int:
        """Lose what is not committed; how many jobs that are."""
        self._dead = True
        if self._timer is not None:
            self._timer.cancel()
        lost = len(self._jobs)
        self._jobs.clear()
        self._connection.close()
        return lost

    def _queue(self, job: Job[Any], waiter: "asyncio.Future[Any] | None") -> None:
        if self._dead:
            return
        self._jobs.append((job, waiter))
        if self._timer is None:
            self._timer = self._loop.call_later(self._rng.uniform(0.0, 0.02), self._commit)

    def _commit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        group = list(self._jobs)
        self._jobs.clear()
        self._connection.execute("BEGIN IMMEDIATE")
        results = [(waiter, job(self._connection)) for job, waiter in group]
        self._connection.execute("COMMIT")
        for waiter, result in results:
            if waiter is not None:
                self._loop.call_later(self._rng.uniform(0.0, 0.005), _settle, waiter, result)


def _settle(waiter: "asyncio.Future[Any]", result: object) -> None:
    if not waiter.done():
        waiter.set_result(result)


@attrs.frozen(kw_only=True)
class Plan:
    """How a process is started."""

    journal: Path
    rejects: Path
    lanes: int
    window: float
    batch_size: int | None
    assume_new: bool
    resume: bool


@attrs.define
class _Wire:
    """Stands for `Customers`: repeats what may be repeated, and keeps to the caller's hooks."""

    caller: Caller
    client: "Client"

    async def get(self, ref: str, *, options: CallOptions | None = None) -> Customer:
        self.client.check_alive()
        return await self.client.server.get(ref)

    async def create_batch(
        self, rows: Sequence[Pending], *, options: CallOptions | None = None
    ) -> list[Customer]:
        return await self._sent(customers_of(rows), create=True)

    async def update_batch(
        self, rows: Sequence[Pending], *, options: CallOptions | None = None
    ) -> list[Customer]:
        return await self._sent(customers_of(rows), create=False)

    async def _sent(self, customers: Sequence[CustomerUpdate], *, create: bool) -> list[Customer]:
        client = self.client
        keys = [str(customer.foreign_id) for customer in customers]
        client.overlaps += sum(client.in_flight[key] > 0 for key in keys)
        client.in_flight.update(keys)
        try:
            return await self._repeated(customers, create=create)
        finally:
            client.in_flight.subtract(keys)

    async def _repeated(
        self, customers: Sequence[CustomerUpdate], *, create: bool
    ) -> list[Customer]:
        client, caller = self.client, self.caller
        assert caller.before_send is not None
        assert caller.on_unclear is not None
        for number in range(TRIES):
            await caller.before_send()
            client.check_alive()
            sent_at = client.now()
            try:
                return await client.server.write(customers, create=create)
            except Throttled:
                await asyncio.sleep(client.rng.choice((0.1, 1.0, 8.0)))
            except Lost:
                if create:
                    raise OutcomeUnknown("no answer", sent_at=sent_at) from None
                if number + 1 < TRIES:
                    caller.on_unclear()
                await asyncio.sleep(client.rng.uniform(0.0, 0.5))
        raise DeadlineExceeded("no answer for too long")


@attrs.define(eq=False)
class Client:
    """One process, from its start to its end or its death."""

    server: Server
    rng: Random
    now: Callable[[], Any]
    clock: Callable[[], float]
    alive: bool = True
    overlaps: int = 0
    in_flight: Counter[str] = attrs.field(factory=Counter[str])
    stopping: bool = False
    task: "asyncio.Task[Report] | None" = None
    _writer: QueuedWriter | None = None

    def start(self, source: Source, plan: Plan) -> None:
        self.task = self.server.loop.create_task(self._main(source, plan))

    def check_alive(self) -> None:
        if not self.alive:
            raise asyncio.CancelledError

    def customers(self, caller: Caller) -> _Wire:
        return _Wire(caller, self)

    def kill(self) -> int:
        """End everything at once; nothing of the clean-up reaches the journal or the server."""
        self.alive = False
        lost = self._writer.kill() if self._writer is not None else 0
        loop = self.server.loop
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        died = loop.time()
        loop.run_until_complete(_gone(tasks))
        assert loop.time() - died < INSTANT_S, "something waits in spite of being cancelled"
        self.server.client_died()
        return lost

    async def _main(self, source: Source, plan: Plan) -> Report:
        limits = Limits(concurrency=plan.lanes)
        gomus = Gomus(HOST, token="none", settings=Settings(limits=limits))
        options = Options(
            late_commit_window=plan.window,
            batch_size=plan.batch_size,
            max_reject_ratio=1.0,
            assume_new=plan.assume_new,
            stop=lambda: self.stopping,
        )
        connection = open_journal(plan.journal, HOST, "process")
        self._writer = QueuedWriter(connection, self.rng)
        journal = Journal.on(connection, self._writer, clock=self.clock)
        try:
            opening = _Opening(gomus, source, journal, options, plan.rejects, None)
            return await opening.run(resume=plan.resume)
        finally:
            await journal.close()


async def _gone(tasks: "set[asyncio.Task[Any]]") -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
