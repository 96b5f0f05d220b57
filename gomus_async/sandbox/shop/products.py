"""What the shop sells: the rows of its catalogue."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from attrs import define, field, frozen

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.shop.programme import EVERYBODY, Event, Hall, Profile

EVERY_DAY: Final = frozenset(range(7))


@frozen(kw_only=True)
class Quota:
    """So many people may enter per slot, with whichever of its tickets.

    Args:
        id: of go~mus.
        capacity: people per slot.
        weekdays: on which it is offered at all, Monday is 0.
    """

    id: int
    capacity: int
    weekdays: frozenset[int] = EVERY_DAY


@frozen(kw_only=True)
class Ticket:
    """A ticket, with the API's field names.

    Args:
        personalizable: served under the API's own spelling, ``personalizeable``.
        sub_tickets_apart_min: minutes that the sub tickets of a combined ticket must be apart.
        sold_to: the callers that see it and may buy it.
        valid_from: the first day of entry; None is since ever.
        valid_until: the last day of entry; None is for ever.
        translations: of its texts, by locale and field.
    """

    id: int
    title: str
    ticket_type: str = "time_slot"
    price_cents: int = 0
    quota_ids: tuple[int, ...] = ()
    entry_duration: int | None = 30
    first_entry: int = 600
    last_entry: int = 1020
    sub_title: str | None = None
    description: str | None = None
    after_sale_information: str | None = None
    museum_ids: tuple[int, ...] = ()
    exhibition_ids: tuple[int, ...] = ()
    discount: int = 0
    vat_pct: float = 0.0
    tax_included: bool = True
    min_persons: int = 1
    max_persons: int = 20
    personalizable: bool = False
    attendees: str | None = None
    identification: bool = False
    free_timing: bool = False
    sub_ticket_ids: tuple[int, ...] = ()
    sub_tickets_apart_min: int = 0
    is_sub_ticket: bool = False
    content: Mapping[str, str] = field(factory=dict[str, str])
    location: Mapping[str, Any] = field(factory=dict[str, Any])
    sold_to: frozenset[Access] = EVERYBODY
    valid_from: date | None = None
    valid_until: date | None = None
    translations: Mapping[str, Mapping[str, str]] = field(factory=dict[str, Mapping[str, str]])

    def valid_on(self, day: date) -> bool:
        """Whether this day is within its period of validity."""
        if self.valid_from is not None and day < self.valid_from:
            return False
        return self.valid_until is None or day <= self.valid_until


@frozen(kw_only=True)
class ScalePrice:
    """One of several prices of an event or tour."""

    scale_price_id: int
    title: str
    price_cents: int
    seat_category_id: int | None = None
    description: str = ""


@frozen(kw_only=True)
class Seat:
    """One numbered seat."""

    id: int
    row_id: int
    category_id: int
    title: str
    type_id: int | None = None
    description: str = ""


@frozen(kw_only=True)
class EventDate:
    """One date of an event; what ``POST /orders`` calls the id of an Event item.

    Args:
        start: days from the day on which it is asked for, and the minute of that day.
        cycle_days: where it is not 0, the date stands still while days pass: it takes place on
            the day whose ordinal leaves ``start``'s days over this number, and some weeks after
            that it comes up again.
        price_cents: per person; None where there are scale prices only. A date without any
            price is only shown.
        seats: numbered seats, if any; then orders name them.
        hall_id: of the hall that the seats are in.
        blocked_seats: ids of seats that nobody may buy.
        language_id: in which it is held.
        sold_to: the callers that may book it.
    """

    id: int
    event_id: int
    title: str
    start: tuple[int, int]
    cycle_days: int = 0
    price_cents: int | None = None
    scale_prices: tuple[ScalePrice, ...] = ()
    seats: tuple[Seat, ...] = ()
    hall_id: int | None = None
    blocked_seats: frozenset[int] = frozenset()
    capacity: int = 20
    max_per_registration: int | None = None
    duration: int = 60
    museum_id: int | None = None
    vat_pct: float = 0.0
    location: Mapping[str, Any] = field(factory=dict[str, Any])
    language_id: int | None = None
    sold_to: frozenset[Access] = EVERYBODY

    def sold(self, access: Access) -> bool:
        """Whether this caller may book it, as long as there are places."""
        priced = self.price_cents is not None or bool(self.scale_prices)
        return priced and access in self.sold_to


@frozen(kw_only=True)
class Surcharge:
    """An extra of a tour; unless it is optional, an order must carry it."""

    price_surcharge_id: int
    title: str
    price_cents: int
    optional: bool = False


@frozen(kw_only=True)
class Tour:
    """A tour that a group books.

    Args:
        group_price_cents: for the whole group; None where there are scale prices only.
        languages: names by id, of those it is held in.
        age_groups: names by id.
        equipment: pieces of each equipment that can be lent, by id.
        parallel: groups that can start at the same time.
        language_matters: whether the times depend on the language.
        sold_to: the callers for whom its sales channel is on.
        shown_to: the callers that see it.
    """

    id: int
    title: str
    group_price_cents: int | None = None
    scale_prices: tuple[ScalePrice, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    languages: Mapping[int, str] = field(factory=dict[int, str])
    age_groups: Mapping[int, str] = field(factory=dict[int, str])
    equipment: Mapping[int, int] = field(factory=dict[int, int])
    min_participants: int = 1
    max_participants: int = 25
    first_start: int = 600
    last_start: int = 1020
    parallel: int = 1
    duration: int = 60
    museum_id: int | None = None
    vat_pct: float = 0.0
    location: Mapping[str, Any] = field(factory=dict[str, Any])
    exhibition_id: int | None = None
    language_matters: bool = False
    profile: Profile = field(factory=Profile)
    sold_to: frozenset[Access] = EVERYBODY
    shown_to: frozenset[Access] = EVERYBODY


@frozen(kw_only=True)
class Coupon:
    """A coupon that can be bought."""

    id: int
    title: str
    price_cents: int
    value_cents: int
    vat_pct: float = 0.0
    description: str | None = None
    content: Mapping[str, str] = field(factory=dict[str, str])
    shipped_with_merchandise_id: int | None = None


@define(kw_only=True)
class Catalogue:
    """All products by id.

    Args:
        coupon_codes: coupons in people's hands at the start, with what is left on them.

    Raises:
        ValueError: a ticket names a quota or a ticket that is not there, or has slots of no length.
    """

    quotas: dict[int, Quota] = field(factory=dict[int, Quota])
    tickets: dict[int, Ticket] = field(factory=dict[int, Ticket])
    events: dict[int, Event] = field(factory=dict[int, Event])
    dates: dict[int, EventDate] = field(factory=dict[int, EventDate])
    halls: dict[int, Hall] = field(factory=dict[int, Hall])
    tours: dict[int, Tour] = field(factory=dict[int, Tour])
    coupons: dict[int, Coupon] = field(factory=dict[int, Coupon])
    coupon_codes: dict[str, int] = field(factory=dict[str, int])

    def __attrs_post_init__(self) -> None:
        for ticket in self.tickets.values():
            if ticket.entry_duration is not None and ticket.entry_duration < 1:
                raise ValueError(f"ticket {ticket.id}: entry_duration must be at least a minute")
            _known(ticket, "quota", ticket.quota_ids, self.quotas)
            _known(ticket, "sub ticket", ticket.sub_ticket_ids, self.tickets)


def _known(ticket: Ticket, kind: str, ids: Iterable[int], rows: Mapping[int, Any]) -> None:
    for number in ids:
        if number not in rows:
            raise ValueError(f"ticket {ticket.id}: there is no {kind} {number}")
