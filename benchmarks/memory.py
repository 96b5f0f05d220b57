"""What a call under way takes: a thousand of them that nobody answers, on one client.

Run as `python -m benchmarks.memory sdk|aiohttp PORT CALLS`, it prints the KiB of a call; each
side is measured in a process of its own.
"""

import asyncio
import contextlib
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from benchmarks.rounds import Effort, null_server
from benchmarks.table import Row
from gomus_async import Gomus, Limits, Settings

__all__ = ["rows"]

HEADERS = {"Authorization": "Bearer t", "Accept": "application/json"}


@asynccontextmanager
async def _sdk(address: str, calls: int) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    limits = Limits(concurrency=calls, start_concurrency=calls)
    async with Gomus(f"{address}/held", token="t", settings=Settings(limits=limits)) as gomus:
        yield lambda: gomus.orders.get(1)


@asynccontextmanager
async def _aiohttp(address: str, _: int) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(headers=HEADERS, connector=connector) as session:

        async def call() -> object:
            async with session.get(f"{address}/held/api/v4/orders/1") as response:
                return await response.read()

        yield call


async def _under_way(calls: int, tasks: list[asyncio.Task[object]]) -> None:
    """Wait until every call has its connection and has sent its request."""
    while len(os.listdir("/dev/fd")) < calls:  # noqa: ASYNC110, PTH208 - nothing tells of it
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    assert not any(task.done() for task in tasks)


def _kib() -> float:
    """The memory of this process; Linux tells it like this."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize() / 1024


async def _kib_a_call(side: str, port: int, calls: int) -> float:
    make = _sdk if side == "sdk" else _aiohttp
    async with make(f"http://127.0.0.1:{port}", calls) as call:

        async def one() -> object:
            return await call()

        async def at_once(count: int) -> float:
            before = _kib()
            tasks = [asyncio.create_task(one()) for _ in range(count)]
            await _under_way(count, tasks)
            taken = _kib() - before
            for task in tasks:
                task.cancel()
            for task in tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            return taken / count

        # The first one pays for what is loaded on first use.
        await at_once(1)
        return await at_once(calls)


def rows(effort: Effort) -> list[Row]:
    """The memory of a call."""
    calls = effort.of(1000, 200)
    kib: dict[str, list[float]] = {"sdk": [], "aiohttp": []}
    for _ in range(effort.of(3, 1)):
        for side, taken in kib.items():
            with null_server() as port:
                command = [sys.executable, "-m", "benchmarks.memory", side, str(port), str(calls)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
            taken.append(float(done.stdout))
    return [
        Row(
            what=f"memory of a call, {calls} in flight on one client",
            peer="aiohttp",
            sdk=statistics.median(kib["sdk"]),
            other=statistics.median(kib["aiohttp"]),
            unit="KiB",
            budget=1.3,
        )
    ]


def main() -> None:
    """Measure one side."""
    side, port, calls = sys.argv[1:]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(asyncio.run(_kib_a_call(side, int(port), int(calls))))


if __name__ == "__main__":
    main()
