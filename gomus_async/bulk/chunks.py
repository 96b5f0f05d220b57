"""Records of a file, read in a worker thread."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import aclosing
from typing import Final, Protocol, runtime_checkable

from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.text_files import TextFile
from gomus_async.errors import SourceError

__all__ = ["chunks_of", "cut", "in_thread"]

_MOST_RECORDS: Final = 1000
_MOST_CHARACTERS: Final = 1 << 20

Chunks = Generator[list[Record], None, None]


def cut(records: Iterable[Record], file: TextFile) -> Chunks:
    """Cut records into lists of a thousand, or fewer where the records are long.

    Raises:
        SourceError: The file cannot be read on; the records before were handed out.
    """
    chunk: list[Record] = []
    failure = None
    limit = _MOST_CHARACTERS
    try:
        for record in records:
            chunk.append(record)
            if len(chunk) == _MOST_RECORDS or file.characters > limit:
                yield chunk
                chunk = []
                limit = file.characters + _MOST_CHARACTERS
    except SourceError as error:
        failure = error
    if chunk:
        yield chunk
    if failure is not None:
        raise failure


async def in_thread(chunks: Chunks) -> AsyncGenerator[list[Record], None]:
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

    def chunks(self) -> AsyncGenerator[list[Record], None]:
        """Read the records, some at a time."""
        ...


async def chunks_of(source: Source) -> AsyncGenerator[list[Record], None]:
    """The records of a source, as many at a time as it hands out."""
    if isinstance(source, ReadsChunks):
        async with aclosing(source.chunks()) as chunks:
            async for chunk in chunks:
                yield chunk
    else:
        async with aclosing(source.records()) as records:
            async for record in records:
                yield [record]


class _Taking:
    """Takes chunks in a thread, and closes the file even if that thread is at work just then."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._busy = threading.Lock()
        self._closed = False

    def take(self) -> list[Record]:
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
