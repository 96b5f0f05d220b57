"""Everything is first used after the SDK has cleaned up, and the client is not closed."""

# ruff: noqa: T201 - the test reads what is printed

import asyncio
import atexit
import sys
from collections.abc import AsyncGenerator


def last_words() -> None:
    gomus = SyncGomus(sys.argv[1])
    print(gomus.request("GET", "/version").status)
    print(gomus.with_options(locale="en").request("GET", "/version").status)
    with portal().iterate(count, buffer=2) as numbers:
        print([next(numbers) for _ in range(5)])
    try:
        portal().call(fail)
    except ValueError:
        print("failed")
    if sys.argv[2] == "close":
        gomus.close()


async def count() -> AsyncGenerator[int, None]:
    number = 0
    try:
        while True:
            yield number
            await asyncio.sleep(0)
            number += 1
    finally:
        print("ended")


async def fail() -> None:
    raise ValueError


# What is registered first runs last.
atexit.register(last_words)

from gomus_async.sync.portal import portal  # noqa: E402
from tests.sync.scripts.blocking import SyncGomus  # noqa: E402
