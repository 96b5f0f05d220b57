"""The routes of museums."""

from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Access, Call, Refused, Reply
from gomus_async.sandbox.network import opening_hours, schedules
from gomus_async.sandbox.network.museum_demo import Museum
from gomus_async.sandbox.network.pictures import picture
from gomus_async.sandbox.network.queries import mentions, named
from gomus_async.sandbox.network.texts import told
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop.slots import day_of

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_KEEPS: Final = frozenset({"id", "title"})
_PLANNED: Final = frozenset({"id", "type", "start_time"})
_CREATED_AT: Final = "2016-02-11T09:00:00+01:00"
_UPDATED_AT: Final = "2024-07-01T12:30:00+02:00"


def _list(state: "State", call: Call) -> Reply:
    found = [
        museum
        for museum in state.store.network.museums.values()
        if mentions(call, (museum.title, museum.sub_title, museum.description))
    ]
    listed, meta = page(found, call)
    data = {"museums": [_row(museum, call) for museum in listed], "meta": meta}
    return Reply(data=data, keeps=_KEEPS)


def _show(state: "State", call: Call) -> Reply:
    museum = _named(state, call)
    title, description = told(museum.title, call), told(museum.description, call)
    detail: dict[str, Any] = {
        **_row(museum, call),
        "description": description,
        "content": {"cms_title": title, "cms_description": description or ""},
        "location": dict(museum.location),
    }
    if call.access is not Access.PUBLIC:
        detail.update(created_at=_CREATED_AT, updated_at=_UPDATED_AT)
    return Reply(data={"museum": detail}, keeps=_KEEPS)


def _opening_hours(state: "State", call: Call) -> Reply:
    museum = _named(state, call)
    day = day_of(call, "date", state.clock.now().date())
    return Reply(data={"opening_hours": opening_hours.served(state, call, museum, day)})


def _schedules(state: "State", call: Call) -> Reply:
    museum = _named(state, call)
    if not museum.has_schedules:
        raise Refused(404, "schedules are not active")
    day = day_of(call, "date", state.clock.now().date())
    return Reply(data={"schedules": schedules.of_day(state, call, museum, day)}, keeps=_PLANNED)


def _named(state: "State", call: Call) -> Museum:
    return named(state.store.network.museums, call.params[0], "museum")


def _row(museum: Museum, call: Call) -> dict[str, Any]:
    return {
        "id": museum.id,
        "title": told(museum.title, call),
        "sub_title": told(museum.sub_title, call),
        "picture": picture("museums", museum.id, museum.picture),
    }


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/museums", _list),
    Route("GET", "/api/v4/museums/:id", _show),
    Route("GET", "/api/v4/museums/:id/opening_hours", _opening_hours),
    Route("GET", "/api/v4/museums/:id/schedules", _schedules),
)
