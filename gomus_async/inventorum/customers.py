"""The customers of a shop: list, read, create, update and delete."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

import attrs

from gomus_async.errors import ConfigError, NotFound, UnexpectedResponse
from gomus_async.inventorum.models import (
    InventorumCustomer,
    InventorumCustomerUpdate,
    NewInventorumCustomer,
)
from gomus_async.inventorum.session import Session
from gomus_async.models.common import UNSET, Page
from gomus_async.pages import Pager
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions

__all__ = ["MOST_ROWS", "InventorumCustomers"]

SOURCE: Final = "Inventorum, Customers"
MOST_ROWS: Final = 30
LAST_WITH_LISTS: Final = 9
"""The last version of the API whose customers have a list of phone numbers."""

LIST: Final = Endpoint(
    method="GET",
    path="/customers/",
    prefix="",
    envelope="data",
    returns=Page[InventorumCustomer],
    safety=Safety.READ,
    source=SOURCE,
)
FAVOURITES: Final = Endpoint(
    method="GET",
    path="/customers/favourites/",
    prefix="",
    envelope="data",
    returns=Page[InventorumCustomer],
    safety=Safety.READ,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/customers/{id}/",
    prefix="",
    returns=InventorumCustomer,
    safety=Safety.READ,
    source=SOURCE,
)
CREATE: Final = Endpoint(
    method="POST",
    path="/customers/",
    prefix="",
    returns=InventorumCustomer,
    safety=Safety.ONCE,
    source=SOURCE,
)
UPDATE: Final = Endpoint(
    method="PUT",
    path="/customers/{id}/",
    prefix="",
    returns=InventorumCustomer,
    safety=Safety.REPLACE,
    source=SOURCE,
)
DELETE: Final = Endpoint(
    method="DELETE",
    path="/customers/{id}/",
    prefix="",
    returns=type(None),
    safety=Safety.REPLACE,
    source=SOURCE,
)


@attrs.define
class InventorumCustomers:
    """The customers of a shop. All calls need the scope `customers`."""

    _session: Session

    def list(
        self,
        *,
        limit: int = MOST_ROWS,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[InventorumCustomer]:
        """List customers. In which order is not documented.

        To read all of them while the till is open, use `inventorum_rows`: a list whose rows
        come and go between two pages can lose some.

        Endpoint: `GET /customers/`, scope `customers`.

        Args:
            limit: Rows a page, at most 30.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of customers.

        Raises:
            ConfigError: The limit cannot be; nothing was sent.
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Inventorum, Customers". That pages count from 1, and that a
            404 past the last one stands for an empty page, are assumptions.
        Example: `everybody = await inventorum.customers.list().all()`
        """
        return Pager(self._pages(LIST, limit, options), prefetch=prefetch)

    def favourites(
        self,
        *,
        limit: int = MOST_ROWS,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[InventorumCustomer]:
        """List the customers that were marked as favourites.

        Endpoint: `GET /customers/favourites/`, scope `customers`.

        Args:
            limit: Rows a page, at most 30.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of customers.

        Raises:
            ConfigError: The limit cannot be; nothing was sent.
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Inventorum, Customers"; see `list`.
        Example: `favourites = await inventorum.customers.favourites().all()`
        """
        return Pager(self._pages(FAVOURITES, limit, options), prefetch=prefetch)

    async def page(
        self, number: int, *, limit: int = MOST_ROWS, options: CallOptions | None = None
    ) -> Page[InventorumCustomer]:
        """Read one page of the list of customers.

        Endpoint: `GET /customers/`, scope `customers`.

        Args:
            number: Of the page, from 1.
            limit: Rows a page, at most 30.
            options: Settings for this call.

        Returns:
            The page; past the last one it is empty.

        Raises:
            ConfigError: The number or the limit cannot be; nothing was sent.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Inventorum, Customers"; see `list`.
        Example: `first = await inventorum.customers.page(1)`
        """
        if number < 1:
            raise ConfigError(f"page numbers begin with 1, not {number}")
        return await self._pages(LIST, limit, options)(number)

    async def get(self, id: int, *, options: CallOptions | None = None) -> InventorumCustomer:
        """Read one customer.

        Endpoint: `GET /customers/{id}/`, scope `customers`.

        Args:
            id: The customer's `id`; not the `account_scoped_id`.
            options: Settings for this call.

        Returns:
            The customer.

        Raises:
            NotFound: There is no such customer.
            UnexpectedResponse: The answer is about another customer.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Inventorum, Customers". The answer that it prints is a list
            of one, those to the other calls are objects; both are read.
        Example: `customer = await inventorum.customers.get(553910)`
        """
        customer = await self._session.call(GET, path={"id": id}, options=options)
        return _confirmed(customer, id, GET)

    async def create(
        self, customer: NewInventorumCustomer, *, options: CallOptions | None = None
    ) -> InventorumCustomer:
        """Create a customer.

        Endpoint: `POST /customers/`, scope `customers`.

        Args:
            customer: With a company, or with first and last name.
            options: Settings for this call.

        Returns:
            The customer as stored, with its `id`.

        Raises:
            ConfigError: The phone number is not in the form of this API version; nothing was
                sent.
            ApiError: 400, the data was refused; `fields` says why.
            OutcomeUnknown: Sent, without a clear answer. It may have been created: look for it
                before you create it again, for nothing keeps it from being there twice.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again after it may have arrived, for a customer has no key of
            your own.
        Source: documentation page "Inventorum, Customers".
        Example: `await inventorum.customers.create(NewInventorumCustomer(company="Verein"))`
        """
        self._check_phone(customer)
        return await self._session.call(CREATE, body=customer, options=options)

    async def update(
        self, id: int, changes: InventorumCustomerUpdate, *, options: CallOptions | None = None
    ) -> InventorumCustomer:
        """Change a customer. Fields that are not set stay as they are.

        Endpoint: `PUT /customers/{id}/`, scope `customers`.

        Args:
            id: The customer's `id`.
            changes: What to change; shipping addresses and phone numbers as whole lists.
            options: Settings for this call.

        Returns:
            The customer as stored.

        Raises:
            ConfigError: The phone number is not in the form of this API version; nothing was
                sent.
            NotFound: There is no such customer.
            ApiError: 400, the data was refused; `fields` says why.
            UnexpectedResponse: The answer is about another customer.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Inventorum, Customers", whose example says POST where its
            heading says PUT; PUT is sent.
        Example: `await inventorum.customers.update(7, InventorumCustomerUpdate(is_vip=True))`
        """
        self._check_phone(changes)
        customer = await self._session.call(UPDATE, path={"id": id}, body=changes, options=options)
        return _confirmed(customer, id, UPDATE)

    async def delete(self, id: int, *, options: CallOptions | None = None) -> None:
        """Delete a customer.

        Endpoint: `DELETE /customers/{id}/`, scope `customers`.

        Args:
            id: The customer's `id`.
            options: Settings for this call.

        Raises:
            NotFound: There is no such customer. Not raised where an attempt before may have
                deleted it.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Inventorum, Customers".
        Example: `await inventorum.customers.delete(553910)`
        """
        await self._session.call(DELETE, path={"id": id}, options=options)

    def _pages(
        self,
        endpoint: Endpoint[Page[InventorumCustomer]],
        limit: int,
        options: CallOptions | None,
    ) -> Callable[[int], Coroutine[Any, Any, Page[InventorumCustomer]]]:
        if not 1 <= limit <= MOST_ROWS:
            raise ConfigError(f"limit must be from 1 to {MOST_ROWS}, not {limit}")

        async def fetch(number: int) -> Page[InventorumCustomer]:
            query = {"limit": limit, "page": number}
            try:
                page = await self._session.call(endpoint, query=query, options=options)
            except NotFound:
                if number == 1:
                    raise
                return Page(page=number, per_page=limit)
            return attrs.evolve(page, page=number, per_page=limit)

        return fetch

    def _check_phone(self, customer: InventorumCustomerUpdate) -> None:
        """Refuse the form that this version would pass over without a word."""
        version = self._session.api_version
        lists = version <= LAST_WITH_LISTS
        wrong, right = ("phone_number", "phone_numbers")[:: 1 if lists else -1]
        if getattr(customer, wrong) is not UNSET:
            raise ConfigError(f"version {version} of the API takes {right}, not {wrong}")


def _confirmed(
    customer: InventorumCustomer, id: int, endpoint: Endpoint[InventorumCustomer]
) -> InventorumCustomer:
    if customer.id == id:
        return customer
    raise UnexpectedResponse(
        "the answer is about another customer than the one that was asked for",
        endpoint=endpoint.name,
    )
