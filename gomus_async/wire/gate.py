"""Who may send now: adaptive concurrency, and a pause that all calls of a client share.

Time is the event loop's own, so a loop with another clock tests all of this without waiting.
"""

import asyncio
import math
from collections import deque
from contextlib import suppress
from enum import Enum
from typing import Final

from gomus_async.settings import Limits

__all__ = ["Gate", "Lane", "Verdict"]

SHRINK: Final = 0.7
RESERVED_SHARE: Final = 0.2
COOL_DOWN_S: Final = 1.0
PROBE_EVERY_S: Final = 10.0
MOST_REST_S: Final = 25.0
PROBE_AFTER: Final = 64
RESERVE_FOR_S: Final = 10.0
RECENT: Final = 50
TOLERATED_ERRORS: Final = 0.1


class Lane(Enum):
    """What a call is part of. An import leaves a share of the limit to single calls that come."""

    SINGLE = "single"
    BULK = "bulk"


class Verdict(Enum):
    """What an attempt says about the server's load."""

    FINE = "fine"
    FAILED = "failed"
    SERVER_ERROR = "server error"
    OVERLOADED = "overloaded"


# Bound once: on Python 3.11 every look at an enum's member is a call.
_SINGLE: Final = Lane.SINGLE
_BULK: Final = Lane.BULK
_FINE: Final = Verdict.FINE
_FAILED: Final = Verdict.FAILED

_Waiter = tuple[float, "asyncio.Future[int]"]
"""Until when somebody waits, and how it is called."""


