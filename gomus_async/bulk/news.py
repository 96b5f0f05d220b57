"""What a journal is told of rows, made ready for SQLite before its thread takes it over."""

import sqlite3
from collections.abc import Sequence
from operator import itemgetter

import attrs

from gomus_async.bulk.entries import Ending
from gomus_async.bulk.journal_statements import (
    FORGET_CONTENT,
    KEEP_CONTENT,
    TOUCH,
    TOUCH_TOGETHER,
    TOUCHED_TOGETHER,
)
from gomus_async.bulk.spans import pack

__all__ = ["News", "Touched", "signed"]

_HALF = 2**63

Touched = Sequence[tuple[int, int | None, bool]]
"""Keys, the hashes of their contents where these are known, and whether they were placed."""

_Values = list[int | None]


@attrs.frozen
class News:
    """What has ended, and what became of the keys, as parameters of statements."""

    _ended: list[tuple[str, bytes, int]]
    _together: list[_Values]
    _touched: list[_Values]
    _lost: list[tuple[int]]
    _kept: list[tuple[int, int, int]]

    @classmethod
    def of(cls, ended: Sequence[Ending], touched: Touched, day: int | None = None) -> "News":
        """Make it ready.

        Args:
            ended: Rows that have ended.
            touched: What became of keys.
            day: Today, where that is to outlive the import.
        """
        # Neighbours in the index are written together. And a truth is written as a number: of
        # anything but the simplest types, SQLite's module asks at length what to make of it.
        rows = [(key, content, +placed) for key, content, placed in touched]
        rows.sort(key=itemgetter(0))
        whole = len(rows) - len(rows) % TOUCHED_TOGETHER
        starts = range(0, whole, TOUCHED_TOGETHER)
        lasting = rows if day is not None else ()
        return cls(
            [(one.state.value, pack(one.positions), signed(one.digest)) for one in ended],
            [[v for row in rows[at : at + TOUCHED_TOGETHER] for v in row] for at in starts],
            [list(row) for row in rows[whole:]],
            [(key,) for key, content, _ in lasting if content is None],
            [(key, content, day or 0) for key, content, _ in lasting if content is not None],
        )

    def write(self, connection: sqlite3.Connection) -> None:
        """Write it, within a transaction."""
        if self._ended:
            connection.executemany(
                "INSERT INTO ended (state, positions, digest) VALUES (?, ?, ?)", self._ended
            )
        for values in self._together:
            connection.execute(TOUCH_TOGETHER, values)
        if self._touched:
            connection.executemany(TOUCH, self._touched)
        if self._lost or self._kept:
            connection.executemany(FORGET_CONTENT, self._lost)
            connection.executemany(KEEP_CONTENT, self._kept)


def signed(number: int) -> int:
    """A sum of hashes as SQLite can hold it."""
    return (number + _HALF) % (2 * _HALF) - _HALF
