"""Lists as a server has them, for pagers to walk."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import attrs

from gomus_async import GomusError
from gomus_async.models.common import Page


@attrs.frozen
class Entry:
    """A row with an id."""

    id: int


def entries(*numbers: int) -> tuple[Entry, ...]:
    return tuple(Entry(number) for number in numbers)


def numbers(rows: Sequence[Entry]) -> list[int]:
    return [row.id for row in rows]


class Source:
    """Pages as a server has them, and what was asked of it.

    Args:
        pages: The pages by number, from 1; past the end they are empty.
        hold: Called before each page is handed out.
    """

    def __init__(
        self,
        *pages: Page[Entry] | GomusError,
        hold: Callable[[int], Awaitable[object]] | None = None,
    ) -> None:
        self.pages = list(pages)
        self.hold = hold
        self.asked: list[int] = []
        self.ended: list[int] = []
        self.cancelled: list[int] = []

    async def __call__(self, number: int) -> Page[Entry]:
        self.asked.append(number)
        try:
            if self.hold is not None:
                await self.hold(number)
        except asyncio.CancelledError:
            self.cancelled.append(number)
            raise
        self.ended.append(number)
        if number > len(self.pages):
            return Page()
        page = self.pages[number - 1]
        if isinstance(page, GomusError):
            raise page
        return page


def paged(count: int, size: int, **meta: Any) -> list[Page[Entry]]:
    """A list of `count` rows, each page with its meta."""
    return [
        Page(
            items=entries(*range(first, min(first + size, count))),
            **{"total_count": count, "page": first // size + 1, "per_page": size, **meta},
        )
        for first in range(0, max(count, 1), size)
    ]
