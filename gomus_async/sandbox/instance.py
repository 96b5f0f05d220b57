"""GET /version, /whoami and /locales."""

from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.accounts import signed_in
from gomus_async.sandbox.clock import ZONE
from gomus_async.sandbox.http import Access, Call, Reply
from gomus_async.sandbox.lookups import LOCALES
from gomus_async.sandbox.paging import limit
from gomus_async.sandbox.routing import Route

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State


def _version(state: "State", call: Call) -> Reply:
    version = {
        "system": "2.9.1",
        "api": "4.4",
        "release": "Bubbles",
        "time": state.clock.iso(),
        "zone": ZONE,
        "currency": "EUR",
        "per_page": limit(call.access),
    }
    return Reply(data={"version": version}, keeps=frozenset({"system", "api"}))


def _whoami(state: "State", call: Call) -> Reply:
    if call.access is Access.PUBLIC:
        session = signed_in(state, call)
        return Reply(data={"access": Access.PUBLIC if session is None else Access.CUSTOMER})
    data: dict[str, Any] = {"access": call.access, "museums": []}
    return Reply(data=data, sheds=frozenset({"museums"}))


def _locales(_: "State", __: Call) -> Reply:
    return Reply(data={"locales": LOCALES})


ROUTES: Final = (
    Route("GET", "/api/v4/version", _version),
    Route("GET", "/api/v4/whoami", _whoami),
    Route("GET", "/api/v4/locales", _locales),
)
