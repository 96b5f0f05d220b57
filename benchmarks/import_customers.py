"""Imports of a CSV file: against a plain script, with and without a journal, short and long.

Run as `python -m benchmarks.import_customers KIND PORT CSV`, it imports once in this process and
prints the seconds and the peak of its memory in KiB. Modules are imported before the clock starts,
for both sides: what that costs is `start_up.py`'s to say.
"""

import asyncio
import csv
import importlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.rounds import Effort, null_server
from benchmarks.table import Row
from gomus_async import Gomus, Limits, Settings
from gomus_async.bulk import csv_source, import_customers

__all__ = ["rows"]

CONCURRENCY = 8
BATCH = 100
COLUMNS = ("foreign_id", "name", "surname", "email", "tel", "addr_street", "addr_city", "addr_zip")
KIB_A_MB = 1e6 / 1024


def rows(effort: Effort) -> list[Row]:
    """The rows of the table."""
    few, many, most = (200, 400, 800) if effort.quick else (10_000, 100_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder, null_server("null_instance.py") as port:
        files = {count: _file(Path(folder), count) for count in (few, many, most)}

        def turns(rounds: int, *runs: tuple[str, int]) -> list[tuple[float, float]]:
            """The median microseconds of a row, and the median peak in MB, of each run."""
            taken = [
                [_run(kind, port, files[count]) for kind, count in runs] for _ in range(rounds)
            ]
            return [
                (
                    statistics.median(seconds for seconds, _ in column) / count * 1e6,
                    statistics.median(peak for _, peak in column) / KIB_A_MB,
                )
                for column, (_, count) in zip(zip(*taken, strict=True), runs, strict=True)
            ]

        near = turns(effort.of(7, 1), ("sdk", many), ("journal", many), ("script", many))
        short = turns(effort.of(9, 1), ("journal", few), ("journal", many))
        long = turns(effort.of(3, 1), ("journal", most), ("journal", many))
    return [*_beside(near), *_long_and_short(short, long, (few, many, most))]


def _beside(taken: list[tuple[float, float]]) -> list[Row]:
    without, journal, script = (each for each, _ in taken)
    return [
        Row(
            what="import a CSV file with a journal, a row",
            peer="httpx + pydantic, no journal",
            sdk=journal,
            other=script,
            unit="us",
            budget=1.5,
            upward=True,
        ),
        Row(
            what="the same, what the journal costs",
            peer="no journal",
            sdk=journal,
            other=without,
            unit="us",
            budget=1.05,
        ),
    ]


def _long_and_short(
    short: list[tuple[float, float]], long: list[tuple[float, float]], counts: tuple[int, int, int]
) -> list[Row]:
    few, many, most = counts
    return [
        *(
            Row(
                what=f"the same, a row of {count}",
                peer=f"a row of {many}",
                sdk=each,
                other=middle,
                unit="us",
                budget=1.1,
            )
            for count, ((each, _), (middle, _)) in ((few, short), (most, long))
        ),
        Row(
            what=f"the same, peak of memory of {most} rows",
            peer=f"{few} rows",
            sdk=long[0][1],
            other=short[0][1],
            unit="MB",
            budget=40.0,
            difference=True,
        ),
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
    limits = Limits(concurrency=CONCURRENCY, start_concurrency=CONCURRENCY)
    async with Gomus(address, token="t", settings=Settings(limits=limits)) as gomus:
        report = await import_customers(gomus, csv_source(path), journal=journal, batch_size=BATCH)
    return report.accepted


def _peak_kib() -> int:
    """The most memory of this process; what `getrusage` tells is not less than its parent's."""
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


def _import_once(kind: str, port: int, path: Path) -> None:
    address = f"http://127.0.0.1:{port}"
    expected = sum(1 for _ in path.open(encoding="utf-8")) - 1
    script = importlib.import_module("benchmarks.import_script") if kind == "script" else None
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder, "crm.journal") if kind == "journal" else None
        begun = time.perf_counter()
        if script is not None:
            done = asyncio.run(script.import_file(address, path, CONCURRENCY, BATCH))
        else:
            done = asyncio.run(_sdk(address, path, journal))
        seconds = time.perf_counter() - begun
    assert done == expected
    print(seconds, _peak_kib())


if __name__ == "__main__":
    _import_once(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
