"""What the null server answers with: an order of two tickets, lists of such, a customer."""

import json
from typing import Any

__all__ = ["CUSTOMER", "LIST", "MIXED_LIST", "ORDER", "ORDER_ID", "PAGES", "page"]

ORDER_ID = 90210
PAGES = 40
ROWS_A_PAGE = 25
PLACE = {
    "name": "Altes Museum",
    "city": "Berlin",
    "country": "Deutschland",
    "street": "Am Lustgarten",
    "zip": "10178",
    "latitude": 52.5194,
    "longitude": 13.3985,
}
TICKET: dict[str, Any] = {
    "id": 1,
    "type": "Ticket",
    "price_cents": 2400,
    "vat_pct": 7.0,
    "tax_included": True,
    "attributes": {
        "id": 551,
        "title": "Tageskarte",
        "ticket_id": 12,
        "quantity": 2,
        "ticket_type": "time_slot",
        "start_time": "2026-11-22T11:00:00+01:00",
        "location": PLACE,
        "barcodes": [
            {"id": 7001, "barcode": "4034210097633-5", "method": "ean"},
            {"id": 7002, "barcode": "4034210097634-2", "method": "ean"},
        ],
        "passbooks": None,
        "after_sale_information": None,
    },
}
REDUCED: dict[str, Any] = {
    **TICKET,
    "id": 3,
    "price_cents": 1200,
    "attributes": {
        **TICKET["attributes"],
        "id": 552,
        "title": "Tageskarte, ermäßigt",
        "ticket_id": 13,
        "quantity": 1,
        "barcodes": [{"id": 7003, "barcode": "4034210097635-9", "method": "ean"}],
    },
}
EVENT: dict[str, Any] = {
    "id": 2,
    "type": "Event",
    "price_cents": 1200,
    "vat_pct": 7.0,
    "tax_included": True,
    "attributes": {
        "id": 881,
        "date_id": 3301,
        "event_id": 77,
        "start_time": "2026-11-22T14:00:00+01:00",
        "title": "Führung",
        "quantity": 1,
        "quantities": None,
        "location": PLACE,
    },
}
BARE_ORDER: dict[str, Any] = {
    "id": ORDER_ID,
    "token": "f3a1c2d4e5b60718",
    "is_valid": True,
    "total_price_cents": 3600,
    "comment": None,
    "reference": "SHOP-2026-000123",
    "rating": None,
    "invoice": False,
    "created_at": "2026-11-20T10:15:30+01:00",
    "source": "api",
    "payment_status": 2,
    "billing_address_id": 18,
    "items": [TICKET, REDUCED],
}
PERSON: dict[str, Any] = {
    "id": 4711,
    "foreign_id": "SF-12345",
    "name": "Müller",
    "surname": "Anna",
    "email": "anna@example.com",
    "tel": "+49 30 12345",
    "mobile": None,
    "fax": None,
    "customer_salutation_id": 2,
    "customer_title_id": None,
    "is_institution": False,
    "institution": None,
    "notes": None,
    "language_id": 1,
    "date_of_birth": "1985-04-30",
    "vat_number": None,
    "addresses": [
        {"id": 18, "street": "Beispielallee 12", "zip": "10115", "city": "Berlin", "country_id": 1}
    ],
    "created_at": "2020-05-12T11:51:26+02:00",
    "updated_at": "2021-06-07T13:13:54+02:00",
}


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _orders(first: int, count: int, number: int, total: int, **changes: Any) -> bytes:
    rows = [{**BARE_ORDER, "id": first + row, **changes} for row in range(count)]
    meta = {"total_count": total, "page": number, "per_page": count}
    return _encoded({"orders": rows, "meta": meta})


def page(number: int) -> bytes:
    """One page of the long list."""
    first = 1 + (number - 1) * ROWS_A_PAGE
    return _orders(first, ROWS_A_PAGE, number, PAGES * ROWS_A_PAGE)


ORDER = _encoded({"order": BARE_ORDER})
CUSTOMER = _encoded({"customer": PERSON})
LIST = _orders(1, 100, 1, 100)
MIXED_LIST = _orders(1, 100, 1, 100, items=[TICKET, EVENT])
