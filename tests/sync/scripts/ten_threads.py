"""Ten threads on one client."""

# ruff: noqa: T201 - the test reads what is printed

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.sync.scripts.blocking import SyncGomus

together = Barrier(10)


def work(_: int) -> list[int]:
    together.wait()
    return [gomus.request("GET", "/version").status for _ in range(5)]


with SyncGomus(sys.argv[1]) as gomus, ThreadPoolExecutor(10) as pool:
    statuses = [status for some in pool.map(work, range(10)) for status in some]
print(len(statuses), set(statuses))
