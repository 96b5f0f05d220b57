"""Calendars over ten weeks, in July and across both changes of the clocks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from tests.catalogue.conftest import Network, Open

DAYS: Final = 70
PROGRAMME_DAYS: Final = 63
"""How far ahead the sandbox plans its events."""
AUTUMN: Final = date(2026, 10, 25)
SPRING: Final = date(2027, 3, 28)
BEGINS: Final = {
    "summer": date(2026, 7, 6),
    "autumn": AUTUMN - timedelta(days=20),
    "spring": SPRING - timedelta(days=20),
}
TICKET: Final = 247
TOUR: Final = 101173
NIGHT: Final = 101197
"""An event on Sundays at half past two in the night, when the clocks change."""


@pytest.fixture(params=BEGINS.values(), ids=[*BEGINS])
def first(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


async def at(open_network: Open, day: date) -> Network:
    now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    return await open_network(clock=lambda: now)


def range_of(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(DAYS)]


def offset(moment: datetime) -> timedelta:
    found = moment.utcoffset()
    assert found is not None
    return found


def summer(day: date) -> bool:
    """Whether summer time is on at noon."""
    return day < AUTUMN or day >= SPRING


def check_offsets(starts: Mapping[date, datetime]) -> None:
    """See that every day's start has the day's date and offset."""
    for day, start in starts.items():
        assert start.date() == day
        assert offset(start) == timedelta(hours=2 if summer(day) else 1)


async def test_every_day_is_there_once(open_network: Open, first: date) -> None:
    network = await at(open_network, first)
    gomus, days = network.gomus, range_of(first)
    span: dict[str, Any] = {"start_at": days[0], "end_at": days[-1]}

    found = [
        await gomus.tickets.calendar(by_ticket_ids=[TICKET], **span),
        await gomus.tickets.calendar(depth="all", by_ticket_ids=[TICKET], **span),
        await gomus.dates.calendar(**span),
        await gomus.dates.calendar(depth="all", **span),
        await gomus.tours.start_times(TOUR, **span),
        await gomus.tours.start_times(TOUR, depth="all", **span),
    ]

    assert [list(calendar) for calendar in found] == [days] * len(found)
    assert all(any(calendar.values()) for calendar in found)
    asked = [(row["query"]["start_at"], row["query"]["end_at"]) for row in network.sent("GET")]
    parts = [(days[0], days[30]), (days[31], days[61]), (days[62], days[-1])]
    expected = [(begin.isoformat(), end.isoformat()) for begin, end in parts]
    assert asked == expected * len(found)


async def test_calendars_agree_with_what_is_asked_day_by_day(
    open_network: Open, first: date
) -> None:
    gomus = (await at(open_network, first)).gomus
    days = range_of(first)[17:24]
    span: dict[str, Any] = {"start_at": days[0], "end_at": days[-1]}

    tickets = await gomus.tickets.calendar(depth="all", by_ticket_ids=[TICKET], **span)
    tours = await gomus.tours.start_times(TOUR, depth="all", **span)

    for day in days:
        (quota,) = tickets[day]
        assert quota.capacities == await gomus.tickets.capacity(TICKET, date=day)
        single = await gomus.tours.start_times_on(TOUR, day)
        assert list(tours[day]) == [start.start_time for start in single]


@pytest.mark.parametrize(
    ("changes", "hours"), [(AUTUMN, 25), (SPRING, 23), (AUTUMN + timedelta(days=7), 24)]
)
async def test_the_day_of_a_change_has_an_hour_more_or_less(
    open_network: Open, changes: date, hours: int
) -> None:
    first = changes - timedelta(days=20)
    gomus = (await at(open_network, first)).gomus
    days = range_of(first)
    span: dict[str, Any] = {"start_at": days[0], "end_at": days[-1]}

    tickets = await gomus.tickets.calendar(depth="all", by_ticket_ids=[TICKET], **span)
    tours = await gomus.tours.start_times(TOUR, depth="all", **span)

    eve = changes - timedelta(days=1)
    opens = {day: min(quota.capacities) for day, (quota,) in tickets.items()}
    starts = {day: min(times) for day, times in tours.items() if times}
    check_offsets(opens)
    check_offsets(starts)
    for times in (opens, starts):
        assert times[changes] - times[eve] == timedelta(hours=hours)
    # The clocks change at night: by day there is as much to sell as on any other day.
    (quota,), (usual,) = tickets[changes], tickets[changes - timedelta(days=7)]
    assert len(quota.capacities) == len(usual.capacities)


@pytest.mark.parametrize(("changes", "held"), [(AUTUMN, True), (SPRING, False)])
async def test_what_takes_place_in_the_hour_that_is_changed(
    open_network: Open, changes: date, held: bool
) -> None:
    first = changes - timedelta(days=20)
    gomus = (await at(open_network, first)).gomus
    days = range_of(first)[:PROGRAMME_DAYS]
    span: dict[str, Any] = {"start_at": days[0], "end_at": days[-1]}

    listed = await gomus.events.dates(NIGHT, **span).all()
    calendar = await gomus.dates.calendar(by_event_ids=[NIGHT], **span)

    starts = {row.start_time.date(): row.start_time for row in listed if row.start_time}
    sundays = [day for day in days if day.weekday() == 6]
    assert list(starts) == [day for day in sundays if held or day != changes]
    assert [day for day, any_ in calendar.items() if any_] == list(starts)
    assert len(listed) == len(starts)
    after = changes + timedelta(days=7)
    assert offset(starts[after]) != offset(starts[changes - timedelta(days=7)])
    assert (starts[after].hour, starts[after].minute) == (2, 30)
