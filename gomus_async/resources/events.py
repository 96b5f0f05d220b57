"""Events, and their dates."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.bookings import DateBooking
from gomus_async.models.common import Page
from gomus_async.models.events import Event, EventDate
from gomus_async.pages import Joined, Pager
from gomus_async.resources.listing import listed, spans
from gomus_async.resources.seatings import seating_plan
from gomus_async.resources.tags import EventTags
from gomus_async.resources.times import day
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, QueryValue

__all__ = ["Events"]

SOURCE: Final = "Public API, Events"
MONTH: Final = timedelta(days=30)

LIST: Final = Endpoint(
    method="GET",
    path="/events",
    envelope="events",
    returns=Page[Event],
    safety=Safety.READ,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/events/{id}",
    envelope="event",
    returns=Event,
    safety=Safety.READ,
    source=SOURCE,
)
DATES: Final = Endpoint(
    method="GET",
    path="/events/{event_id}/dates",
    envelope="dates",
    returns=Page[EventDate],
    safety=Safety.READ,
    source=SOURCE,
)
DATE: Final = Endpoint(
    method="GET",
    path="/events/{event_id}/dates/{id}",
    envelope="date",
    returns=EventDate,
    safety=Safety.READ,
    source=SOURCE,
)
BOOKINGS: Final = Endpoint(
    method="GET",
    path="/events/{event_id}/dates/{date_id}/bookings",
    envelope="bookings",
    returns=Page[DateBooking],
    safety=Safety.READ,
    source="Cash point API, Events",
)


@attrs.define
class Events(EventTags):
    """Events; when they take place is told by their dates."""

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
        with_bookings_in_future: bool | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[Event]:
        """List events.

        Endpoint: `GET /events`. What is listed depends on the token.

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
            with_bookings_in_future: Only those with dates to come, or without.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of events.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `async for event in gomus.events.list(with_bookings_in_future=True): ...`
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
            "with_bookings_in_future": with_bookings_in_future,
        }
        query |= {"by_featured": by_featured, "by_bookable": by_bookable, "per_page": per_page}
        return listed(self._caller, LIST, query, prefetch=prefetch, options=options)

    async def get(self, id: int, *, options: CallOptions | None = None) -> Event:
        """Read one event, with description and content.

        Endpoint: `GET /events/{id}`.

        Args:
            id: The event's id.
            options: Settings for this call.

        Returns:
            The event.

        Raises:
            NotFound: There is no such event for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `event = await gomus.events.get(101174)`
        """
        return await self._caller.call(GET, path={"id": id}, options=options)

    def dates(
        self,
        event_id: int,
        *,
        date: date | None = None,
        start_at: date | None = None,
        end_at: date | None = None,
        by_language_ids: Sequence[int] | None = None,
        by_bookable: bool | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[EventDate]:
        """List the dates of one event on a day, or from day to day: by default **only today's**.

        Endpoint: `GET /events/{event_id}/dates`, once for every 31 days, which is its limit.

        Args:
            event_id: The event's id.
            date: The day; today by default.
            start_at: First day of a range, instead; today by default.
            end_at: Last day of a range; 30 days after its first by default.
            by_language_ids: Only those in these languages.
            by_bookable: Only those that can be booked, or cannot.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of dates, without prices and seats.

        Raises:
            ConfigError: A day and a range, or a range that ends before it begins.
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `await gomus.events.dates(101174, start_at=today, end_at=christmas).all()`
        """
        if date is not None and (start_at is not None or end_at is not None):
            raise ConfigError("dates takes a date, or start_at and end_at")
        query: dict[str, QueryValue] = {
            "date": day(date, self._caller.zone),
            "by_language_ids": by_language_ids,
            "by_bookable": by_bookable,
            "per_page": per_page,
        }
        if start_at is not None and end_at is None:
            end_at = start_at + MONTH
        parts = [
            listed(
                self._caller,
                DATES,
                {**query, "start_at": first, "end_at": last},
                path={"event_id": event_id},
                prefetch=prefetch,
                options=options,
            )
            for first, last in spans(self._caller, start_at, end_at)
        ]
        return parts[0] if len(parts) == 1 else Joined(parts)

    async def date(
        self, event_id: int, date_id: int, *, options: CallOptions | None = None
    ) -> EventDate:
        """Read one date of an event, with prices and seats.

        Endpoint: `GET /events/{event_id}/dates/{id}`.

        Args:
            event_id: The event's id.
            date_id: The date's id.
            options: Settings for this call.

        Returns:
            The date.

        Raises:
            NotFound: There is no such date for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `date = await gomus.events.date(101174, 22977)`
        """
        path = {"event_id": event_id, "id": date_id}
        return await self._caller.call(DATE, path=path, options=options)

    def bookings(
        self,
        event_id: int,
        date_id: int,
        *,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[DateBooking]:
        """List who comes to a date.

        Endpoint: `GET /events/{event_id}/dates/{date_id}/bookings`, cash point.

        Args:
            event_id: The event's id.
            date_id: The date's id.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of bookings, cancelled ones (`status` 60) included.

        Raises:
            Forbidden: The token is not a cash point's.
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Cash point API", section "Events".
        Example: `guests = await gomus.events.bookings(101174, 22977).all()`
        """
        return listed(
            self._caller,
            BOOKINGS,
            {"per_page": per_page},
            path={"event_id": event_id, "date_id": date_id},
            prefetch=prefetch,
            options=options,
        )

    async def seating_svg(self, visual_url: str, *, options: CallOptions | None = None) -> str:
        """Read the plan of the seats of a date.

        Endpoint: `GET /seatings/{id}.svg`, public.

        Args:
            visual_url: As `seating.visual_url` has it.
            options: Settings for this call.

        Returns:
            The plan as SVG. It comes from the server: do not put it into a page unchecked.

        Raises:
            ConfigError: It is no address of a plan.
            NotFound: There is no such plan.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `svg = await gomus.events.seating_svg(date.seatings[0].visual_url)`
        """
        return await seating_plan(self._caller, visual_url, options)
