"""The routes of annual tickets, which a personalization token opens."""

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from gomus_async.sandbox import customer_rules
from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.records import Customer
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop.annual_opening import annual_orders, standing_sales, stands
from gomus_async.sandbox.shop.annual_photo import photo_of
from gomus_async.sandbox.shop.annual_records import (
    DISPATCH_MODES,
    AnnualOrder,
    AnnualSale,
    Personalization,
)
from gomus_async.sandbox.shop.annual_view import View, customer_view

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_CUSTOMER: Final = "customer could not be saved"
_PERSONALIZATION: Final = "personalization could not be saved"
_SALE: Final = "ticket sale could not be saved"
_FINAL: Final = "personalization could not be finalized"
_DISPATCH: Final = "Dispatch mode must exist"
_KEEPS: Final = frozenset({"id", "ticket_sales"})
_REQUIRED: Final = (
    "name",
    "surname",
    "email",
    "customer_salutation_id",
    "addr_city",
    "addr_country_id",
    "addr_street",
    "addr_zip",
)


def _order(state: "State", call: Call) -> Reply:
    return Reply(data={"order": _view(state).order(_annual(state, call))}, keeps=_KEEPS)


def _create_customer(state: "State", call: Call) -> Reply:
    annual = _annual(state, call)
    given = _root(call, "customer", _CUSTOMER)
    wrong = [_blank(name) for name in _REQUIRED if not _filled(given, name)]
    draft = Customer()
    _change(state, draft, given, wrong)
    token = str(uuid.UUID(hex=state.token(), version=4))
    _save(state, draft)
    annual.customers[draft.id] = token
    return Reply(status=201, data=_created(draft, token))


def _update_customer(state: "State", call: Call) -> Reply:
    annual = _annual(state, call)
    number = _number(call.params[0])
    stored = _view(state).person(number) if number in annual.customers else None
    if stored is None:
        raise Refused(404, "customer not found")
    given = _root(call, "customer", _CUSTOMER)
    wrong = [_blank(name) for name in _REQUIRED if name in given and not _filled(given, name)]
    draft = stored.draft()
    _change(state, draft, given, wrong)
    _save(state, draft)
    return Reply(data=_created(draft, annual.customers[number]))


def _personalize(state: "State", call: Call) -> Reply:
    annual = _annual(state, call)
    one = _personalization(state, annual, call)
    given = _root(call, "personalization", _PERSONALIZATION)
    customer, address, wrong = _whom(state, annual, given)
    if wrong or customer is None or address is None:
        raise Refused(422, _PERSONALIZATION, wrong)
    one.customer_id, one.address_id, one.ready = customer.id, address, False
    one.dispatch_mode_id = given.get("dispatch_mode_id", one.dispatch_mode_id)
    return _committed(state, {"personalization": _view(state).changed(one)})


def _upload(state: "State", call: Call) -> Reply:
    one = _personalization(state, _annual(state, call), call)
    one.photo = photo_of(call)
    return _committed(state, {"personalization": _view(state).changed(one)})


def _finalize(state: "State", call: Call) -> Reply:
    annual = _annual(state, call)
    sales = [sale for sale in standing_sales(state.store.ledger, annual) if sale.is_personalizable]
    ones = [one for sale in sales for one in sale.personalizations]
    nobody = [f"Personalization {one.id} has no customer" for one in ones if not one.customer_id]
    if nobody:
        raise Refused(422, _FINAL, nobody)
    if all(one.ready for one in ones):
        raise Refused(422, _FINAL, ["Personalization is already final"])
    for one in ones:
        one.ready = True
    return _committed(state, {"order": _view(state).order(annual)})


def _update_sale(state: "State", call: Call) -> Reply:
    annual = _annual(state, call)
    number = _number(call.params[0])
    sales = standing_sales(state.store.ledger, annual)
    sale = next((sale for sale in sales if sale.id == number), None)
    if sale is None:
        raise Refused(404, "ticket sale not found")
    given = _root(call, "ticket_sale", _SALE)
    start = _moment(state.clock, given.get("start_at"))
    wrong = [] if _dispatchable(given) else [_DISPATCH]
    if start is None:
        wrong.append("Start at is invalid" if _filled(given, "start_at") else _blank("start_at"))
    if wrong or start is None:
        raise Refused(422, _SALE, wrong)
    sale.start_at = start
    if "dispatch_mode_id" in given:
        for one in sale.personalizations:
            one.dispatch_mode_id = given["dispatch_mode_id"]
    return _committed(state, {"ticket_sale": _view(state).sale(sale)})


def _annual(state: "State", call: Call) -> AnnualOrder:
    ledger = state.store.ledger
    tokens = call.texts("token")
    annual = annual_orders(ledger).orders.get(tokens[0]) if tokens else None
    if annual is None:
        raise Refused(401, "token is wrong" if tokens else "token is missing")
    if not stands(ledger, annual):
        raise Refused(404, "order not found")
    return annual


