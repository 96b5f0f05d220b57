"""The places that are left, by ticket, by quota and by day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from attrs import frozen

from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.capacity import Room, is_past, total
from gomus_async.sandbox.shop.products import Quota, Ticket

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State


@frozen
class Count:
    """One slot of a quota.

    Args:
        at: when it begins.
        left: people who may still come; nobody may once it has begun.
        total: people who may come if nothing was sold.
    """

    at: datetime
    left: int
    total: int


def of_ticket(state: "State", room: Room, ticket: Ticket, day: date) -> dict[datetime, int]:
    """The entries of a ticket on a day, each with what all its quotas have left."""
    quotas = [state.store.ledger.catalogue.quotas[number] for number in ticket.quota_ids]
    if not quotas or not ticket.valid_on(day):
        return {}
    return {
        at: min(room.left(quota, at) for quota in quotas)
        for at in slots.moments(state.clock, day, slots.starts(ticket))
        if not is_past(state, ticket, at)
    }


def of_quota(
    state: "State", room: Room, quota: Quota, tickets: Sequence[Ticket], day: date
) -> list[Count]:
    """The slots of a quota on a day; ``tickets`` are those of it that the caller asks for."""
    catalogue = state.store.ledger.catalogue
    members = [ticket for ticket in catalogue.tickets.values() if quota.id in ticket.quota_ids]
    now = state.clock.timestamp()
    late = _still_sold(state, tickets, day)
    counts: list[Count] = []
    for at in slots.moments(state.clock, day, slots.grid(members)):
        is_open = at.timestamp() >= now or at.timestamp() in late
        counts.append(Count(at, room.left(quota, at) if is_open else 0, total(quota, at)))
    return counts


def is_available(state: "State", room: Room, ticket: Ticket, day: date) -> bool:
    """Whether anybody can still come with this ticket on this day."""
    if ticket.quota_ids:
        return any(left > 0 for left in of_ticket(state, room, ticket, day).values())
    today = state.clock.now().date()
    return ticket.valid_on(day) and day >= today


def _still_sold(state: "State", tickets: Sequence[Ticket], day: date) -> frozenset[float]:
    """The entries of day tickets, which are sold after they have begun."""
    entries = (
        (ticket, at)
        for ticket in tickets
        if ticket.entry_duration is None
        for at in slots.moments(state.clock, day, slots.starts(ticket))
    )
    return frozenset(at.timestamp() for ticket, at in entries if not is_past(state, ticket, at))
