"""Events and their dates as they are served."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from gomus_async.sandbox.http import Access, Call
from gomus_async.sandbox.network import tags
from gomus_async.sandbox.network.occasions import Occasion
from gomus_async.sandbox.network.programme_texts import content, text
from gomus_async.sandbox.shop.products import Catalogue, EventDate
from gomus_async.sandbox.shop.programme import Event, Hall

_NAIVE: Final = "%Y-%m-%d %H:%M:%S"


def row(event: Event, occasions: Sequence[Occasion], call: Call) -> dict[str, Any]:
    """An event in a list; ``occasions`` are its own, whenever they are."""
    profile = event.profile
    coming = [occasion.at for occasion in occasions if not occasion.is_over]
    return {
        "id": event.id,
        "exhibition_id": event.exhibition_id,
        "museum_id": event.museum_id,
        "title": text(profile, "title", event.title, call),
        "sub_title": text(profile, "sub_title", profile.sub_title, call),
        "description": text(profile, "description", profile.description, call),
        "featured": profile.featured,
        "bookable": any(occasion.bookable(call.access) for occasion in occasions),
        "registerable": registerable(occasions, call),
        "category": tags.category(event, call),
        "picture": profile.picture,
        "location": dict(event.location),
        **tags.tags(event, call),
        "min_persons": event.min_persons,
        "max_persons": event.max_persons,
        "max_participants": event.max_participants,
        "duration": event.duration,
        "entry_fee": profile.entry_fee,
        # The API gives these in local time, without an offset.
        "upcoming_bookings_start_times": [at.strftime(_NAIVE) for at in coming] or None,
    }


def detail(event: Event, occasions: Sequence[Occasion], call: Call) -> dict[str, Any]:
    """An event by itself; who may register others gets an address in place of `true`."""
    served = row(event, occasions, call)
    if call.access is Access.USER and served["registerable"]:
        served["registerable"] = f"https://demo.gomus.de/#/product/event/{event.id}"
    coming = [occasion for occasion in occasions if not occasion.is_over]
    return {
        **served,
        "content": content(event.profile, call),
        "dates": [{"id": one.date.id, "start_time": one.at.isoformat()} for one in coming],
        "tickets": [],
        "quotas": [],
        "documents": [],
    }


def registerable(occasions: Sequence[Occasion], call: Call) -> bool:
    """Whether this caller may register for any of them, now or once there are places again."""
    return any(one.date.sold(call.access) and not one.is_over for one in occasions)


def date_row(occasion: Occasion, call: Call) -> dict[str, Any]:
    """A date in a list."""
    day, event = occasion.date, occasion.event
    profile = event.profile
    category = tags.category(event, call)
    title = text(profile, "title", event.title or day.title or None, call)
    language = day.language_id
    return {
        "id": day.id,
        "event_id": day.event_id,
        "exhibition_id": event.exhibition_id,
        "museum_id": day.museum_id,
        "category": None if category is None else {**category, "filtername": _filtername(event)},
        "bookable": occasion.bookable(call.access),
        "registerable": registerable([occasion], call),
        "title": title,
        "sub_title": None,
        "event_title": title,
        "event_sub_title": text(profile, "sub_title", profile.sub_title, call),
        "description": text(profile, "description", profile.description, call),
        "start_time": occasion.at.isoformat(),
        "duration": day.duration,
        "seats": {
            "min": 1,
            "max": day.capacity,
            "booked": occasion.booked,
            "available": occasion.available,
            "max_per_registration": day.max_per_registration,
        },
        "language": None if language is None else tags.tag("languages", language, call),
        "location": dict(day.location),
    }


def date_detail(occasion: Occasion, catalogue: Catalogue, call: Call) -> dict[str, Any]:
    """A date by itself, with what its places cost."""
    day = occasion.date
    hall = hall_of(day, catalogue)
    return {
        **date_row(occasion, call),
        "vat_pct": day.vat_pct,
        "discount": 0,
        "tax_included": True,
        "seatings": [_seating(occasion, hall)] if day.seats else [],
        "prices": _prices(day, hall),
    }


def hall_of(day: EventDate, catalogue: Catalogue) -> Hall:
    """The hall of a date; one with the date's id, where it names none."""
    return catalogue.halls.get(day.hall_id or 0) or Hall(id=day.id)


def _prices(day: EventDate, hall: Hall) -> list[dict[str, Any]]:
    simple = {"group": False, "optional": False, "price_cents": day.price_cents}
    prices: list[dict[str, Any]] = [simple] if day.price_cents is not None else []
    titles = {category.id: category.title for category in hall.categories}
    for price in day.scale_prices:
        number = price.seat_category_id
        seated = {"seat_category_id": number, "seat_category_title": titles.get(number or 0)}
        prices.append(
            {
                "scale_price_id": price.scale_price_id,
                **(seated if number is not None else {}),
                "title": price.title,
                "description": price.description,
                "group": False,
                "optional": False,
                "price_cents": price.price_cents,
                "vat_pct": day.vat_pct,
            }
        )
    return prices


def _seating(occasion: Occasion, hall: Hall) -> dict[str, Any]:
    names = ("id", "row_id", "category_id", "type_id", "title", "description")
    used = Counter(seat.row_id for seat in occasion.date.seats)
    return {
        "blocked_seats": sorted(occasion.taken),
        "categories": [
            {name: getattr(category, name) for name in ("id", "title", "description", "color_code")}
            for category in hall.categories
        ],
        "rows": [{"id": number, "title": hall.rows.get(number, str(number))} for number in used],
        "seats": [{name: getattr(seat, name) for name in names} for seat in occasion.date.seats],
        "types": [{"id": number, "title": title} for number, title in hall.types.items()],
        "visual_url": f"/api/v4/seatings/{hall.id}.svg",
    }


def _filtername(event: Event) -> str:
    names = tags.NAMES["categories"].get(event.profile.category_id or 0)
    return names["en"].lower().replace(" ", "-") if names else ""
