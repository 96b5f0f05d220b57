"""What the catalogue lists can be bought, at the price that it lists."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from gomus_async import (
    UNSET,
    EventDate,
    EventItem,
    Gomus,
    NewEventSeats,
    NewOrder,
    NewSeat,
    NewTour,
    Order,
    StartTime,
    Tour,
    TourItem,
    TourPrices,
)
from tests.catalogue.conftest import MONDAY, Network

PEOPLE: Final = 2
MONTH_END: Final = MONDAY + timedelta(days=25)


def seats_item(date: EventDate) -> NewEventSeats:
    """Two places of a date, one of each price, as its prices and seats say."""
    prices = {row.scale_price_id: row.price_cents or 0 for row in date.prices}
    if date.seatings:
        (seating,) = date.seatings
        by_category = {row.seat_category_id: row.scale_price_id or 0 for row in date.prices}
        free = [seat for seat in seating.seats if seat.id not in seating.blocked_seats]
        # One from either end, so that both categories are among them.
        chosen = [
            NewSeat(seat_id=seat.id, scale_price_id=by_category[seat.category_id])
            for seat in (free[0], free[-1])
        ]
        return NewEventSeats(
            id=date.id,
            seats=chosen,
            price_cents=sum(prices[seat.scale_price_id] for seat in chosen),
        )
    if None in prices:
        return NewEventSeats(id=date.id, quantity=PEOPLE, price_cents=PEOPLE * prices[None])
    quantities = {number: 1 for number in prices if number is not None}
    return NewEventSeats(id=date.id, quantities=quantities, price_cents=sum(prices.values()))


def tour_item(tour: Tour, prices: TourPrices, start: StartTime) -> NewTour:
    """A tour for the smallest group, with every surcharge that has to be there."""
    assert start.participants is not None
    people = start.participants.min or 1
    scales = {
        row.scale_price_id: row.price_cents or 0
        for row in prices.prices
        if row.scale_price_id is not None
    }
    extras = {
        row.price_surcharge_id: row.price_cents or 0
        for row in prices.prices
        if row.price_surcharge_id is not None and not row.optional
    }
    cents = people * sum(extras.values())
    cents += people * min(scales.values(), default=0)
    cents += sum(row.price_cents or 0 for row in prices.prices if row.group)
    cheapest = min(scales, key=scales.__getitem__, default=None)
    return NewTour(
        id=tour.id,
        start_time=start.start_time,
        language_id=tour.languages[0].id or UNSET,
        age_group_id=tour.age_groups[0].id or UNSET,
        quantity=people if cheapest is None else UNSET,
        quantities=UNSET if cheapest is None else {cheapest: people},
        surcharges=dict.fromkeys(extras, people) or UNSET,
        price_cents=cents,
    )


def stored(network: Network, order: Order) -> int:
    (row,) = (row for row in network.records("orders") if row["id"] == order.id)
    total: int = row["total_price_cents"]
    return total


async def first_dates(gomus: Gomus) -> Sequence[EventDate]:
    """Of every event the first date that can be booked, with its prices."""
    listed: dict[int, EventDate] = {}
    dates = gomus.dates.list(start_at=MONDAY, end_at=MONTH_END, by_bookable=True)
    async for row in dates:
        assert row.event_id is not None
        listed.setdefault(row.event_id, row)
    return [await gomus.events.date(event_id, row.id) for event_id, row in listed.items()]


async def test_places_of_every_event(network: Network) -> None:
    dates = await first_dates(network.gomus)
    assert len(dates) > 20
    for date in dates:
        item = seats_item(date)
        order = await network.gomus.orders.create(NewOrder(items=[item]))

        assert order.total_price_cents == stored(network, order) == item.price_cents
        (bought,) = order.items
        assert isinstance(bought, EventItem)
        assert bought.attributes.start_time == date.start_time
        again = await network.gomus.events.date(date.event_id or 0, date.id)
        assert date.seats is not None
        assert again.seats is not None
        taken = (date.seats.available or 0) - (again.seats.available or 0)
        assert taken == bought.attributes.quantity


async def test_seats_that_were_bought_are_blocked(network: Network) -> None:
    (date,) = [row for row in await first_dates(network.gomus) if row.id == 28228]
    item = seats_item(date)
    await network.gomus.orders.create(NewOrder(items=[item]))

    again = await network.gomus.events.date(date.event_id or 0, date.id)

    before, after = date.seatings[0].blocked_seats, again.seatings[0].blocked_seats
    assert set(after) - set(before) == {22, 31}
    assert await network.gomus.events.seating_svg(again.seatings[0].visual_url or "")


async def test_every_tour_at_a_time_at_which_it_starts(network: Network) -> None:
    gomus, day = network.gomus, MONDAY + timedelta(days=2)
    tours = await gomus.tours.list(by_bookable=True).all()
    assert len(tours) == 15
    surcharged = 0
    for row in tours:
        tour = await gomus.tours.get(row.id)
        start = (await gomus.tours.start_times_on(tour.id, day))[0]
        prices = await gomus.tours.prices(tour.id, date=day)
        item = tour_item(tour, prices, start)
        order = await gomus.orders.create(NewOrder(items=[item]))

        assert order.total_price_cents == stored(network, order) == item.price_cents
        (bought,) = order.items
        assert isinstance(bought, TourItem)
        assert bought.attributes.start_time == start.start_time
        lines = [line.total_price_cents or 0 for line in bought.attributes.prices]
        assert sum(lines) == order.total_price_cents
        surcharged += item.surcharges is not UNSET
    assert surcharged == 2


async def test_a_time_that_is_full_is_no_start_time_any_more(network: Network) -> None:
    gomus, day = network.gomus, MONDAY + timedelta(days=2)
    tour = await gomus.tours.get(28227)
    prices = await gomus.tours.prices(tour.id, date=day)
    before = await gomus.tours.start_times_on(tour.id, day)
    await gomus.orders.create(NewOrder(items=[tour_item(tour, prices, before[0])]))

    after = await gomus.tours.start_times_on(tour.id, day)

    assert before[0].start_time not in {start.start_time for start in after}
    assert 0 < len(after) < len(before)
