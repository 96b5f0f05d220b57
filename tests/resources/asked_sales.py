"""Tickets, tours and what belongs to them: calls, and what they ask."""

from datetime import time
from typing import Any, Final

from gomus_async import NewCustomer, NewPrice, NewRequest, NewTour
from tests.resources.asked import DAY, FILTERED, FILTERS, LATER, LIST, TIME, Asked

FIRST: Final = (("page", "1"),)
PAGE_OF_50: Final = (("page", "1"), ("per_page", "50"))
RANGE: Final = (("start_at", "2026-11-05"), ("end_at", "2026-11-20"))
OWN_HOLDS: Final = (("reservations[]", "XBqv"), ("reservations[]", "a+/="))
TICKET_FILTERS: Final[dict[str, Any]] = {
    "by_ticket_ids": [247],
    "by_museum_ids": [1, 2],
    "by_exhibition_ids": [-1],
    "by_bookable": True,
    "by_ticket_type": "time_slot",
    "by_ticket_types": ["annual", "normal"],
}
TICKETS_FILTERED: Final = (
    ("by_ticket_ids[]", "247"),
    ("by_museum_ids[]", "1"),
    ("by_museum_ids[]", "2"),
    ("by_exhibition_ids[]", "-1"),
    ("by_bookable", "true"),
    ("by_ticket_type", "time_slot"),
    ("by_ticket_types[]", "annual"),
    ("by_ticket_types[]", "normal"),
)

TICKETS: Final = (
    Asked("tickets.list", lambda g: g.tickets.list().first(), "GET /tickets", FIRST),
    Asked(
        "tickets.list in full",
        lambda g: g.tickets.list(
            **TICKET_FILTERS, q="Tag", valid_at=TIME, by_free_timing=False, per_page=50
        ).first(),
        "GET /tickets",
        (
            *TICKETS_FILTERED,
            ("q", "Tag"),
            ("valid_at", "2026-11-05"),
            ("by_free_timing", "false"),
            *PAGE_OF_50,
        ),
    ),
    Asked("tickets.get", lambda g: g.tickets.get(247), "GET /tickets/247"),
    Asked(
        "tickets.get in full",
        lambda g: g.tickets.get(247, valid_at=TIME),
        "GET /tickets/247",
        (("valid_at", "2026-11-05"),),
    ),
    Asked("tickets.capacity", lambda g: g.tickets.capacity(247), "GET /tickets/247/capacity"),
    Asked(
        "tickets.capacity in full",
        lambda g: g.tickets.capacity(247, date=TIME, reservations=["XBqv", "a+/="]),
        "GET /tickets/247/capacity",
        (("date", "2026-11-05"), *OWN_HOLDS),
    ),
    Asked(
        "tickets.capacity with one hold",
        lambda g: g.tickets.capacity(247, reservations="XBqv"),
        "GET /tickets/247/capacity",
        (("reservations[]", "XBqv"),),
    ),
    Asked(
        "tickets.capacities",
        lambda g: g.tickets.capacities([11, 12]),
        "GET /tickets/capacities",
        (("ticket_ids[]", "11"), ("ticket_ids[]", "12")),
    ),
    Asked(
        "tickets.capacities in full",
        lambda g: g.tickets.capacities([11], date=TIME, reservations=["XBqv", "a+/="]),
        "GET /tickets/capacities",
        (("ticket_ids[]", "11"), ("date", "2026-11-05"), *OWN_HOLDS),
    ),
    Asked(
        "tickets.calendar",
        lambda g: g.tickets.calendar(),
        "GET /tickets/calendar",
        (("depth", "any"),),
    ),
    Asked(
        "tickets.calendar in full",
        lambda g: g.tickets.calendar(
            **TICKET_FILTERS,
            start_at=TIME,
            end_at=LATER,
            depth="all",
            reservations=["XBqv", "a+/="],
        ),
        "GET /tickets/calendar",
        (*TICKETS_FILTERED, *RANGE, ("depth", "all"), *OWN_HOLDS),
    ),
    Asked(
        "tickets.contents",
        lambda g: g.tickets.contents([11]).first(),
        "GET /tickets/content",
        (("ticket_ids[]", "11"), *FIRST),
        answer=LIST,
    ),
    Asked(
        "tickets.contents in full",
        lambda g: g.tickets.contents([11, 12], attr="shop_title", per_page=50).first(),
        "GET /tickets/content",
        (("ticket_ids[]", "11"), ("ticket_ids[]", "12"), ("attr", "shop_title"), *PAGE_OF_50),
        answer=LIST,
    ),
)

