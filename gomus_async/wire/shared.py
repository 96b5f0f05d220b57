"""What all views of one client share."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from enum import Enum
from random import Random
from typing import TYPE_CHECKING, Protocol

from gomus_async.settings import Settings
from gomus_async.wire.gate import Gate
from gomus_async.wire.parse import Parser
from gomus_async.wire.retry import Budget, RetryPolicy
from gomus_async.wire.stats import Counters, Stats
from gomus_async.wire.transport import Transport

if TYPE_CHECKING:
    import aiohttp

__all__ = ["Held", "HoldState", "Wire"]


class HoldState(Enum):
    """What is known of a reservation that is being held."""

    HELD = "held"
    LOST = "lost"
    UNSETTLED = "in an order whose outcome is unknown"
    USED = "used"


class Held(Protocol):
    """Seats that somebody looks after."""

    state: HoldState

    def check(self) -> None:
        """Make sure that the seats are still held."""


class Wire:
    """What all views of one client share: connections, gate, budget and counters.

    Args:
        settings: The client's settings.
        session: A session to borrow.
        rng: Draws the jitter.
        now: The wall clock, for dates in headers and errors.
    """

    def __init__(
        self,
        settings: Settings,
        session: "aiohttp.ClientSession | None" = None,
        *,
        rng: Random | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings = settings
        self.transport = Transport(settings, session)
        self.gate = Gate(settings.limits)
        self.budget = Budget(settings.backoff)
        self.counters = Counters()
        self.holds: dict[str, Held] = {}
        self.rng = rng or Random()  # noqa: S311 - jitter, not a secret
        self.now = now

        self.parser = Parser(self.zone, now)
        self.policy = RetryPolicy(
            attempts=settings.backoff.attempts, retry_after_cap=settings.backoff.retry_after_cap
        )

    def zone(self) -> tzinfo:
        """The instance's zone."""
        return self.settings.zone

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Get ready to work on the running loop."""
        if self.transport.bind(loop):
            self.gate.restart()
            self.budget = Budget(self.settings.backoff)

    def stats(self) -> Stats:
        """A snapshot of the counters."""
        counters, gate = self.counters, self.gate
        try:
            now = asyncio.get_running_loop().time()
        except RuntimeError:
            now = None
        return Stats(
            calls=counters.calls,
            attempts=counters.attempts,
            retries=dict(counters.retries),
            not_sent=counters.not_sent,
            in_flight=gate.in_flight,
            limit=gate.limit,
            pauses=gate.pauses,
            paused_for=0.0 if now is None else max(0.0, gate.paused_until - now),
            retry_budget=0.0 if now is None else self.budget.available(now),
        )
