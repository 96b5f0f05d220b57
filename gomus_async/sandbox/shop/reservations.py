"""Reservations: seats held for five minutes, for an hour at most."""

import base64
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import evolve

from gomus_async.sandbox.http import Access, Call, Refused, Reply
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop import capacity, slots
from gomus_async.sandbox.shop.ledger import Ledger, Reservation
from gomus_async.sandbox.shop.products import Ticket
from gomus_async.sandbox.shop.tables import reservation_record

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

HOLD_S: Final = 300.0
"""How long a reservation lasts after it was made or updated."""

LONGEST_S: Final = 3600.0
"""How long a reservation lasts at most."""

# Whoever asks for one that has expired is told so for a day.
_REMEMBERED_S: Final = 86_400.0
_HOLDERS: Final = frozenset({Access.USER, Access.RESELLER, Access.CASHPOINT})
_KEEPS: Final = frozenset({"token"})


def _create(state: "State", call: Call) -> Reply:
    fields = _fields(call)
    ticket = _reservable(state, call, fields.get("ticket_id"))
    at = slots.entry_time(state.clock, ticket, fields.get("start_at"))
    quantity = _quantity(fields)
    capacity.check(state, ticket, at, quantity)
    now = state.clock.timestamp()
    reservation = Reservation(
        token=_token(state),
        ticket_id=ticket.id,
        quantity=quantity,
        start_at=at,
        created=now,
        valid_until=now + HOLD_S,
        holder=call.access,
    )
    _forget(state.store.ledger, now - _REMEMBERED_S)
    return _commit(state, reservation, 201)


def _update(state: "State", call: Call) -> Reply:
    reservation = _held(state, call)
    quantity = _quantity(_fields(call))
    ticket = state.store.ledger.catalogue.tickets[reservation.ticket_id]
    capacity.check(state, ticket, reservation.start_at, quantity, (reservation.token,))
    until = min(state.clock.timestamp() + HOLD_S, reservation.created + LONGEST_S)
    return _commit(state, evolve(reservation, quantity=quantity, valid_until=until), 200)


def _delete(state: "State", call: Call) -> Reply:
    reservation = _held(state, call)
    ledger = state.store.ledger
    del ledger.reservations[reservation.token]
    ledger.revision += 1
    return Reply(status=204)


def _commit(state: "State", reservation: Reservation, status: int) -> Reply:
    ledger = state.store.ledger
    ledger.reservations[reservation.token] = reservation
    ledger.revision += 1
    record = reservation_record(reservation, state.clock)
    return Reply(status=status, data={"reservation": record}, keeps=_KEEPS)


def _held(state: "State", call: Call) -> Reservation:
    reservation = state.store.ledger.reservations.get(call.params[0])
    if reservation is None or reservation.holder is not call.access:
        raise Refused(404, "reservation not found")
    if state.clock.timestamp() >= reservation.valid_until:
        raise Refused(422, "reservation not valid anymore")
    return reservation


def _fields(call: Call) -> dict[str, Any]:
    body = call.json
    fields = cast("dict[str, Any]", body).get("reservation") if isinstance(body, dict) else None
    if not isinstance(fields, dict):
        raise Refused(422, "reservation is missing")
    return cast("dict[str, Any]", fields)


def _reservable(state: "State", call: Call, number: object) -> Ticket:
    ticket = capacity.visible(state, call.access, number) if isinstance(number, int) else None
    if ticket is None:
        raise Refused(422, "ticket not found")
    if ticket.sub_ticket_ids or ticket.is_sub_ticket:
        raise Refused(422, "combined tickets cannot be reserved")
    if ticket.ticket_type == "annual":
        raise Refused(422, "annual tickets cannot be reserved")
    return ticket


def _quantity(fields: dict[str, Any]) -> int:
    quantity = fields.get("quantity")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise Refused(422, "quantity must be greater than 0")
    return quantity


def _token(state: "State") -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(state.token())).rstrip(b"=").decode()


def _forget(ledger: Ledger, before: float) -> None:
    """Drop what was made long ago, so that a sandbox that runs for days does not grow."""
    old = [token for token, held in ledger.reservations.items() if held.created < before]
    for token in old:
        del ledger.reservations[token]


ROUTES: Final[tuple[Route, ...]] = (
    Route("POST", "/api/v4/tickets/reservations", _create, _HOLDERS),
    Route("PUT", "/api/v4/tickets/reservations/:token", _update, _HOLDERS),
    Route("DELETE", "/api/v4/tickets/reservations/:token", _delete, _HOLDERS),
)
