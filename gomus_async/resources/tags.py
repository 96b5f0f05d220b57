"""The lists of tags under events and tours: categories, languages and the like."""

from typing import Final

import attrs

from gomus_async.models.common import Tag
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions

__all__ = ["EventTags", "TourTags"]


def _tags(path: str) -> Endpoint[list[Tag]]:
    _, product, kind = path.split("/")
    return Endpoint(
        method="GET",
        path=path,
        envelope=kind,
        returns=list[Tag],
        safety=Safety.READ,
        source=f"Public API, {product.capitalize()}",
    )


EVENT_CATEGORIES: Final = _tags("/events/categories")
EVENT_LANGUAGES: Final = _tags("/events/languages")
EVENT_AGE_GROUPS: Final = _tags("/events/age_groups")
EVENT_AUDIENCES: Final = _tags("/events/audiences")
EVENT_CATCH_WORDS: Final = _tags("/events/catch_words")
EVENT_PROPOSAL_CATEGORIES: Final = _tags("/events/proposal_categories")
EVENT_GRADES: Final = _tags("/events/grades")
TOUR_CATEGORIES: Final = _tags("/tours/categories")
TOUR_LANGUAGES: Final = _tags("/tours/languages")
TOUR_AGE_GROUPS: Final = _tags("/tours/age_groups")
TOUR_AUDIENCES: Final = _tags("/tours/audiences")
TOUR_CATCH_WORDS: Final = _tags("/tours/catch_words")
TOUR_PROPOSAL_CATEGORIES: Final = _tags("/tours/proposal_categories")
TOUR_GRADES: Final = _tags("/tours/grades")


@attrs.define
class EventTags:
    """What events are tagged with. Ids differ from instance to instance."""

    _caller: Caller

    async def categories(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the categories that events have. Names can repeat.

        Endpoint: `GET /events/categories`, public.

        Args:
            options: Settings for this call.

        Returns:
            The categories; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `await gomus.events.categories()`
        """
        return await self._caller.call(EVENT_CATEGORIES, options=options)

    async def languages(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the languages that events have.

        Endpoint: `GET /events/languages`, public.

        Args:
            options: Settings for this call.

        Returns:
            The languages; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `await gomus.events.languages()`
        """
        return await self._caller.call(EVENT_LANGUAGES, options=options)

    async def age_groups(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the age groups that events have.

        Endpoint: `GET /events/age_groups`, public.

        Args:
            options: Settings for this call.

        Returns:
            The age groups; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `await gomus.events.age_groups()`
        """
        return await self._caller.call(EVENT_AGE_GROUPS, options=options)

    async def audiences(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the audiences that events have.

        Endpoint: `GET /events/audiences`, public.

        Args:
            options: Settings for this call.

        Returns:
            The audiences; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `await gomus.events.audiences()`
        """
        return await self._caller.call(EVENT_AUDIENCES, options=options)

    async def catch_words(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the catch words that events have.

        Endpoint: `GET /events/catch_words`, public.

        Args:
            options: Settings for this call.

        Returns:
            The catch words; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `await gomus.events.catch_words()`
        """
        return await self._caller.call(EVENT_CATCH_WORDS, options=options)

    async def proposal_categories(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the proposal categories that events have.

        Endpoint: `GET /events/proposal_categories`, public.

        Args:
            options: Settings for this call.

        Returns:
            The proposal categories; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `await gomus.events.proposal_categories()`
        """
        return await self._caller.call(EVENT_PROPOSAL_CATEGORIES, options=options)

    async def grades(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the school grades that events have.

        Endpoint: `GET /events/grades`, public.

        Args:
            options: Settings for this call.

        Returns:
            The school grades; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Events".
        Example: `await gomus.events.grades()`
        """
        return await self._caller.call(EVENT_GRADES, options=options)


@attrs.define
class TourTags:
    """What tours are tagged with. Ids differ from instance to instance."""

    _caller: Caller

    async def categories(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the categories that tours have. Names can repeat.

        Endpoint: `GET /tours/categories`, public.

        Args:
            options: Settings for this call.

        Returns:
            The categories; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `await gomus.tours.categories()`
        """
        return await self._caller.call(TOUR_CATEGORIES, options=options)

    async def languages(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the languages that tours have.

        Endpoint: `GET /tours/languages`, public.

        Args:
            options: Settings for this call.

        Returns:
            The languages; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `await gomus.tours.languages()`
        """
        return await self._caller.call(TOUR_LANGUAGES, options=options)

    async def age_groups(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the age groups that tours have.

        Endpoint: `GET /tours/age_groups`, public.

        Args:
            options: Settings for this call.

        Returns:
            The age groups; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `await gomus.tours.age_groups()`
        """
        return await self._caller.call(TOUR_AGE_GROUPS, options=options)

    async def audiences(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the audiences that tours have.

        Endpoint: `GET /tours/audiences`, public.

        Args:
            options: Settings for this call.

        Returns:
            The audiences; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `await gomus.tours.audiences()`
        """
        return await self._caller.call(TOUR_AUDIENCES, options=options)

    async def catch_words(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the catch words that tours have.

        Endpoint: `GET /tours/catch_words`, public.

        Args:
            options: Settings for this call.

        Returns:
            The catch words; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `await gomus.tours.catch_words()`
        """
        return await self._caller.call(TOUR_CATCH_WORDS, options=options)

    async def proposal_categories(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the proposal categories that tours have.

        Endpoint: `GET /tours/proposal_categories`, public.

        Args:
            options: Settings for this call.

        Returns:
            The proposal categories; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `await gomus.tours.proposal_categories()`
        """
        return await self._caller.call(TOUR_PROPOSAL_CATEGORIES, options=options)

    async def grades(self, *, options: CallOptions | None = None) -> list[Tag]:
        """List the school grades that tours have.

        Endpoint: `GET /tours/grades`, public.

        Args:
            options: Settings for this call.

        Returns:
            The school grades; only those in use.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `await gomus.tours.grades()`
        """
        return await self._caller.call(TOUR_GRADES, options=options)
