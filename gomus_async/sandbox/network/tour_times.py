"""When tours can start, and what of their equipment is free then."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.network import filters, tours
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.order_values import refuse
from gomus_async.sandbox.shop.products import Tour
from gomus_async.sandbox.shop.tour_items import starts, steps

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_OPENS: Final = 480
_CLOSES: Final = 1320
_YEAR: Final = 366
_EQUIPMENT_MISSING: Final = "equipment not found"


def _start_times(state: "State", call: Call) -> Reply:
    tour = tours.named(state, call)
    depth = filters.depth(call)
    days = filters.days(call, state.clock.now().date(), _YEAR)
    # For whom the sales channel is off there are no times, and that is no error.
    data = {
        day.isoformat(): [at.isoformat() for at in free_starts(state, tour, day, call)]
        for day in (days if call.access in tour.sold_to else ())
    }
    served = data if depth == "all" else {day: bool(times) for day, times in data.items()}
    return Reply(data={"data": served}, keeps=frozenset(served))


def _start_times_on(state: "State", call: Call) -> Reply:
    tour = tours.named(state, call)
    day = slots.day_text(call.params[1])
    if day is None:
        raise Refused(422, "date is not a date")
    sold = call.access in tour.sold_to
    rows = [
        {
            "start_time": at.isoformat(),
            "participants": {
                "min": tour.min_participants,
                "max": tour.max_participants,
                "bookable": tour.max_participants,
            },
        }
        for at in (free_starts(state, tour, day, call) if sold else ())
    ]
    return Reply(data={"data": rows}, keeps=frozenset({"start_time"}))


def free_starts(state: "State", tour: Tour, day: date, call: Call) -> list[datetime]:
    """The starts of a day for which an order can be placed, within the hours of the query."""
    people = call.number("participants", tour.min_participants)
    if not tour.min_participants <= people <= tour.max_participants:
        return []
    first, last = _minute(call, "opening_hours_start", _OPENS), _closes(call) - tour.duration
    booked, now = state.store.ledger.booked, state.clock.timestamp()
    return [
        at
        for at in starts(state.clock, tour, day)
        if first <= at.hour * 60 + at.minute <= last
        and at.timestamp() >= now
        and booked[("tour", tour.id, 0, at.timestamp())] < tour.parallel
    ]


def _equipments(state: "State", call: Call) -> Reply:
    tour = tours.named(state, call)
    day = slots.day_of(call, "date", state.clock.now().date())
    data = {str(number): _pieces_on(state, tour, number, day) for number in tour.equipment}
    return Reply(data={"data": data}, keeps=frozenset(data))


def _equipment(state: "State", call: Call) -> Reply:
    tour = tours.named(state, call)
    number = _equipment_id(tour, call)
    day = slots.day_of(call, "date", state.clock.now().date())
    return _counted(_pieces_on(state, tour, number, day))


def _equipment_at(state: "State", call: Call) -> Reply:
    tour = tours.named(state, call)
    number = _equipment_id(tour, call)
    at = slots.time_text(state.clock, call.params[2])
    known = [] if at is None else starts(state.clock, tour, at.date())
    # Two moments of one wall time are equal to Python, so the timestamps are compared.
    if at is None or at.timestamp() not in {start.timestamp() for start in known}:
        refuse("tour does not start at this time")
    return _counted({at.isoformat(): _pieces(state, tour, number, at)})


def _pieces_on(state: "State", tour: Tour, number: int, day: date) -> dict[str, int]:
    return {
        at.isoformat(): _pieces(state, tour, number, at) for at in starts(state.clock, tour, day)
    }


def _pieces(state: "State", tour: Tour, number: int, at: datetime) -> int:
    """The pieces that a group which starts then can have until it ends."""
    if at.timestamp() < state.clock.timestamp():
        return 0
    booked = state.store.ledger.booked
    lent = max(booked[("equipment", number, 0, step)] for step in steps(tour, at))
    return max(tour.equipment[number] - lent, 0)


def _equipment_id(tour: Tour, call: Call) -> int:
    number = filters.number(call, 1, _EQUIPMENT_MISSING)
    if number not in tour.equipment:
        raise Refused(404, _EQUIPMENT_MISSING)
    return number


def _minute(call: Call, name: str, default: int) -> int:
    text = next(iter(call.texts(name)), "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else default


def _closes(call: Call) -> int:
    return _minute(call, "opening_hours_end", _CLOSES)


def _counted(data: dict[str, Any]) -> Reply:
    return Reply(data={"data": data}, keeps=frozenset(data))


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/tours/:id/start_times", _start_times),
    Route("GET", "/api/v4/tours/:id/start_times/:date", _start_times_on),
    Route("GET", "/api/v4/tours/:id/equipments", _equipments),
    Route("GET", "/api/v4/tours/:id/equipments/:equipment_id", _equipment),
    Route("GET", "/api/v4/tours/:id/equipments/:equipment_id/:timestamp", _equipment_at),
)
