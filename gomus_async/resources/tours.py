"""Tours, their prices and times."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final, Literal, overload

import attrs

from gomus_async.models.common import Page
from gomus_async.models.tours import StartTime, Tour, TourPrices
from gomus_async.pages import Pager
from gomus_async.resources.listing import joined_days, listed
from gomus_async.resources.times import day
from gomus_async.resources.tour_equipment import TourEquipment
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, QueryValue

__all__ = ["Tours"]

SOURCE: Final = "Public API, Tours"

LIST: Final = Endpoint(
    method="GET",
    path="/tours",
    envelope="tours",
    returns=Page[Tour],
    safety=Safety.READ,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/tours/{id}",
    envelope="tour",
    returns=Tour,
    safety=Safety.READ,
    source=SOURCE,
)
PRICES: Final = Endpoint(
    method="GET",
    path="/tours/{id}/prices",
    returns=TourPrices,
    safety=Safety.READ,
    source=SOURCE,
)
START_TIMES: Final = Endpoint(
    method="GET",
    path="/tours/{id}/start_times",
    envelope="data",
    returns=dict[date, Any],
    safety=Safety.READ,
    source=SOURCE,
)
START_TIMES_ALL: Final = attrs.evolve(START_TIMES, returns=dict[date, tuple[datetime, ...]])
START_TIMES_ON: Final = Endpoint(
    method="GET",
    path="/tours/{id}/start_times/{date}",
    envelope="data",
    returns=list[StartTime],
    safety=Safety.READ,
    source=SOURCE,
)


@attrs.define
class Tours(TourEquipment):
    """Tours that groups book."""

    def list(
        self,
        *,
        q: str | None = None,
        by_museum_ids: Sequence[int] | None = None,
        by_exhibition_ids: Sequence[int] | None = None,
        by_category_ids: Sequence[int] | None = None,
        by_categories: Sequence[str] | None = None,
        by_age_group_ids: Sequence[int] | None = None,
        by_audience_ids: Sequence[int] | None = None,
        by_catch_word_ids: Sequence[int] | None = None,
        by_disablement_ids: Sequence[int] | None = None,
        by_grade_ids: Sequence[int] | None = None,
        by_proposal_category_ids: Sequence[int] | None = None,
        by_language_ids: Sequence[int] | None = None,
        by_featured: bool | None = None,
        by_bookable: bool | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[Tour]:
        """List tours.

        Endpoint: `GET /tours`. What is listed depends on the token.

        Args:
            q: Text to search for.
            by_museum_ids: Only those of these museums.
            by_exhibition_ids: Only those of these exhibitions; `[-1]` for those of none.
            by_category_ids: Only those of these categories.
            by_categories: The same, by name.
            by_age_group_ids: Only those for these age groups.
            by_audience_ids: Only those for these audiences.
            by_catch_word_ids: Only those with these catch words.
            by_disablement_ids: Only those for people with these disablements.
            by_grade_ids: Only those for these school grades.
            by_proposal_category_ids: Only those of these proposal categories.
            by_language_ids: Only those in these languages.
            by_featured: Only those that are featured, or are not.
            by_bookable: Only those that can be booked, or cannot.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of tours.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `async for tour in gomus.tours.list(by_language_ids=[1]): ...`
        """
        query: dict[str, QueryValue] = {
            "q": q,
            "by_museum_ids": by_museum_ids,
            "by_exhibition_ids": by_exhibition_ids,
            "by_category_ids": by_category_ids,
            "by_categories": by_categories,
            "by_age_group_ids": by_age_group_ids,
            "by_audience_ids": by_audience_ids,
            "by_catch_word_ids": by_catch_word_ids,
            "by_disablement_ids": by_disablement_ids,
            "by_grade_ids": by_grade_ids,
            "by_proposal_category_ids": by_proposal_category_ids,
            "by_language_ids": by_language_ids,
            "by_featured": by_featured,
            "by_bookable": by_bookable,
            "per_page": per_page,
        }
        return listed(self._caller, LIST, query, prefetch=prefetch, options=options)

    async def get(self, id: int, *, options: CallOptions | None = None) -> Tour:
        """Read one tour, with description, equipment and limitations.

        Endpoint: `GET /tours/{id}`.

        Args:
            id: The tour's id.
            options: Settings for this call.

        Returns:
            The tour.

        Raises:
            NotFound: There is no such tour for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `tour = await gomus.tours.get(101173)`
        """
        return await self._caller.call(GET, path={"id": id}, options=options)

    async def prices(
        self,
        id: int,
        *,
        date: date | None = None,
        time: time | str | None = None,
        participants: int | None = None,
        customer_address_id: int | None = None,
        price_target_audience_id: int | None = None,
        language_id: int | None = None,
        options: CallOptions | None = None,
    ) -> TourPrices:
        """Read what a tour costs, and which surcharges an order must carry.

        Endpoint: `GET /tours/{id}/prices`.

        Args:
            id: The tour's id.
            date: The day; today by default.
            time: The time of day, as a `time` or `"14-30"`; noon by default.
            participants: How many come; 1 by default.
            customer_address_id: Whose prices; sent as `customer_adress_id`, for so the API
                spells it.
            price_target_audience_id: For whom; sent as `price_target_audience_id_id`, likewise.
            language_id: In which language.
            options: Settings for this call.

        Returns:
            The prices, with tax and discount.

        Raises:
            NotFound: There is no such tour for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `prices = await gomus.tours.prices(101173, date=day, participants=12)`
        """
        query: dict[str, QueryValue] = {
            "date": day(date, self._caller.zone),
            "time": None if time is None else _clock(time),
            "participants": participants,
            "customer_adress_id": customer_address_id,
            "price_target_audience_id_id": price_target_audience_id,
            "language_id": language_id,
        }
        return await self._caller.call(PRICES, path={"id": id}, query=query, options=options)

    @overload
    async def start_times(
        self,
        id: int,
        *,
        depth: Literal["any"] = ...,
        start_at: date | None = ...,
        end_at: date | None = ...,
        opening_hours_start: int | None = ...,
        opening_hours_end: int | None = ...,
        participants: int | None = ...,
        options: CallOptions | None = ...,
    ) -> dict[date, Any]: ...

    @overload
    async def start_times(
        self,
        id: int,
        *,
        depth: Literal["all"],
        start_at: date | None = ...,
        end_at: date | None = ...,
        opening_hours_start: int | None = ...,
        opening_hours_end: int | None = ...,
        participants: int | None = ...,
        options: CallOptions | None = ...,
    ) -> dict[date, tuple[datetime, ...]]: ...

    async def start_times(
        self,
        id: int,
        *,
        depth: Literal["any", "all"] = "any",
        start_at: date | None = None,
        end_at: date | None = None,
        opening_hours_start: int | None = None,
        opening_hours_end: int | None = None,
        participants: int | None = None,
        options: CallOptions | None = None,
    ) -> dict[date, Any]:
        """Read when a tour can start: by default **only until the end of the month**.

        Endpoint: `GET /tours/{id}/start_times`, once for every 31 days.

        Args:
            id: The tour's id.
            depth: `any` for whether it can on a day, `all` for when.
            start_at: First day; today by default.
            end_at: Last day; **the end of the month** by default.
            opening_hours_start: Not before, in minutes from midnight; 480 by default.
            opening_hours_end: Not after, in minutes from midnight; 1320 by default.
            participants: How many come.
            options: Settings for each call.

        Returns:
            By day: `True` or `False` (other values as they come), or the times. All empty
            where the tour is not sold to this caller.

        Raises:
            ConfigError: The range ends before it begins.
            NotFound: There is no such tour for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours". That no more than 31 days can
            be asked for at once, as with calendars, is an assumption.
        Example: `times = await gomus.tours.start_times(101173, depth="all")`
        """
        query: dict[str, QueryValue] = {
            "depth": depth,
            "opening_hours_start": opening_hours_start,
            "opening_hours_end": opening_hours_end,
            "participants": participants,
        }
        endpoint = START_TIMES if depth == "any" else START_TIMES_ALL
        span, path = (start_at, end_at), {"id": id}
        return await joined_days(self._caller, endpoint, query, span, path=path, options=options)

    async def start_times_on(
        self, id: int, date: date, *, options: CallOptions | None = None
    ) -> Sequence[StartTime]:
        """Read when a tour can start on one day, and with how many.

        Endpoint: `GET /tours/{id}/start_times/{date}`.

        Args:
            id: The tour's id.
            date: The day.
            options: Settings for this call.

        Returns:
            The times, with how many can come.

        Raises:
            NotFound: There is no such tour for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `times = await gomus.tours.start_times_on(101173, date(2026, 12, 5))`
        """
        path: dict[str, int | str] = {
            "id": id,
            "date": (day(date, self._caller.zone) or date).isoformat(),
        }
        return await self._caller.call(START_TIMES_ON, path=path, options=options)


def _clock(at: time | str) -> str:
    """A time of day as the route takes it."""
    return at.replace(":", "-") if isinstance(at, str) else at.strftime("%H-%M")
