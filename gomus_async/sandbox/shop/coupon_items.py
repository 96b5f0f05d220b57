"""Coupons in a new order: those that it buys, and those that pay for it."""

from collections.abc import Mapping
from typing import Any

from gomus_async.sandbox.shop.ledger import Item
from gomus_async.sandbox.shop.order_cart import Cart
from gomus_async.sandbox.shop.order_values import listed, product, refuse, whole


def read(cart: Cart, fields: Mapping[str, Any]) -> Item:
    """Check a coupon item.

    Raises:
        Refused: 422, it cannot be sold.
    """
    coupon = product(cart.catalogue.coupons, fields, "coupon")
    quantity = whole(fields.get("quantity"), "quantity")
    return Item(
        id=0,
        type="Coupon",
        price_cents=coupon.price_cents * quantity,
        vat_pct=str(coupon.vat_pct),
        attributes={
            "id": 0,
            "title": coupon.title,
            "quantity": quantity,
            "coupon_id": coupon.id,
            "value_cents": coupon.value_cents,
            "barcodes": [],
        },
    )


def codes(coupons: Mapping[str, int], value: object) -> list[str]:
    """The coupon codes of a request, each known and named once.

    Raises:
        Refused: 422, one is not.
    """
    given = listed(value, "coupons")
    for position, code in enumerate(given):
        if not isinstance(code, str) or code not in coupons:
            refuse(f"coupon {code} is not valid")
        if code in given[:position]:
            refuse(f"coupon {code} is used twice")
    return given


def payments(coupons: Mapping[str, int], given: list[str], total: int) -> list[tuple[str, int]]:
    """What each coupon pays: in order, as much as it can."""
    paid: list[tuple[str, int]] = []
    for code in given:
        cents = min(coupons[code], total)
        if cents:
            paid.append((code, cents))
            total -= cents
    return paid
