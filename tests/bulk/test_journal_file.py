"""The file of a journal: who may read it, who may use it, and what is refused."""

import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gomus_async import JournalError, JournalLocked
from gomus_async.bulk import journal_file
from gomus_async.bulk.journal import Ending, Journal, State
from gomus_async.bulk.journal_file import open_journal, purge_journal
from tests.bulk.kill.harness import ROOT

HOST = "https://a.example"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crm.journal"


def made(path: Path, host: str = HOST) -> Path:
    open_journal(path, host, "process").close()
    return path


def reason(path: Path, host: str = HOST) -> str:
    """Why a journal is refused."""
    with pytest.raises(JournalError) as refused:
        open_journal(path, host, "process")
    assert str(path) in str(refused.value)
    return str(refused.value)


def change(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.fixture
def umask_0() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask_0")
def test_its_owner_alone_may_read_it_and_its_log(path: Path):
    connection = open_journal(path, HOST, "process")
    connection.execute("INSERT INTO customer VALUES (1, 2, 3)")
    beside = sorted(path.parent.iterdir())
    modes = {place.name: stat.S_IMODE(place.stat().st_mode) for place in beside}
    connection.close()
    assert modes == {"crm.journal": 0o600, "crm.journal-wal": 0o600}
    assert sorted(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("durability", "synchronous"), [("process", 1), ("power", 2)])
def test_durability(path: Path, durability: journal_file.Durability, synchronous: int):
    connection = open_journal(path, HOST, durability)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (synchronous,)
    connection.close()


def test_it_is_opened_again(path: Path):
    key = open_journal(path, HOST, "process")
    (before,) = key.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
    key.close()
    again = open_journal(path, HOST, "process")
    assert again.execute("SELECT value FROM meta WHERE name = 'key'").fetchone() == (before,)
    assert len(before) == 32
    again.close()


@pytest.mark.parametrize("empty", [True, False])
def test_k17_a_process_that_died_while_it_made_the_file(path: Path, *, empty: bool):
    path.touch(0o600)
    if not empty:
        change(path, "PRAGMA journal_mode = WAL")
    made(path)
    purge_journal(path)


# K16: one at a time.

ANOTHER = """
import sys
from pathlib import Path
from gomus_async.bulk.journal_file import open_journal
from gomus_async.errors import JournalError
try:
    open_journal(Path(sys.argv[1]), sys.argv[2], "process").close()
except JournalError as error:
    print(type(error).__name__)
"""


def another_process(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER, str(path), HOST],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    return done.stdout.strip()


def test_k16_another_process_is_kept_out(path: Path):
    connection = open_journal(path, HOST, "process")
    assert another_process(path) == "JournalLocked"
    # A second import of this very process neither gets in nor opens the door for others.
    with pytest.raises(JournalLocked):
        open_journal(path, HOST, "process")
    with pytest.raises(JournalLocked):
        purge_journal(path)
    assert another_process(path) == "JournalLocked"
    connection.close()
    assert another_process(path) == ""


# K17: what is refused.


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"x" * 511,
        b"x" * 512,
        b"foreign_id,name\n" * 400,
        b"\0" * 5000,
        b"SQLite format 3\0" + b"x" * 5000,
    ],
)
def test_k17_what_is_not_a_journal(path: Path, content: bytes):
    path.write_bytes(content)
    path.chmod(0o600)
    assert "not a journal" in reason(path) or "damaged" in reason(path)
    assert path.read_bytes() == content


def test_k17_a_database_of_another_application(path: Path):
    change(path, "CREATE TABLE t (n INTEGER)")
    path.chmod(0o600)
    assert "not a journal" in reason(path)


@pytest.mark.parametrize(("version", "said"), [(2, "newer version"), (0, "unknown version")])
def test_k17_of_another_version(path: Path, version: int, said: str):
    change(made(path), f"PRAGMA user_version = {version}")
    assert said in reason(path)
    with pytest.raises(JournalError, match=said):
        purge_journal(path)


def test_k17_of_another_instance(path: Path):
    assert "another instance" in reason(made(path), "https://b.example")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_k17_open_to_others(path: Path, mode: int):
    made(path).chmod(mode)
    assert "chmod 600" in reason(path)


@pytest.mark.parametrize("dangling", [True, False])
def test_k17_a_link(path: Path, *, dangling: bool):
    target = path.with_name("target")
    if not dangling:
        made(target)
    path.symlink_to(target)
    assert "link" in reason(path)
    assert target.exists() is not dangling


def test_k17_not_a_file(path: Path):
    path.mkdir()
    assert "not a file" in reason(path)


def test_k17_a_fifo(path: Path):
    os.mkfifo(path, 0o600)
    assert "not a file" in reason(path)


def test_k17_no_such_folder(path: Path):
    assert "cannot be opened" in reason(path / "x" / "crm.journal")
    path.touch(0o600)
    assert "cannot be opened" in reason(path / "crm.journal")


