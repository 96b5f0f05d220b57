"""Ctrl-C while the next item is awaited."""

# ruff: noqa: T201 - the test reads what is printed

import asyncio
from collections.abc import AsyncGenerator

from gomus_async.sync.portal import portal


async def one_and_no_more() -> AsyncGenerator[int, None]:
    yield 1
    print("waiting", flush=True)
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("cancelled", flush=True)
        raise
    finally:
        await asyncio.sleep(0)
        print("cleaned up", flush=True)


try:
    for _ in portal().iterate(one_and_no_more):
        pass
except KeyboardInterrupt:
    print("interrupted", flush=True)
