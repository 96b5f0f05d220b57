"""Dates of events as they stand now: when, how many places are left, who may book them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from attrs import frozen

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.products import EventDate
from gomus_async.sandbox.shop.programme import Event, Profile

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State


@frozen
class Occasion:
    """A date of an event, seen from today.

    Args:
        date: of the catalogue.
        event: that it belongs to.
        at: when it begins.
        booked: places that are taken.
        taken: ids of the seats that nobody can buy any more.
        is_over: whether it has begun.
    """

    date: EventDate
    event: Event
    at: datetime
    booked: int
    taken: frozenset[int]
    is_over: bool

    @classmethod
    def of(cls, state: "State", day: EventDate, event: Event) -> Self | None:
        """The occasion; None where the clocks jump over it."""
        at = slots.date_start(state.clock, day)
        if at is None:
            return None
        stamp = at.timestamp()
        booked = state.store.ledger.booked
        sold = (seat.id for seat in day.seats if booked[("seat", day.id, seat.id, stamp)] > 0)
        return cls(
            date=day,
            event=event,
            at=at,
            booked=booked[("date", day.id, 0, stamp)],
            taken=day.blocked_seats.union(sold),
            is_over=stamp < state.clock.timestamp(),
        )

    @property
    def available(self) -> int:
        """Places that are left."""
        return max(self.date.capacity - self.booked, 0)

    def bookable(self, access: Access) -> bool:
        """Whether this caller can book it now."""
        if self.is_over or not self.available or not self.date.sold(access):
            return False
        return not self.date.seats or any(seat.id not in self.taken for seat in self.date.seats)


def shown(state: "State", access: Access) -> dict[int, Event]:
    """The events that this caller sees, by id; a date without an event of its own makes one."""
    catalogue = state.store.ledger.catalogue
    events = {
        row.event_id: Event(
            id=row.event_id,
            title=row.title,
            museum_id=row.museum_id,
            duration=row.duration,
            location=row.location,
            profile=Profile(),
        )
        for row in catalogue.dates.values()
    }
    events.update(catalogue.events)
    return {number: event for number, event in events.items() if access in event.shown_to}


def of_events(state: "State", events: Iterable[Event]) -> list[Occasion]:
    """The occasions of these events, in the order of time."""
    by_id = {event.id: event for event in events}
    found = (
        Occasion.of(state, row, by_id[row.event_id])
        for row in state.store.ledger.catalogue.dates.values()
        if row.event_id in by_id
    )
    occasions = [occasion for occasion in found if occasion is not None]
    return sorted(occasions, key=lambda occasion: (occasion.at.timestamp(), occasion.date.id))


def between(occasions: Iterable[Occasion], first: date, last: date) -> list[Occasion]:
    """Those that begin on one of these days."""
    return [occasion for occasion in occasions if first <= occasion.at.date() <= last]
