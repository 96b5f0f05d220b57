"""`Gomus`: settings in, one attribute per resource out, each imported on its first use."""

import re
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import attrs

from gomus_async._resource import kept
from gomus_async._version import __version__
from gomus_async.errors import ConfigError
from gomus_async.settings import Environment, Settings
from gomus_async.wire.address import base_url
from gomus_async.wire.caller import Caller
from gomus_async.wire.credentials import as_locale, as_secret, checked_shop, checked_token
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import JsonBody, LooseJson
from gomus_async.wire.request import CallOptions, Identity, QueryValue, free_path
from gomus_async.wire.response import Response
from gomus_async.wire.secret import Secret
from gomus_async.wire.shared import Wire
from gomus_async.wire.stats import Stats

if TYPE_CHECKING:
    import aiohttp

    from gomus_async.raw import Raw
    from gomus_async.resources.accounts import Accounts
    from gomus_async.resources.annual import Annual
    from gomus_async.resources.coupons import Coupons
    from gomus_async.resources.customers import Customers
    from gomus_async.resources.dates import Dates
    from gomus_async.resources.entry import Entry
    from gomus_async.resources.events import Events
    from gomus_async.resources.exhibitions import Exhibitions
    from gomus_async.resources.instance import Instance
    from gomus_async.resources.lookups import Lookups
    from gomus_async.resources.museums import Museums
    from gomus_async.resources.orders import Orders
    from gomus_async.resources.requests import Requests
    from gomus_async.resources.reservations import Reservations
    from gomus_async.resources.tickets import Tickets
    from gomus_async.resources.tour_bookings import TourBookings
    from gomus_async.resources.tours import Tours

__all__ = ["Gomus"]


class _Same:
    """The type of `SAME`."""

    def __repr__(self) -> str:
        return "SAME"


SAME: Final = _Same()
"""As it is on the client a view is made from."""


