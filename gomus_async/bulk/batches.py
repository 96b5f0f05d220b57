"""From rows to batches: one row per key in flight, in the order of the source, lazily."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, KeysView, Sequence
from functools import partial
from typing import Final

import attrs

from gomus_async.bulk.rows import customer_of
from gomus_async.bulk.sizes import body_bytes
from gomus_async.models.customers import NewCustomer

__all__ = ["Feeder", "Pending", "Turn"]

MOST_WAITING: Final = 10_000


@attrs.define(eq=False)
class Pending:
    """A row that is to be sent.

    Attributes:
        position: The record's number in its source, from 1.
        line: The line of the file where it starts, if it comes from a file.
        key: The customer's `foreign_id`.
        body: The customer as JSON, as it is sent.
        digest: The keyed hash of the key.
        content: The keyed hash of the body.
        known: Whether the customer is on the server.
        placed: Whether this import has placed a row with its key.
        due: When it may be sent, on the loop's clock, if an earlier import sent it and its
            outcome is unknown.
    """

    position: int
    line: int | None
    key: str = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    digest: int = attrs.field(default=0, repr=False)
    content: int = attrs.field(default=0, repr=False)
    known: bool = False
    placed: bool = False
    due: float | None = None
    _customer: NewCustomer | None = attrs.field(default=None, alias="customer", repr=False)

    @property
    def customer(self) -> NewCustomer:
        """The customer. Few are asked for: where it was not kept, it is read from what is sent."""
        return self._customer or customer_of(self.body)

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.body)


@attrs.frozen
class Turn:
    """A batch to come: how much it may carry, and how to say that it has come to its end."""

    rows: int
    size: int
    end: Callable[[], None]


class Feeder:
    """Hands out batches of rows whose keys are not in flight.

    A row whose key is in flight waits for it, so that rows of one key are sent in order and
    never together.

    Args:
        chunks: The rows to send, a few at a time, pulled one chunk after the other.
    """

    def __init__(self, chunks: AsyncIterator[Sequence[Pending]]) -> None:
        self._chunks = chunks
        self._ready: deque[Pending] = deque()
        self._in_flight: dict[str, deque[Pending] | None] = {}
        self._waiting = 0
        self._held = 0
        self._timers: set[asyncio.TimerHandle] = set()
        self._exhausted = False
        self._failure: Exception | None = None
        self._reading = asyncio.Lock()
        self._changed = asyncio.Event()

    @property
    def in_flight(self) -> KeysView[str]:
        """The keys of the rows that have not come to their end, as it is at any time."""
        return self._in_flight.keys()

    async def batch(self, turn: Callable[[], Turn]) -> list[Pending]:
        """The next batch, of at most what its turn allows, which is asked when it is begun.

        An empty one says that there are no rows left.
        """
        while True:
            async with self._reading:
                rows = await self._fill(turn)
                if rows or self._finished:
                    self._changed.set()
                    self._raise_failure(rows)
                    return rows
                self._changed.clear()
            await self._changed.wait()

    def release(self, rows: Sequence[Pending], hold: float = 0.0) -> None:
        """These rows have come to their end; rows with the same keys may follow.

        Args:
            rows: Rows of one batch.
            hold: Seconds for which they must not follow yet.
        """
        if hold and rows:
            self._held += len(rows)
            self._later(hold, lambda: self._free(rows, held=True))
            self._changed.set()
        else:
            self._free(rows, held=False)

    def stop(self) -> None:
        """Read no more, and hand out nothing more."""
        self._exhausted = True
        self._ready.clear()
        self._waiting = 0
        for followers in self._in_flight.values():
            if followers:
                followers.clear()
        self.close()
        self._in_flight.clear()
        self._held = 0
        self._changed.set()

    def close(self) -> None:
        """Forget the keys that are held: no row will follow."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    @property
    def _finished(self) -> bool:
        """Whether no row is left, and none can come free."""
        busy = len(self._in_flight) > self._held
        return self._exhausted and not self._waiting and not busy

    def _later(self, seconds: float, step: Callable[[], None]) -> None:
        def fire() -> None:
            self._timers.discard(timer)
            step()

        timer = asyncio.get_running_loop().call_later(seconds, fire)
        self._timers.add(timer)

    def _free(self, rows: Sequence[Pending], *, held: bool) -> None:
        self._held -= held * len(rows)
        release = self._in_flight.pop
        next_ones = [
            self._next(row, followers) for row in rows if (followers := release(row.key, None))
        ]
        if next_ones:
            self._make_ready(next_ones)
        self._changed.set()

    def _next(self, row: Pending, followers: deque[Pending]) -> Pending:
        """The row that is sent after one of its key."""
        follower = followers.popleft()
        follower.placed = follower.placed or row.placed
        follower.known = follower.known or row.known or row.placed
        self._waiting -= 1
        self._in_flight[row.key] = followers
        return follower

    def _make_ready(self, rows: Sequence[Pending]) -> None:
        if [row for row in rows if row.due is not None]:
            now = asyncio.get_running_loop().time()
            for row in rows:
                if row.due is not None and row.due > now:
                    self._later(row.due - now, partial(self._make_ready, [row]))
            rows = [row for row in rows if row.due is None or row.due <= now]
        self._ready.extend(rows)
        self._changed.set()

    def _raise_failure(self, rows: Sequence[Pending]) -> None:
        """What the source raised, once the rows before it have come to their end."""
        failure = self._failure
        if failure is not None and not rows:
            self._failure = None
            raise failure

    async def _fill(self, turn: Callable[[], Turn]) -> list[Pending]:
        if not await self._more():
            return []
        most = turn()
        rows: list[Pending] = []
        ready, room = self._ready, most.size - body_bytes(0, 1)
        while len(rows) < most.rows and (ready or await self._more()):
            needed = len(ready[0].body)
            if rows and needed > room:
                break
            room -= needed + 1
            rows.append(ready.popleft())
        return rows

    async def _more(self) -> bool:
        """Whether a row is ready, read if need be."""
        while not self._ready:
            if self._exhausted or self._waiting >= MOST_WAITING:
                return False
            await self._read()
        return True

    async def _read(self) -> None:
        chunk: Sequence[Pending] | None = None
        try:
            chunk = await anext(self._chunks, None)
        except Exception as failure:  # noqa: BLE001 - raised again, after the rows before it
            self._failure = failure
        if chunk is None:
            self._exhausted = True
        elif not self._exhausted:
            self._admit(chunk)

    def _admit(self, rows: Sequence[Pending]) -> None:
        keys = dict.fromkeys([row.key for row in rows])
        if len(keys) < len(rows) or not self._in_flight.keys().isdisjoint(keys):
            rows = [row for row in rows if self._is_first(row)]
        else:
            self._in_flight.update(keys)
        self._make_ready(rows)

    def _is_first(self, row: Pending) -> bool:
        """Whether no row of its key is in flight; then this one is, and otherwise it waits."""
        if row.key not in self._in_flight:
            self._in_flight[row.key] = None
            return True
        followers = self._in_flight[row.key] = self._in_flight[row.key] or deque()
        followers.append(row)
        self._waiting += 1
        return False
