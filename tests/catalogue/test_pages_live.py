"""Lists over a network that takes its time: what fetching ahead saves, and what it costs."""

import asyncio
import json
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from gomus_async import Gomus, Settings
from tests.catalogue.conftest import Network, Open, quick
from tests.support.behaviours import Behaviour, answer, delayed
from tests.support.raw_server import RawServer, Received

LATENCY_S: Final = 0.05
PAGES: Final = 40
SIZE: Final = 7
RUNS: Final = 3


async def walk(network: Network, prefetch: int) -> tuple[float, list[int]]:
    """Seconds for the whole list, and its rows."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    pager = network.gomus.lookups.countries(per_page=SIZE - 1, prefetch=prefetch)
    rows = [country.id async for country in pager]
    return loop.time() - began, rows


@pytest.mark.parametrize("settings", [Settings(), quick()], ids=["default", "quick"])
async def test_eight_pages_ahead_take_at_most_a_quarter(
    open_network: Open, settings: Settings
) -> None:
    network = await open_network(settings=settings)
    expected = [row.id for row in await network.gomus.lookups.countries().all()]
    before = len(network.sandbox.history)
    network.sandbox.set_faults(f"delay=1,delay_s={LATENCY_S}")

    ratios: list[float] = []
    for _ in range(RUNS):
        alone, rows = await walk(network, 0)
        ahead, rows_ahead = await walk(network, 8)
        assert rows == rows_ahead == expected
        assert alone >= PAGES * LATENCY_S
        ratios.append(ahead / alone)
        # Whoever else uses the machine can only make it slower.
        if ratios[-1] <= 1 / 4:
            break

    pages = -(-len(expected) // (SIZE - 1))
    assert pages >= PAGES
    assert len(network.sandbox.history) - before == len(ratios) * 2 * pages
    assert min(ratios) <= 1 / 4, ratios


def page(got: Received) -> Behaviour:
    """One of forty pages of countries."""
    number = int(parse_qs(urlsplit(got.target).query)["page"][0])
    rows = [{"id": SIZE * (number - 1) + place, "name": "x"} for place in range(SIZE)]
    meta = {"total_count": PAGES * SIZE, "page": number, "per_page": SIZE}
    body = json.dumps({"countries": rows, "meta": meta}).encode()
    return delayed(LATENCY_S, answer(body=body))


@pytest.mark.parametrize("prefetch", [0, 1, 8])
async def test_who_stops_after_three_pages_has_fetched_few_more(prefetch: int) -> None:
    read: list[int] = []
    async with RawServer(page) as server, Gomus(server.url, settings=quick()) as gomus:
        pages = gomus.lookups.countries(prefetch=prefetch).pages()
        async for rows in pages:
            read.extend(row.id for row in rows)
            if len(read) == 3 * SIZE:
                break
        await pages.aclose()
        asked = len(server.requests)
        # The connections are still open: what would come after the end would come here.
        await gomus.lookups.countries().first()
        after = len(server.requests) - asked

    assert read == list(range(3 * SIZE))
    assert 3 <= asked <= 3 + prefetch
    assert after <= 2


@pytest.mark.parametrize(
    ("token", "most"), [(None, 25), ("reseller-token", 100), ("cashpoint-token", 100)]
)
async def test_the_server_decides_how_long_a_page_is(
    open_network: Open, token: str | None, most: int
) -> None:
    network = await open_network(token)
    pager = network.gomus.lookups.countries(per_page=1000)

    sizes = [len(rows) async for rows in pager.pages()]

    full, rest = divmod(sum(sizes), most)
    assert sizes == [most] * full + [rest]
    assert pager.total == sum(sizes) > 2 * most
    assert [row["query"]["per_page"] for row in network.sent("GET")] == ["1000"] * len(sizes)
