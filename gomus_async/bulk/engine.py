"""The import of customers: whether there is anything to do, anew or again."""

import asyncio
import os
from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from gomus_async.bulk.account import Account
from gomus_async.bulk.identity import HasIdentity, identity_of
from gomus_async.bulk.journal import LIVE, Journal
from gomus_async.bulk.journal_file import Durability
from gomus_async.bulk.past import PastRows, rejected_positions
from gomus_async.bulk.records import Source
from gomus_async.bulk.rejects import RejectsFile
from gomus_async.bulk.report import Progress, Report
from gomus_async.bulk.run import Import, Options
from gomus_async.bulk.sources import CsvSource, JsonlSource, as_source
from gomus_async.errors import ConfigError, SourceChanged
from gomus_async.models.customers import NewCustomer

if TYPE_CHECKING:
    from gomus_async.client import Gomus

__all__ = ["import_customers"]

Rows = (
    Source
    | Iterable[NewCustomer | Mapping[str, Any]]
    | AsyncIterable[NewCustomer | Mapping[str, Any]]
)


async def import_customers(
    gomus: "Gomus",
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
    Example: `report = await import_customers(gomus, csv_source("crm.csv"), journal="crm.journal")`
    """
    options = Options(
        late_commit_window=late_commit_window,
        batch_size=batch_size,
        max_reject_ratio=max_reject_ratio,
        assume_new=assume_new,
        durability=durability,
        stop=stop,
    )
    options.check()
    readable = as_source(source)
    # A traceback that shows local variables must not show these.
    del source
    await asyncio.to_thread(_check, readable, {"rejects file": rejects, "journal": journal})
    place = await asyncio.to_thread(_place, journal, dry_run=dry_run)
    async with AsyncExitStack() as stack:
        opened = await Journal.open(place, gomus.bulk_caller.identity.base, durability)
        stack.push_async_callback(opened.close)
        opening = _Opening(gomus, readable, opened, options, rejects, on_progress)
        return await (opening.check() if dry_run else opening.run(resume=resume))


def _check(source: Source, files: Mapping[str, str | Path | None]) -> None:
    """Find out what can be known before anything is sent."""
    for name, path in files.items():
        if path is not None and _is_read_from(source, path):
            raise ConfigError(f"the {name} is the source itself; name another place")
    source.check()


def _place(journal: str | Path | None, *, dry_run: bool) -> Path | None:
    """Where the journal is. What is only tried makes none."""
    if journal is None or (dry_run and not Path(journal).exists()):
        return None
    return Path(journal)


def _is_read_from(source: Source, path: str | Path) -> bool:
    if not isinstance(source, CsvSource | JsonlSource):
        return False
    return os.path.realpath(source.name) == os.path.realpath(path)


@attrs.define
class _Opening:
    """An import before its first row: is there anything to do, anew or again?"""

    gomus: "Gomus"
    source: Source
    journal: Journal
    options: Options
    rejects: str | Path | None
    on_progress: Callable[[Progress], None] | None

    async def check(self) -> Report:
        """Send nothing: read and check every row."""
        with RejectsFile(self.rejects) as file:
            return await self._import(file).check()

    async def run(self, *, resume: bool) -> Report:
        """Send everything that has not been sent."""
        fingerprint = await self._fingerprint()
        past = await self.journal.past()
        if past is not None and past.finished and resume:
            same = past.source not in {None, LIVE} and past.source == fingerprint
            if same and past.report is not None:
                report = Report.restored(past.report)
                return attrs.evolve(report, nothing_to_do=True)
        if past is not None and not past.finished and resume:
            return await self._go_on(past.source, fingerprint)
        return await self._begin(fingerprint)

    async def _begin(self, fingerprint: str | None) -> Report:
        may_be_late = await self.journal.begin(fingerprint)
        with RejectsFile(self.rejects) as file:
            return await self._import(file).place(not_before=may_be_late)

    async def _go_on(self, before: str | None, now: str | None) -> Report:
        if before != now:
            raise SourceChanged(
                f"{self.source.name} is not what the unfinished import in the journal was "
                "reading; give it that source, or pass resume=False to begin anew"
            )
        if now == LIVE:
            return await self._begin(now)
        spans = await self.journal.spans()
        past = PastRows(spans, await self.journal.digests())
        keep = rejected_positions(spans)
        with RejectsFile(self.rejects, keep=keep.__contains__) as file:
            not_before = await self.journal.unsettled()
            if now is None:
                # Rows in doubt are known by position, and nothing says that the rows are the same.
                not_before = max([not_before or 0.0, *(span.sent_at for span in spans)])
            return await self._import(file, past).place(not_before=not_before)

    async def _fingerprint(self) -> str | None:
        if getattr(self.source, "live", False):
            return LIVE
        if not isinstance(self.source, HasIdentity):
            return None
        found = await asyncio.to_thread(identity_of, self.source)
        return None if found is None else found.fingerprint

    def _import(self, file: RejectsFile, past: PastRows | None = None) -> Import:
        account = Account(
            self.gomus.bulk_caller.wire,
            file,
            self.on_progress,
            self.options.max_reject_ratio,
            getattr(self.source, "share_read", lambda: None),
        )
        account.resumed = past is not None
        return Import(
            self.gomus, self.source, self.journal, account, options=self.options, past=past
        )
