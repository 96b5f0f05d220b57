"""Where downloads go: to memory, or to a file that is written whole or not at all.

Also reads files that are to be uploaded.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from gomus_async.errors import ConfigError, GomusError, ResponseTooLarge
from gomus_async.wire.failure import AttemptFailed, Cause

__all__ = ["FileSink", "MemorySink", "content_of"]

BLOCK_BYTES: Final = 1024 * 1024


def _too_large(most: int, setting: str) -> AttemptFailed:
    return AttemptFailed(
        Cause.REFUSED,
        ResponseTooLarge(f"the document is larger than {most} bytes; raise Limits.{setting}"),
    )


class MemorySink:
    """Keeps a download in memory.

    Args:
        most: The most bytes it takes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._chunks: list[bytes] = []
        self._size = 0
        self.headers: Mapping[str, str] = {}

    async def begin(self, headers: Mapping[str, str]) -> None:
        """Start anew."""
        self.headers = headers
        self._chunks.clear()
        self._size = 0

    async def write(self, chunk: bytes) -> None:
        """Take the next part.

        Raises:
            AttemptFailed: It is too much.
        """
        self._size += len(chunk)
        if self._size > self._most:
            raise _too_large(self._most, "response_bytes, or save it to a file")
        self._chunks.append(chunk)

    @property
    def content(self) -> bytes:
        """What was downloaded."""
        return b"".join(self._chunks)


class FileSink:
    """Writes a download beside its target, and puts it in place when it is whole.

    A document can name people, so only its owner may read the file.

    Args:
        path: The target; its directory must exist.
        most: The most bytes it takes.

    Raises:
        ConfigError: The directory does not exist, or the target is one.
    """

    def __init__(self, path: Path, most: int) -> None:
        _check_target(path)
        self._path = path
        self._most = most
        self._size = 0
        self._pending: list[bytes] = []
        self._pending_size = 0
        self._file: IO[bytes] | None = None
        self._part: Path | None = None
        self.headers: Mapping[str, str] = {}

    async def begin(self, headers: Mapping[str, str]) -> None:
        """Start, or start anew."""
        self.headers = headers
        self._size = self._pending_size = 0
        self._pending.clear()
        await self._on_disk(self._open)

    async def write(self, chunk: bytes) -> None:
        """Take the next part.

        Raises:
            AttemptFailed: It is too much, or the disk refuses it.
        """
        self._size += len(chunk)
        if self._size > self._most:
            raise _too_large(self._most, "document_bytes")
        self._pending.append(chunk)
        self._pending_size += len(chunk)
        if self._pending_size >= BLOCK_BYTES:
            await self._on_disk(self._flush)

    async def finish(self, content: bytes | None = None) -> None:
        """Put the whole file in place.

        Args:
            content: All of it, where it was not downloaded to here.

        Raises:
            GomusError: The disk refuses it.
        """
        try:
            if content is not None:
                await self.begin({})
                await self.write(content)
            await self._on_disk(self._place)
        except AttemptFailed as failed:
            problem = failed.error
        else:
            return
        raise problem

    def discard(self) -> None:
        """Leave nothing behind, whatever happened."""
        file, self._file = self._file, None
        part, self._part = self._part, None
        if file is not None:
            with suppress(OSError):
                file.close()
        if part is not None:
            with suppress(OSError):
                part.unlink()

    async def _on_disk(self, work: Callable[[], None]) -> None:
        task = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            # The thread cannot be stopped, and must not write after the file was discarded.
            while not task.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([task])
            raise
        except OSError as error:
            reason = error.strerror or type(error).__name__
        else:
            return
        raise AttemptFailed(
            Cause.REFUSED, GomusError(f"{self._path} could not be written: {reason}")
        )

    def _open(self) -> None:
        if self._file is None:
            number, name = tempfile.mkstemp(prefix=".gomus-", suffix=".part", dir=self._path.parent)
            self._part = Path(name)
            self._file = os.fdopen(number, "wb", buffering=0)
        self._file.seek(0)
        self._file.truncate()

    def _flush(self) -> None:
        if self._file is None:
            return
        content = memoryview(b"".join(self._pending))
        self._pending.clear()
        self._pending_size = 0
        while content:
            content = content[self._file.write(content) :]

    def _place(self) -> None:
        if self._file is None or self._part is None:
            return
        self._flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)
        self._file = self._part = None


def _check_target(path: Path) -> None:
    """Refuse what no file can be written to."""
    try:
        possible = b"\0" not in os.fsencode(path)
        exists, regular, has_home = path.exists(), path.is_file(), path.parent.is_dir()
    except (OSError, ValueError):
        possible = exists = regular = has_home = False
    if not possible:
        raise ConfigError("the path is none that a file can have")
    if exists and not regular:
        raise ConfigError(f"{path} is a directory or a device; give the path of a file")
    if not has_home:
        raise ConfigError(f"{path.parent} is not a directory; make it first")


async def content_of(file: str | os.PathLike[str] | bytes, most: int) -> bytes:
    """The content of a file that is to be uploaded.

    Raises:
        ConfigError: It cannot be read, is empty, or is larger than `most` bytes.
    """
    name = "the file" if isinstance(file, bytes) else os.fspath(file)
    try:
        content = file if isinstance(file, bytes) else await asyncio.to_thread(_read, file, most)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
    else:
        if not content:
            raise ConfigError(f"{name} is empty")
        if len(content) > most:
            raise ConfigError(f"{name} is larger than {most} bytes")
        return content
    raise ConfigError(f"{name} cannot be read: {reason}")


def _read(path: str | os.PathLike[str], most: int) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(most + 1)
