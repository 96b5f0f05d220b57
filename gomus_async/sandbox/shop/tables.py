"""The shop's tables as plain records, with the API's field names."""

from typing import Any

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.shop import order_view
from gomus_async.sandbox.shop.ledger import Ledger, Reservation


def reservation_record(reservation: Reservation, clock: Clock) -> dict[str, Any]:
    """A reservation as the API serves it."""
    return {
        "token": reservation.token,
        "quantity": reservation.quantity,
        "ticket_id": reservation.ticket_id,
        "start_at": reservation.start_at.isoformat(),
        "valid_until": clock.at(int(reservation.valid_until)).isoformat(),
    }


def reservation_records(ledger: Ledger, clock: Clock) -> list[dict[str, Any]]:
    """The reservations that are valid now."""
    now = clock.timestamp()
    return [
        reservation_record(reservation, clock)
        for reservation in list(ledger.reservations.values())
        if now < reservation.valid_until
    ]


def order_records(ledger: Ledger) -> list[dict[str, Any]]:
    """Every order, oldest first."""
    return [order_view.stored(order) for order in list(ledger.orders.values())]
