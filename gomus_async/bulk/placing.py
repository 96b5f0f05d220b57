"""How the rows of one batch come to their end: look up, update, create, bisect, settle.

What exists is updated, which may be repeated at will. What is absent is created, which never
is: after a create without a clear answer the rows are looked up until the late-commit window
has passed, and only what is absent then is created again. A row is rejected only by a refusal
of a request in which it stood alone.
"""

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Final, Protocol

import attrs

from gomus_async.bulk.batches import MOST_ROWS, BatchSize
from gomus_async.bulk.report import Tally
from gomus_async.bulk.rows import Row
from gomus_async.errors import (
    ApiError,
    ForeignIdShadowed,
    MethodNotAllowed,
    NotFound,
    OutcomeUnknown,
)
from gomus_async.models.customers import Customer
from gomus_async.resources.customers import Customers
from gomus_async.wire.request import CallOptions

__all__ = ["Ledger", "Placer"]

SETTLE_STEPS_S: Final = (0.0, 2.0, 5.0, 15.0)
LOOK_UPS_AT_ONCE: Final = 32
_AMBIGUOUS: Final = re.compile(r"[./]")
HITS_WEIGHT: Final = 0.3
MOSTLY: Final = 0.5
PATIENCE_S: Final = 960.0
"""How long one call of an import may go on: beyond the longest `Retry-After` it honours."""

STOPPING: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
)


class Ledger(Protocol):
    """Where the ends of rows are written down."""

    tally: Tally

    def accept(self, row: Row, *, created: bool) -> None:
        """The row stands on the server."""
        ...

    def reject(self, row: Row, error: ApiError) -> None:
        """The row was refused alone."""
        ...


@attrs.frozen
class Turn:
    """A batch to come: how many rows, and whose size it tries, if any."""

    rows: int
    tries: BatchSize | None

    def end(self) -> None:
        """The batch has come to its end."""
        if self.tries is not None:
            self.tries.end_trial()


