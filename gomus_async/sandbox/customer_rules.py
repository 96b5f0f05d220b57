"""What a customer may look like: checks of the fields, and the change of a draft."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from gomus_async.sandbox.lookups import SALUTATIONS, TITLES
from gomus_async.sandbox.records import Address, Customer
from gomus_async.sandbox.store import Store

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_LARGEST_ID: Final = 2**31 - 1
_MUST_EXIST: Final = "must exist"
_INVALID: Final = "is invalid"

Check = Callable[[Any, Store], str | None]


def _text(value: object, _: Store) -> str | None:
    return None if isinstance(value, str) else _INVALID


def _email(value: object, _: Store) -> str | None:
    right = isinstance(value, str) and (not value or _EMAIL.fullmatch(value))
    return None if right else _INVALID


def _date(value: object, _: Store) -> str | None:
    if not isinstance(value, str):
        return _INVALID
    try:
        date.fromisoformat(value or "2000-01-01")
    except ValueError:
        return _INVALID
    return None


def _switch(value: object, _: Store) -> str | None:
    return None if isinstance(value, bool) else _INVALID


def _id(value: object, _: Store) -> str | None:
    right = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_ID
    return None if right else _INVALID


def _category(value: object, store: Store) -> str | None:
    return None if isinstance(value, str) else _id(value, store)


def _salutation(value: int, store: Store) -> str | None:
    return _id(value, store) or (None if value in SALUTATIONS else _MUST_EXIST)


def _title(value: int, store: Store) -> str | None:
    return _id(value, store) or (None if value in TITLES else _MUST_EXIST)


def _country(value: int, store: Store) -> str | None:
    return _id(value, store) or (None if value in store.countries else _MUST_EXIST)


MASTER: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "foreign_id": _text,
        "name": _text,
        "surname": _text,
        "email": _email,
        "tel": _text,
        "mobile": _text,
        "fax": _text,
        "customer_salutation_id": _salutation,
        "customer_title_id": _title,
        "is_institution": _switch,
        "institution": _text,
        "notes": _text,
        "language_id": _id,
        "date_of_birth": _date,
        "vat_number": _text,
    }
)
ADDRESS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "addr_street": _text,
        "addr_zip": _text,
        "addr_city": _text,
        "addr_country_id": _country,
        "addr_institution_id": _id,
        "addr_category": _category,
    }
)
_CHECKS: Final[Mapping[str, Check]] = MappingProxyType({**MASTER, **ADDRESS})


def change(draft: Customer, entry: Mapping[str, Any], store: Store) -> list[str]:
    """Put the fields of an entry into a draft.

    Unknown fields are passed over, absent ones stay; null and the empty string are stored.

    Returns:
        What is wrong with the entry or with the customer that it makes.
    """
    errors: list[str] = []
    address: dict[str, Any] = {}
    for field, value in entry.items():
        check = _CHECKS.get(field)
        if check is None:
            continue
        fault = None if value is None else check(value, store)
        if fault is not None:
            errors.append(f"{human(field)} {fault}")
        elif field in MASTER:
            setattr(draft, field, value)
        else:
            address[field.removeprefix("addr_")] = value
    if address:
        _change_address(draft, address, store)
    if _blank(draft.name) and _blank(draft.surname) and _blank(draft.institution) and not errors:
        errors.append("Name can't be blank")
    return errors


def human(field: str) -> str:
    """A field's name as the messages write it."""
    return field.removesuffix("_id").replace("_", " ").capitalize()


def _change_address(draft: Customer, fields: Mapping[str, Any], store: Store) -> None:
    if not draft.addresses:
        if all(value is None for value in fields.values()):
            return
        draft.addresses.append(Address(id=store.customers.next_address_id()))
    for field, value in fields.items():
        setattr(draft.addresses[0], field, value)


def _blank(text: str | None) -> bool:
    return text is None or not text.strip()