@pytest.mark.parametrize(
    ("kind", "place", "refused"),
    [
        ("nfs4", "{}", True),
        ("cifs", "{}", True),
        ("fuse.sshfs", "/", True),
        ("ext4", "{}", False),
        ("nfs", "{}/elsewhere", False),
        ("nfs", "{}-beside", False),
    ],
)
def test_k17_on_a_network_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, place: str, *, refused: bool
):
    folder = tmp_path / "a folder"
    folder.mkdir()
    spelt = place.format(str(folder).replace(" ", "\\040"))
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {spelt} {kind} rw,hard 0 0\n")
    monkeypatch.setattr(journal_file, "_MOUNTS", mounts)
    path = folder / "crm.journal"
    if refused:
        assert f"network file system ({kind})" in reason(path)
        assert not path.exists()
    else:
        made(path)


def test_k17_where_nobody_tells_of_file_systems(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(journal_file, "_MOUNTS", Path("/nowhere"))
    made(path)


async def filled(path: Path, rows: int = 3000) -> Path:
    """A journal that an import has left in the middle."""
    journal = await Journal.open(path, HOST, "process")
    await journal.begin("source")
    for low in range(1, rows, 100):
        await journal.intend(range(low, low + 100), low, [], [])
        journal.end([Ending(State.CREATED, range(low, low + 50), low)], [(low, 1, True)])
    await journal.close()
    return path


async def test_k17_damaged(path: Path, tmp_path: Path):
    whole = (await filled(path)).read_bytes()
    half = tmp_path / "half"
    half.write_bytes(whole[: len(whole) // 2])
    half.chmod(0o600)
    assert "damaged" in reason(half)


async def test_k17_wherever_it_is_damaged_it_is_refused_or_read(path: Path, tmp_path: Path):
    """Never an error of another kind, never a crash."""
    whole = (await filled(path)).read_bytes()
    rng = random.Random(1)
    refused = 0
    for number in range(60):
        bent = bytearray(whole)
        at = rng.randrange(0, len(bent)) if number % 2 else rng.randrange(0, 4096)
        bent[at : at + 200] = rng.randbytes(len(bent[at : at + 200]))
        place = tmp_path / f"{number}.journal"
        place.write_bytes(bent)
        place.chmod(0o600)
        try:
            journal = await Journal.open(place, HOST, "process")
        except JournalError:
            refused += 1
            continue
        try:
            await journal.past()
            await journal.spans()
        except JournalError:
            refused += 1
        finally:
            await journal.close()
    assert refused > 5


async def test_k17_half_of_what_was_written_last(path: Path, tmp_path: Path):
    """The log ends in the middle of a page, as after a crash of the machine."""
    journal = await Journal.open(path, HOST, "process")
    await journal.begin("source")
    await journal.intend(range(1, 101), 1, [], [])
    other, log = tmp_path / "other.journal", tmp_path / "other.journal-wal"
    shutil.copy(path, other)
    shutil.copy(f"{path}-wal", log)
    await journal.intend(range(101, 201), 1, [], [])
    await journal.close()
    log.write_bytes(log.read_bytes()[:-1000])
    again = await Journal.open(other, HOST, "process")
    # Whole or not at all.
    assert await again.spans() == []
    past = await again.past()
    assert past is not None
    await again.close()


# Forgetting.


def files(path: Path) -> dict[str, tuple[int, bytes]]:
    """The rights and the contents of a journal and what lies beside it."""
    return {
        place.name: (stat.S_IMODE(place.stat().st_mode), place.read_bytes())
        for place in path.parent.iterdir()
    }


async def test_purging_leaves_nothing_that_tells_of_a_customer(path: Path):
    contents = [-(2**62) - 12345 * number for number in range(1, 200)]
    journal = await Journal.open(path, HOST, "process")
    await journal.begin("fingerprint-of-the-source")
    await journal.intend(range(1, 200), 1, [], [])
    journal.end(
        [Ending(State.CREATED, range(1, 200), 1)],
        [(2**62 + number, content, True) for number, content in enumerate(contents)],
    )
    await journal.finish({"rows": 199, "rejects": "canary.jsonl"})
    await journal.close()
    spelt = [content.to_bytes(8, "big", signed=True) for content in contents]
    keys = [(2**62 + number).to_bytes(8, "big") for number in range(200)]
    _, before = files(path)[path.name]
    assert all(text in before for text in (*spelt, b"canary.jsonl", b"fingerprint-of"))
    purge_journal(path)
    ((mode, left),) = files(path).values()
    assert mode == 0o600
    assert not [text for text in (*spelt, *keys) if text in left]
    assert b"canary" not in left
    assert b"fingerprint" not in left
    again = await Journal.open(path, HOST, "process")
    assert await again.past() is None
    await again.close()


async def test_an_unfinished_import_is_not_purged(path: Path):
    await filled(path)
    before = files(path)
    with pytest.raises(JournalError, match="unfinished"):
        purge_journal(path)
    assert files(path) == before


def test_purging_what_is_not_there(path: Path):
    purge_journal(path)
    assert not path.exists()
