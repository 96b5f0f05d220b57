"""GET /states and GET /dispatch_modes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gomus_async.sandbox.http import Call, Reply
from gomus_async.sandbox.lookups import Names, localized
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_GERMANY: Final = 60
_STATES: Final = (
    ("Baden-Württemberg", "Baden-Württemberg"),
    ("Bayern", "Bavaria"),
    ("Berlin", "Berlin"),
    ("Brandenburg", "Brandenburg"),
    ("Bremen", "Bremen"),
    ("Hamburg", "Hamburg"),
    ("Hessen", "Hesse"),
    ("Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania"),
    ("Niedersachsen", "Lower Saxony"),
    ("Nordrhein-Westfalen", "North Rhine-Westphalia"),
    ("Rheinland-Pfalz", "Rhineland-Palatinate"),
    ("Saarland", "Saarland"),
    ("Sachsen", "Saxony"),
    ("Sachsen-Anhalt", "Saxony-Anhalt"),
    ("Schleswig-Holstein", "Schleswig-Holstein"),
    ("Thüringen", "Thuringia"),
)
# The annual tickets know the modes by these ids.
_DISPATCH_MODES: Final[Mapping[int, Names]] = MappingProxyType(
    {
        1: {"de": "E-Mail", "en": "E-mail"},
        2: {"de": "Post", "en": "Mail"},
        3: {"de": "Abholung an der Kasse", "en": "Pick-up at the cash desk"},
    }
)


def _states(_: "State", call: Call) -> Reply:
    rows, meta = page(list(enumerate(_STATES, start=1)), call)
    listed = [
        {
            "id": number,
            "name": localized({"de": german, "en": english}, call),
            "country_id": _GERMANY,
        }
        for number, (german, english) in rows
    ]
    return Reply(data={"states": listed, "meta": meta})


def _dispatch_modes(_: "State", call: Call) -> Reply:
    rows, meta = page(list(_DISPATCH_MODES.items()), call)
    listed = [{"id": number, "name": localized(names, call)} for number, names in rows]
    return Reply(data={"dispatch_modes": listed, "meta": meta})


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/states", _states),
    Route("GET", "/api/v4/dispatch_modes", _dispatch_modes),
)
