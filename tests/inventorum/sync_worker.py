"""Brings the customers of a till over as a plan says, in a process that can be killed.

Prints the report as JSON.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from gomus_async import Gomus
from gomus_async.bulk import import_customers
from gomus_async.inventorum import Inventorum, inventorum_mapping, inventorum_source
from tests.support.clients import quick

PATIENT: Any = {"attempt": 1.0, "cap": 0.5}


async def imported(plan: dict[str, Any]) -> dict[str, Any]:
    settings = quick(**PATIENT, budget_reserve=100.0, concurrency=8)
    async with (
        Gomus(plan["url"], token="user-token", settings=settings) as gomus,
        Inventorum(plan["till"], token="inventorum-token", settings=settings) as till,
    ):
        source = inventorum_source(till, mapping=await inventorum_mapping(gomus))
        report = await import_customers(gomus, source, **plan["options"])
    return report.record()


if __name__ == "__main__":
    wanted = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(asyncio.run(imported(wanted))))  # noqa: T201 - the parent reads it