TOURS: Final = (
    Asked("tours.list", lambda g: g.tours.list().first(), "GET /tours", FIRST),
    Asked(
        "tours.list in full",
        lambda g: g.tours.list(**FILTERS, by_featured=False, per_page=50).first(),
        "GET /tours",
        (*FILTERED, ("by_featured", "false"), *PAGE_OF_50),
    ),
    Asked("tours.get", lambda g: g.tours.get(9), "GET /tours/9"),
    Asked("tours.prices", lambda g: g.tours.prices(9), "GET /tours/9/prices"),
    Asked(
        "tours.prices in full",
        lambda g: g.tours.prices(
            9,
            date=TIME,
            time=time(14, 5),
            participants=12,
            customer_address_id=3,
            price_target_audience_id=4,
            language_id=1,
        ),
        "GET /tours/9/prices",
        (
            ("date", "2026-11-05"),
            ("time", "14-05"),
            ("participants", "12"),
            ("customer_adress_id", "3"),
            ("price_target_audience_id_id", "4"),
            ("language_id", "1"),
        ),
    ),
    Asked(
        "tours.prices at a time as text",
        lambda g: g.tours.prices(9, time="09-30"),
        "GET /tours/9/prices",
        (("time", "09-30"),),
    ),
    Asked(
        "tours.start_times",
        lambda g: g.tours.start_times(9),
        "GET /tours/9/start_times",
        (("depth", "any"),),
    ),
    Asked(
        "tours.start_times in full",
        lambda g: g.tours.start_times(
            9,
            depth="all",
            start_at=TIME,
            end_at=LATER,
            opening_hours_start=480,
            opening_hours_end=1320,
            participants=12,
        ),
        "GET /tours/9/start_times",
        (
            ("depth", "all"),
            *RANGE,
            ("opening_hours_start", "480"),
            ("opening_hours_end", "1320"),
            ("participants", "12"),
        ),
    ),
    Asked(
        "tours.start_times_on",
        lambda g: g.tours.start_times_on(9, DAY),
        "GET /tours/9/start_times/2026-11-05",
        answer=LIST,
    ),
    Asked(
        "tours.start_times_on the day of a time",
        lambda g: g.tours.start_times_on(9, TIME),
        "GET /tours/9/start_times/2026-11-05",
        answer=LIST,
    ),
    Asked("tours.equipments", lambda g: g.tours.equipments(9), "GET /tours/9/equipments"),
    Asked(
        "tours.equipments in full",
        lambda g: g.tours.equipments(9, date=TIME),
        "GET /tours/9/equipments",
        (("date", "2026-11-05"),),
    ),
    Asked("tours.equipment", lambda g: g.tours.equipment(9, 2), "GET /tours/9/equipments/2/"),
    Asked(
        "tours.equipment on a day",
        lambda g: g.tours.equipment(9, 2, date=TIME),
        "GET /tours/9/equipments/2/",
        (("date", "2026-11-05"),),
    ),
    Asked(
        "tours.equipment at a time",
        lambda g: g.tours.equipment(9, 2, at=TIME),
        "GET /tours/9/equipments/2/2026-11-05T14%3A30%3A00%2B01%3A00",
    ),
    Asked("tours.categories", lambda g: g.tours.categories(), "GET /tours/categories"),
    Asked("tours.languages", lambda g: g.tours.languages(), "GET /tours/languages"),
    Asked("tours.age_groups", lambda g: g.tours.age_groups(), "GET /tours/age_groups"),
    Asked("tours.audiences", lambda g: g.tours.audiences(), "GET /tours/audiences"),
    Asked("tours.catch_words", lambda g: g.tours.catch_words(), "GET /tours/catch_words"),
    Asked(
        "tours.proposal_categories",
        lambda g: g.tours.proposal_categories(),
        "GET /tours/proposal_categories",
    ),
    Asked("tours.grades", lambda g: g.tours.grades(), "GET /tours/grades"),
)

