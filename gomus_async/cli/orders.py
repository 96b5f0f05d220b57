"""`gomus orders list|get|pdf`."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gomus_async.cli.connection import (
    InstanceOption,
    LocaleOption,
    ShopOption,
    TokenFileOption,
    connect,
)
from gomus_async.cli.days import check_range, day_option
from gomus_async.cli.exits import Exit
from gomus_async.cli.options import JsonOption
from gomus_async.cli.wording import note
from gomus_async.errors import InvalidId

if TYPE_CHECKING:
    from gomus_async.models.orders import Order

__all__ = ["get", "list_orders", "pdf"]

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The order's id, a number.")]


def list_orders(
    *,
    first: Annotated[date | None, day_option("--from", "First day; today by default.")] = None,
    last: Annotated[date | None, day_option("--to", "Last day; today by default.")] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help="For a cash point: only its own orders.")
    ] = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the orders of some days: today's, unless told otherwise."""
    from gomus_async.cli.order_table import print_orders
    from gomus_async.cli.order_view import record
    from gomus_async.cli.output import print_json
    from gomus_async.cli.running import run

    check_range(first, last)
    gomus = connect(instance, token_file, shop, locale)
    pager = gomus.orders.list(start_at=first, end_at=last, only_my_orders=mine or None)

    async def ask() -> "list[Order]":
        async with gomus:
            return await pager.all()

    found = run(ask())
    if as_json:
        for order in found:
            print_json(record(order, secret=False))
    else:
        print_orders(found)
    if not found:
        note(_nothing(first, last))


def get(
    number: IdArgument,
    *,
    barcodes: Annotated[
        bool,
        typer.Option("--barcodes", help="Show barcodes, which are as good as tickets."),
    ] = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one order and its items."""
    from gomus_async.cli.order_view import fields, record
    from gomus_async.cli.output import print_fields, print_json
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale)
    order_id = _id(number)

    async def ask() -> "Order":
        async with gomus:
            return await gomus.orders.get(order_id)

    order = run(ask())
    if as_json:
        print_json(record(order, secret=barcodes))
    else:
        print_fields(fields(order, secret=barcodes))


def pdf(
    number: IdArgument,
    *,
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="Where to; here by default.")
    ] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save the documents of an order: tickets, events, tours, and the invoice if there is one."""
    from gomus_async.cli.order_files import Shelf, save_documents, shelf
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale)
    order_id = _id(number)

    async def save(place: Shelf) -> Exit:
        async with gomus:
            order = await gomus.orders.get(order_id)
            return await save_documents(gomus.orders, order, place, as_json=as_json)

    with shelf(to, force=force) as place:
        code = run(save(place))
    if code is not Exit.DONE:
        raise typer.Exit(code)


def _id(text: str) -> int:
    """An order's id. What is none can be a token, so no message repeats it."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise InvalidId("ID must be the number of an order, such as 3944805")
    return int(text)


def _nothing(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return "no orders today; --from and --to ask for other days"
    if first is None:
        return f"no orders from today to {last}; --from asks for earlier days"
    return f"no orders from {first} to {'today' if last is None else last}"
