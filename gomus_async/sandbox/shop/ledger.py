"""What the shop has sold and holds: reservations, orders, coupons in people's hands."""

from collections import Counter
from datetime import datetime
from typing import Any

from attrs import define, field

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.shop.annual_records import AnnualTable
from gomus_async.sandbox.shop.notes import Notes
from gomus_async.sandbox.shop.products import Catalogue

Resource = tuple[str, int, int, float]
"""What can be booked up, beside quotas: its kind, its id, a part of it, a timestamp."""


@define(kw_only=True)
class Reservation:
    """Seats held for a short while.

    Args:
        created: timestamp of the first hold; nothing outlives it by more than an hour.
        valid_until: timestamp; when it has passed, the seats are free again.
        holder: who made it.
    """

    token: str
    ticket_id: int
    quantity: int
    start_at: datetime
    created: float
    valid_until: float
    holder: Access


@define(kw_only=True)
class Item:
    """One item of an order.

    Args:
        attributes: as they are served, with ``id`` the sale or booking id.
        slots: what it takes: people by quota id and slot timestamp.
        booked: what else it takes: places, seats, groups, equipment.
        cancelled: whether it was cancelled on its own.
        cancelled_at: when it was cancelled, on its own or with its order.
    """

    id: int
    type: str
    price_cents: int
    vat_pct: str
    attributes: dict[str, Any]
    tax_included: bool = True
    slots: Counter[tuple[int, float]] = field(factory=Counter[tuple[int, float]])
    booked: Counter[Resource] = field(factory=Counter[Resource])
    cancelled: bool = False
    cancelled_at: str | None = None


@define(kw_only=True)
class Order:
    """One order.

    Args:
        owner: the kind of caller that placed it.
        customer_id: the customer it is for, if one was named.
        draft: until it is finalized; a draft has no barcodes and no documents.
        cancelled: as a whole.
        created: timestamp.
        coupon_payments: code and cents of every coupon that paid for it.
    """

    id: int
    token: str
    owner: Access
    created: float
    created_at: str
    items: list[Item]
    total_price_cents: int
    comment: str | None = None
    reference: str | None = None
    customer_id: int | None = None
    rating: int | None = None
    invoice: bool = False
    source: str = "resellershop"
    payment_status: int = 30
    billing_address_id: int | None = None
    draft: bool = False
    cancelled: bool = False
    coupon_payments: list[tuple[str, int]] = field(factory=list[tuple[str, int]])

    @property
    def is_valid(self) -> bool:
        """Whether it is binding and stands."""
        return not self.draft and not self.cancelled


@define
class Ledger:
    """Everything that changes in the shop, and a count of the changes.

    Args:
        catalogue: of the shop.
        annual: annual orders to begin with.

    Attributes:
        sold: people by quota id and slot timestamp.
        booked: places, seats, groups and equipment of events and tours.
        barcodes: the order that a barcode belongs to.
        tokens: the order that a token belongs to.
        coupons: what is left on each code.
        desk_orders: what was booked at the museum's desk, which no list of orders shows.
        notes: what the museum's people have noted about bookings of tours.
        wrong_guesses: timestamps of the wrong codes that a caller has tried.
    """

    catalogue: Catalogue
    annual: AnnualTable = field(factory=AnnualTable)
    reservations: dict[str, Reservation] = field(factory=dict[str, Reservation], init=False)
    orders: dict[int, Order] = field(factory=dict[int, Order], init=False)
    desk_orders: list[Order] = field(factory=list[Order], init=False)
    notes: Notes = field(factory=Notes, init=False)
    sold: Counter[tuple[int, float]] = field(factory=Counter[tuple[int, float]], init=False)
    booked: Counter[Resource] = field(factory=Counter[Resource], init=False)
    barcodes: dict[str, int] = field(factory=dict[str, int], init=False)
    tokens: dict[str, int] = field(factory=dict[str, int], init=False)
    coupons: dict[str, int] = field(factory=dict[str, int], init=False)
    wrong_guesses: dict[str, list[float]] = field(factory=dict[str, list[float]], init=False)
    revision: int = field(default=0, init=False)
    _last_ids: Counter[str] = field(factory=Counter[str], init=False)

    def __attrs_post_init__(self) -> None:
        self.coupons.update(self.catalogue.coupon_codes)

    def next_id(self, kind: str, first: int) -> int:
        """An id that no row of this kind has had."""
        self._last_ids[kind] += 1
        return first + self._last_ids[kind] - 1

    def file(self, order: Order) -> None:
        """Keep a new order."""
        self.orders[order.id] = order
        self.tokens[order.token] = order.id
