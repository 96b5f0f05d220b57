"""The import: rows in, batches out over several lanes, an account of every row in the end."""

import asyncio
import logging
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping
from contextlib import aclosing, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from gomus_async.bulk.batches import BatchSize, Feeder, key_digest
from gomus_async.bulk.finding import PATIENCE_S
from gomus_async.bulk.placing import Placer, Turn
from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.report import Progress, Reject, RejectsFile, Report, Tally
from gomus_async.bulk.rows import Refused, Row, read_row
from gomus_async.bulk.sources import CsvSource, JsonlSource, as_source
from gomus_async.errors import ApiError, ConfigError, GomusError, ImportFailed
from gomus_async.models.customers import NewCustomer
from gomus_async.resources.customers import Customers
from gomus_async.wire.gate import Lane
from gomus_async.wire.retry import RetryPolicy

if TYPE_CHECKING:
    from gomus_async.client import Gomus
    from gomus_async.wire.stats import Stats

__all__ = ["import_customers"]

log = logging.getLogger("gomus_async")

HEADING: Final = "could not be saved"
PROGRESS_EVERY_S: Final = 0.2
LOOK_UP_S: Final = 15.0
HEAD_START_S: Final = 5.0

Rows = (
    Source
    | Iterable[NewCustomer | Mapping[str, Any]]
    | AsyncIterable[NewCustomer | Mapping[str, Any]]
)


async def import_customers(
    gomus: "Gomus",
    source: Rows,
    *,
    rejects: str | Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    late_commit_window: float = 60.0,
    batch_size: int | None = None,
    dry_run: bool = False,
) -> Report:
    """Create or update customers by `foreign_id`, each exactly once, whatever the network does.

    Endpoints: `GET /customers/{ref}`, `POST /customers` and `PUT /customers` with arrays; API
    user with permission.

    Rows are read lazily and checked before they are sent. Rows of one key are sent in their
    order, so that the last one wins; how many rows one request may carry is found out. A row
    without a clear answer is looked up before it is sent again.

    Args:
        gomus: The client; its other calls keep their share of the connections.
        source: `csv_source(...)`, `jsonl_source(...)`, or any iterable or async iterable of
            `NewCustomer` or mappings.
        rejects: A file for the rows that are rejected, as JSON lines with all their data,
            readable by its owner alone. A file there before is replaced.
        on_progress: Called a few times a second, and once in the end.
        late_commit_window: Seconds after an unclear create before a look-up that says "absent"
            is believed. No bound is documented: too short a window can double a customer.
        batch_size: Rows a request; by default the instance's cap is learnt.
        dry_run: Read and check everything, and send nothing.

    Returns:
        The account of every row.

    Raises:
        SourceError: The source cannot be read; before anything was sent where that can be
            known.
        ConfigError: An argument cannot be.
        ImportFailed: The API refused the import as a whole, or could not be reached for a long
            time; `report` says what was done until then.

    Safety: may be run again with the same source; what is there is updated.
    Source: documentation page "Customers"; the API documents neither the batch cap, nor whether
        a refused batch is partly applied, nor whether `foreign_id` is unique, nor the answer of
        a batch. Nothing here depends on them.
    Example: `report = await import_customers(gomus, csv_source("crm.csv"))`
    """
    if not late_commit_window >= 0:
        raise ConfigError("late_commit_window takes seconds, 0 or more")
    if batch_size is not None and (isinstance(batch_size, bool) or batch_size < 1):
        raise ConfigError("batch_size takes a whole number from 1, or None to learn it")
    readable = as_source(source)
    if rejects is not None and await asyncio.to_thread(_is_read_from, readable, rejects):
        raise ConfigError("the rejects file is the source itself; name another place")
    # A traceback that shows local variables must not show these.
    del source
    await asyncio.to_thread(readable.check)
    with RejectsFile(rejects) as file:
        run = _Import(gomus, file, on_progress, late_commit_window, batch_size)
        async with aclosing(readable.records()) as records:
            return await (run.check(records) if dry_run else run.place(records))


