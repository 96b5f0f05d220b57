"""What one typed GET costs beside bare aiohttp with orjson to plain dicts, on the same server.

Run as `python benchmarks/get_customer.py`; needs orjson. Prints medians of interleaved rounds
and their ratio, one call after the other and with 50 in flight.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import orjson

from gomus_async import Gomus

ROUNDS = 15
CALLS = 1000
BUDGET = 1.30


async def one_by_one(call: Callable[[], Awaitable[object]]) -> None:
    """Await a call often."""
    for _ in range(CALLS):
        await call()


async def fifty_at_once(call: Callable[[], Awaitable[object]]) -> None:
    """Await a call often, fifty at a time."""

    async def lane() -> None:
        for _ in range(CALLS // 50):
            await call()

    await asyncio.gather(*(lane() for _ in range(50)))


async def measure(port: int) -> None:
    """Run the rounds and print the table."""
    url = f"http://127.0.0.1:{port}/api/v4/customers/SF-12345"
    headers = {"Authorization": "Bearer t", "Accept": "application/json"}
    async with (
        Gomus(f"http://127.0.0.1:{port}", token="t") as gomus,
        aiohttp.ClientSession(headers=headers) as session,
    ):

        async def sdk() -> object:
            return await gomus.customers.get("SF-12345")

        async def bare() -> object:
            async with session.get(url) as response:
                return orjson.loads(await response.read())

        print(f"{'':16}{'aiohttp + orjson':>18}{'gomus_async':>14}{'ratio':>8}{'budget':>8}")
        for name, run in (("one by one", one_by_one), ("50 in flight", fifty_at_once)):
            times: dict[str, list[float]] = {"sdk": [], "bare": []}
            for _ in range(ROUNDS):
                for label, call in (("bare", bare), ("sdk", sdk)):
                    begun = time.perf_counter()
                    await run(call)
                    times[label].append((time.perf_counter() - begun) / CALLS * 1e6)
            sdk_us, bare_us = (statistics.median(times[label][1:]) for label in ("sdk", "bare"))
            print(
                f"{name:16}{bare_us:15.1f} us{sdk_us:11.1f} us"
                f"{sdk_us / bare_us:8.2f}{BUDGET if run is one_by_one else 1.20:8.2f}"
            )


def main() -> None:
    """Start the server in its own process, and measure."""
    script = Path(__file__).with_name("null_server.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        try:
            asyncio.run(measure(int(server.stdout.readline())))
        finally:
            server.stdin.close()


if __name__ == "__main__":
    main()
