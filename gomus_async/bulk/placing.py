"""How the rows of one batch come to their end: look up, update, create, bisect, settle.

What exists is updated, which may be repeated at will. What is absent is created, which never
is: after a create without a clear answer the rows are looked up until the late-commit window
has passed, and only what is absent then is created again. A row is rejected only by a refusal
of a request in which it stood alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Final

import attrs

from gomus_async.bulk.batches import Pending, Turn
from gomus_async.bulk.finding import Finder, Ledger, keys_of, patiently, refusal_of
from gomus_async.bulk.sending import BatchCustomers, Keyed
from gomus_async.bulk.sizes import MOST_ROWS, BatchSize, body_bytes
from gomus_async.errors import (
    ApiError,
    OutcomeUnknown,
)

__all__ = ["Knowledge", "Placer"]

SETTLE_STEPS_S: Final = (0.0, 2.0, 5.0, 15.0)
MOST_TRIES: Final = 8
HITS_WEIGHT: Final = 0.3
MOSTLY: Final = 0.5
MANY: Final = 4
MANY_SHARE: Final = 0.15


@attrs.define
class Knowledge:
    """What an import has found out about its instance, for all its batches.

    Attributes:
        create_size: What is known of the cap of `POST /customers`.
        update_size: What is known of the cap of `PUT /customers`.
        assume_new: Whether no row of the source is on the server.
        hits: How many of the rows were found on the server, of late; `None` before the first.
    """

    create_size: BatchSize = attrs.field(factory=BatchSize)
    update_size: BatchSize = attrs.field(factory=BatchSize)
    assume_new: bool = False
    hits: float | None = None

    @property
    def mostly_known(self) -> bool:
        """Whether rows are rather updated than created."""
        return self.hits is not None and self.hits > MOSTLY

    def found(self, share: float) -> None:
        """This share of some rows was on the server."""
        before = 0.0 if self.hits is None else self.hits
        self.hits = before + HITS_WEIGHT * (share - before)

    def next_batch(self) -> Turn:
        """How much the next batch should carry."""
        hits = self.hits or 0.0
        size = self.update_size if self.mostly_known else self.create_size
        rows, trial = size.take()
        # Only this share of them will stand in one request.
        share = hits if self.mostly_known else 1.0 - hits
        end = size.end_trial if trial else lambda: None
        return Turn(min(MOST_ROWS, round(rows / share)), size.bytes_max, end)


@attrs.define
class Placer:
    """Brings rows to their end.

    Attributes:
        customers: The resource, on the import's own lane.
        ledger: Where the ends are written down.
        knowledge: What is known of the instance.
        late_commit_window: Seconds after which an absent row is believed to stay absent.
        look_up_timeout: Seconds after which a look-up is tried again.
    """

    customers: BatchCustomers
    ledger: Ledger
    knowledge: Knowledge
    late_commit_window: float
    look_up_timeout: float = 15.0
    _finder: Finder = attrs.field(init=False)
    _judged: int = attrs.field(default=0, init=False)
    _rejected: int = attrs.field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        """Look rows up with the same resource and ledger."""
        self._finder = Finder(self.customers, self.ledger, self.look_up_timeout)

    async def place(self, rows: Sequence[Pending], *, known: bool) -> None:
        """Bring rows to their end.

        Args:
            rows: Rows with different keys.
            known: Whether all of them are on the server.
        """
        if known:
            await self._update(rows, certain=True)
        elif self.knowledge.assume_new and all(row.due is None for row in rows):
            await self._create(rows)
        elif await self._mostly_known(rows):
            await self._update(rows, certain=False)
        else:
            await self._sort_out(rows)

    async def _mostly_known(self, rows: Sequence[Pending]) -> bool:
        if self.knowledge.hits is None:
            self.knowledge.hits = 1.0 if await self._finder.ends_exist(rows) else 0.0
        return self.knowledge.mostly_known

    async def _sort_out(self, rows: Sequence[Pending], *, refused: bool = False) -> bool:
        """Look rows up, then update what exists and create what is absent.

        `refused`: an update of all of them was; that stands if all of them exist.
        """
        existing, absent = await self._finder.look_up(rows)
        self.knowledge.found(1.0 - len(absent) / len(rows))
        self.ledger.tally.at_risk += sum(row.due is not None for row in absent)
        if refused and len(existing) == len(rows) > 1:
            size = self.knowledge.update_size
            return await self._bisect(rows, size, partial(self._update, certain=True))
        clean = await self._update(existing, certain=True)
        return await self._create(absent) and clean

    async def _update(self, rows: Sequence[Pending], *, certain: bool) -> bool:
        """Update rows; whether all were accepted. `certain`: they are known to exist."""
        if not rows:
            return True
        parts = _parts(rows, self.knowledge.update_size)
        if len(parts) > 1:
            return await _all([partial(self._update, part, certain=certain) for part in parts])
        refusal: ApiError | None = None
        answer: Sequence[Keyed] = ()
        self.ledger.sending(rows)
        try:
            self.ledger.tally.batches += 1
            answer = await self.customers.update_batch(rows, options=patiently())
        except ApiError as error:
            refusal = refusal_of(error)
        if refusal is not None:
            return await self._update_refused(rows, refusal, certain=certain)
        self.knowledge.update_size.accepted(len(rows), _length(rows))
        if not certain:
            self.knowledge.found(1.0)
        listed = keys_of(answer)
        if not listed and not certain:
            # Nothing says that the keys are there: an unknown one may be passed over in silence.
            return await self._sort_out(rows)
        missing = self._accept(rows, listed, created=False)
        return await self._update_missing(rows, missing)

    async def _update_missing(self, rows: Sequence[Pending], missing: Sequence[Pending]) -> bool:
        """Rows that a success does not list are sent again, in the end each alone."""
        if not missing:
            return True
        if len(missing) < len(rows):
            # An answer that lists none would not say that these are there.
            return await self._update(missing, certain=False)
        if len(rows) > 1:
            return await _all([partial(self._update, [row], certain=True) for row in rows])
        existing, absent = await self._finder.look_up(missing)
        if existing:
            self.ledger.accept(existing, created=False)
        return await self._create(absent)

    async def _update_refused(
        self, rows: Sequence[Pending], refusal: ApiError, *, certain: bool
    ) -> bool:
        size = self.knowledge.update_size
        if _too_large(refusal) and len(rows) > 1:
            return await self._halve(rows, size, partial(self._update, certain=certain))
        if not certain:
            return await self._sort_out(rows, refused=True)
        if len(rows) > 1:
            return await self._bisect(rows, size, partial(self._update, certain=True))
        _, gone = await self._finder.look_up(rows)
        if gone:
            return await self._create(gone)
        self._reject(rows[0], refusal)
        return False

    async def _create(self, rows: Sequence[Pending], tries: int = 0) -> bool:
        """Create rows that are known to be absent; whether all were accepted.

        `tries` counts the creates before this one that had no clear answer.
        """
        if not rows:
            return True
        parts = _parts(rows, self.knowledge.create_size)
        if len(parts) > 1:
            return await _all([partial(self._create, part, tries) for part in parts])
        refusal: ApiError | None = None
        sent_at: float | None = None
        answer: Sequence[Keyed] = ()
        began = asyncio.get_running_loop().time()
        self.ledger.sending(rows)
        try:
            self.ledger.tally.batches += 1
            answer = await self.customers.create_batch(rows, options=patiently())
        except OutcomeUnknown as unknown:
            sent_at = _sent_at(unknown, began)
        except ApiError as error:
            refusal = refusal_of(error)
        if sent_at is not None:
            return await self._settle(rows, sent_at, tries + 1)
        if refusal is not None:
            return await self._create_refused(rows, refusal)
        self.knowledge.create_size.accepted(len(rows), _length(rows))
        listed = keys_of(answer)
        if not listed and not await self._finder.ends_exist(rows):
            missing = list(rows)
        else:
            missing = self._accept(rows, listed, created=True)
        if missing:
            # As many as were sent are there, under other spellings: a second create would double.
            again = None if len(answer) >= len(rows) else tries + 1
            return await self._settle(missing, asyncio.get_running_loop().time(), again)
        return True

    async def _create_refused(self, rows: Sequence[Pending], refusal: ApiError) -> bool:
        """A refused batch may be partly applied: look, before any part of it is sent again."""
        if _too_large(refusal) and len(rows) > 1:
            return await self._halve(rows, self.knowledge.create_size, self._create)
        existing, absent = await self._finder.look_up(rows)
        if len(absent) < len(rows):
            clean = await self._update(existing, certain=True)
            # Without its applied part this batch has never been judged: as it is, not bisected.
            return await self._create(absent) and clean
        if len(rows) == 1:
            self._reject(rows[0], refusal)
            return False
        return await self._bisect(rows, self.knowledge.create_size, self._create)

    async def _bisect(
        self,
        rows: Sequence[Pending],
        size: BatchSize,
        send: Callable[[Sequence[Pending]], Awaitable[bool]],
        *,
        judged: bool = True,
    ) -> bool:
        """Send the halves of a refused batch; learn from it if size alone was the reason."""
        if self._mostly_rejected:
            return await _all([partial(send, [row]) for row in rows])
        middle = len(rows) // 2
        first, second = rows[:middle], rows[middle:]
        about_size = len(rows) > size.ok_max
        first_clean = await send(first)
        if first_clean and not about_size and len(second) > 1:
            # Something in it is refused, and it is not in the first half.
            second_clean = await self._bisect(second, size, send, judged=False)
        else:
            second_clean = await send(second)
        if judged and first_clean and second_clean:
            size.too_many(len(rows))
        return first_clean and second_clean

    async def _halve(
        self,
        rows: Sequence[Pending],
        size: BatchSize,
        send: Callable[[Sequence[Pending]], Awaitable[bool]],
    ) -> bool:
        """Send a body that was refused for its length in parts."""
        size.too_large(_length(rows))
        parts = _parts(rows, size)
        if len(parts) == 1:
            middle = len(rows) // 2
            parts = [rows[:middle], rows[middle:]]
        return await _all([partial(send, part) for part in parts])

    def _reject(self, row: Pending, refusal: ApiError) -> None:
        self._judged += 1
        self._rejected += 1
        self.ledger.reject(row, refusal)

    @property
    def _mostly_rejected(self) -> bool:
        """Whether so many rows of this batch are refused that halving it gains nothing."""
        return self._rejected > max(MANY, MANY_SHARE * self._judged)

    async def _settle(self, rows: Sequence[Pending], began: float, tries: int | None) -> bool:
        """After a create without a clear answer: find out what was applied, then do the rest.

        `began` is when it was sent, on the loop's clock. `tries` counts such creates; after
        `None`, what is absent is not created again.
        """
        loop = asyncio.get_running_loop()
        until = began + self.late_commit_window
        clean = True
        pending = list(rows)
        for step in SETTLE_STEPS_S:
            if not pending or began + step >= until:
                break
            await asyncio.sleep(began + step - loop.time())
            if not await self._finder.ends_exist(pending):
                continue
            existing, pending = await self._finder.look_up(pending)
            clean = await self._update(existing, certain=True) and clean
        if not pending:
            return clean
        await asyncio.sleep(max(0.0, until - loop.time()))
        existing, absent = await self._finder.look_up(pending)
        clean = await self._update(existing, certain=True) and clean
        return await self._create_again(absent, tries) and clean

    async def _create_again(self, rows: Sequence[Pending], tries: int | None) -> bool:
        """Create what is absent after its window, in halves: one row may be what breaks it."""
        if not rows:
            return True
        if tries is None or (len(rows) == 1 and tries >= MOST_TRIES):
            for row in rows:
                self.ledger.give_up(row)
            return False
        self.ledger.tally.at_risk += len(rows)
        if len(rows) == 1 or tries == 1:
            return await self._create(rows, tries)
        middle = len(rows) // 2
        halves = (rows[:middle], rows[middle:])
        return await _all([partial(self._create, half, tries) for half in halves])

    def _accept(
        self, rows: Sequence[Pending], listed: AbstractSet[str], *, created: bool
    ) -> list[Pending]:
        """Accept the rows whose keys an answer lists, or all if it lists none; return the rest."""
        missing = [row for row in rows if row.key not in listed] if listed else []
        accepted = [row for row in rows if row.key in listed] if missing else rows
        if accepted:
            self._judged += len(accepted)
            self.ledger.accept(accepted, created=created)
        return missing


def _too_large(refusal: ApiError) -> bool:
    return refusal.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def _parts(rows: Sequence[Pending], size: BatchSize) -> list[Sequence[Pending]]:
    """The rows in parts that the instance takes, as far as that is known."""
    too_many = size.fixed + 1 if size.fixed is not None else size.bad_min
    fits = too_many is None or len(rows) < too_many
    if fits and (len(rows) == 1 or _length(rows) <= size.bytes_max):
        return [rows]
    step = len(rows) if fits else max(1, size.fixed or size.ok_max)
    parts: list[Sequence[Pending]] = []
    start = length = 0
    for place, row in enumerate(rows):
        count = place - start + 1
        if count > 1 and (count > step or body_bytes(length + row.size, count) > size.bytes_max):
            parts.append(rows[start:place])
            start, length = place, 0
        length += row.size
    return [*parts, rows[start:]]


def _length(rows: Sequence[Pending]) -> int:
    return body_bytes(sum([len(row.body) for row in rows]), len(rows))


async def _all(sends: Sequence[Callable[[], Awaitable[bool]]]) -> bool:
    """Send one after another; whether all were clean."""
    return all([await send() for send in sends])


def _sent_at(unknown: OutcomeUnknown, began: float) -> float:
    """When it was last sent, on the loop's clock. The wall clock may have been set meanwhile."""
    now = asyncio.get_running_loop().time()
    if unknown.sent_at is None:
        return now
    age = (datetime.now(UTC) - unknown.sent_at).total_seconds()
    return now - min(max(0.0, age), now - began)
