"""A disk that is full: the import stops before it sends what it cannot write down."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gomus_async.bulk import Report, import_customers
from gomus_async.bulk.spans import unpack
from gomus_async.errors import ImportFailed, ImportStopped, JournalError
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import (
    Case,
    applied,
    by_key,
    client,
    is_poison,
    poison,
    row,
    rows,
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", place], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("only root can mount a file system")
    yield place
    subprocess.run(["umount", place], check=True)


def fill(place: Path, left: int) -> None:
    """Take all the room but a little."""
    free = os.statvfs(place)
    room = free.f_bavail * free.f_bsize - left
    (place / "ballast").write_bytes(b"x" * max(0, room))


def make_room(place: Path) -> None:
    (place / "ballast").unlink()


def written_down(journal: Path) -> set[int]:
    """The positions that a journal holds."""
    connection = sqlite3.connect(journal)
    try:
        packed = connection.execute(
            "SELECT positions FROM intent UNION ALL SELECT positions FROM ended"
        ).fetchall()
    finally:
        connection.close()
    runs = [run for (blob,) in packed for run in unpack(blob)]
    return {position for low, high in runs for position in range(low, high + 1)}


async def run(sandbox: Sandbox, source: Any, **options: Any) -> Report:
    async with client(sandbox.url, concurrency=4) as gomus:
        return await import_customers(gomus, source, **options)


def keyed(sandbox: Sandbox, method: str) -> set[str]:
    return {key for e in sandbox.history if e["method"] == method for key in e["keys"]}


@pytest.mark.parametrize("left", [60_000, 120_000])
async def test_k15_no_room_for_the_journal(small_disk: Path, left: int):
    source = [row(f"K-{i}", f"Name {i}") for i in range(3000)]
    case = Case(source)
    journal = small_disk / "crm.journal"
    with Sandbox(data="empty") as sandbox:
        fill(small_disk, left)
        with pytest.raises(JournalError, match="no space") as failure:
            await run(sandbox, source, journal=journal, batch_size=5)
        report = failure.value.report
        assert report.adds_up
        assert not report.finished
        sent = keyed(sandbox, "POST")
        assert len(sent) < 3000
        copy = small_disk.parent / "copy"
        shutil.copy(journal, copy)
        wal = journal.with_name("crm.journal-wal")
        if wal.exists():
            shutil.copy(wal, f"{copy}-wal")
        # Everything that was sent had been written down before.
        assert {int(key.removeprefix("K-")) + 1 for key in sent} <= written_down(copy)
        make_room(small_disk)
        again = await run(sandbox, source, journal=journal, batch_size=100, late_commit_window=0.5)
        assert again.resumed
        case.judge(sandbox, again)
        posted = [key for e in applied(sandbox) if e["method"] == "POST" for key in e["keys"]]
        assert len(posted) == len(set(posted)) == 3000


async def test_k15_no_room_from_the_start(small_disk: Path):
    fill(small_disk, 0)
    with Sandbox(data="empty") as sandbox:
        with pytest.raises(ImportFailed):
            await run(sandbox, rows(10), journal=small_disk / "crm.journal")
        assert sandbox.history == []
        make_room(small_disk)
        report = await run(sandbox, rows(10), journal=small_disk / "crm.journal")
        assert report.accepted == 10


async def test_k15_no_room_for_the_rejects(small_disk: Path, tmp_path: Path):
    source = rows(600)
    for at in range(0, 600, 20):
        source.insert(at, poison(f"P-{at}", "Gift" * 50))
    journal, rejects = tmp_path / "crm.journal", small_disk / "rejects.jsonl"
    case = Case(source)
    options: dict[str, Any] = {"journal": journal, "rejects": rejects, "batch_size": 20}
    with Sandbox(data="empty") as sandbox:
        fill(small_disk, 8_192)
        with pytest.raises(ImportStopped, match="rejects file") as failure:
            await run(sandbox, source, **options, max_reject_ratio=1.0)
        assert failure.value.report.adds_up
        assert len(by_key(sandbox)) < 600
        make_room(small_disk)
        report = await run(sandbox, source, **options, max_reject_ratio=1.0, late_commit_window=0.5)
        case.judge(sandbox, report)
        lines = rejects.read_text().splitlines()
        assert len(lines) == sum(map(is_poison, source)) == 30
        assert len(set(lines)) == 30