def _personalization(state: "State", annual: AnnualOrder, call: Call) -> Personalization:
    number = _number(call.params[0])
    for sale in standing_sales(state.store.ledger, annual):
        for one in sale.personalizations:
            if one.id == number:
                return _personalizable(sale, one)
    raise Refused(404, "personalization not found")


def _personalizable(sale: AnnualSale, one: Personalization) -> Personalization:
    if not sale.is_personalizable:
        raise Refused(422, _PERSONALIZATION, ["Ticket is not personalizable"])
    return one


def _whom(
    state: "State", annual: AnnualOrder, given: Mapping[str, Any]
) -> tuple[Customer | None, int | None, list[str]]:
    """The customer and the address id that a body names, and what is wrong with it."""
    # The right spelling of the second is no parameter of the API, so it is ignored.
    names = ("customer_personalization_token", "customer_adress_id")
    wrong = [_blank(name) for name in names if not _filled(given, name)]
    token, address = (given.get(name) for name in names)
    number = next((number for number, own in annual.customers.items() if own == token), None)
    customer = None if number is None else _view(state).person(number)
    if customer is None and _filled(given, names[0]):
        wrong.append("Customer personalization token is invalid")
    if customer is not None and _filled(given, names[1]) and not _lives(customer, address):
        wrong.append("Customer adress must exist")
    if not _dispatchable(given):
        wrong.append(_DISPATCH)
    return customer, address, wrong


def _lives(customer: Customer, number: object) -> bool:
    # True equals 1, and so would pass for an id.
    return not isinstance(number, bool) and number in [one.id for one in customer.addresses]


def _dispatchable(given: Mapping[str, Any]) -> bool:
    mode = given.get("dispatch_mode_id", 1)
    return isinstance(mode, int) and not isinstance(mode, bool) and mode in DISPATCH_MODES


def _change(state: "State", draft: Customer, given: Mapping[str, Any], wrong: list[str]) -> None:
    """Put the eight fields into a draft.

    Raises:
        Refused: 422 with everything that is wrong.
    """
    fields = {name: given[name] for name in _REQUIRED if name in given}
    errors = [*wrong, *customer_rules.change(draft, fields, state.store)]
    if errors:
        raise Refused(422, _CUSTOMER, list(dict.fromkeys(errors)))


def _save(state: "State", draft: Customer) -> None:
    now = state.clock.iso()
    draft.created_at = draft.created_at or now
    draft.updated_at = now
    people = state.store.ledger.annual.people
    if draft.id in people:
        people[draft.id] = draft
        state.store.ledger.revision += 1
    else:
        state.store.customers.save(draft)


def _created(customer: Customer, token: str) -> dict[str, Any]:
    return {"customer": {**customer_view(customer), "personalization_token": token}}


def _moment(clock: Clock, text: object) -> str | None:
    """A time as it is served; without an offset it is a time of the instance's zone."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return clock.at(_timestamp(clock, moment)).isoformat()
    except (ValueError, OverflowError):
        return None


def _timestamp(clock: Clock, moment: datetime) -> float:
    if moment.tzinfo is not None:
        return moment.timestamp()
    wall = moment.replace(tzinfo=UTC).timestamp()
    # The offset is that of the time that is looked for: the second guess has it right.
    guess = wall - _offset(clock, wall)
    return wall - _offset(clock, guess)


def _offset(clock: Clock, timestamp: float) -> float:
    offset = clock.at(timestamp).utcoffset()
    return 0.0 if offset is None else offset.total_seconds()


def _root(call: Call, name: str, error: str) -> dict[str, Any]:
    body = call.json
    root = cast("dict[str, Any]", body).get(name) if isinstance(body, dict) else None
    if not isinstance(root, dict):
        raise Refused(422, error, [f"{customer_rules.human(name)} is missing"])
    return cast("dict[str, Any]", root)


def _committed(state: "State", data: dict[str, Any]) -> Reply:
    state.store.ledger.revision += 1
    return Reply(data=data, keeps=_KEEPS)


def _view(state: "State") -> View:
    return View(state.store.ledger, state.store.customers.get)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _filled(given: Mapping[str, Any], name: str) -> bool:
    return given.get(name) not in (None, "")


def _blank(name: str) -> str:
    return f"{customer_rules.human(name)} can't be blank"


def _route(method: str, path: str, answer: "Callable[[State, Call], Reply]") -> Route:
    # The token in the query is the whole permission: headers are not looked at.
    return Route(method, f"/api/v4/annual{path}", answer, identified=False)


ROUTES: Final = (
    _route("GET", "/order", _order),
    _route("POST", "/customers", _create_customer),
    _route("PUT", "/customers/:id", _update_customer),
    _route("PUT", "/personalizations/:id", _personalize),
    _route("POST", "/personalizations/:id/upload", _upload),
    _route("POST", "/personalization/finalize", _finalize),
    _route("PUT", "/ticket_sales/:id", _update_sale),
)
