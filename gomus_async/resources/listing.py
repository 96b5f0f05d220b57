"""Lists of every resource: one pager over one endpoint."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, TypeVar

from gomus_async.errors import ConfigError
from gomus_async.models.common import Page
from gomus_async.pages import Pager
from gomus_async.resources.times import day
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint
from gomus_async.wire.request import CallOptions, PathValue, QueryValue

__all__ = ["joined_days", "listed", "spans"]

T = TypeVar("T")
LONGEST_DAYS: Final = 31


def listed(
    caller: Caller,
    endpoint: Endpoint[Page[T]],
    query: Mapping[str, QueryValue],
    *,
    path: Mapping[str, PathValue] | None = None,
    prefetch: int,
    options: CallOptions | None,
) -> Pager[T]:
    """A pager over an endpoint."""

    async def fetch(number: int) -> Page[T]:
        asked: dict[str, QueryValue] = {**query, "page": number}
        return await caller.call(endpoint, path=path or {}, query=asked, options=options)

    return Pager(fetch, prefetch=prefetch)


def _windows(first: date, last: date) -> Iterator[tuple[date, date]]:
    """A range of days in parts that the API takes, 31 days at most.

    Raises:
        ConfigError: It ends before it begins.
    """
    if first > last:
        raise ConfigError("start_at is after end_at; swap them")
    while first <= last:
        end = min(last, first + timedelta(days=LONGEST_DAYS - 1))
        yield first, end
        first = end + timedelta(days=1)


async def joined_days(
    caller: Caller,
    endpoint: Endpoint[dict[date, T]],
    query: Mapping[str, QueryValue],
    span: tuple[date | None, date | None],
    *,
    options: CallOptions | None,
    path: Mapping[str, PathValue] | None = None,
) -> dict[date, T]:
    """A calendar over a range of any length, in parts that the API takes.

    Raises:
        ConfigError: The range ends before it begins.
    """
    days: dict[date, T] = {}
    for first, last in spans(caller, *span):
        asked: dict[str, QueryValue] = {**query, "start_at": first, "end_at": last}
        part = await caller.call(endpoint, path=path or {}, query=asked, options=options)
        days.update(part)
    return days


def spans(
    caller: Caller, first: date | None, last: date | None
) -> Iterator[tuple[date | None, date | None]]:
    """A range in parts; as it is where the server's default ends it.

    Raises:
        ConfigError: It ends before it begins.
    """
    first, last = day(first, caller.zone), day(last, caller.zone)
    if last is None:
        yield first, None
        return
    wire = caller.wire
    today = wire.now().astimezone(wire.settings.zone).date()
    if first is None and last < today:
        raise ConfigError("end_at is before today, from which a range begins by default")
    if first is None and last < today + timedelta(days=LONGEST_DAYS):
        yield None, last
        return
    yield from _windows(first or today, last)
