"""What a call asks of the server, written as the documents write it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

import attrs

from gomus_async import Gomus

DAY: Final = date(2026, 11, 5)
TIME: Final = datetime(2026, 11, 5, 14, 30)  # noqa: DTZ001 - as somebody writes it on site
LATER: Final = date(2026, 11, 20)

ANSWER: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "age_groups",
                "audiences",
                "bookings",
                "catch_words",
                "categories",
                "countries",
                "coupons",
                "dates",
                "dispatch_modes",
                "events",
                "exhibitions",
                "grades",
                "languages",
                "museums",
                "opening_hours",
                "proposal_categories",
                "states",
                "tickets",
                "tours",
            ),
            (),
        ),
        "booking": {"id": 1},
        "config": {"id": 1},
        "coupon": {"id": 1},
        "date": {"id": 1},
        "event": {"id": 1},
        "exhibition": {"id": 1},
        "museum": {"id": 1},
        "price": {"id": 1},
        "request": {"id": 1},
        "scan": {"id": 1},
        "ticket": {"id": 1},
        "tour": {"id": 1},
        "data": {},
        "feedback": {},
    }
)
"""Answers every call whose `data`, if any, is an object."""
LIST: Final[Mapping[str, Any]] = MappingProxyType({"data": ()})

FILTERS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "q": "Ägypten & Rom",
        "by_museum_ids": [1, 2],
        "by_exhibition_ids": [-1],
        "by_category_ids": (3,),
        "by_categories": ["Führung", "Kinder, Familie"],
        "by_age_group_ids": [4],
        "by_audience_ids": [5],
        "by_catch_word_ids": [6],
        "by_disablement_ids": [7],
        "by_grade_ids": [8],
        "by_proposal_category_ids": [9],
        "by_language_ids": [10, 11],
        "by_bookable": False,
    }
)
FILTERED: Final = (
    ("q", "Ägypten & Rom"),
    ("by_museum_ids[]", "1"),
    ("by_museum_ids[]", "2"),
    ("by_exhibition_ids[]", "-1"),
    ("by_category_ids[]", "3"),
    ("by_categories[]", "Führung"),
    ("by_categories[]", "Kinder, Familie"),
    ("by_age_group_ids[]", "4"),
    ("by_audience_ids[]", "5"),
    ("by_catch_word_ids[]", "6"),
    ("by_disablement_ids[]", "7"),
    ("by_grade_ids[]", "8"),
    ("by_proposal_category_ids[]", "9"),
    ("by_language_ids[]", "10"),
    ("by_language_ids[]", "11"),
    ("by_bookable", "false"),
)


@attrs.frozen
class Asked:
    """One call and the one request that it makes.

    Attributes:
        name: The call as `resource.method`, and what is special about it.
        call: Makes it.
        route: Method and path as they travel.
        query: The query as a server reads it, in any order.
        body: The JSON body.
        answer: What the server answers.
        content_type: As what it is answered.
    """

    name: str
    call: Callable[[Gomus], Awaitable[Any]]
    route: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None
    answer: Mapping[str, Any] = ANSWER
    content_type: str = "application/json"

    @property
    def method(self) -> str:
        """The call alone."""
        return self.name.partition(" ")[0]
