"""Event items of a new order: people, people by price, or numbered seats at one date."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.ledger import Item, Resource
from gomus_async.sandbox.shop.order_cart import Cart
from gomus_async.sandbox.shop.order_values import (
    counts,
    exactly_one,
    is_id,
    listed,
    mapping,
    product,
    refuse,
    whole,
)
from gomus_async.sandbox.shop.products import EventDate, ScalePrice


def starts_at(cart: Cart, date: EventDate) -> datetime:
    """When a date begins, seen from today.

    Raises:
        Refused: 422, that is in the past.
    """
    clock = cart.state.clock
    at = slots.date_start(clock, date)
    if at is None or at.timestamp() < clock.timestamp():
        refuse("date is in the past")
    return at


def read(cart: Cart, fields: Mapping[str, Any]) -> Item:
    """Check an event item and take its places.

    Raises:
        Refused: 422, it cannot be sold.
    """
    date = product(cart.catalogue.dates, fields, "date")
    if not date.sold(cart.access):
        refuse("date is not bookable")
    item = sale(date, starts_at(cart, date), fields)
    for resource, quantity in item.booked.items():
        if resource[0] == "date":
            _registered(cart, date, resource, quantity)
            cart.take(resource, quantity, date.capacity, "not enough places left")
        else:
            cart.take(resource, quantity, 1, f"seat {resource[2]} is taken")
    return item


def sale(date: EventDate, at: datetime, fields: Mapping[str, Any]) -> Item:
    """What a booking of a date takes and costs, whoever books it and whatever is left.

    Raises:
        Refused: 422, the date is not sold in this way.
    """
    quantity, price_cents, told = _ordered(date, fields)
    booked: Counter[Resource] = Counter({("date", date.id, 0, at.timestamp()): quantity})
    booked.update(
        ("seat", date.id, seat["seat_id"], at.timestamp()) for seat in told.get("seats", ())
    )
    return Item(
        id=0,
        type="Event",
        price_cents=price_cents,
        vat_pct=str(date.vat_pct),
        booked=booked,
        attributes={
            "id": 0,
            "date_id": date.id,
            "event_id": date.event_id,
            "start_time": at.isoformat(),
            "title": date.title,
            "quantity": quantity,
            **told,
            "location": dict(date.location),
        },
    )


def _registered(cart: Cart, date: EventDate, places: Resource, quantity: int) -> None:
    most = date.max_per_registration
    if most is not None and cart.booked[places] + quantity > most:
        refuse(f"no more than {most} places for one registration")


def priced(scale_prices: tuple[ScalePrice, ...], wanted: Mapping[int, int]) -> list[ScalePrice]:
    """The scale prices that are wanted, in the order of the request.

    Raises:
        Refused: 422, there is no such price.
    """
    known = {price.scale_price_id: price for price in scale_prices}
    unknown = [number for number in wanted if number not in known]
    if unknown:
        refuse(f"scale price {unknown[0]} does not exist")
    return [known[number] for number in wanted]


def _ordered(date: EventDate, fields: Mapping[str, Any]) -> tuple[int, int, dict[str, Any]]:
    """How many people, for how many cents, and what the item tells beside their number."""
    kind = exactly_one(fields, _expected(date))
    if kind == "quantity":
        quantity = whole(fields["quantity"], "quantity")
        return quantity, quantity * (date.price_cents or 0), {}
    if kind == "seats":
        return _seated(date, fields["seats"])
    wanted = counts(fields["quantities"], "quantities")
    cents = sum(p.price_cents * wanted[p.scale_price_id] for p in priced(date.scale_prices, wanted))
    return sum(wanted.values()), cents, {"quantities": {str(n): q for n, q in wanted.items()}}


def _expected(date: EventDate) -> tuple[str, ...]:
    if date.seats:
        return ("seats",)
    simple = ("quantity",) if date.price_cents is not None else ()
    return (*simple, *(("quantities",) if date.scale_prices else ()))


def _seated(date: EventDate, value: object) -> tuple[int, int, dict[str, Any]]:
    named = [mapping(entry, "seat") for entry in listed(value, "seats")]
    if not named:
        refuse("seats are missing")
    known = {seat.id: seat for seat in date.seats}
    cents = 0
    for entry in named:
        number, price_id = entry.get("seat_id"), entry.get("scale_price_id")
        seat = known.get(number) if is_id(number) else None
        if seat is None:
            refuse(f"seat {number} does not exist")
        if seat.id in date.blocked_seats:
            refuse(f"seat {seat.id} is blocked")
        if not is_id(price_id):
            refuse("scale_price_id is missing")
        price = priced(date.scale_prices, {price_id: 1})[0]
        if price.seat_category_id not in {None, seat.category_id}:
            refuse(f"scale price {price_id} is not for seat {seat.id}")
        cents += price.price_cents
    seats = [{name: entry[name] for name in ("seat_id", "scale_price_id")} for entry in named]
    return len(seats), cents, {"seats": seats}
