"""Whether a file is still the one that it was: between two runs, and while it is read."""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, runtime_checkable

import attrs

from gomus_async.errors import SourceChanged, SourceError

__all__ = ["FileGuard", "HasIdentity", "SourceIdentity", "file_identity", "identity_of"]

WHOLE: Final = 64 << 20
"""The largest file of which every byte is compared without being asked for."""

_SAMPLE: Final = 64 << 10
_VERSION: Final = 1
_BLOCK: Final = 1 << 20


@attrs.frozen(kw_only=True)
class SourceIdentity:
    """What tells a file from another, or from its own later state. Holds nothing of its content.

    Two are equal if the files say the same and are read in the same way, wherever they lie.

    Attributes:
        kind: The kind of source: `csv`, `jsonl` or `rejects`.
        path: Where the file is; does not count.
        size: Its size in bytes, compressed if it is.
        mtime_ns: When it was last written, in nanoseconds since 1970; does not count.
        content: A hash of every byte, or of the first and the last 64 KiB and the time of the
            last write where the file is larger than 64 MiB and `strict` was not asked for.
        reading: A hash of what decides how its rows are read: columns, encoding and the like.
    """

    kind: str
    path: str = attrs.field(eq=False)
    size: int
    mtime_ns: int = attrs.field(eq=False)
    content: str
    reading: str

    @property
    def fingerprint(self) -> str:
        """All that counts, as 64 hexadecimal digits."""
        facts = [_VERSION, self.kind, self.size, self.content, self.reading]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def require_unchanged(self, before: "SourceIdentity") -> None:
        """Make sure that this is what an earlier run has read.

        Args:
            before: The identity of the source in that run.

        Raises:
            SourceChanged: It is not; says what differs and what to do.
        """
        if self == before:
            return
        if (self.size, self.content) == (before.size, before.content):
            raise SourceChanged(
                f"{self.path}: the file is the same, but its columns, encoding, mapping or kind "
                "are not those of the import that is to go on; start it with the same ones, or "
                "start a new import"
            )
        if self.content.split()[0] != before.content.split()[0]:
            raise SourceChanged(
                f"{self.path}: only one of the two imports compares every byte; pass the same "
                "strict= as before, or start a new import"
            )
        if self.size != before.size:
            change = f"had {before.size} bytes and has {self.size}"
        else:
            change = "has the same size and another content"
        raise SourceChanged(
            f"{self.path} {change}, so that the import cannot go on where it stopped; bring the "
            "old file back, or start a new import with this one"
        )


@runtime_checkable
class HasIdentity(Protocol):
    """A source that can say whether it is still the same in a later run."""

    def identity(self) -> SourceIdentity | None:
        """What tells the source from another; `None` if it cannot be read a second time.

        Raises:
            SourceError: It cannot be read.
        """
        ...


def identity_of(source: object) -> SourceIdentity | None:
    """The identity of a source, if it has one.

    Raises:
        SourceError: It should have one, and cannot be read.
    """
    return source.identity() if isinstance(source, HasIdentity) else None


class FileGuard:
    """Notices that a file is written to, or replaced, while it is being read; and how far it is.

    Attributes:
        share_read: How much of it has been read, from 0 to 1, where that is known.
    """

    def __init__(self) -> None:
        self.share_read: float | None = None
        self._seen: tuple[int, ...] | None = None

    def forget(self) -> None:
        """Let the next reading begin with the file as it is then."""
        self._seen = None

    def compare(self, path: str, now: os.stat_result) -> None:
        """Compare a file with what was noted, or note it if nothing was.

        Raises:
            SourceChanged: It is another one, or was written to.
        """
        if not stat.S_ISREG(now.st_mode):
            return
        facts = _facts(now)
        if self._seen is None:
            self._seen = facts
        elif self._seen != facts:
            raise SourceChanged(
                f"{path} was changed or replaced while it was being imported; "
                "wait until it is complete, then import it again"
            )

    def compare_path(self, path: str) -> None:
        """Compare what lies at a path with what was noted.

        Raises:
            SourceChanged: It is another file, or was written to. That it is gone is no harm: what
                was open was read to its end.
        """
        with suppress(OSError):
            self.compare(path, Path(path).stat())


def file_identity(
    kind: str, path: str, reading: Mapping[str, Any], *, strict: bool
) -> SourceIdentity:
    """Find out the identity of a regular file.

    Args:
        kind: The kind of source.
        path: The file.
        reading: What decides how its rows are read.
        strict: Whether every byte counts even if there are many.

    Raises:
        SourceError: It cannot be read.
        SourceChanged: It was written to in the meantime.
    """
    problem = ""
    try:
        with Path(path).open("rb") as file:
            before = os.fstat(file.fileno())
            content = _content(file, before, whole=strict or before.st_size <= WHOLE)
            after = os.fstat(file.fileno())
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except ValueError:
        problem = "not a path"
    else:
        if _facts(before) == _facts(after):
            return SourceIdentity(
                kind=kind,
                path=os.path.realpath(path),
                size=before.st_size,
                mtime_ns=before.st_mtime_ns,
                content=content,
                reading=_digest(reading),
            )
        raise SourceChanged(f"{path} is being written to; wait until it is complete")
    raise SourceError(f"{path} cannot be read ({problem})")


def _content(file: BinaryIO, facts: os.stat_result, *, whole: bool) -> str:
    digest = hashlib.sha256()
    if whole:
        while block := file.read(_BLOCK):
            digest.update(block)
        return f"whole {digest.hexdigest()}"
    # Where bytes in the middle may differ unseen, the time of the last write must not.
    digest.update(facts.st_mtime_ns.to_bytes(16, "big", signed=True))
    digest.update(file.read(_SAMPLE))
    file.seek(-_SAMPLE, os.SEEK_END)
    digest.update(file.read(_SAMPLE))
    return f"sample {digest.hexdigest()}"


def _digest(reading: Mapping[str, Any]) -> str:
    text = json.dumps(reading, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(now: os.stat_result) -> tuple[int, ...]:
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns
