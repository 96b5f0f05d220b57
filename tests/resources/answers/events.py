"""Events, their dates, and who comes to them."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.resources.answers.answered import Answered, at, meta
from tests.resources.answers.museums import CONTENT, LOCATION, PICTURE, flat

TAG_LISTS: Final = (
    "age_groups",
    "audiences",
    "catch_words",
    "disablements",
    "grades",
    "proposal_categories",
    "languages",
)
TAGS: Final = {
    name: [{"id": number, "name": name}, {"id": 99, "name": None}]
    for number, name in enumerate(TAG_LISTS)
}
TAG_VALUES: Final = {
    key: value
    for number, name in enumerate(TAG_LISTS)
    for key, value in {
        f"{name}.0.id": number,
        f"{name}.0.name": name,
        f"{name}.1.id": 99,
        f"{name}.1.name": None,
    }.items()
}
PLAIN: Final[dict[str, Any]] = {
    "id": 101174,
    "exhibition_id": None,
    "museum_id": 5,
    "title": 'Die "Nacht" &amp; <b>mehr</b>',
    "sub_title": "<i>für alle</i>",
    "description": "<p>Lang</p>",
    "featured": False,
    "bookable": True,
    "registerable": True,
    "min_persons": 1,
    "max_persons": 10,
    "max_participants": 20,
    "duration": 90,
    "entry_fee": "included",
}
EVENT: Final[dict[str, Any]] = {
    **PLAIN,
    "category": {"id": 3, "name": "Führung"},
    "picture": PICTURE,
    "location": LOCATION,
    **TAGS,
    "upcoming_bookings_start_times": ["2026-06-26 14:00:00", "2026-12-26 14:00:00"],
}
EVENT_VALUES: Final = {
    **PLAIN,
    **flat("category", {"id": 3, "name": "Führung"}),
    **flat("picture", PICTURE),
    **flat("location", LOCATION),
    **TAG_VALUES,
    "upcoming_bookings_start_times": (
        at("2026-06-26T14:00:00+02:00"),
        at("2026-12-26T14:00:00+01:00"),
    ),
}

DATE_PLAIN: Final[dict[str, Any]] = {
    "id": 22977,
    "event_id": 101174,
    "exhibition_id": None,
    "museum_id": 5,
    "bookable": True,
    "registerable": False,
    "title": "Nacht",
    "sub_title": None,
    "event_title": "Die Nacht",
    "event_sub_title": None,
    "description": None,
    "duration": 90,
}
SEATS: Final = {"min": 1, "max": 20, "booked": 5, "available": 15, "max_per_registration": None}
CATEGORY: Final = {"id": 3, "name": "Führung", "filtername": ""}
DATE: Final[dict[str, Any]] = {
    **DATE_PLAIN,
    "category": CATEGORY,
    "start_time": "2016-07-06T11:00:00+02:00",
    "seats": SEATS,
    "language": {"id": 1, "name": "Deutsch"},
    "location": LOCATION,
}
DATE_VALUES: Final = {
    **DATE_PLAIN,
    **flat("category", CATEGORY),
    "start_time": at("2016-07-06T11:00:00+02:00"),
    **flat("seats", SEATS),
    **flat("language", {"id": 1, "name": "Deutsch"}),
    **flat("location", LOCATION),
}
SEATING: Final[dict[str, Any]] = {
    "blocked_seats": [2, 3],
    "categories": [{"id": 1, "title": "Parkett", "description": "vorn", "color_code": "#ff0000"}],
    "rows": [{"id": 10, "title": "A"}],
    "seats": [
        {
            "id": 1,
            "row_id": 10,
            "category_id": 1,
            "type_id": None,
            "title": "A1",
            "description": "",
        }
    ],
    "types": [{"id": 7, "title": "Rollstuhl"}],
    "visual_url": "/api/v4/seatings/1.svg",
}
DEFAULT_PRICE: Final = {"group": False, "optional": False, "price_cents": 1400}
SCALE_PRICE: Final = {
    "scale_price_id": 5,
    "seat_category_id": 1,
    "seat_category_title": "Parkett",
    "title": "Ermäßigt",
    "description": "bis 18",
    "group": False,
    "optional": True,
    "price_cents": 700,
    "vat_pct": 7.0,
}
ORDERED: Final[dict[str, Any]] = {
    "seatings": [SEATING],
    "prices": [DEFAULT_PRICE, SCALE_PRICE],
    "vat_pct": 19.0,
    "discount": 0,
    "tax_included": True,
}
ORDERED_VALUES: Final = {
    "seatings.0.blocked_seats": (2, 3),
    **flat("seatings.0.categories.0", SEATING["categories"][0]),
    **flat("seatings.0.rows.0", {"id": 10, "title": "A", "color_code": None}),
    **flat("seatings.0.seats.0", SEATING["seats"][0]),
    **flat("seatings.0.types.0", {"id": 7, "title": "Rollstuhl"}),
    "seatings.0.visual_url": "/api/v4/seatings/1.svg",
    **flat("prices.0", {**DEFAULT_PRICE, "scale_price_id": None, "title": None}),
    **flat("prices.1", {**SCALE_PRICE, "vat_pct": Decimal(7)}),
    "vat_pct": Decimal(19),
    "discount": 0,
    "tax_included": True,
}
BOOKING: Final[dict[str, Any]] = {
    "id": 8,
    "comment": None,
    "customer": {"name": "Bruce Wayne", "category": "Schule", "insitution": "Schule am See"},
    "status": 60,
    "seats": 2,
    "created_at": "2016-07-01T11:00:00+02:00",
    "canceled_at": "2016-07-02T11:00:00+02:00",
    "prices": [{"title": "Normal", "quantity": 2, "price_cents": 4, "total_price_cents": 8}],
}

EVENTS: Final = (
    Answered(
        name="events.list",
        call=lambda g: g.events.list().first(),
        json={"events": [EVENT], "meta": meta(700)},
        values=EVENT_VALUES,
        entity=("events", 0),
        required=frozenset({"events.id"}),
    ),
    Answered(
        name="events.get",
        call=lambda g: g.events.get(101174),
        json={
            "event": {
                **EVENT,
                "content": CONTENT,
                "dates": [{"id": 22977}],
                "tickets": [],
                "quotas": None,
                "documents": [{"url": "x.pdf"}],
            }
        },
        values={
            **EVENT_VALUES,
            "content": CONTENT,
            "dates": [{"id": 22977}],
            "tickets": [],
            "quotas": None,
            "documents": [{"url": "x.pdf"}],
        },
        entity=("event",),
        required=frozenset({"event.id"}),
    ),
    Answered(
        name="events.dates",
        call=lambda g: g.events.dates(101174).first(),
        json={"dates": [DATE], "meta": meta(1)},
        values=DATE_VALUES,
        entity=("dates", 0),
        required=frozenset({"dates.id"}),
    ),
    Answered(
        name="events.date",
        call=lambda g: g.events.date(101174, 22977),
        json={"date": {**DATE, **ORDERED}},
        values={**DATE_VALUES, **ORDERED_VALUES},
        entity=("date",),
        required=frozenset(
            {
                "date.id",
                "date.seatings.categories.id",
                "date.seatings.rows.id",
                "date.seatings.seats.id",
                "date.seatings.types.id",
            }
        ),
    ),
    Answered(
        name="events.bookings",
        call=lambda g: g.events.bookings(101174, 22977).first(),
        json={"bookings": [BOOKING], "meta": meta(1)},
        values={
            **{key: BOOKING[key] for key in ("id", "comment", "status", "seats")},
            "customer.name": "Bruce Wayne",
            "customer.category": "Schule",
            "customer.institution": "Schule am See",
            "created_at": at("2016-07-01T11:00:00+02:00"),
            "canceled_at": at("2016-07-02T11:00:00+02:00"),
            **flat("prices.0", BOOKING["prices"][0]),
        },
        entity=("bookings", 0),
        required=frozenset({"bookings.id"}),
    ),
    Answered(
        name="dates.list",
        call=lambda g: g.dates.list().first(),
        json={"dates": [DATE], "meta": meta(1)},
        values=DATE_VALUES,
        entity=("dates", 0),
        required=frozenset({"dates.id"}),
    ),
    Answered(
        name="dates.languages",
        call=lambda g: g.dates.languages(),
        json={"languages": [{"id": 1, "name": "Deutsch"}]},
        values={"0.id": 1, "0.name": "Deutsch"},
    ),
    Answered(
        name="dates.calendar",
        call=lambda g: g.dates.calendar(),
        json={"data": {"2016-07-06": True, "2016-07-07": False}},
        values={"": {date(2016, 7, 6): True, date(2016, 7, 7): False}},
    ),
)
