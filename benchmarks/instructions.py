"""Machine instructions of one typed GET: the same on a busy machine as on a quiet one.

Counted by valgrind, where it is installed. Run as `python -m benchmarks.instructions KIND PORT
CALLS`, it makes calls in this process.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import orjson

from benchmarks.rounds import Effort, null_server
from benchmarks.served import ORDER_ID
from benchmarks.table import Row
from gomus_async import Gomus, Limits, Settings

__all__ = ["rows"]

IN_FLIGHT = 50
HEADERS = {"Authorization": "Bearer t", "Accept": "application/json"}
FEW, MANY = 500, 2_500
COUNTED = re.compile(r"Collected : (\d+)")


def rows(effort: Effort) -> list[Row]:
    """The SDK beside bare aiohttp; nothing without valgrind."""
    if effort.quick or shutil.which("valgrind") is None:
        return []
    with null_server() as port:
        sdk, bare = (_of_a_call(kind, port) for kind in ("sdk", "aiohttp"))
    return [
        Row(
            what="the same, instructions of a call",
            peer="aiohttp + orjson, dicts",
            sdk=sdk / 1000,
            other=bare / 1000,
            unit="k",
            budget=1.20,
        )
    ]


def _of_a_call(kind: str, port: int) -> float:
    """What the start costs is the same, however many calls follow."""

    def counted(calls: int) -> int:
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}"]
        command = [sys.executable, "-m", "benchmarks.instructions", kind, str(port), str(calls)]
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        done = subprocess.run(
            [*tool, *command], check=True, capture_output=True, text=True, env=environment
        )
        found = COUNTED.search(done.stderr)
        assert found is not None
        return int(found[1])

    with ThreadPoolExecutor(2) as two:
        few, many = two.map(counted, (FEW, MANY))
    return (many - few) / (MANY - FEW)


async def _calls(kind: str, port: int, calls: int) -> None:
    address = f"http://127.0.0.1:{port}"
    limits = Limits(concurrency=IN_FLIGHT, start_concurrency=IN_FLIGHT)
    async with (
        aiohttp.ClientSession(headers=HEADERS) as session,
        Gomus(address, token="t", settings=Settings(limits=limits)) as gomus,
    ):
        url = f"{address}/api/v4/orders/{ORDER_ID}"

        async def bare() -> object:
            async with session.get(url) as response:
                return orjson.loads(await response.read())

        async def sdk() -> object:
            return await gomus.orders.get(ORDER_ID)

        call = sdk if kind == "sdk" else bare

        async def lane() -> None:
            for _ in range(calls // IN_FLIGHT):
                await call()

        await asyncio.gather(*(lane() for _ in range(IN_FLIGHT)))


if __name__ == "__main__":
    asyncio.run(_calls(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
