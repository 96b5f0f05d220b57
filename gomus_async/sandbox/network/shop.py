"""GET /shop: the names and settings of the online shop that a header selects."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Call, Reply
from gomus_async.sandbox.lookups import LOCALES, Names, localized
from gomus_async.sandbox.routing import Route

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_NAME: Final = "go~mus Demo Shop"
_NAMES: Final[Mapping[str, str]] = MappingProxyType({"schloss-shop.gomus.de": "Schlossmuseum"})
"""By host, of the shops beside the usual one."""

_TRANSLATIONS: Final[Mapping[str, Names]] = MappingProxyType(
    {
        "shop.tickets.headline": {"de": "Tickets kaufen", "en": "Buy tickets"},
        "shop.cart.empty": {"de": "Ihr Warenkorb ist leer", "en": "Your cart is empty"},
    }
)
_NOTE: Final[Names] = MappingProxyType(
    {
        "de": "<p>Bitte wählen Sie ein <strong>Zeitfenster</strong>.</p>",
        "en": "<p>Please choose a <strong>time slot</strong>.</p>",
    }
)


def _show(_: "State", call: Call) -> Reply:
    host = call.headers.get("X-Shop-Url", "").strip().lower()
    shop: dict[str, Any] = {
        "name": _NAMES.get(host, _NAME),
        "translations": {key: localized(text, call) for key, text in _TRANSLATIONS.items()},
        "config": {"currency": "EUR", "locales": LOCALES},
        "settings": {"calendar_depth": "any", "show_quantities": True},
        "content": {"shop_tickets_global_free_field_text": localized(_NOTE, call)},
    }
    return Reply(data={"shop": shop})


ROUTES: Final[tuple[Route, ...]] = (Route("GET", "/api/v4/shop", _show),)
