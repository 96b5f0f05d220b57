"""All customers of the till, each once, while others are added and deleted."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import attrs

from gomus_async.errors import ConfigError, PaginationError
from gomus_async.inventorum.client import Inventorum
from gomus_async.inventorum.customers import MOST_ROWS
from gomus_async.inventorum.models import InventorumCustomer
from gomus_async.models.common import Page
from gomus_async.wire.request import CallOptions

__all__ = ["inventorum_pages", "inventorum_rows"]

MOST_PASSES: Final = 20


@attrs.define
class _Pass:
    """One walk through all pages: what it saw, and whether the list kept still meanwhile."""

    ids: set[int] = attrs.field(factory=set[int])
    total: int | None = None
    still: bool = True

    def take(self, page: Page[InventorumCustomer]) -> None:
        """Note the rows of a page."""
        found = [row.id for row in page]
        if page.total_count is not None:
            self.still = self.still and self.total in {None, page.total_count}
            self.total = page.total_count
        # A row that comes twice has made room for one that did not come.
        self.still = self.still and self.ids.isdisjoint(found)
        self.ids.update(found)

    def is_over(self, page: Page[InventorumCustomer]) -> bool:
        """Whether no page follows. A short one says little: servers give what they like."""
        return not page or (self.total is not None and len(self.ids) >= self.total)

    def confirms(self, before: set[int] | None) -> bool:
        """Whether nothing moved, and nothing is there that the walk before did not see.

        Raises:
            PaginationError: The list keeps still, and yet says that there are others.
        """
        if not self.still or self.ids != before:
            return False
        if self.total in {None, len(self.ids)}:
            return True
        raise PaginationError(
            f"the list says that there are {self.total} customers, and shows {len(self.ids)}"
        )


async def inventorum_rows(
    inventorum: Inventorum,
    *,
    start_page: int = 1,
    limit: int = MOST_ROWS,
    options: CallOptions | None = None,
) -> AsyncGenerator[InventorumCustomer, None]:
    """Read all customers, each once, also while the till is open: see `inventorum_pages`.

    Endpoint: `GET /customers/`, scope `customers`.

    Args:
        inventorum: The client.
        start_page: Where to begin; the pages before come later.
        limit: Rows a page, at most 30.
        options: Settings for each page.

    Yields:
        The customers.

    Raises:
        ConfigError: A number cannot be; nothing was sent.
        PaginationError: The list never kept still for as long as it takes to read it.
        GomusError: See the tree in `gomus_async.errors`.
    """
    pages = inventorum_pages(inventorum, start_page=start_page, limit=limit, options=options)
    async with aclosing(pages):
        async for page in pages:
            for row in page:
                yield row


async def inventorum_pages(
    inventorum: Inventorum,
    *,
    start_page: int = 1,
    limit: int = MOST_ROWS,
    options: CallOptions | None = None,
) -> AsyncGenerator[Page[InventorumCustomer], None]:
    """Read all customers, page by page, each once, also while the till is open.

    Neither the order of the list nor a mark of what changed is documented, so a row that is
    added moves others to later pages, and one that is deleted moves others to earlier pages,
    past the reader. The list is therefore walked until one walk sees exactly the customers of
    the walk before it, none of them twice, as many as the total says, with the total the same
    on every page; twice at least. A page is asked for again until its deadline. Rows that were handed out already are left out; to know
    them, their ids are kept in memory.

    Assumed is that a row that stays in the list shows up in one of two walks in a row whose
    results agree, and that the ids of customers do not change.

    Endpoint: `GET /customers/`, scope `customers`.

    Args:
        inventorum: The client.
        start_page: Where the first walk begins; later ones begin at 1. To go on after a stop,
            give the number of the last page that was dealt with.
        limit: Rows a page, at most 30.
        options: Settings for each page.

    Yields:
        Pages with the rows that were not handed out before; pages without such are left out.

    Raises:
        ConfigError: A number cannot be; nothing was sent.
        PaginationError: The list never kept still for as long as it takes to read it, or shows
            other numbers of customers than it says.
        GomusError: See the tree in `gomus_async.errors`.
    """
    if start_page < 1:
        raise ConfigError(f"start_page must be 1 or more, not {start_page}")
    customers = inventorum.bulk_customers
    seen: set[int] = set()
    before: set[int] | None = None
    number = start_page
    for _ in range(MOST_PASSES):
        walk = _Pass()
        while True:
            page = await customers.page(number, limit=limit, options=options)
            walk.take(page)
            fresh = tuple({row.id: row for row in page if row.id not in seen}.values())
            seen.update(row.id for row in fresh)
            if fresh:
                yield attrs.evolve(page, items=fresh)
            if walk.is_over(page):
                break
            number += 1
        if walk.confirms(before):
            return
        before, number = walk.ids, 1
    raise PaginationError(
        f"the list of customers changed during each of {MOST_PASSES} walks through it; "
        "try again when the till is less busy"
    )
