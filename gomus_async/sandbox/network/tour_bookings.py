"""The bookings of tours, for the cash point."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Access, Call, Refused, Reply
from gomus_async.sandbox.network import filters
from gomus_async.sandbox.network.bookings import BOOKED, Booking, about, bookings
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.products import Tour
from gomus_async.sandbox.shop.ticket_filters import numbers

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

CASHPOINTS: Final = frozenset({Access.CASHPOINT})
_FINISHED: Final = 25
_CANCELLED: Final = 50
_MISSING: Final = "booking not found"
_NO_EXHIBITION: Final = -1


def _list(state: "State", call: Call) -> Reply:
    today = state.clock.now().date()
    first, last = (slots.day_of(call, name, today) for name in ("start_at", "end_at"))
    found = [
        booking
        for booking in bookings(state, "Tour")
        if first <= start_of(state, booking).date() <= last and _passes(state, booking, call)
    ]
    found.sort(key=lambda booking: (start_of(state, booking).timestamp(), booking.id))
    # This list comes in pages like every other, but tells nothing about them.
    listed, _ = page(found, call)
    return Reply(data={"bookings": [row(state, booking) for booking in listed]})


def _show(state: "State", call: Call) -> Reply:
    booking = named(state, call)
    prices = price_lines(state, booking)
    return Reply(data={"booking": {**row(state, booking), "prices": prices}})


def named(state: "State", call: Call) -> Booking:
    """The booking that the path names first.

    Raises:
        Refused: 404, there is none.
    """
    number = filters.number(call, 0, _MISSING)
    for booking in bookings(state, "Tour"):
        if booking.id == number:
            return booking
    raise Refused(404, _MISSING)


def row(state: "State", booking: Booking) -> dict[str, Any]:
    """A booking in a list."""
    fields = booking.item.attributes
    tour = tour_of(state, booking)
    changed = [booking.order.created_at, booking.item.cancelled_at]
    changed.append(state.store.ledger.notes.updated.get(booking.id))
    times = [datetime.fromisoformat(text) for text in changed if text is not None]
    return {
        **about(state, booking),
        "start_time": fields["start_time"],
        "duration": None if tour is None else tour.duration,
        "tour": {"tour_id": fields["tour_id"], "title": fields["title"] or None},
        "status": status(state, booking),
        "participants": fields["participants"],
        "updated_at": max(times).isoformat(),
    }


def price_lines(state: "State", booking: Booking) -> list[dict[str, Any]]:
    """What a booking costs, line by line: the fees of its order, then the cash point's prices."""
    customs = state.store.ledger.notes.prices.get(booking.id, [])
    lines = booking.item.attributes["prices"]
    fees = [
        {"id": booking.id * 100 + n, **line, "type": "fee", "created_at": booking.order.created_at}
        for n, line in enumerate(lines[: len(lines) - len(customs)])
    ]
    added = [
        {"id": price.id, **line, "type": "custom", "created_at": price.created_at}
        for price, line in zip(customs, lines[len(fees) :], strict=True)
    ]
    return [{**line, "booking_id": booking.id} for line in (*fees, *added)]


def status(state: "State", booking: Booking) -> int:
    """20 booked, 25 finished, 50 cancelled."""
    if booking.is_cancelled:
        return _CANCELLED
    tour = tour_of(state, booking)
    end = start_of(state, booking).timestamp() + 60 * (0 if tour is None else tour.duration)
    return _FINISHED if end <= state.clock.timestamp() else BOOKED


def start_of(state: "State", booking: Booking) -> datetime:
    """When the group comes, in the instance's zone."""
    start = datetime.fromisoformat(booking.item.attributes["start_time"])
    return state.clock.at(start.timestamp())


def tour_of(state: "State", booking: Booking) -> Tour | None:
    """The tour that is booked, if it is still in the catalogue."""
    return state.store.ledger.catalogue.tours.get(booking.item.attributes["tour_id"])


def _passes(state: "State", booking: Booking, call: Call) -> bool:
    tour = tour_of(state, booking)
    facts = {
        "by_tour_ids": booking.item.attributes["tour_id"],
        "by_museum_ids": None if tour is None else tour.museum_id,
        "by_exhibition_ids": None if tour is None else tour.exhibition_id or _NO_EXHIBITION,
        "by_status_ids": status(state, booking),
    }
    for name, value in facts.items():
        if call.texts(name) and value not in numbers(call, name):
            return False
    categories = {text.casefold() for text in call.texts("by_categories")}
    names = set[str]() if tour is None else filters.category_names(tour)
    return not categories or not categories.isdisjoint(names)


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/tours/bookings", _list, CASHPOINTS),
    Route("GET", "/api/v4/tours/bookings/:id", _show, CASHPOINTS),
)
