"""Imports that go on where one was that stopped, in one process."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gomus_async.bulk import import_customers
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import Case, by_key, client, row, rows, stored, stored_before


async def cut_off(sandbox: Sandbox, source: Any, done: Callable[[], bool], **options: Any) -> None:
    """An import that is cancelled once something is done."""
    async with client(sandbox.url, attempt=0.3) as gomus:
        task = asyncio.create_task(import_customers(gomus, source, **options))
        async with asyncio.timeout(20):
            while not done():  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("resume", [True, False])
async def test_an_update_that_may_come_late_is_waited_for(tmp_path: Path, *, resume: bool):
    """It was repeated and accepted, but its first try could still undo the row after it."""
    window = 1.5
    silent = {"method": "PUT", "nth": 1, "do": "late_commit", "silent": True}
    case = Case([row("K", "first"), *rows(30), row("K", "second")], [row("K", "before")])
    options: dict[str, Any] = {
        "journal": tmp_path / "crm.journal",
        "late_commit_window": window,
        "batch_size": 1,
    }
    with Sandbox(data="empty", late_commit_s=1.2) as sandbox:
        await stored_before(sandbox, case.before)
        sandbox.set_faults({"rules": [silent]})

        def all_but_the_last() -> bool:
            return len(by_key(sandbox)) == 31 and stored(sandbox, "K")["name"] == "first"

        await cut_off(sandbox, case.source, all_but_the_last, **options)
        async with client(sandbox.url) as gomus:
            report = await import_customers(gomus, case.source, resume=resume, **options)
        puts = [e for e in sandbox.history if e["method"] == "PUT" and "K" in e["keys"]]
        first, last = (datetime.fromisoformat(put["at"]) for put in (puts[0], puts[-1]))
        assert (last - first).total_seconds() >= window - 0.1
        sandbox.advance(60)
        case.judge(sandbox, report)