class Gate:
    """Bounds the attempts in flight on one host (additive increase, multiplicative decrease)."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.concurrency
        self.limit = min(limits.start_concurrency, limits.concurrency)
        self.pauses = 0
        self.in_flight = 0
        self._bulk_in_flight = 0
        self._successes = self._filled = 0
        self._shrunk_at = self._single_at = -math.inf
        self._rest = PROBE_EVERY_S
        self._ceiling: int | None = None
        self._recent: deque[bool] = deque(maxlen=RECENT)
        self._round_trips: deque[float] = deque(maxlen=RECENT)
        self._singles: deque[_Waiter] = deque()
        self._bulks: deque[_Waiter] = deque()
        self._expiry: asyncio.TimerHandle | None = None
        self.paused_until = -math.inf
        self._ramp: int | None = None
        self._turn = self._probe = self._paused_at_turn = 0
        self._timer: asyncio.TimerHandle | None = None

    def restart(self) -> None:
        """Forget who waits and who is in flight: their event loop is gone. Keep what was learnt."""
        self.in_flight = self._bulk_in_flight = 0
        self._probe = 0
        self._timer = self._expiry = None
        # Another loop's clock may have another zero.
        self.paused_until = self._shrunk_at = self._single_at = -math.inf
        self._ramp = None
        self._singles.clear()
        self._bulks.clear()

    @property
    def _open_slots(self) -> int:
        """The limit of the moment: the ramp after a pause, the learnt limit otherwise."""
        return self.limit if self._ramp is None else min(self.limit, self._ramp)

    def try_enter(self, lane: Lane, now: float) -> int:
        """Take a slot if one is free for this lane now and nobody waits for it.

        Returns:
            The number of the turn, to be given to `leave`; 0 if there is none.
        """
        if lane is _SINGLE:
            self._single_at = now
        if self._waiting(lane):
            return 0
        if lane is _SINGLE and self._ramp is None and self.in_flight < self.limit:
            if now < self.paused_until:
                return 0
            self._turn += 1
            self.in_flight += 1
            return self._turn
        return self._admit(lane, now)

    def _waiting(self, lane: Lane) -> "deque[_Waiter]":
        return self._singles if lane is _SINGLE else self._bulks

    def _admit(self, lane: Lane, now: float) -> int:
        if now < self.paused_until:
            return 0
        if self._ramp == 0:
            # Right after a pause, one alone finds out whether it is over.
            if self._probe:
                return 0
            self._probe = self._turn + 1
        elif not self._has_room(lane, now):
            return 0
        self._turn += 1
        self.in_flight += 1
        self._bulk_in_flight += lane is _BULK
        return self._turn

    def _has_room(self, lane: Lane, now: float) -> bool:
        slots = self._open_slots
        reserved = math.ceil(RESERVED_SHARE * slots)
        if lane is _BULK:
            kept = reserved if now - self._single_at < RESERVE_FOR_S else 0
            return self._bulk_in_flight < max(1, slots - kept) and self.in_flight < slots
        too_many = self._ceiling is not None and self.in_flight + 1 >= self._ceiling
        over = self.in_flight - self._bulk_in_flight < reserved and not too_many
        return self.in_flight < slots or over

    async def enter(self, lane: Lane, deadline: float = math.inf) -> int:
        """Wait for a slot, in order of arrival within a lane.

        Returns:
            The number of the turn; 0 if the deadline came first.
        """
        loop = asyncio.get_running_loop()
        turn = self.try_enter(lane, loop.time())
        if turn:
            return turn
        called: asyncio.Future[int] = loop.create_future()
        waiter = (deadline, called)
        self._waiting(lane).append(waiter)
        self._wake(loop)
        self._watch(deadline, loop)
        try:
            return await called
        except asyncio.CancelledError:
            if not called.done() or called.cancelled():
                with suppress(ValueError):
                    self._waiting(lane).remove(waiter)
            elif called.result():
                self.leave(called.result(), lane, Verdict.FAILED, loop.time(), None)
            raise

    def _watch(self, deadline: float, loop: asyncio.AbstractEventLoop) -> None:
        """See to it that nobody waits beyond a deadline; one timer serves all who wait."""
        if deadline == math.inf or (self._expiry is not None and self._expiry.when() <= deadline):
            return
        if self._expiry is not None:
            self._expiry.cancel()
        self._expiry = loop.call_at(deadline, self._expire, loop)

    def _expire(self, loop: asyncio.AbstractEventLoop) -> None:
        """Turn away those whose deadline has come."""
        now, self._expiry = loop.time(), None
        for waiting in (self._singles, self._bulks):
            for waiter in tuple(waiting):
                deadline, called = waiter
                if deadline > now:
                    self._watch(deadline, loop)
                elif not called.done():
                    waiting.remove(waiter)
                    called.set_result(0)

    def leave(
        self, turn: int, lane: Lane, verdict: Verdict, now: float, round_trip: float | None
    ) -> None:
        """Give a slot back and say how it went."""
        self.in_flight -= 1
        self._bulk_in_flight -= lane is _BULK
        if verdict is _FINE:
            self._grow(round_trip, now)
        elif verdict is not _FAILED:
            self._judge(verdict, now)
        # What was sent before a pause says nothing about its end.
        if self._ramp is not None and turn > self._paused_at_turn:
            self._advance_ramp(self._ramp, turn, verdict)
        if self._singles or self._bulks:
            self._wake(asyncio.get_running_loop())

    def pause(self, seconds: float, now: float) -> None:
        """Let nobody in for a while; then one to probe, then more and more."""
        self.pauses += 1
        self.paused_until = max(self.paused_until, now + seconds)
        self._ramp = 0
        self._probe = 0
        self._paused_at_turn = self._turn

    def _grow(self, round_trip: float | None, now: float) -> None:
        self._recent.append(True)
        if round_trip is not None:
            self._round_trips.append(round_trip)
        if self.limit < self._most and (self.in_flight + 1) * 2 >= self.limit:
            self._successes += 1
            self._filled += self.in_flight + 1 >= self.limit
            if self._successes >= self.limit and self._may_grow(now):
                self.limit += 1
                self._successes = self._filled = 0

    def _may_grow(self, now: float) -> bool:
        """Whether one more may be tried. What was too many is tried again but rarely."""
        if self._ceiling is None or self.limit + 1 < self._ceiling:
            return True
        if self.limit >= self._ceiling:
            return self._ceiling_held()
        rested = now - self._shrunk_at >= self._rest
        return rested and self._successes >= PROBE_AFTER

    def _ceiling_held(self) -> bool:
        """Whether as many as were too many once have gone through since."""
        if self._filled < self.limit:
            return False
        self._ceiling, self._rest = None, PROBE_EVERY_S
        return True

    def _judge(self, verdict: Verdict, now: float) -> None:
        self._recent.append(verdict is Verdict.OVERLOADED)
        if verdict is Verdict.SERVER_ERROR:
            errors = self._recent.count(False)
            if errors <= TOLERATED_ERRORS * len(self._recent) or len(self._recent) < RECENT:
                return
        typical = self._typical_round_trip()
        if now - self._shrunk_at >= max(COOL_DOWN_S, typical):
            self._shrunk_at = now
            self._successes = self._filled = 0
            met = min(self.limit, self.in_flight + 1)
            probed = met == self._ceiling
            self._rest = min(2 * self._rest, MOST_REST_S) if probed else PROBE_EVERY_S
            # Neither do a few in flight say how many would be too many, nor fewer than those
            # that were: then it is not their number.
            fewer = self._ceiling is not None and met < self._ceiling
            self._ceiling = None if fewer or met * 2 < self.limit else met
            self.limit = max(1, met - 1 if probed else int(self.limit * SHRINK))

    def _typical_round_trip(self) -> float:
        from statistics import median

        return median(self._round_trips) if self._round_trips else 0.0

    def _advance_ramp(self, ramp: int, turn: int, verdict: Verdict) -> None:
        """After a pause: each success lets one more in, until the limit is reached again."""
        if turn == self._probe:
            self._probe = 0
        if verdict is _FINE:
            self._ramp = ramp + 1 if ramp + 1 < self.limit else None

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let in as many as fit; come back at the end of a pause."""
        now = loop.time()
        if now < self.paused_until:
            if self._timer is None or self._timer.when() < self.paused_until:
                if self._timer is not None:
                    self._timer.cancel()
                self._timer = loop.call_at(self.paused_until, self._end_pause, loop)
            return
        for lane, waiting in ((_SINGLE, self._singles), (_BULK, self._bulks)):
            while waiting:
                _, called = waiting[0]
                if called.done():
                    # Cancelled, and not yet come round to leaving the queue.
                    waiting.popleft()
                    continue
                turn = self._admit(lane, now)
                if not turn:
                    break
                waiting.popleft()
                called.set_result(turn)
        if self._expiry is not None and not self._singles and not self._bulks:
            self._expiry.cancel()
            self._expiry = None

    def _end_pause(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        self._wake(loop)
