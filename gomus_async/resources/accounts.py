"""Customer accounts of a shop: sign in, and act as the customer who did."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType, TracebackType
from typing import Final, Self

import attrs

from gomus_async.errors import ConfigError, UnexpectedResponse
from gomus_async.models.accounts import Account, AccountUpdate, Credentials
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions
from gomus_async.wire.secret import HeaderText

__all__ = ["Accounts", "CustomerSession"]

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
        response = await self._caller().respond(
            UPDATE,
            body=AccountUpdate(newsletter_groups=_comma_separated(newsletter_groups)),
            options=options,
        )
        self._headers = _session_headers(response.headers) or self._headers
        self.customer = response.value
        return response.value

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

    def _caller(self) -> Caller:
        if not self._headers:
            raise ConfigError("this customer session is over; sign in again")
        identity = attrs.evolve(self._plain_caller.identity, session_headers=self._headers)
        return attrs.evolve(self._plain_caller, identity=identity)


def _session_headers(headers: Mapping[str, str]) -> dict[str, str] | None:
    found = {name: HeaderText(headers[name]) for name in SESSION_HEADERS if headers.get(name)}
    return dict(found) if len(found) == len(SESSION_HEADERS) else None


def _comma_separated(groups: Iterable[int]) -> str:
    ids = list(groups)
    for group in ids:
        if isinstance(group, bool) or not isinstance(group, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigError("newsletter_groups takes the ids of groups, such as [1, 8]")
    return ",".join(str(group) for group in ids)
