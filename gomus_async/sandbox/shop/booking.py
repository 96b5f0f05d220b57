"""Placing an order, and making it binding."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.records import Customer
from gomus_async.sandbox.shop import order_numbers
from gomus_async.sandbox.shop.ledger import Item, Ledger, Order

if TYPE_CHECKING:
    from gomus_async.sandbox.shop.order_request import Draft
    from gomus_async.sandbox.state import State

PRINTED_ORDER_ID: Final = 3_944_805
"""The order that the documents print; new ones come after it."""

PRINTED_BILLING_ADDRESS_ID: Final = 378_542
"""The address that a reseller's orders are billed to."""

_PAID: Final = 30
_UNPAID: Final = 0
_FIRST_ITEM_ID: Final = 56_399
_FIRST_BARCODE_ID: Final = 97_634
# By item type: the ids of ticket sales, bookings and coupon sales go on from the printed ones.
_FIRST_SALE_IDS: Final[Mapping[str, int]] = MappingProxyType(
    {"Ticket": 42_103, "Event": 6_128, "Tour": 27_080, "Coupon": 42_103}
)
_SOURCES: Final[Mapping[Access, str]] = MappingProxyType(
    {Access.USER: "gomus", Access.RESELLER: "resellershop", Access.CASHPOINT: "cashpoint"}
)


def place(state: "State", access: Access, draft: "Draft") -> Order:
    """Commit a checked order: its places are taken and its coupons spent.

    It is binding at once, but for an API user's, which is a draft until it is finalized.
    """
    ledger = state.store.ledger
    customer = _committed(state, draft.customer)
    order = Order(
        id=ledger.next_id("order", PRINTED_ORDER_ID + 1),
        token=order_numbers.order_token(state),
        owner=access,
        created=state.clock.timestamp(),
        created_at=state.clock.iso(),
        items=[_numbered(ledger, item) for item in draft.items],
        total_price_cents=draft.total,
        comment=draft.comment,
        reference=draft.reference,
        customer_id=None if customer is None else customer.id,
        source=_SOURCES[access],
        payment_status=_UNPAID,
        billing_address_id=_billing_address(access, customer),
        draft=True,
        coupon_payments=draft.payments,
    )
    for item in order.items:
        ledger.sold.update(item.slots)
        ledger.booked.update(item.booked)
    for token in draft.reservations:
        del ledger.reservations[token]
    for code, cents in draft.payments:
        ledger.coupons[code] -= cents
    ledger.file(order)
    if access is not Access.USER:
        _bind(state, order)
    ledger.revision += 1
    return order


def finalize(state: "State", order: Order) -> None:
    """Make a draft binding; the customer gets an invoice."""
    _bind(state, order)
    order.invoice = True
    state.store.ledger.revision += 1


def _bind(state: "State", order: Order) -> None:
    order.draft = False
    order.payment_status = _PAID
    for item in order.items:
        if not item.cancelled and "barcodes" in item.attributes:
            quantity = item.attributes["quantity"]
            codes = [_code(state, item.type) for _ in range(quantity)]
            item.attributes["barcodes"] = codes
            for code in codes:
                _register(state.store.ledger, order, item, code["barcode"])


def _code(state: "State", kind: str) -> dict[str, Any]:
    number = state.store.ledger.next_id("barcode", _FIRST_BARCODE_ID)
    if kind == "Coupon":
        code = order_numbers.coupon_code(state)
        return {"id": number, "barcode": code, "method": "coupon"}
    return {"id": number, "barcode": order_numbers.barcode(number), "method": "ean"}


def _register(ledger: Ledger, order: Order, item: Item, code: str) -> None:
    ledger.barcodes[code] = order.id
    if item.type == "Coupon":
        ledger.coupons[code] = item.attributes["value_cents"]


def _numbered(ledger: Ledger, item: Item) -> Item:
    item.id = ledger.next_id("item", _FIRST_ITEM_ID)
    item.attributes["id"] = ledger.next_id(item.type, _FIRST_SALE_IDS[item.type])
    return item


def _committed(state: "State", customer: Customer | None) -> Customer | None:
    if customer is not None and not customer.id:
        customer.created_at = customer.updated_at = state.clock.iso()
        state.store.customers.save(customer)
    return customer


def _billing_address(access: Access, customer: Customer | None) -> int | None:
    if access is Access.RESELLER:
        return PRINTED_BILLING_ADDRESS_ID
    return customer.addresses[0].id if customer is not None and customer.addresses else None
