"""What of a journal is on the disk, if the power goes: what was there when it last synced."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any, Final

__all__ = ["cut_power", "install"]

_FULL: Final = 2


def install(journal: Path, disk: Path) -> None:
    """Copy the journal to `disk` each time that SQLite has synced it.

    With `synchronous=FULL` that is at every commit; otherwise nothing after the start is taken
    to have reached the disk.
    """

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            cursor = super().execute(sql, *values)
            if sql == "COMMIT":
                (synchronous,) = super().execute("PRAGMA synchronous").fetchone()
                (tables,) = super().execute("SELECT count(*) FROM sqlite_master").fetchone()
                if tables and (synchronous == _FULL or not disk.exists()):
                    _copy(journal, disk)
            return cursor

    connect = sqlite3.connect

    def connected(*args: Any, **options: Any) -> sqlite3.Connection:
        return connect(*args, factory=Connection, **options)

    setattr(sqlite3, "connect", connected)  # noqa: B010 - typed as a function


def cut_power(journal: Path, disk: Path) -> None:
    """Leave of a journal what was on the disk."""
    for path in (journal, _wal(journal)):
        path.unlink(missing_ok=True)
    for source, target in ((disk, journal), (_wal(disk), _wal(journal))):
        if source.exists():
            shutil.move(source, target)
            target.chmod(0o600)


def _copy(journal: Path, disk: Path) -> None:
    # In place of the old copy at once: the process may be killed here.
    new = disk.with_name("new")
    for source, target in ((journal, new), (_wal(journal), _wal(new))):
        shutil.copy(source, target)
    new.with_name("new-wal").replace(_wal(disk))
    new.replace(disk)


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
