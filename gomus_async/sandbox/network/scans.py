"""The scans of a door, and how its scanner is set up."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qsl

from gomus_async.sandbox.http import Access, Call, Refused, Reply
from gomus_async.sandbox.network.queries import named
from gomus_async.sandbox.network.records import Scan
from gomus_async.sandbox.network.tables import scan_record
from gomus_async.sandbox.routing import Route

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_TOKENS: Final = frozenset(Access) - {Access.PUBLIC}
_KEEPS: Final = frozenset({"id", "barcode"})
_SAVED: Final = "scan could not be saved"
_MOST: Final = 10_000
_FIELD: Final = "scan[people_count]"

_ZONES: Final[Mapping[str, str]] = MappingProxyType(
    {"RW50cnlab25lLTAyUmhtWP==": "B7D", "RW50cnlab25lLTAzUmhtWP==": "Haupthaus"}
)
# One colour has five digits, as the documents have it.
_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "primary_color": "#1AB394",
        "headline": "go~mus",
        "background_color": "#F5F5F5",
        "background_color_valid": "#1CAC26",
        "background_color_warning": "#F8C81C",
        "default_panel_color": "#FFFFFF",
        "warning_panel_color": "#AE0015",
        "warning_text_color": "#FFFFFF",
        "text_color": "#4A4A4A",
        "button_default_color": "#4A4A4A",
        "button_default_filling": "#F5F5F5",
        "button_info_color": "#00608",
        "button_info_filling": "#F5F5F5",
        "button_warning_color": "#AE0015",
        "button_warning_filling": "#F5F5F5",
    }
)


def _show(state: "State", call: Call) -> Reply:
    return _served(_named(state, call))


def _update(state: "State", call: Call) -> Reply:
    scan = _named(state, call)
    scan.people_count = _people(call)
    scan.updated_at = state.clock.iso()
    state.store.network.revision += 1
    return _served(scan)


def _config(_: "State", call: Call) -> Reply:
    zone = next(iter(call.texts("entry_zone")), None)
    if zone is None:
        raise Refused(422, "entry_zone is missing")
    if zone not in _ZONES:
        raise Refused(404, "entry zone not found")
    config = {"id": zone, "name": _ZONES[zone], "settings": dict(_SETTINGS)}
    return Reply(data={"config": config})


def _named(state: "State", call: Call) -> Scan:
    return named(state.store.network.entries.scans, call.params[0], "scan")


def _people(call: Call) -> int:
    """How many people came through, out of a form or out of JSON.

    Raises:
        Refused: 422, the body does not tell.
    """
    kind = call.headers.get("Content-Type", "").lower()
    given = _from_json(call.json) if "json" in kind else _from_form(call.body or b"")
    if given is None:
        raise Refused(422, _SAVED, ["People count can't be blank"])
    text = str(given)
    known = text.isascii() and text.isdecimal() and len(text) < 10
    if not known or not 1 <= int(text) <= _MOST:
        raise Refused(422, _SAVED, ["People count is invalid"])
    return int(text)


def _from_form(body: bytes) -> str | None:
    return dict(parse_qsl(body.decode(errors="replace"))).get(_FIELD)


def _from_json(body: Any) -> object:
    for name in ("scan", "people_count"):
        body = cast("dict[str, Any]", body).get(name) if isinstance(body, dict) else None
    return cast("object", body)


def _served(scan: Scan) -> Reply:
    return Reply(data={"scan": scan_record(scan)}, keeps=_KEEPS)


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/entry/scans/:id", _show, _TOKENS),
    Route("PUT", "/api/v4/entry/scans/:id", _update, _TOKENS),
    Route("GET", "/api/v4/entry/config", _config, _TOKENS),
)
