"""How an import stops: refused, cut off, cancelled; and what it leaves behind: nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from gomus_async import (
    ConfigError,
    ConnectionFailed,
    DeadlineExceeded,
    Forbidden,
    ImportFailed,
    SourceError,
    Unauthorized,
)
from gomus_async.bulk import Progress, Report, csv_source, import_customers
from gomus_async.bulk.intake import CHUNK
from gomus_async.bulk.sources import CsvSource
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import (
    Reading,
    applied,
    by_key,
    client,
    poison,
    row,
    rows,
    tasks_beside_this,
)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """On a loop of its own, so that what an import leaves on this one can be seen."""
    with Sandbox(data="empty") as sandbox:
        yield sandbox


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is told row by row."""
    monkeypatch.setattr("gomus_async.bulk.account.PROGRESS_EVERY_S", 0.0)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls of an import are given up after a second."""
    monkeypatch.setattr("gomus_async.bulk.finding.PATIENCE_S", 1.0)


async def until(condition: Callable[[], object]) -> None:
    """Wait for what the sandbox does on its own loop."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 -- another thread's doing
            await asyncio.sleep(0.002)


async def imported(sandbox: Sandbox, source: Any, **options: Any) -> Report:
    async with client(sandbox.url) as gomus:
        return await import_customers(gomus, source, **options)


async def failure_of(sandbox: Sandbox, source: Any, **options: Any) -> BaseException | None:
    """What an import ends with, without anything left behind. Fails if it does not end."""
    async with client(sandbox.url) as gomus:
        task = asyncio.create_task(import_customers(gomus, source, **options))
        done, _ = await asyncio.wait({task}, timeout=10)
        # Lanes whose first cancellation was lost need another one.
        for left in () if done else await tasks_beside_this():
            left.cancel()
        await asyncio.wait({task})
        assert done, "the import does not end"
        assert gomus.stats.in_flight == 0
        assert await tasks_beside_this() == set()
        return task.exception()


@pytest.mark.parametrize(
    ("token", "cause"), [("wrong", Unauthorized), ("reseller-token", Forbidden)]
)
async def test_a_token_that_may_not_stops_at_once(
    sandbox: Sandbox, token: str, cause: type[Exception]
):
    source = Reading(rows(5000))
    async with client(sandbox.url, token=token) as gomus:
        with pytest.raises(ImportFailed) as failure:
            await import_customers(gomus, source)
    report = failure.value.report
    assert isinstance(failure.value.__cause__, cause)
    assert report.adds_up
    assert (report.accepted, report.unknown) == (0, source.read)
    assert source.closed
    assert source.read <= 1000
    assert len(sandbox.history) <= 64
    assert applied(sandbox) == []
    assert token not in str(failure.value)


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_is_not_there():
    async with client("http://127.0.0.1:9") as gomus:
        with pytest.raises(ImportFailed) as failure:
            await import_customers(gomus, rows(100))
    assert isinstance(failure.value.__cause__, ConnectionFailed | DeadlineExceeded)
    assert failure.value.report.adds_up
    assert failure.value.report.accepted == 0


@pytest.mark.usefixtures("impatient")
async def test_a_server_that_goes_away():
    async with Sandbox(data="empty") as sandbox, client(sandbox.url) as gomus:

        async def source() -> AsyncIterator[dict[str, Any]]:
            for number, values in enumerate(rows(400)):
                if number == 205:
                    await sandbox.stop()
                yield values

        with pytest.raises(ImportFailed) as failure:
            await import_customers(gomus, source(), batch_size=50, late_commit_window=0.3)
        report = failure.value.report
        assert report.adds_up
        assert report.unknown > 0
        assert report.accepted <= len(by_key(sandbox)) <= report.accepted + report.unknown


def csv_with_a_broken_line(path: Path, good: int) -> CsvSource:
    lines = "".join(f"K-{i},{'Ada ' * 25}\n" for i in range(good))
    path.write_bytes(f"foreign_id,name\n{lines}".encode() + "K-x,Müller\n".encode("latin-1"))
    return csv_source(path)


