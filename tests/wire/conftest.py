import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from gomus_async import Gomus
from tests.support.behaviours import Behaviour
from tests.support.clients import TOKEN, quick
from tests.support.raw_server import Plan, RawServer, script

Serve = Callable[..., Awaitable[RawServer]]
Connect = Callable[..., Awaitable[Gomus]]


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Ends what a test has begun; then no task may be left."""
    async with AsyncExitStack() as stack:
        yield stack
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"tasks left behind: {left}"


@pytest.fixture
def serve(stack: AsyncExitStack) -> Serve:
    """Starts a raw server with a plan, or with one behaviour per request."""

    async def serve(*plan: Plan | Behaviour, **options: Any) -> RawServer:
        steps = [step for step in plan if isinstance(step, Behaviour)]
        chosen = script(*steps) if steps else plan[0]
        assert not isinstance(chosen, Behaviour)
        return await stack.enter_async_context(RawServer(chosen, **options))

    return serve


@pytest.fixture
def connect(stack: AsyncExitStack) -> Connect:
    """Makes a client of a server, by default a quick one."""

    async def connect(server: RawServer | str, **options: Any) -> Gomus:
        options.setdefault("settings", quick())
        options.setdefault("token", TOKEN)
        url = server if isinstance(server, str) else server.url
        return await stack.enter_async_context(Gomus(url, **options))

    return connect
