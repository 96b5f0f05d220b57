"""The blocking form of `gomus_async.bulk.import_customers`."""

import asyncio
import inspect
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from gomus_async.bulk import engine
from gomus_async.bulk.journal_file import Durability
from gomus_async.bulk.records import Source
from gomus_async.bulk.report import Progress, Report
from gomus_async.bulk.sources import RowsSource, as_source
from gomus_async.client import Gomus
from gomus_async.models.customers import NewCustomer
from gomus_async.sync.portal import portal

if TYPE_CHECKING:
    from gomus_async.sync.facade import SyncGomus

__all__ = ["import_customers"]

MOST_ROWS: Final = 100
PATIENCE_S: Final = 0.05

Rows = engine.Rows
Row = NewCustomer | Mapping[str, Any]


def import_customers(
    gomus: "SyncGomus",
    source: Rows,
    *,
    journal: str | Path | None = None,
    rejects: str | Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    resume: bool = True,
    max_reject_ratio: float = 0.05,
    late_commit_window: float = 60.0,
    batch_size: int | None = None,
    assume_new: bool = False,
    durability: Durability = "process",
    stop: Callable[[], bool] | None = None,
    dry_run: bool = False,
) -> Report:
    """Create or update customers by `foreign_id`, each exactly once, whatever the network does.

    Endpoints: `GET /customers/{ref}`, `POST /customers` and `PUT /customers` with arrays; API
    user with permission.

    Rows are read lazily and checked before they are sent. Rows of one key are sent in their
    order, so that the last one wins; how many rows one request may carry is found out. A row
    without a clear answer is looked up before it is sent again.

    With a journal, an import that was stopped or killed goes on where it was when it is called
    again with the same source, and rows that have not changed since an import before are not
    sent again.

    Args:
        gomus: The client; its other calls keep their share of the connections.
        source: `csv_source(...)`, `jsonl_source(...)`, `live_source(...)`, or any iterable or
            async iterable of `NewCustomer` or mappings.
        journal: A file that remembers what was sent and what stands, for one instance; made if
            it is not there, readable by its owner alone. It holds no customer's data.
        rejects: A file for the rows that are rejected, as JSON lines with all their data,
            readable by its owner alone. A file there before is replaced.
        on_progress: Called a few times a second, and once in the end.
        resume: Go on with an unfinished import of the journal. `False` begins anew, and then
            also reads a source again that was imported before; what has not changed since is
            left out all the same.
        max_reject_ratio: The share of rejected rows, from 0 to 1, at which the import stops,
            once a thousand have come to their end: then it is rather the mapping.
        late_commit_window: Seconds after an unclear create before a look-up that says "absent"
            is believed. No bound is documented: too short a window can double a customer.
        batch_size: Rows a request; by default the instance's cap is learnt.
        assume_new: No row is on the instance yet: create without looking first. A customer who
            is there all the same is doubled, unless the instance keeps keys unique.
        durability: What the journal outlives: the end of the process, or with `"power"` a power
            cut as well, for a few milliseconds a batch.
        stop: Asked a few times a second; once it says `True`, no more batches are begun, and the
            import stops when those under way are through.
        dry_run: Read and check everything, and send nothing.

    Returns:
        The account of every row.

    Raises:
        SourceError: The source cannot be read; before anything was sent where that can be
            known. `SourceChanged` if it is not the one of the unfinished import.
        JournalError: The journal cannot be used; `JournalLocked` while another import uses it.
        ConfigError: An argument cannot be.
        ImportStopped: It stopped, and can go on: too many rejects, `stop`, a long
            `Retry-After`, a server that is away. `report` says what was done until then.
        ImportFailed: The API refused the import as a whole.

    Safety: may be run again with the same source; what is there is updated.
    Source: documentation page "Customers"; the API documents neither the batch cap, nor whether
        a refused batch is partly applied, nor whether `foreign_id` is unique, nor the answer of
        a batch. Nothing here depends on them.
    Example: `report = import_customers(gomus, csv_source("crm.csv"), journal="crm.journal")`
    """
    readable = as_source(source)
    # A traceback that shows local variables must not show these.
    del source
    run = _Run(
        gomus.behind,
        readable,
        on_progress,
        journal=journal,
        rejects=rejects,
        resume=resume,
        max_reject_ratio=max_reject_ratio,
        late_commit_window=late_commit_window,
        batch_size=batch_size,
        assume_new=assume_new,
        durability=durability,
        stop=stop,
        dry_run=dry_run,
    )
    return run.to_the_end()


class _Run:
    """An import whose rows are taken, and whose progress is told, by the thread that called.

    There a script may do what would hold up the loop in the background, or what is tied to its
    thread: read from a database, draw a progress bar, call a `SyncGomus`.
    """

    def __init__(
        self,
        gomus: Gomus,
        source: Source,
        on_progress: Callable[[Progress], None] | None,
        **settings: Any,
    ) -> None:
        self._gomus = gomus
        self._settings = settings
        self._on_progress = on_progress
        self._errands: asyncio.Queue[Callable[[], None] | None] = asyncio.Queue()
        self._rows: Iterator[Row] | None = None
        self._source = source
        if isinstance(source, RowsSource) and isinstance(source.rows, Iterable):
            self._rows = iter(source.rows)
            self._source = attrs.evolve(source, rows=self._taken(self._rows))

    def to_the_end(self) -> Report:
        """Run the errands of the import until there is a report."""
        try:
            with portal().iterate(self._run) as errands:
                for errand in errands:
                    if isinstance(errand, Report):
                        return errand
                    errand()
            raise AssertionError  # pragma: no cover - the report comes last
        finally:
            if inspect.isgenerator(self._rows):
                self._rows.close()

    async def _run(self) -> AsyncGenerator[Callable[[], None] | Report, None]:
        tell = None if self._on_progress is None else self._tell
        task = asyncio.create_task(
            engine.import_customers(self._gomus, self._source, on_progress=tell, **self._settings)
        )
        task.add_done_callback(lambda _: self._errands.put_nowait(None))
        try:
            while (errand := await self._errands.get()) is not None:
                yield errand
            yield await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _tell(self, progress: Progress) -> None:
        if self._on_progress is not None:
            self._errands.put_nowait(partial(self._on_progress, progress))

    async def _taken(self, rows: Iterator[Row]) -> AsyncGenerator[Row, None]:
        while True:
            taken: asyncio.Future[list[Row]] = asyncio.get_running_loop().create_future()
            self._errands.put_nowait(partial(_take, rows, taken))
            some = await taken
            for row in some:
                yield row
            if not some:
                return


def _take(rows: Iterator[Row], taken: "asyncio.Future[list[Row]]") -> None:
    """Take some rows, but do not wait long for many."""
    some: list[Row] = []
    until = time.monotonic() + PATIENCE_S
    for row in islice(rows, MOST_ROWS):
        some.append(row)
        if time.monotonic() > until:
            break
    taken.get_loop().call_soon_threadsafe(_hand_over, taken, some)


def _hand_over(taken: "asyncio.Future[list[Row]]", rows: list[Row]) -> None:
    if not taken.done():
        taken.set_result(rows)