async def test_a_line_that_is_broken_near_the_head_is_found_first(sandbox: Sandbox, tmp_path: Path):
    with pytest.raises(SourceError):
        await imported(sandbox, csv_with_a_broken_line(tmp_path / "crm.csv", 130))
    assert sandbox.history == []


@pytest.mark.parametrize("good", [1000, 1130])
async def test_rows_before_a_broken_line_are_imported(sandbox: Sandbox, tmp_path: Path, good: int):
    failure = await failure_of(sandbox, csv_with_a_broken_line(tmp_path / "crm.csv", good))
    assert isinstance(failure, SourceError)
    assert len(by_key(sandbox)) == good
    assert failure.report.adds_up
    assert failure.report.accepted == good


def broken(good: int, error: Exception, *, later: bool) -> Any:
    """Rows, then an error; from an iterable that takes its time or one that does not."""

    def now() -> Iterator[dict[str, Any]]:
        yield from rows(good)
        raise error

    async def then() -> AsyncIterator[dict[str, Any]]:
        for values in now():
            await asyncio.sleep(0)
            yield values

    return then() if later else now()


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("good", [0, 1, 49, 50, 130, 333])
async def test_rows_before_a_source_error_are_imported(sandbox: Sandbox, good: int, *, later: bool):
    source = broken(good, SourceError("the cursor has expired"), later=later)
    failure = await failure_of(sandbox, source)
    assert isinstance(failure, SourceError)
    assert len(by_key(sandbox)) == good
    assert failure.report.adds_up
    assert (failure.report.accepted, failure.report.unknown) == (good, 0)


async def test_a_source_error_in_a_dry_run_says_how_far_it_came(sandbox: Sandbox):
    def source() -> Iterator[dict[str, Any]]:
        yield from rows(7)
        raise SourceError("the cursor has expired")

    with pytest.raises(SourceError) as failure:
        await imported(sandbox, source(), dry_run=True)
    assert failure.value.report is not None
    assert failure.value.report.accepted == 7


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("good", [0, 1, 130, 333])
async def test_an_iterable_that_raises_ends_the_import_with_its_error(
    sandbox: Sandbox, good: int, *, later: bool
):
    failure = await failure_of(sandbox, broken(good, LookupError("no such page"), later=later))
    assert isinstance(failure, LookupError)
    assert {len(records) for records in by_key(sandbox).values()} <= {1}


@pytest.mark.parametrize("source", ["crm.csv", b"x", 7, {"foreign_id": "K-1"}])
async def test_what_is_no_source(sandbox: Sandbox, source: Any):
    with pytest.raises(SourceError):
        await imported(sandbox, source)
    assert sandbox.history == []


@pytest.mark.parametrize(
    "options",
    [
        {"late_commit_window": -1},
        {"late_commit_window": float("nan")},
        {"batch_size": 0},
        {"batch_size": True},
    ],
)
async def test_arguments_that_cannot_be(sandbox: Sandbox, options: dict[str, Any]):
    with pytest.raises(ConfigError):
        await imported(sandbox, rows(1), **options)
    assert sandbox.history == []


@pytest.mark.usefixtures("eager")
async def test_rows_are_read_lazily(sandbox: Sandbox):
    source = Reading(rows(2000))
    ahead: list[int] = []

    def note(progress: Progress) -> None:
        ahead.append(source.read - progress.settled)

    async with client(sandbox.url, concurrency=4) as gomus:
        await import_customers(gomus, source, batch_size=25, on_progress=note)
    assert max(ahead) <= 4 * 25 + 2 * CHUNK
    assert source.read == 2000


@pytest.mark.usefixtures("eager")
async def test_progress_only_ever_grows(sandbox: Sandbox):
    seen: list[Progress] = []
    source = [*rows(300), {"name": "no key"}, row("K-1", "again"), poison("P")]
    async with client(sandbox.url) as gomus:
        report = await import_customers(gomus, source, on_progress=seen.append)
    for name in ("rows", "settled", "accepted", "rejected", "superseded", "elapsed", "requests"):
        values = [getattr(progress, name) for progress in seen]
        assert values == sorted(values)
    assert [progress.finished for progress in seen] == [False] * (len(seen) - 1) + [True]
    assert (seen[-1].rows, seen[-1].settled, seen[-1].accepted) == (303, 303, report.accepted)
    assert all(progress.settled <= progress.rows for progress in seen)


