"""The JSON that the reseller page prints, with the commas and dots of its prints mended."""

import json
from typing import Any, Final

PLACE: Final = """{
    "name": "Gemäldegalerie", "city": "Berlin", "country": "Deutschland",
    "street": "Matthäikirchplatz", "zip": "10785", "latitude": 52.5082, "longitude": 13.3673
}"""
TICKET_ITEM: Final = f"""{{
    "id": 52397,
    "type": "Ticket",
    "price_cents": 1400,
    "vat_pct": "0.0",
    "tax_included": true,
    "attributes": {{
        "id": 42102,
        "title": "El Siglo de Oro mit Gemäldegalerie regulär",
        "ticket_id": 247,
        "quantity": 1,
        "ticket_type": "time_slot",
        "start_time": "2016-09-14T15:00:00+02:00",
        "location": {PLACE},
        "barcodes": [{{"id": 97633, "barcode": "4034210297633-5", "method": "ean"}}],
        "after_sale_information": null
    }}
}}"""
EVENT_ITEM: Final = f"""{{
    "id": 52399,
    "type": "Event",
    "price_cents": 2000,
    "vat_pct": "0.0",
    "tax_included": true,
    "attributes": {{
        "id": 6127,
        "date_id": 22977,
        "event_id": 101174,
        "start_time": "2016-07-09T14:30:00+02:00",
        "title": "El Siglo de Oro",
        "quantity": 5,
        "location": {PLACE}
    }}
}}"""
TOUR_ITEM: Final = f"""{{
    "id": 56398,
    "type": "Tour",
    "price_cents": 9000,
    "vat_pct": "0.0",
    "tax_included": true,
    "attributes": {{
        "id": 27079,
        "title": "El Siglo de Oro | Gruppenführung",
        "tour_id": 101173,
        "start_time": "2016-07-24T12:00:00+02:00",
        "participants": 12,
        "language": "Deutsch",
        "age_group": "Erwachsene",
        "prices": [
            {{
                "title": "Entgelt",
                "description": "Gruppenpreis",
                "total_price_cents": 9000,
                "quantity": 1,
                "price_cents": 9000
            }}
        ],
        "location": {PLACE}
    }}
}}"""
EQUIPMENT: Final = '{"equipment": [{"id": 1, "quantity": 3}]}'
COUPON_ITEM: Final = """{
    "id": 52394,
    "type": "Coupon",
    "price_cents": 5000,
    "vat_pct": "0.0",
    "tax_included": true,
    "attributes": {
        "id": 42102,
        "title": "Coupon für ALLES",
        "quantity": 1,
        "coupon_id": 4,
        "value_cents": 5000,
        "barcodes": [{"id": 97633, "barcode": "79171892", "method": "coupon"}]
    }
}"""
ROW: Final = """{
    "id": 3944805,
    "token": "Aniq532VCewghH2mUtEnng",
    "is_valid": true,
    "total_price_cents": 4500,
    "comment": null,
    "reference": null,
    "rating": null,
    "invoice": false,
    "created_at": "2016-03-28T22:17:46+02:00",
    "source": "resellershop"
}"""
META: Final = '{"total_count": 1, "page": 1, "per_page": 25}'
DETAILS: Final = '{"payment_status": 30, "billing_address_id": 378542}'

NEW_TICKET: Final = """{
    "type": "Ticket",
    "attributes": {
        "id": 247,
        "quantity": 1,
        "time": "2016-07-07T13:00:00+02:00",
        "reservations": ["8CE0mEgjyAvQB1IbPJ4iyg"],
        "attendees": [
            {"name": "Capt'n", "surname": "Hook"},
            {"name": "Peter", "surname": "Pan"}
        ]
    }
}"""
NEW_EVENT: Final = '{"type": "Event", "attributes": {"id": 28227, "quantity": 5}}'
NEW_EVENT_PRICES: Final = """{
    "type": "Event", "attributes": {"id": 28227, "quantities": {"1": 2, "4": 3}}
}"""
NEW_EVENT_SEATS: Final = """{
    "type": "Event",
    "attributes": {
        "id": 28227,
        "seats": [
            {"seat_id": 22, "scale_price_id": 33},
            {"seat_id": 23, "scale_price_id": 33}
        ]
    }
}"""
NEW_TOUR: Final = """{
    "type": "Tour",
    "attributes": {
        "id": 28227,
        "start_time": "2016-07-07T13:00:00+02:00",
        "language_id": 1,
        "age_group_id": 3,
        "quantity": 5,
        "surcharges": {"1": 2, "4": 3}
    }
}"""
NEW_TOUR_PRICES: Final = """{
    "type": "Tour",
    "attributes": {
        "id": 28227,
        "start_time": "2016-07-07T13:00:00+02:00",
        "language_id": 1,
        "age_group_id": 3,
        "quantities": {"1": 2, "4": 3},
        "surcharges": {"1": 2, "4": 3}
    }
}"""
NEW_COUPON: Final = '{"type": "Coupon", "attributes": {"id": 4, "quantity": 1}}'
NEW_COMBINED: Final = """{
    "type": "Ticket",
    "attributes": {
        "id": 514,
        "quantity": 1,
        "time": "2018-11-20T12:30:00+01:00",
        "sub_ticket_times": {
            "515": "2018-11-20T12:30:00+01:00",
            "516": "2018-11-20T14:00:00+01:00"
        }
    }
}"""
NEW_ORDER: Final = """{
    "comment": "Please send fast!",
    "reference": "bought you by the awesome tourist gmbh!",
    "total": 1400
}"""

