"""What goes to standard output: aligned text, tables on a terminal, or JSON lines.

Whatever a server or a file says is escaped here, and never read as markup.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TextIO, cast

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gomus_async.wire.secret import printable

__all__ = ["console", "print_fields", "print_json", "print_line", "print_table", "shown"]


def console(stream: TextIO) -> Console:
    """A console that takes every text as it is."""
    return Console(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=True)


def shown(value: object) -> str:
    """A value in one line of text that is safe to print."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Mapping():
            texts = cast("Mapping[object, object]", value)
            return ", ".join(f"{shown(name)}: {shown(text)}" for name, text in texts.items())
        case _:
            return printable(str(value))


def print_line(text: str = "", *, style: str = "") -> None:
    """Print a line; the style is seen on terminals."""
    console(sys.stdout).print(Text(printable(text), style=style))


def print_fields(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names and values, one pair a line, the values below each other."""
    rows = [(shown(name), shown(value)) for name, value in pairs]
    width = max((cell_len(name) for name, _ in rows), default=0)
    out = console(sys.stdout)
    for name, value in rows:
        gap = " " * (width - cell_len(name) + 2)
        out.print(Text.assemble((name, "dim"), gap, value))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table: with a head on a terminal, tab-separated with a head otherwise."""
    cells = [[shown(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for line in [headers, *cells]:
            sys.stdout.write("\t".join(line) + "\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header)
    for line in cells:
        table.add_row(*map(Text, line))
    Console(file=sys.stdout, markup=False, highlight=False).print(table)


def print_json(value: Any) -> None:
    """Print one JSON line; everything beyond printable ASCII is escaped."""
    text = json.dumps(value, ensure_ascii=True, default=_plain)
    sys.stdout.write(text.replace("\x7f", "\\u007f") + "\n")
    sys.stdout.flush()


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON")
