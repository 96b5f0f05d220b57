"""From what a cell or a JSON value says to the value of a customer's field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import repeat
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote

from gomus_async.bulk.columns import CUSTOMER_FIELDS
from gomus_async.wire.codec import encode

__all__ = ["PLAIN", "READERS", "Reader", "Unfit", "read_id"]

Reader = Callable[[Any], Any]
"""Reads a value that is neither `None` nor `UNSET`."""

KEY_BYTES: Final = 255
_LARGEST_ID: Final = 2**63 - 1
_UNSAFE_TEXT: Final = re.compile(r"\x00|([\ud800-\udfff])")
_UNSAFE_KEY: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f\x7f-\x9f]+@[^@\s\x00-\x1f\x7f-\x9f]+")
_DIGITS: Final = re.compile(r"[0-9]{1,19}")
_ISO_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    # midnight, as a rejected row keeps a moment that stood for a day
    r"(?:T00:00:00(?:[+-][0-9]{2}:[0-9]{2})?)?"
)
_GERMAN_DATE: Final = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_TAKEN: Final = frozenset({"salutations", "titles"})
_ISO_LENGTH: Final = 10
_SHORT_ID: Final = 18
_TRUTH: Final = MappingProxyType(
    {"true": True, "1": True, "yes": True, "ja": True}
    | {"false": False, "0": False, "no": False, "nein": False}
)


class Unfit(ValueError):
    """What is wrong with a value, to be read after the name of the field."""


def _text(value: Any) -> str:
    text = value if type(value) is str else _as_text(value)
    if text.isprintable():
        return text
    unsafe = _UNSAFE_TEXT.search(text)
    if unsafe is None:
        return text
    raise Unfit("holds half a character" if unsafe[1] else "holds a NUL character")


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
        raise Unfit("is a number that is infinite, too large or none at all")
    raise Unfit(f"is {type(value).__name__}, not text")


def _key(value: Any) -> str:
    key = value if type(value) is str else _as_text(value)
    if key in _TAKEN:
        raise Unfit("is a word that stands for something else in an address")
    plain = key.isascii() and key.isprintable() and "%" not in key
    if plain and key.strip(" .") and len(key) <= KEY_BYTES:
        return key
    if not key or key.isspace():
        raise Unfit("is blank")
    if not unquote(key).strip("."):
        raise Unfit("is made of dots alone, which cannot stand in an address")
    if not key.isascii() and any("\ud800" <= character <= "\udfff" for character in key):
        raise Unfit("holds half a character")
    if not key.isprintable() and _UNSAFE_KEY.search(key):
        raise Unfit("holds a control character")
    if len(key) > KEY_BYTES or len(key.encode()) > KEY_BYTES:
        raise Unfit(f"is longer than {KEY_BYTES} bytes")
    return key


def _email(value: Any) -> str:
    text = _text(value)
    if text.isprintable() and " " not in text:  # the only space that is printable
        name, _, host = text.partition("@")
        if name and host and "@" not in host:
            return text
    # Empty text is sent: it takes an address away from a customer who had one.
    if not text or _EMAIL.fullmatch(text):
        return text
    raise Unfit("is not of the form name@host")


def read_id(value: Any) -> int:
    """Read an id.

    Raises:
        Unfit: It is not a whole number.
    """
    number = value
    if isinstance(value, str):
        if len(value) <= _SHORT_ID and value.isascii() and value.isdigit():
            return int(value)
        digits = value.strip()
        number = int(digits) if _DIGITS.fullmatch(digits) else None
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    if isinstance(number, int) and type(number) is not bool and abs(number) <= _LARGEST_ID:
        return number
    raise Unfit("is not a whole number")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = value if isinstance(value, str) else repr(value) if type(value) is int else ""
    truth = _TRUTH.get(text.strip().lower())
    if truth is None:
        raise Unfit("is neither true nor false; write true or false, 1 or 0, yes or no")
    return truth


def _date(value: Any) -> date:
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        text = value.strip()
        if len(text) == _ISO_LENGTH and text[4] == text[7] == "-":
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        found = _ISO_DATE.fullmatch(text) or _GERMAN_DATE.fullmatch(text)
        try:
            if found:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            pass
    raise Unfit("is not a date; write it as YYYY-MM-DD or DD.MM.YYYY")


def _category(value: Any) -> str | int:
    return read_id(value) if isinstance(value, int) and type(value) is not bool else _text(value)


_SPECIAL: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "foreign_id": _key,
        "email": _email,
        "customer_salutation_id": read_id,
        "customer_title_id": read_id,
        "language_id": read_id,
        "addr_country_id": read_id,
        "addr_institution_id": read_id,
        "addr_category": _category,
        "is_institution": _truth,
        "date_of_birth": _date,
    }
)
READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {name: _SPECIAL.get(name, _text) for name in CUSTOMER_FIELDS}
)


def _plain_texts(texts: Sequence[str]) -> bool:
    joined = "".join(texts)
    try:
        # Nothing has to be escaped, a NUL character neither.
        return encode(None, joined)[1:-1] == joined.encode()
    except UnicodeEncodeError:
        return False


def _plain_keys(texts: Sequence[str]) -> bool:
    joined = "".join(texts)
    return (
        joined.isascii()
        and joined.isprintable()
        and not any(odd in joined for odd in ("%", '"', "\\"))
        and max(map(len, texts), default=0) <= KEY_BYTES
        and _TAKEN.isdisjoint(texts)
        and all(map(str.strip, texts, repeat(" .")))
    )


def _plain_emails(texts: Sequence[str]) -> bool:
    joined = "\n".join(["", *texts, ""])
    return (
        "".join(texts).isprintable()
        and _plain_texts(texts)
        and not any(odd in joined for odd in (" ", "\n@", "@\n"))
        and set(map(str.count, texts, repeat("@"))) <= {1}
    )


PLAIN: Final[Mapping[Reader, Callable[[Sequence[str]], bool]]] = MappingProxyType(
    {_text: _plain_texts, _key: _plain_keys, _email: _plain_emails}
)
"""For some readers, what tells of many texts at once that each is read as it is, and stands so in
JSON. A `False` says nothing."""
