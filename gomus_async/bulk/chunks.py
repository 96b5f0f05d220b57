"""Records of a file, read in a worker thread."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator
from itertools import islice
from typing import Final

from gomus_async.bulk.records import Record
from gomus_async.errors import SourceError

__all__ = ["in_chunks"]

_CHUNK: Final = 1000


async def in_chunks(records: Generator[Record, None, None]) -> AsyncGenerator[Record, None]:
    """Hand out records that a worker thread reads, a thousand at a time, and close them."""
    chunks = _Chunks(records)
    try:
        while True:
            chunk, error = await asyncio.to_thread(chunks.take)
            for record in chunk:
                yield record
            if error is not None:
                raise error
            if len(chunk) < _CHUNK:
                return
    finally:
        chunks.close()


class _Chunks:
    """Takes records in a thread, and closes the file even if that thread is at work just then."""

    def __init__(self, records: Generator[Record, None, None]) -> None:
        self._records = records
        self._busy = threading.Lock()
        self._closed = False

    def take(self) -> tuple[list[Record], SourceError | None]:
        """The next records, and what went wrong after them."""
        chunk: list[Record] = []
        failure = None
        with self._busy:
            try:
                chunk.extend(islice(self._records, _CHUNK))
            except SourceError as error:
                failure = error
        if self._closed:
            self.close()
        return chunk, failure

    def close(self) -> None:
        """Close the file now, or leave it to the thread that is reading from it."""
        self._closed = True
        if self._busy.acquire(blocking=False):
            try:
                self._records.close()
            finally:
                self._busy.release()
