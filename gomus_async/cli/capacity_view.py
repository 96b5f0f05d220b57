"""What is left of tickets on a day: as strips, as a table, as JSON lines."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime

import attrs
from rich.text import Text

from gomus_async.cli import heat_strip
from gomus_async.cli.glyphs import legible, takes
from gomus_async.cli.heat_strip import Slot
from gomus_async.cli.output import console, print_json, print_table
from gomus_async.cli.wording import note
from gomus_async.models.tickets import Capacities, Ticket

__all__ = ["TicketDay", "print_days", "slots_of"]


@attrs.frozen
class TicketDay:
    """A ticket and its entry times on one day."""

    ticket: Ticket
    slots: Sequence[Slot]


def slots_of(capacities: Capacities, ticket: Ticket) -> list[Slot]:
    """The slots of a ticket; of its quotas, the one that offers least decides."""
    quotas = [quota for quota in capacities.quotas.values() if ticket.id in quota.tickets]
    told = all(quota.total_capacities is not None for quota in quotas)
    return [
        Slot(at, free, min(quota.total(at) for quota in quotas) if told else None)
        for at, free in capacities.available(ticket).items()
    ]


def print_days(days: Sequence[TicketDay], day: date | None, *, as_json: bool) -> None:
    """Print what is left.

    Args:
        days: Ticket by ticket.
        day: The day that was asked for; `None` for today.
        as_json: Whether to print JSON lines.
    """
    if sys.stdout.isatty() and not as_json:
        _print_strips(days, day)
        return
    rows = [(entry.ticket.id, slot) for entry in days for slot in entry.slots]
    if as_json:
        for number, slot in rows:
            record = {"ticket_id": number, "start_at": slot.at}
            print_json({**record, "free": slot.free, "total": slot.total})
    else:
        cells = [(number, slot.at.isoformat(), slot.free, slot.total) for number, slot in rows]
        print_table(["ticket", "time", "free", "total"], cells)
    for entry in days:
        if not entry.slots:
            note(f"ticket {entry.ticket.id}: {_nothing(day)}")


def _print_strips(days: Sequence[TicketDay], day: date | None) -> None:
    plain = not takes(sys.stdout, heat_strip.BLOCKS)
    out = console(sys.stdout)
    width = out.width
    for entry in days:
        title = Text(f"{entry.ticket.id}  {legible(sys.stdout, entry.ticket.title)}", "bold")
        title.truncate(width, overflow="crop" if plain else "ellipsis")
        out.print(title)
        if not entry.slots:
            out.print(f"  {_nothing(day)}\n")
            continue
        out.print(f"  {_summary(entry.slots)}")
        for line in heat_strip.draw(entry.slots, width=width, plain=plain):
            out.print(line)
        out.print()
    slots = [slot for entry in days for slot in entry.slots]
    if slots:
        now = datetime.now(UTC)
        out.print(heat_strip.legend(plain=plain, past=any(_over(slot, now) for slot in slots)))


def _over(slot: Slot, now: datetime) -> bool:
    """Whether a slot has begun, so that nobody can say whether it was sold out."""
    return slot.free <= 0 and slot.offered and slot.at.astimezone(UTC) <= now


def _summary(slots: Sequence[Slot]) -> str:
    at = slots[0].at
    free = sum(max(slot.free, 0) for slot in slots)
    totals = [slot.total for slot in slots if slot.total is not None]
    offered = f"{free:,} free"
    if not any(slot.offered for slot in slots):
        offered = "not offered"
    elif len(totals) == len(slots):
        offered = f"{free:,} of {sum(totals):,} free"
    return f"{at:%a} {at.day} {at:%b %Y}, {offered}"


def _nothing(day: date | None) -> str:
    return f"no places are counted {'today' if day is None else f'on {day}'}"
