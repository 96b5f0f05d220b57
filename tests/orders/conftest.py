"""A shop to buy in: a sandbox in July 2026, and clients whose wall clock is the sandbox's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any, Final

import attrs
import pytest

from gomus_async import UNSET, Backoff, Gomus, NewOrder, NewTicket, Settings, Timeouts
from gomus_async.sandbox import Sandbox
from gomus_async.settings import Limits

MONDAY: Final = datetime(2026, 7, 6, 7, tzinfo=UTC)
SLOT: Final = datetime.fromisoformat("2026-07-07T13:00:00+02:00")
STUDY: Final = 304
"""A ticket with 20 places a slot."""
STUDY_CENTS: Final = 600
DAY_TICKET: Final = 401
"""A ticket with 300 places a day."""
DAY_CENTS: Final = 2000


def quick(*, attempt: float = 5.0, deadline: float = 20.0, **backoff: Any) -> Settings:
    """Settings with short waits, and retries enough for bad networks."""
    waits: dict[str, Any] = {
        "base": 0.01,
        "throttle_base": 0.01,
        "floor": 0.001,
        "budget_reserve": 100.0,
        **backoff,
    }
    return Settings(
        timeouts=Timeouts(attempt=attempt, deadline=deadline),
        limits=Limits(start_concurrency=32),
        backoff=Backoff(**waits),
    )


def seats(quantity: int = 1, *, at: datetime = SLOT, **more: Any) -> NewOrder:
    """An order of places in the study."""
    token = more.pop("token", None)
    reserved = UNSET if token is None else [token]
    item = NewTicket(id=STUDY, quantity=quantity, time=at, reservations=reserved)
    return NewOrder(items=[item], **{"total": STUDY_CENTS * quantity, **more})


def days(quantity: int = 1, **more: Any) -> NewOrder:
    """An order of tickets for a whole day, of which there are many."""
    item = NewTicket(id=DAY_TICKET, quantity=quantity, time=SLOT.date())
    return NewOrder(items=[item], **{"total": DAY_CENTS * quantity, **more})


@attrs.frozen
class Shop:
    """A sandbox and a client of it; what the sandbox saw and holds decides."""

    sandbox: Sandbox
    gomus: Gomus
    enter: Callable[[Gomus], Awaitable[Gomus]]

    def now(self) -> datetime:
        return self.sandbox.advance(0).astimezone(UTC)

    async def client(self, **options: Any) -> Gomus:
        """Another client."""
        chosen = {"token": "user-token", "settings": quick(), **options}
        gomus = await self.enter(Gomus(self.sandbox.url, **chosen))
        gomus.bulk_caller.wire.now = self.now
        return gomus

    def orders(self) -> list[dict[str, Any]]:
        return self.sandbox.store.records("orders") or []

    def reservations(self) -> list[dict[str, Any]]:
        return self.sandbox.store.records("reservations") or []

    def sent(self, method: str, path: str = "") -> list[dict[str, Any]]:
        """The requests of a method whose path ends so."""
        history = self.sandbox.history
        return [row for row in history if row["method"] == method and row["path"].endswith(path)]

    def fault(self, do: str, method: str = "POST", path: str = "/api/v4/orders", **more: Any):
        """From now on this happens to requests of this kind."""
        rule = {"method": method, "path": path, "do": do, **more}
        self.sandbox.set_faults({"rules": [rule]})

    async def left(self, at: datetime = SLOT) -> int:
        """The places that are left in a slot of the study."""
        capacities = await self.gomus.tickets.capacities([STUDY], date=at.date())
        return capacities.left(STUDY, at)


Open = Callable[..., Awaitable[Shop]]


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Ends what a test has begun; then no task may be left."""
    async with AsyncExitStack() as stack:
        yield stack
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"tasks left behind: {left}"


@pytest.fixture
def open_shop(stack: AsyncExitStack) -> Open:
    """Opens a shop; options of the client are given by their names, others are the sandbox's."""

    async def open_shop(**options: Any) -> Shop:
        of_client = {name: options.pop(name) for name in ("token", "settings") if name in options}
        chosen = {"data": "empty", "clock": lambda: MONDAY, **options}
        sandbox = await stack.enter_async_context(Sandbox(**chosen))
        # Only to have the method that makes clients; it sends nothing itself.
        first = Shop(sandbox, Gomus(sandbox.url), stack.enter_async_context)
        return attrs.evolve(first, gomus=await first.client(**of_client))

    return open_shop


@pytest.fixture
async def shop(open_shop: Open) -> Shop:
    return await open_shop()


@attrs.define
class Timeline:
    """Moves the loop's clock, the sandbox's and the client's wall clock without waiting.

    Attributes:
        ahead: By how much the loop's clock was moved.
        others: Clients beside the shop's own that are waited for as well.
    """

    shop: Shop
    ahead: float = 0.0
    others: list[Gomus] = attrs.field(factory=list[Gomus])

    async def pass_by(self, seconds: float, *, step: float = 5.0) -> None:
        """Let time pass in steps; whatever is due in one has its turn before the next."""
        for _ in range(round(seconds / step)):
            self.ahead += step
            self.shop.sandbox.advance(step)
            await self.settle()

    async def settle(self) -> None:
        """Let tasks run until nothing is under way, but for what hangs."""
        for _ in range(50):
            for _ in range(5):
                await asyncio.sleep(0)
            if not any(gomus.stats.in_flight for gomus in [self.shop.gomus, *self.others]):
                return
            await asyncio.sleep(0.001)


@pytest.fixture
async def timeline(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Timeline:
    timeline = Timeline(shop)
    loop = asyncio.get_running_loop()
    real = loop.time
    monkeypatch.setattr(loop, "time", lambda: real() + timeline.ahead)
    return timeline
