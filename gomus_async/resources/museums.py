"""Museums and their opening hours."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import attrs

from gomus_async.models.common import Page
from gomus_async.models.museums import Museum, OpeningHours
from gomus_async.pages import Pager
from gomus_async.resources.listing import listed
from gomus_async.resources.times import day
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import LooseJson
from gomus_async.wire.request import CallOptions, QueryValue

__all__ = ["Museums"]

SOURCE: Final = "Public API, Museums"

LIST: Final = Endpoint(
    method="GET",
    path="/museums",
    envelope="museums",
    returns=Page[Museum],
    safety=Safety.READ,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/museums/{id}",
    envelope="museum",
    returns=Museum,
    safety=Safety.READ,
    source=SOURCE,
)
OPENING_HOURS: Final = Endpoint(
    method="GET",
    path="/museums/{id}/opening_hours",
    envelope="opening_hours",
    returns=list[OpeningHours],
    safety=Safety.READ,
    source=SOURCE,
)
SCHEDULES: Final = Endpoint(
    method="GET",
    path="/museums/{id}/schedules",
    returns=LooseJson,
    safety=Safety.READ,
    source="API page Museums",
)


@attrs.define
class Museums:
    """Museums and their opening hours."""

    _caller: Caller

    def list(
        self,
        *,
        q: str | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[Museum]:
        """List museums in the shop's order. Tickets can name museums that are not listed.

        Endpoint: `GET /museums`. What is listed depends on the token.

        Args:
            q: Text to search for.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of museums.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Museums".
        Example: `museums = await gomus.museums.list().all()`
        """
        query: dict[str, QueryValue] = {"q": q, "per_page": per_page}
        return listed(self._caller, LIST, query, prefetch=prefetch, options=options)

    async def get(self, id: int, *, options: CallOptions | None = None) -> Museum:
        """Read one museum, with description and location.

        Endpoint: `GET /museums/{id}`.

        Args:
            id: The museum's id.
            options: Settings for this call.

        Returns:
            The museum.

        Raises:
            NotFound: There is no such museum for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Museums".
        Example: `museum = await gomus.museums.get(5)`
        """
        return await self._caller.call(GET, path={"id": id}, options=options)

    async def opening_hours(
        self,
        id: int,
        *,
        date: date | None = None,
        quota_ids: Sequence[int] | None = None,
        options: CallOptions | None = None,
    ) -> Sequence[OpeningHours]:
        """Read when a museum is open on a day.

        Endpoint: `GET /museums/{id}/opening_hours`.

        Args:
            id: The museum's id.
            date: The day; today by default.
            quota_ids: Only for these quotas.
            options: Settings for this call.

        Returns:
            The opening hours; empty on a day when it is closed, which is an assumption.

        Raises:
            NotFound: There is no such museum for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Museums", with one begin and end; page
            "Museums" of the newer documentation, with several. Both are read.
        Example: `hours = await gomus.museums.opening_hours(5, date=date(2026, 12, 24))`
        """
        query: dict[str, QueryValue] = {
            "date": day(date, self._caller.zone),
            "quota_ids": quota_ids,
        }
        path = {"id": id}
        found = await self._caller.call(OPENING_HOURS, path=path, query=query, options=options)
        return [hours for hours in found if hours.begin or hours.end]

    async def schedules(
        self, id: int, *, date: date | None = None, options: CallOptions | None = None
    ) -> Any:
        """Read a museum's plan for a day, with its tours and events, where this is switched on.

        Endpoint: `GET /museums/{id}/schedules`.

        Args:
            id: The museum's id.
            date: The day; today by default, which is an assumption.
            options: Settings for this call.

        Returns:
            The JSON as it came, for its shape is not documented.

        Raises:
            NotFound: There is no such museum, or the instance has no schedules.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: page "Museums" of the newer documentation.
        Example: `plan = await gomus.museums.schedules(5)`
        """
        query: dict[str, QueryValue] = {"date": day(date, self._caller.zone)}
        found = await self._caller.call(SCHEDULES, path={"id": id}, query=query, options=options)
        return found.json
