"""From records to batches: one row per key in flight, in the order of the source, lazily.

Nothing here does I/O but pull the source.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from hashlib import blake2b
from typing import Final

import attrs

from gomus_async.bulk.records import Record
from gomus_async.bulk.rows import Refused, Row, read_row

__all__ = ["BatchSize", "Feeder"]

FIRST_SIZE: Final = 50
MOST_ROWS: Final = 1000
CLOSE_ENOUGH: Final = 0.05
MOST_WAITING: Final = 10_000


@attrs.define
class BatchSize:
    """How many rows one request may carry. The instance has a cap and does not say which.

    Grows by doubling until a refusal that size alone explains, then closes in. While a larger
    size is being tried by one batch, the others keep to what is known to work.

    Attributes:
        fixed: A size that is not to be learnt.
        ok_max: The largest size that was accepted.
        bad_min: The smallest size that was refused for its size.
    """

    fixed: int | None = None
    ok_max: int = 0
    bad_min: int | None = None
    _trying: bool = False

    @property
    def learnt(self) -> bool:
        """Whether trying further would gain little."""
        if self.fixed is not None or self.ok_max >= MOST_ROWS:
            return True
        if self.bad_min is None or not self.ok_max:
            return False
        return self.bad_min - self.ok_max <= max(1, int(CLOSE_ENOUGH * self.bad_min))

    def take(self) -> tuple[int, bool]:
        """The size of the next batch, and whether it is a trial that `end_trial` ends."""
        if self.fixed is not None:
            return self.fixed, False
        if self.learnt or self._trying:
            return self.ok_max or FIRST_SIZE, False
        self._trying = True
        if self.bad_min is None:
            return min(MOST_ROWS, max(FIRST_SIZE, self.ok_max * 2)), True
        return max(1, (self.ok_max + self.bad_min) // 2), True

    def end_trial(self) -> None:
        """The batch that tried a larger size has come to its end; another may try."""
        self._trying = False

    def accepted(self, size: int) -> None:
        """A batch of this size was accepted."""
        if size > self.ok_max:
            self.ok_max = size
            if self.bad_min is not None and self.bad_min <= size:
                self.bad_min = None

    def too_many(self, size: int) -> None:
        """A batch of this size was refused, and all of its parts were accepted."""
        self.bad_min = size if self.bad_min is None else min(self.bad_min, size)
        if self.ok_max >= self.bad_min:
            # The operator has lowered the cap since.
            self.ok_max = max(1, self.bad_min // 2)


class Feeder:
    """Hands out batches of rows whose keys are not in flight.

    A row whose key is in flight waits for it, so that rows of one key are sent in order and
    never together.

    Args:
        records: The source, pulled one record at a time.
        on_refused: Told of every record that is not sent.
        on_read: Told of every record read.
    """

    def __init__(
        self,
        records: AsyncIterator[Record],
        on_refused: Callable[[Record, Refused], None],
        on_read: Callable[[], None],
    ) -> None:
        self._records = records
        self._on_refused = on_refused
        self._on_read = on_read
        self._ready: deque[Row] = deque()
        self._in_flight: dict[str, deque[Row]] = {}
        self._waiting = 0
        self._held: set[str] = set()
        self._timers: list[asyncio.TimerHandle] = []
        self._exhausted = False
        self._failure: Exception | None = None
        self._reading = asyncio.Lock()
        self._changed = asyncio.Event()

    async def batch(self, size: Callable[[], int]) -> list[Row]:
        """The next batch, of at most the size that is asked when it is begun.

        An empty one says that there are no rows left.
        """
        while True:
            async with self._reading:
                rows = await self._fill(size)
                if rows or self._finished:
                    self._changed.set()
                    self._raise_failure(rows)
                    return rows
                self._changed.clear()
            await self._changed.wait()

    def release(self, rows: Sequence[Row], hold: float = 0.0) -> None:
        """These rows have come to their end; rows with the same keys may follow.

        Args:
            rows: Rows of one batch.
            hold: Seconds for which they must not follow yet.
        """
        if hold and rows:
            self._held.update(row.key for row in rows)
            loop = asyncio.get_running_loop()
            self._timers.append(loop.call_later(hold, self._free, rows))
            self._changed.set()
        else:
            self._free(rows)

    def close(self) -> None:
        """Forget the keys that are held: no row will follow."""
        for timer in self._timers:
            timer.cancel()

    @property
    def _finished(self) -> bool:
        """Whether no row is left, and none can come free."""
        busy = len(self._in_flight) > len(self._held)
        return self._exhausted and not self._waiting and not busy

    def _free(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._held.discard(row.key)
            waiting = self._in_flight.pop(row.key)
            if waiting:
                follower = waiting.popleft()
                self._waiting -= 1
                self._in_flight[row.key] = waiting
                self._ready.append(follower)
        self._changed.set()

    def _raise_failure(self, rows: Sequence[Row]) -> None:
        """What the source raised, once the rows before it have come to their end."""
        failure = self._failure
        if failure is not None and not rows:
            self._failure = None
            raise failure

    async def _fill(self, size: Callable[[], int]) -> list[Row]:
        rows: list[Row] = []
        most = 0
        while not most or len(rows) < most:
            row = await self._next_row()
            if row is None:
                break
            rows.append(row)
            most = most or size()
        return rows

    async def _next_row(self) -> Row | None:
        """The next row whose key is free; marks the key as in flight."""
        while True:
            if self._ready:
                return self._ready.popleft()
            if self._exhausted or self._waiting >= MOST_WAITING:
                return None
            try:
                record = await anext(self._records, None)
            except Exception as failure:  # noqa: BLE001 - raised again, after the rows before it
                self._failure = failure
                record = None
            if record is None:
                self._exhausted = True
                return None
            self._on_read()
            row = read_row(record)
            if isinstance(row, Refused):
                self._on_refused(record, row)
            elif row.key in self._in_flight:
                self._in_flight[row.key].append(row)
                self._waiting += 1
            else:
                self._in_flight[row.key] = deque()
                return row


def key_digest(key: str) -> int:
    """A short stand-in for a key, for sets that hold all keys of an import."""
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")
