"""The rejected rows of an import, as a file that can be imported again."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import attrs

from gomus_async.errors import ConfigError, ImportStopped
from gomus_async.models.common import UNSET
from gomus_async.models.customers import NewCustomer

__all__ = ["Reject", "RejectsFile"]


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


class RejectsFile:
    """Rejected rows as JSON lines, readable by its owner alone. A file there before is replaced.

    Args:
        path: Where; `None` keeps nothing.
        keep: Which positions' lines of a file there before are kept, each once. By default
            none are.

    Raises:
        ConfigError: It cannot be written.
    """

    def __init__(
        self, path: str | Path | None, *, keep: Callable[[int], bool] | None = None
    ) -> None:
        self.path = None if path is None else Path(path)
        self.kept: dict[int, tuple[str, ...]] = {}
        self._keep = keep
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        if self.path is None:
            return self
        problem = ""
        try:
            self._file = self._rewritten(self.path) if self._keep else _opened(self.path)
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
        """Write one rejected row, at once.

        Raises:
            ImportStopped: It cannot be written.
        """
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
            raise ImportStopped(
                f"the rejects file {str(self.path)!r} cannot be written ({problem})"
            )

    def _rewritten(self, path: Path) -> TextIO:
        """A new file with the lines to keep, in the place of the old one."""
        if path.is_symlink():
            return _opened(path)
        # Of one name, so that what a killed process left of it does not stay for ever.
        new = path.with_name(f".{path.name}.new")
        new.unlink(missing_ok=True)
        file = _opened(new)
        try:
            for position, reasons, line in _lines(path):
                if self._keep and self._keep(position) and position not in self.kept:
                    self.kept[position] = reasons
                    file.write(line)
            file.flush()
            new.replace(path)
        except BaseException:
            file.close()
            with suppress(OSError):
                new.unlink()
            raise
        return file


def _opened(path: Path) -> TextIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8")


def _lines(path: Path) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """The whole lines of a rejects file: position, reasons, text."""
    with suppress(FileNotFoundError), path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            # A process that was killed may have left half a line.
            with suppress(ValueError, KeyError, TypeError):
                record = json.loads(line)
                yield int(record["position"]), tuple(map(str, record["reasons"])), line


def _plain(row: Mapping[str, Any] | NewCustomer) -> dict[str, Any]:
    if not isinstance(row, NewCustomer):
        fields = {str(name): value for name, value in row.items()}
    else:
        fields = attrs.asdict(row)
    return {name: value for name, value in fields.items() if value is not UNSET}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
