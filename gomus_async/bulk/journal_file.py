"""The file of a journal: made, opened, locked, and refused where it cannot be trusted."""

import os
import secrets
import sqlite3
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from gomus_async.bulk.boot_clock import keep_boot
from gomus_async.errors import JournalError, JournalLocked

__all__ = ["Durability", "open_journal", "open_nothing", "purge_journal"]

Durability = Literal["process", "power"]
"""What a journal outlives: the end of the process, or a power cut as well."""

SCHEMA_VERSION: Final = 1
_APPLICATION_ID: Final = 0x676F6D75
_MOUNTS: Final = Path("/proc/self/mounts")
_SMALLEST: Final = 16
_LOCK_WAIT_S: Final = 0.2
_CACHE_KIB: Final = 4096

_SCHEMA: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE import (
    id INTEGER PRIMARY KEY, source TEXT, began_at REAL NOT NULL, finished_at REAL, report TEXT
);
CREATE TABLE intent (id INTEGER PRIMARY KEY, positions BLOB NOT NULL, digest INTEGER NOT NULL,
    sent_at REAL NOT NULL);
CREATE TABLE ended (id INTEGER PRIMARY KEY, state TEXT NOT NULL, positions BLOB NOT NULL,
    digest INTEGER NOT NULL);
CREATE TABLE customer (key INTEGER PRIMARY KEY, content INTEGER, day INTEGER NOT NULL);
CREATE TABLE learned (method TEXT PRIMARY KEY, ok_max INTEGER NOT NULL, bad_min INTEGER,
    bytes_max INTEGER, at REAL NOT NULL) WITHOUT ROWID;
"""
_OVERLAY: Final = (
    "CREATE TEMP TABLE touched (key INTEGER PRIMARY KEY, content INTEGER, placed INTEGER NOT NULL)"
)

_NETWORK: Final = frozenset(
    {"9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "glusterfs", "lustre", "ncpfs"}
    | {"nfs", "nfs4", "smb3", "smbfs", "virtiofs", "fuse.rclone", "fuse.s3fs"}
)


def open_nothing() -> sqlite3.Connection:
    """A private database for an import without a journal; it is gone with its connection."""
    connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    connection.executescript(_SCHEMA)
    _prepare(connection, "OFF")
    return connection


def open_journal(path: Path, host: str, durability: Durability) -> sqlite3.Connection:
    """Open the journal at a path, or make one that nobody but its owner can read.

    Args:
        path: Where.
        host: The instance that it is for.
        durability: What it outlives.

    Returns:
        A connection that holds the journal for itself until it is closed.

    Raises:
        JournalLocked: Another import is using it.
        JournalError: It is not a journal, is damaged, is of a newer version, is for another
            instance, can be read by others, is a link, or lies on a network file system.
    """
    _refuse_network(path)
    made = _make_or_check(path)
    with _telling(path):
        connection = sqlite3.connect(
            path, timeout=_LOCK_WAIT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _set_up(connection, path, host, made=made)
            _prepare(connection, "FULL" if durability == "power" else "NORMAL")
            keep_boot(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def purge_journal(path: Path) -> None:
    """Forget all that a journal remembers of finished imports, beyond recovery.

    Raises:
        JournalError: An import in it is unfinished, or it cannot be opened.
    """
    if _make_or_check(path, make=False):
        return
    with _telling(path):
        connection = sqlite3.connect(path, timeout=_LOCK_WAIT_S, isolation_level=None)
        try:
            _lock(connection, path)
            _check_kind(connection, path)
            if connection.execute("SELECT 1 FROM import WHERE finished_at IS NULL").fetchone():
                raise JournalError(
                    f"the journal {str(path)!r} holds an unfinished import; finish it first, or "
                    "delete the file and forget which rows were sent"
                )
            connection.execute("PRAGMA secure_delete = ON")
            connection.executescript(
                "BEGIN; DELETE FROM customer; DELETE FROM import; DELETE FROM ended; COMMIT; VACUUM"
            )
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def _make_or_check(path: Path, *, make: bool = True) -> bool:
    """Whether the file is new; it is made with nobody else's rights."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        if make:
            _make(path)
        return True
    except OSError as error:
        raise _unusable(path, error) from None
    name = f"the journal {str(path)!r}"
    if not stat.S_ISREG(found.st_mode):
        raise JournalError(f"{name} is a link or not a file; name the file itself")
    if os.name == "posix" and found.st_mode & 0o077:
        raise JournalError(f"{name} is open to other users of this machine; chmod 600 it first")
    # It is not opened here to look into it: closing it again would let go of the lock of
    # another import in this process, as POSIX has it.
    if 0 < found.st_size < _SMALLEST:
        # SQLite takes one byte for an empty database, and writes over it.
        raise JournalError(f"{name} is not a journal; name another file")
    return not found.st_size


