"""Sources of an import: CSV files, JSON lines, and whatever can be iterated over."""

import asyncio
import inspect
import os
import threading
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Generator,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import aclosing
from itertools import islice
from typing import Any, Final, cast

import attrs

from gomus_async.bulk.columns import check_columns
from gomus_async.bulk.csv_dialect import can_delimit
from gomus_async.bulk.csv_rows import CsvReader, Empty
from gomus_async.bulk.json_lines import read_json_lines
from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.text_files import TextFile, check_head, is_regular
from gomus_async.errors import SourceError
from gomus_async.models.customers import NewCustomer

__all__ = [
    "CsvSource",
    "JsonlSource",
    "Record",
    "RowsSource",
    "Source",
    "as_source",
    "csv_source",
    "jsonl_source",
]

_CHUNK: Final = 1000

Rows = Iterable[NewCustomer | Mapping[str, Any]] | AsyncIterable[NewCustomer | Mapping[str, Any]]
"""Customers, or values by field name, from anywhere."""


def csv_source(
    path: str | os.PathLike[str],
    *,
    columns: Mapping[str, str] | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    empty: Empty = "unset",
) -> "CsvSource":
    """Read customers from a CSV file, gzipped or not, whose first line names the columns.

    Args:
        path: The file.
        columns: Which columns are which fields, `{"Nachname": "name"}`. Columns that are named as
            a field of a customer need not be mapped; all others are ignored.
        delimiter: What stands between two cells. By default the one of comma, semicolon, tab and
            bar that splits the header into the most columns that are used, then the most columns.
        encoding: The file's encoding. By default its byte order mark decides, then UTF-8.
        empty: What an empty cell means: the field stays as it is (`"unset"`), or it is
            cleared (`"clear"`).

    Returns:
        The source. Nothing is opened yet.

    Example:
        >>> source = csv_source("crm.csv", columns={"Kundennr": "foreign_id", "Nachname": "name"})
        >>> source.name
        'crm.csv'
    """
    return CsvSource(os.fspath(path), dict(columns or {}), delimiter, encoding, empty)


def jsonl_source(
    path: str | os.PathLike[str], *, columns: Mapping[str, str] | None = None
) -> "JsonlSource":
    """Read customers from a file, gzipped or not, that has one JSON object a line.

    Args:
        path: The file.
        columns: Which keys are which fields, `{"last_name": "name"}`; others keep their names.

    Returns:
        The source. Nothing is opened yet.

    Example:
        >>> jsonl_source("crm.jsonl").name
        'crm.jsonl'
    """
    return JsonlSource(os.fspath(path), dict(columns or {}))


def as_source(rows: Source | Rows) -> Source:
    """Make a source of customers or mappings that can be iterated over, synchronously or not.

    A plain iterable is read on the event loop, one item at a time: give an asynchronous one if
    getting the next item takes long.

    Args:
        rows: The customers, or values by field name. A source is returned as it is.

    Returns:
        The source.

    Raises:
        SourceError: It cannot be iterated over, or it is a path, text or a single row.

    Example:
        >>> as_source([{"foreign_id": "SF-1", "name": "Meier"}]).name
        'rows'
    """
    if isinstance(rows, Source):
        return rows
    mistake = _mistake(rows)
    if mistake:
        raise SourceError(mistake)
    return RowsSource(rows)


