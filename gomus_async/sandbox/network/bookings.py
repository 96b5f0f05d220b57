"""Bookings of event dates and tours, as the cash point sees them: of orders, and of the desk."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from gomus_async.sandbox.records import Customer
from gomus_async.sandbox.shop.ledger import Item, Order

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

BOOKED: Final = 20
"""The status of a booking that stands, of either kind."""


@frozen
class Booking:
    """An item of an order that books an event date or a tour."""

    order: Order
    item: Item

    @property
    def id(self) -> int:
        """Of the booking, not of the item."""
        number: int = self.item.attributes["id"]
        return number

    @property
    def is_cancelled(self) -> bool:
        """On its own, or with its order."""
        return self.item.cancelled or self.order.cancelled

    @property
    def is_paid(self) -> bool:
        """Whether its order is."""
        return self.order.payment_status >= 30


def bookings(state: "State", kind: str) -> Iterator[Booking]:
    """All bookings of a kind, ``Event`` or ``Tour``, oldest orders first."""
    ledger = state.store.ledger
    orders = sorted(
        [*ledger.orders.values(), *ledger.desk_orders], key=lambda order: (order.created, order.id)
    )
    for order in orders:
        yield from (Booking(order, item) for item in order.items if item.type == kind)


def about(state: "State", booking: Booking) -> dict[str, Any]:
    """What every booking tells, with the API's own spelling of the institution."""
    order = booking.order
    customer = state.store.customers.get(order.customer_id or 0)
    return {
        "id": booking.id,
        "comment": order.comment,
        "customer": {
            "name": None if customer is None else _name(customer),
            "category": _category(customer, order),
            "insitution": None if customer is None else customer.institution,
        },
        "created_at": order.created_at,
        "canceled_at": booking.item.cancelled_at,
    }


def _name(customer: Customer) -> str | None:
    return " ".join(filter(None, (customer.surname, customer.name))) or None


def _category(customer: Customer | None, order: Order) -> str | None:
    if customer is not None:
        return "Institution" if customer.is_institution else "Privatperson"
    return "Reseller" if order.source == "resellershop" else None
