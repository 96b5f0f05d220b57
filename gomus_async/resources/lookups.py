"""Small lists: countries, states, dispatch modes."""

from typing import Final, TypeVar

import attrs

from gomus_async.models.common import Page
from gomus_async.models.lookups import Country, DispatchMode, State
from gomus_async.pages import Pager
from gomus_async.resources.listing import listed
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions

__all__ = ["Lookups"]

T = TypeVar("T")
SOURCE: Final = "Public API, Lookups"

COUNTRIES: Final = Endpoint(
    method="GET",
    path="/countries",
    envelope="countries",
    returns=Page[Country],
    safety=Safety.READ,
    source=SOURCE,
)
STATES: Final = Endpoint(
    method="GET",
    path="/states",
    envelope="states",
    returns=Page[State],
    safety=Safety.READ,
    source=SOURCE,
)
DISPATCH_MODES: Final = Endpoint(
    method="GET",
    path="/dispatch_modes",
    envelope="dispatch_modes",
    returns=Page[DispatchMode],
    safety=Safety.READ,
    source=SOURCE,
)


@attrs.define
class Lookups:
    """Small lists that other calls take ids from. Open to everybody."""

    _caller: Caller

    def countries(
        self,
        *,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[Country]:
        """List countries, about 250.

        Endpoint: `GET /countries`, public.

        Args:
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of countries.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Lookups".
        Example: `ids = {c.code: c.id async for c in gomus.lookups.countries()}`
        """
        return listed(
            self._caller, COUNTRIES, {"per_page": per_page}, prefetch=prefetch, options=options
        )

    def states(
        self,
        *,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[State]:
        """List the states of countries.

        Endpoint: `GET /states`, public.

        Args:
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of states.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Lookups".
        Example: `states = await gomus.lookups.states().all()`
        """
        return listed(
            self._caller, STATES, {"per_page": per_page}, prefetch=prefetch, options=options
        )

    def dispatch_modes(
        self,
        *,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[DispatchMode]:
        """List the ways in which tickets are sent; their ids belong to the instance.

        Endpoint: `GET /dispatch_modes`, public.

        Args:
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of dispatch modes.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Lookups".
        Example: `modes = await gomus.lookups.dispatch_modes().all()`
        """
        return listed(
            self._caller, DISPATCH_MODES, {"per_page": per_page}, prefetch=prefetch, options=options
        )
