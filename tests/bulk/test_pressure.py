"""A server that takes five requests at a time: the import finds out, and leaves room for others."""

import asyncio
import statistics
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import attrs
import pytest
from aiohttp import web

from gomus_async import Gomus, Settings
from gomus_async.bulk import import_customers
from gomus_async.settings import Limits

CAPACITY = 5
SERVICE_S = 0.05
SETTLED_S = 10.0
WHOLE_S = 25.0


@attrs.define
class Counter:
    """Takes so many at a time, for 50 ms each, and answers 429 to the others."""

    busy: int = 0
    served: list[float] = attrs.field(factory=list[float])
    refused: list[float] = attrs.field(factory=list[float])

    async def handle(self, request: web.Request) -> web.Response:
        now = asyncio.get_running_loop().time()
        body: Any = await request.json() if request.can_read_body else {}
        if self.busy >= CAPACITY:
            self.refused.append(now)
            return web.json_response({"errors": "slow down"}, status=429)
        self.busy += 1
        try:
            await asyncio.sleep(SERVICE_S)
        finally:
            self.busy -= 1
        self.served.append(now)
        keys = [row["foreign_id"] for row in body.get("customer", [])]
        rows = [{"id": 1, "foreign_id": key} for key in keys]
        one = {"id": 1, "foreign_id": request.path.rsplit("/", 1)[-1]}
        return web.json_response({"customer": rows or one})


@asynccontextmanager
async def serving(counter: Counter) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", counter.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def rate(limits: Limits, *, singles: bool = False) -> tuple[Counter, float, list[float]]:
    """Import for a while; requests a second once settled, and what single calls took."""
    loop = asyncio.get_running_loop()
    counter, taken = Counter(), list[float]()
    async with (
        serving(counter) as url,
        Gomus(url, token="t", settings=Settings(limits=limits)) as gomus,
    ):
        began = loop.time()

        def rows() -> Iterator[dict[str, str]]:
            number = 0
            while loop.time() < began + WHOLE_S:
                number += 1
                yield {"foreign_id": f"K-{number}", "name": "x"}

        async def look() -> None:
            while loop.time() < began + WHOLE_S:
                before = loop.time()
                await gomus.customers.get("A-1")
                taken.append(loop.time() - before)
                await asyncio.sleep(0.2)

        looking = [asyncio.create_task(look())] if singles else []
        await import_customers(gomus, rows(), batch_size=10)
        await asyncio.gather(*looking)
    settled = [at for at in counter.served if at >= began + SETTLED_S]
    counter.refused = [at for at in counter.refused if at >= began + SETTLED_S]
    return counter, len(settled) / (WHOLE_S - SETTLED_S), taken


@pytest.mark.soak
@pytest.mark.timeout(300)
async def test_r11_an_import_finds_out_what_a_server_takes():
    _, best, _ = await rate(Limits(concurrency=CAPACITY, start_concurrency=CAPACITY))
    counter, found, _ = await rate(Limits())
    assert found >= 0.85 * best
    assert len(counter.refused) < 0.02 * (len(counter.refused) + found * (WHOLE_S - SETTLED_S))


@pytest.mark.soak
@pytest.mark.timeout(300)
async def test_r13_single_calls_hardly_wait_for_an_import():
    _, _, taken = await rate(Limits(), singles=True)
    p95 = statistics.quantiles(taken, n=20)[-1]
    assert p95 < 2 * SERVICE_S
