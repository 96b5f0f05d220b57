"""A museum network on a Monday in July 2026, and clients whose wall clock is the sandbox's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any, Final

import attrs
import pytest

from gomus_async import Backoff, Gomus, Limits, Settings, Timeouts
from gomus_async.sandbox import Sandbox

MONDAY: Final = datetime(2026, 7, 6, 7, tzinfo=UTC)


def quick() -> Settings:
    """Settings with short waits."""
    return Settings(
        timeouts=Timeouts(attempt=10, deadline=20),
        limits=Limits(start_concurrency=32),
        backoff=Backoff(base=0.01, throttle_base=0.01, floor=0.001),
    )


@attrs.frozen
class Network:
    """A sandbox and a client of it; what the sandbox saw and holds decides."""

    sandbox: Sandbox
    gomus: Gomus

    def now(self) -> datetime:
        return self.sandbox.advance(0).astimezone(UTC)

    def records(self, table: str) -> list[dict[str, Any]]:
        return self.sandbox.store.records(table) or []

    def sent(self, method: str, path: str = "") -> list[dict[str, Any]]:
        """The requests of a method whose path ends so."""
        history = self.sandbox.history
        return [row for row in history if row["method"] == method and row["path"].endswith(path)]


Open = Callable[..., Awaitable[Network]]


@pytest.fixture
async def open_network() -> AsyncIterator[Open]:
    """Opens a network; afterwards no task may be left."""
    async with AsyncExitStack() as stack:

        async def open_network(
            token: str | None = "user-token",
            *,
            settings: Settings | None = None,
            **options: Any,
        ) -> Network:
            chosen = {"clock": lambda: MONDAY, **options}
            sandbox = await stack.enter_async_context(Sandbox(**chosen))
            client = Gomus(sandbox.url, token=token, settings=settings or quick())
            network = Network(sandbox, await stack.enter_async_context(client))
            client.bulk_caller.wire.now = network.now
            return network

        yield open_network
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"tasks left behind: {left}"


@pytest.fixture
async def network(open_network: Open) -> Network:
    return await open_network()
