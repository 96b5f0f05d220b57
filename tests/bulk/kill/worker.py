"""Imports the customers of a file as a plan says, in a process that can be killed.

Prints the report as JSON, or the name of the error that ended the import and its report.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from gomus_async import Backoff, Gomus, Settings, Timeouts
from gomus_async.bulk import import_customers, jsonl_source
from gomus_async.errors import ImportFailed
from gomus_async.settings import Limits
from tests.bulk.kill import crash, disk


async def imported(plan: dict[str, Any]) -> dict[str, Any]:
    settings = Settings(
        timeouts=Timeouts(attempt=plan["attempt"]),
        backoff=Backoff(throttle_base=0.05, base=0.02, cap=1.0, budget_reserve=100.0),
        limits=Limits(concurrency=plan["lanes"]),
    )
    async with Gomus(plan["url"], token=plan["token"], settings=settings) as gomus:
        try:
            report = await import_customers(gomus, jsonl_source(plan["source"]), **plan["options"])
        except ImportFailed as error:
            report = error.report
            return {"error": type(error).__name__, "report": report and report.record()}
        return {"error": None, "report": report.record()}


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text())
    if plan["crash"]:
        crash.install(*plan["crash"])
    if plan["disk"]:
        disk.install(Path(plan["options"]["journal"]), Path(plan["disk"]))
    print(json.dumps(asyncio.run(imported(plan))))  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main()
