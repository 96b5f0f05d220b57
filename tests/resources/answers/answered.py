"""A documented answer, the call it belongs to, and what is read from it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import attrs

from gomus_async import Gomus

Step = str | int


@attrs.frozen(kw_only=True)
class Answered:
    """One documented answer.

    Attributes:
        name: The call as `resource.method`, and what is special about the answer.
        call: Makes it; the first row where it lists.
        json: The answer.
        values: What is read, by where it stands in the value, such as `picture.teaser`.
        entity: Where in the answer the value stands, if it is one that keeps its JSON.
        required: The keys that it cannot be read without, as `museum.id`.
    """

    name: str
    call: Callable[[Gomus], Awaitable[Any]]
    json: Mapping[str, Any]
    values: Mapping[str, Any] = MappingProxyType({})
    entity: tuple[Step, ...] | None = None
    required: frozenset[str] = frozenset()


def at(text: str) -> datetime:
    """The time that a text stands for."""
    return datetime.fromisoformat(text)


def meta(total: int) -> dict[str, int]:
    """The `meta` of a list."""
    return {"total_count": total, "page": 1, "per_page": 25}


def found(value: Any, where: str) -> Any:
    """What stands somewhere in a value; a number is an index, or a key of a map by id."""
    for step in where.split(".") if where else ():
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value