BOOKINGS: Final = (
    Asked(
        "tour_bookings.list", lambda g: g.tour_bookings.list().first(), "GET /tours/bookings", FIRST
    ),
    Asked(
        "tour_bookings.list in full",
        lambda g: g.tour_bookings.list(
            by_museum_ids=[1],
            by_exhibition_ids=[2],
            by_tour_ids=[9],
            by_categories=["Führung"],
            by_status_ids=[20, 50],
            start_at=TIME,
            end_at=LATER,
            per_page=50,
        ).first(),
        "GET /tours/bookings",
        (
            ("by_museum_ids[]", "1"),
            ("by_exhibition_ids[]", "2"),
            ("by_tour_ids[]", "9"),
            ("by_categories[]", "Führung"),
            ("by_status_ids[]", "20"),
            ("by_status_ids[]", "50"),
            *RANGE,
            *PAGE_OF_50,
        ),
    ),
    Asked("tour_bookings.get", lambda g: g.tour_bookings.get(27079), "GET /tours/bookings/27079"),
    Asked(
        "tour_bookings.add_prices",
        lambda g: g.tour_bookings.add_prices(
            27079, [NewPrice(title="Kaffee", description="heiß", quantity=2, price_cents=350)]
        ),
        "POST /tours/bookings/27079/prices",
        body={
            "prices": [
                {"title": "Kaffee", "description": "heiß", "quantity": 2, "price_cents": 350}
            ]
        },
    ),
    Asked(
        "tour_bookings.update_price",
        lambda g: g.tour_bookings.update_price(27079, 5, NewPrice(quantity=3, description=None)),
        "PUT /tours/bookings/27079/prices/5",
        body={"price": {"quantity": 3, "description": None}},
    ),
    Asked(
        "tour_bookings.delete_price",
        lambda g: g.tour_bookings.delete_price(27079, 5),
        "DELETE /tours/bookings/27079/prices/5",
    ),
    Asked(
        "tour_bookings.feedback",
        lambda g: g.tour_bookings.feedback(27079),
        "GET /tours/bookings/27079/feedback",
    ),
    Asked(
        "tour_bookings.set_feedback in full",
        lambda g: g.tour_bookings.set_feedback(
            27079, comment="schön", participants=25, took_place=True
        ),
        "PUT /tours/bookings/27079/feedback",
        body={"feedback": {"comment": "schön", "participants": "25", "took_place": "true"}},
    ),
    Asked(
        "tour_bookings.set_feedback of one thing",
        lambda g: g.tour_bookings.set_feedback(27079, took_place=False),
        "PUT /tours/bookings/27079/feedback",
        body={"feedback": {"took_place": "false"}},
    ),
    Asked(
        "tour_bookings.clear_feedback",
        lambda g: g.tour_bookings.clear_feedback(27079),
        "DELETE /tours/bookings/27079/feedback",
    ),
)

TOUR: Final = NewTour(id=9, start_time=TIME, language_id=1, quantity=12)
TOUR_JSON: Final = {
    "type": "Tour",
    "attributes": {
        "id": 9,
        "start_time": "2026-11-05T14:30:00+01:00",
        "language_id": 1,
        "quantity": 12,
    },
}
OTHERS: Final = (
    Asked(
        "requests.create",
        lambda g: g.requests.create(NewRequest(date=DAY, items=[TOUR])),
        "POST /requests",
        body={"request": {"date": "2026-11-05", "items": [TOUR_JSON]}},
    ),
    Asked(
        "requests.create in full",
        lambda g: g.requests.create(
            NewRequest(
                date=TIME,
                items=[TOUR, {"id": 5}],
                participants=12,
                companions=2,
                notes="",
                payment_mode="Rechnung",
                language=1,
                age_group="Erwachsene",
                grade=3,
                proposal_category="Führung",
                category=4,
                skip_confirmation_email=True,
                customer=NewCustomer(foreign_id="SF-1", name="Müller"),
            )
        ),
        "POST /requests",
        body={
            "request": {
                "date": "2026-11-05T14:30:00+01:00",
                "items": [TOUR_JSON, {"id": 5}],
                "participants": 12,
                "companions": 2,
                "notes": "",
                "payment_mode": "Rechnung",
                "language": 1,
                "age_group": "Erwachsene",
                "grade": 3,
                "proposal_category": "Führung",
                "category": 4,
                "skip_confirmation_email": True,
                "customer": {"foreign_id": "SF-1", "name": "Müller"},
            }
        },
    ),
    Asked("lookups.countries", lambda g: g.lookups.countries().first(), "GET /countries", FIRST),
    Asked(
        "lookups.countries in full",
        lambda g: g.lookups.countries(per_page=50).first(),
        "GET /countries",
        PAGE_OF_50,
    ),
    Asked("lookups.states", lambda g: g.lookups.states().first(), "GET /states", FIRST),
    Asked(
        "lookups.states in full",
        lambda g: g.lookups.states(per_page=50).first(),
        "GET /states",
        PAGE_OF_50,
    ),
    Asked(
        "lookups.dispatch_modes",
        lambda g: g.lookups.dispatch_modes().first(),
        "GET /dispatch_modes",
        FIRST,
    ),
    Asked(
        "lookups.dispatch_modes in full",
        lambda g: g.lookups.dispatch_modes(per_page=50).first(),
        "GET /dispatch_modes",
        PAGE_OF_50,
    ),
)
SALES: Final = (*TICKETS, *TOURS, *BOOKINGS, *OTHERS)
