"""Customers of the demonstration, one at a time."""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from gomus_async.cli.demo_names import (
    COUNTRIES,
    FAMILY_NAMES,
    GIVEN_NAMES,
    INSTITUTIONS,
    REMARKS,
    STREETS,
)

__all__ = ["draw_customer", "older"]

_FIRST_NUMBER: Final = 100_001
_TITLES: Final = (1, 2, 3, 4)
_SPELT_OUT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "ë": "e", "ø": "oe", "ş": "s", "ç": "c"}
)


def draw_customer(draw: random.Random, number: int) -> dict[str, Any]:
    """Draw one customer, a person or an institution, as values by the API's field names."""
    land = draw.choices(COUNTRIES, [land.weight for land in COUNTRIES])[0]
    place = draw.choice(land.places)
    values = {
        "foreign_id": f"CRM-{_FIRST_NUMBER + number}",
        "tel": _phone(draw, land.dialling),
        "addr_street": _street(draw),
        "addr_zip": place.code,
        "addr_city": place.town,
        "addr_country_id": land.id,
    }
    institution = draw.random() < 0.08  # noqa: PLR2004 -- a share
    values |= _institution(draw, place.town) if institution else _person(draw, number)
    if draw.random() < 0.15:  # noqa: PLR2004 -- a share
        values["notes"] = draw.choice(REMARKS)
    return values


def older(draw: random.Random, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same customer as it was some time ago: moved since, and with another number.

    It has the same fields, so that nothing of it is left when it is replaced.
    """
    before = dict(values)
    before["tel"] = _phone(draw, "+49")
    before["addr_street"] = f"{_street(draw)} (alt)"
    if "email" in before:
        before["email"] = f"alt.{before['email']}"
    if "notes" in before:
        before["notes"] = "Adresse prüfen"
    return before


def _person(draw: random.Random, number: int) -> dict[str, Any]:
    salutation = draw.choices((1, 2, 3), (47, 49, 4))[0]
    given, family = _one_of(draw, GIVEN_NAMES[salutation]), _one_of(draw, FAMILY_NAMES)
    values: dict[str, Any] = {
        "customer_salutation_id": salutation,
        "name": family,
        "surname": given,
        "is_institution": False,
    }
    if draw.random() < 0.9:  # noqa: PLR2004 -- a share
        values["email"] = f"{_plain(given)}.{_plain(family)}.{number}@example.org"
    if draw.random() < 0.1:  # noqa: PLR2004 -- a share
        values["customer_title_id"] = draw.choice(_TITLES)
    if draw.random() < 0.6:  # noqa: PLR2004 -- a share
        values["date_of_birth"] = date(
            draw.randint(1935, 2010), draw.randint(1, 12), draw.randint(1, 28)
        )
    return values


def _institution(draw: random.Random, town: str) -> dict[str, Any]:
    name = _one_of(draw, INSTITUTIONS).format(town)
    values: dict[str, Any] = {"institution": name, "is_institution": True}
    if draw.random() < 0.5:  # noqa: PLR2004 -- a share
        values["name"] = _one_of(draw, FAMILY_NAMES)
    return values


def _phone(draw: random.Random, dialling: str) -> str:
    return f"{dialling} {draw.randint(30, 999)} {draw.randint(100_000, 9_999_999)}"


def _street(draw: random.Random) -> str:
    street = f"{_one_of(draw, STREETS)} {draw.randint(1, 180)}"
    return street + draw.choices(("", " a", "; Hinterhaus"), (85, 10, 5))[0]


def _one_of(draw: random.Random, names: str) -> str:
    return draw.choice(names.split(";"))


def _plain(name: str) -> str:
    spelt = name.lower().translate(_SPELT_OUT)
    return "".join(c for c in spelt if c.isascii() and c.isalnum()) or "post"
