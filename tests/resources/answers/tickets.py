"""Tickets, and how many are left."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.resources.answers.answered import Answered, at, meta
from tests.resources.answers.museums import CONTENT, LOCATION, flat

ELEVEN: Final = "2016-07-06T11:00:00+02:00"
NOON: Final = "2016-07-06T12:00:00+02:00"
TICKET: Final[dict[str, Any]] = {
    "id": 247,
    "title": "Tageskarte",
    "description": "<p>Alles</p>",
    "ticket_type": "time_slot",
    "bookable": True,
    "museum_ids": [5, 67],
    "exhibition_ids": [64],
    "price_cents": 1200,
    "discount": 50,
    "vat_pct": 7.0,
    "tax_included": True,
    "entry_duration": 30,
    "min_persons": 1,
    "max_persons": 20,
    "quota_ids": [1, 2],
    "first_entry": 600,
    "last_entry": 1020,
    "personalizeable": True,
    "attendees": "required",
    "identification": False,
    "free_timing": False,
}
TICKET_VALUES: Final = {
    **TICKET,
    "museum_ids": (5, 67),
    "exhibition_ids": (64,),
    "vat_pct": Decimal(7),
    "quota_ids": (1, 2),
    "personalizable": True,
    "needs_attendees": True,
    "is_combined": False,
}
TICKETS: Final = (
    Answered(
        name="tickets.list",
        call=lambda g: g.tickets.list().first(),
        json={"tickets": [TICKET], "meta": meta(3)},
        values=TICKET_VALUES,
        entity=("tickets", 0),
        required=frozenset({"tickets.id"}),
    ),
    Answered(
        name="tickets.get",
        call=lambda g: g.tickets.get(247),
        json={
            "ticket": {
                **TICKET,
                "sub_title": None,
                "after_sale_information": "<p>Danke</p>",
                "content": CONTENT,
                "location": LOCATION,
                "sub_ticket_ids": [515, 516],
            }
        },
        values={
            **TICKET_VALUES,
            "sub_title": None,
            "after_sale_information": "<p>Danke</p>",
            "content": CONTENT,
            **flat("location", LOCATION),
            "sub_ticket_ids": (515, 516),
            "is_combined": True,
        },
        entity=("ticket",),
        required=frozenset({"ticket.id"}),
    ),
    Answered(
        name="tickets.get of a sub ticket",
        call=lambda g: g.tickets.get(515),
        json={"ticket": {"id": 515, "is_sub_ticket": True, "price_cents": 0}},
        values={"id": 515, "is_sub_ticket": True, "price_cents": 0, "quota_ids": ()},
        entity=("ticket",),
        required=frozenset({"ticket.id"}),
    ),
    Answered(
        name="tickets.capacity",
        call=lambda g: g.tickets.capacity(247),
        json={"data": {ELEVEN: 15, NOON: 3}},
        values={"": {at(ELEVEN): 15, at(NOON): 3}},
    ),
    Answered(
        name="tickets.capacities",
        call=lambda g: g.tickets.capacities([11, 12]),
        json={
            "data": {
                "1": {
                    "tickets": [11, 12],
                    "capacities": {ELEVEN: 0, NOON: 46},
                    "total_capacities": {ELEVEN: 50, NOON: 50},
                },
                "2": {
                    "tickets": [11],
                    "capacities": {ELEVEN: 7, NOON: 7},
                    "total_capacities": {ELEVEN: 7, NOON: 7},
                },
            }
        },
        values={
            "data.1.tickets": (11, 12),
            "data.1.capacities": {at(ELEVEN): 0, at(NOON): 46},
            "data.1.total_capacities": {at(ELEVEN): 50, at(NOON): 50},
            "quotas.2.tickets": (11,),
        },
        entity=(),
    ),
    Answered(
        name="tickets.calendar",
        call=lambda g: g.tickets.calendar(),
        json={"data": {"2016-07-06": True, "2016-07-07": False}},
        values={"": {date(2016, 7, 6): True, date(2016, 7, 7): False}},
    ),
    Answered(
        name="tickets.calendar of quotas",
        call=lambda g: g.tickets.calendar(depth="all"),
        json={
            "data": {
                "2016-07-06": [
                    {
                        "quota": {
                            "id": 1,
                            "tickets": [11, 12],
                            "capacities": [
                                {"2016-07-06 11:00:00 +0200": 100},
                                {"2016-07-06 12:00:00 +0200": 0},
                            ],
                        }
                    }
                ],
                "2016-07-07": [],
            }
        },
        values={},
        required=frozenset({"data.2016-07-06.quota", "data.2016-07-06.quota.id"}),
    ),
    Answered(
        name="tickets.contents",
        call=lambda g: g.tickets.contents([11]).first(),
        json={"data": [{"id": 11, "content": CONTENT}], "meta": meta(1)},
        values={"id": 11, "content": CONTENT},
        entity=("data", 0),
        required=frozenset({"data.id"}),
    ),
)

RESERVATION: Final = {
    "token": "XBqv",
    "quantity": 5,
    "ticket_id": 247,
    "start_at": "2016-09-25T16:00:00+02:00",
    "valid_until": "2016-09-20T10:05:00+02:00",
}
RESERVATION_VALUES: Final = {
    **RESERVATION,
    "start_at": at("2016-09-25T16:00:00+02:00"),
    "valid_until": at("2016-09-20T10:05:00+02:00"),
}
RESERVATIONS: Final = (
    Answered(
        name="reservations.create",
        call=lambda g: g.reservations.create(
            247, quantity=5, start_at=at("2016-09-25T16:00:00+02:00")
        ),
        json={"reservation": RESERVATION},
        values=RESERVATION_VALUES,
        entity=("reservation",),
        required=frozenset({"reservation.token"}),
    ),
    Answered(
        name="reservations.update",
        call=lambda g: g.reservations.update("XBqv", quantity=5),
        json={"reservation": RESERVATION},
        values=RESERVATION_VALUES,
        entity=("reservation",),
        required=frozenset({"reservation.token"}),
    ),
    Answered(
        name="reservations.delete",
        call=lambda g: g.reservations.delete("XBqv"),
        json={},
        values={"": None},
    ),
)
