"""What a customer of the till may look like: checks of the fields, and the change of a draft."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, cast

from gomus_async.sandbox.inventorum.answers import NO_NAME, invalid
from gomus_async.sandbox.inventorum.records import ADDRESS_FIELDS, Address, Customer, Phone

TITLES: Final = frozenset({"Mr.", "Mrs.", "Ms.", ""})
_TEXTS: Final = (
    "first_name",
    "last_name",
    "company",
    "note",
    "email",
    "tax_number",
    "title",
)
_SWITCHES: Final = (
    "is_vip",
    "is_favourite",
    "email_marketing_agreed",
    "is_b2b",
    "is_confirmed",
)
_ADDRESS: Final = ("country", *ADDRESS_FIELDS)
_OWN_ADDRESS: Final = ("country", "address1", "address2", "zipcode", "city", "state")

Faults = dict[str, list[str]]


def change(draft: Customer, given: Mapping[str, Any], version: int) -> None:
    """Put the fields of a request into a draft; unknown ones are passed over, absent ones stay.

    Raises:
        Declined: 400, with what is wrong by field.
    """
    faults: Faults = {}
    for name in _TEXTS:
        if name in given:
            setattr(draft, name, _text(name, given[name], faults))
    for name in _SWITCHES:
        if name in given:
            setattr(draft, name, _switch(name, given[name], faults))
    if draft.title not in TITLES | {None}:
        faults["title"] = [f'"{draft.title}" is not a valid choice.']
    if "birthday" in given:
        draft.birthday = _birthday(given["birthday"], faults)
    if not draft.id and "channel" in given:
        draft.channel = _number("channel", given["channel"], faults)
    _change_phones(draft, given, version, faults)
    _change_addresses(draft, given, faults)
    if not draft.company and not (draft.first_name and draft.last_name):
        faults |= {name: [NO_NAME] for name in ("first_name", "last_name", "company")}
    if faults:
        raise invalid(faults)


def _text(name: str, value: object, faults: Faults) -> str | None:
    if value is None or isinstance(value, str):
        return value
    faults[name] = ["Not a valid string."]
    return None


def _switch(name: str, value: object, faults: Faults) -> bool:
    if not isinstance(value, bool):
        faults[name] = ["Not a valid boolean."]
    return value is True


def _number(name: str, value: object, faults: Faults) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    faults[name] = ["A valid integer is required."]
    return 0


def _birthday(value: object, faults: Faults) -> float | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        faults["birthday"] = ["Datetime has wrong format."]
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return aware.timestamp()


def _change_phones(draft: Customer, given: Mapping[str, Any], version: int, faults: Faults) -> None:
    """Each version knows one of the two forms, and passes over the other."""
    if version > 9:
        if "phone_number" in given:
            number = _text("phone_number", given["phone_number"], faults)
            draft.phones = [Phone(national_number=number)] if number else []
        return
    if "phone_numbers" not in given:
        return
    entries = given["phone_numbers"]
    if not isinstance(entries, list):
        faults["phone_numbers"] = ["Expected a list of items."]
        return
    draft.phones = [_phone(entry, faults) for entry in cast("list[object]", entries)]


def _phone(entry: object, faults: Faults) -> Phone:
    if not isinstance(entry, dict):
        faults["phone_numbers"] = ["Invalid data."]
        return Phone()
    fields = cast("dict[str, object]", entry)
    names = ("national_number", "type", "county_code")
    return Phone(**{name: _text("phone_numbers", fields.get(name), faults) for name in names})


def _change_addresses(draft: Customer, given: Mapping[str, Any], faults: Faults) -> None:
    own = {name: given[name] for name in _OWN_ADDRESS if name in given}
    billing = given.get("billing_address", own or None)
    if billing is not None:
        before = draft.billing_address or Address()
        draft.billing_address = _address("billing_address", billing, before, faults)
    elif "billing_address" in given:
        draft.billing_address = None
    if "shipping_address" not in given:
        return
    entries = given["shipping_address"]
    if not isinstance(entries, list):
        faults["shipping_address"] = ["Expected a list of items."]
        return
    stored = draft.shipping_address
    rows = cast("list[object]", entries)
    kept = [*stored, *(Address() for _ in rows)][: len(rows)]
    draft.shipping_address = [
        _address("shipping_address", entry, before, faults)
        for entry, before in zip(rows, kept, strict=True)
    ]


def _address(name: str, entry: object, before: Address, faults: Faults) -> Address:
    if not isinstance(entry, dict):
        faults[name] = ["Invalid data."]
        return before
    for part, value in cast("dict[str, object]", entry).items():
        if part in _ADDRESS:
            setattr(before, part, _text(name, value, faults))
    return before
