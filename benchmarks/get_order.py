"""One typed GET of an order with two items, beside whatever else a user could pick."""

import asyncio
import importlib
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
import orjson
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from benchmarks import instructions
from benchmarks.generated import generate
from benchmarks.rounds import Effort, null_server, taking_turns
from benchmarks.served import ORDER_ID
from benchmarks.table import Row
from gomus_async import Gomus, Limits, Settings

__all__ = ["rows"]

IN_FLIGHT = 50
PATH = f"/api/v4/orders/{ORDER_ID}"
HEADERS = {"Authorization": "Bearer t", "Accept": "application/json"}
SDK = "gomus_async"
LIMITED = "gomus_async, 32 at a time"
DICTS = "aiohttp + orjson, dicts"
TENACITY = "aiohttp + orjson, tenacity"
PYDANTIC = "httpx + pydantic"
GENERATED = "openapi-python-client"

Call = Callable[[], Awaitable[object]]
Peers = Callable[[str], AbstractAsyncContextManager[dict[str, Call]]]


@asynccontextmanager
async def _aiohttp(address: str) -> AsyncIterator[dict[str, Call]]:
    """The peers made with aiohttp."""
    url = address + PATH
    async with aiohttp.ClientSession(headers=HEADERS) as session:

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

        yield {DICTS: bare, TENACITY: with_tenacity}


@asynccontextmanager
async def _httpx(address: str) -> AsyncIterator[dict[str, Call]]:
    """The peers made with httpx; imported here, so that they weigh on none of the others."""
    import httpx

    from benchmarks.pydantic_order import OneOrder

    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, generate(folder))
        get_order: Any = importlib.import_module("order_client.api.default.get_order")
        client: Any = importlib.import_module("order_client").AuthenticatedClient
        sys.path.pop(0)
    async with (
        httpx.AsyncClient(headers=HEADERS) as browser,
        client(base_url=address, token="t") as made,
    ):

        async def with_pydantic() -> object:
            response = await browser.get(address + PATH)
            return OneOrder.model_validate_json(response.content).order

        async def generated() -> object:
            return await get_order.asyncio(ORDER_ID, client=made)

        yield {PYDANTIC: with_pydantic, GENERATED: generated}


def _many(call: Call, calls: int) -> Call:
    async def lane() -> None:
        for _ in range(max(1, calls // IN_FLIGHT)):
            await call()

    async def run() -> None:
        await asyncio.gather(*(lane() for _ in range(IN_FLIGHT)))

    return run


def _settings(most: int) -> Settings:
    return Settings(limits=Limits(concurrency=most))


async def _measured(address: str, peers: Peers, effort: Effort, rounds: int) -> dict[str, float]:
    """The microseconds of a call, by whose it is."""
    calls = effort.of(250, IN_FLIGHT)
    async with (
        peers(address) as others,
        Gomus(address, token="t", settings=_settings(64)) as gomus,
        Gomus(address, token="t") as limited,
    ):

        async def sdk() -> object:
            return await gomus.orders.get(ORDER_ID)

        async def sdk_limited() -> object:
            return await limited.orders.get(ORDER_ID)

        runs = {
            name: _many(call, calls)
            for name, call in {**others, SDK: sdk, LIMITED: sdk_limited}.items()
        }
        # The adaptive limit grows by one with each round trip of all that it lets through.
        taken = await taking_turns(runs, rounds=rounds, warm_up=effort.of(16, 1))
    return {name: seconds / calls * 1e6 for name, seconds in taken.items()}


def rows(effort: Effort) -> list[Row]:
    """One row for each peer."""
    with null_server() as port:
        address = f"http://127.0.0.1:{port}"
        near = asyncio.run(_measured(address, _aiohttp, effort, effort.of(120)))
        far = asyncio.run(_measured(address, _httpx, effort, effort.of(30)))
    found = [
        Row(
            what=f"typed GET of an order, {IN_FLIGHT} in flight",
            peer=peer,
            sdk=taken[SDK],
            other=taken[peer],
            unit="us",
            budget=budget,
            upward=upward,
        )
        for taken, peer, budget, upward in (
            (near, DICTS, 1.20, False),
            (near, TENACITY, 0.80, False),
            (far, PYDANTIC, 10.0, True),
            (far, GENERATED, None, True),
        )
    ]
    default = Row(
        what="the same, 32 let through at a time",
        peer=DICTS,
        sdk=near[LIMITED],
        other=near[DICTS],
        unit="us",
    )
    return [*found, default, *instructions.rows(effort)]
