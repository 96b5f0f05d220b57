"""What importing costs: processor time of whole processes, their bytecode cached before."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile

from benchmarks.rounds import Effort
from benchmarks.table import Row

__all__ = ["rows"]

NOTHING = "pass"
PACKAGE = "import gomus_async"
CLIENT = "from gomus_async import Gomus; Gomus('demo.gomus.de', token='t')"
AIOHTTP = "import aiohttp"


def _seconds(code: str, cache: str) -> float:
    env = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    # Where this is set, every process would compile everything anew.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def rows(effort: Effort) -> list[Row]:
    """The package alone, then with its first client."""
    times: dict[str, list[float]] = {code: [] for code in (NOTHING, PACKAGE, CLIENT, AIOHTTP)}
    with tempfile.TemporaryDirectory() as cache:
        for number in range(1 + effort.of(21, 1)):
            for code, taken in times.items():
                seconds = _seconds(code, cache)
                if number:
                    taken.append(seconds * 1000)
    ms = {code: statistics.median(taken) for code, taken in times.items()}
    return [
        Row(
            what=PACKAGE,
            peer="python -c pass",
            sdk=ms[PACKAGE],
            other=ms[NOTHING],
            unit="ms",
            budget=60.0,
            difference=True,
        ),
        Row(
            what="import gomus_async and first client",
            peer=AIOHTTP,
            sdk=ms[CLIENT],
            other=ms[AIOHTTP],
            unit="ms",
            budget=1.25,
        ),
    ]
