"""Creates without a clear answer: settled inside the window, counted as a risk outside of it."""

from typing import Any

import pytest

from gomus_async.bulk import Progress, import_customers
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import BATCHES, ONE, blind_creates, by_key, client, row, rows, stored

UNCLEAR = [
    "late_commit",
    "reset_before",
    "reset_after",
    "truncate",
    "invalid_json",
    "html",
    "garbage_head",
    "huge_header",
    "status_500",
    "status_502",
    "status_503",
    "status_504",
]


def on_create(fault: str, nth: int | list[int] = 1, **options: Any) -> dict[str, Any]:
    return {"rules": [{"method": "POST", "path": BATCHES, "nth": nth, "do": fault, **options}]}


@pytest.mark.parametrize("fault", UNCLEAR)
async def test_an_unclear_create_is_not_doubled(fault: str):
    async with (
        Sandbox(data="empty", late_commit_s=0.2, faults=on_create(fault)) as sandbox,
        client(sandbox.url) as gomus,
    ):
        report = await import_customers(gomus, rows(40), late_commit_window=0.5)
        assert {len(records) for records in by_key(sandbox).values()} == {1}
        assert len(by_key(sandbox)) == 40
        assert blind_creates(sandbox.history, 0.5) == []
    assert {len(records) for records in by_key(sandbox).values()} == {1}
    assert report.clean
    applied = fault != "reset_before" and not fault.startswith("status")
    assert report.at_risk == (0 if applied else 40)


@pytest.mark.parametrize("fault", ["status_503", "status_502", "status_504", "status_500"])
async def test_a_failure_that_was_applied_all_the_same(fault: str):
    faults = on_create(fault, applied=True, retry_after=0.1)
    async with Sandbox(data="empty", faults=faults) as sandbox, client(sandbox.url) as gomus:
        report = await import_customers(gomus, rows(40), late_commit_window=0.3)
        assert {len(records) for records in by_key(sandbox).values()} == {1}
        assert report.clean
        assert report.at_risk == 0
        assert sum(entry["method"] == "POST" for entry in sandbox.history) == 1


async def test_a_silent_server_that_commits_late():
    faults = on_create("late_commit", silent=True)
    async with (
        Sandbox(data="empty", late_commit_s=0.6, faults=faults) as sandbox,
        client(sandbox.url, attempt=0.3) as gomus,
    ):
        report = await import_customers(gomus, rows(40), late_commit_window=1.0)
        assert {len(records) for records in by_key(sandbox).values()} == {1}
        assert (report.accepted, report.at_risk) == (40, 0)


async def test_a_commit_that_comes_after_the_window_is_at_risk():
    async with (
        Sandbox(data="empty", late_commit_s=60.0, faults=on_create("late_commit")) as sandbox,
        client(sandbox.url) as gomus,
    ):
        report = await import_customers(gomus, rows(40), late_commit_window=0.2)
        assert (report.accepted, report.at_risk) == (40, 40)
        assert {len(records) for records in by_key(sandbox).values()} == {1}
        sandbox.advance(60)
    # What the window cannot prevent, and what `at_risk` is for.
    assert {len(records) for records in by_key(sandbox).values()} == {2}


async def test_a_late_update_does_not_undo_a_newer_row():
    async with Sandbox(data="empty", late_commit_s=0.3) as sandbox, client(sandbox.url) as gomus:
        await import_customers(gomus, [row("K-1", "before")])
        sandbox.set_faults({"rules": [{"method": "PUT", "nth": 1, "do": "late_commit"}]})
        source = [row("K-1", "first"), row("K-1", "second")]
        report = await import_customers(gomus, source, late_commit_window=1.0)
        assert report.superseded == 1
    assert stored(sandbox, "K-1")["name"] == "second"


async def test_other_batches_do_not_wait_for_one_that_settles():
    async with (
        Sandbox(data="empty", late_commit_s=0.8, faults=on_create("late_commit", 3)) as sandbox,
        client(sandbox.url) as gomus,
    ):
        report = await import_customers(gomus, rows(400), batch_size=20, late_commit_window=1.5)
        writes = [entry for entry in sandbox.history if entry["method"] != "GET"]
        late = writes[2]
        assert late["fault"] == "late_commit"
        again = [entry for entry in writes if set(entry["keys"]) & set(late["keys"])][1:]
        others = [entry for entry in writes if not set(entry["keys"]) & set(late["keys"])]
        assert len(others) == 19
        assert max(entry["n"] for entry in others) < min(entry["n"] for entry in again)
        assert report.accepted == 400


async def test_others_begin_even_if_the_first_batch_settles(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gomus_async.bulk.run.HEAD_START_S", 0.1)
    async with (
        Sandbox(data="empty", faults=on_create("reset_before")) as sandbox,
        client(sandbox.url) as gomus,
    ):
        await import_customers(gomus, rows(200), batch_size=20, late_commit_window=1.0)
        writes = [entry for entry in sandbox.history if entry["method"] == "POST"]
        assert len(writes) == 11
        assert writes[-1]["keys"] == writes[0]["keys"]


async def test_rows_of_a_key_wait_for_the_one_that_settles():
    async with (
        Sandbox(data="empty", late_commit_s=0.2, faults=on_create("late_commit")) as sandbox,
        client(sandbox.url) as gomus,
    ):
        source = [row("K-1", "first"), *rows(30, "B"), row("K-1", "second")]
        await import_customers(gomus, source, batch_size=1, late_commit_window=0.5)
        assert stored(sandbox, "K-1")["name"] == "second"
        touched = [e for e in sandbox.history if "K-1" in e["keys"]]
        assert [e["method"] for e in touched][:2] == ["POST", "PUT"]
        assert all(e["method"] == "PUT" for e in touched[1:])


async def test_looked_up_while_settling_with_few_requests():
    """While nothing of a batch is there, only its ends are asked for."""
    async with (
        Sandbox(data="empty", faults=on_create("reset_before")) as sandbox,
        client(sandbox.url) as gomus,
    ):
        report = await import_customers(gomus, rows(40), late_commit_window=0.5)
    # The first and the last to see what kind of import it is, 40 before the create, 2 ends at
    # once, 40 when the window has passed.
    assert report.look_ups == 84
    assert sum(entry["path"].startswith(ONE) for entry in sandbox.history) == 84


async def test_progress_goes_on_while_one_settles(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gomus_async.bulk.account.PROGRESS_EVERY_S", 0.0)
    settled: list[int] = []

    def note(progress: Progress) -> None:
        settled.append(progress.settled)

    async with (
        Sandbox(data="empty", faults=on_create("reset_before", 2)) as sandbox,
        client(sandbox.url) as gomus,
    ):
        await import_customers(
            gomus, rows(100), batch_size=20, on_progress=note, late_commit_window=1.0
        )
    assert settled[-1] == 100
    assert 80 in settled
