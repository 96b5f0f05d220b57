"""When a museum, or what some of its quotas are for, is open on a day."""

from datetime import date
from typing import TYPE_CHECKING, Any

from gomus_async.sandbox.http import Call
from gomus_async.sandbox.network.museum_demo import Museum, Spans
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.products import Quota, Ticket
from gomus_async.sandbox.shop.ticket_filters import numbers

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State


def served(
    state: "State", call: Call, museum: Museum, day: date
) -> dict[str, Any] | list[dict[str, Any]] | None:
    """The hours of a day: one pair of ends, a list of several, or None when it is closed.

    With ``quota_ids`` they are those in which the named quotas let people into the museum.
    """
    asked = call.texts("quota_ids")
    spans = _of_quotas(state, call, museum, day) if asked else museum.spans(day)
    hours = [
        {"begin": begin.isoformat(), "end": end.isoformat()}
        for begin, end in (slots.moments(state.clock, day, span) for span in spans)
    ]
    return hours[0] if len(hours) == 1 else hours or None


def _of_quotas(state: "State", call: Call, museum: Museum, day: date) -> Spans:
    catalogue = state.store.ledger.catalogue
    wanted = (catalogue.quotas.get(number) for number in numbers(call, "quota_ids"))
    quotas = {quota.id for quota in wanted if quota is not None and _is_open(quota, day)}
    tickets = [
        ticket
        for ticket in catalogue.tickets.values()
        if museum.id in ticket.museum_ids
        and call.access in ticket.sold_to
        and ticket.valid_on(day)
        and not quotas.isdisjoint(ticket.quota_ids)
    ]
    if not tickets:
        return ()
    return ((min(ticket.first_entry for ticket in tickets), max(map(_end, tickets))),)


def _is_open(quota: Quota, day: date) -> bool:
    return quota.capacity > 0 and day.weekday() in quota.weekdays


def _end(ticket: Ticket) -> int:
    return ticket.last_entry + (ticket.entry_duration or 0)
