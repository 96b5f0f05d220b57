"""How a CSV file is written: its delimiter and its header."""

import csv
from collections.abc import Container, Sequence
from typing import Final

import attrs

from gomus_async.bulk.columns import own_field

__all__ = ["DELIMITERS", "Header", "can_delimit", "read_header"]

DELIMITERS: Final = (",", ";", "\t", "|")
"""The delimiters that are looked for, the likeliest first."""


@attrs.frozen
class Header:
    """The header of a CSV file.

    Attributes:
        delimiter: What stands between two cells.
        names: The names of the columns, without the whitespace around them.
        lines: How many lines the header takes.
    """

    delimiter: str
    names: tuple[str, ...]
    lines: int


def can_delimit(delimiter: str) -> bool:
    """Whether this can stand between two cells."""
    return len(delimiter) == 1 and delimiter not in '"\r\n\0'


def read_header(
    lines: Sequence[str], *, mapped: Container[str], delimiter: str | None = None
) -> Header | None:
    """Read the header, and find out the delimiter unless it is known.

    The header is split by each delimiter. The one that yields the most columns that are used
    (mapped, or named as a field of a customer) wins, then the one that yields the most columns,
    then the one that comes first in `DELIMITERS`.

    Args:
        lines: The first lines of the file, at least as many as the header takes.
        mapped: The names of columns that are mapped to fields.
        delimiter: The delimiter, if it is known.

    Returns:
        The header, or `None` if its quotes do not match.
    """
    candidates = (delimiter,) if delimiter else DELIMITERS
    headers = [header for one in candidates if (header := _split(lines, one))]

    def fit(header: Header) -> tuple[int, int]:
        used = sum(name in mapped or own_field(name) is not None for name in header.names)
        return used, len(header.names)

    return max(headers, key=fit, default=None)


def _split(lines: Sequence[str], delimiter: str) -> Header | None:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        names = next(reader)
    except csv.Error:
        return None
    return Header(delimiter, tuple(name.strip() for name in names), reader.line_num)
