"""Events and their dates."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from gomus_async.models.common import Entity, Location, Picture, Tag, Text

__all__ = [
    "Attendance",
    "DatePrice",
    "Event",
    "EventDate",
    "Seat",
    "Seating",
    "SeatingPart",
]


@attrs.frozen(kw_only=True)
class Event(Entity):
    """An event; when it takes place is told by its dates.

    `registerable` is an address in place of `true` for callers who may register others.
    `entry_fee` is `auto`, `included`, `excluded` or `none`, or a number or boolean on some
    instances. What only a single event has is missing in lists.
    """

    forgiving: ClassVar[bool] = True

    id: int
    exhibition_id: int | None = None
    museum_id: int | None = None
    title: Text = None
    sub_title: Text = None
    description: Text = None
    featured: bool | None = None
    bookable: bool | None = None
    registerable: bool | str | None = None
    category: Tag | None = None
    picture: Picture | None = None
    location: Location | None = None
    content: Any = None
    age_groups: tuple[Tag, ...] = ()
    audiences: tuple[Tag, ...] = ()
    catch_words: tuple[Tag, ...] = ()
    disablements: tuple[Tag, ...] = ()
    grades: tuple[Tag, ...] = ()
    proposal_categories: tuple[Tag, ...] = ()
    languages: tuple[Tag, ...] = ()
    min_persons: int | None = None
    max_persons: int | None = None
    max_participants: int | None = None
    duration: int | None = None
    entry_fee: str | bool | int | float | None = None
    upcoming_bookings_start_times: tuple[datetime, ...] = ()
    dates: Any = None
    tickets: Any = None
    quotas: Any = None
    documents: Any = None


@attrs.frozen(kw_only=True)
class Attendance(Entity):
    """How many places a date has, by what they are."""

    forgiving: ClassVar[bool] = True

    min: int | None = None
    max: int | None = None
    booked: int | None = None
    available: int | None = None
    max_per_registration: int | None = None


@attrs.frozen(kw_only=True)
class DatePrice(Entity):
    """A price of a date; with a `scale_price_id` it is one of several to choose from."""

    forgiving: ClassVar[bool] = True

    scale_price_id: int | None = None
    seat_category_id: int | None = None
    seat_category_title: Text = None
    title: Text = None
    description: Text = None
    group: bool | None = None
    optional: bool | None = None
    price_cents: int | None = None
    vat_pct: Decimal | None = None


@attrs.frozen(kw_only=True)
class SeatingPart(Entity):
    """A category, row or type of seats."""

    id: int
    title: Text = None
    description: Text = None
    color_code: str | None = None


@attrs.frozen(kw_only=True)
class Seat(Entity):
    """One numbered seat; its id goes into `NewSeat.seat_id`."""

    id: int
    row_id: int | None = None
    category_id: int | None = None
    type_id: int | None = None
    title: Text = None
    description: Text = None


@attrs.frozen(kw_only=True)
class Seating(Entity):
    """The seats of a date, and which of them nobody can buy. `visual_url` leads to a plan."""

    forgiving: ClassVar[bool] = True

    blocked_seats: tuple[int, ...] = ()
    categories: tuple[SeatingPart, ...] = ()
    rows: tuple[SeatingPart, ...] = ()
    seats: tuple[Seat, ...] = ()
    types: tuple[SeatingPart, ...] = ()
    visual_url: str | None = None


@attrs.frozen(kw_only=True)
class EventDate(Entity):
    """One date of an event; its `id` is what an order takes. `duration` is in minutes."""

    forgiving: ClassVar[bool] = True

    id: int
    event_id: int | None = None
    exhibition_id: int | None = None
    museum_id: int | None = None
    category: Tag | None = None
    bookable: bool | None = None
    registerable: bool | str | None = None
    title: Text = None
    sub_title: Text = None
    event_title: Text = None
    event_sub_title: Text = None
    description: Text = None
    start_time: datetime | None = None
    duration: int | None = None
    seats: Attendance | None = None
    language: Tag | None = None
    location: Location | None = None
    vat_pct: Decimal | None = None
    discount: int | None = None
    tax_included: bool | None = None
    seatings: tuple[Seating, ...] = ()
    prices: tuple[DatePrice, ...] = ()
