"""When tickets let people in: from minutes of the day to moments, and back from texts."""

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.http import Call, Refused
from gomus_async.sandbox.shop.products import EventDate, Ticket

_FIRST_YEAR: Final = 1980
_LAST_YEAR: Final = 9998
# Summer time first: of the two moments with one wall time, the earlier one is meant.
_OFFSETS: Final = (timedelta(hours=2), timedelta(hours=1))
_ANNUAL: Final = "annual"
_KEPT_DAYS: Final = 21


def starts(ticket: Ticket) -> list[int]:
    """The minutes of the day at which a ticket lets people in; none for an annual ticket."""
    if ticket.ticket_type == _ANNUAL:
        return []
    if ticket.entry_duration is None:
        return [ticket.first_entry]
    return list(range(ticket.first_entry, ticket.last_entry + 1, ticket.entry_duration))


def grid(tickets: Iterable[Ticket]) -> list[int]:
    """The minutes at which a quota that these tickets share is counted.

    Mixed entry durations are counted in steps of their greatest common divisor, so that every
    start of every ticket is a step.
    """
    sold = [ticket for ticket in tickets if ticket.ticket_type != _ANNUAL]
    slotted = [ticket for ticket in sold if ticket.entry_duration is not None]
    minutes = {ticket.first_entry for ticket in sold if ticket.entry_duration is None}
    if slotted:
        first = min(ticket.first_entry for ticket in slotted)
        last = max(ticket.last_entry for ticket in slotted)
        durations = [ticket.entry_duration or 0 for ticket in slotted]
        step = math.gcd(*durations, *(ticket.first_entry - first for ticket in slotted))
        minutes.update(range(first, last + 1, step))
    return sorted(minutes)


def moment(clock: Clock, day: date, minute: int) -> datetime | None:
    """A minute of a day in the instance's zone; None where the clocks jump over it."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    for offset in _OFFSETS:
        at = clock.at((wall.replace(tzinfo=UTC) - offset).timestamp())
        if at.replace(tzinfo=None) == wall:
            return at
    return None


def moments(clock: Clock, day: date, minutes: Iterable[int]) -> list[datetime]:
    """Minutes of a day in the instance's zone, without those that the clocks jump over."""
    found = (moment(clock, day, minute) for minute in minutes)
    return [at for at in found if at is not None]


def date_start(clock: Clock, event_date: EventDate) -> datetime | None:
    """When a date of an event begins, seen from today; None where the clocks jump over it."""
    days, minute = event_date.start
    today = clock.now().date()
    if event_date.cycle_days:
        # Three weeks of the past are kept, so that there is one to look at.
        first = today - timedelta(days=_KEPT_DAYS)
        day = first + timedelta(days=(days - first.toordinal()) % event_date.cycle_days)
    else:
        day = today + timedelta(days=days)
    return moment(clock, day, minute)


def closes(clock: Clock, ticket: Ticket, at: datetime) -> float:
    """The timestamp after which an entry cannot be booked any more: a day ticket's last entry."""
    if ticket.entry_duration is not None:
        return at.timestamp()
    end = moment(clock, at.date(), ticket.last_entry)
    return at.timestamp() if end is None else max(at.timestamp(), end.timestamp())


def entry_time(clock: Clock, ticket: Ticket, value: object) -> datetime:
    """The moment that a request names; a bare date is the first entry of that day.

    Raises:
        Refused: 422, it is no time.
    """
    day = day_text(value)
    at = moment(clock, day, ticket.first_entry) if day is not None else time_text(clock, value)
    if at is None:
        raise Refused(422, "time is invalid")
    return at


def day_of(call: Call, name: str, default: date) -> date:
    """A date from the query.

    Raises:
        Refused: 422, it is no date.
    """
    text = next(iter(call.texts(name)), None)
    if text is None:
        return default
    day = day_text(text)
    if day is None:
        raise Refused(422, f"{name} is not a date")
    return day


def day_text(value: object) -> date | None:
    """A date of these years, written YYYY-MM-DD; None for anything else."""
    if not isinstance(value, str) or len(value) != len("YYYY-MM-DD"):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def time_text(clock: Clock, value: object) -> datetime | None:
    """A time of these years, in the instance's zone; without an offset it is local."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if at is None or not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return None
    if at.tzinfo is not None:
        return clock.at(at.timestamp())
    midnight = moment(clock, at.date(), 0)
    wall = moment(clock, at.date(), at.hour * 60 + at.minute)
    if midnight is None or wall is None:
        return None
    return wall + timedelta(seconds=at.second, microseconds=at.microsecond)
