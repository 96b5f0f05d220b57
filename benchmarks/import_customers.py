"""Imports of a CSV file: against a plain script, with and without a journal, short and long.

Run as `python -m benchmarks.import_customers KIND PORT CSV`, it imports once in this process and
prints the seconds and the peak of its memory in KiB.
"""

import asyncio
import csv
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.rounds import Effort, null_server
from benchmarks.table import Row

__all__ = ["rows"]

CONCURRENCY = 8
BATCH = 100
COLUMNS = ("foreign_id", "name", "surname", "email", "tel", "addr_street", "addr_city", "addr_zip")
MIB = 1024


def rows(effort: Effort) -> list[Row]:
    """The rows of the table."""
    few, many, most = (200, 400, 800) if effort.quick else (10_000, 100_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder, null_server("null_instance.py") as port:
        files = {count: _file(Path(folder), count) for count in (few, many, most)}
        kinds = ("sdk", "journal", "script")
        taken: dict[str, list[float]] = {kind: [] for kind in kinds}
        for _ in range(effort.of(5, 1)):
            for kind in kinds:
                taken[kind].append(_run(kind, port, files[many])[0] / many * 1e6)
        each = {kind: statistics.median(times) for kind, times in taken.items()}
        short = [_run("journal", port, files[few]) for _ in range(effort.of(5, 1))]
        long = _run("journal", port, files[most])
    start = statistics.median(seconds for seconds, _ in short) / few * 1e6
    return [
        Row(
            what="import a CSV file with a journal, a row",
            peer="httpx + pydantic, no journal",
            sdk=each["journal"],
            other=each["script"],
            unit="us",
            budget=1.5,
            upward=True,
        ),
        Row(
            what="the same, what the journal costs",
            peer="no journal",
            sdk=each["journal"],
            other=each["sdk"],
            unit="us",
            budget=1.05,
        ),
        *_long_and_short(start, each["journal"], long[0] / most * 1e6, (few, many, most)),
        Row(
            what=f"the same, peak of memory of {most} rows",
            peer=f"{few} rows",
            sdk=long[1] / MIB,
            other=statistics.median(peak for _, peak in short) / MIB,
            unit="MB",
            budget=40.0,
            difference=True,
        ),
    ]


def _long_and_short(
    short: float, middle: float, long: float, counts: tuple[int, int, int]
) -> list[Row]:
    few, many, most = counts
    return [
        Row(
            what=f"the same, a row of {count}",
            peer=f"a row of {many}",
            sdk=time_,
            other=middle,
            unit="us",
            budget=1.1,
        )
        for count, time_ in ((few, short), (most, long))
    ]


def _file(folder: Path, count: int) -> Path:
    path = folder / f"{count}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for i in range(count):
            name, surname = f"Vorname {i % 977}", f"Müller-{i % 1973}"
            street, code = f"Hauptstraße {i % 200}", str(10000 + i % 9000)
            mail, phone = f"kunde{i}@example.org", f"+49 30 {i:07d}"
            writer.writerow([f"SF-{i:07d}", name, surname, mail, phone, street, "Berlin", code])
    return path


def _run(kind: str, port: int, path: Path) -> tuple[float, float]:
    """Seconds and the peak of memory of one import in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.import_customers", kind, str(port), str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1])


async def _sdk(address: str, path: Path, journal: Path | None) -> int:
    from gomus_async import Gomus, Limits, Settings
    from gomus_async.bulk import csv_source, import_customers

    limits = Limits(concurrency=CONCURRENCY, start_concurrency=CONCURRENCY)
    async with Gomus(address, token="t", settings=Settings(limits=limits)) as gomus:
        report = await import_customers(gomus, csv_source(path), journal=journal, batch_size=BATCH)
    return report.accepted


def _import_once(kind: str, port: int, path: Path) -> None:
    address = f"http://127.0.0.1:{port}"
    expected = sum(1 for _ in path.open(encoding="utf-8")) - 1
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        if kind == "script":
            from benchmarks.import_script import import_file

            done = asyncio.run(import_file(address, path, CONCURRENCY, BATCH))
        else:
            journal = Path(folder, "crm.journal") if kind == "journal" else None
            done = asyncio.run(_sdk(address, path, journal))
        seconds = time.perf_counter() - begun
    assert done == expected
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    _import_once(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
