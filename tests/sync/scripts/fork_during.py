"""Parent and child go on after a fork during a call of another thread."""

# ruff: noqa: T201 - the test reads what is printed

import asyncio
import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from gomus_async.sync.portal import portal
from tests.sync.scripts.blocking import SyncGomus

started = Event()
released = asyncio.Event()


async def wait_long() -> str:
    started.set()
    await released.wait()
    return "the call went on"


async def release() -> None:
    released.set()


gomus = SyncGomus(sys.argv[1])
print("before", gomus.request("GET", "/version").status, flush=True)
with ThreadPoolExecutor(1) as pool:
    pending = pool.submit(portal().call, wait_long)
    started.wait()
    child = os.fork()
    if child == 0:
        print("child", gomus.request("GET", "/version").status)
        gc.collect()
        print("child", gomus.request("GET", "/version").status, flush=True)
        sys.exit()
    _, status = os.waitpid(child, 0)
    print("parent", os.waitstatus_to_exitcode(status), gomus.request("GET", "/version").status)
    portal().call(release)
    print("parent", pending.result())
