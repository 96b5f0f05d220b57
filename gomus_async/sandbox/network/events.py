"""The routes of events and of their dates."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.network import event_view, filters, occasions, tags
from gomus_async.sandbox.network.occasions import Occasion
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.programme import Event
from gomus_async.sandbox.shop.ticket_filters import flag, numbers

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_KEEPS: Final = frozenset({"id", "title", "name"})
_LONGEST: Final = timedelta(days=30)
_EVENT_MISSING: Final = "event not found"
_DATE_MISSING: Final = "date not found"


def _list(state: "State", call: Call) -> Reply:
    wanted = [*filters.rules(call), *filters.featured(call)]
    events = occasions.shown(state, call.access).values()
    matching = [event for event in events if all(rule(event) for rule in wanted)]
    own: dict[int, list[Occasion]] = {event.id: [] for event in matching}
    for occasion in occasions.of_events(state, matching):
        own[occasion.event.id].append(occasion)
    found = [event for event in matching if _passes(own[event.id], call)]
    listed, meta = page(found, call)
    rows = [event_view.row(event, own[event.id], call) for event in listed]
    return Reply(data={"events": rows, "meta": meta}, keeps=_KEEPS)


def _show(state: "State", call: Call) -> Reply:
    event = named(state, call)
    served = event_view.detail(event, occasions.of_events(state, [event]), call)
    return Reply(data={"event": served}, keeps=_KEEPS)


def _tags(kind: str, state: "State", call: Call) -> Reply:
    events = occasions.shown(state, call.access).values()
    return Reply(data={kind: in_use(kind, events, call)}, keeps=_KEEPS)


def _dates(state: "State", call: Call) -> Reply:
    event = named(state, call)
    first, last = _asked_days(state, call)
    own = occasions.between(occasions.of_events(state, [event]), first, last)
    return _listed([occasion for occasion in own if date_passes(occasion, call)], call)


def _date(state: "State", call: Call) -> Reply:
    occasion = named_date(state, call)
    served = event_view.date_detail(occasion, state.store.ledger.catalogue, call)
    return Reply(data={"date": served}, keeps=_KEEPS)


def _all_dates(state: "State", call: Call) -> Reply:
    return _listed(in_window(state, call), call)


def _languages(state: "State", call: Call) -> Reply:
    found = {one.date.language_id or 0 for one in in_window(state, call)} - {0}
    rows = [tags.tag("languages", number, call) for number in sorted(found)]
    return Reply(data={"languages": rows}, keeps=_KEEPS)


def in_window(state: "State", call: Call) -> list[Occasion]:
    """The dates that a query of ``/dates`` means.

    Raises:
        Refused: 422, the window is not made of dates.
    """
    first, last = filters.window(call, state.clock.now().date())
    return occasions.between(matching_dates(state, call), first, last)


def matching_dates(state: "State", call: Call) -> list[Occasion]:
    """The dates of events that the filters of a query mean, whenever they are."""
    # The language of a date is its own, not its event's.
    kinds = [kind for kind in ("categories", *tags.KINDS) if kind != "languages"]
    wanted = filters.rules(call, kinds)
    events = list(occasions.shown(state, call.access).values())
    if call.texts("by_event_ids"):
        ids = frozenset(numbers(call, "by_event_ids"))
        events = [event for event in events if event.id in ids]
    matching = [event for event in events if all(rule(event) for rule in wanted)]
    return [one for one in occasions.of_events(state, matching) if date_passes(one, call)]


def date_passes(occasion: Occasion, call: Call) -> bool:
    """Whether a date passes the filters of its own."""
    languages, bookable = numbers(call, "by_language_ids"), flag(call, "by_bookable")
    if call.texts("by_language_ids") and occasion.date.language_id not in languages:
        return False
    return bookable is None or occasion.bookable(call.access) is bookable


def named(state: "State", call: Call) -> Event:
    """The event that the path names first.

    Raises:
        Refused: 404, there is none that this caller sees.
    """
    number = filters.number(call, 0, _EVENT_MISSING)
    event = occasions.shown(state, call.access).get(number)
    if event is None:
        raise Refused(404, _EVENT_MISSING)
    return event


def named_date(state: "State", call: Call) -> Occasion:
    """The date of an event that the path names.

    Raises:
        Refused: 404, the event has no such date.
    """
    event = named(state, call)
    number = filters.number(call, 1, _DATE_MISSING)
    found = state.store.ledger.catalogue.dates.get(number)
    occasion = None if found is None else Occasion.of(state, found, event)
    if occasion is None or occasion.date.event_id != event.id:
        raise Refused(404, _DATE_MISSING)
    return occasion


def in_use(kind: str, rows: Iterable[tags.Row], call: Call) -> list[dict[str, Any]]:
    """The tags that these events or tours have, but for those without a name."""
    found = sorted({number for row in rows for number in tags.ids(row, kind)})
    listed = [tags.tag(kind, number, call) for number in found]
    return [row for row in listed if row["name"] is not None]


def _passes(own: list[Occasion], call: Call) -> bool:
    bookable, coming = flag(call, "by_bookable"), flag(call, "with_bookings_in_future")
    if bookable is not None and any(one.bookable(call.access) for one in own) is not bookable:
        return False
    return coming is None or any(not one.is_over for one in own) is coming


def _asked_days(state: "State", call: Call) -> tuple[date, date]:
    today = state.clock.now().date()
    if not call.texts("start_at") and not call.texts("end_at"):
        day = slots.day_of(call, "date", today)
        return day, day
    first, last = filters.window(call, today)
    if last - first > _LONGEST:
        raise Refused(422, "start_at and end_at must not be more than 31 days apart")
    return first, last


def _listed(found: list[Occasion], call: Call) -> Reply:
    listed, meta = page(found, call)
    rows = [event_view.date_row(occasion, call) for occasion in listed]
    return Reply(data={"dates": rows, "meta": meta}, keeps=_KEEPS)


ROUTES: Final[tuple[Route, ...]] = (
    *(Route("GET", f"/api/v4/events/{kind}", partial(_tags, kind)) for kind in tags.LISTS),
    Route("GET", "/api/v4/events", _list),
    Route("GET", "/api/v4/events/:id", _show),
    Route("GET", "/api/v4/events/:id/dates", _dates),
    Route("GET", "/api/v4/events/:event_id/dates/:id", _date),
    Route("GET", "/api/v4/dates", _all_dates),
    Route("GET", "/api/v4/dates/languages", _languages),
)
