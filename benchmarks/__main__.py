"""Run the benchmarks and print one table: `python -m benchmarks [--quick] [--json PATH]`."""

import argparse
import importlib
import json
import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks.rounds import Effort
from benchmarks.table import Row, as_json, as_text

BENCHMARKS = (
    "get_order",
    "blocking",
    "json_models",
    "list_pages",
    "memory",
    "start_up",
    "import_customers",
)
"""Modules with a function `rows`, in the order of the table."""

PACKAGES = (
    "gomus-async",
    "aiohttp",
    "attrs",
    "msgspec",
    "orjson",
    "httpx",
    "pydantic",
    "requests",
    "tenacity",
    "openapi-python-client",
)


def measured(names: tuple[str, ...], effort: Effort) -> Iterator[Row]:
    """The rows of some benchmarks, one after the other."""
    for name in names:
        rows: Callable[[Effort], list[Row]] = importlib.import_module(f"benchmarks.{name}").rows
        yield from rows(effort)


def machine() -> dict[str, str]:
    """On what it ran."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    known = {"python": python, "system": platform.system(), "cores": str(os.cpu_count())}
    return known | {name: version(name) for name in PACKAGES}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that each one runs")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the table here, too")
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=BENCHMARKS)
    chosen = parser.parse_args()
    rows = list(measured(tuple(chosen.only), Effort(quick=chosen.quick)))
    print(as_text(rows))
    print()
    print(", ".join(f"{name} {known}" for name, known in machine().items()))
    if chosen.json is not None:
        text = json.dumps({"machine": machine(), "rows": as_json(rows)}, indent=2)
        chosen.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
