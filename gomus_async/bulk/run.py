"""One import under way: lanes that take batches to their end, and what follows from it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, closing, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

import attrs

from gomus_async.bulk.account import Account
from gomus_async.bulk.batches import Feeder, Pending, Turn
from gomus_async.bulk.chunks import chunks_of
from gomus_async.bulk.finding import PATIENCE_S
from gomus_async.bulk.intake import Intake
from gomus_async.bulk.journal import Journal, Learned
from gomus_async.bulk.journal_file import Durability
from gomus_async.bulk.names import Names, load_names
from gomus_async.bulk.past import PastRows
from gomus_async.bulk.placing import Knowledge, Placer
from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.report import Report
from gomus_async.bulk.sending import BatchCustomers
from gomus_async.bulk.sizes import BatchSize
from gomus_async.bulk.under_way import Batch
from gomus_async.errors import (
    ApiError,
    ConfigError,
    ConnectionFailed,
    DeadlineExceeded,
    GomusError,
    ImportFailed,
    ImportStopped,
    RateLimited,
    ServerError,
)
from gomus_async.wire.gate import Lane
from gomus_async.wire.retry import RetryPolicy

if TYPE_CHECKING:
    from gomus_async.client import Gomus

__all__ = ["Import", "Options"]

LOOK_UP_S: Final = 15.0
HEAD_START_S: Final = 5.0
STOP_POLL_S: Final = 0.1


@attrs.frozen(kw_only=True)
class Options:
    """How an import goes about it; see `import_customers`."""

    late_commit_window: float = 60.0
    batch_size: int | None = None
    max_reject_ratio: float = 0.05
    assume_new: bool = False
    durability: Durability = "process"
    stop: Callable[[], bool] | None = None

    def check(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: An argument cannot be.
        """
        if not self.late_commit_window >= 0:
            raise ConfigError("late_commit_window takes seconds, 0 or more")
        size = self.batch_size
        if size is not None and (isinstance(size, bool) or size < 1):
            raise ConfigError("batch_size takes a whole number from 1, or None to learn it")
        if not 0 <= self.max_reject_ratio <= 1:
            raise ConfigError("max_reject_ratio takes a share from 0 to 1")
        if self.durability not in {"process", "power"}:
            raise ConfigError('durability takes "process" or "power"')


