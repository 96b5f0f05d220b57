"""Cancelling an order, or some of its items."""

from typing import Any

from gomus_async.sandbox.http import Call, Refused
from gomus_async.sandbox.shop.ledger import Item, Ledger, Order
from gomus_async.sandbox.shop.order_values import is_id, listed, mapping, refuse


def cancel(ledger: Ledger, order: Order, call: Call, at: str) -> None:
    """Cancel what the body of a call names; without one, the order.

    Args:
        ledger: of the shop.
        order: to be cancelled, at least in part.
        call: with or without a body.
        at: the time, which bookings show.

    Raises:
        Refused: 422, that cannot be cancelled; then nothing is.
    """
    if order.cancelled:
        raise Refused(422, "order is already cancelled")
    fields = mapping(call.json, "request body") if call.body != b"" else {}
    if fields:
        items = _named(order, fields)
        _refuse_spent(ledger, items)
        _cancel_items(ledger, items, at)
    else:
        _refuse_spent(ledger, [item for item in order.items if not item.cancelled])
        _cancel_order(ledger, order, at)
    ledger.revision += 1


def _named(order: Order, fields: dict[str, Any]) -> list[Item]:
    numbers = listed(fields.get("item_ids"), "item_ids")
    if not numbers:
        refuse("item_ids is missing")
    items = {item.id: item for item in order.items}
    for position, number in enumerate(numbers):
        item = items.get(number) if is_id(number) else None
        if item is None:
            refuse(f"item {number} is not in the order")
        if item.cancelled or number in numbers[:position]:
            refuse(f"item {number} is already cancelled")
    return [items[number] for number in numbers]


def _refuse_spent(ledger: Ledger, items: list[Item]) -> None:
    """A coupon that somebody has paid with cannot be taken back."""
    for item in items:
        for barcode in item.attributes["barcodes"] if item.type == "Coupon" else ():
            left = ledger.coupons.get(barcode["barcode"], 0)
            if left < item.attributes["value_cents"]:
                refuse(f"a coupon of item {item.id} was spent")


def _cancel_items(ledger: Ledger, items: list[Item], at: str) -> None:
    # The order lives on, even without items, and so its coupons stay spent.
    for item in items:
        item.cancelled = True
        _release(ledger, item, at)


def _cancel_order(ledger: Ledger, order: Order, at: str) -> None:
    for item in order.items:
        if not item.cancelled:
            _release(ledger, item, at)
    for code, cents in order.coupon_payments:
        # A coupon whose own sale was cancelled is void, and stays so.
        if code in ledger.coupons:
            ledger.coupons[code] += cents
    order.cancelled = True


def _release(ledger: Ledger, item: Item, at: str) -> None:
    item.cancelled_at = at
    ledger.sold.subtract(item.slots)
    ledger.booked.subtract(item.booked)
    if item.type == "Coupon":
        for barcode in item.attributes["barcodes"]:
            ledger.coupons.pop(barcode["barcode"], None)