def _is_read_from(source: Source, path: str | Path) -> bool:
    if not isinstance(source, CsvSource | JsonlSource):
        return False
    return os.path.realpath(source.name) == os.path.realpath(path)


class _Import:
    """One import under way: the ledger of its rows."""

    def __init__(
        self,
        gomus: "Gomus",
        rejects: RejectsFile,
        on_progress: Callable[[Progress], None] | None,
        late_commit_window: float,
        batch_size: int | None,
    ) -> None:
        self.tally = Tally()
        self._wire = gomus.bulk_caller.wire
        self._rejects = rejects
        self._on_progress = on_progress
        self._lanes = self._wire.settings.limits.concurrency
        self._loop = asyncio.get_running_loop()
        self._began = self._reported = self._loop.time()
        self._before = self._wire.stats()
        self._placed: set[int] = set()
        self._error: GomusError | None = None
        backoff = self._wire.settings.backoff
        policy = RetryPolicy(
            attempts=None,
            retry_after_cap=min(backoff.bulk_retry_after_cap, PATIENCE_S),
            strict=True,
            waits_for_budget=True,
        )
        self._late_commit_window = late_commit_window
        self._unclear: set[asyncio.Task[Any] | None] = set()
        caller = attrs.evolve(
            gomus.bulk_caller, lane=Lane.BULK, policy=policy, on_unclear=self._note_unclear
        )
        self._placer = Placer(
            Customers(caller),
            self,
            late_commit_window,
            BatchSize(batch_size),
            BatchSize(batch_size),
            min(LOOK_UP_S, self._wire.settings.timeouts.attempt),
        )

    async def place(self, records: AsyncIterator[Record]) -> Report:
        """Send everything."""
        feeder = Feeder(records, self._refuse_unsent, self._count)
        with closing(feeder):
            return await self._run(feeder)

    async def _run(self, feeder: Feeder) -> Report:
        first_done = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._lane(feeder, None, first_done))
                for _ in range(1, self._lanes):
                    group.create_task(self._lane(feeder, first_done, first_done))
        except BaseExceptionGroup as several:
            unforeseen = several.exceptions[0]
        else:
            return self._end_of(self._finish())
        raise unforeseen

    def _end_of(self, report: Report) -> Report:
        if isinstance(self._error, ImportFailed):
            self._error.report = report
            raise self._error
        if self._error is not None:
            raise ImportFailed(
                f"the import stopped: {self._error.message}",
                report=report,
                endpoint=self._error.endpoint,
                attempts=self._error.attempts,
            ) from self._error
        return report

    async def check(self, records: AsyncIterator[Record]) -> Report:
        """Send nothing: read and check every row."""
        try:
            async for record in records:
                self._count()
                row = read_row(record)
                if isinstance(row, Refused):
                    self._refuse_unsent(record, row)
                else:
                    self._end(row)
        except ImportFailed as error:
            self._error = error
        return self._end_of(self._finish(dry_run=True))

    def accept(self, row: Row, *, created: bool) -> None:
        """The row stands on the server. An earlier row with its key does not, any more."""
        if created:
            self.tally.created += 1
        else:
            self.tally.updated += 1
        self._end(row)

    def give_up(self, row: Row) -> None:
        """Nobody can say whether the row stands."""
        log.warning("nobody can say whether row %d stands", row.position)
        self.tally.unknown += 1
        self._tell()

    def reject(self, row: Row, error: ApiError) -> None:
        """The API refused the row alone."""
        said = tuple(message for message in error.messages if HEADING not in message)
        self._refuse(
            Reject(
                position=row.position,
                line=row.line,
                reasons=said or error.messages or (f"refused with status {error.status}",),
                status=error.status,
                row=row.customer,
            )
        )

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
            while self._error is None and await self._batch(feeder):
                first_done.set()
        except GomusError as error:
            self._error = self._error or error
        finally:
            first_done.set()

    async def _batch(self, feeder: Feeder) -> bool:
        """Take one batch to its end; whether there was one."""
        turns: list[Turn] = []

        def size() -> int:
            turns.append(self._placer.next_batch())
            return turns[0].rows

        rows = await feeder.batch(size)
        try:
            if rows:
                await self._place(rows)
        finally:
            feeder.release(rows, self._hold())
            for turn in turns:
                turn.end()
        return bool(rows)

    def _note_unclear(self) -> None:
        """A write of the lane at work may be applied later than what comes after it."""
        self._unclear.add(asyncio.current_task())

    def _hold(self) -> float:
        """Seconds for which the keys of the batch at its end must not be written again."""
        task = asyncio.current_task()
        if task not in self._unclear:
            return 0.0
        self._unclear.discard(task)
        return self._late_commit_window

    async def _place(self, rows: list[Row]) -> None:
        known = [row for row in rows if key_digest(row.key) in self._placed]
        unknown = [row for row in rows if key_digest(row.key) not in self._placed]
        if known:
            await self._placer.place(known, known=True)
        if unknown:
            await self._placer.place(unknown, known=False)

    def _end(self, row: Row) -> None:
        digest = key_digest(row.key)
        if digest in self._placed:
            self.tally.superseded += 1
        else:
            self._placed.add(digest)
            self.tally.accepted += 1
        self._tell()

    def _count(self) -> None:
        self.tally.rows += 1

    def _refuse_unsent(self, record: Record, row: Refused) -> None:
        self._refuse(
            Reject(position=row.position, line=row.line, reasons=row.reasons, row=record.data)
        )

    def _refuse(self, reject: Reject) -> None:
        self.tally.rejected += 1
        self.tally.reasons.update(reject.reasons)
        self._rejects.write(reject)
        self._tell()

    def _tell(self, *, finished: bool = False) -> None:
        now = self._loop.time()
        if self._on_progress is None or (not finished and now - self._reported < PROGRESS_EVERY_S):
            return
        self._reported = now
        tally, stats = self.tally, self._wire.stats()
        elapsed = now - self._began
        self._on_progress(
            Progress(
                rows=tally.rows,
                settled=tally.settled,
                accepted=tally.accepted,
                rejected=tally.rejected,
                superseded=tally.superseded,
                unknown=tally.unknown,
                elapsed=elapsed,
                rows_per_second=tally.settled / elapsed if elapsed > 0 else 0.0,
                requests=self._requests(stats),
                retries=sum(self._retries(stats).values()),
                limit=stats.limit,
                paused_for=stats.paused_for,
                finished=finished,
            )
        )

    def _requests(self, stats: "Stats") -> int:
        return stats.attempts - self._before.attempts

    def _retries(self, stats: "Stats") -> dict[str, int]:
        before = self._before.retries
        retries = {why: count - before.get(why, 0) for why, count in stats.retries.items()}
        return {why: count for why, count in retries.items() if count}

    def _finish(self, *, dry_run: bool = False) -> Report:
        tally, stats = self.tally, self._wire.stats()
        # What an import that stopped had read but not brought to an end.
        tally.unknown += tally.rows - tally.settled
        self._tell(finished=True)
        return Report(
            rows=tally.rows,
            accepted=tally.accepted,
            unchanged=tally.unchanged,
            rejected=tally.rejected,
            superseded=tally.superseded,
            unknown=tally.unknown,
            created=tally.created,
            updated=tally.updated,
            at_risk=tally.at_risk,
            batches=tally.batches,
            look_ups=tally.look_ups,
            requests=self._requests(stats),
            retries=self._retries(stats),
            reasons=dict(tally.reasons),
            elapsed=self._loop.time() - self._began,
            rejects=self._rejects.path,
            dry_run=dry_run,
        )
