"""Customer accounts of a shop: sign in, and act as the customer who did."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

import attrs

from gomus_async.errors import ConfigError, UnexpectedResponse
from gomus_async.models.accounts import Account, AccountUpdate, Credentials
from gomus_async.models.common import Page
from gomus_async.models.orders import Order
from gomus_async.pages import Pager
from gomus_async.resources.orders import LIST as LIST_ORDERS
from gomus_async.resources.orders import Orders, order_query
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, QueryValue
from gomus_async.wire.response import Response
from gomus_async.wire.secret import HeaderText

__all__ = ["Accounts", "CustomerSession", "SessionOrders"]

SOURCE: Final = "Customer Sign In"
SESSION_HEADERS: Final = ("access-token", "client", "uid", "token-type")

SIGN_IN: Final = Endpoint(
    method="POST",
    path="/auth/sign_in",
    envelope="data",
    returns=Account,
    # It changes nothing but adds a session, which ends by itself.
    safety=Safety.HOLD,
    token=False,
    source=SOURCE,
)
UPDATE: Final = Endpoint(
    method="PUT",
    path="/auth",
    envelope="data",
    returns=Account,
    safety=Safety.REPLACE,
    token=False,
    headers=MappingProxyType(
        {
            "Accept": "application/json, text/plain, */*",
            "Content-Type": "application/json;charset=UTF-8",
        }
    ),
    source=SOURCE,
)


@attrs.define
class Accounts:
    """Sign-in for customers of a shop. Give the client the `shop` they signed up with."""

    _caller: Caller

    async def sign_in(
        self, email: str, password: str, *, options: CallOptions | None = None
    ) -> "CustomerSession":
        """Sign a customer in.

        Endpoint: `POST /auth/sign_in`, with `X-Shop-Url` and without the client's token.

        Args:
            email: The customer's e-mail address.
            password: The customer's password.
            options: Settings for this call.

        Returns:
            A session that acts as this customer.

        Raises:
            Unauthorized: Unknown address or wrong password.
            UnexpectedResponse: The answer lacks the four headers of a session.
            OutcomeUnknown: Sent, without a clear answer; signing in again is harmless.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: repeated once at most; an unused session ends by itself.
        Source: documentation page "Customer Sign In". Its heading says `POST /auth`, its
            example `/auth/sign_in`; the example is taken.
        Example: `session = await gomus.accounts.sign_in("anna@example.com", password)`
        """
        credentials = Credentials(email=email, password=password)
        # A traceback that shows local variables must not show these.
        del email, password
        response = await self._caller.respond(SIGN_IN, body=credentials, options=options)
        headers = _session_headers(response.headers)
        if headers is None:
            raise UnexpectedResponse(
                "signed in, but the answer lacks the headers of a session "
                f"({', '.join(SESSION_HEADERS)})",
                status=response.status,
                request_id=response.request_id,
                endpoint=SIGN_IN.name,
            )
        return CustomerSession(self._caller, response.value, headers)


class CustomerSession:
    """A signed-in customer. The headers that prove it are kept up to date.

    Attributes:
        customer: The customer's data, as of the last answer.
    """

    def __init__(self, caller: Caller, customer: Account, headers: Mapping[str, str]) -> None:
        self.customer = customer
        self._headers = dict(headers)
        self._plain_caller = caller

    def __repr__(self) -> str:
        return f"CustomerSession(customer={self.customer!r})"

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers `access-token`, `client`, `uid` and `token-type`, as they are now.

        They are as good as a password; their values do not show in `repr`.
        """
        return MappingProxyType(self._headers)

    async def update(
        self, *, newsletter_groups: Iterable[int], options: CallOptions | None = None
    ) -> Account:
        """Say which newsletter groups the customer is subscribed to.

        Endpoint: `PUT /auth`, with the session's headers and `X-Shop-Url`.

        Args:
            newsletter_groups: Ids of all groups; an empty list unsubscribes from all.
            options: Settings for this call.

        Returns:
            The customer's data, with `newsletter_groups` in the server's order.

        Raises:
            Unauthorized: The session has ended; sign in again.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Customer Sign In". That the server may renew the headers
            with any answer is an assumption; a new set is taken only when it is complete.
        Example: `await session.update(newsletter_groups=[1, 8])`
        """
        response = await self.caller().respond(
            UPDATE,
            body=AccountUpdate(newsletter_groups=_comma_separated(newsletter_groups)),
            options=options,
        )
        self.customer = response.value
        return response.value

    @property
    def orders(self) -> "SessionOrders":
        """The customer's own orders."""
        return SessionOrders(self)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Forget the session's headers. The API documents no way to end a session."""
        self._headers = {}

    def caller(self) -> Caller:
        """What the session makes its next call with; not for anybody else.

        Raises:
            ConfigError: The session is over.
        """
        if not self._headers:
            raise ConfigError("this customer session is over; sign in again")
        identity = attrs.evolve(
            self._plain_caller.identity, session_headers=self._headers, token=None
        )
        return attrs.evolve(self._plain_caller, identity=identity, record=self._renew)

    def _renew(self, response: Response[Any]) -> None:
        """Take the headers that an answer renews, as a whole set or not at all."""
        if self._headers:
            self._headers = _session_headers(response.headers) or self._headers


