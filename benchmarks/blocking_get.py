"""What a blocking GET costs beside requests, on the same server, alone and from ten threads.

Run as `python benchmarks/blocking_get.py`; needs requests. Prints medians of interleaved
rounds and their ratios.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from gomus_async import SyncGomus

ROUNDS = 9
CALLS = 300
THREADS = 10


def alone(call: Callable[[], object]) -> None:
    """Call often."""
    for _ in range(CALLS):
        call()


def ten_threads(call: Callable[[], object]) -> None:
    """Call often, from ten threads on one client."""
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(alone, call) for _ in range(THREADS)]:
            done.result()


def measure(port: int) -> None:
    """Run the rounds and print the table."""
    url = f"http://127.0.0.1:{port}/api/v4/customers/SF-12345"
    headers = {"Authorization": "Bearer t", "Accept": "application/json"}
    with (
        SyncGomus(f"http://127.0.0.1:{port}", token="t") as gomus,
        requests.Session() as session,
    ):
        session.headers.update(headers)

        def sdk() -> object:
            return gomus.customers.get("SF-12345")

        def peer() -> object:
            return session.get(url, timeout=30).json()

        print(f"{'':16}{'requests':>14}{'SyncGomus':>14}{'ratio':>8}{'budget':>8}")
        for name, run, most in (("one thread", alone, 0.45), ("ten threads", ten_threads, 0.25)):
            times: dict[str, list[float]] = {"sdk": [], "peer": []}
            calls = CALLS if run is alone else CALLS * THREADS
            for _ in range(ROUNDS):
                for label, call in (("peer", peer), ("sdk", sdk)):
                    begun = time.perf_counter()
                    run(call)
                    times[label].append((time.perf_counter() - begun) / calls * 1e6)
            sdk_us, peer_us = (statistics.median(times[label][1:]) for label in ("sdk", "peer"))
            print(f"{name:16}{peer_us:11.1f} us{sdk_us:11.1f} us{sdk_us / peer_us:8.2f}{most:8.2f}")


def main() -> None:
    """Start the server in its own process, and measure."""
    script = Path(__file__).with_name("null_server.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        try:
            measure(int(server.stdout.readline()))
        finally:
            server.stdin.close()


if __name__ == "__main__":
    main()
