"""The order that the documents print, which can be read from the start."""

from datetime import datetime
from typing import Any, Final

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.shop.booking import PRINTED_BILLING_ADDRESS_ID, PRINTED_ORDER_ID
from gomus_async.sandbox.shop.ledger import Item, Ledger, Order
from gomus_async.sandbox.shop.programme_demo import LOCATION

_CREATED_AT: Final = "2016-03-28T22:17:46+02:00"
_COUPON_CODE: Final = "79171892"
_TICKET_BARCODE: Final = "4034210297633-5"
# The documents look this one up, but do not say what it is printed on.
_OTHER_BARCODE: Final = "704323341"


def file_printed_order(ledger: Ledger) -> None:
    """Keep the order, with its barcodes and the coupon that it sold."""
    order = Order(
        id=PRINTED_ORDER_ID,
        token="Aniq532VCewghH2mUtEnng",  # noqa: S106 - the documents' own sample
        owner=Access.RESELLER,
        created=datetime.fromisoformat(_CREATED_AT).timestamp(),
        created_at=_CREATED_AT,
        items=[_ticket(), _event(), _tour(), _coupon()],
        total_price_cents=4500,
        billing_address_id=PRINTED_BILLING_ADDRESS_ID,
    )
    ledger.file(order)
    ledger.barcodes.update(dict.fromkeys((_TICKET_BARCODE, _OTHER_BARCODE, _COUPON_CODE), order.id))
    ledger.coupons[_COUPON_CODE] = 5000


def _ticket() -> Item:
    return _item(
        52397,
        "Ticket",
        1400,
        {
            "id": 42102,
            "title": "El Siglo de Oro mit Gemäldegalerie regulär",
            "ticket_id": 247,
            "quantity": 1,
            "ticket_type": "time_slot",
            "start_time": "2016-09-14T15:00:00+02:00",
            "location": dict(LOCATION),
            "barcodes": [{"id": 97633, "barcode": _TICKET_BARCODE, "method": "ean"}],
            "after_sale_information": None,
        },
    )


def _event() -> Item:
    return _item(
        52399,
        "Event",
        2000,
        {
            "id": 6127,
            "date_id": 22977,
            "event_id": 101174,
            "start_time": "2016-07-09T14:30:00+02:00",
            "title": "El Siglo de Oro",
            "quantity": 5,
            "location": dict(LOCATION),
        },
    )


def _tour() -> Item:
    return _item(
        56398,
        "Tour",
        9000,
        {
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
            "location": dict(LOCATION),
        },
    )


def _coupon() -> Item:
    return _item(
        52394,
        "Coupon",
        5000,
        {
            "id": 42102,
            "title": "Coupon für ALLES",
            "quantity": 1,
            "coupon_id": 4,
            "value_cents": 5000,
            "barcodes": [{"id": 97633, "barcode": _COUPON_CODE, "method": "coupon"}],
        },
    )


def _item(number: int, kind: str, price_cents: int, attributes: dict[str, Any]) -> Item:
    return Item(id=number, type=kind, price_cents=price_cents, vat_pct="0.0", attributes=attributes)
