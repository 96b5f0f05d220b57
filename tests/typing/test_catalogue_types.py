"""What the calls of the catalogue return, for the type checkers."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, assert_type

from gomus_async import (
    BarcodeStatus,
    BookedPrice,
    BookingRequest,
    CalendarQuota,
    Capacities,
    Country,
    DateBooking,
    DispatchMode,
    EntryConfig,
    Event,
    EventDate,
    Exhibition,
    Feedback,
    Gomus,
    Museum,
    NewPrice,
    NewRequest,
    OpeningHours,
    Pager,
    Response,
    Scan,
    StartTime,
    State,
    Tag,
    Text,
    Ticket,
    TicketContent,
    Tour,
    TourBookingDetails,
    TourPrices,
)

DAY = date(2026, 11, 5)
REQUEST = NewRequest(date=DAY, items=[{"id": 9}])


def lists(gomus: Gomus) -> None:
    assert_type(gomus.museums.list(), Pager[Museum])
    assert_type(gomus.exhibitions.list(), Pager[Exhibition])
    assert_type(gomus.tickets.list(), Pager[Ticket])
    assert_type(gomus.tickets.contents([1]), Pager[TicketContent])
    assert_type(gomus.events.list(), Pager[Event])
    assert_type(gomus.events.dates(1), Pager[EventDate])
    assert_type(gomus.events.bookings(1, 2), Pager[DateBooking])
    assert_type(gomus.dates.list(), Pager[EventDate])
    assert_type(gomus.tours.list(), Pager[Tour])
    assert_type(gomus.tour_bookings.list(), Pager[TourBookingDetails])
    assert_type(gomus.lookups.countries(), Pager[Country])
    assert_type(gomus.lookups.states(), Pager[State])
    assert_type(gomus.lookups.dispatch_modes(), Pager[DispatchMode])


async def values(gomus: Gomus) -> None:
    assert_type(await gomus.museums.get(1), Museum)
    assert_type(await gomus.museums.opening_hours(1), Sequence[OpeningHours])
    assert_type(await gomus.museums.schedules(1), Any)
    assert_type(await gomus.exhibitions.get(1), Exhibition)
    assert_type(await gomus.tickets.get(1), Ticket)
    assert_type(await gomus.tickets.capacity(1), dict[datetime, int])
    assert_type(await gomus.tickets.capacities([1]), Capacities)
    assert_type(await gomus.tickets.calendar(), dict[date, Any])
    assert_type(await gomus.tickets.calendar(depth="all"), dict[date, tuple[CalendarQuota, ...]])
    assert_type(await gomus.events.get(1), Event)
    assert_type(await gomus.events.date(1, 2), EventDate)
    assert_type(await gomus.events.seating_svg("/api/v4/seatings/1.svg"), str)
    assert_type(await gomus.events.grades(), list[Tag])
    assert_type(await gomus.dates.languages(), Sequence[Tag])
    assert_type(await gomus.dates.calendar(), dict[date, Any])
    assert_type(await gomus.tours.get(1), Tour)
    assert_type(await gomus.tours.prices(1), TourPrices)
    assert_type(await gomus.tours.start_times(1), dict[date, Any])
    assert_type(await gomus.tours.start_times(1, depth="all"), dict[date, tuple[datetime, ...]])
    assert_type(await gomus.tours.start_times_on(1, DAY), Sequence[StartTime])
    assert_type(await gomus.tours.equipments(1), dict[int, dict[datetime, int]])
    assert_type(await gomus.tours.equipment(1, 2), dict[datetime, int])
    assert_type(await gomus.tour_bookings.get(1), TourBookingDetails)
    assert_type(await gomus.tour_bookings.update_price(1, 2, NewPrice()), BookedPrice | None)
    assert_type(await gomus.tour_bookings.feedback(1), Feedback)
    assert_type(await gomus.requests.create(REQUEST), BookingRequest | None)
    assert_type(await gomus.entry.status("4034"), BarcodeStatus)
    assert_type(await gomus.entry.redeem("4034"), BarcodeStatus)
    assert_type(await gomus.entry.scan(1), Scan)
    assert_type(await gomus.entry.update_scan(1, people_count=3), Scan)
    assert_type(await gomus.entry.config("MQ=="), EntryConfig)


async def responses(gomus: Gomus) -> None:
    raw = gomus.raw
    assert_type(await raw.museums.get(1), Response[Museum])
    assert_type(await raw.events.date(1, 2), Response[EventDate])
    assert_type(await raw.events.categories(), Response[list[Tag]])
    assert_type(await raw.tours.prices(1), Response[TourPrices])
    assert_type(await raw.tours.equipments(1), Response[dict[int, dict[datetime, int]]])
    assert_type(await raw.tour_bookings.delete_price(1, 2), Response[None])
    assert_type(await raw.requests.create(REQUEST), Response[BookingRequest | None])
    assert_type(await raw.entry.redeem("4034"), Response[BarcodeStatus])


async def wrong_arguments(gomus: Gomus) -> None:
    await gomus.museums.get("5")  # type: ignore[arg-type]
    await gomus.tickets.calendar(depth="some")  # type: ignore[call-overload]
    await gomus.entry.update_scan(1)  # type: ignore[call-arg]
    gomus.events.list(by_museum_ids=5)  # type: ignore[arg-type]
    gomus.dates.list("2026-11-05")  # type: ignore[call-arg, arg-type]


def models(event: Event, ticket: Ticket) -> None:
    assert_type(event.title, Text)
    assert_type(event.entry_fee, str | bool | int | float | None)
    assert_type(event.registerable, bool | str | None)
    assert_type(event.upcoming_bookings_start_times, tuple[datetime, ...])
    assert_type(ticket.vat_pct, Decimal | None)
    assert_type(ticket.raw, dict[str, Any])


def test_the_calls_above_are_for_type_checkers_and_exist() -> None:
    gomus = Gomus("demo.gomus.de")
    called = {*lists.__code__.co_names, *values.__code__.co_names}

    for resource in ("museums", "exhibitions", "tickets", "dates", "lookups", "requests"):
        methods = {name for name in dir(getattr(gomus, resource)) if not name.startswith("_")}
        assert methods <= called
