"""Orders in text and as JSON, without what would let somebody in."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, cast

from gomus_async.cli.output import shown
from gomus_async.cli.wording import amount
from gomus_async.models.orders import (
    CouponItem,
    EventItem,
    Order,
    OrderItem,
    OtherItem,
    TicketItem,
    TourItem,
)

__all__ = ["barcodes", "fields", "item_text", "record", "row", "total"]

_SECRET: Final = ("token", "barcode", "passbook")
_TELLING_LENGTH: Final = 6
_MASK: Final = "***"


def row(order: Order) -> tuple[object, ...]:
    """An order in a table: id, created, total, valid, reference, items."""
    items = ", ".join(map(item_text, order.items))
    created, cents = _minute(order.created_at), amount(order.total_price_cents)
    return (order.id, created, cents, order.is_valid, order.reference, items)


def total(orders: Sequence[Order]) -> str:
    """A line with the sum of the orders; only those that are valid count."""
    valid = [order for order in orders if order.is_valid is not False]
    count = f"{len(orders):,} order{'' if len(orders) == 1 else 's'}"
    if len(valid) < len(orders):
        count += f", {len(valid):,} of them valid"
    return f"{count}: {amount(sum(order.total_price_cents or 0 for order in valid))}"


def fields(order: Order, *, secret: bool) -> list[tuple[str, object]]:
    """Names and values of an order and its items.

    Args:
        order: The order.
        secret: Whether to show barcodes.
    """
    pairs: list[tuple[str, object]] = [
        ("id", order.id),
        ("created", _minute(order.created_at)),
        ("total", amount(order.total_price_cents)),
        ("valid", order.is_valid),
        ("payment_status", order.payment_status),
        ("reference", order.reference),
        ("comment", order.comment),
        ("source", order.source),
        ("invoice", order.invoice),
        ("billing_address_id", order.billing_address_id),
    ]
    for item in order.items:
        start = _minute(getattr(item.attributes, "start_time", None))
        told = (item_text(item), start, amount(item.price_cents))
        pairs.append((_name(item), ", ".join(filter(None, told))))
        if secret:
            pairs += [("  barcode", code) for code in barcodes(item)]
    return [(name, value) for name, value in pairs if value not in {None, ""}]


def item_text(item: OrderItem) -> str:
    """An item in short, such as `2x Day ticket`."""
    match item:
        case TicketItem() | EventItem() | CouponItem():
            quantity = 1 if item.attributes.quantity is None else item.attributes.quantity
            return f"{quantity}x {shown(item.attributes.title) or item.type}"
        case TourItem():
            people = item.attributes.participants
            group = f" ({people} people)" if people else ""
            return f"1x {shown(item.attributes.title) or item.type}{group}"
        case OtherItem():
            return f"1x {shown(item.type) or 'unknown'}"


def barcodes(item: OrderItem) -> Iterator[str]:
    """The barcodes of an item."""
    if isinstance(item, TicketItem | CouponItem):
        for code in item.attributes.barcodes:
            if code.barcode:
                yield code.barcode


def record(order: Order, *, secret: bool) -> dict[str, Any]:
    """An order as it was served.

    Args:
        order: The order.
        secret: Whether to leave its token and its barcodes in.
    """
    if secret:
        return order.raw
    known = [order.token or "", *(code for item in order.items for code in barcodes(item))]
    hidden = [text for text in known if len(text) >= _TELLING_LENGTH]
    return cast("dict[str, Any]", _without(order.raw, hidden))


def _without(value: object, hidden: Sequence[str]) -> object:
    """A JSON value without secret keys, and with secrets masked where they stand in texts."""
    match value:
        case dict():
            entries = cast("dict[str, object]", value).items()
            return {
                name: _without(entry, hidden)
                for name, entry in entries
                if not any(word in name.lower() for word in _SECRET)
            }
        case list():
            return [_without(entry, hidden) for entry in cast("list[object]", value)]
        case str():
            for text in hidden:
                value = value.replace(text, _MASK)
            return value
        case _:
            return value


def _name(item: OrderItem) -> str:
    number = getattr(item.attributes, "id", None) or item.id
    return f"{shown(item.type).lower() or 'item'} {'' if number is None else number}".strip()


def _minute(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M}"
