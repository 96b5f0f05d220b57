"""`Pager`: a list of any length, page by page."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Hashable, Sequence
from contextlib import aclosing
from typing import Any, Generic, TypeVar, cast

import attrs

from gomus_async.errors import ConfigError, PaginationError
from gomus_async.models.common import Page

__all__ = ["Joined", "Pager"]

T = TypeVar("T")


@attrs.define
class _Position:
    """How far a walk through the pages has come, and what it knows of the rest."""

    number: int = 0
    rows: int = 0
    total: int | None = None
    per_page: int | None = None
    last_rows: frozenset[Hashable] = frozenset()
    seen: set[int] = attrs.field(factory=set[int])

    def advance(self, page: Page[T]) -> Page[T]:
        """Take a page in, without the rows that the page before had already."""
        self.number += 1
        names = [_name(row) for row in page.items]
        repeated = self.last_rows.intersection(names)
        rows = hash(frozenset(names))
        if names and (rows in self.seen or page.page not in {None, self.number}):
            unpaged = self.total is None and page.total_count is None and page.page is None
            if unpaged or (self.last is not None and self.number > self.last):
                # A list without pages is whole at once, and some servers answer the last page
                # once more.
                self.last_rows = frozenset()
                return attrs.evolve(page, items=())
            raise PaginationError(
                f"page {self.number} is not another page but one that was there before; "
                "the list would never end"
            )
        self.seen.add(rows)
        self.rows += len(names)
        self.total = self.total if page.total_count is None else page.total_count
        self.per_page = page.per_page or self.per_page
        self.last_rows = frozenset(names)
        if not repeated:
            return page
        # A row that was added meanwhile moves another one to the page that follows.
        fresh = [row for row, name in zip(page.items, names, strict=True) if name not in repeated]
        return attrs.evolve(page, items=tuple(fresh))

    @property
    def last(self) -> int | None:
        """The number of the last page, as far as is known now."""
        if self.total is None or not self.per_page or self.per_page < 0:
            return None
        return -(-self.total // self.per_page)

    @property
    def ended(self) -> bool:
        """Whether no page follows."""
        if not self.last_rows:
            return self.last is None or self.number >= self.last
        # The size of a page can be told wrong, the number of rows hardly.
        return self.total is not None and self.rows >= max(self.total, 1)


def _name(row: object) -> Hashable:
    """What tells a row from others: its id, or itself."""
    name = getattr(row, "id", None)
    if isinstance(name, int | str):
        return name
    # The usual text of a row leaves out who somebody is, and so what tells it apart.
    return repr(attrs.asdict(cast("Any", row))) if attrs.has(type(row)) else repr(row)


class Pager(Generic[T]):
    """A list that fetches its pages as they are needed. It can be walked more than once.

    ```python
    async for order in gomus.orders.list():
        ...
    newest = await gomus.orders.list().first()
    everything = await gomus.orders.list().all()
    ```

    The size of a page is what the server says it is, whatever was asked for. Leaving a walk
    early cancels what was being fetched ahead.

    Args:
        fetch: Fetches the page of a number, from 1.
        prefetch: How many pages are fetched ahead of the one that is being read.
    """

    def __init__(
        self,
        fetch: Callable[[int], Coroutine[Any, Any, Page[T]]],
        *,
        prefetch: int = 1,
    ) -> None:
        if prefetch < 0:
            raise ConfigError(f"prefetch must be 0 or more, not {prefetch}")
        self._fetch = fetch
        self._prefetch = prefetch
        self._total: int | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(total={self.total})"

    @property
    def total(self) -> int | None:
        """The rows of all pages, as the newest page says; `None` before the first."""
        return self._total

    async def __aiter__(self) -> AsyncGenerator[T, None]:
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                for row in page:
                    yield row

    def pages(self) -> AsyncGenerator[Page[T], None]:
        """Walk page by page.

        Raises:
            PaginationError: A page repeats the one before.
            GomusError: See the tree in `gomus_async.errors`.
        """
        return self._walk(None)

    async def all(self, *, limit: int | None = None) -> list[T]:
        """Fetch all rows, or the first `limit` of them.

        Raises:
            PaginationError: A page repeats the one before.
            GomusError: See the tree in `gomus_async.errors`.
        """
        rows: list[T] = []
        if limit is not None and limit < 1:
            return rows
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                rows.extend(page)
                if limit is not None and len(rows) >= limit:
                    return rows[:limit]
        return rows

    async def first(self) -> T | None:
        """Fetch the first row, or `None` when there is none.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.
        """
        async with aclosing(self._walk(0)) as pages:
            async for page in pages:
                if page:
                    return page[0]
        return None

    async def _walk(self, prefetch: int | None) -> AsyncGenerator[Page[T], None]:
        ahead_most = self._prefetch if prefetch is None else prefetch
        position = _Position()
        ahead: deque[asyncio.Task[Page[T]]] = deque()
        try:
            while not position.ended or position.number == 0:
                page = await (ahead.popleft() if ahead else self._fetch(position.number + 1))
                page = position.advance(page)
                self._total = position.total
                self._order(ahead, position, ahead_most)
                yield page
        finally:
            for task in ahead:
                task.cancel()
            await asyncio.gather(*ahead, return_exceptions=True)

    def _order(
        self, ahead: "deque[asyncio.Task[Page[T]]]", position: _Position, prefetch: int
    ) -> None:
        """Fetch as many pages ahead as there may be."""
        if position.ended:
            return
        while len(ahead) < prefetch:
            number = position.number + len(ahead) + 1
            if position.last is not None and number > position.last:
                return
            ahead.append(asyncio.ensure_future(self._fetch(number)))


class Joined(Pager[T]):
    """Several lists after one another, as one. `total` counts those that were begun.

    Args:
        parts: The lists.
    """

    def __init__(self, parts: Sequence[Pager[T]]) -> None:
        super().__init__(parts[0]._fetch)  # noqa: SLF001 - of its own kind
        self._parts = parts

    @property
    def total(self) -> int | None:
        """The rows of all lists that were begun; `None` before the first page."""
        known = [part.total for part in self._parts if part.total is not None]
        return sum(known) if known else None

    async def _walk(self, prefetch: int | None) -> AsyncGenerator[Page[T], None]:
        for part in self._parts:
            async with aclosing(part._walk(prefetch)) as pages:  # noqa: SLF001 - of its own kind
                async for page in pages:
                    yield page
