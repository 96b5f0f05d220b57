"""`SyncInventorum`: the same calls, blocking."""

from collections.abc import Callable, Mapping
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

import attrs

from gomus_async.errors import ConfigError
from gomus_async.inventorum.client import NEWEST, Inventorum
from gomus_async.inventorum.customers import MOST_ROWS, InventorumCustomers
from gomus_async.inventorum.environment import BASE_URL, InventorumEnvironment
from gomus_async.inventorum.models import (
    InventorumCustomer,
    InventorumCustomerUpdate,
    NewInventorumCustomer,
)
from gomus_async.inventorum.token_file import InventorumTokenFile
from gomus_async.inventorum.tokens import InventorumRefresh
from gomus_async.models.common import Page
from gomus_async.settings import Settings
from gomus_async.sync.keeper import Keeper
from gomus_async.sync.portal import portal
from gomus_async.sync.twins import SyncPager
from gomus_async.wire.request import CallOptions
from gomus_async.wire.secret import Secret
from gomus_async.wire.stats import Stats

if TYPE_CHECKING:
    from gomus_async.client import Gomus

__all__ = ["SyncInventorum", "SyncInventorumCustomers"]


@attrs.define
class SyncInventorumCustomers:
    """The customers of a shop. All calls need the scope `customers`."""

    _of: Callable[[], InventorumCustomers]

    def list(
        self,
        *,
        limit: int = MOST_ROWS,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> SyncPager[InventorumCustomer]:
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
        Example: `everybody = inventorum.customers.list().all()`
        """
        return SyncPager(lambda: self._of().list(limit=limit, prefetch=prefetch, options=options))

    def favourites(
        self,
        *,
        limit: int = MOST_ROWS,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> SyncPager[InventorumCustomer]:
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
        Example: `favourites = inventorum.customers.favourites().all()`
        """
        return SyncPager(
            lambda: self._of().favourites(limit=limit, prefetch=prefetch, options=options)
        )

    def page(
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
        Example: `first = inventorum.customers.page(1)`
        """
        return portal().call(self._of().page, number, limit=limit, options=options)

    def get(self, id: int, *, options: CallOptions | None = None) -> InventorumCustomer:
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
        Example: `customer = inventorum.customers.get(553910)`
        """
        return portal().call(self._of().get, id, options=options)

    def create(
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
        Example: `inventorum.customers.create(NewInventorumCustomer(company="Verein"))`
        """
        return portal().call(self._of().create, customer, options=options)

    def update(
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
        Example: `inventorum.customers.update(7, InventorumCustomerUpdate(is_vip=True))`
        """
        return portal().call(self._of().update, id, changes, options=options)

    def delete(self, id: int, *, options: CallOptions | None = None) -> None:
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
        Example: `inventorum.customers.delete(553910)`
        """
        portal().call(self._of().delete, id, options=options)


class SyncInventorum:
    """A client of one Inventorum account, the till of a shop.

    Nothing is connected before the first call. Use it as `with SyncInventorum(...) as
    inventorum`, or make one and `inventorum.close()` in the end.

    Args:
        base_url: The address of the API, without a version.
        token: An access token with the scope `customers`.
        refresh: How to get the next access token; without `token`, also the first.
        api_version: Sent as `X-Api-Version`. Versions up to 9 have lists of phone numbers.
        settings: Timeouts, limits, backoff.
        allow_insecure: Whether plain http may go to other machines.

    Raises:
        ConfigError: One of them cannot be; nothing was sent.

    Example:
        ```python
        with SyncInventorum(token=token) as inventorum:
            for customer in inventorum.customers.list():
                print(customer.id)
        ```
    """

    def __init__(
        self,
        base_url: str = BASE_URL,
        *,
        token: str | Secret | None = None,
        refresh: InventorumRefresh | None = None,
        api_version: int = NEWEST,
        settings: Settings | None = None,
        allow_insecure: bool = False,
    ) -> None:
        secret = Secret(token) if isinstance(token, str) else token
        # A traceback that shows local variables must not show it.
        del token
        make = partial(
            _made,
            portal().generation,
            partial(
                Inventorum,
                base_url,
                token=secret,
                refresh=refresh,
                api_version=api_version,
                settings=settings,
                allow_insecure=allow_insecure,
            ),
            refreshes=refresh is not None,
        )
        # A keeper asks no more of a client than that it can be closed.
        self._keeper = Keeper(cast("Callable[[], Gomus]", make))

    @classmethod
    def from_env(
        cls,
        *,
        environ: Mapping[str, str] | None = None,
        kept: InventorumTokenFile | None = None,
        api_version: int = NEWEST,
        settings: Settings | None = None,
        allow_insecure: bool = False,
    ) -> Self:
        """Make a client from `INVENTORUM_...` variables.

        `INVENTORUM_TOKEN` is an access token; or `INVENTORUM_REFRESH_TOKEN` is the first refresh
        token, with `INVENTORUM_CLIENT_ID` and `INVENTORUM_CLIENT_SECRET`; or both.
        `INVENTORUM_URL` is the address of the API, if it is another one.

        Args:
            environ: Read instead of the process's environment.
            kept: A file for the newest refresh token. One that it holds counts before the
                variable's, which is good for one refresh alone.
            api_version: See `SyncInventorum`.
            settings: See `SyncInventorum`.
            allow_insecure: See `SyncInventorum`.

        Raises:
            ConfigError: A variable is missing or cannot be.
        """
        read = InventorumEnvironment.read(environ)
        # A traceback that shows local variables must not show it.
        del environ
        return cls(
            **read.arguments(kept),
            api_version=api_version,
            settings=settings,
            allow_insecure=allow_insecure,
        )

    @property
    def customers(self) -> SyncInventorumCustomers:
        """The customers of the shop."""
        return SyncInventorumCustomers(self._customers)

    @property
    def stats(self) -> Stats:
        """What this client has done so far."""
        return portal().call(_stats, self._behind())

    def close(self) -> None:
        """Close the client's own connections; a refresh under way is waited for."""
        self._keeper.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        made = hasattr(self, "_keeper")
        return f"Sync{self._behind()!r}" if made else "SyncInventorum()"

    def _behind(self) -> Inventorum:
        return cast("Inventorum", self._keeper.gomus())

    def _customers(self) -> InventorumCustomers:
        self._keeper.begin()
        return self._behind().customers


def _made(generation: int, make: Callable[[], Inventorum], *, refreshes: bool) -> Inventorum:
    """A client for this process.

    Raises:
        ConfigError: It renews its token, which one process alone can do.
    """
    if refreshes and portal().generation != generation:
        raise ConfigError(
            "a client that refreshes its token belongs to one process; make one in the child"
        )
    return make()


async def _stats(inventorum: Inventorum) -> Stats:
    return inventorum.stats
