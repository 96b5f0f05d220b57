"""Tours as they are served."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from gomus_async.sandbox.http import Access, Call
from gomus_async.sandbox.network import tags
from gomus_async.sandbox.network.programme_texts import content, text
from gomus_async.sandbox.shop.products import Tour

EQUIPMENT: Final[Mapping[int, str]] = MappingProxyType(
    {1: "Funkempfänger", 2: "Zeichenbretter", 3: "Werkzeugkästen", 4: "Griffel"}
)
"""What can be lent, by id."""


def row(tour: Tour, call: Call) -> dict[str, Any]:
    """A tour in a list."""
    profile = tour.profile
    open_to_caller = bookable(tour, call.access)
    return {
        "id": tour.id,
        "exhibition_id": tour.exhibition_id,
        "museum_id": tour.museum_id,
        "title": text(profile, "title", tour.title or None, call),
        "sub_title": text(profile, "sub_title", profile.sub_title, call),
        "description": text(profile, "description", profile.description, call),
        "featured": profile.featured,
        "bookable": open_to_caller,
        "registerable": open_to_caller,
        "category": tags.category(tour, call),
        "picture": profile.picture,
        "location": dict(tour.location),
        **tags.tags(tour, call),
        "equipment": bool(tour.equipment),
        "min_persons": tour.min_participants,
        "max_persons": tour.max_participants,
        "max_participants": tour.max_participants,
        "duration": tour.duration,
        "entry_fee": profile.entry_fee,
    }


def detail(tour: Tour, call: Call) -> dict[str, Any]:
    """A tour by itself, where its equipment is told piece by piece."""
    served = row(tour, call)
    if call.access is Access.USER and served["registerable"]:
        served["registerable"] = f"https://demo.gomus.de/#/product/tour/{tour.id}"
    return {
        **served,
        "content": content(tour.profile, call),
        "limitations": {"language": tour.language_matters},
        "equipment": [
            {"id": number, "title": EQUIPMENT.get(number, str(number)), "quantity": pieces}
            for number, pieces in tour.equipment.items()
        ],
    }


def bookable(tour: Tour, access: Access) -> bool:
    """Whether this caller can book the tour at all."""
    priced = tour.group_price_cents is not None or bool(tour.scale_prices)
    return priced and access in tour.sold_to
