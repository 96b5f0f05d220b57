"""May a failed attempt be repeated, and when. The only importer of tenacity.

The table is keyed by the endpoint's class of safety and by how the attempt failed. Entered
only after a first attempt has failed; a controller is made for each such call, because
tenacity's objects must not be shared between tasks.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from gomus_async.settings import Backoff
from gomus_async.wire.endpoint import Safety
from gomus_async.wire.failure import AttemptFailed, Cause

if TYPE_CHECKING:
    from tenacity import RetryCallState

__all__ = ["Action", "Budget", "RetryPolicy", "action", "backoff_wait"]

T = TypeVar("T")


class Action(Enum):
    """What is done about a failed attempt."""

    REPEAT = "repeat"
    REPEAT_ONCE = "repeat once at most"
    UNKNOWN = "raise OutcomeUnknown"
    RAISE = "raise"


_ALWAYS: Final[Mapping[Cause, Action]] = {
    Cause.NOT_SENT: Action.REPEAT,
    Cause.CERTIFICATE: Action.RAISE,
    Cause.THROTTLED: Action.REPEAT,
    Cause.UNAVAILABLE_WAIT: Action.REPEAT,
    Cause.PENDING: Action.RAISE,
    Cause.REDIRECTED: Action.RAISE,
    Cause.REFUSED: Action.RAISE,
}
_UNCLEAR: Final = (
    Cause.UNAVAILABLE,
    Cause.SERVER_ERROR,
    Cause.DROPPED,
    Cause.TIMED_OUT,
    Cause.BAD_HEAD,
    Cause.BAD_BODY,
    Cause.TOO_LARGE,
)

TABLE: Final[Mapping[Safety, Mapping[Cause, Action]]] = {
    Safety.READ: {
        **_ALWAYS,
        **dict.fromkeys(_UNCLEAR, Action.REPEAT),
        Cause.BAD_HEAD: Action.REPEAT_ONCE,
        Cause.TOO_LARGE: Action.REPEAT_ONCE,
        Cause.PENDING: Action.REPEAT,
    },
    Safety.REPLACE: {**_ALWAYS, **dict.fromkeys(_UNCLEAR, Action.REPEAT)},
    Safety.KEYED_CREATE: {**_ALWAYS, **dict.fromkeys(_UNCLEAR, Action.UNKNOWN)},
    Safety.HOLD: {
        **_ALWAYS,
        **dict.fromkeys(_UNCLEAR, Action.REPEAT_ONCE),
        Cause.BAD_BODY: Action.UNKNOWN,
    },
    Safety.ONCE: {
        **_ALWAYS,
        **dict.fromkeys(_UNCLEAR, Action.UNKNOWN),
        Cause.UNAVAILABLE_WAIT: Action.UNKNOWN,
    },
}


COST: Final[Mapping[Cause, float]] = {
    # Nothing reached the server, or the server itself paces its callers (by the shared pause
    # and the adaptive limit): charging these would give up calls that only had to wait.
    Cause.NOT_SENT: 0.0,
    Cause.THROTTLED: 0.0,
    Cause.UNAVAILABLE_WAIT: 0.0,
    Cause.UNAVAILABLE: 0.0,
    Cause.PENDING: 0.0,
    # A dropped connection is more often the network's doing than the server's.
    Cause.DROPPED: 0.2,
}
FULL_COST: Final = 1.0
PENDING_CAP_S: Final = 2.0


def action(safety: Safety, cause: Cause, backoff: Backoff, *, strict: bool = False) -> Action:
    """Look up what is done about a failure.

    Args:
        safety: The endpoint's class.
        cause: How the attempt failed.
        backoff: Says whether orders may be repeated after 503 with `Retry-After`.
        strict: Whether a create that met a 503 with `Retry-After` must be looked up first.
    """
    if cause is Cause.UNAVAILABLE_WAIT:
        if safety is Safety.ONCE and backoff.orders_retry_503:
            return Action.REPEAT
        if safety is Safety.KEYED_CREATE and strict:
            return Action.UNKNOWN
    return TABLE[safety][cause]


def backoff_wait(backoff: Backoff, failed: AttemptFailed, number: int, rng: Random) -> float:
    """Seconds to wait after the attempt of this number (from 1) has failed.

    Full jitter; what `Retry-After` asks for is never undercut, and a little is added so that
    not everybody comes back at once.
    """
    base = backoff.throttle_base if failed.throttling else backoff.base
    # Something in the making is asked for soon again, not ever more rarely.
    cap = min(backoff.cap, PENDING_CAP_S) if failed.cause is Cause.PENDING else backoff.cap
    drawn = rng.uniform(0.0, min(cap, base * 2.0 ** min(number - 1, 60)))
    if failed.wait is not None:
        return failed.wait + rng.uniform(0.0, max(1.0, failed.wait * 0.1))
    return max(backoff.floor, drawn)


class Budget:
    """Bounds retries to a share of the traffic, so that an outage is not made worse.

    Finished requests deposit a part of a retry, which lives for ten seconds; a reserve flows in
    with time.
    """

    _LIFE_S: Final = 10.0

    def __init__(self, backoff: Backoff) -> None:
        self._ratio = backoff.budget_ratio
        self._reserve = backoff.budget_reserve
        self._deposits: deque[tuple[float, float]] = deque()
        self._spent: deque[tuple[float, float]] = deque()
        self._balance = 0.0

    def deposit(self, now: float) -> None:
        """A request was finished."""
        if self._deposits and now - self._deposits[-1][0] < 0.1:  # noqa: PLR2004 - one entry per 0.1 s
            since, amount = self._deposits[-1]
            self._deposits[-1] = (since, amount + self._ratio)
        else:
            self._expire(now)
            self._deposits.append((now, self._ratio))
        self._balance += self._ratio

    def withdraw(self, cost: float, now: float) -> bool:
        """Take a retry, if there is one."""
        self._expire(now)
        if self.available(now) < cost:
            return False
        self._spent.append((now, cost))
        self._balance -= cost
        return True

    def available(self, now: float) -> float:
        """How much could be withdrawn now."""
        self._expire(now)
        return max(0.0, self._balance + self._reserve * self._LIFE_S)

    def _expire(self, now: float) -> None:
        while self._deposits and now - self._deposits[0][0] > self._LIFE_S:
            self._balance -= self._deposits.popleft()[1]
        while self._spent and now - self._spent[0][0] > self._LIFE_S:
            self._balance += self._spent.popleft()[1]


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """How patient a call is.

    Attributes:
        attempts: The most attempts, or `None` for as many as its deadline allows.
        retry_after_cap: A `Retry-After` beyond this raises at once, in seconds.
        strict: See `action`.
        waits_for_budget: Whether a spent budget makes it wait instead of giving up.
    """

    attempts: int | None
    retry_after_cap: float
    strict: bool = False
    waits_for_budget: bool = False


async def repeat(
    first: AttemptFailed,
    attempt: Callable[[int], Awaitable[T]],
    may_repeat: Callable[[AttemptFailed, int], bool],
    wait: Callable[[AttemptFailed, int], float],
    sleep: Callable[[float], Awaitable[None]],
) -> T:
    """Go on after a first failed attempt, until one succeeds or may not be repeated.

    Args:
        first: How the first attempt failed.
        attempt: Makes the attempt of a number.
        may_repeat: Whether, after this failure of the attempt of this number, another follows.
        wait: The seconds before it.
        sleep: Sleeps.

    Raises:
        AttemptFailed: The last one.
    """
    from tenacity import AsyncRetrying

    number = 1

    async def next_attempt() -> T:
        if number == 1:
            raise first
        return await attempt(number)

    def goes_on(state: "RetryCallState") -> bool:
        nonlocal number
        failed = None if state.outcome is None else state.outcome.exception()
        if not isinstance(failed, AttemptFailed) or not may_repeat(failed, number):
            return False
        number += 1
        return True

    def seconds(state: "RetryCallState") -> float:
        failed = None if state.outcome is None else state.outcome.exception()
        return wait(failed, number - 1) if isinstance(failed, AttemptFailed) else 0.0

    controller = AsyncRetrying(retry=goes_on, wait=seconds, sleep=sleep, reraise=True)
    return await controller(next_attempt)
