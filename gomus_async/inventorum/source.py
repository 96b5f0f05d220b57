"""The customers of the till as a source of `import_customers`."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import attrs

from gomus_async.bulk.finding import patiently
from gomus_async.bulk.records import Record
from gomus_async.errors import GomusError
from gomus_async.inventorum.client import Inventorum
from gomus_async.inventorum.customers import MOST_ROWS
from gomus_async.inventorum.mapping import InventorumMapping
from gomus_async.inventorum.rows import inventorum_pages
from gomus_async.wire.request import CallOptions

__all__ = ["InventorumSource", "inventorum_source"]


@attrs.frozen(kw_only=True)
class InventorumSource:
    """All customers of the till, each once, mapped; made by `inventorum_source`.

    Attributes:
        inventorum: The client.
        mapping: What becomes of a customer.
        limit: Rows a page.
        options: Settings for each page.
        name: What messages call the source.
        live: That the customers may be other ones when they are read again.
    """

    inventorum: Inventorum
    mapping: InventorumMapping
    limit: int = MOST_ROWS
    options: CallOptions | None = None
    name: str = "Inventorum"
    live: bool = attrs.field(default=True, init=False)

    def check(self) -> None:
        """Nothing can be known before the customers are asked for."""

    async def records(self) -> AsyncGenerator[Record, None]:
        """Read the customers one after another."""
        async with aclosing(self.chunks()) as chunks:
            async for chunk in chunks:
                for record in chunk:
                    yield record

    async def chunks(self) -> AsyncGenerator[list[Record], None]:
        """Read the customers, some at a time.

        Raises:
            PaginationError: The list never kept still for as long as it takes to read it.
            GomusError: See the tree in `gomus_async.errors`; a note says whose error it is.
        """
        position = 0
        options = self.options or patiently()
        pages = inventorum_pages(self.inventorum, limit=self.limit, options=options)
        try:
            async with aclosing(pages):
                async for page in pages:
                    customers = map(self.mapping.customer, page)
                    yield [Record(n, None, one) for n, one in enumerate(customers, position + 1)]
                    position += len(page)
        except GomusError as error:
            error.add_note(f"this is what {self.name} said, not go~mus")
            raise


def inventorum_source(
    inventorum: Inventorum,
    *,
    mapping: InventorumMapping,
    limit: int = MOST_ROWS,
    options: CallOptions | None = None,
) -> InventorumSource:
    """All customers of the till, for `import_customers`, also while the till is open.

    Each is read once, see `inventorum_pages`. With a journal, those that have not changed since
    they were brought in are not sent again, and an import that was stopped or killed reads all
    of them again and sends those that do not stand yet, whoever was added, edited or deleted in
    the meantime. Customers that are deleted in the till stay in go~mus.

    Args:
        inventorum: The client.
        mapping: What becomes of a customer, from `inventorum_mapping`.
        limit: Rows a page, at most 30.
        options: Settings for each page; by default a page is asked for for a quarter of an hour.

    Returns:
        The source. Nothing is read yet.

    Example:
        ```python
        source = inventorum_source(till, mapping=await inventorum_mapping(gomus))
        report = await import_customers(gomus, source, journal="till.journal")
        ```
    """
    return InventorumSource(inventorum=inventorum, mapping=mapping, limit=limit, options=options)
