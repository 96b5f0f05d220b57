"""Ticket items of a new order."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from gomus_async.sandbox.shop import capacity, slots
from gomus_async.sandbox.shop.ledger import Item
from gomus_async.sandbox.shop.order_cart import Cart
from gomus_async.sandbox.shop.order_values import listed, mapping, product, refuse, whole
from gomus_async.sandbox.shop.products import Ticket

_ANNUAL: Final = "annual"


def read(cart: Cart, fields: Mapping[str, Any]) -> Item:
    """Check a ticket item and take its places.

    Raises:
        Refused: 422, it cannot be sold.
    """
    ticket = product(cart.catalogue.tickets, fields, "ticket")
    if capacity.visible(cart.state, cart.access, ticket.id) is None:
        refuse(f"ticket {ticket.id} does not exist")
    if ticket.is_sub_ticket:
        refuse("sub tickets cannot be bought directly")
    quantity = whole(fields.get("quantity"), "quantity")
    at = _entry(cart, ticket, fields.get("time"))
    if ticket.sub_ticket_ids and fields.get("reservations"):
        refuse("combined tickets cannot be reserved")
    cart.redeem(ticket, at, fields.get("reservations"))
    attendees = _attendees(ticket, fields.get("attendees"), quantity)
    visits = _visits(cart, ticket, fields.get("sub_ticket_times"))
    taking = cart.admit(ticket, at, quantity)
    for sub_ticket, time in visits:
        taking.update(cart.admit(sub_ticket, time, quantity))
    told = {
        **_told("attendees", attendees),
        **_told("sub_ticket_times", {str(sub.id): time.isoformat() for sub, time in visits}),
    }
    return Item(
        id=0,
        type="Ticket",
        price_cents=ticket.price_cents * quantity,
        vat_pct=str(ticket.vat_pct),
        tax_included=ticket.tax_included,
        slots=taking,
        attributes={**_sale(ticket, quantity, at), **told},
    )


def _sale(ticket: Ticket, quantity: int, at: datetime) -> dict[str, Any]:
    return {
        "id": 0,
        "title": ticket.title,
        "ticket_id": ticket.id,
        "quantity": quantity,
        "ticket_type": ticket.ticket_type,
        "start_time": at.isoformat(),
        "location": dict(ticket.location),
        "barcodes": [],
        "after_sale_information": ticket.after_sale_information,
        "passbooks": ticket.ticket_type != _ANNUAL,
    }


def _entry(cart: Cart, ticket: Ticket, value: object) -> datetime:
    clock = cart.state.clock
    if value is None and ticket.ticket_type == _ANNUAL:
        return clock.at(int(clock.timestamp()))
    if value is None:
        refuse("time is missing")
    return slots.entry_time(clock, ticket, value)


def _attendees(ticket: Ticket, value: object, quantity: int) -> list[dict[str, str]]:
    # Where no names are asked for, none are kept, and so none need to fit.
    if ticket.attendees != "required":
        return []
    people = [mapping(person, "attendee") for person in listed(value, "attendees")]
    if len(people) != quantity:
        refuse(f"attendees must be {quantity}, not {len(people)}")
    return [
        {name: _name(person.get(name), name) for name in ("name", "surname")} for person in people
    ]


def _name(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        refuse(f"attendee {name} is missing")
    return value


def _visits(cart: Cart, ticket: Ticket, value: object) -> list[tuple[Ticket, datetime]]:
    """The sub tickets with their times; they lie far enough apart."""
    times = {} if value is None else mapping(value, "sub_ticket_times")
    wanted = {str(number) for number in ticket.sub_ticket_ids}
    if set(times) != wanted:
        refuse(f"sub_ticket_times must be for {', '.join(sorted(wanted)) or 'no ticket'}")
    found = [cart.catalogue.tickets[number] for number in ticket.sub_ticket_ids]
    visits = [(sub, _entry(cart, sub, times[str(sub.id)])) for sub in found]
    moments = sorted(time.timestamp() for _, time in visits)
    apart = ticket.sub_tickets_apart_min
    if any(later - earlier < apart * 60 for earlier, later in pairwise(moments)):
        refuse(f"sub tickets must be at least {apart} minutes apart")
    return visits


def _told(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}