class Import:
    """One import under way."""

    def __init__(
        self,
        gomus: "Gomus",
        source: Source,
        journal: Journal,
        account: Account,
        *,
        options: Options,
        past: PastRows | None = None,
    ) -> None:
        self._gomus = gomus
        self._source = source
        self._journal = journal
        self._account = account
        self._options = options
        self._past = past
        self._wire = gomus.bulk_caller.wire
        self._lanes = self._wire.settings.limits.concurrency
        self._error: GomusError | None = None
        backoff = self._wire.settings.backoff
        policy = RetryPolicy(
            attempts=None,
            retry_after_cap=min(backoff.bulk_retry_after_cap, PATIENCE_S),
            strict=True,
            waits_for_budget=True,
        )
        self._caller = attrs.evolve(gomus.bulk_caller, lane=Lane.BULK, policy=policy)
        size = options.batch_size
        self._knowledge = Knowledge(BatchSize(size), BatchSize(size), options.assume_new)

    async def place(self, *, not_before: float | None) -> Report:
        """Send everything.

        Args:
            not_before: When an abandoned import last sent something, if one was.
        """
        await self._remember()
        async with aclosing(chunks_of(self._source)) as records:
            intake = self._intake(records)
            if not_before is not None:
                await asyncio.sleep(intake.window_left(not_before))
            async with aclosing(intake.chunks()) as chunks:
                feeder = Feeder(chunks)
                intake.in_flight = feeder.in_flight
                with closing(feeder):
                    await self._run(feeder)
        return await self._ended()

    async def check(self) -> Report:
        """Send nothing: read and check every row."""
        try:
            async with aclosing(chunks_of(self._source)) as records:
                intake = self._intake(records)
                async with aclosing(intake.chunks()) as chunks:
                    async for chunk in chunks:
                        self._place_nowhere(chunk)
        except ImportFailed as error:
            self._error = error
        return self._end_of(self._account.report(finished=self._error is None, dry_run=True))

    def _place_nowhere(self, rows: Sequence[Pending]) -> None:
        """Account for rows as if the instance took them all."""
        placed: set[int] = set()
        for row in rows:
            row.placed = row.placed or row.digest in placed
            placed.add(row.digest)
            self._account.place_nowhere(row)
        self._journal.end([], [(row.digest, row.content, True) for row in rows])

    def _intake(self, records: AsyncIterator[Sequence[Record]]) -> Intake:
        return Intake(
            records,
            self._journal,
            self._account,
            self._options.late_commit_window,
            past=self._past,
            names=Names.of(self._source),
            load_names=partial(load_names, self._gomus),
            clock=self._journal.clock,
        )

    async def _run(self, feeder: Feeder) -> None:
        first_done = asyncio.Event()
        watch = asyncio.ensure_future(self._watch(feeder))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._lane(feeder, None, first_done))
                for _ in range(1, self._lanes):
                    group.create_task(self._lane(feeder, first_done, first_done))
        except BaseExceptionGroup as several:
            unforeseen = several.exceptions[0]
        else:
            return
        finally:
            watch.cancel()
            # Not `await watch`: this would take a cancellation of the import for that of the watch.
            await asyncio.wait([watch])
            if not watch.cancelled():
                watch.result()
        raise unforeseen

    async def _watch(self, feeder: Feeder) -> None:
        """Stop when that is wanted."""
        stop = self._options.stop
        if stop is None:
            return
        while not stop():  # noqa: ASYNC110 - it may be a flag of another thread
            await asyncio.sleep(STOP_POLL_S)
        self._fail(ImportStopped("the import was asked to stop"), feeder)

    def _fail(self, error: GomusError, feeder: Feeder) -> None:
        self._error = self._error or error
        feeder.stop()

    async def _ended(self) -> Report:
        """The end: told to the journal, and to whoever waits."""
        with suppress(ImportFailed):
            await self._keep_learnt()
        report = self._account.report(finished=self._error is None)
        if self._error is None:
            await self._journal.finish(report.record())
        return self._end_of(report)

    def _end_of(self, report: Report) -> Report:
        error = self._error
        if error is None:
            return report
        if isinstance(error, ImportFailed):
            error.report = report
            raise error
        kind = ImportStopped if _may_pass(error) else ImportFailed
        raise kind(
            f"the import stopped: {error.message}",
            report=report,
            endpoint=error.endpoint,
            attempts=error.attempts,
        ) from error

    async def _remember(self) -> None:
        """Begin with what was learnt of the instance's caps."""
        if self._options.batch_size is not None:
            return
        learned = await self._journal.learned()
        for method, size in self._sizes().items():
            if method in learned:
                caps = learned[method]
                size.ok_max, size.bad_min = caps.ok_max, caps.bad_min
                size.bytes_max = caps.bytes_max or size.bytes_max

    async def _keep_learnt(self) -> None:
        if self._options.batch_size is None:
            await self._journal.learn(
                {
                    method: Learned(size.ok_max, size.bad_min, size.bytes_max)
                    for method, size in self._sizes().items()
                    if size.ok_max
                }
            )

    def _sizes(self) -> dict[str, BatchSize]:
        return {"POST": self._knowledge.create_size, "PUT": self._knowledge.update_size}

    async def _lane(
        self, feeder: Feeder, may_begin: asyncio.Event | None, first_done: asyncio.Event
    ) -> None:
        """Take batches to their end, one after another.

        The first batch goes alone: until it is through, nothing is known about sizes.
        """
        if may_begin is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEAD_START_S):
                    await may_begin.wait()
        try:
            while await self._batch(feeder):
                first_done.set()
        except GomusError as error:
            self._fail(error, feeder)
        finally:
            first_done.set()

    async def _batch(self, feeder: Feeder) -> bool:
        """Take one batch to its end; whether there was one."""
        turns: list[Turn] = []

        def turn() -> Turn:
            turns.append(self._knowledge.next_batch())
            return turns[-1]

        rows = await feeder.batch(turn)
        batch = Batch(self._account, self._journal)
        whole = False
        try:
            if rows:
                await self._place(rows, self._placer(batch))
                self._account.check_rejects()
            whole = True
        finally:
            batch.close(whole=whole)
            feeder.release(rows, self._options.late_commit_window if batch.unclear else 0.0)
            for begun in turns:
                begun.end()
        return bool(rows)

    def _placer(self, batch: Batch) -> Placer:
        caller = attrs.evolve(
            self._caller, on_unclear=batch.may_be_late, before_send=batch.before_send
        )
        return Placer(
            BatchCustomers(caller),
            batch,
            self._knowledge,
            self._options.late_commit_window,
            min(LOOK_UP_S, self._wire.settings.timeouts.attempt),
        )

    async def _place(self, rows: list[Pending], placer: Placer) -> None:
        known = [row for row in rows if row.known]
        unknown = [row for row in rows if not row.known]
        if known:
            await placer.place(known, known=True)
        if unknown:
            await placer.place(unknown, known=False)


def _may_pass(error: GomusError) -> bool:
    """Whether what stopped an import may be over another time."""
    if isinstance(error, ApiError):
        return isinstance(error, RateLimited | ServerError)
    return isinstance(error, ConnectionFailed | DeadlineExceeded)
