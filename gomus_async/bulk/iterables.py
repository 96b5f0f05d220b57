"""Rows from whatever can be iterated over, as a source."""

import asyncio
import inspect
import os
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import aclosing
from typing import Any, Final, cast

import attrs

from gomus_async.bulk.records import Record, Source
from gomus_async.errors import SourceError
from gomus_async.models.customers import NewCustomer

__all__ = ["Rows", "RowsSource", "as_source", "live_source"]

_TURN: Final = 1000

Rows = Iterable[NewCustomer | Mapping[str, Any]] | AsyncIterable[NewCustomer | Mapping[str, Any]]
"""Customers, or values by field name, from anywhere."""


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
    return RowsSource(_checked(rows))


def live_source(rows: Rows, *, name: str = "rows") -> "RowsSource":
    """Make a source of rows that may be other ones, or in another order, the next time.

    That is what a system's API gives while people work with it. An import that was stopped is
    not resumed by counting such rows: it reads all of them again, and its journal tells which
    ones stand already.

    Args:
        rows: The customers, or values by field name; see `as_source`.
        name: What messages call them.

    Returns:
        The source.

    Raises:
        SourceError: They cannot be iterated over, or are a path, text or a single row.

    Example:
        >>> live_source([{"foreign_id": "CLUB-1", "name": "Meier"}], name="club").live
        True
    """
    return RowsSource(_checked(rows), name, live=True)


@attrs.frozen
class RowsSource:
    """Customers or mappings from anywhere; made by `as_source` and `live_source`."""

    rows: Rows = attrs.field(repr=False)
    name: str = "rows"
    live: bool = False

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


def _checked(rows: Rows) -> Rows:
    mistake = _mistake(rows)
    if mistake:
        raise SourceError(mistake)
    return rows


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
            if count % _TURN == 0:
                await asyncio.sleep(0)  # a long list must not keep the loop to itself
    finally:
        _close(now)


async def _aclose(rows: AsyncIterator[object]) -> None:
    if inspect.isasyncgen(rows):
        await rows.aclose()


def _close(rows: Iterator[object]) -> None:
    if inspect.isgenerator(rows):
        rows.close()
