"""What the sandbox saw: one compact entry a request, kept for as long as the sandbox lives."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

Query = dict[str, str | list[str]]


class Entry(msgspec.Struct, gc=False):
    """One request to the API and what became of it."""

    n: int
    at: float
    method: str
    path: str
    query: Query | None
    status: int | None = None
    fault: str | None = None
    applied: bool = False
    keys: tuple[str, ...] = ()


class History:
    """Every request since the start or the last reset, in the order of arrival."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def open(self, at: float, method: str, path: str, query: Query | None) -> Entry:
        """Note that a request has come."""
        entry = Entry(len(self._entries) + 1, at, method, path, query)
        self._entries.append(entry)
        return entry

    def records(self, moment: Callable[[float], datetime]) -> list[dict[str, Any]]:
        """The entries as plain dicts, oldest first."""
        return [_record(entry, moment) for entry in list(self._entries)]


def _record(entry: Entry, moment: Callable[[float], datetime]) -> dict[str, Any]:
    return {
        "n": entry.n,
        "at": moment(entry.at).isoformat(timespec="milliseconds"),
        "method": entry.method,
        "path": entry.path,
        "query": dict(entry.query or {}),
        "status": entry.status,
        "fault": entry.fault,
        "applied": entry.applied,
        "keys": list(entry.keys),
    }
