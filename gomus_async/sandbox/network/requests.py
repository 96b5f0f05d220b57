"""POST /requests: what somebody wishes for, and the museum has to confirm."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.customer_rules import human
from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.routing import USERS, Route
from gomus_async.sandbox.shop import order_customer, slots
from gomus_async.sandbox.shop.order_values import MOST, is_id

if TYPE_CHECKING:
    from gomus_async.sandbox.records import Customer
    from gomus_async.sandbox.state import State

_SAVED: Final = "request could not be saved"
_FIRST_ID: Final = 7001
_FIRST_YEAR: Final = 1980
_LAST_YEAR: Final = 9998
_KEEPS: Final = frozenset({"id", "state"})


def _create(state: "State", call: Call) -> Reply:
    given = _root(call)
    at = _moment(state.clock, given.get("date"))
    errors = [*_date_errors(given, at), *_item_errors(state, given), *_field_errors(given)]
    customer = _customer(state, given, errors)
    if errors:
        raise Refused(422, _SAVED, errors)
    network = state.store.network
    record: dict[str, Any] = {
        "id": len(network.requests) + _FIRST_ID,
        "state": "pending",
        **{name: given.get(name) for name in _FIELDS},
        "skip_confirmation_email": given.get("skip_confirmation_email", False),
        "date": None if at is None else at.isoformat(),
        "items": given["items"],
        "customer_id": _saved(state, customer),
        "created_at": state.clock.iso(),
        "updated_at": state.clock.iso(),
    }
    network.requests.append(record)
    network.revision += 1
    return Reply(status=201, data={"request": record}, keeps=_KEEPS)


def _root(call: Call) -> dict[str, Any]:
    """The request, under its name or as the whole body; no document shows which."""
    body = call.json
    if not isinstance(body, dict):
        raise Refused(422, _SAVED, ["Request is missing"])
    fields = cast("dict[str, Any]", body)
    inner = fields.get("request")
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else fields


def _date_errors(given: Mapping[str, Any], at: datetime | None) -> list[str]:
    if given.get("date") in (None, ""):
        return ["Date can't be blank"]
    return [] if at is not None else ["Date is invalid"]


def _item_errors(state: "State", given: Mapping[str, Any]) -> list[str]:
    items = given.get("items")
    if items in (None, []):
        return ["Items can't be blank"]
    if not isinstance(items, list):
        return ["Items is invalid"]
    tours = 0
    errors: list[str] = []
    for position, item in enumerate(cast("list[object]", items), start=1):
        if not isinstance(item, dict):
            errors.append(f"Item {position} is invalid")
            continue
        fields = cast("dict[str, Any]", item)
        if str(fields.get("type")).lower() == "tour":
            tours += 1
            if _tour_id(fields) not in state.store.ledger.catalogue.tours:
                errors.append(f"Item {position}: tour must exist")
    return errors if tours or errors else ["Items must contain a tour"]


def _tour_id(item: Mapping[str, Any]) -> int | None:
    attributes = item.get("attributes")
    fields = cast("dict[str, Any]", attributes) if isinstance(attributes, dict) else item
    number = fields.get("tour_id", fields.get("id"))
    return number if is_id(number) else None


def _field_errors(given: Mapping[str, Any]) -> list[str]:
    """Of the fields that may be there, those whose values make no sense."""
    checks = {**_FIELDS, "skip_confirmation_email": _is_switch}
    return [
        f"{human(name)} is invalid"
        for name, check in checks.items()
        if given.get(name) is not None and not check(given[name])
    ]


def _customer(state: "State", given: dict[str, Any], errors: list[str]) -> "Customer | None":
    try:
        return order_customer.read(state.store, given)
    except Refused as refused:
        errors.extend(refused.reply.data.get("errors", [str(refused)]))
        return None


def _saved(state: "State", customer: "Customer | None") -> int | None:
    if customer is None:
        return None
    if not customer.id:
        customer.created_at = customer.updated_at = state.clock.iso()
        state.store.customers.save(customer)
    return customer.id


def _moment(clock: Clock, value: object) -> datetime | None:
    """A wished day or time; without an offset it is in the instance's zone."""
    if not isinstance(value, str):
        return None
    try:
        # A bare date is read as its midnight.
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        return None
    if read.tzinfo is not None:
        return clock.at(read.timestamp())
    return slots.moment(clock, read.date(), read.hour * 60 + read.minute)


def _is_count(value: object) -> bool:
    return is_id(value) and 0 <= value <= MOST


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_reference(value: object) -> bool:
    return is_id(value) or (isinstance(value, str) and bool(value.strip()))


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


_FIELDS: Final[Mapping[str, Callable[[object], bool]]] = MappingProxyType(
    {
        "participants": _is_count,
        "companions": _is_count,
        "notes": _is_text,
        **dict.fromkeys(
            (
                "payment_mode",
                "language",
                "age_group",
                "grade",
                "proposal_category",
                "category",
            ),
            _is_reference,
        ),
    }
)

ROUTES: Final[tuple[Route, ...]] = (Route("POST", "/api/v4/requests", _create, USERS),)
