"""GET /events/:event_id/dates/:date_id/bookings, for the cash point."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Access, Call, Reply
from gomus_async.sandbox.network.bookings import BOOKED, Booking, about, bookings
from gomus_async.sandbox.network.events import named_date
from gomus_async.sandbox.network.occasions import Occasion
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop.products import EventDate

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

CASHPOINTS: Final = frozenset({Access.CASHPOINT})
_CANCELLED: Final = 60
_ENTRY: Final = "Eintritt"


def _list(state: "State", call: Call) -> Reply:
    occasion = named_date(state, call)
    found = [booking for booking in bookings(state, "Event") if _is_for(booking, occasion)]
    listed, meta = page(found, call)
    rows = [_row(state, booking, occasion.date) for booking in listed]
    return Reply(data={"bookings": rows, "meta": meta})


def _is_for(booking: Booking, occasion: Occasion) -> bool:
    """Whether it books these very places: a date comes up again, and then it starts empty."""
    fields = booking.item.attributes
    if fields["date_id"] != occasion.date.id:
        return False
    start = datetime.fromisoformat(fields["start_time"])
    return start.timestamp() == occasion.at.timestamp()


def _row(state: "State", booking: Booking, date: EventDate) -> dict[str, Any]:
    return {
        **about(state, booking),
        "status": _CANCELLED if booking.is_cancelled else BOOKED,
        "seats": booking.item.attributes["quantity"],
        "prices": _prices(booking.item.attributes, date),
    }


def _prices(fields: Mapping[str, Any], date: EventDate) -> list[dict[str, Any]]:
    wanted = Counter[int](seat["scale_price_id"] for seat in fields.get("seats", ()))
    wanted.update({int(number): n for number, n in fields.get("quantities", {}).items()})
    if not wanted:
        return [_price(_ENTRY, fields["quantity"], date.price_cents or 0)]
    return [
        _price(price.title, wanted[price.scale_price_id], price.price_cents)
        for price in date.scale_prices
        if wanted[price.scale_price_id]
    ]


def _price(title: str, quantity: int, cents: int) -> dict[str, Any]:
    total = quantity * cents
    return {
        "title": title,
        "quantity": quantity,
        "price_cents": cents,
        "total_price_cents": total,
    }


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/events/:event_id/dates/:date_id/bookings", _list, CASHPOINTS),
)
