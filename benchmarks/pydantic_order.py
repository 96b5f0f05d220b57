"""An order as one would write it down with pydantic."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

__all__ = ["OneOrder", "Orders"]

Text = str | dict[str, str] | None


class Location(BaseModel):
    """Where something takes place."""

    name: Text = None
    city: Text = None
    country: Text = None
    street: Text = None
    zip: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Barcode(BaseModel):
    """One barcode."""

    id: int | None = None
    barcode: str | None = None
    method: str | None = None


class TicketSale(BaseModel):
    """What a ticket item is about."""

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


class EventBooking(BaseModel):
    """What an event item is about."""

    id: int
    date_id: int | None = None
    event_id: int | None = None
    start_time: datetime | None = None
    title: Text = None
    quantity: int | None = None
    quantities: Any = None
    location: Location | None = None


class Item(BaseModel):
    """What all items have."""

    id: int
    price_cents: int | None = None
    vat_pct: Decimal | None = None
    tax_included: bool | None = None


class TicketItem(Item):
    """Tickets."""

    type: Literal["Ticket"]
    attributes: TicketSale


class EventItem(Item):
    """Places at an event."""

    type: Literal["Event"]
    attributes: EventBooking


class Order(BaseModel):
    """An order."""

    id: int
    token: str | None = None
    is_valid: bool | None = None
    total_price_cents: int | None = None
    comment: str | None = None
    reference: str | None = None
    rating: int | None = None
    invoice: bool | None = None
    created_at: datetime | None = None
    source: str | None = None
    payment_status: int | None = None
    billing_address_id: int | None = None
    items: tuple[Annotated[TicketItem | EventItem, Field(discriminator="type")], ...] = ()


class OneOrder(BaseModel):
    """The answer with one order."""

    order: Order


class Meta(BaseModel):
    """How long a list is."""

    total_count: int | None = None
    page: int | None = None
    per_page: int | None = None


class Orders(BaseModel):
    """The answer with a list."""

    orders: list[Order]
    meta: Meta | None = None
