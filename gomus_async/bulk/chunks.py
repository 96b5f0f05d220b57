"""Records of a file, read in a worker thread."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Sequence
from contextlib import aclosing
from typing import Final, Generic, Protocol, TypeVar, runtime_checkable

from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.text_files import TextFile
from gomus_async.errors import SourceError

__all__ = ["chunks_of", "cut", "in_thread", "together"]

_MOST_RECORDS: Final = 1000
_MOST_CHARACTERS: Final = 1 << 20

T = TypeVar("T")
Chunks = Generator[list[T], None, None]


def cut(records: Iterable[Record], file: TextFile) -> Chunks[Record]:
    """Cut records into lists of a thousand, or fewer where the records are long.

    Raises:
        SourceError: The file cannot be read on; the records before were handed out.
    """
    return _cut(records, file, lambda _: 1)


def together(
    parts: Iterable[Sequence[Record]], file: TextFile
) -> Generator[list[Sequence[Record]], None, None]:
    """Lists of parts of a thousand records or so together, or fewer where the records are long.

    Raises:
        SourceError: As `cut`.
    """
    return _cut(parts, file, len)


def _cut(items: Iterable[T], file: TextFile, size: Callable[[T], int]) -> Chunks[T]:
    chunk: list[T] = []
    count = 0
    failure = None
    limit = _MOST_CHARACTERS
    try:
        for item in items:
            chunk.append(item)
            count += size(item)
            if count >= _MOST_RECORDS or file.characters > limit:
                yield chunk
                chunk, count = [], 0
                limit = file.characters + _MOST_CHARACTERS
    except SourceError as error:
        failure = error
    if chunk:
        yield chunk
    if failure is not None:
        raise failure


async def in_thread(chunks: Chunks[T]) -> AsyncGenerator[list[T], None]:
    """Hand out chunks that a worker thread reads, and close what it reads from."""
    taking = _Taking(chunks)
    try:
        while chunk := await asyncio.to_thread(taking.take):
            yield chunk
    finally:
        taking.close()


@runtime_checkable
class ReadsChunks(Protocol):
    """A source that hands out many records at once, which costs less than one by one."""

    def chunks(self) -> AsyncGenerator[Sequence[Record], None]:
        """Read the records, some at a time."""
        ...


async def chunks_of(source: Source) -> AsyncGenerator[Sequence[Record], None]:
    """The records of a source, as many at a time as it hands out."""
    if isinstance(source, ReadsChunks):
        async with aclosing(source.chunks()) as chunks:
            async for chunk in chunks:
                yield chunk
    else:
        async with aclosing(source.records()) as records:
            async for record in records:
                yield [record]


class _Taking(Generic[T]):
    """Takes chunks in a thread, and closes the file even if that thread is at work just then."""

    def __init__(self, chunks: Chunks[T]) -> None:
        self._chunks = chunks
        self._busy = threading.Lock()
        self._closed = False

    def take(self) -> list[T]:
        """The next records; none in the end."""
        try:
            with self._busy:
                return next(self._chunks, None) or []
        finally:
            if self._closed:
                self.close()

    def close(self) -> None:
        """Close the file now, or leave it to the thread that is reading from it."""
        self._closed = True
        if self._busy.acquire(blocking=False):
            try:
                self._chunks.close()
            finally:
                self._busy.release()
