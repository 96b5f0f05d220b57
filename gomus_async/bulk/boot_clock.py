"""A clock that nobody sets while the machine runs.

What was sent before a crash may be applied for a while yet. How long ago that was must not be
asked of a wall clock that may have been set forward since.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

__all__ = ["boot_clock", "keep_boot"]

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
# Absent where a machine does not tell how long it has been running.
_SINCE_BOOT: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)


def keep_boot(connection: sqlite3.Connection) -> None:
    """Have a journal keep when this run of the machine began, by the wall clock of now.

    What it has kept of this run before stays: the wall clock may have been set meanwhile.
    """
    boot = _boot_id()
    if boot is None or _SINCE_BOOT is None or _began(connection, boot) is not None:
        return
    began = time.time() - time.clock_gettime(_SINCE_BOOT)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('boot', ?)", (f"{boot} {began!r}",))


def boot_clock(connection: sqlite3.Connection) -> Callable[[], float]:
    """The clock of a journal, in seconds since 1970.

    For as long as the machine runs, it goes on as when the journal was first opened. Where
    nothing of this run is kept, it is the wall clock.
    """
    boot = _boot_id()
    began = None if boot is None else _began(connection, boot)
    if began is None or _SINCE_BOOT is None:
        return time.time
    return _Clock(_SINCE_BOOT, began)


def _began(connection: sqlite3.Connection, boot: str) -> float | None:
    row = connection.execute("SELECT value FROM meta WHERE name = 'boot'").fetchone()
    known, _, began = (row[0] if row else "").partition(" ")
    return float(began) if known == boot else None


def _boot_id() -> str | None:
    """The name of this run of the machine."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip() or None
    except OSError:
        return None


class _Clock:
    def __init__(self, since_boot: int, began: float) -> None:
        self._since_boot = since_boot
        self._began = began

    def __call__(self) -> float:
        return self._began + time.clock_gettime(self._since_boot)
