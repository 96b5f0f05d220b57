"""Commits that land after the client was left without an answer."""

import asyncio
import heapq
from collections.abc import Callable

from attrs import define, field

from gomus_async.sandbox.clock import Clock


@define(order=True)
class _Pending:
    due: float
    turn: int
    commit: Callable[[], object] = field(order=False)
    timer: asyncio.TimerHandle | None = field(default=None, order=False)


class LateCommits:
    """Requests that will be applied later, in the order in which they fall due.

    They land by the sandbox's clock or by real time, whichever comes first.
    """

    __slots__ = ("_clock", "_pending", "_turn")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pending: list[_Pending] = []
        self._turn = 0

    def schedule(self, delay_s: float, commit: Callable[[], object]) -> None:
        """Apply ``commit`` after ``delay_s``."""
        self._turn += 1
        pending = _Pending(self._clock.timestamp() + delay_s, self._turn, commit)
        loop = asyncio.get_running_loop()
        pending.timer = loop.call_later(delay_s, self._land, (pending.due, pending.turn))
        heapq.heappush(self._pending, pending)

    def settle(self) -> None:
        """Apply what is due by the sandbox's clock."""
        if self._pending:
            self._land((self._clock.timestamp(), self._turn))

    def drain(self) -> None:
        """Apply everything now."""
        self._land((float("inf"), 0))

    def drop(self) -> None:
        """Forget everything."""
        for pending in self._pending:
            _disarm(pending)
        self._pending.clear()

    def _land(self, limit: tuple[float, int]) -> None:
        while self._pending and (self._pending[0].due, self._pending[0].turn) <= limit:
            pending = heapq.heappop(self._pending)
            _disarm(pending)
            pending.commit()


def _disarm(pending: _Pending) -> None:
    if pending.timer is not None:
        pending.timer.cancel()
