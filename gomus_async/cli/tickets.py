"""`gomus tickets list|capacity|calendar`."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from gomus_async.cli.connection import (
    InstanceOption,
    LocaleOption,
    ShopOption,
    TokenFileOption,
    connect,
)
from gomus_async.cli.days import check_range, day_option, month_end
from gomus_async.cli.options import JsonOption
from gomus_async.cli.wording import amount, note
from gomus_async.errors import GomusError, NotFound

if TYPE_CHECKING:
    from gomus_async.client import Gomus
    from gomus_async.models.tickets import Ticket

__all__ = ["calendar", "capacity", "list_tickets"]

_LARGEST_ID = 10**18
TicketsArgument = Annotated[
    list[int],
    typer.Argument(metavar="TICKET_ID...", min=1, max=_LARGEST_ID, help="Ids of tickets."),
]
MuseumOption = Annotated[
    list[int] | None,
    typer.Option("--museum", metavar="ID", help="Only of this museum; may be repeated."),
]
ValidOption = Annotated[date | None, day_option("--date", "Valid on this day; today by default.")]
TypeOption = Annotated[
    str | None,
    typer.Option(
        "--type", metavar="TYPE", help="annual, time_slot or normal; by default all but annual."
    ),
]
SearchOption = Annotated[str | None, typer.Option(metavar="TEXT", help="Only with this text.")]
BookableOption = Annotated[
    bool, typer.Option("--bookable/--all", help="Only what can be booked, or everything.")
]
LimitOption = Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many.")]


def list_tickets(
    *,
    museums: MuseumOption = None,
    day: ValidOption = None,
    kind: TypeOption = None,
    search: SearchOption = None,
    bookable: BookableOption = False,
    limit: LimitOption = None,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """List tickets: what can be bought, by the token or by anybody."""
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale, needs_token=False)
    pager = gomus.tickets.list(
        by_museum_ids=museums or None,
        valid_at=day,
        by_ticket_type=kind,
        q=search,
        by_bookable=True if bookable else None,
    )

    async def ask() -> "list[Ticket]":
        async with gomus:
            return await pager.all(limit=limit)

    _print_tickets(run(ask()), pager.total, as_json=as_json)


def capacity(
    tickets: TicketsArgument,
    *,
    day: Annotated[date | None, day_option("--date", "The day; today by default.")] = None,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is left of tickets on a day, entry by entry."""
    from gomus_async.cli.capacity_view import TicketDay, print_days, slots_of
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale, needs_token=False)
    ids = [*dict.fromkeys(tickets)]

    async def ask() -> list[TicketDay]:
        async with gomus:
            found = await _find(gomus, ids, day)
            capacities = await gomus.tickets.capacities(ids, date=day)
        return [TicketDay(entry, slots_of(capacities, entry)) for entry in found]

    print_days(run(ask()), day, as_json=as_json)


def calendar(
    tickets: TicketsArgument,
    *,
    first: Annotated[date | None, day_option("--from", "First day; today by default.")] = None,
    last: Annotated[
        date | None, day_option("--to", "Last day; by default the end of the first day's month.")
    ] = None,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the days on which there are places with any of the tickets."""
    from gomus_async.cli.running import run

    check_range(first, last)
    gomus = connect(instance, token_file, shop, locale, needs_token=False)
    ids = [*dict.fromkeys(tickets)]
    end = month_end(first) if first is not None and last is None else last

    async def ask() -> "tuple[list[Ticket], dict[date, bool]]":
        async with gomus:
            found = await _find(gomus, ids, first)
            days = await gomus.tickets.calendar(by_ticket_ids=ids, start_at=first, end_at=end)
        return found, {at: bool(places) for at, places in sorted(days.items())}

    _print_calendar(*run(ask()), as_json=as_json)


async def _find(gomus: "Gomus", ids: Sequence[int], day: date | None) -> "list[Ticket]":
    """The tickets themselves, for an answer about capacities is silent about unknown ones.

    Raises:
        GomusError: Some are not there.
    """
    asked = (gomus.tickets.get(number, valid_at=day) for number in ids)
    answers = await asyncio.gather(*asked, return_exceptions=True)
    found: list[Ticket] = []
    missing: list[str] = []
    for number, answer in zip(ids, answers, strict=True):
        if isinstance(answer, NotFound):
            missing.append(str(number))
        elif isinstance(answer, BaseException):
            raise answer
        else:
            found.append(answer)
    if missing:
        raise GomusError(
            f"no ticket {', '.join(missing)} for this token; gomus tickets list shows those it sees"
        )
    return found


def _print_tickets(tickets: "Sequence[Ticket]", total: int | None, *, as_json: bool) -> None:
    from gomus_async.cli.output import print_json, print_table

    if as_json:
        for ticket in tickets:
            print_json(ticket.raw)
    else:
        rows = [
            (entry.id, entry.title, entry.ticket_type, amount(entry.price_cents), entry.bookable)
            for entry in tickets
        ]
        print_table(["id", "title", "type", "price", "bookable"], rows)
    if not tickets:
        note("no such tickets; annual ones are listed with --type annual")
    elif total is not None and total > len(tickets):
        note(f"the first {len(tickets)} of {total}; a higher --limit shows more")


def _print_calendar(tickets: "Sequence[Ticket]", days: dict[date, bool], *, as_json: bool) -> None:
    from gomus_async.cli import month_grid
    from gomus_async.cli.glyphs import legible, takes
    from gomus_async.cli.output import console, print_json, print_line

    if as_json:
        for day, places in days.items():
            print_json({"date": day, "places": places})
        return
    for ticket in tickets:
        print_line(f"{ticket.id}  {legible(sys.stdout, ticket.title)}", style="bold")
    print_line()
    plain = not takes(sys.stdout, month_grid.MARKS)
    out = console(sys.stdout)
    for line in [*month_grid.draw(days, plain=plain), month_grid.legend(plain=plain)]:
        out.print(line)
