"""GET /tickets, one ticket, and what is left of it."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop import availability, slots, ticket_view
from gomus_async.sandbox.shop.capacity import Room, visible
from gomus_async.sandbox.shop.products import Ticket
from gomus_async.sandbox.shop.ticket_filters import listed, numbers

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_KEEPS: Final = frozenset({"id", "title"})
_LONGEST: Final = timedelta(days=30)
_RUBY: Final = "%Y-%m-%d %H:%M:%S %z"


def _list(state: "State", call: Call) -> Reply:
    day = slots.day_of(call, "valid_at", state.clock.now().date())
    tickets, meta = page(listed(state, call, day), call)
    rows = [ticket_view.row(ticket, call, day) for ticket in tickets]
    return Reply(data={"tickets": rows, "meta": meta}, keeps=_KEEPS)


def _show(state: "State", call: Call) -> Reply:
    day = slots.day_of(call, "valid_at", state.clock.now().date())
    return Reply(data={"ticket": ticket_view.detail(_named(state, call), call, day)}, keeps=_KEEPS)


def _capacity(state: "State", call: Call) -> Reply:
    ticket = _named(state, call)
    day = slots.day_of(call, "date", state.clock.now().date())
    room = Room(state, call.texts("reservations"))
    left = availability.of_ticket(state, room, ticket, day)
    return _computed({at.isoformat(): people for at, people in left.items() if people})


def _capacities(state: "State", call: Call) -> Reply:
    day = slots.day_of(call, "date", state.clock.now().date())
    room = Room(state, call.texts("reservations"))
    data: dict[str, Any] = {}
    for number, tickets in _by_quota(_asked(state, call, day)).items():
        quota = state.store.ledger.catalogue.quotas[number]
        counts = availability.of_quota(state, room, quota, tickets, day)
        data[str(number)] = {
            "tickets": [ticket.id for ticket in tickets],
            "capacities": {count.at.isoformat(): count.left for count in counts},
            "total_capacities": {count.at.isoformat(): count.total for count in counts},
        }
    return _computed(data)


def _calendar(state: "State", call: Call) -> Reply:
    depth = next(iter(call.texts("depth")), "any")
    if depth not in {"any", "all"}:
        raise Refused(422, "depth must be any or all")
    room = Room(state, call.texts("reservations"))
    data: dict[str, Any] = {}
    for day in _days(state, call):
        tickets = _sellable(state, call, day)
        data[day.isoformat()] = (
            any(availability.is_available(state, room, ticket, day) for ticket in tickets)
            if depth == "any"
            else list(_quotas(state, room, tickets, day))
        )
    return _computed(data)


def _content(state: "State", call: Call) -> Reply:
    wanted = set(call.texts("attr"))
    # The order of the ids, not that of the request.
    found = sorted(_asked(state, call, None), key=lambda ticket: ticket.id)
    rows, meta = page(found, call)
    data = [
        {"id": row.id, "content": ticket_view.content(row, call, wanted or row.content)}
        for row in rows
    ]
    return Reply(data={"data": data, "meta": meta}, keeps=frozenset({"id", "content"}))


def _quotas(
    state: "State", room: Room, tickets: list[Ticket], day: date
) -> Iterator[dict[str, Any]]:
    """The quotas of a day that are offered at all, with times as Ruby prints them."""
    for number, members in _by_quota(tickets).items():
        quota = state.store.ledger.catalogue.quotas[number]
        counts = availability.of_quota(state, room, quota, members, day)
        if any(count.total for count in counts):
            capacities = [{count.at.strftime(_RUBY): count.left} for count in counts]
            ids = [ticket.id for ticket in members]
            yield {"quota": {"id": number, "tickets": ids, "capacities": capacities}}


def _sellable(state: "State", call: Call, day: date) -> list[Ticket]:
    """What the filters mean; a part of a combined ticket only where it is asked for by its id."""
    tickets = listed(state, call, day)
    if call.texts("by_ticket_ids"):
        return tickets
    return [ticket for ticket in tickets if not ticket.is_sub_ticket]


def _by_quota(tickets: list[Ticket]) -> dict[int, list[Ticket]]:
    members: dict[int, list[Ticket]] = {}
    for ticket in tickets:
        for number in ticket.quota_ids:
            members.setdefault(number, []).append(ticket)
    return members


def _asked(state: "State", call: Call, day: date | None) -> list[Ticket]:
    """The tickets of the query that this caller can have on the day."""
    if not call.texts("ticket_ids"):
        raise Refused(422, "ticket_ids is missing")
    found = (visible(state, call.access, number) for number in numbers(call, "ticket_ids"))
    return [ticket for ticket in found if ticket and (day is None or ticket.valid_on(day))]


def _named(state: "State", call: Call) -> Ticket:
    text = call.params[0]
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    ticket = visible(state, call.access, number)
    if ticket is None:
        raise Refused(404, "ticket not found")
    return ticket


def _days(state: "State", call: Call) -> Iterator[date]:
    start = slots.day_of(call, "start_at", state.clock.now().date())
    month_end = start.replace(day=monthrange(start.year, start.month)[1])
    end = min(slots.day_of(call, "end_at", month_end), start + _LONGEST)
    while start <= end:
        yield start
        start += timedelta(days=1)


def _computed(data: dict[str, Any]) -> Reply:
    """A map of values, all of which belong to it."""
    return Reply(data={"data": data}, keeps=frozenset(data))


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/tickets", _list),
    Route("GET", "/api/v4/tickets/capacities", _capacities),
    Route("GET", "/api/v4/tickets/calendar", _calendar),
    Route("GET", "/api/v4/tickets/content", _content),
    Route("GET", "/api/v4/tickets/:id", _show),
    Route("GET", "/api/v4/tickets/:id/capacity", _capacity),
)