def _make(path: Path) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        os.close(os.open(path, flags, 0o600))
    except OSError as error:
        raise _unusable(path, error) from None


def _unusable(path: Path, error: OSError) -> JournalError:
    problem = error.strerror or type(error).__name__
    return JournalError(f"the journal {str(path)!r} cannot be opened ({problem})")


def _refuse_network(path: Path) -> None:
    kind = _file_system(path.resolve())
    if kind in _NETWORK:
        raise JournalError(
            f"the journal {str(path)!r} lies on a network file system ({kind}), where locks and "
            "writes cannot be relied on; keep it on a local disk"
        )


def _file_system(path: Path) -> str:
    """The type of the file system that a path lies on, where the system tells."""
    best, kind = "", ""
    with suppress(OSError), _MOUNTS.open(encoding="utf-8") as mounts:
        for line in mounts:
            _, place, found, *_ = line.split(" ")
            place = place.replace("\\040", " ")
            if len(place) >= len(best) and path.is_relative_to(place):
                best, kind = place, found
    return kind


@contextmanager
def _telling(path: Path) -> Generator[None]:
    """Say what is wrong with a file that SQLite cannot use."""
    name = f"the journal {str(path)!r}"
    try:
        yield
    except sqlite3.Error as error:
        kind = str(getattr(error, "sqlite_errorname", ""))
        said = str(error)
    except UnicodeDecodeError:
        # What SQLite says of a damaged file may quote it.
        kind, said = "SQLITE_CORRUPT", "its text cannot be read"
    else:
        return
    if kind.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        raise JournalLocked(f"{name} is in use by another import; wait for its end")
    if kind.startswith("SQLITE_NOTADB"):
        raise JournalError(f"{name} is not a journal, or its head is damaged; name another file")
    if kind.startswith("SQLITE_CORRUPT"):
        raise JournalError(
            f"{name} is damaged ({said}); restore it, or begin anew with another one"
        )
    raise JournalError(f"{name} cannot be used ({said})")


def _set_up(connection: sqlite3.Connection, path: Path, host: str, *, made: bool) -> None:
    _lock(connection, path)
    # A process may have died between making the file and filling it.
    if made or not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA}")
        values = [("host", host), ("key", secrets.token_bytes(32))]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", values)
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    _check_kind(connection, path)
    row = connection.execute("SELECT value FROM meta WHERE name = 'host'").fetchone()
    if row is None or row[0] != host:
        raise JournalError(
            f"the journal {str(path)!r} belongs to another instance; use one journal for each"
        )


def _lock(connection: sqlite3.Connection, path: Path) -> None:
    """Take the file for this connection alone, until it is closed or its process ends."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")
    if os.name == "posix":
        for side in (path, path.with_name(f"{path.name}-wal")):
            with suppress(FileNotFoundError):
                side.chmod(0o600)


def _check_kind(connection: sqlite3.Connection, path: Path) -> None:
    name = f"the journal {str(path)!r}"
    if connection.execute("PRAGMA application_id").fetchone() != (_APPLICATION_ID,):
        raise JournalError(f"{name} is a database, but not a journal; name another file")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise JournalError(f"{name} was written by a newer version; update gomus-async")
    if version < SCHEMA_VERSION:
        raise JournalError(f"{name} is of an unknown version; begin anew with another one")
    (health,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if health != "ok":
        raise JournalError(f"{name} is damaged; restore it, or begin anew with another one")


def _prepare(connection: sqlite3.Connection, synchronous: str) -> None:
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute(f"PRAGMA temp.cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA temp.journal_mode = OFF")
    connection.execute(f"PRAGMA main.cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA journal_size_limit = 67108864")
    connection.execute(_OVERLAY)
