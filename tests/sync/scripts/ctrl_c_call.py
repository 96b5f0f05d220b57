"""Ctrl-C during a call."""

# ruff: noqa: T201 - the test reads what is printed

import asyncio

from gomus_async.sync.portal import portal


async def wait_long() -> None:
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
    portal().call(wait_long)
except KeyboardInterrupt:
    print("interrupted", flush=True)
