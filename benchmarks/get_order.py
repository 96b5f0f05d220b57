"""One typed GET of an order with two items, beside whatever else a user could pick."""

import asyncio
import importlib
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import httpx
import orjson
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from benchmarks.generated import generate
from benchmarks.pydantic_order import OneOrder
from benchmarks.rounds import Effort, null_server, taking_turns
from benchmarks.served import ORDER_ID
from benchmarks.table import Row
from gomus_async import Gomus, Limits, Settings

__all__ = ["rows"]

IN_FLIGHT = 50
PATH = f"/api/v4/orders/{ORDER_ID}"
HEADERS = {"Authorization": "Bearer t", "Accept": "application/json"}
LIMITED = "gomus_async, at most 32 in flight"
BUDGETS: dict[str, tuple[float | None, bool]] = {
    "aiohttp + orjson, dicts": (1.20, False),
    "aiohttp + orjson, tenacity": (0.80, False),
    "httpx + pydantic": (10.0, True),
    "openapi-python-client": (None, True),
}

Call = Callable[[], Awaitable[object]]


@asynccontextmanager
async def _peers(address: str, folder: str) -> AsyncIterator[dict[str, Call]]:
    """Every peer's way to get the order."""
    url = address + PATH
    sys.path.insert(0, generate(folder))
    get_order: Any = importlib.import_module("order_client.api.default.get_order")
    client: Any = importlib.import_module("order_client").AuthenticatedClient
    async with (
        aiohttp.ClientSession(headers=HEADERS) as session,
        httpx.AsyncClient(headers=HEADERS) as browser,
        client(base_url=address, token="t") as made,
    ):

        async def bare() -> object:
            async with session.get(url) as response:
                return orjson.loads(await response.read())

        @retry(
            stop=stop_after_attempt(4),
            wait=wait_random_exponential(max=20),
            retry=retry_if_exception_type(aiohttp.ClientError),
        )
        async def with_tenacity() -> object:
            async with session.get(url, raise_for_status=True) as response:
                return orjson.loads(await response.read())

        async def with_pydantic() -> object:
            response = await browser.get(url)
            return OneOrder.model_validate_json(response.content).order

        async def generated() -> object:
            return await get_order.asyncio(ORDER_ID, client=made)

        calls = (bare, with_tenacity, with_pydantic, generated)
        yield dict(zip(BUDGETS, calls, strict=True))


def _many(call: Call, calls: int) -> Call:
    async def lane() -> None:
        for _ in range(max(1, calls // IN_FLIGHT)):
            await call()

    async def run() -> None:
        await asyncio.gather(*(lane() for _ in range(IN_FLIGHT)))

    return run


def _settings(most: int) -> Settings:
    return Settings(limits=Limits(concurrency=most))


async def _measured(address: str, folder: str, effort: Effort) -> dict[str, float]:
    """The microseconds of a call, by whose it is."""
    calls = effort.of(500, IN_FLIGHT)
    async with (
        _peers(address, folder) as peers,
        Gomus(address, token="t", settings=_settings(64)) as gomus,
        Gomus(address, token="t") as limited,
    ):

        async def sdk() -> object:
            return await gomus.orders.get(ORDER_ID)

        async def sdk_limited() -> object:
            return await limited.orders.get(ORDER_ID)

        runs = {
            name: _many(call, calls)
            for name, call in {"sdk": sdk, **peers, LIMITED: sdk_limited}.items()
        }
        # The adaptive limit grows by one with each round trip of all that it lets through.
        taken = await taking_turns(runs, rounds=effort.of(25), warm_up=effort.of(8, 1))
    return {name: seconds / calls * 1e6 for name, seconds in taken.items()}


def rows(effort: Effort) -> list[Row]:
    """One row for each peer."""
    with null_server() as port, tempfile.TemporaryDirectory() as folder:
        taken = asyncio.run(_measured(f"http://127.0.0.1:{port}", folder, effort))
    what = f"typed GET of an order, {IN_FLIGHT} in flight"
    found = [
        Row(
            what=what,
            peer=peer,
            sdk=taken["sdk"],
            other=taken[peer],
            unit="us",
            budget=budget,
            upward=upward,
        )
        for peer, (budget, upward) in BUDGETS.items()
    ]
    bare = next(iter(BUDGETS))
    default = Row(
        what="the same, 32 let through at a time",
        peer=bare,
        sdk=taken[LIMITED],
        other=taken[bare],
        unit="us",
    )
    return [*found, default]