async def test_progress_is_told_in_the_end_even_of_no_rows(sandbox: Sandbox):
    seen: list[Progress] = []
    await imported(sandbox, [], on_progress=seen.append)
    assert [progress.finished for progress in seen] == [True]


async def test_progress_is_told_in_the_end_of_an_import_that_fails(sandbox: Sandbox):
    seen: list[Progress] = []
    async with client(sandbox.url, token="wrong") as gomus:
        with pytest.raises(ImportFailed):
            await import_customers(gomus, rows(10), on_progress=seen.append)
    assert seen[-1].finished
    assert seen[-1].unknown == 10


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("at", [1, 60])
async def test_progress_that_raises_ends_the_import(sandbox: Sandbox, at: int):
    raised: list[int] = []

    def stop(progress: Progress) -> None:
        if progress.settled >= at and not raised:
            raised.append(progress.settled)
            raise ZeroDivisionError

    source = Reading(rows(5000))
    async with client(sandbox.url) as gomus:
        with pytest.raises(ZeroDivisionError):
            await import_customers(gomus, source, on_progress=stop, batch_size=20)
        assert gomus.stats.in_flight == 0
        assert await tasks_beside_this() == set()
    assert source.closed
    assert source.read < 5000


def open_files() -> set[str]:
    """The files that this process holds open."""
    found: set[str] = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one that lists them
            found.add(str(link.readlink()))
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are seen on Linux")
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_cancelling_leaves_nothing_behind(sandbox: Sandbox, tmp_path: Path, method: str):
    path, rejects = tmp_path / "crm.csv", tmp_path / "rejects.jsonl"
    path.write_text("foreign_id,name\n" + "".join(f"K-{i},Ada\n" for i in range(500)))
    if method == "PUT":
        await imported(sandbox, csv_source(path))
    sandbox.set_faults({"rules": [{"method": method, "do": "hang"}]})
    before = len(sandbox.history)
    async with client(sandbox.url, attempt=30.0) as gomus:
        task = asyncio.create_task(import_customers(gomus, csv_source(path), rejects=rejects))
        await until(lambda: any(e["method"] == method for e in sandbox.history[before:]))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert gomus.stats.in_flight == 0
        assert await tasks_beside_this() == set()
        assert not open_files() & {str(path), str(rejects)}
        sandbox.set_faults(None)
        assert (await gomus.customers.salutations()) is not None


async def test_cancelling_while_a_batch_settles(sandbox: Sandbox):
    sandbox.set_faults({"rules": [{"method": "POST", "do": "reset_before"}]})
    async with client(sandbox.url) as gomus:
        task = asyncio.create_task(import_customers(gomus, rows(500)))
        await until(lambda: any(e["method"] == "POST" for e in sandbox.history))
        count = len(sandbox.history)
        await until(lambda: len(sandbox.history) > count)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert gomus.stats.in_flight == 0
        assert await tasks_beside_this() == set()
    assert by_key(sandbox) == {}


async def test_two_imports_on_one_client(sandbox: Sandbox):
    async with client(sandbox.url) as gomus:
        reports = await asyncio.gather(
            import_customers(gomus, rows(300, "A")), import_customers(gomus, rows(300, "B"))
        )
    assert [report.accepted for report in reports] == [300, 300]
    assert len(by_key(sandbox)) == 600


async def test_an_import_again_after_one_that_stopped(sandbox: Sandbox):
    def source(*, breaks: bool) -> Iterator[dict[str, Any]]:
        yield from rows(120)
        if breaks:
            raise SourceError("the cursor has expired")
        yield from rows(120, "L")

    with pytest.raises(SourceError):
        await imported(sandbox, source(breaks=True))
    report = await imported(sandbox, source(breaks=False))
    assert report.accepted == 240
    assert {len(records) for records in by_key(sandbox).values()} == {1}
