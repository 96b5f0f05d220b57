"""`Inventorum`: settings in, the customers of a shop out."""

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from gomus_async._version import __version__
from gomus_async.errors import ConfigError
from gomus_async.inventorum.customers import InventorumCustomers
from gomus_async.inventorum.environment import BASE_URL, InventorumEnvironment
from gomus_async.inventorum.renewal import Renewal
from gomus_async.inventorum.session import Session
from gomus_async.inventorum.token_file import InventorumTokenFile
from gomus_async.inventorum.tokens import InventorumRefresh, as_secret
from gomus_async.settings import Settings
from gomus_async.wire.address import base_url as checked_address
from gomus_async.wire.caller import Caller
from gomus_async.wire.request import Identity
from gomus_async.wire.secret import Secret
from gomus_async.wire.shared import Wire
from gomus_async.wire.stats import Stats

if TYPE_CHECKING:
    import aiohttp

__all__ = ["BASE_URL", "Inventorum"]

OLDEST: Final = 3
NEWEST: Final = 12
WANTED: Final = f"give the address of the API, such as {BASE_URL}"


class Inventorum:
    """A client of one Inventorum account, the till of a shop.

    Nothing is connected before the first call. Use it as `async with Inventorum(...) as
    inventorum`, or make one and `await inventorum.aclose()` in the end.

    Args:
        base_url: The address of the API, without a version.
        token: An access token with the scope `customers`.
        refresh: How to get the next access token; without `token`, also the first.
        api_version: Sent as `X-Api-Version`. Versions up to 9 have lists of phone numbers.
        settings: Timeouts, limits, backoff.
        session: An aiohttp session to use; it is never closed here.
        allow_insecure: Whether plain http may go to other machines.

    Raises:
        ConfigError: One of them cannot be; nothing was sent.

    Example:
        ```python
        async with Inventorum(token=token) as inventorum:
            async for customer in inventorum.customers.list():
                print(customer.id)
        ```
    """

    def __init__(
        self,
        base_url: str = BASE_URL,
        *,
        token: "str | Secret | None" = None,
        refresh: InventorumRefresh | None = None,
        api_version: int = NEWEST,
        settings: Settings | None = None,
        session: "aiohttp.ClientSession | None" = None,
        allow_insecure: bool = False,
    ) -> None:
        given = Secret(token) if isinstance(token, str) else token
        # A traceback that shows local variables must not show it.
        del token
        secret = None if given is None else as_secret("token", given)
        if secret is None and refresh is None:
            raise ConfigError("Inventorum needs a token, or refresh= to get one")
        # A boolean is an int as well.
        if type(api_version) is not int or api_version < OLDEST:
            raise ConfigError(f"api_version must be a number from {OLDEST}, not {api_version!r}")
        settings = settings or Settings()
        identity = Identity(
            base=checked_address(base_url, allow_insecure=allow_insecure, wanted=WANTED),
            user_agent=f"{settings.user_agent}/{__version__}",
            api_version=api_version,
        )
        caller = Caller(Wire(settings, session), identity)
        self._caller = caller
        self._session = Session(caller, Renewal(caller, secret, refresh, caller.wire.now))

    @classmethod
    def from_env(
        cls,
        *,
        environ: Mapping[str, str] | None = None,
        kept: InventorumTokenFile | None = None,
        api_version: int = NEWEST,
        settings: Settings | None = None,
        session: "aiohttp.ClientSession | None" = None,
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
            api_version: See `Inventorum`.
            settings: See `Inventorum`.
            session: See `Inventorum`.
            allow_insecure: See `Inventorum`.

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
            session=session,
            allow_insecure=allow_insecure,
        )

    @property
    def customers(self) -> InventorumCustomers:
        """The customers of the shop."""
        return InventorumCustomers(self._session)

    @property
    def bulk_customers(self) -> InventorumCustomers:
        """What `inventorum_pages` reads with; not for anybody else."""
        return InventorumCustomers(self._session.patient())

    @property
    def stats(self) -> Stats:
        """What this client has done so far."""
        return self._caller.wire.stats()

    async def aclose(self) -> None:
        """Close the client's own connections; a refresh under way is waited for."""
        await self._session.renewal.aclose()
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
        caller: Caller | None = getattr(self, "_caller", None)
        if caller is None:
            return "Inventorum()"
        identity = caller.identity
        return f"Inventorum({identity.base!r}, token=***, api_version={identity.api_version})"
