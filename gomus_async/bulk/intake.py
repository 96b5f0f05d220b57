"""From records to the rows that must be sent; the others are accounted for at once."""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Sequence,
)
from collections.abc import (
    Set as AbstractSet,
)
from time import time
from typing import Final

import attrs

from gomus_async.bulk.account import Account
from gomus_async.bulk.batches import Pending
from gomus_async.bulk.journal import Ending, Journal, Known, State
from gomus_async.bulk.names import Names
from gomus_async.bulk.past import PastRows
from gomus_async.bulk.reading import Buffer, Reading, Unsent, lacking
from gomus_async.bulk.records import Record
from gomus_async.bulk.rejects import Reject
from gomus_async.bulk.rows import Refused

__all__ = ["Intake"]

CHUNK: Final = 200
LOST: Final = "rejected before the import was resumed; its reasons are lost with the rejects file"


@attrs.define
class Intake:
    """Reads the source and sorts its rows.

    Attributes:
        records: The source, pulled a few records at a time.
        journal: What is remembered of keys and of an unfinished import.
        account: Where rows are counted that are not sent.
        late_commit_window: Seconds for which what was sent may still be applied.
        past: What an unfinished import has left behind, if there is one.
        names: What names in rows stand for, as far as it is known.
        load_names: What asks the instance for lists of names.
        clock: Seconds since 1970.
        in_flight: The keys of rows that are on their way.
    """

    records: AsyncIterator[Sequence[Record]]
    journal: Journal
    account: Account
    late_commit_window: float
    past: PastRows | None = None
    names: Names = attrs.field(factory=Names)
    load_names: Callable[[Collection[str], Names], Awaitable[Names]] | None = None
    clock: Callable[[], float] = time
    in_flight: AbstractSet[str] = frozenset()
    _buffer: Buffer = attrs.field(factory=Buffer, init=False)
    _reading: Reading = attrs.field(init=False)
    _filled: asyncio.Event = attrs.field(factory=asyncio.Event, init=False)
    _drained: asyncio.Event = attrs.field(factory=asyncio.Event, init=False)
    _over: bool = attrs.field(default=False, init=False)
    _failure: Exception | None = attrs.field(default=None, init=False)
    _touched: list[tuple[int, int | None, bool]] = attrs.field(
        factory=list[tuple[int, int | None, bool]], init=False
    )
    _refused: list[int] = attrs.field(factory=list[int], init=False)
    _held: dict[int, float] = attrs.field(factory=dict[int, float], init=False)

    def __attrs_post_init__(self) -> None:
        """Read rows with the secret of the journal."""
        self._reading = Reading(self.journal.key)

    async def chunks(self) -> AsyncGenerator[Sequence[Pending], None]:
        """The rows to send, in the order of the source, a few at a time.

        Raises:
            SourceError: The source cannot be read on.
            ImportStopped: Too many rows were rejected.
        """
        reading = asyncio.create_task(self._read())
        try:
            while not (self._over and not self._buffer):
                await self._filled.wait()
                self._filled.clear()
                buffer, self._buffer = self._buffer, Buffer()
                self._drained.set()
                # Others want their turn of the loop as well.
                for parts in buffer.portions(CHUNK):
                    yield await self._sort(parts)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        if self._failure is not None:
            raise self._failure
        if self.past is not None:
            self.past.end()

    async def _read(self) -> None:
        """Read ahead, but not far; rows of a slow source do not wait for each other."""
        try:
            async for records in self.records:
                self.account.read(len(records))
                self._buffer.add(records)
                self._filled.set()
                if len(self._buffer) >= CHUNK:
                    self._drained.clear()
                    await self._drained.wait()
        except Exception as failure:  # noqa: BLE001 - raised again, after the rows before it
            self._failure = failure
        finally:
            self._over = True
            self._filled.set()

    async def _sort(self, parts: Sequence[Sequence[Record]]) -> list[Pending]:
        await self._learn_names(parts)
        rows = self._reading.rows(parts, self.names)
        pendings = [row for row in rows if isinstance(row, Pending)]
        known = await self._known(pendings)
        to_send = pendings
        if known or self.past is not None or len(pendings) < len(rows):
            to_send = self._sorted(rows, known)
        self._note()
        self.account.check_rejects()
        return to_send

    def _sorted(self, rows: Sequence[Pending | Unsent], known: dict[int, Known]) -> list[Pending]:
        to_send: list[Pending] = []
        open_keys: set[int] = set()
        for row in rows:
            if isinstance(row, Unsent):
                self._refuse(row.record, row.refused)
            elif self._must_be_sent(row, known, open_keys):
                open_keys.add(row.digest)
                to_send.append(row)
        return to_send

    async def _learn_names(self, parts: Iterable[Sequence[Record]]) -> None:
        needed = {kind for part in parts for kind in lacking(part, self.names)}
        if needed and self.load_names is not None:
            self.names = await self.load_names(needed, self.names)

    async def _known(self, pendings: Sequence[Pending]) -> dict[int, Known]:
        """What is remembered of the keys of these rows."""
        waiting = [row for row in pendings if row.key in self.in_flight]
        known = await self.journal.known([row.digest for row in pendings])
        while released := [row for row in waiting if row.key not in self.in_flight]:
            # They came to their end meanwhile; and while this is read, others may.
            waiting = [row for row in waiting if row.key in self.in_flight]
            known.update(await self.journal.known([row.digest for row in released]))
        return known

    def _must_be_sent(self, row: Pending, known: dict[int, Known], open_keys: "set[int]") -> bool:
        facts = known.get(row.digest)
        if facts is not None:
            row.known, row.placed = facts.exists, facts.placed
        if self.past is not None and self._has_ended(row, known, self.past):
            return False
        unchanged = facts is not None and not facts.placed and facts.content == row.content
        on_its_way = row.due is not None or row.digest in open_keys or row.key in self.in_flight
        if not unchanged or on_its_way:
            return True
        self.account.pass_over()
        if facts is not None and facts.old:
            self._touched.append((row.digest, row.content, False))
        return False

    def _has_ended(self, row: Pending, known: dict[int, Known], past: PastRows) -> bool:
        """Whether the row ended before the import was resumed; sets when it is due, if in doubt."""
        state = past.ended(row.position)
        past.meet(row.position, row.content)
        sent_at = past.sent_at(row.position)
        if sent_at is not None:
            self._hold(row, self.window_left(sent_at))
        if state is None:
            held = self._held.get(row.digest)
            if sent_at is not None or (held or 0.0) > asyncio.get_running_loop().time():
                row.due = held
            return False
        placed = state in {State.CREATED, State.UPDATED}
        if placed:
            self.account.place([row], created=state is State.CREATED)
        elif state is State.UNKNOWN:
            self.account.give_up(row)
        else:
            self.account.reject_again(_rejected_before(row))
        content = row.content if placed else None
        exists = row.known or placed
        self._touched.append((row.digest, content, placed))
        known[row.digest] = Known(exists, content, placed or row.placed)
        return True

    def _hold(self, row: Pending, seconds: float) -> None:
        """What was sent of this key may yet be applied: nothing of it is sent before then."""
        due = asyncio.get_running_loop().time() + seconds
        self._held[row.digest] = max(due, self._held.get(row.digest, 0.0))

    def window_left(self, sent_at: float) -> float:
        """Seconds until what was sent then (seconds since 1970) is not applied any more."""
        # A clock that was set back must not make the wait longer than the window.
        left = sent_at + self.late_commit_window - self.clock()
        return min(self.late_commit_window, max(0.0, left))

    def _refuse(self, record: Record, refused: Refused) -> None:
        reject = Reject(
            position=refused.position,
            line=refused.line,
            reasons=refused.reasons,
            row=record.data,
        )
        if self.past is not None:
            state = self.past.ended(refused.position)
            self.past.meet(refused.position, 0)
            if state is State.REJECTED:
                self.account.reject_again(reject)
                return
        self.account.reject(reject)
        self._refused.append(refused.position)

    def _note(self) -> None:
        """Tell the journal of what was not sent."""
        ended = [Ending(State.REJECTED, self._refused)] if self._refused else []
        if ended or self._touched:
            self.journal.end(ended, self._touched)
            self._refused, self._touched = [], []


def _rejected_before(row: Pending) -> Reject:
    return Reject(position=row.position, line=row.line, reasons=(LOST,), row=row.customer)