@attrs.frozen
class SessionOrders:
    """The orders of a signed-in customer."""

    _session: CustomerSession

    def list(
        self,
        *,
        start_at: date | None = None,
        end_at: date | None = None,
        per_page: int | None = None,
        options: CallOptions | None = None,
    ) -> Pager[Order]:
        """List the customer's orders of a range of days: without one, **only today's**.

        Endpoint: `GET /orders`, with the session's headers and without the client's token.
        Pages are fetched one after the other, for each may renew the headers.

        Args:
            start_at: First day of the order date; **today** by default.
            end_at: Last day of the order date; **today** by default.
            per_page: Rows a page; the server's default and cap where it is more.
            options: Settings for each page.

        Returns:
            A pager of orders.

        Raises:
            ConfigError: The range ends before it begins, or the session is over.
            Unauthorized: The session has ended; sign in again.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: page "Orders" of the newer documentation: open to a customer.
        Example: `orders = await session.orders.list(start_at=date(2026, 1, 1)).all()`
        """
        query = order_query(
            self._session.caller().zone, start_at=start_at, end_at=end_at, per_page=per_page
        )

        async def page(number: int) -> Page[Order]:
            asked: dict[str, QueryValue] = {**query, "page": number}
            return await self._session.caller().call(LIST_ORDERS, query=asked, options=options)

        return Pager(page, prefetch=0)

    async def get(self, id: int, *, options: CallOptions | None = None) -> Order:
        """Read one of the customer's orders.

        Endpoint: `GET /orders/{id}`, with the session's headers and without the client's token.

        Args:
            id: The order's id.
            options: Settings for this call.

        Returns:
            The order.

        Raises:
            NotFound: The customer has no such order.
            Unauthorized: The session has ended; sign in again.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: page "Orders" of the newer documentation: open to a customer.
        Example: `order = await session.orders.get(3944805)`
        """
        return await Orders(self._session.caller()).get(id, options=options)


def _session_headers(headers: Mapping[str, str]) -> dict[str, str] | None:
    found = {name: HeaderText(headers[name]) for name in SESSION_HEADERS if headers.get(name)}
    return dict(found) if len(found) == len(SESSION_HEADERS) else None


def _comma_separated(groups: Iterable[int]) -> str:
    ids = list(groups)
    for group in ids:
        if isinstance(group, bool) or not isinstance(group, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigError("newsletter_groups takes the ids of groups, such as [1, 8]")
    return ",".join(str(group) for group in ids)
