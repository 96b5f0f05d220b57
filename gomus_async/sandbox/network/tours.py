"""The routes of tours: the tours themselves, and what they cost."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.network import filters, tags, tour_view
from gomus_async.sandbox.network.events import in_use
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.products import ScalePrice, Surcharge, Tour
from gomus_async.sandbox.shop.ticket_filters import flag, numbers

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_KEEPS: Final = frozenset({"id", "title", "name"})
_MISSING: Final = "tour not found"
_AUDIENCES: Final = "price_target_audience_id_id"


def shown(state: "State", call: Call) -> list[Tour]:
    """The tours that this caller sees."""
    tours = state.store.ledger.catalogue.tours.values()
    return [tour for tour in tours if call.access in tour.shown_to]


def named(state: "State", call: Call) -> Tour:
    """The tour that the path names.

    Raises:
        Refused: 404, there is none that this caller sees.
    """
    number = filters.number(call, 0, _MISSING)
    tour = state.store.ledger.catalogue.tours.get(number)
    if tour is None or call.access not in tour.shown_to:
        raise Refused(404, _MISSING)
    return tour


def _list(state: "State", call: Call) -> Reply:
    wanted = [*filters.rules(call), *filters.featured(call)]
    bookable = flag(call, "by_bookable")
    found = [
        tour
        for tour in shown(state, call)
        if all(rule(tour) for rule in wanted)
        and (bookable is None or tour_view.bookable(tour, call.access) is bookable)
    ]
    listed, meta = page(found, call)
    rows = [tour_view.row(tour, call) for tour in listed]
    return Reply(data={"tours": rows, "meta": meta}, keeps=_KEEPS)


def _show(state: "State", call: Call) -> Reply:
    return Reply(data={"tour": tour_view.detail(named(state, call), call)}, keeps=_KEEPS)


def _tags(kind: str, state: "State", call: Call) -> Reply:
    return Reply(data={kind: in_use(kind, shown(state, call), call)}, keeps=_KEEPS)


def _prices(state: "State", call: Call) -> Reply:
    tour = named(state, call)
    _check_request(state, tour, call)
    prices = [*_fees(tour, call), *(_surcharge(tour, extra) for extra in tour.surcharges)]
    data = {"prices": prices, "vat_pct": tour.vat_pct, "discount": 0, "tax_included": True}
    return Reply(data=data, keeps=frozenset({"prices", "price_cents"}))


def _check_request(state: "State", tour: Tour, call: Call) -> None:
    slots.day_of(call, "date", state.clock.now().date())
    for text in call.texts("time")[:1]:
        hour, dash, minute = text.partition("-")
        digits = dash and (hour + minute).isascii() and hour.isdecimal() and minute.isdecimal()
        if not digits or int(hour[:9]) > 23 or int(minute[:9]) > 59:
            raise Refused(422, "time must be written HH-MM")
    for language in numbers(call, "language_id"):
        if language not in tour.languages:
            raise Refused(422, f"language_id {language} does not exist")


def _fees(tour: Tour, call: Call) -> list[dict[str, Any]]:
    fees: list[dict[str, Any]] = []
    if tour.group_price_cents is not None:
        price = {"group": True, "optional": False, "price_cents": tour.group_price_cents}
        fees.append({**_audience(call), **price, "vat_pct": tour.vat_pct})
    return [*fees, *(_scale(tour, price) for price in tour.scale_prices)]


def _scale(tour: Tour, price: ScalePrice) -> dict[str, Any]:
    return {
        "scale_price_id": price.scale_price_id,
        "title": price.title,
        "description": price.description,
        "group": False,
        "optional": False,
        "price_cents": price.price_cents,
        "vat_pct": tour.vat_pct,
    }


def _audience(call: Call) -> dict[str, Any]:
    """What the price of an audience tells beside its amount, which is the same for all."""
    known = [number for number in numbers(call, _AUDIENCES) if number in tags.NAMES["audiences"]]
    if not known:
        return {}
    return {"title": tags.tag("audiences", known[0], call)["name"], "description": "Gruppenpreis"}


def _surcharge(tour: Tour, extra: Surcharge) -> dict[str, Any]:
    return {
        "price_surcharge_id": extra.price_surcharge_id,
        "title": extra.title,
        "description": "",
        "group": False,
        "optional": extra.optional,
        "price_cents": extra.price_cents,
        "vat_pct": tour.vat_pct,
    }


ROUTES: Final[tuple[Route, ...]] = (
    *(Route("GET", f"/api/v4/tours/{kind}", partial(_tags, kind)) for kind in tags.LISTS),
    Route("GET", "/api/v4/tours", _list),
    Route("GET", "/api/v4/tours/:id", _show),
    Route("GET", "/api/v4/tours/:id/prices", _prices),
)
