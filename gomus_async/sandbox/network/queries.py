"""What the lists of the network read out of a query."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from gomus_async.sandbox.http import Call, Refused
from gomus_async.sandbox.lookups import Names

Row = TypeVar("Row")


def mentions(call: Call, texts: Iterable[Names | None]) -> bool:
    """Whether every word of ``q`` stands in these texts, in any of their languages."""
    words = [word.casefold() for word in call.texts("q")]
    whole = "\n".join(text for one in texts if one for text in one.values()).casefold()
    return all(word in whole for word in words)


def named(rows: Mapping[int, Row], text: str, kind: str) -> Row:
    """The row that a path segment names.

    Raises:
        Refused: 404, there is none.
    """
    known = text.isascii() and text.isdecimal() and len(text) < 19
    row = rows.get(int(text)) if known else None
    if row is None:
        raise Refused(404, f"{kind} not found")
    return row
