"""Exhibitions."""

from collections.abc import Sequence
from typing import Final

import attrs

from gomus_async.models.common import Page
from gomus_async.models.museums import Exhibition
from gomus_async.pages import Pager
from gomus_async.resources.listing import listed
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, QueryValue

__all__ = ["Exhibitions"]

SOURCE: Final = "Public API, Exhibitions"

LIST: Final = Endpoint(
    method="GET",
    path="/exhibitions",
    envelope="exhibitions",
    returns=Page[Exhibition],
    safety=Safety.READ,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/exhibitions/{id}",
    envelope="exhibition",
    returns=Exhibition,
    safety=Safety.READ,
    source=SOURCE,
)


@attrs.define
class Exhibitions:
    """Exhibitions of all museums."""

    _caller: Caller

    def list(
        self,
        *,
        q: str | None = None,
        by_museum_ids: Sequence[int] | None = None,
        by_featured: bool | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[Exhibition]:
        """List exhibitions.

        Endpoint: `GET /exhibitions`. What is listed depends on the token.

        Args:
            q: Text to search for.
            by_museum_ids: Only those of these museums.
            by_featured: Only those that are featured, or are not.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of exhibitions; one without `time_frames` is permanent.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Exhibitions".
        Example: `async for exhibition in gomus.exhibitions.list(by_museum_ids=[5]): ...`
        """
        query: dict[str, QueryValue] = {
            "q": q,
            "by_museum_ids": by_museum_ids,
            "by_featured": by_featured,
            "per_page": per_page,
        }
        return listed(self._caller, LIST, query, prefetch=prefetch, options=options)

    async def get(self, id: int, *, options: CallOptions | None = None) -> Exhibition:
        """Read one exhibition, with description, content and location.

        Endpoint: `GET /exhibitions/{id}`.

        Args:
            id: The exhibition's id.
            options: Settings for this call.

        Returns:
            The exhibition.

        Raises:
            NotFound: There is no such exhibition for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Exhibitions".
        Example: `exhibition = await gomus.exhibitions.get(64)`
        """
        return await self._caller.call(GET, path={"id": id}, options=options)
