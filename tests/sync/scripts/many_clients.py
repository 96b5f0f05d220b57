"""Many clients and many views, one after the other: how much is left behind?"""

# ruff: noqa: T201 - the test reads what is printed

import gc
import sys
import threading

import psutil  # type: ignore[import-untyped]

from tests.sync.scripts.blocking import SyncGomus

PROCESS = psutil.Process()


def measure() -> tuple[int, int, int, int]:
    gc.collect()
    objects = len(gc.get_objects())
    files = PROCESS.num_handles() if sys.platform == "win32" else PROCESS.num_fds()
    return PROCESS.memory_info().rss, objects, threading.active_count(), files


def use_clients(count: int) -> None:
    for _ in range(count):
        with SyncGomus(sys.argv[1], token="user-token") as gomus:
            gomus.request("GET", "/version")


def use_views(count: int) -> None:
    with SyncGomus(sys.argv[1], token="user-token") as gomus:
        for number in range(count):
            view = gomus.with_options(token=None, shop=f"shop-{number}.gomus.de")
            if number % 100 == 0:
                view.request("GET", "/version")


clients, views = int(sys.argv[2]), int(sys.argv[3])
use_clients(clients // 4)
use_views(views // 4)
before = measure()
use_clients(clients)
use_views(views)
rss, objects, threads, fds = (b - a for a, b in zip(before, measure(), strict=True))
print(rss, objects, threads, fds, threading.active_count())
