"""Blocking calls by a coroutine."""

# ruff: noqa: T201 - the test reads what is printed

import asyncio
import sys

from tests.sync.scripts.blocking import SyncGomus


async def main() -> None:
    with SyncGomus(sys.argv[1]) as gomus:
        print(gomus.request("GET", "/version").status)
        await asyncio.sleep(0)
        print(gomus.request("GET", "/version").status)


asyncio.run(main())
