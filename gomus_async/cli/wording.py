"""Amounts of money in digits, and remarks beside the output."""

import sys

from gomus_async.wire.secret import printable

__all__ = ["amount", "note"]


def amount(cents: int | None) -> str:
    """An amount of money, such as 12.00; the API names no currency."""
    if cents is None:
        return ""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02}"


def note(text: str) -> None:
    """Say something on standard error that is no fault."""
    sys.stderr.write(f"{printable(text)}\n")
