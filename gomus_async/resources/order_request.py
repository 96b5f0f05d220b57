"""An order on its way out: its total, its reference, its body."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Any, Final, cast

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.common import Unset
from gomus_async.models.coupons import Coupon
from gomus_async.models.new_orders import (
    NewCoupon,
    NewEventSeats,
    NewItem,
    NewOrder,
    NewTicket,
    NewTour,
)
from gomus_async.models.tickets import Ticket
from gomus_async.resources.coupons import GET as GET_COUPON
from gomus_async.resources.tickets import GET as GET_TICKET
from gomus_async.resources.times import day, on_site
from gomus_async.wire.caller import Caller
from gomus_async.wire.opaque import JsonBody
from gomus_async.wire.request import CallOptions, PathValue, QueryValue
from gomus_async.wire.shared import Held, HoldState, Wire

__all__ = ["check_holds", "located", "made_reference", "order_body", "settle", "summed"]

REFERENCE_BYTES: Final = 10


def made_reference() -> str:
    """A reference that no other order has."""
    return f"order-{secrets.token_hex(REFERENCE_BYTES)}"


def order_body(order: NewOrder, *, reference: str, total: int, zone: tzinfo) -> JsonBody:
    """The body of `POST /orders`.

    The documents call comment, reference, items, coupons and total required, so all of them
    are always sent.
    """
    body: dict[str, Any] = {
        "comment": order.comment,
        "reference": reference,
        "items": [{"type": item.tag, "attributes": located(item, zone)} for item in order.items],
        "coupons": order.coupons,
        "total": total,
    }
    for name in ("customer", "customer_id", "foreign_id"):
        value = getattr(order, name)
        if not isinstance(value, Unset):
            body[name] = value
    return JsonBody(body, order.secrets())


def located(item: NewItem, zone: tzinfo) -> NewItem:
    """The item with every time in its zone."""
    match item:
        case NewTicket(time=time, sub_ticket_times=times):
            changes: dict[str, Any] = {}
            if not isinstance(time, Unset):
                changes["time"] = on_site("NewTicket.time", time, zone)
            if not isinstance(times, Unset):
                changes["sub_ticket_times"] = {
                    key: on_site("a sub ticket's time", value, zone) for key, value in times.items()
                }
            return attrs.evolve(item, **changes) if changes else item
        case NewTour(start_time=start_time):
            time = on_site("NewTour.start_time", start_time, zone)
            return attrs.evolve(item, start_time=cast("datetime", time))
        case NewEventSeats() | NewCoupon():
            return item


def check_holds(order: NewOrder, wire: Wire) -> list[Held]:
    """The holds of this client whose reservations an order uses.

    Raises:
        ReservationExpired: One of them has lost its seats.
    """
    tickets = [item for item in order.items if isinstance(item, NewTicket)]
    holds = [
        wire.holds[token] for ticket in tickets for token in ticket.secrets() if token in wire.holds
    ]
    # A traceback that shows local variables must not show these.
    del order, tickets
    for hold in holds:
        hold.check()
    return holds


def settle(holds: Iterable[Held], state: HoldState) -> None:
    """Tell holds what became of the order that used them."""
    for hold in holds:
        hold.state = state


async def summed(order: NewOrder, caller: Caller, options: CallOptions | None) -> int:
    """What all items of an order cost; asked for where an item does not say itself.

    Raises:
        ConfigError: It cannot be known, or an item does not fit its ticket.
    """
    products: dict[tuple[str, int, date | None], Ticket | Coupon] = {}
    total = 0
    for item in order.items:
        if item.price_cents is None and isinstance(item, NewTicket | NewCoupon):
            visit = _visit(item, caller.zone)
            key = (item.tag, item.id, visit)
            if key not in products:
                products[key] = await _product(item, visit, caller, options)
            total += _price(item, products[key])
        else:
            total += _price(item, None)
    return total


def _visit(item: NewTicket | NewCoupon, zone: tzinfo) -> date | None:
    """The day that a price is asked for."""
    if isinstance(item, NewCoupon) or isinstance(item.time, Unset):
        return None
    return day(item.time, zone)


async def _product(
    item: NewTicket | NewCoupon, visit: date | None, caller: Caller, options: CallOptions | None
) -> Ticket | Coupon:
    path: dict[str, PathValue] = {"id": item.id}
    if isinstance(item, NewCoupon):
        return await caller.call(GET_COUPON, path=path, options=options)
    query: dict[str, QueryValue] = {"valid_at": visit}
    return await caller.call(GET_TICKET, path=path, query=query, options=options)


def _price(item: NewItem, product: Ticket | Coupon | None) -> int:
    if item.price_cents is not None:
        return item.price_cents
    if isinstance(item, NewTicket) and isinstance(product, Ticket):
        _check_fit(item, product)
    price = None if product is None else product.price_cents
    strange = product is not None and product.id != item.id
    if price is None or price < 0 or strange or not isinstance(item, NewTicket | NewCoupon):
        raise ConfigError(
            f"the price of {type(item).__name__} {item.id} cannot be asked for; "
            "give NewOrder.total, or the item's price_cents"
        )
    return price * item.quantity


def _check_fit(item: NewTicket, ticket: Ticket) -> None:
    if ticket.discount or ticket.tax_included is False:
        raise ConfigError(
            f"ticket {item.id} costs {ticket.price_cents} cents with a discount of "
            f"{ticket.discount} % or tax on top, and the documents do not say how these count; "
            "give NewOrder.total, or the item's price_cents"
        )
    times = set[int]() if isinstance(item.sub_ticket_times, Unset) else set(item.sub_ticket_times)
    if times != set(ticket.sub_ticket_ids):
        raise ConfigError(
            f"ticket {item.id} has the sub tickets {list(ticket.sub_ticket_ids)}; "
            "NewTicket.sub_ticket_times takes a time for each of them"
        )
    if ticket.needs_attendees and isinstance(item.attendees, Unset):
        raise ConfigError(f"ticket {item.id} needs attendees; name everybody who comes")
