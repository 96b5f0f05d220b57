"""Pages of a list, as every listing of the API gives them."""

from collections.abc import Sequence
from typing import Final, TypeVar

from gomus_async.sandbox.http import Access, Call

PUBLIC_LIMIT: Final = 25
LIMIT: Final = 100

Row = TypeVar("Row")


def limit(access: Access) -> int:
    """The largest page that this caller gets."""
    return PUBLIC_LIMIT if access is Access.PUBLIC else LIMIT


def page(rows: Sequence[Row], call: Call) -> tuple[Sequence[Row], dict[str, int]]:
    """The page that a call asks for, and its ``meta``; past the end it is empty."""
    size = min(call.number("per_page", PUBLIC_LIMIT), limit(call.access))
    number = call.number("page", 1)
    first = (number - 1) * size
    meta = {"total_count": len(rows), "page": number, "per_page": size}
    return rows[first : first + size], meta
