"""Bookings of events and tours as a cash point sees them."""

from datetime import datetime

import attrs

from gomus_async.models.common import UNSET, Entity, RequestModel, Text, Unset, personal

__all__ = [
    "BookedPrice",
    "BookedTour",
    "Booker",
    "DateBooking",
    "Feedback",
    "FeedbackUpdate",
    "NewPrice",
    "TourBookingDetails",
]


@attrs.frozen(kw_only=True)
class Booker(Entity):
    """Who booked. The API spells `institution` with a letter less."""

    name: str | None = personal()
    category: str | None = None
    insitution: str | None = personal()

    @property
    def institution(self) -> str | None:
        """The institution, if any."""
        return self.insitution


@attrs.frozen(kw_only=True)
class BookedPrice(Entity):
    """One price of a booking. Those of the `type` `custom` can be changed while unpaid."""

    id: int | None = None
    booking_id: int | None = None
    title: Text = None
    description: Text = None
    quantity: int | None = None
    price_cents: int | None = None
    total_price_cents: int | None = None
    type: str | None = None
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class DateBooking(Entity):
    """Who comes to a date, for the cash point. `status` is 20 booked, 60 cancelled."""

    id: int
    comment: str | None = personal()
    customer: Booker | None = None
    status: int | None = None
    seats: int | None = None
    created_at: datetime | None = None
    canceled_at: datetime | None = None
    prices: tuple[BookedPrice, ...] = ()


@attrs.frozen(kw_only=True)
class BookedTour(Entity):
    """Which tour was booked."""

    tour_id: int | None = None
    title: Text = None


@attrs.frozen(kw_only=True)
class TourBookingDetails(Entity):
    """A booking of a tour, for the cash point. `status`: 20 booked, 25 finished, 50 cancelled.

    `prices` come with a single booking.
    """

    id: int
    start_time: datetime | None = None
    duration: int | None = None
    tour: BookedTour | None = None
    comment: str | None = personal()
    status: int | None = None
    participants: int | None = None
    customer: Booker | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    canceled_at: datetime | None = None
    prices: tuple[BookedPrice, ...] = ()


@attrs.frozen(kw_only=True, repr=False)
class NewPrice(RequestModel):
    """A price to add to a booking, or what of one is changed."""

    title: str | Unset = UNSET
    description: str | Unset | None = UNSET
    quantity: int | Unset = UNSET
    price_cents: int | Unset = UNSET


@attrs.frozen(kw_only=True)
class Feedback(Entity):
    """What the guide says about a tour that took place, or did not."""

    took_place: bool | None = None
    comment: str | None = personal()
    participants: int | None = None
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True, repr=False)
class FeedbackUpdate(RequestModel):
    """Feedback as it is sent: all of it as text."""

    comment: str | Unset = personal(UNSET)
    participants: str | Unset = UNSET
    took_place: str | Unset = UNSET
