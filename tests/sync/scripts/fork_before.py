"""Parent and child go on after a fork between calls."""

# ruff: noqa: T201 - the test reads what is printed

import gc
import os
import sys
from collections.abc import AsyncGenerator

from gomus_async.sync.portal import portal
from tests.sync.scripts.blocking import SyncGomus


async def count() -> AsyncGenerator[int, None]:
    for number in range(1000):
        yield number


gomus = SyncGomus(sys.argv[1])
print("before", gomus.request("GET", "/version").status, flush=True)
numbers = portal().iterate(count, buffer=2)
print("before", next(numbers), flush=True)
child = os.fork()
if child == 0:
    try:
        next(numbers)
    except RuntimeError as error:
        print("child", error)
    del numbers
    gc.collect()
    print("child", gomus.request("GET", "/version").status)
    gomus.close()
    sys.exit()
_, status = os.waitpid(child, 0)
print("parent", os.waitstatus_to_exitcode(status), next(numbers))
print("parent", gomus.request("GET", "/version").status)
