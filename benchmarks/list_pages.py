"""A list of forty pages on a server that takes 50 ms for each."""

import asyncio
from collections.abc import Awaitable, Callable

from benchmarks.rounds import Effort, null_server, taking_turns
from benchmarks.served import PAGES
from benchmarks.table import Row
from gomus_async import Gomus

__all__ = ["rows"]

AHEAD = 8


async def _measured(port: int, effort: Effort) -> dict[str, float]:
    async with Gomus(f"http://127.0.0.1:{port}", token="t") as gomus:

        def walk(prefetch: int) -> Callable[[], Awaitable[object]]:
            return lambda: gomus.orders.list(prefetch=prefetch).all()

        runs = {"one": walk(0), "default": walk(1), "ahead": walk(AHEAD)}
        return await taking_turns(runs, rounds=effort.of(5, 1), warm_up=effort.of(1, 0))


def rows(effort: Effort) -> list[Row]:
    """Pages fetched ahead against page after page."""
    with null_server() as port:
        taken = asyncio.run(_measured(port, effort))
    ms = {name: seconds * 1000 for name, seconds in taken.items()}
    return [
        Row(
            what=f"list {PAGES} pages at 50 ms, prefetch={prefetch}",
            peer="page after page",
            sdk=ms[name],
            other=ms["one"],
            unit="ms",
            budget=budget,
        )
        for prefetch, name, budget in ((AHEAD, "ahead", 0.25), (1, "default", None))
    ]
