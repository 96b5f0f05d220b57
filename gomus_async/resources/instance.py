"""The instance itself: its version, its locales, and how it sees the caller."""

from typing import Final

import attrs

from gomus_async.models.instance import Version, Whoami
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions

__all__ = ["Instance"]

SOURCE: Final = "API overview"

VERSION: Final = Endpoint(
    method="GET",
    path="/version",
    envelope="version",
    returns=Version,
    safety=Safety.READ,
    source=SOURCE,
)
WHOAMI: Final = Endpoint(
    method="GET", path="/whoami", returns=Whoami, safety=Safety.READ, source=SOURCE
)
LOCALES: Final = Endpoint(
    method="GET",
    path="/locales",
    envelope="locales",
    returns=list[str],
    safety=Safety.READ,
    source=SOURCE,
)


@attrs.define
class Instance:
    """What an instance says about itself and about the caller. Open to everybody."""

    _caller: Caller

    async def version(self, *, options: CallOptions | None = None) -> Version:
        """Read the system's version, time zone, currency and page size.

        Endpoint: `GET /version`, public.

        Args:
            options: Settings for this call.

        Returns:
            The version; its `per_page` is the most rows a list gives this caller.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "API overview".
        Example: `(await gomus.instance.version()).zone`
        """
        return await self._caller.call(VERSION, options=options)

    async def whoami(self, *, options: CallOptions | None = None) -> Whoami:
        """Read how the API sees the caller: a quick check of the token.

        Endpoint: `GET /whoami`, public.

        Args:
            options: Settings for this call.

        Returns:
            The class of access, and the museums it is limited to.

        Raises:
            Unauthorized: The token is wrong, or belongs to another instance.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "API overview".
        Example: `(await gomus.instance.whoami()).access == "user"`
        """
        return await self._caller.call(WHOAMI, options=options)

    async def locales(self, *, options: CallOptions | None = None) -> list[str]:
        """Read the languages of this instance; the first is the default.

        Endpoint: `GET /locales`, public.

        Args:
            options: Settings for this call.

        Returns:
            Language codes in order of preference.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "API overview".
        Example: `default = (await gomus.instance.locales())[0]`
        """
        return await self._caller.call(LOCALES, options=options)
