"""GET /calendar: the days on which there is something, and the places that are left."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Call, Reply
from gomus_async.sandbox.network import filters, occasions
from gomus_async.sandbox.network.events import matching_dates, named
from gomus_async.sandbox.network.occasions import Occasion
from gomus_async.sandbox.routing import Route

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_RUBY: Final = "%Y-%m-%d %H:%M:%S %z"


def _calendar(state: "State", call: Call) -> Reply:
    return _computed(state, call, matching_dates(state, call))


def _of_event(state: "State", call: Call) -> Reply:
    event = named(state, call)
    found = [one for one in matching_dates(state, call) if one.event.id == event.id]
    return _computed(state, call, found)


def _computed(state: "State", call: Call, found: Sequence[Occasion]) -> Reply:
    depth = filters.depth(call)
    data = {
        day.isoformat(): _any(found, day, call) if depth == "any" else _all(found, day)
        for day in filters.days(call, state.clock.now().date())
    }
    return Reply(data={"data": data}, keeps=frozenset(data))


def _any(found: Sequence[Occasion], day: date, call: Call) -> bool:
    return any(one.bookable(call.access) for one in occasions.between(found, day, day))


def _all(found: Sequence[Occasion], day: date) -> list[dict[str, Any]]:
    """The events of a day in the manner of the calendar of tickets, with times as Ruby has them."""
    by_event: dict[int, list[Occasion]] = {}
    for one in occasions.between(found, day, day):
        by_event.setdefault(one.event.id, []).append(one)
    return [
        {
            "event": {
                "id": number,
                "dates": [one.date.id for one in own],
                "capacities": [{one.at.strftime(_RUBY): _left(one)} for one in own],
            }
        }
        for number, own in by_event.items()
    ]


def _left(occasion: Occasion) -> int:
    return 0 if occasion.is_over else occasion.available


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/calendar", _calendar),
    Route("GET", "/api/v4/events/:id/calendar", _of_event),
)
