"""Orders as they are sent: checked as far as can be known before anything is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.common import UNSET, RequestModel, Unset, personal
from gomus_async.models.order_values import (
    check_counts,
    check_id,
    check_one_of,
    check_positive,
    copy_counts,
    copy_times,
    entries_of,
    models_of,
    tokens_of,
)

__all__ = [
    "Attendee",
    "NewCoupon",
    "NewEquipment",
    "NewEventSeats",
    "NewItem",
    "NewOrder",
    "NewSeat",
    "NewTicket",
    "NewTour",
]

MAX_REFERENCE: Final = 255


@attrs.frozen(kw_only=True, repr=False)
class Attendee(RequestModel):
    """Somebody who comes, by name."""

    name: str = personal(attrs.NOTHING)
    surname: str = personal(attrs.NOTHING)

    def __attrs_post_init__(self) -> None:
        """Check that both names are there."""
        super().__attrs_post_init__()
        if not self.name.strip() or not self.surname.strip():
            raise ConfigError("an attendee needs name and surname")


def _attendees(
    value: Iterable[Attendee | Mapping[str, Any]] | Unset,
) -> Sequence[Attendee] | Unset:
    return models_of(Attendee, value)


@attrs.frozen(kw_only=True, repr=False)
class NewSeat(RequestModel):
    """One numbered seat of an event, at one of its prices."""

    seat_id: int
    scale_price_id: int


def _seats(
    value: Iterable[NewSeat | Mapping[str, Any]] | Unset,
) -> Sequence[NewSeat] | Unset:
    return models_of(NewSeat, value)


@attrs.frozen(kw_only=True, repr=False)
class NewEquipment(RequestModel):
    """Equipment to book along with a tour."""

    id: int
    quantity: int

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        super().__attrs_post_init__()
        check_id("NewEquipment.id", self.id)
        check_positive("NewEquipment.quantity", self.quantity)


def _equipment(
    value: Iterable[NewEquipment | Mapping[str, Any]] | Unset,
) -> Sequence[NewEquipment] | Unset:
    return models_of(NewEquipment, value)


class _Priced(RequestModel):
    """An item that may know its price, which is not sent."""

    __slots__ = ()

    if TYPE_CHECKING:
        _price_cents: int | None

    @property
    def price_cents(self) -> int | None:
        """What all of it costs, if that was given."""
        return self._price_cents

    def _check_price(self) -> None:
        price = self._price_cents
        if price is not None and price < 0:
            raise ConfigError(f"{type(self).__name__}.price_cents must be 0 or more, not {price}")


@attrs.frozen(kw_only=True, repr=False)
class NewTicket(_Priced):
    """Tickets to buy.

    Attributes:
        id: The ticket's id.
        quantity: How many.
        time: The entry time; without an offset it is in the instance's zone. A combined ticket
            takes the earliest of its sub tickets where none is given.
        reservations: The holds to use, as tokens or `Reservation`; not for combined tickets.
        attendees: Everybody who comes, where the ticket asks for names; one per ticket.
        sub_ticket_times: For a combined ticket, the entry time of each sub ticket by its id.
        price_cents: What all of them cost, to let `NewOrder` know its total; it is not sent.
    """

    tag: ClassVar[str] = "Ticket"

    id: int
    quantity: int
    time: datetime | date | Unset = UNSET
    reservations: Sequence[str] | Unset = attrs.field(
        default=UNSET, converter=tokens_of, repr=False
    )
    attendees: Sequence[Attendee] | Unset = attrs.field(
        default=UNSET, converter=_attendees, repr=False
    )
    sub_ticket_times: Mapping[int, datetime] | Unset = attrs.field(
        default=UNSET, converter=copy_times
    )
    _price_cents: int | None = None

    def __attrs_post_init__(self) -> None:
        """Check what can be known without asking."""
        super().__attrs_post_init__()
        check_id("NewTicket.id", self.id)
        check_positive("NewTicket.quantity", self.quantity)
        self._check_price()
        if not isinstance(self.attendees, Unset) and len(self.attendees) != self.quantity:
            raise ConfigError(
                f"NewTicket has {len(self.attendees)} attendees for {self.quantity} tickets; "
                "name everybody who comes, once"
            )
        if not isinstance(self.reservations, Unset) and not all(self.reservations):
            raise ConfigError("NewTicket.reservations takes tokens or reservations")
        if not isinstance(self.sub_ticket_times, Unset):
            self._check_sub_tickets(self.sub_ticket_times)

    def _check_sub_tickets(self, times: Mapping[int, datetime]) -> None:
        if not times:
            raise ConfigError("NewTicket.sub_ticket_times is empty; give a time per sub ticket")
        for key, value in times.items():
            check_id("a key of NewTicket.sub_ticket_times", key)
            if not isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise ConfigError("NewTicket.sub_ticket_times takes datetimes")
        if not isinstance(self.reservations, Unset) and self.reservations:
            raise ConfigError("a combined ticket cannot be reserved; leave out reservations")
        if self.time is UNSET:
            if len({value.utcoffset() is None for value in times.values()}) > 1:
                raise ConfigError("NewTicket.sub_ticket_times: give all times an offset, or none")
            object.__setattr__(self, "time", min(times.values()))

    def secrets(self) -> tuple[str, ...]:
        """The tokens of the reservations."""
        return () if isinstance(self.reservations, Unset) else tuple(self.reservations)


@attrs.frozen(kw_only=True, repr=False)
class NewEventSeats(_Priced):
    """Places at one date of an event to buy.

    Exactly one of `quantity`, `quantities` and `seats` is given, as the date is priced.

    Attributes:
        id: The id of the *date*, not of the event.
        quantity: How many places, for a date with one price.
        quantities: How many of each scale price, by its id.
        seats: Which seats, for a date with numbered seats.
        event_id: The event's id, to be sure that `id` is not that one; it is not sent.
        price_cents: What all of them cost, to let `NewOrder` know its total; it is not sent.
    """

    tag: ClassVar[str] = "Event"

    id: int
    quantity: int | Unset = UNSET
    quantities: Mapping[int, int] | Unset = attrs.field(default=UNSET, converter=copy_counts)
    seats: Sequence[NewSeat] | Unset = attrs.field(default=UNSET, converter=_seats)
    _event_id: int | None = None
    _price_cents: int | None = None

    def __attrs_post_init__(self) -> None:
        """Check what can be known without asking."""
        super().__attrs_post_init__()
        check_id("NewEventSeats.id", self.id)
        self._check_price()
        choice = {"quantity": self.quantity, "quantities": self.quantities, "seats": self.seats}
        check_one_of("NewEventSeats", choice)
        if self.quantity is not UNSET:
            check_positive("NewEventSeats.quantity", self.quantity)
        check_counts("NewEventSeats.quantities", self.quantities)
        if not isinstance(self.seats, Unset):
            seats = [seat.seat_id for seat in self.seats]
            if not seats or len(set(seats)) < len(seats):
                raise ConfigError("NewEventSeats.seats names each seat once, and at least one")
        if self._event_id == self.id:
            raise ConfigError(
                "NewEventSeats.id is the id of a date of the event, not of the event itself; "
                "take it from the event's dates"
            )


@attrs.frozen(kw_only=True, repr=False)
class NewTour(_Priced):
    """A tour to book for a group. `quantity`, or the sum of `quantities`, is its size.

    Attributes:
        id: The tour's id.
        start_time: When; without an offset it is in the instance's zone.
        language_id: In which language.
        age_group_id: For which age group.
        quantity: How many people, for a tour with one price.
        quantities: How many of each scale price, by its id.
        surcharges: How many of each surcharge, by its id; the server checks that those a tour
            must have are there.
        equipment: What to book along with it. How it is sent is not documented; the form of
            the answers is assumed.
        price_cents: What it costs in all, to let `NewOrder` know its total; it is not sent.
    """

    tag: ClassVar[str] = "Tour"

    id: int
    start_time: datetime
    language_id: int | Unset = UNSET
    age_group_id: int | Unset = UNSET
    quantity: int | Unset = UNSET
    quantities: Mapping[int, int] | Unset = attrs.field(default=UNSET, converter=copy_counts)
    surcharges: Mapping[int, int] | Unset = attrs.field(default=UNSET, converter=copy_counts)
    equipment: Sequence[NewEquipment] | Unset = attrs.field(default=UNSET, converter=_equipment)
    _price_cents: int | None = None

    def __attrs_post_init__(self) -> None:
        """Check what can be known without asking."""
        super().__attrs_post_init__()
        check_id("NewTour.id", self.id)
        self._check_price()
        check_one_of("NewTour", {"quantity": self.quantity, "quantities": self.quantities})
        if self.quantity is not UNSET:
            check_positive("NewTour.quantity", self.quantity)
        check_counts("NewTour.quantities", self.quantities)
        if self.surcharges:
            check_counts("NewTour.surcharges", self.surcharges)


@attrs.frozen(kw_only=True, repr=False)
class NewCoupon(_Priced):
    """Coupons to buy.

    Attributes:
        id: The coupon's id.
        quantity: How many.
        price_cents: What all of them cost, to let `NewOrder` know its total; it is not sent.
    """

    tag: ClassVar[str] = "Coupon"

    id: int
    quantity: int
    _price_cents: int | None = None

    def __attrs_post_init__(self) -> None:
        """Check what can be known without asking."""
        super().__attrs_post_init__()
        check_id("NewCoupon.id", self.id)
        check_positive("NewCoupon.quantity", self.quantity)
        self._check_price()


NewItem = NewTicket | NewEventSeats | NewTour | NewCoupon
"""Anything that can be ordered."""


def _items(value: Iterable[_Priced]) -> Sequence[NewItem]:
    # A list of several kinds is, to type checkers, one of what they have in common.
    return tuple(entries_of("NewOrder.items takes a list of items", value))


def _is_code(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _codes(value: Iterable[str]) -> Sequence[str]:
    return tuple(entries_of("NewOrder.coupons takes a list of codes", value))


@attrs.frozen(kw_only=True, repr=False)
class NewOrder(RequestModel):
    """An order to place. All of its items are bought, or none.

    Attributes:
        items: What to buy.
        coupons: Codes of coupons to pay with; used in this order, each as far as needed.
        reference: Yours, readable on the documents; one is made where none is given, by which
            an order can be found whose answer was lost. `""` sends none.
        comment: Not readable on the documents.
        total: What all items cost in cents, before coupons; the server refuses another sum.
            `None` adds up what the items' `price_cents` say, and asks the API for the prices
            of tickets and coupons without one.
        customer: Whom it is for, as a `NewCustomer`: found by e-mail address, or created.
        customer_id: Whom it is for, by go~mus id.
        foreign_id: Whom it is for, by your own key.
    """

    items: Sequence[NewItem] = attrs.field(converter=_items)
    coupons: Sequence[str] = attrs.field(default=(), converter=_codes, repr=False)
    reference: str | None = None
    comment: str = personal("")
    total: int | None = None
    customer: RequestModel | Unset = personal(UNSET)
    customer_id: int | Unset = UNSET
    foreign_id: str | Unset = UNSET

    def __attrs_post_init__(self) -> None:
        """Check what can be known without asking."""
        super().__attrs_post_init__()
        if not self.items:
            raise ConfigError("NewOrder.items is empty; order at least one item")
        for item in self.items:
            if not isinstance(item, NewItem):  # pyright: ignore[reportUnnecessaryIsInstance]
                kind = type(item).__name__
                raise ConfigError(
                    "NewOrder.items takes NewTicket, NewEventSeats, NewTour and NewCoupon, "
                    f"not {kind}"
                )
        if self.total is not None and self.total < 0:
            raise ConfigError(f"NewOrder.total must be whole cents from 0, not {self.total}")
        if not all(map(_is_code, self.coupons)):
            raise ConfigError("NewOrder.coupons takes codes, which are text and not empty")
        if len(set(self.coupons)) < len(self.coupons):
            raise ConfigError("NewOrder.coupons names a code twice")
        if len(self.reference or "") > MAX_REFERENCE:
            raise ConfigError(f"NewOrder.reference is longer than {MAX_REFERENCE} characters")
        buyers = [self.customer, self.customer_id, self.foreign_id]
        if sum(buyer is not UNSET for buyer in buyers) > 1:
            raise ConfigError("NewOrder takes one of customer, customer_id and foreign_id")

    def secrets(self) -> tuple[str, ...]:
        """The codes of coupons and the tokens of reservations."""
        tickets = [item for item in self.items if isinstance(item, NewTicket)]
        return (*self.coupons, *(token for ticket in tickets for token in ticket.secrets()))
