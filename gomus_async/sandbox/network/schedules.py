"""The plan of a museum's day: dates of events, and the tours that are booked."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from gomus_async.sandbox.http import Call
from gomus_async.sandbox.network.museum_demo import Museum
from gomus_async.sandbox.shop import slots

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

Plan = dict[str, Any]


def of_day(state: "State", call: Call, museum: Museum, day: date) -> list[Plan]:
    """What happens in a museum on a day, from morning to night."""
    plans = [*_events(state, call, museum), *_tours(state, museum)]
    plans = [plan for plan in plans if _begin(plan).date() == day]
    return sorted(plans, key=lambda plan: (_begin(plan).timestamp(), plan["id"]))


def _events(state: "State", call: Call, museum: Museum) -> list[Plan]:
    catalogue = state.store.ledger.catalogue
    plans: list[Plan] = []
    for event in catalogue.dates.values():
        about = catalogue.events.get(event.event_id)
        shown = about is None or call.access in about.shown_to
        at = slots.date_start(state.clock, event)
        if shown and event.museum_id == museum.id and at is not None:
            identity = {"id": event.id, "type": "Event", "event_id": event.event_id}
            plans.append(_plan(identity, event.title, at, event.duration))
    return plans


def _tours(state: "State", museum: Museum) -> list[Plan]:
    ledger = state.store.ledger
    plans: list[Plan] = []
    for order in ledger.orders.values():
        for item in order.items:
            facts = item.attributes
            tour = ledger.catalogue.tours.get(facts.get("tour_id", 0))
            stands = not (order.cancelled or item.cancelled)
            if item.type == "Tour" and stands and tour and tour.museum_id == museum.id:
                identity = {"id": facts["id"], "type": "Tour", "tour_id": tour.id}
                at = datetime.fromisoformat(facts["start_time"])
                plans.append(_plan(identity, tour.title, at, tour.duration))
    return plans


def _plan(identity: Plan, title: str, at: datetime, duration: int) -> Plan:
    return {**identity, "title": title, "start_time": at.isoformat(), "duration": duration}


def _begin(plan: Plan) -> datetime:
    return datetime.fromisoformat(plan["start_time"])
