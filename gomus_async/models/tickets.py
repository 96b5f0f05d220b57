"""Tickets: what can be bought, how many are left, and holds on them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.common import Entity, Location, Text, personal

__all__ = [
    "CalendarEntry",
    "CalendarQuota",
    "Capacities",
    "QuotaCapacity",
    "Reservation",
    "Ticket",
    "TicketContent",
]


@attrs.frozen(kw_only=True)
class Ticket(Entity):
    """A ticket that can be bought.

    `description`, `sub_title`, `content` and `location` come with a single ticket, not
    always in lists. `entry_duration` is in minutes; `first_entry` and `last_entry` are minutes
    from midnight. A combined ticket has `sub_ticket_ids`. Of `ticket_type`, `time_slot`,
    `normal`, `day_ticket` and `annual` are known; others are kept.
    """

    forgiving: ClassVar[bool] = True

    id: int
    title: Text = None
    sub_title: Text = None
    description: Text = None
    ticket_type: str | None = None
    bookable: bool | None = None
    museum_ids: tuple[int, ...] = ()
    exhibition_ids: tuple[int, ...] = ()
    price_cents: int | None = None
    discount: int | None = None
    vat_pct: Decimal | None = None
    tax_included: bool | None = None
    entry_duration: int | None = None
    min_persons: int | None = None
    max_persons: int | None = None
    quota_ids: tuple[int, ...] = ()
    first_entry: int | None = None
    last_entry: int | None = None
    personalizeable: bool | None = attrs.field(default=None, repr=False)
    attendees: str | None = None
    identification: str | bool | None = None
    free_timing: bool | None = None
    sub_ticket_ids: tuple[int, ...] = ()
    is_sub_ticket: bool | None = None
    after_sale_information: Text = None
    content: Any = None
    location: Location | None = None

    @property
    def personalizable(self) -> bool | None:
        """Whether it is made out to a person; the API spells it `personalizeable`."""
        return self.personalizeable

    @property
    def is_combined(self) -> bool:
        """Whether it is made of sub tickets, each with a time of its own."""
        return bool(self.sub_ticket_ids)

    @property
    def needs_attendees(self) -> bool:
        """Whether an order must name everybody who comes."""
        return self.attendees == "required"

    def lets_in(self, at: datetime) -> bool:
        """Whether one of its own slots begins at a time, which is local to the museum.

        Where tickets of different durations share a quota, that has more slots than each of
        them. A ticket for a whole day is for its first entry.
        """
        if self.first_entry is None:
            return True
        minutes = at.hour * 60 + at.minute - self.first_entry
        if not self.entry_duration:
            return minutes == 0
        late = self.last_entry is not None and minutes + self.first_entry > self.last_entry
        return minutes >= 0 and not late and minutes % self.entry_duration == 0


@attrs.frozen(kw_only=True)
class Reservation(Entity):
    """Seats held for five minutes, which a refresh renews.

    Whoever has the `token` can use or release them, so that does not show.
    """

    token: str = personal(attrs.NOTHING)
    ticket_id: int | None = None
    quantity: int | None = None
    start_at: datetime | None = None
    valid_until: datetime | None = None


@attrs.frozen(kw_only=True)
class QuotaCapacity(Entity):
    """What a quota has left for the tickets that share it.

    Attributes:
        tickets: Ids of those asked for that take from this quota.
        capacities: What is left by the begin of a slot; 0 where nothing is.
        total_capacities: What was offered; 0 where it never was.
    """

    scattered: ClassVar[tuple[str, ...]] = ("capacities", "total_capacities")

    tickets: tuple[int, ...] = ()
    capacities: dict[datetime, int] = attrs.field(factory=dict[datetime, int])
    total_capacities: dict[datetime, int] | None = None

    def total(self, at: datetime) -> int:
        """What was offered at a time; where the answer has no totals, what is left counts."""
        if self.total_capacities is None:
            return 1 if at in self.capacities else 0
        return self.total_capacities.get(at, 0)


@attrs.frozen(kw_only=True)
class Capacities(Entity):
    """What is left for several tickets on one day, by quota.

    A ticket takes from every quota it is in, so the smallest decides; tickets that share a
    quota take from each other. Times may be given without an offset; then they are local.

    That a sale takes from the slot that begins at its own time, and from no other, is an
    assumption: the documents do not say how tickets of different durations share a quota.

    Attributes:
        data: The quotas by id, as the API names them.
    """

    bare: ClassVar[str] = "data"

    data: dict[int, QuotaCapacity] = attrs.field(factory=dict[int, QuotaCapacity])

    @property
    def quotas(self) -> Mapping[int, QuotaCapacity]:
        """The quotas by id."""
        return self.data

    def available(self, ticket: int | Ticket) -> dict[datetime, int]:
        """What is left of a ticket by the begin of its slots, zeros included.

        Args:
            ticket: Its id, or the ticket itself: then slots that only other tickets of its
                quotas have are left out. A ticket that the answer does not know, because it
                cannot be bought or has no quota, has no slots.
        """
        quotas = self._of(ticket if isinstance(ticket, int) else ticket.id)
        times = {at: None for quota in quotas for at in quota.capacities}
        return {
            at: min(quota.capacities.get(at, 0) for quota in quotas)
            for at in sorted(times)
            if isinstance(ticket, int) or ticket.lets_in(at)
        }

    def offered(self, ticket_id: int, at: datetime) -> bool:
        """Whether a ticket was ever offered at a time, sold out by now or not."""
        quotas, at = self._of(ticket_id), self._slot(at)
        return bool(quotas) and all(quota.total(at) > 0 for quota in quotas)

    def sold_out(self, ticket_id: int, at: datetime) -> bool:
        """Whether a ticket was offered at a time and none is left; never offered is no sell-out."""
        at = self._slot(at)
        return self.offered(ticket_id, at) and self.left(ticket_id, at) <= 0

    def left(self, ticket_id: int, at: datetime) -> int:
        """What is left of a ticket at a time; 0 where it has no slot."""
        at = self._slot(at)
        return min((quota.capacities.get(at, 0) for quota in self._of(ticket_id)), default=0)

    def after(self, cart: Mapping[int, int], at: datetime) -> "Capacities":
        """What will be left when a cart was bought for a time.

        Args:
            cart: Quantities by ticket id.
            at: The time of all of them; chain calls for several times.

        Raises:
            ConfigError: It does not fit, or a ticket has no such slot.
        """
        at = self._slot(at)
        for ticket_id, quantity in cart.items():
            if type(quantity) is not int or quantity < 0:
                raise ConfigError(
                    f"the quantity of ticket {ticket_id} must be a whole number from 0"
                )
            if not self._of(ticket_id):
                raise ConfigError(f"ticket {ticket_id} is not among these capacities")
        return attrs.evolve(
            self, data={key: self._taken(key, quota, cart, at) for key, quota in self.data.items()}
        )

    def _taken(
        self, key: int, quota: QuotaCapacity, cart: Mapping[int, int], at: datetime
    ) -> QuotaCapacity:
        wanted = sum(cart.get(ticket_id, 0) for ticket_id in set(quota.tickets))
        if not wanted:
            return quota
        left = quota.capacities.get(at, 0)
        if wanted > left:
            raise ConfigError(f"quota {key} has {left} left at {at.isoformat()}, not {wanted}")
        return attrs.evolve(quota, capacities={**quota.capacities, at: left - wanted})

    def _of(self, ticket_id: int) -> list[QuotaCapacity]:
        return [quota for quota in self.data.values() if ticket_id in quota.tickets]

    def _slot(self, at: datetime) -> datetime:
        """A time as the slots have it."""
        if at.tzinfo is not None:
            return at
        return next((slot for slot in self._slots() if slot.replace(tzinfo=None) == at), at)

    def _slots(self) -> Iterable[datetime]:
        return (slot for quota in self.data.values() for slot in quota.capacities)


@attrs.frozen(kw_only=True)
class CalendarQuota(Entity):
    """What a quota has left on one day of a calendar, by the begin of its slots.

    The API sends `capacities` as an array of objects with one slot each, empty without slots.
    """

    scattered: ClassVar[tuple[str, ...]] = ("capacities",)

    id: int
    tickets: tuple[int, ...] = ()
    capacities: dict[datetime, int] = attrs.field(factory=dict[datetime, int])


@attrs.frozen(kw_only=True)
class CalendarEntry(Entity):
    """One entry of a day in a calendar."""

    quota: CalendarQuota


@attrs.frozen(kw_only=True)
class TicketContent(Entity):
    """The texts of a ticket, by keys that an instance defines; values can hold HTML."""

    id: int
    content: Any = None
