"""Measuring: a server of its own process, rounds that take turns, medians."""

import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs

__all__ = ["Effort", "null_server", "taking_turns", "turns_of"]


@attrs.frozen(kw_only=True)
class Effort:
    """How much is done.

    Attributes:
        quick: Just enough to see that a benchmark runs.
    """

    quick: bool = False

    def of(self, thorough: int, quick: int = 2) -> int:
        """A number of rounds or calls."""
        return quick if self.quick else thorough


@contextmanager
def null_server(name: str = "null_server.py") -> Iterator[int]:
    """Start a server in its own process; its port."""
    script = Path(__file__).with_name(name)
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


async def taking_turns(
    runs: Mapping[str, Callable[[], Awaitable[object]]],
    *,
    rounds: int,
    warm_up: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Run each in turn, round after round; the median seconds of each."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(warm_up + rounds):
        for name, run in runs.items():
            begun = clock()
            await run()
            if number >= warm_up:
                times[name].append(clock() - begun)
    return {name: statistics.median(taken) for name, taken in times.items()}


def turns_of(
    runs: Mapping[str, Callable[[], object]], *, rounds: int, calls: int
) -> dict[str, float]:
    """The same for plain functions, each called several times a round; the seconds of a call."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(1 + rounds):
        for name, run in runs.items():
            begun = time.perf_counter()
            for _ in range(calls):
                run()
            if number:
                times[name].append((time.perf_counter() - begun) / calls)
    return {name: statistics.median(taken) for name, taken in times.items()}