@attrs.frozen
class CsvSource:
    """A CSV file; made by `csv_source`."""

    name: str
    columns: Mapping[str, str]
    delimiter: str | None
    encoding: str | None
    empty: Empty

    def check(self) -> None:
        """Check that the file can be read and that its header fits the columns.

        Raises:
            SourceError: It cannot, or it does not. A pipe is checked only when it is read.
        """
        self._check_arguments()
        if is_regular(self.name):
            with TextFile(self.name, self.encoding) as file:
                self._reader(file)
                check_head(file)

    def records(self) -> AsyncGenerator[Record, None]:
        """Read the rows, a thousand at a time in a worker thread.

        Raises:
            SourceError: The file cannot be read on; the rows before were handed out.
        """
        return _in_chunks(self._read())

    def _read(self) -> Generator[Record, None, None]:
        self._check_arguments()
        with TextFile(self.name, self.encoding) as file:
            yield from self._reader(file).records()

    def _reader(self, file: TextFile) -> CsvReader:
        return CsvReader(
            file, self.name, columns=self.columns, delimiter=self.delimiter, empty=self.empty
        )

    def _check_arguments(self) -> None:
        check_columns(self.columns, self.name)
        if self.delimiter is not None and not can_delimit(self.delimiter):
            raise SourceError(
                f"{self.name}: {self.delimiter!r} cannot be the delimiter; pass one character "
                'such as ";"'
            )
        if self.empty not in {"unset", "clear"}:
            raise SourceError(f'{self.name}: empty is {self.empty!r}; pass "unset" or "clear"')


@attrs.frozen
class JsonlSource:
    """A file with one JSON object a line; made by `jsonl_source`."""

    name: str
    columns: Mapping[str, str]

    def check(self) -> None:
        """Check that the file can be read, and the columns.

        Raises:
            SourceError: It cannot, or they are wrong. A pipe is checked only when it is read.
        """
        check_columns(self.columns, self.name)
        if is_regular(self.name):
            with TextFile(self.name) as file:
                check_head(file)

    def records(self) -> AsyncGenerator[Record, None]:
        """Read the lines, a thousand at a time in a worker thread.

        Raises:
            SourceError: The file cannot be read on; the lines before were handed out.
        """
        return _in_chunks(self._read())

    def _read(self) -> Generator[Record, None, None]:
        check_columns(self.columns, self.name)
        with TextFile(self.name) as file:
            yield from read_json_lines(file, self.columns)


@attrs.frozen
class RowsSource:
    """Customers or mappings from anywhere; made by `as_source`."""

    rows: Rows = attrs.field(repr=False)
    name: str = "rows"

    def check(self) -> None:
        """Nothing can be known before the rows are asked for."""

    async def records(self) -> AsyncGenerator[Record, None]:
        """Read the rows one at a time, and close what they come from when nobody reads on."""
        position = 0
        async with aclosing(_items(self.rows)) as items:
            async for item in items:
                position += 1
                if isinstance(item, Mapping | NewCustomer):
                    yield Record(position, None, cast("Mapping[str, Any] | NewCustomer", item))
                else:
                    problem = f"row is {type(item).__name__}, not NewCustomer or a mapping"
                    yield Record(position, None, {}, problem)


def _mistake(rows: object) -> str | None:
    if isinstance(rows, str | bytes | os.PathLike):
        return "a path is not a source; wrap it: csv_source(path), jsonl_source(path)"
    if isinstance(rows, Mapping | NewCustomer):
        return "a single row is not a source; put it into a list"
    if not isinstance(rows, Iterable | AsyncIterable):
        return f"{type(rows).__name__} is not a source; give rows that can be iterated over"
    return None


async def _items(rows: Rows) -> AsyncGenerator[object, None]:
    if isinstance(rows, AsyncIterable):
        later = aiter(rows)
        try:
            async for item in later:
                yield item
        finally:
            await _aclose(later)
        return
    now = iter(rows)
    try:
        for count, item in enumerate(now, 1):
            yield item
            if count % _CHUNK == 0:
                await asyncio.sleep(0)  # a long list must not keep the loop to itself
    finally:
        _close(now)


async def _aclose(rows: AsyncIterator[object]) -> None:
    if inspect.isasyncgen(rows):
        await rows.aclose()


def _close(rows: Iterator[object]) -> None:
    if inspect.isgenerator(rows):
        rows.close()


async def _in_chunks(records: Generator[Record, None, None]) -> AsyncGenerator[Record, None]:
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
