"""Tours, their prices and times, and their bookings."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from gomus_async.models.common import Entity, Location, Picture, Tag, Text

__all__ = [
    "Participants",
    "StartTime",
    "Tour",
    "TourPrice",
    "TourPrices",
]


@attrs.frozen(kw_only=True)
class Tour(Entity):
    """A tour that a group can book.

    `equipment` says in lists whether there is any, and in a single tour what it is.
    `limitations` says what the times depend on, such as `{"language": true}`.
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
    equipment: Any = None
    limitations: dict[str, Any] | None = None
    min_persons: int | None = None
    max_persons: int | None = None
    max_participants: int | None = None
    duration: int | None = None
    entry_fee: str | bool | int | float | None = None


@attrs.frozen(kw_only=True)
class TourPrice(Entity):
    """One price of a tour: for all, on a scale, for an audience, or a surcharge.

    Which it is shows in `scale_price_id` and `price_surcharge_id`. A surcharge that is not
    `optional` must be in the order.
    """

    forgiving: ClassVar[bool] = True

    scale_price_id: int | None = None
    price_surcharge_id: int | None = None
    title: Text = None
    description: Text = None
    group: bool | None = None
    optional: bool | None = None
    price_cents: int | None = None
    vat_pct: Decimal | None = None


@attrs.frozen(kw_only=True)
class TourPrices(Entity):
    """What a tour costs at a time."""

    prices: tuple[TourPrice, ...] = ()
    vat_pct: Decimal | None = None
    discount: int | None = None
    tax_included: bool | None = None


@attrs.frozen(kw_only=True)
class Participants(Entity):
    """How many can come."""

    min: int | None = None
    max: int | None = None
    bookable: int | None = None


@attrs.frozen(kw_only=True)
class StartTime(Entity):
    """When a tour can start, and with how many."""

    start_time: datetime
    participants: Participants | None = None
