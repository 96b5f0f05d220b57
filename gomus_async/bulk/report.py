"""What an import says of itself: while it runs, in the end, and of every row it could not place."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import attrs

from gomus_async.errors import ConfigError, ImportFailed
from gomus_async.models.common import UNSET
from gomus_async.models.customers import NewCustomer

__all__ = ["Progress", "Reject", "RejectsFile", "Report", "Tally"]


@attrs.frozen(kw_only=True)
class Reject:
    """A row that was not accepted, and why.

    Attributes:
        position: The record's number in its source, from 1.
        line: The line of the file where it starts, if it comes from a file.
        reasons: What is wrong with it: found here, or said by the API.
        status: The HTTP status, if it was the API that refused it.
        row: The row as it was read.
    """

    position: int
    line: int | None
    reasons: tuple[str, ...]
    status: int | None = None
    row: Mapping[str, Any] | NewCustomer = attrs.field(factory=dict[str, Any], repr=False)


@attrs.define
class Tally:
    """The counts of an import under way. Every record read ends in exactly one of the five."""

    rows: int = 0
    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    superseded: int = 0
    unknown: int = 0
    created: int = 0
    updated: int = 0
    at_risk: int = 0
    batches: int = 0
    look_ups: int = 0
    reasons: Counter[str] = attrs.field(factory=Counter[str])

    @property
    def settled(self) -> int:
        """How many rows have come to their end."""
        return self.accepted + self.unchanged + self.rejected + self.superseded + self.unknown


@attrs.frozen(kw_only=True)
class Progress:
    """Where an import stands.

    Attributes:
        rows: Records read so far.
        settled: Those that have come to their end.
        accepted: See `Report`.
        rejected: See `Report`.
        superseded: See `Report`.
        unknown: See `Report`.
        elapsed: Seconds since the start.
        rows_per_second: Settled rows a second since the start.
        requests: Requests sent for this import.
        retries: Those of them that repeated one that had failed.
        limit: The most requests in flight that the adaptive limit allows now.
        paused_for: Seconds for which the API still wants silence.
        finished: Whether this is the last one.
    """

    rows: int
    settled: int
    accepted: int
    rejected: int
    superseded: int
    unknown: int
    elapsed: float
    rows_per_second: float
    requests: int
    retries: int
    limit: int
    paused_for: float
    finished: bool = False


@attrs.frozen(kw_only=True)
class Report:
    """The account of an import. The five counts `accepted` to `unknown` sum to `rows`.

    Attributes:
        rows: Records read.
        accepted: Created or updated, and standing.
        unchanged: Not sent, because nothing had changed since the import before.
        rejected: Refused here or by the API; all in `rejects`, if that was asked for.
        superseded: Replaced by a later row with the same key.
        unknown: Nobody can say; look at these yourself.
        created: Requests' rows that made a new customer.
        updated: Requests' rows that changed one.
        at_risk: Rows created again after a first try whose outcome was unclear and which was
            not there when `late_commit_window` had passed.
        batches: Batch requests sent, repeats not counted.
        look_ups: Customers looked up.
        requests: All requests sent, repeats included.
        retries: Repeats, by reason.
        reasons: Rejected rows by reason.
        elapsed: Seconds.
        rejects: Where the rejected rows are, if a file was asked for.
        dry_run: Whether nothing was sent.
    """

    rows: int
    accepted: int
    unchanged: int
    rejected: int
    superseded: int
    unknown: int
    created: int = 0
    updated: int = 0
    at_risk: int = 0
    batches: int = 0
    look_ups: int = 0
    requests: int = 0
    retries: Mapping[str, int] = attrs.field(factory=dict[str, int])
    reasons: Mapping[str, int] = attrs.field(factory=dict[str, int])
    elapsed: float = 0.0
    rejects: Path | None = None
    dry_run: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether every record is accounted for."""
        counted = self.accepted + self.unchanged + self.rejected + self.superseded + self.unknown
        return counted == self.rows

    @property
    def clean(self) -> bool:
        """Whether every row is accounted for and none was rejected or is unknown."""
        return self.adds_up and not self.rejected and not self.unknown

    @property
    def rows_per_second(self) -> float:
        """Settled rows a second."""
        return self.rows / self.elapsed if self.elapsed > 0 else 0.0


class RejectsFile:
    """Rejected rows as JSON lines, readable by its owner alone. A file there before is replaced.

    Args:
        path: Where; `None` keeps nothing.

    Raises:
        ConfigError: It cannot be written.
    """

    def __init__(self, path: str | Path | None) -> None:
        self.path = None if path is None else Path(path)
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        if self.path is None:
            return self
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        problem = ""
        try:
            descriptor = os.open(self.path, flags, 0o600)
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, 0o600)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8")
        except OSError as error:
            problem = error.strerror or type(error).__name__
        if problem:
            raise ConfigError(
                f"the rejects file {str(self.path)!r} cannot be written ({problem}); "
                "name another place"
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        file, self._file = self._file, None
        if file is not None:
            # Every line is flushed when it is written; what fails here has failed there.
            with suppress(OSError):
                file.close()

    def write(self, reject: Reject) -> None:
        """Write one rejected row, at once."""
        if self._file is None:
            return
        line = {
            "position": reject.position,
            "line": reject.line,
            "reasons": list(reject.reasons),
            "status": reject.status,
            "row": _plain(reject.row),
        }
        problem = ""
        try:
            self._file.write(json.dumps(line, ensure_ascii=True, default=_text) + "\n")
            self._file.flush()
        except OSError as error:
            problem = error.strerror or type(error).__name__
        if problem:
            raise ImportFailed(f"the rejects file {str(self.path)!r} cannot be written ({problem})")


def _plain(row: Mapping[str, Any] | NewCustomer) -> dict[str, Any]:
    if not isinstance(row, NewCustomer):
        return {str(name): value for name, value in row.items()}
    fields = attrs.asdict(row)
    return {name: value for name, value in fields.items() if value is not UNSET}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
