"""The body of ``POST /orders``: read and checked whole, while nothing changes."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from attrs import define, field

from gomus_async.sandbox.http import Call, Refused
from gomus_async.sandbox.records import Customer
from gomus_async.sandbox.shop import (
    coupon_items,
    event_items,
    order_customer,
    ticket_items,
    tour_items,
)
from gomus_async.sandbox.shop.ledger import Item
from gomus_async.sandbox.shop.order_cart import GONE, Cart, tokens
from gomus_async.sandbox.shop.order_values import listed, mapping, refuse

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_SAVED: Final = "order could not be saved"
_READERS: Final[Mapping[str, Callable[[Cart, Mapping[str, Any]], Item]]] = MappingProxyType(
    {
        "Ticket": ticket_items.read,
        "Event": event_items.read,
        "Tour": tour_items.read,
        "Coupon": coupon_items.read,
    }
)

Value = TypeVar("Value")


@define(kw_only=True)
class Draft:
    """An order that may be placed.

    Args:
        payments: code and cents of every coupon that pays.
        reservations: tokens of those that it uses up.
        customer: whom it is for; with id 0 a new one.
    """

    items: list[Item]
    total: int
    payments: list[tuple[str, int]]
    reservations: frozenset[str]
    customer: Customer | None
    comment: str | None
    reference: str | None


@define
class _Reading:
    """Goes on after a refusal, so that an answer tells everything that is wrong."""

    errors: list[str] = field(factory=list[str])

    def attempt(self, read: Callable[[], Value], where: str = "") -> Value | None:
        """The value, or None after noting why there is none."""
        try:
            return read()
        except Refused as refused:
            self.errors.extend(f"{where}{error}" for error in _reasons(refused))
            return None

    def settle(self) -> None:
        """Refuse if anything was wrong.

        Raises:
            Refused: 422, with everything that was noted.
        """
        if self.errors:
            gone = any(error.endswith(GONE) for error in self.errors)
            raise Refused(422, GONE if gone else _SAVED, self.errors)


def read(state: "State", call: Call) -> Draft:
    """Check everything that an order says.

    Raises:
        Refused: 422, with everything that is wrong.
    """
    body = mapping(call.json, "request body")
    ledger, reading = state.store.ledger, _Reading()
    given = reading.attempt(lambda: _entries(body.get("items"))) or []
    cart = Cart(state, call.access, tokens(given))
    items = [
        reading.attempt(partial(_item, cart, entry), f"item {position}: ")
        for position, entry in enumerate(given, start=1)
    ]
    codes = reading.attempt(lambda: coupon_items.codes(ledger.coupons, body.get("coupons"))) or []
    customer = reading.attempt(lambda: order_customer.read(state.store, body))
    comment = reading.attempt(lambda: _text(body.get("comment"), "comment"))
    reference = reading.attempt(lambda: _text(body.get("reference"), "reference"))
    reading.settle()
    checked = cast("list[Item]", items)
    total = sum(item.price_cents for item in checked)
    reading.attempt(lambda: _agree(body.get("total"), total))
    reading.settle()
    return Draft(
        items=checked,
        total=total,
        payments=coupon_items.payments(ledger.coupons, codes, total),
        reservations=cart.own,
        customer=customer,
        comment=comment,
        reference=reference,
    )


def _entries(value: object) -> list[Any]:
    entries = listed(value, "items")
    if not entries:
        refuse("items can't be blank")
    return entries


def _item(cart: Cart, entry: object) -> Item:
    fields = mapping(entry, "item")
    kind = fields.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        refuse("type is missing" if kind is None else f"type {kind!r} is not known")
    return reader(cart, mapping(fields.get("attributes"), "attributes"))


def _text(value: object, name: str) -> str | None:
    if value is not None and not isinstance(value, str):
        refuse(f"{name} must be a text")
    return value


def _agree(given: object, total: int) -> None:
    if given is None:
        refuse("total is missing")
    if isinstance(given, bool) or given != total:
        refuse(f"total is {given}, but the items cost {total}")


def _reasons(refused: Refused) -> list[str]:
    reasons: list[str] = refused.reply.data.get("errors", [str(refused)])
    return reasons
