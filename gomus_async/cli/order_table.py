"""Orders as a table, with their sum on a terminal."""

import sys
from collections.abc import Sequence
from textwrap import shorten
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gomus_async.cli.order_view import row, total
from gomus_async.cli.output import print_line, print_table, shown
from gomus_async.models.orders import Order

__all__ = ["print_orders"]

_HEADERS: Final = ("id", "created", "total", "valid", "reference", "items")
_LONGEST_WHOLE: Final = 24
_ITEMS_LENGTH: Final = 60


def print_orders(orders: Sequence[Order]) -> None:
    """Print orders: on a terminal with their sum, tab-separated otherwise."""
    rows = [row(order) for order in orders]
    if not sys.stdout.isatty():
        print_table(_HEADERS, rows)
        return
    if not rows:
        return
    longest = max(len(order.reference or "") for order in orders)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in _HEADERS:
        # Items have the width that is left; a reference is looked up by, so none of it may go.
        whole = header != "items" and (header != "reference" or longest <= _LONGEST_WHOLE)
        table.add_column(header, no_wrap=whole, overflow="fold")
    for *cells, items in rows:
        short = shorten(shown(items), _ITEMS_LENGTH, placeholder=" ...")
        table.add_row(*(Text(shown(value)) for value in cells), Text(short))
    Console(file=sys.stdout, markup=False, highlight=False).print(table)
    print_line()
    print_line(total(orders))
