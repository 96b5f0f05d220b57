"""From a record to a customer that can be sent, or to the reasons why not."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Final

import attrs

from gomus_async.bulk.columns import CUSTOMER_FIELDS, near_fields, shown
from gomus_async.bulk.records import Record
from gomus_async.models.common import UNSET
from gomus_async.models.customers import NewCustomer

__all__ = ["Refused", "Row", "read_row"]

KEY_BYTES: Final = 255
_LARGEST_ID: Final = 2**63 - 1
_UNSAFE_TEXT: Final = re.compile(r"\x00|([\ud800-\udfff])")
_UNSAFE_KEY: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f\x7f-\x9f]+@[^@\s\x00-\x1f\x7f-\x9f]+")
_DIGITS: Final = re.compile(r"[0-9]{1,19}")
_ISO_DATE: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_GERMAN_DATE: Final = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_TRUTH: Final = MappingProxyType(
    {"true": True, "1": True, "yes": True, "ja": True}
    | {"false": False, "0": False, "no": False, "nein": False}
)


@attrs.frozen
class Row:
    """A customer that can be sent.

    Attributes:
        position: The record's number in its source, from 1.
        line: The line of the file where it starts, if it comes from a file.
        key: The customer's `foreign_id`.
        customer: The customer.
    """

    position: int
    line: int | None
    key: str = attrs.field(repr=False)
    customer: NewCustomer = attrs.field(repr=False)


@attrs.frozen
class Refused:
    """A record that is not sent.

    Attributes:
        position: The record's number in its source, from 1.
        line: The line of the file where it starts, if it comes from a file.
        reasons: What is wrong with it, field by field; never what the fields hold.
    """

    position: int
    line: int | None
    reasons: tuple[str, ...]


class _Unfit(ValueError):
    """What is wrong with a value, to be read after the name of the field."""


def read_row(record: Record) -> Row | Refused:
    """Turn a record into a customer.

    Text becomes ids, dates and booleans where a field takes them, and numbers become text. Only
    what is known to fail is refused; the rest is left to the API.

    Args:
        record: The record, as its source read it.

    Returns:
        The row, or every reason why there is none.

    Example:
        >>> read_row(Record(1, 2, {"foreign_id": "SF-1", "language_id": "2"})).customer.language_id
        2
        >>> read_row(Record(2, 3, {"foreign_id": " "}))
        Refused(position=2, line=3, reasons=('foreign_id is blank',))
    """
    if record.problem is not None:
        return Refused(record.position, record.line, (record.problem,))
    data = record.data
    given = _set_fields(data) if isinstance(data, NewCustomer) else data.items()
    values, reasons = _convert(given)
    if reasons:
        return Refused(record.position, record.line, tuple(reasons))
    customer = data if isinstance(data, NewCustomer) else NewCustomer(**values)
    return Row(record.position, record.line, values["foreign_id"], customer)


def _convert(given: Iterable[tuple[Any, Any]]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    reasons: list[str] = []
    has_key = False
    for name, value in given:
        reader = _READERS.get(name)
        if reader is None:
            reasons.append(_unknown(name))
        elif name == "foreign_id":
            has_key = value is not None and value is not UNSET
        if reader is None or value is UNSET:
            continue
        try:
            values[name] = None if value is None else reader(value)
        except _Unfit as unfit:
            reasons.append(f"{name} {unfit}")
    if not has_key:
        reasons.append("foreign_id is missing")
    return values, reasons


def _set_fields(customer: NewCustomer) -> Iterable[tuple[str, Any]]:
    return ((name, getattr(customer, name)) for name in _READERS)


def _unknown(name: object) -> str:
    if not isinstance(name, str):
        return f"a field's name is {type(name).__name__}, not text"
    return f"unknown field {shown(name)}; {near_fields(name)}"


def _text(value: Any) -> str:
    text = value if type(value) is str else _as_text(value)
    if text.isprintable():
        return text
    unsafe = _UNSAFE_TEXT.search(text)
    if unsafe is None:
        return text
    raise _Unfit("holds half a character" if unsafe[1] else "holds a NUL character")


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # what a table with gaps makes of whole numbers
    if isinstance(value, float) and value - value == 0:
        return repr(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_ID:
        return int.__repr__(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise _Unfit("is a number that is infinite, too large or none at all")
    raise _Unfit(f"is {type(value).__name__}, not text")


def _key(value: Any) -> str:
    key = value if type(value) is str else _as_text(value)
    if not key or key.isspace():
        raise _Unfit("is blank")
    if not key.strip("."):
        raise _Unfit("is made of dots alone, which cannot stand in an address")
    if not key.isascii() and any("\ud800" <= character <= "\udfff" for character in key):
        raise _Unfit("holds half a character")
    if not key.isprintable() and _UNSAFE_KEY.search(key):
        raise _Unfit("holds a control character")
    if len(key) > KEY_BYTES or len(key.encode()) > KEY_BYTES:
        raise _Unfit(f"is longer than {KEY_BYTES} bytes")
    return key


def _email(value: Any) -> str:
    text = _text(value)
    # Empty text is sent: it takes an address away from a customer who had one.
    if not text or _EMAIL.fullmatch(text):
        return text
    raise _Unfit("is not of the form name@host")


def _id(value: Any) -> int:
    number = value
    if isinstance(value, str):
        digits = value.strip()
        number = int(digits) if _DIGITS.fullmatch(digits) else None
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    if isinstance(number, int) and type(number) is not bool and abs(number) <= _LARGEST_ID:
        return number
    raise _Unfit("is not a whole number")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = value if isinstance(value, str) else repr(value) if type(value) is int else ""
    truth = _TRUTH.get(text.strip().lower())
    if truth is None:
        raise _Unfit("is neither true nor false; write true or false, 1 or 0, yes or no")
    return truth


def _date(value: Any) -> date:
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        text = value.strip()
        found = _ISO_DATE.fullmatch(text) or _GERMAN_DATE.fullmatch(text)
        try:
            if found:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            pass
    raise _Unfit("is not a date; write it as YYYY-MM-DD or DD.MM.YYYY")


def _category(value: Any) -> str | int:
    return _id(value) if isinstance(value, int) and type(value) is not bool else _text(value)


_SPECIAL: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "foreign_id": _key,
        "email": _email,
        "customer_salutation_id": _id,
        "customer_title_id": _id,
        "language_id": _id,
        "addr_country_id": _id,
        "addr_institution_id": _id,
        "addr_category": _category,
        "is_institution": _truth,
        "date_of_birth": _date,
    }
)
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {name: _SPECIAL.get(name, _text) for name in CUSTOMER_FIELDS}
)