@attrs.define
class Placer:
    """Brings rows to their end.

    Attributes:
        customers: The resource, on the import's own lane.
        ledger: Where the ends are written down.
        late_commit_window: Seconds after which an absent row is believed to stay absent.
        create_size: What is known of the cap of `POST /customers`.
        update_size: What is known of the cap of `PUT /customers`.
        look_up_timeout: Seconds after which a look-up is tried again.
    """

    customers: Customers
    ledger: Ledger
    late_commit_window: float
    create_size: BatchSize
    update_size: BatchSize
    look_up_timeout: float = 15.0
    _hits: float = 0.0

    def next_batch(self) -> "Turn":
        """How many rows the next batch should have."""
        size = self.update_size if self._mostly_known else self.create_size
        share = self._hits if self._mostly_known else 1.0 - self._hits
        rows, trial = size.take()
        # Only this share of them will stand in one request.
        return Turn(min(MOST_ROWS, round(rows / share)), size if trial else None)

    @property
    def _mostly_known(self) -> bool:
        return self._hits > MOSTLY

    async def place(self, rows: Sequence[Row], *, known: bool) -> None:
        """Bring rows to their end.

        Args:
            rows: Rows with different keys.
            known: Whether all of them are on the server.
        """
        if known:
            await self._update(rows, certain=True)
        elif self._mostly_known:
            await self._update(rows, certain=False)
        else:
            await self._sort_out(rows)

    async def _sort_out(self, rows: Sequence[Row]) -> bool:
        """Look rows up, then update what exists and create what is absent."""
        existing, absent = await self._look_up(rows)
        found = 1.0 - len(absent) / len(rows)
        self._hits += HITS_WEIGHT * (found - self._hits)
        clean = await self._update(existing, certain=True)
        return await self._create(absent) and clean

    async def _update(self, rows: Sequence[Row], *, certain: bool) -> bool:
        """Update rows; whether all were accepted. `certain`: they are known to exist."""
        if not rows:
            return True
        parts = _parts(rows, self.update_size)
        if len(parts) > 1:
            return await _all([partial(self._update, part, certain=certain) for part in parts])
        refusal: ApiError | None = None
        answer: list[Customer] = []
        try:
            self.ledger.tally.batches += 1
            answer = await self.customers.update_many(
                [row.customer for row in rows], options=_patiently()
            )
        except ApiError as error:
            refusal = _refusal(error)
        if refusal is not None:
            return await self._update_refused(rows, refusal, certain=certain)
        self.update_size.accepted(len(rows))
        if not certain:
            self._hits += HITS_WEIGHT * (1.0 - self._hits)
        missing = self._accept(rows, answer, created=False)
        return await self._update_missing(rows, missing)

    async def _update_missing(self, rows: Sequence[Row], missing: Sequence[Row]) -> bool:
        """Rows that a success does not list are sent again, in the end each alone."""
        if not missing:
            return True
        if len(missing) < len(rows):
            return await self._update(missing, certain=True)
        if len(rows) > 1:
            return await _all([partial(self._update, [row], certain=True) for row in rows])
        existing, absent = await self._look_up(missing)
        for row in existing:
            self.ledger.accept(row, created=False)
        return await self._create(absent)

    async def _update_refused(
        self, rows: Sequence[Row], refusal: ApiError, *, certain: bool
    ) -> bool:
        if not certain:
            return await self._sort_out(rows)
        if len(rows) > 1:
            return await self._bisect(
                rows, refusal, self.update_size, lambda part: self._update(part, certain=True)
            )
        _, gone = await self._look_up(rows)
        if gone:
            return await self._create(gone)
        self.ledger.reject(rows[0], refusal)
        return False

    async def _create(self, rows: Sequence[Row]) -> bool:
        """Create rows that are known to be absent; whether all were accepted."""
        if not rows:
            return True
        parts = _parts(rows, self.create_size)
        if len(parts) > 1:
            return await _all([partial(self._create, part) for part in parts])
        refusal: ApiError | None = None
        sent_at: datetime | None = None
        answer: list[Customer] = []
        try:
            self.ledger.tally.batches += 1
            answer = await self.customers.create_many(
                [row.customer for row in rows], options=_patiently()
            )
        except OutcomeUnknown as unknown:
            sent_at = unknown.sent_at or datetime.now(UTC)
        except ApiError as error:
            refusal = _refusal(error)
        if sent_at is not None:
            return await self._settle(rows, sent_at)
        if refusal is not None:
            return await self._create_refused(rows, refusal)
        self.create_size.accepted(len(rows))
        missing = self._accept(rows, answer, created=True)
        return await self._settle(missing, datetime.now(UTC)) if missing else True

    async def _create_refused(self, rows: Sequence[Row], refusal: ApiError) -> bool:
        """A refused batch may be partly applied: look, before any part of it is sent again."""
        existing, absent = await self._look_up(rows)
        if len(absent) < len(rows):
            clean = await self._update(existing, certain=True)
            # Without its applied part this batch has never been judged: as it is, not bisected.
            return await self._create(absent) and clean
        if len(rows) == 1:
            self.ledger.reject(rows[0], refusal)
            return False
        return await self._bisect(rows, refusal, self.create_size, self._create)

    async def _bisect(
        self,
        rows: Sequence[Row],
        refusal: ApiError,
        size: BatchSize,
        send: Callable[[Sequence[Row]], Awaitable[bool]],
        *,
        judged: bool = True,
    ) -> bool:
        """Send the halves of a refused batch; learn from it if size alone was the reason."""
        middle = len(rows) // 2
        first, second = rows[:middle], rows[middle:]
        too_large = refusal.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        about_size = too_large or len(rows) > size.ok_max
        first_clean = await send(first)
        if first_clean and not about_size and len(second) > 1:
            # Something in it is refused, and it is not in the first half.
            second_clean = await self._bisect(second, refusal, size, send, judged=False)
        else:
            second_clean = await send(second)
        if judged and first_clean and second_clean:
            size.too_many(len(rows))
        return first_clean and second_clean

    async def _settle(self, rows: Sequence[Row], sent_at: datetime) -> bool:
        """After a create without a clear answer: find out what was applied, then do the rest."""
        loop = asyncio.get_running_loop()
        age = (datetime.now(UTC) - sent_at).total_seconds()
        began = loop.time() - max(0.0, age)
        until = began + self.late_commit_window
        clean = True
        pending = list(rows)
        for step in SETTLE_STEPS_S:
            if not pending or began + step >= until:
                break
            await asyncio.sleep(began + step - loop.time())
            ends = await self._exist(pending[:: max(1, len(pending) - 1)])
            if not all(ends):
                continue
            existing, pending = await self._look_up(pending)
            clean = await self._update(existing, certain=True) and clean
        if not pending:
            return clean
        await asyncio.sleep(max(0.0, until - loop.time()))
        existing, absent = await self._look_up(pending)
        clean = await self._update(existing, certain=True) and clean
        self.ledger.tally.at_risk += len(absent)
        return await self._create(absent) and clean

    async def _look_up(self, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """Which rows exist and which are absent.

        A key that leads to another customer, or that something on the way does not let through,
        cannot be read; an update by that key shows whether it exists, and brings the row to its
        end if it does. Then it is in neither list.
        """
        existing: list[Row] = []
        absent: list[Row] = []
        for row, exists in zip(rows, await self._exist(rows), strict=True):
            if exists:
                existing.append(row)
            elif exists is False or not await self._update_shadowed(row):
                absent.append(row)
        return existing, absent

    async def _exist(self, rows: Sequence[Row]) -> list[bool | None]:
        """`_exists` for several rows, some at once; none is under way when one has failed."""
        found: dict[int, bool | None] = {}
        places = deque(range(len(rows)))

        async def look() -> None:
            while places:
                place = places.popleft()
                found[place] = await self._exists(rows[place])

        lanes = [look() for _ in range(min(LOOK_UPS_AT_ONCE, len(rows)))]
        for failure in await asyncio.gather(*lanes, return_exceptions=True):
            if failure is not None:
                raise failure
        return [found[place] for place in range(len(rows))]

    async def _exists(self, row: Row) -> bool | None:
        """Whether the key is on the server; `None` if it cannot be read."""
        self.ledger.tally.look_ups += 1
        try:
            await self.customers.get(row.key, options=_patiently(self.look_up_timeout))
        except NotFound:
            # A router may take a dot for a format and a slash for two segments: then a 404
            # does not say that the key is absent.
            return None if _AMBIGUOUS.search(row.key) else False
        except ForeignIdShadowed:
            return None
        except ApiError as error:
            _refusal(error)
            return None
        return True

    async def _update_shadowed(self, row: Row) -> bool:
        """Update by key alone; a refusal means that the key is not there, or the row is bad.

        Either way a create comes next, and a bad row is refused by that as well.
        """
        try:
            await self.customers.update_many([row.customer], options=_patiently())
        except ApiError as error:
            _refusal(error)
            return False
        self.ledger.accept(row, created=False)
        return True

    def _accept(
        self, rows: Sequence[Row], answer: Sequence[Customer], *, created: bool
    ) -> list[Row]:
        """Accept the rows that an answer lists, by key; return those it does not."""
        listed = {customer.foreign_id for customer in answer}
        missing: list[Row] = []
        for row in rows:
            if answer and row.key not in listed:
                missing.append(row)
            else:
                self.ledger.accept(row, created=created)
        return missing


def _patiently(timeout: float | None = None) -> CallOptions:
    return CallOptions(deadline=PATIENCE_S, timeout=timeout)


def _refusal(error: ApiError) -> ApiError:
    """The error, if it is about the rows; otherwise it ends the import."""
    permitted = HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    if not permitted or error.status in STOPPING or isinstance(error, MethodNotAllowed):
        raise error
    return error


def _parts(rows: Sequence[Row], size: BatchSize) -> list[Sequence[Row]]:
    """The rows in parts that the instance takes, as far as that is known."""
    too_many = size.fixed + 1 if size.fixed is not None else size.bad_min
    if too_many is None or len(rows) < too_many:
        return [rows]
    step = max(1, size.fixed or size.ok_max)
    return [rows[start : start + step] for start in range(0, len(rows), step)]


async def _all(sends: Sequence[Callable[[], Awaitable[bool]]]) -> bool:
    """Send one after another; whether all were clean."""
    return all([await send() for send in sends])
