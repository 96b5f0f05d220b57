"""Orders as they are served, and to whom."""

import copy
from typing import Any

from gomus_async.sandbox.http import Access, Call
from gomus_async.sandbox.shop.ledger import Item, Ledger, Order


def record(order: Order, *, detail: bool) -> dict[str, Any]:
    """An order as the API serves it.

    Args:
        order: the order.
        detail: with what a list leaves out.
    """
    served: dict[str, Any] = {
        "id": order.id,
        "token": order.token,
        "is_valid": order.is_valid,
        "total_price_cents": order.total_price_cents,
        "comment": order.comment,
        "reference": order.reference,
        "rating": order.rating,
        "invoice": order.invoice,
        "created_at": order.created_at,
        "source": order.source,
        "items": [_item(order, item) for item in order.items],
    }
    if detail:
        served["payment_status"] = order.payment_status
        served["billing_address_id"] = order.billing_address_id
    return served


def stored(order: Order) -> dict[str, Any]:
    """An order with its state, as the sandbox shows what it holds."""
    state = "cancelled" if order.cancelled else "draft" if order.draft else "booked"
    served = record(order, detail=True)
    return {**copy.deepcopy(served), "customer_id": order.customer_id, "state": state}


def find_order(ledger: Ledger, ref: str) -> Order | None:
    """The order behind a path segment: the numeric id first, then the token."""
    number = int(ref) if ref.isascii() and ref.isdecimal() and len(ref) < 19 else None
    found = None if number is None else ledger.orders.get(number)
    return found or ledger.orders.get(ledger.tokens.get(ref, -1))


def visible(order: Order, call: Call, customer_id: int | None = None) -> bool:
    """Does the caller get to see this order?

    Args:
        order: the order.
        call: by a bearer token, or by nobody.
        customer_id: of the customer who is signed in.
    """
    if call.access is Access.PUBLIC:
        return customer_id is not None and order.customer_id == customer_id
    if call.access is Access.RESELLER:
        return order.owner is Access.RESELLER
    return call.access in {Access.USER, Access.CASHPOINT}


def _item(order: Order, item: Item) -> dict[str, Any]:
    gone = item.cancelled or order.cancelled
    return {
        "id": item.id,
        "type": item.type,
        "price_cents": item.price_cents,
        "vat_pct": item.vat_pct,
        "tax_included": item.tax_included,
        "attributes": item.attributes,
        **({"status": "cancelled"} if gone else {}),
    }