class Gomus:
    """A client of one go~mus instance.

    Nothing is connected before the first call. Use it as `async with Gomus(...) as gomus`, or
    make one and `await gomus.aclose()` in the end.

    Args:
        instance: The instance's host, such as `demo.gomus.de`. Plain `http://` addresses are
            taken for this machine only.
        token: The API key of an API user, reseller or cash point; `None` for public data.
        shop: The host of the shop front (`demo-shop.gomus.de`), sent as `X-Shop-Url`.
        locale: The language of texts, such as `"de"`; a list asks for several at once.
        settings: Timeouts, limits, backoff.
        session: An aiohttp session to use; it is never closed here.
        allow_insecure: Whether plain http may go to other machines.

    Raises:
        ConfigError: One of them cannot be; nothing was sent.

    Example:
        ```python
        async with Gomus("demo.gomus.de", token=token, locale="de") as gomus:
            customer = await gomus.customers.get("SF-12345")
        ```
    """

    def __init__(
        self,
        instance: str,
        *,
        token: "str | Secret | None" = None,
        shop: str | None = None,
        locale: str | Sequence[str] | None = None,
        settings: Settings | None = None,
        session: "aiohttp.ClientSession | None" = None,
        allow_insecure: bool = False,
    ) -> None:
        secret = None if token is None else as_secret(token)
        # A traceback that shows local variables must not show it.
        token = None
        settings = settings or Settings()
        identity = Identity(
            base=base_url(instance, allow_insecure=allow_insecure),
            token=checked_token(secret),
            shop=checked_shop(shop),
            locale=as_locale(locale),
            user_agent=f"{settings.user_agent}/{__version__}",
        )
        self._caller = Caller(Wire(settings, session), identity)
        self._owner = True

    @classmethod
    def from_env(
        cls,
        *,
        settings: Settings | None = None,
        session: "aiohttp.ClientSession | None" = None,
        environ: Mapping[str, str] | None = None,
    ) -> Self:
        """Make a client from `GOMUS_INSTANCE`, `GOMUS_TOKEN`, `GOMUS_SHOP`, `GOMUS_LOCALE`.

        Args:
            settings: Timeouts, limits, backoff.
            session: An aiohttp session to use.
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
            session=session,
        )

    @kept
    def instance(self) -> "Instance":
        """The instance itself: version, locales, who am I."""
        from gomus_async.resources.instance import Instance

        return Instance(self._caller)

    @kept
    def customers(self) -> "Customers":
        """The people and institutions that order."""
        from gomus_async.resources.customers import Customers

        return Customers(self._caller)

    @kept
    def accounts(self) -> "Accounts":
        """Sign-in for customers of a shop."""
        from gomus_async.resources.accounts import Accounts

        return Accounts(self._caller)

    @kept
    def tickets(self) -> "Tickets":
        """What can be bought, and how many are left."""
        from gomus_async.resources.tickets import Tickets

        return Tickets(self._caller)

    @kept
    def reservations(self) -> "Reservations":
        """Seats held for a short while."""
        from gomus_async.resources.reservations import Reservations

        return Reservations(self._caller)

    @kept
    def orders(self) -> "Orders":
        """What was bought, and buying."""
        from gomus_async.resources.orders import Orders

        return Orders(self._caller)

    @kept
    def coupons(self) -> "Coupons":
        """Coupons: what is for sale, and what is left on one."""
        from gomus_async.resources.coupons import Coupons

        return Coupons(self._caller)

    @kept
    def museums(self) -> "Museums":
        """Museums and their opening hours."""
        from gomus_async.resources.museums import Museums

        return Museums(self._caller)

    @kept
    def exhibitions(self) -> "Exhibitions":
        """Exhibitions of all museums."""
        from gomus_async.resources.exhibitions import Exhibitions

        return Exhibitions(self._caller)

    @kept
    def events(self) -> "Events":
        """Events; when they take place is told by their dates."""
        from gomus_async.resources.events import Events

        return Events(self._caller)

    @kept
    def dates(self) -> "Dates":
        """Dates of all events."""
        from gomus_async.resources.dates import Dates

        return Dates(self._caller)

    @kept
    def tours(self) -> "Tours":
        """Tours that groups book."""
        from gomus_async.resources.tours import Tours

        return Tours(self._caller)

    @kept
    def tour_bookings(self) -> "TourBookings":
        """Bookings of tours, for cash points."""
        from gomus_async.resources.tour_bookings import TourBookings

        return TourBookings(self._caller)

    @kept
    def requests(self) -> "Requests":
        """What somebody would like to book."""
        from gomus_async.resources.requests import Requests

        return Requests(self._caller)

    @kept
    def lookups(self) -> "Lookups":
        """Countries, states and dispatch modes."""
        from gomus_async.resources.lookups import Lookups

        return Lookups(self._caller)

    @kept
    def entry(self) -> "Entry":
        """Barcodes at the door."""
        from gomus_async.resources.entry import Entry

        return Entry(self._caller)

    def annual(self, token: "str | Secret") -> "Annual":
        """The annual tickets of one order.

        Args:
            token: From the confirmation mail; it opens the order to anybody.

        Raises:
            ConfigError: It cannot be a token.
        """
        secret = as_secret(token)
        # A traceback that shows local variables must not show it.
        del token
        checked_token(secret)
        from gomus_async.resources.annual import Annual

        return Annual(self._caller, secret)

    @kept
    def raw(self) -> "Raw":
        """The same methods, with the whole response around each value."""
        from gomus_async.raw import Raw

        return Raw(self._caller)

    @property
    def bulk_caller(self) -> Caller:
        """What `gomus_async.bulk` makes its calls with; not for anybody else."""
        return self._caller

    @property
    def stats(self) -> Stats:
        """What this client has done so far, its views included."""
        return self._caller.wire.stats()

    def with_options(
        self,
        *,
        token: "str | Secret | _Same | None" = SAME,
        shop: str | _Same | None = SAME,
        locale: str | Sequence[str] | _Same | None = SAME,
    ) -> "Gomus":
        """A view with another identity on the same connections. Cheap; need not be closed.

        Args:
            token: Instead of the client's; `None` for public data.
            shop: Instead of the client's; `None` for none.
            locale: Instead of the client's; `None` for the instance's default.

        Raises:
            ConfigError: One of them cannot be.
        """
        changes: dict[str, Any] = {}
        if not isinstance(token, _Same):
            secret = None if token is None else as_secret(token)
            token = None
            changes["token"] = checked_token(secret)
        if not isinstance(shop, _Same):
            changes["shop"] = checked_shop(shop)
        if not isinstance(locale, _Same):
            changes["locale"] = as_locale(locale)
        return self._view(attrs.evolve(self._caller.identity, **changes))

    async def request(
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
        Example: `(await gomus.request("GET", "/shop", params={"locale": "de"})).value`
        """
        method = method.upper()
        if not re.fullmatch("[A-Z]{1,20}", method):
            raise ConfigError("the method must be an HTTP method, such as GET or POST")
        prefix, route = free_path(path)
        endpoint = Endpoint(
            method=method,
            path=route,
            prefix=prefix,
            returns=LooseJson,
            safety=safety or (Safety.READ if method in {"GET", "HEAD"} else Safety.ONCE),
            source="",
        )
        body = None if json is None else JsonBody(json)
        # A traceback that shows local variables must not show it.
        json = None
        pending = self._caller.respond(endpoint, query=params, body=body, options=options)
        params = body = options = None
        response = await pending
        return attrs.evolve(response, value=response.value.json)

    async def aclose(self) -> None:
        """Close the client's own connections. A second time, or on a view, it does nothing."""
        if self._owner:
            await self._caller.wire.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        if not hasattr(self, "_caller"):
            return "Gomus()"
        identity = self._caller.identity
        token = "none" if identity.token is None else "***"
        return f"Gomus({identity.base!r}, token={token}, locale={identity.locale!r})"

    def _view(self, identity: Identity) -> "Gomus":
        view = object.__new__(Gomus)
        view._caller = attrs.evolve(self._caller, identity=identity)
        view._owner = False
        return view
