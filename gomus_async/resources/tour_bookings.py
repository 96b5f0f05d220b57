"""Bookings of tours as a cash point sees them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.bookings import (
    BookedPrice,
    Feedback,
    FeedbackUpdate,
    NewPrice,
    TourBookingDetails,
)
from gomus_async.models.common import UNSET, Page
from gomus_async.pages import Pager
from gomus_async.resources.listing import listed
from gomus_async.resources.times import between
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import LooseJson
from gomus_async.wire.request import CallOptions, QueryValue

__all__ = ["TourBookings"]

SOURCE: Final = "Cash point API, Tours"

LIST: Final = Endpoint(
    method="GET",
    path="/tours/bookings",
    envelope="bookings",
    returns=Page[TourBookingDetails],
    safety=Safety.READ,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/tours/bookings/{id}",
    envelope="booking",
    returns=TourBookingDetails,
    safety=Safety.READ,
    source=SOURCE,
)
ADD_PRICES: Final = Endpoint(
    method="POST",
    path="/tours/bookings/{id}/prices",
    root="prices",
    returns=LooseJson,
    safety=Safety.ONCE,
    source=SOURCE,
)
UPDATE_PRICE: Final = Endpoint(
    method="PUT",
    path="/tours/bookings/{id}/prices/{price_id}",
    root="price",
    envelope="price",
    returns=BookedPrice,
    safety=Safety.REPLACE,
    lenient=True,
    source=SOURCE,
)
DELETE_PRICE: Final = Endpoint(
    method="DELETE",
    path="/tours/bookings/{id}/prices/{price_id}",
    returns=LooseJson,
    safety=Safety.REPLACE,
    source=SOURCE,
)
FEEDBACK: Final = Endpoint(
    method="GET",
    path="/tours/bookings/{id}/feedback",
    envelope="feedback",
    returns=Feedback,
    safety=Safety.READ,
    source=SOURCE,
)
SET_FEEDBACK: Final = Endpoint(
    method="PUT",
    path="/tours/bookings/{id}/feedback",
    root="feedback",
    returns=LooseJson,
    safety=Safety.REPLACE,
    source=SOURCE,
)
CLEAR_FEEDBACK: Final = Endpoint(
    method="DELETE",
    path="/tours/bookings/{id}/feedback",
    returns=LooseJson,
    safety=Safety.REPLACE,
    source=SOURCE,
)


@attrs.define
class TourBookings:
    """Bookings of tours, for cash points."""

    _caller: Caller

    def list(
        self,
        *,
        by_museum_ids: Sequence[int] | None = None,
        by_exhibition_ids: Sequence[int] | None = None,
        by_tour_ids: Sequence[int] | None = None,
        by_categories: Sequence[str] | None = None,
        by_status_ids: Sequence[int] | None = None,
        start_at: date | None = None,
        end_at: date | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[TourBookingDetails]:
        """List bookings: without a range, **only today's**.

        Endpoint: `GET /tours/bookings`, cash point.

        Args:
            by_museum_ids: Only those in these museums.
            by_exhibition_ids: Only those in these exhibitions.
            by_tour_ids: Only those of these tours.
            by_categories: Only those of these categories, by name.
            by_status_ids: 20 booked, 25 finished, 50 cancelled; all by default.
            start_at: First day; today by default.
            end_at: Last day; today by default.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of bookings, without prices.

        Raises:
            Forbidden: The token is not a cash point's.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Cash point API", section "Tours". Its answer has no `meta`;
            a page that repeats the one before is taken for the end.
        Example: `bookings = await gomus.tour_bookings.list(by_status_ids=[20]).all()`
        """
        query: dict[str, QueryValue] = {
            "by_museum_ids": by_museum_ids,
            "by_exhibition_ids": by_exhibition_ids,
            "by_tour_ids": by_tour_ids,
            "by_categories": by_categories,
            "by_status_ids": by_status_ids,
            "per_page": per_page,
            **between(self._caller.zone, start_at, end_at),
        }
        return listed(self._caller, LIST, query, prefetch=prefetch, options=options)

    async def get(self, id: int, *, options: CallOptions | None = None) -> TourBookingDetails:
        """Read one booking, with its prices.

        Endpoint: `GET /tours/bookings/{id}`, cash point.

        Args:
            id: The booking's id.
            options: Settings for this call.

        Returns:
            The booking.

        Raises:
            NotFound: There is no such booking for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Cash point API", section "Tours".
        Example: `booking = await gomus.tour_bookings.get(27079)`
        """
        return await self._caller.call(GET, path={"id": id}, options=options)

    async def add_prices(
        self, id: int, prices: Iterable[NewPrice], *, options: CallOptions | None = None
    ) -> None:
        """Add prices of your own to a booking that is not paid yet.

        Endpoint: `POST /tours/bookings/{id}/prices`, cash point.

        Args:
            id: The booking's id.
            prices: At least one, with `title`, `quantity` and `price_cents`.
            options: Settings for this call.

        Raises:
            ConfigError: There is none.
            Unprocessable: The booking is paid, or a price is wrong.
            OutcomeUnknown: Sent, without a clear answer; `get` shows the prices.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: documentation page "Cash point API", section "Tours".
        Example: `await gomus.tour_bookings.add_prices(27079, [NewPrice(title="Coffee", quantity=2,
            price_cents=350)])`
        """
        body = [*prices]
        if not body:
            raise ConfigError("add_prices needs at least one price")
        await self._caller.call(ADD_PRICES, path={"id": id}, body=body, options=options)

    async def update_price(
        self, id: int, price_id: int, price: NewPrice, *, options: CallOptions | None = None
    ) -> BookedPrice | None:
        """Change a price of your own on a booking that is not paid yet.

        Endpoint: `PUT /tours/bookings/{id}/prices/{price_id}`, cash point.

        Args:
            id: The booking's id.
            price_id: The price's id; its type is `custom`.
            price: What to change.
            options: Settings for this call.

        Returns:
            The price; `None` where the answer does not have it.

        Raises:
            Unprocessable: The booking is paid, or the price is none of your own.
            NotFound: There is no such price.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Cash point API", section "Tours".
        Example: `await gomus.tour_bookings.update_price(27079, 5, NewPrice(quantity=3))`
        """
        path = {"id": id, "price_id": price_id}
        return await self._caller.call(UPDATE_PRICE, path=path, body=price, options=options)

    async def delete_price(
        self, id: int, price_id: int, *, options: CallOptions | None = None
    ) -> None:
        """Take a price of your own off a booking that is not paid yet.

        Endpoint: `DELETE /tours/bookings/{id}/prices/{price_id}`, cash point.

        Args:
            id: The booking's id.
            price_id: The price's id; its type is `custom`.
            options: Settings for this call.

        Raises:
            Unprocessable: The booking is paid, or the price is none of your own.
            NotFound: There is no such price.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; repeated as needed, and a 404 to a repeat counts as deleted.
        Source: documentation page "Cash point API", section "Tours".
        Example: `await gomus.tour_bookings.delete_price(27079, 5)`
        """
        path = {"id": id, "price_id": price_id}
        await self._caller.call(DELETE_PRICE, path=path, options=options)

    async def feedback(self, id: int, *, options: CallOptions | None = None) -> Feedback:
        """Read what is known of how a tour went.

        Endpoint: `GET /tours/bookings/{id}/feedback`, cash point.

        Args:
            id: The booking's id.
            options: Settings for this call.

        Returns:
            The feedback.

        Raises:
            NotFound: There is no such booking.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Cash point API", section "Tours".
        Example: `feedback = await gomus.tour_bookings.feedback(27079)`
        """
        return await self._caller.call(FEEDBACK, path={"id": id}, options=options)

    async def set_feedback(
        self,
        id: int,
        *,
        comment: str | None = None,
        participants: int | None = None,
        took_place: bool | None = None,
        options: CallOptions | None = None,
    ) -> None:
        """Say how a tour went. What is not given stays as it is.

        Endpoint: `PUT /tours/bookings/{id}/feedback`, cash point.

        Args:
            id: The booking's id.
            comment: A comment.
            participants: How many came.
            took_place: Whether it took place.
            options: Settings for this call.

        Raises:
            ConfigError: Nothing is given.
            NotFound: There is no such booking.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Cash point API", section "Tours", where all values are text.
        Example: `await gomus.tour_bookings.set_feedback(27079, participants=25, took_place=True)`
        """
        body = FeedbackUpdate(
            comment=UNSET if comment is None else comment,
            participants=UNSET if participants is None else str(participants),
            took_place=UNSET if took_place is None else str(took_place).lower(),
        )
        # A traceback that shows local variables must not show it.
        del comment
        await self._caller.call(SET_FEEDBACK, path={"id": id}, body=body, options=options)

    async def clear_feedback(self, id: int, *, options: CallOptions | None = None) -> None:
        """Forget how a tour went.

        Endpoint: `DELETE /tours/bookings/{id}/feedback`, cash point.

        Args:
            id: The booking's id.
            options: Settings for this call.

        Raises:
            NotFound: There is no such booking.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; repeated as needed, and a 404 to a repeat counts as deleted.
        Source: documentation page "Cash point API", section "Tours".
        Example: `await gomus.tour_bookings.clear_feedback(27079)`
        """
        await self._caller.call(CLEAR_FEEDBACK, path={"id": id}, options=options)
