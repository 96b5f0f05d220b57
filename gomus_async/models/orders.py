"""Orders as the API shows them, and their items, which `match` can take apart."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from gomus_async.models.common import Entity, Location, Text, personal

__all__ = [
    "Barcode",
    "BookedEquipment",
    "CouponItem",
    "EventBooking",
    "EventItem",
    "Order",
    "OrderItem",
    "OtherItem",
    "PriceLine",
    "SoldCoupon",
    "TicketItem",
    "TicketSale",
    "TourBooking",
    "TourItem",
]


@attrs.frozen(kw_only=True)
class Barcode(Entity):
    """One barcode; whoever has it can enter, or spend the coupon.

    For the Staatliche Museen zu Berlin it must be printed as Code 39.
    """

    id: int | None = None
    barcode: str | None = personal()
    method: str | None = None


@attrs.frozen(kw_only=True)
class TicketSale(Entity):
    """What a ticket item is about. `id` is the sale's; documents are asked for by it."""

    id: int
    title: Text = None
    ticket_id: int | None = None
    quantity: int | None = None
    ticket_type: str | None = None
    start_time: datetime | None = None
    location: Location | None = None
    barcodes: tuple[Barcode, ...] = ()
    passbooks: Any = None
    after_sale_information: Text = None


@attrs.frozen(kw_only=True)
class EventBooking(Entity):
    """What an event item is about. `id` is the booking's.

    The shape of `quantities`, which comes with scale prices, is not documented.
    """

    id: int
    date_id: int | None = None
    event_id: int | None = None
    start_time: datetime | None = None
    title: Text = None
    quantity: int | None = None
    quantities: Any = None
    location: Location | None = None


@attrs.frozen(kw_only=True)
class PriceLine(Entity):
    """One price that adds to a tour's total."""

    title: Text = None
    description: Text = None
    total_price_cents: int | None = None
    quantity: int | None = None
    price_cents: int | None = None


@attrs.frozen(kw_only=True)
class BookedEquipment(Entity):
    """Equipment booked along with a tour."""

    id: int
    quantity: int | None = None


@attrs.frozen(kw_only=True)
class TourBooking(Entity):
    """What a tour item is about. `id` is the booking's; `language`, `age_group` are names."""

    id: int
    title: Text = None
    tour_id: int | None = None
    start_time: datetime | None = None
    participants: int | None = None
    language: Text = None
    age_group: Text = None
    prices: tuple[PriceLine, ...] = ()
    location: Location | None = None
    equipment: tuple[BookedEquipment, ...] = ()


@attrs.frozen(kw_only=True)
class SoldCoupon(Entity):
    """What a coupon item is about: its barcodes are the codes to redeem it with."""

    id: int
    title: Text = None
    quantity: int | None = None
    coupon_id: int | None = None
    value_cents: int | None = None
    barcodes: tuple[Barcode, ...] = ()


@attrs.frozen(kw_only=True)
class TicketItem(Entity):
    """Tickets in an order. `price_cents` is that of the item, all tickets together."""

    tag: ClassVar[str] = "Ticket"

    id: int
    type: str = "Ticket"
    price_cents: int | None = None
    vat_pct: Decimal | None = None
    tax_included: bool | None = None
    attributes: TicketSale


@attrs.frozen(kw_only=True)
class EventItem(Entity):
    """Places at an event's date in an order. `price_cents` is that of the item."""

    tag: ClassVar[str] = "Event"

    id: int
    type: str = "Event"
    price_cents: int | None = None
    vat_pct: Decimal | None = None
    tax_included: bool | None = None
    attributes: EventBooking


@attrs.frozen(kw_only=True)
class TourItem(Entity):
    """A tour in an order. `price_cents` is the sum of its prices."""

    tag: ClassVar[str] = "Tour"

    id: int
    type: str = "Tour"
    price_cents: int | None = None
    vat_pct: Decimal | None = None
    tax_included: bool | None = None
    attributes: TourBooking


@attrs.frozen(kw_only=True)
class CouponItem(Entity):
    """Coupons bought in an order. `price_cents` is that of the item."""

    tag: ClassVar[str] = "Coupon"

    id: int
    type: str = "Coupon"
    price_cents: int | None = None
    vat_pct: Decimal | None = None
    tax_included: bool | None = None
    attributes: SoldCoupon


@attrs.frozen(kw_only=True)
class OtherItem(Entity):
    """An item of a type, or of a shape, that this SDK does not know."""

    tag: ClassVar[None] = None

    id: int | None = None
    type: str | None = None
    price_cents: int | None = None
    vat_pct: Decimal | None = None
    tax_included: bool | None = None
    attributes: Any = personal()


OrderItem = TicketItem | EventItem | TourItem | CouponItem | OtherItem
"""Any item of an order; take it apart with `match`."""


@attrs.frozen(kw_only=True)
class Order(Entity):
    """An order. With its `token` anybody can fetch its documents, so that does not show.

    `payment_status` and `billing_address_id` come with a single order, not in lists. An order
    was paid for and must be readable: optional parts that are not as documented read as `None`,
    and are found in `raw`.
    """

    forgiving: ClassVar[bool] = True

    id: int
    token: str | None = personal()
    is_valid: bool | None = None
    total_price_cents: int | None = None
    comment: str | None = personal()
    reference: str | None = None
    rating: int | None = None
    invoice: bool | None = None
    created_at: datetime | None = None
    source: str | None = None
    payment_status: int | None = None
    billing_address_id: int | None = None
    items: tuple[OrderItem, ...] = ()
