"""Tours: prices, times, equipment, bookings."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from gomus_async import NewPrice
from tests.resources.answers.answered import Answered, at, meta
from tests.resources.answers.events import EVENT, EVENT_VALUES
from tests.resources.answers.museums import CONTENT, flat

ELEVEN: Final = "2017-06-11T11:00:00+02:00"
LEFT_OUT: Final = "upcoming_bookings_start_times"
TOUR: Final[dict[str, Any]] = {
    **{key: value for key, value in EVENT.items() if key != LEFT_OUT},
    "equipment": True,
}
TOUR_VALUES: Final = {
    **{key: value for key, value in EVENT_VALUES.items() if key != LEFT_OUT},
    "equipment": True,
}
DEFAULT_PRICE: Final[dict[str, Any]] = {
    "group": True,
    "optional": False,
    "price_cents": 9000,
    "vat_pct": 0.0,
}
TITLED: Final[dict[str, Any]] = {**DEFAULT_PRICE, "title": "Schule", "description": "bis 18"}
SURCHARGE: Final[dict[str, Any]] = {**TITLED, "price_surcharge_id": 7}
NO_TAX: Final = {"vat_pct": Decimal(0)}
PRICE: Final[dict[str, Any]] = {
    "id": 5,
    "booking_id": 27079,
    "title": "Kaffee",
    "description": "heiß",
    "quantity": 2,
    "price_cents": 350,
    "total_price_cents": 700,
    "type": "custom",
    "created_at": "2016-07-01T11:00:00+02:00",
}
PRICE_VALUES: Final = {**PRICE, "created_at": at("2016-07-01T11:00:00+02:00")}
BOOKING: Final[dict[str, Any]] = {
    "id": 27079,
    "start_time": "2016-07-06T11:00:00+02:00",
    "duration": 60,
    "tour": {"tour_id": 9, "title": "Rundgang"},
    "comment": None,
    "status": 50,
    "participants": 12,
    "customer": {"name": "Bruce Wayne", "category": None, "insitution": "Schule am See"},
    "created_at": "2016-07-01T11:00:00+02:00",
    "updated_at": "2016-07-02T11:00:00+02:00",
    "canceled_at": "2016-07-03T11:00:00+02:00",
}
BOOKING_VALUES: Final = {
    **{key: BOOKING[key] for key in ("id", "duration", "comment", "status", "participants")},
    "start_time": at("2016-07-06T11:00:00+02:00"),
    **flat("tour", BOOKING["tour"]),
    "customer.name": "Bruce Wayne",
    "customer.category": None,
    "customer.institution": "Schule am See",
    "created_at": at("2016-07-01T11:00:00+02:00"),
    "updated_at": at("2016-07-02T11:00:00+02:00"),
    "canceled_at": at("2016-07-03T11:00:00+02:00"),
}

TOURS: Final = (
    Answered(
        name="tours.list",
        call=lambda g: g.tours.list().first(),
        json={"tours": [TOUR], "meta": meta(40)},
        values=TOUR_VALUES,
        entity=("tours", 0),
        required=frozenset({"tours.id"}),
    ),
    Answered(
        name="tours.get",
        call=lambda g: g.tours.get(101174),
        json={
            "tour": {
                **TOUR,
                "content": CONTENT,
                "limitations": {"language": True},
                "equipment": [{"id": 2, "name": "Audioguide"}],
            }
        },
        values={
            **TOUR_VALUES,
            "content": CONTENT,
            "limitations": {"language": True},
            "equipment": [{"id": 2, "name": "Audioguide"}],
        },
        entity=("tour",),
        required=frozenset({"tour.id"}),
    ),
    Answered(
        name="tours.prices",
        call=lambda g: g.tours.prices(9),
        json={
            "prices": [DEFAULT_PRICE, {**TITLED, "scale_price_id": 5}, TITLED, SURCHARGE],
            "vat_pct": 0.0,
            "discount": 0,
            "tax_included": True,
        },
        values={
            **flat("prices.0", {**DEFAULT_PRICE, **NO_TAX, "title": None}),
            **flat("prices.1", {**TITLED, **NO_TAX, "scale_price_id": 5}),
            **flat("prices.2", {**TITLED, **NO_TAX, "scale_price_id": None}),
            **flat("prices.3", {**SURCHARGE, **NO_TAX}),
            **NO_TAX,
            "discount": 0,
            "tax_included": True,
        },
        entity=(),
    ),
    Answered(
        name="tours.start_times",
        call=lambda g: g.tours.start_times(9),
        json={"data": {"2016-07-24": False, "2016-07-26": True}},
        values={"": {date(2016, 7, 24): False, date(2016, 7, 26): True}},
    ),
    Answered(
        name="tours.start_times one by one",
        call=lambda g: g.tours.start_times(9, depth="all"),
        json={"data": {"2016-07-24": [], "2016-07-26": ["2016-07-26T10:00:00+02:00"]}},
        values={"": {date(2016, 7, 24): (), date(2016, 7, 26): (at("2016-07-26T10:00:00+02:00"),)}},
    ),
    Answered(
        name="tours.start_times_on",
        call=lambda g: g.tours.start_times_on(9, date(2016, 7, 26)),
        json={
            "data": [
                {
                    "start_time": "2016-07-26T10:00:00+02:00",
                    "participants": {"min": 1, "max": 20, "bookable": 15},
                }
            ]
        },
        values={
            "0.start_time": at("2016-07-26T10:00:00+02:00"),
            **flat("0.participants", {"min": 1, "max": 20, "bookable": 15}),
        },
        required=frozenset({"data.start_time"}),
    ),
    Answered(
        name="tours.equipments",
        call=lambda g: g.tours.equipments(9),
        json={"data": {"2": {ELEVEN: 10}, "3": {}}},
        values={"": {2: {at(ELEVEN): 10}, 3: {}}},
    ),
    Answered(
        name="tours.equipment",
        call=lambda g: g.tours.equipment(9, 2),
        json={"data": {ELEVEN: 10}},
        values={"": {at(ELEVEN): 10}},
    ),
    Answered(
        name="tours.equipment at a time",
        call=lambda g: g.tours.equipment(9, 2, at=at(ELEVEN)),
        json={"data": {ELEVEN: 10}},
        values={"": {at(ELEVEN): 10}},
    ),
)
BOOKINGS: Final = (
    Answered(
        name="tour_bookings.list",
        call=lambda g: g.tour_bookings.list().first(),
        json={"bookings": [BOOKING]},
        values={**BOOKING_VALUES, "prices": ()},
        entity=("bookings", 0),
        required=frozenset({"bookings.id"}),
    ),
    Answered(
        name="tour_bookings.get",
        call=lambda g: g.tour_bookings.get(27079),
        json={"booking": {**BOOKING, "prices": [PRICE]}},
        values={**BOOKING_VALUES, **flat("prices.0", PRICE_VALUES)},
        entity=("booking",),
        required=frozenset({"booking.id"}),
    ),
    Answered(
        name="tour_bookings.add_prices",
        call=lambda g: g.tour_bookings.add_prices(
            27079, [NewPrice(title="Kaffee", quantity=2, price_cents=350)]
        ),
        json={"status": "ok"},
        values={"": None},
    ),
    Answered(
        name="tour_bookings.update_price",
        call=lambda g: g.tour_bookings.update_price(27079, 5, NewPrice(quantity=2)),
        json={"price": PRICE},
        values=PRICE_VALUES,
        entity=("price",),
    ),
    Answered(
        name="tour_bookings.feedback",
        call=lambda g: g.tour_bookings.feedback(27079),
        json={
            "feedback": {
                "took_place": True,
                "comment": "schön",
                "participants": 25,
                "updated_at": "2016-07-07T11:00:00+02:00",
            }
        },
        values={
            "took_place": True,
            "comment": "schön",
            "participants": 25,
            "updated_at": at("2016-07-07T11:00:00+02:00"),
        },
        entity=("feedback",),
    ),
)
CONFIRMED: Final = (
    Answered(
        name="tour_bookings.delete_price",
        call=lambda g: g.tour_bookings.delete_price(27079, 5),
        json={"status": "ok"},
        values={"": None},
    ),
    Answered(
        name="tour_bookings.set_feedback",
        call=lambda g: g.tour_bookings.set_feedback(27079, took_place=True),
        json={"status": "ok"},
        values={"": None},
    ),
    Answered(
        name="tour_bookings.clear_feedback",
        call=lambda g: g.tour_bookings.clear_feedback(27079),
        json={"status": "ok"},
        values={"": None},
    ),
)
TOUR_ANSWERS: Final = (*TOURS, *BOOKINGS, *CONFIRMED)
