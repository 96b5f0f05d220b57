"""Prices that the cash point adds to bookings of tours, while these are not paid."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.network import filters
from gomus_async.sandbox.network.bookings import Booking
from gomus_async.sandbox.network.tour_bookings import CASHPOINTS, named, price_lines
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop.notes import CustomPrice
from gomus_async.sandbox.shop.order_values import is_id, listed, mapping, refuse, whole

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_FIRST_ID: Final = 90_000_001
_MOST_CENTS: Final = 10_000_000
_MISSING: Final = "price not found"


def _create(state: "State", call: Call) -> Reply:
    booking = _open(state, call)
    given = listed(mapping(call.json, "request body").get("prices"), "prices")
    if not given:
        refuse("prices can't be blank")
    read = [_read(None, mapping(entry, "price")) for entry in given]
    ledger, now = state.store.ledger, state.clock.iso()
    added = [
        attrs.evolve(price, id=ledger.next_id("custom price", _FIRST_ID), created_at=now)
        for price in read
    ]
    _commit(state, booking, [*_customs(state, booking), *added])
    return Reply()


def _update(state: "State", call: Call) -> Reply:
    booking = _open(state, call)
    old = _named(state, booking, call)
    new = _read(old, mapping(mapping(call.json, "request body").get("price"), "price"))
    _commit(state, booking, [new if p is old else p for p in _customs(state, booking)])
    served = next(line for line in price_lines(state, booking) if line["id"] == new.id)
    return Reply(data={"price": served})


def _delete(state: "State", call: Call) -> Reply:
    booking = _open(state, call)
    old = _named(state, booking, call)
    _commit(state, booking, [price for price in _customs(state, booking) if price is not old])
    return Reply()


def _open(state: "State", call: Call) -> Booking:
    """The booking of the path, as long as its prices may be changed."""
    booking = named(state, call)
    if booking.is_cancelled:
        raise Refused(422, "booking is cancelled")
    if booking.is_paid:
        raise Refused(422, "booking is already paid")
    return booking


def _named(state: "State", booking: Booking, call: Call) -> CustomPrice:
    number = filters.number(call, 1, _MISSING)
    for price in _customs(state, booking):
        if price.id == number:
            return price
    if any(line["id"] == number for line in price_lines(state, booking)):
        raise Refused(422, "only custom prices can be changed")
    raise Refused(404, _MISSING)


def _read(old: CustomPrice | None, fields: Mapping[str, Any]) -> CustomPrice:
    """A price out of a request; what is not there stays as it was."""
    base = old or CustomPrice(
        id=0, title="", description=None, quantity=0, price_cents=-1, created_at=""
    )
    title, about = fields.get("title", base.title), fields.get("description", base.description)
    cents = fields.get("price_cents", base.price_cents)
    if not isinstance(title, str) or not title.strip():
        refuse("title can't be blank")
    if about is not None and not isinstance(about, str):
        refuse("description must be a text")
    if not is_id(cents) or not 0 <= cents <= _MOST_CENTS:
        refuse("price_cents must be a whole number from 0")
    return attrs.evolve(
        base,
        title=title,
        description=about,
        quantity=whole(fields.get("quantity", base.quantity), "quantity"),
        price_cents=cents,
    )


def _commit(state: "State", booking: Booking, customs: list[CustomPrice]) -> None:
    """Keep the prices, and let the order cost what its booking costs."""
    ledger, item = state.store.ledger, booking.item
    lines: list[dict[str, Any]] = item.attributes["prices"]
    fees = lines[: len(lines) - len(_customs(state, booking))]
    item.attributes["prices"] = [*fees, *map(_line, customs)]
    cents = sum(line["total_price_cents"] for line in item.attributes["prices"])
    booking.order.total_price_cents += cents - item.price_cents
    item.price_cents = cents
    ledger.notes.prices[booking.id] = customs
    ledger.notes.updated[booking.id] = state.clock.iso()
    ledger.revision += 1


def _customs(state: "State", booking: Booking) -> list[CustomPrice]:
    return state.store.ledger.notes.prices.get(booking.id, [])


def _line(price: CustomPrice) -> dict[str, Any]:
    return {
        "title": price.title,
        "description": price.description,
        "total_price_cents": price.quantity * price.price_cents,
        "quantity": price.quantity,
        "price_cents": price.price_cents,
    }


_PATH: Final = "/api/v4/tours/bookings/:booking_id/prices"
ROUTES: Final[tuple[Route, ...]] = (
    Route("POST", _PATH, _create, CASHPOINTS),
    Route("PUT", f"{_PATH}/:id", _update, CASHPOINTS),
    Route("DELETE", f"{_PATH}/:id", _delete, CASHPOINTS),
)