FULL_COUPON: Final = '{"coupon_sale": {"id": null, "is_valid": true, "value_cents": 3000}}'
USED_COUPON: Final = '{"coupon_sale": {"id": null, "is_valid": true, "value_cents": 0}}'

COMBINED_ROW: Final = """{
    "id": 514,
    "title": "Pergamonmuseum + Das Panorama | regulär",
    "ticket_type": "time_slot",
    "bookable": true
}"""
COMBINED: Final = '{"price_cents": 1900, "quota_ids": [98], "sub_ticket_ids": [515, 516]}'
SUB_TICKETS: Final = (
    """{
        "id": 515, "title": "Subticket Pergamonmuseum", "is_sub_ticket": true,
        "price_cents": 0, "quota_ids": [37], "ticket_type": "time_slot"
    }""",
    """{
        "id": 516, "title": "Subticket Das Panorama", "is_sub_ticket": true,
        "price_cents": 0, "quota_ids": [99], "ticket_type": "time_slot"
    }""",
)
CAPACITY: Final = """{
    "2018-11-20T10:00:00+01:00": 46,
    "2018-11-20T10:30:00+01:00": 46,
    "2018-11-20T11:00:00+01:00": 32,
    "2018-11-20T11:30:00+01:00": 37,
    "2018-11-20T12:00:00+01:00": 37,
    "2018-11-20T12:30:00+01:00": 33,
    "2018-11-20T13:00:00+01:00": 37,
    "2018-11-20T13:30:00+01:00": 35,
    "2018-11-20T14:00:00+01:00": 34,
    "2018-11-20T14:30:00+01:00": 37,
    "2018-11-20T15:00:00+01:00": 35,
    "2018-11-20T15:30:00+01:00": 37,
    "2018-11-20T16:00:00+01:00": 37,
    "2018-11-20T16:30:00+01:00": 37,
    "2018-11-20T17:00:00+01:00": 37
}"""

NEW_RESERVATION: Final = """{
    "reservation": {"ticket_id": 247, "quantity": 5, "start_at": "2016-09-25T16:00:00+02:00"}
}"""
RESERVATION: Final = """{
    "reservation": {
        "token": "XBqvPGe09EyXPi4iDC1Mgg",
        "quantity": 5,
        "ticket_id": 247,
        "start_at": "2016-09-25T16:00:00+02:00",
        "valid_until": "2016-09-02T19:11:20+02:00"
    }
}"""
RESERVATION_UPDATE: Final = '{"reservation": {"quantity": 10}}'


def row() -> dict[str, Any]:
    """One order of the list, with an item of each kind for the dots of the print."""
    items = [TICKET_ITEM, EVENT_ITEM, TOUR_ITEM, COUPON_ITEM]
    return {**json.loads(ROW), "items": [json.loads(item) for item in items]}


def order() -> dict[str, Any]:
    """The same order on its own."""
    return {**row(), **json.loads(DETAILS)}


def equipped_tour() -> dict[str, Any]:
    """The tour with the block that the page describes apart from it."""
    tour: dict[str, Any] = json.loads(TOUR_ITEM)
    return {**tour, "attributes": {**tour["attributes"], **json.loads(EQUIPMENT)}}


def combined() -> dict[str, Any]:
    """The combined ticket on its own: what its row has, and more."""
    return {**json.loads(COMBINED_ROW), **json.loads(COMBINED)}


def new_order(*items: str, coupons: list[str]) -> dict[str, Any]:
    """The body of an order."""
    return {
        **json.loads(NEW_ORDER),
        "items": [json.loads(item) for item in items],
        "coupons": coupons,
    }
