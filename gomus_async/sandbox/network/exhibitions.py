"""The routes of exhibitions."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.http import Access, Call, Reply
from gomus_async.sandbox.network.exhibition_demo import Exhibition, Frame
from gomus_async.sandbox.network.pictures import picture
from gomus_async.sandbox.network.queries import mentions, named
from gomus_async.sandbox.network.texts import told
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.ticket_filters import flag, numbers

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_KEEPS: Final = frozenset({"id", "title"})
_OPENS: Final = 10 * 60
_CLOSES: Final = 18 * 60


def _list(state: "State", call: Call) -> Reply:
    found = [one for one in state.store.network.exhibitions.values() if _matches(one, call)]
    listed, meta = page(found, call)
    data = {"exhibitions": [_row(state.clock, one, call) for one in listed], "meta": meta}
    return Reply(data=data, keeps=_KEEPS)


def _show(state: "State", call: Call) -> Reply:
    exhibition = named(state.store.network.exhibitions, call.params[0], "exhibition")
    row = _row(state.clock, exhibition, call)
    detail = {**row, "content": {"cms_title": row["title"] or "", "cms_sub_title": ""}}
    if call.access is not Access.PUBLIC:
        detail["foreign_id"] = exhibition.foreign_id
    return Reply(data={"exhibition": detail}, keeps=_KEEPS)


def _matches(exhibition: Exhibition, call: Call) -> bool:
    featured = flag(call, "by_featured")
    museums = numbers(call, "by_museum_ids")
    return (
        (featured is None or exhibition.featured is featured)
        and (not call.texts("by_museum_ids") or exhibition.museum_id in museums)
        and mentions(call, (exhibition.title, exhibition.sub_title, exhibition.description))
    )


def _row(clock: Clock, exhibition: Exhibition, call: Call) -> dict[str, Any]:
    sub_title = told(exhibition.sub_title, call)
    return {
        "id": exhibition.id,
        "museum_id": exhibition.museum_id,
        "title": told(exhibition.title, call),
        "sub_title": sub_title,
        "slider_description": sub_title,
        "description": told(exhibition.description, call),
        "featured": exhibition.featured,
        "picture": picture("exhibitions", exhibition.id, exhibition.picture),
        "time_frames": [_frame(clock, frame) for frame in exhibition.frames],
        "location": dict(exhibition.location),
    }


def _frame(clock: Clock, frame: Frame) -> dict[str, str]:
    """A part of an exhibition; while nobody knows its end, it has none."""
    first, last = frame
    served = {"start_at": _moment(clock, first, _OPENS)}
    if last is not None:
        served["end_at"] = _moment(clock, last, _CLOSES)
    return served


def _moment(clock: Clock, days: int, minute: int) -> str:
    month = clock.now().date().replace(day=1)
    # The clocks jump at night, so by day there is every minute.
    (at,) = slots.moments(clock, month + timedelta(days=days), (minute,))
    return at.isoformat()


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/exhibitions", _list),
    Route("GET", "/api/v4/exhibitions/:id", _show),
)
