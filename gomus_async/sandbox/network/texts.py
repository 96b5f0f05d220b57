"""Texts in the instance's languages: read out of tables, and told in the caller's."""

from collections.abc import Iterator
from typing import Any

from gomus_async.sandbox.http import Call
from gomus_async.sandbox.lookups import Names, localized


def rows(table: str) -> Iterator[list[str]]:
    """The cells of every line of a table."""
    return (line.split("|") for line in table.splitlines())


def names(text: str) -> Names | None:
    """A text in German and, after a tilde, in English; None for no text."""
    if not text:
        return None
    german, _, english = text.partition(" ~ ")
    return {"de": german, "en": english or german}


def told(texts: Names | None, call: Call) -> Any:
    """A text in the caller's language or languages; None for no text."""
    return None if texts is None else localized(texts, call)
