"""Ranges of days: split where the API takes 31 at most, joined again, left alone where it can."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest

from gomus_async import ConfigError, Gomus
from tests.resources.recorder import Canned, Recorded, Recorder

Call = Callable[..., Awaitable[Any]]
CALLS: list[Any] = [
    pytest.param(lambda g, **span: g.tickets.calendar(**span), id="tickets.calendar"),
    pytest.param(lambda g, **span: g.dates.calendar(**span), id="dates.calendar"),
    pytest.param(lambda g, **span: g.tours.start_times(9, **span), id="tours.start_times"),
]
LISTS = [
    *CALLS,
    pytest.param(lambda g, **span: g.events.dates(7, **span).all(), id="events.dates"),
]
BORDERS = [
    (date(2026, 11, 1), 1, [1]),
    (date(2026, 11, 1), 31, [31]),
    (date(2026, 11, 1), 32, [31, 1]),
    (date(2026, 12, 15), 62, [31, 31]),
    (date(2028, 2, 20), 100, [31, 31, 31, 7]),
]


def asked(request: Recorded) -> tuple[date, date]:
    query = dict(request.pairs)
    return date.fromisoformat(query["start_at"]), date.fromisoformat(query["end_at"])


def every_day(request: Recorded) -> Canned:
    """Answers every day of the range that was asked for, and its first with `True`."""
    first, last = asked(request)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    rows = [{"id": day.toordinal()} for day in days]
    meta = {"total_count": len(days), "page": 1, "per_page": 100}
    data = {day.isoformat(): day == first for day in days}
    return Canned(json={"data": data, "dates": rows, "meta": meta})


@pytest.fixture
def november(gomus: Gomus) -> Gomus:
    """A client for which it is the last hour of November 4th in UTC, the 5th in Berlin."""
    gomus._caller.wire.now = lambda: datetime(2026, 11, 4, 23, 30, tzinfo=UTC)
    return gomus


@pytest.mark.parametrize(("first", "length", "parts"), BORDERS)
@pytest.mark.parametrize("call", LISTS)
async def test_ranges_are_split(
    gomus: Gomus, server: Recorder, *, call: Call, first: date, length: int, parts: list[int]
) -> None:
    server.answer = every_day

    found = await call(gomus, start_at=first, end_at=first + timedelta(days=length - 1))

    spans = [asked(request) for request in server.requests]
    assert [(last - first).days + 1 for first, last in spans] == parts
    assert spans[0][0] == first
    assert all(one[1] + timedelta(days=1) == two[0] for one, two in pairwise(spans))
    assert len(found) == length


@pytest.mark.parametrize("call", CALLS)
async def test_the_parts_of_a_calendar_are_joined(
    gomus: Gomus, server: Recorder, call: Call
) -> None:
    server.answer = every_day

    days = await call(gomus, start_at=date(2026, 11, 1), end_at=date(2026, 12, 31))

    assert [*days] == [date(2026, 11, 1) + timedelta(days=number) for number in range(61)]
    assert [day for day, value in days.items() if value] == [date(2026, 11, 1), date(2026, 12, 2)]


@pytest.mark.parametrize("call", LISTS)
async def test_the_servers_defaults_are_left_to_it(
    november: Gomus, server: Recorder, call: Call
) -> None:
    server.answer = Canned(json={"data": {}, "dates": []})

    await call(november)
    await call(november, end_at=date(2026, 12, 5))

    pairs = [dict(request.pairs) for request in server.requests]
    assert "start_at" not in pairs[0].keys() | pairs[1].keys()
    assert [query.get("end_at") for query in pairs] == [None, "2026-12-05"]


@pytest.mark.parametrize("call", CALLS)
async def test_a_calendar_without_an_end_goes_to_the_servers(
    gomus: Gomus, server: Recorder, call: Call
) -> None:
    server.answer = Canned(json={"data": {}})

    await call(gomus, start_at=datetime(2026, 11, 5, 12, tzinfo=UTC))

    query = dict(server.only.pairs)
    assert (query.get("start_at"), query.get("end_at")) == ("2026-11-05", None)


@pytest.mark.parametrize("call", LISTS)
async def test_a_late_end_counts_from_the_museums_today(
    november: Gomus, server: Recorder, call: Call
) -> None:
    server.answer = every_day

    await call(november, end_at=date(2026, 12, 6))

    spans = [asked(request) for request in server.requests]
    assert spans == [
        (date(2026, 11, 5), date(2026, 12, 5)),
        (date(2026, 12, 6), date(2026, 12, 6)),
    ]


async def test_an_end_in_the_past_is_refused(november: Gomus, server: Recorder) -> None:
    with pytest.raises(ConfigError, match="before today"):
        await november.tickets.calendar(end_at=date(2026, 11, 1))
    assert server.requests == []


async def test_every_part_carries_the_filters(gomus: Gomus, server: Recorder) -> None:
    server.answer = every_day
    span: Any = {"start_at": date(2026, 11, 1), "end_at": date(2026, 12, 31)}

    await gomus.tickets.calendar(by_ticket_ids=[247], **span)
    await gomus.events.dates(7, by_bookable=True, per_page=50, **span).all()

    kept = [
        [pair for pair in request.pairs if pair[0] not in {"start_at", "end_at"}]
        for request in server.requests
    ]
    assert kept[0] == kept[1] == [("depth", "any"), ("by_ticket_ids[]", "247")]
    assert kept[2] == kept[3] == [("by_bookable", "true"), ("per_page", "50"), ("page", "1")]


@attrs.define
class TwoMonths:
    """Serves pages of 2: the first part has none, 3 or 5 rows, the second has 3."""

    first: int

    def __call__(self, request: Recorded) -> Canned:
        query = dict(request.pairs)
        start = date.fromisoformat(query["start_at"])
        total, page = (3 if start.month == 12 else self.first), int(query["page"])
        rows = [{"id": start.toordinal() * 10 + number} for number in range(total)]
        meta = {"total_count": total, "page": page, "per_page": 2}
        return Canned(json={"dates": rows[2 * page - 2 : 2 * page], "meta": meta})


def two_months(gomus: Gomus, prefetch: int = 1) -> Any:
    return gomus.events.dates(
        7, start_at=date(2026, 11, 1), end_at=date(2026, 12, 31), prefetch=prefetch
    )


@pytest.mark.parametrize("prefetch", [0, 1, 5])
@pytest.mark.parametrize("rows", [0, 3, 5])
async def test_the_pages_of_all_parts(
    gomus: Gomus, server: Recorder, rows: int, prefetch: int
) -> None:
    server.answer = TwoMonths(rows)
    pager = two_months(gomus, prefetch)

    found = await pager.all()

    assert len({row.id for row in found}) == len(found) == rows + 3
    assert [row.id for row in found] == sorted(row.id for row in found)
    assert pager.total == rows + 3
    assert [len(page) async for page in pager.pages()][-2:] == [2, 1]


async def test_the_total_counts_what_was_begun(gomus: Gomus, server: Recorder) -> None:
    server.answer = TwoMonths(5)
    pager = two_months(gomus)

    assert repr(pager) == "Joined(total=None)"
    assert (await pager.first()).id % 10 == 0
    assert repr(pager) == "Joined(total=5)"
    assert len(server.requests) == 1
    assert len(await pager.all(limit=6)) == 6
    assert pager.total == 8


async def test_the_first_row_may_be_in_a_later_part(gomus: Gomus, server: Recorder) -> None:
    server.answer = TwoMonths(0)

    assert (await two_months(gomus).first()) is not None
    assert len(server.requests) == 2


async def test_no_row_in_any_part(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(json={"dates": []})

    assert await two_months(gomus).first() is None
    assert await two_months(gomus).all() == []
