"""How many people may still come: totals, what is sold, and what is held by reservations."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import define, field

from gomus_async.sandbox.http import Access, Refused
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.products import Quota, Ticket

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

Cell = tuple[int, float]
"""What is counted: a quota's id and the timestamp of a slot."""


def total(quota: Quota, at: datetime) -> int:
    """The people that a quota lets in at ``at``, which is in the instance's zone."""
    return quota.capacity if at.weekday() in quota.weekdays else 0


def cells(ticket: Ticket, at: datetime, quantity: int) -> Counter[Cell]:
    """What a sale takes: its people, from the slot at its own time, of every quota."""
    return Counter({(number, at.timestamp()): quantity for number in ticket.quota_ids})


@define
class Room:
    """What is left, as one caller sees it at one moment.

    Args:
        state: of the sandbox.
        own: tokens of reservations whose seats count as free.
    """

    state: "State"
    own: Collection[str] = ()
    held: Counter[Cell] = field(init=False)

    def __attrs_post_init__(self) -> None:
        now = self.state.clock.timestamp()
        ledger = self.state.store.ledger
        own = frozenset(self.own)
        self.held = Counter()
        for token, reservation in ledger.reservations.items():
            if token not in own and now < reservation.valid_until:
                ticket = ledger.catalogue.tickets[reservation.ticket_id]
                self.held.update(cells(ticket, reservation.start_at, reservation.quantity))

    def left(self, quota: Quota, at: datetime) -> int:
        """The people for whom there is room at ``at``, which is in the instance's zone."""
        cell = (quota.id, at.timestamp())
        return total(quota, at) - self.state.store.ledger.sold[cell] - self.held[cell]


def free(state: "State", quota: Quota, slot_timestamp: float, own: Collection[str] = ()) -> int:
    """The people for whom there is room in a slot; ``own`` reservations count as room."""
    return Room(state, own).left(quota, state.clock.at(slot_timestamp))


def enough(state: "State", taking: Counter[Cell], own: Collection[str] = ()) -> None:
    """See that everything that is to be taken is there; for several sales, give their sum.

    Raises:
        Refused: 422, there is not enough room.
    """
    room = Room(state, own)
    for (number, timestamp), people in taking.items():
        quota = state.store.ledger.catalogue.quotas[number]
        if people > room.left(quota, state.clock.at(timestamp)):
            raise Refused(422, "not enough capacity left")


def check(
    state: "State",
    ticket: Ticket,
    at: datetime,
    quantity: int,
    own: Collection[str] = (),
) -> Counter[Cell]:
    """See that a ticket can be sold, whoever buys it.

    Args:
        state: of the sandbox.
        ticket: to be sold.
        at: when the people come; aware.
        quantity: of people.
        own: tokens of reservations whose seats count as free.

    Returns:
        What the sale takes, to be added to ``ledger.sold``.

    Raises:
        Refused: 422, it is no slot of the ticket, in the past, or there is not enough room.
    """
    if quantity < 1:
        raise Refused(422, "quantity must be greater than 0")
    at = state.clock.at(at.timestamp())
    if not _is_entry(state, ticket, at):
        raise Refused(422, "ticket has no entry at this time")
    if is_past(state, ticket, at):
        raise Refused(422, "time is in the past")
    quotas = state.store.ledger.catalogue.quotas
    if not ticket.valid_on(at.date()) or not all(
        total(quotas[number], at) for number in ticket.quota_ids
    ):
        raise Refused(422, "ticket is not bookable at this time")
    taking = cells(ticket, at, quantity)
    enough(state, taking, own)
    return taking


def visible(state: "State", access: Access, number: int) -> Ticket | None:
    """The ticket with this id, unless it is none that this caller gets to see."""
    ticket = state.store.ledger.catalogue.tickets.get(number)
    return ticket if ticket is not None and access in ticket.sold_to else None


def is_past(state: "State", ticket: Ticket, at: datetime) -> bool:
    """Whether it is too late for this entry; a day ticket is sold until its last entry."""
    now = state.clock.now()
    if _is_open(ticket):
        return at.date() < now.date()
    return slots.closes(state.clock, ticket, at) < now.timestamp()


def _is_entry(state: "State", ticket: Ticket, at: datetime) -> bool:
    if _is_open(ticket):
        return True
    entries = slots.moments(state.clock, at.date(), slots.starts(ticket))
    # Two moments of one wall time are equal to Python, so the timestamps are compared.
    return at.timestamp() in {entry.timestamp() for entry in entries}


def _is_open(ticket: Ticket) -> bool:
    """Nothing counts its people, so every time of its days is right."""
    return ticket.ticket_type == "annual" or (ticket.free_timing and not ticket.quota_ids)
