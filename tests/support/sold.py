"""An order as the shop keeps it after its sale, and its documents over HTTP."""

from datetime import datetime
from typing import Any

from yarl import URL

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.shop.ledger import Item, Order

TOKEN = "Aniq532VCewghH2mUtEnng"
NOON = datetime.fromisoformat("2016-09-14T12:00:00+02:00")
PLACE = {
    "name": "Gemäldegalerie",
    "city": "Berlin",
    "country": "Deutschland",
    "street": "Matthäikirchplatz",
    "zip": "10785",
    "latitude": 52.5082,
    "longitude": 13.3673,
}
TICKET = {
    "id": 42102,
    "title": "El Siglo de Oro mit Gemäldegalerie regulär",
    "ticket_id": 247,
    "quantity": 2,
    "ticket_type": "time_slot",
    "start_time": "2016-09-14T15:00:00+02:00",
    "location": PLACE,
    "barcodes": [
        {"id": 97633, "barcode": "4034210297633-5", "method": "ean"},
        {"id": 97634, "barcode": "4034210297634-2", "method": "ean"},
    ],
    "after_sale_information": None,
    "passbooks": True,
}
COMBINED = {
    **TICKET,
    "id": 42103,
    "title": "Pergamonmuseum + Das Panorama | regulär",
    "ticket_id": 514,
    "quantity": 1,
    "start_time": "2018-11-20T12:30:00+01:00",
    "barcodes": [{"id": 97635, "barcode": "4034210297635-9", "method": "ean"}],
    "sub_ticket_times": {
        "515": "2018-11-20T12:30:00+01:00",
        "516": "2018-11-20T14:00:00+01:00",
    },
}
EVENT = {
    "id": 6127,
    "date_id": 22977,
    "event_id": 101174,
    "start_time": "2016-07-09T14:30:00+02:00",
    "title": "El Siglo de Oro",
    "quantity": 5,
    "location": PLACE,
}
TOUR = {
    "id": 27079,
    "title": "El Siglo de Oro | Gruppenführung",
    "tour_id": 101173,
    "start_time": "2016-07-24T12:00:00+02:00",
    "participants": 12,
    "language": "Deutsch",
    "age_group": "Erwachsene",
    "prices": [
        {
            "title": "Entgelt",
            "description": "Gruppenpreis",
            "total_price_cents": 9000,
            "quantity": 1,
            "price_cents": 9000,
        }
    ],
    "location": PLACE,
}
PDFS = ["tickets/42102.pdf", "events/6127.pdf", "tours/27079.pdf", "invoice.pdf"]
PASS = "tickets/42102/passbooks/4034210297634-2.pkpass"


def put(api: Any, **changes: Any) -> Any:
    """An order as it is stored after its sale."""
    items = [
        Item(id=52397, type="Ticket", price_cents=2800, vat_pct="0.0", attributes=dict(TICKET)),
        Item(id=52398, type="Ticket", price_cents=1900, vat_pct="7.0", attributes=dict(COMBINED)),
        Item(id=52399, type="Event", price_cents=2000, vat_pct="0.0", attributes=dict(EVENT)),
        Item(id=56398, type="Tour", price_cents=9000, vat_pct="0.0", attributes=dict(TOUR)),
    ]
    row: dict[str, Any] = {
        "id": 3944805,
        "token": TOKEN,
        "owner": Access.RESELLER,
        "created": NOON.timestamp(),
        "created_at": NOON.isoformat(),
        "items": items,
        "total_price_cents": 15700,
        "comment": "nur für das Museum",
        "reference": "Firma Groß",
        "invoice": True,
    }
    order = Order(**{**row, **changes})
    api.sandbox.store.ledger.file(order)
    return order


async def get(
    api: Any, name: Any, query: Any = f"token={TOKEN}", *, order: Any = 3944805, **headers: Any
) -> Any:
    """The answer whose body is bytes."""
    url = URL(f"{api.sandbox.url}/api/v4/orders/{order}/{name}?{query}", encoded=True)
    async with api.session.get(url, headers=headers) as response:
        return response.status, response.headers["Content-Type"], await response.read()
