"""What is written by hand of `SyncGomus` and `SyncCustomerSession`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

from gomus_async.client import SAME, Gomus, _Same  # pyright: ignore[reportPrivateUsage]
from gomus_async.errors import ConfigError
from gomus_async.models.accounts import Account
from gomus_async.resources.accounts import CustomerSession
from gomus_async.settings import Environment, Settings
from gomus_async.sync.calls import PerProcess, Sealed
from gomus_async.sync.keeper import Keeper
from gomus_async.sync.portal import portal
from gomus_async.wire.endpoint import Safety
from gomus_async.wire.request import CallOptions, QueryValue
from gomus_async.wire.response import Response
from gomus_async.wire.secret import Secret
from gomus_async.wire.stats import Stats

__all__ = ["BlockingGomus", "BlockingSession"]


class BlockingGomus:
    """A blocking client, still without its resources."""

    def __init__(
        self,
        instance: str,
        *,
        token: str | Secret | None = None,
        shop: str | None = None,
        locale: str | Sequence[str] | None = None,
        settings: Settings | None = None,
        allow_insecure: bool = False,
    ) -> None:
        secret = None if token is None else _secret(token)
        # A traceback that shows local variables must not show it.
        del token
        make = partial(
            Gomus,
            instance,
            token=secret,
            shop=shop,
            locale=locale,
            settings=settings,
            allow_insecure=allow_insecure,
        )
        self._keeper = Keeper(make)
        self._gomus = self._keeper.gomus
        self._owner = True

    @classmethod
    def from_env(
        cls,
        *,
        settings: Settings | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Self:
        """Make a client from `GOMUS_INSTANCE`, `GOMUS_TOKEN`, `GOMUS_SHOP`, `GOMUS_LOCALE`.

        Args:
            settings: Timeouts, limits, backoff.
            environ: Read instead of the process's environment.

        Raises:
            ConfigError: `GOMUS_INSTANCE` is not set, or a value cannot be.
        """
        env = Environment.read(environ)
        # A traceback that shows local variables must not show it.
        del environ
        return cls(
            env.instance,
            token=None if env.token is None else Secret(env.token),
            shop=env.shop,
            locale=env.locale,
            settings=settings,
        )

    @property
    def behind(self) -> Gomus:
        """The client in the background; not for anybody but `gomus_async.sync`."""
        self._keeper.begin()
        return self._gomus()

    @property
    def stats(self) -> Stats:
        """What this client has done so far, its views included."""
        return portal().call(_stats, self._gomus())

    def with_options(
        self,
        *,
        token: str | Secret | _Same | None = SAME,
        shop: str | _Same | None = SAME,
        locale: str | Sequence[str] | _Same | None = SAME,
    ) -> Self:
        """A view with another identity on the same connections. Cheap; need not be closed.

        Args:
            token: Instead of the client's; `None` for public data.
            shop: Instead of the client's; `None` for none.
            locale: Instead of the client's; `None` for the instance's default.

        Raises:
            ConfigError: One of them cannot be.
        """
        given = _secret(token) if isinstance(token, str) else token
        # A traceback that shows local variables must not show it.
        del token
        view = object.__new__(type(self))
        made = PerProcess(partial(_view, self._gomus, token=given, shop=shop, locale=locale))
        view._keeper = self._keeper
        view._gomus = made.get
        view._owner = False
        return view

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, QueryValue] | None = None,
        json: Any = None,
        safety: Safety | None = None,
        options: CallOptions | None = None,
    ) -> Response[Any]:
        """Call any route, also one that this SDK does not know.

        Endpoint: the one that is given.

        Args:
            method: The HTTP method.
            path: Below `/api/v4`, such as `/whatever/5`, or whole, such as `/api/v3/whatever`;
                values in it percent-encoded, no query.
            params: The query; lists become `key[]=1&key[]=2`.
            json: The body; `None` sends none.
            safety: Whether it may be repeated. By default GET is repeated as needed, and
                nothing else is ever sent again once it may have arrived.
            options: Settings for this call.

        Returns:
            The response; `value` is the decoded JSON, or `None` where the body is not JSON.

        Raises:
            InvalidId: The path cannot be requested.
            OutcomeUnknown: Sent, without a clear answer.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: as `safety` says.
        Source: none.
        Example: `gomus.request("GET", "/shop", params={"locale": "de"}).value`
        """
        sealed = Sealed(
            self.behind.request,
            method,
            path,
            params=params,
            json=json,
            safety=safety,
            options=options,
        )
        # A traceback that shows local variables must not show these.
        del params, json, options
        return portal().call(sealed)

    def close(self) -> None:
        """Close the client's own connections. A second time, or on a view, it does nothing."""
        if self._owner:
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
        gomus: Callable[[], Gomus] | None = getattr(self, "_gomus", None)
        return "SyncGomus()" if gomus is None else f"Sync{gomus()!r}"


class BlockingSession:
    """A signed-in customer, still without what the customer may do."""

    def __init__(self, session: CustomerSession) -> None:
        self._session = session
        self._generation = portal().generation

    def __repr__(self) -> str:
        return f"Sync{self._session!r}"

    @property
    def customer(self) -> Account:
        """The customer's data, as of the last answer."""
        return self._session.customer

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers `access-token`, `client`, `uid` and `token-type`, as they are now.

        They are as good as a password; their values do not show in `repr`.
        """
        return self._session.headers

    def _of(self) -> CustomerSession:
        # The server renews the headers for one process, and the other one's are void then.
        if portal().generation != self._generation:
            raise ConfigError("this customer session belongs to another process; sign in again")
        return self._session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Forget the session's headers. The API documents no way to end a session."""
        portal().call(self._session.__aexit__, kind, error, traceback)


async def _stats(gomus: Gomus) -> Stats:
    return gomus.stats


def _secret(token: str | Secret) -> Secret:
    return token if isinstance(token, Secret) else Secret(token)


def _view(
    client: Callable[[], Gomus],
    *,
    token: Secret | _Same | None,
    shop: str | _Same | None,
    locale: str | Sequence[str] | _Same | None,
) -> Gomus:
    return client().with_options(token=token, shop=shop, locale=locale)
