"""Values in the body of an order: each is read, or refused with a sentence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NoReturn, TypeGuard, TypeVar, cast

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.http import Refused

MOST: Final = 10_000
"""No quantity of an order is larger."""

_FIRST_YEAR: Final = 1980
_LAST_YEAR: Final = 9998

Product = TypeVar("Product")


def refuse(sentence: str) -> NoReturn:
    """Say what is wrong.

    Raises:
        Refused: 422, always.
    """
    raise Refused(422, sentence)


def is_id(value: object) -> TypeGuard[int]:
    """Can this be an id? JSON's true and false are no numbers."""
    return isinstance(value, int) and not isinstance(value, bool)


def whole(value: object, name: str) -> int:
    """A quantity: a whole number from 1."""
    if not is_id(value) or value < 1:
        refuse(f"{name} must be a whole number greater than 0")
    if value > MOST:
        refuse(f"{name} must not be greater than {MOST}")
    return value


def mapping(value: object, name: str) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        refuse(f"{name} must be an object")
    return cast("dict[str, Any]", value)


def listed(value: object, name: str) -> list[Any]:
    """A JSON list; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        refuse(f"{name} must be a list")
    return cast("list[object]", value)


def counts(value: object, name: str) -> dict[int, int]:
    """Quantities by id, at least one of them."""
    given = mapping(value, name)
    if not given:
        refuse(f"{name} is empty")
    read: dict[int, int] = {}
    for key, quantity in given.items():
        number = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else None
        if number is None or number in read:
            refuse(f"{name} has {key!r}, which is no id")
        read[number] = whole(quantity, f"{name} {key}")
    return read


def moment(clock: Clock, value: object, name: str) -> datetime:
    """A point in time, as ISO 8601 with an offset; in the instance's zone."""
    if not isinstance(value, str):
        refuse(f"{name} is missing" if value is None else f"{name} is not a time")
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        refuse(f"{name} is not a time")
    if read.tzinfo is None:
        refuse(f"{name} has no offset")
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        refuse(f"{name} is not a time")
    return clock.at(read.timestamp())


def exactly_one(fields: Mapping[str, Any], expected: tuple[str, ...]) -> str:
    """The one field of ``quantity``, ``quantities`` and ``seats`` that is there, as expected."""
    names = ("quantity", "quantities", "seats")
    given = [name for name in names if fields.get(name) is not None]
    if len(given) != 1 or given[0] not in expected:
        refuse(f"exactly one is needed: {' or '.join(expected)}")
    return given[0]


def product(products: Mapping[int, Product], fields: Mapping[str, Any], kind: str) -> Product:
    """The product that an item is about."""
    number = fields.get("id")
    if not is_id(number):
        refuse(f"{kind} id is missing")
    found = products.get(number)
    if found is None:
        refuse(f"{kind} {number} does not exist")
    return found
