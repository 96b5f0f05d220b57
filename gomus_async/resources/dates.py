"""Dates of all events."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal

import attrs

from gomus_async.models.common import Page, Tag
from gomus_async.models.events import EventDate
from gomus_async.pages import Pager
from gomus_async.resources.listing import joined_days, listed
from gomus_async.resources.times import between
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, QueryValue

__all__ = ["Dates"]

SOURCE: Final = "Public API, Dates"

LIST: Final = Endpoint(
    method="GET",
    path="/dates",
    envelope="dates",
    returns=Page[EventDate],
    safety=Safety.READ,
    source=SOURCE,
)
LANGUAGES: Final = Endpoint(
    method="GET",
    path="/dates/languages",
    envelope="languages",
    returns=list[Tag],
    safety=Safety.READ,
    source=SOURCE,
)
CALENDAR: Final = Endpoint(
    method="GET",
    path="/calendar",
    envelope="data",
    returns=dict[date, Any],
    safety=Safety.READ,
    source=SOURCE,
)


@attrs.define
class Dates:
    """Dates of all events. Rows have no picture; their events have."""

    _caller: Caller

    def list(
        self,
        *,
        start_at: date | None = None,
        end_at: date | None = None,
        q: str | None = None,
        by_event_ids: Sequence[int] | None = None,
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
        by_bookable: bool | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[EventDate]:
        """List dates: without a range, **only until the end of the month**.

        Endpoint: `GET /dates`. What is listed depends on the token.

        Args:
            start_at: First day; today by default.
            end_at: Last day; **the end of the month** by default.
            q: Text to search for.
            by_event_ids: Only those of these events.
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
            by_bookable: Only those that can be booked, or cannot.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of dates, without prices and seats.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Dates".
        Example: `async for date in gomus.dates.list(start_at=today, end_at=christmas): ...`
        """
        query: dict[str, QueryValue] = {
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
        }
        query |= {"q": q, "by_event_ids": by_event_ids, "by_bookable": by_bookable}
        query |= between(self._caller.zone, start_at, end_at) | {"per_page": per_page}
        return listed(self._caller, LIST, query, prefetch=prefetch, options=options)

    async def languages(
        self,
        *,
        start_at: date | None = None,
        end_at: date | None = None,
        q: str | None = None,
        by_event_ids: Sequence[int] | None = None,
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
        by_bookable: bool | None = None,
        options: CallOptions | None = None,
    ) -> Sequence[Tag]:
        """List the languages of dates: without a range, **only until the end of the month**.

        Endpoint: `GET /dates/languages`, public.

        Args:
            start_at: First day; today by default.
            end_at: Last day; **the end of the month** by default.
            q: Text to search for.
            by_event_ids: Only those of these events.
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
            by_bookable: Only those that can be booked, or cannot.
            options: Settings for this call.

        Returns:
            The languages.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Dates".
        Example: `languages = await gomus.dates.languages(by_event_ids=[101174])`
        """
        query: dict[str, QueryValue] = {
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
        }
        query |= between(self._caller.zone, start_at, end_at)
        query |= {"q": q, "by_event_ids": by_event_ids, "by_bookable": by_bookable}
        return await self._caller.call(LANGUAGES, query=query, options=options)

    async def calendar(
        self,
        *,
        depth: Literal["any", "all"] = "any",
        start_at: date | None = None,
        end_at: date | None = None,
        q: str | None = None,
        by_event_ids: Sequence[int] | None = None,
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
        by_bookable: bool | None = None,
        options: CallOptions | None = None,
    ) -> dict[date, Any]:
        """Read on which days there are dates: by default **only until the end of the month**.

        Endpoint: `GET /calendar`, once for every 31 days, which is its limit.

        Args:
            depth: `any` for whether there is a date, `all` for more.
            start_at: First day; today by default.
            end_at: Last day; **the end of the month** by default.
            q: Text to search for.
            by_event_ids: Only those of these events.
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
            by_bookable: Only those that can be booked, or cannot.
            options: Settings for each call.

        Returns:
            By day: `True` or `False`; with `all`, JSON as it comes, for its shape is not
            documented.

        Raises:
            ConfigError: The range ends before it begins.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Calendar".
        Example: `days = await gomus.dates.calendar(by_event_ids=[101174], end_at=christmas)`
        """
        query: dict[str, QueryValue] = {
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
            "depth": depth,
        }
        query |= {"q": q, "by_event_ids": by_event_ids, "by_bookable": by_bookable}
        span = (start_at, end_at)
        return await joined_days(self._caller, CALENDAR, query, span, options=options)
