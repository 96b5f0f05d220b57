"""Museums, exhibitions, events and their dates: calls, and what they ask."""

from typing import Final

from tests.resources.asked import DAY, FILTERED, FILTERS, LATER, TIME, Asked

FIRST: Final = (("page", "1"),)
PAGE_OF_50: Final = (("page", "1"), ("per_page", "50"))
RANGE: Final = (("start_at", "2026-11-05"), ("end_at", "2026-11-20"))

MUSEUMS: Final = (
    Asked("museums.list", lambda g: g.museums.list().first(), "GET /museums", FIRST),
    Asked(
        "museums.list in full",
        lambda g: g.museums.list(q="Neues", per_page=50).first(),
        "GET /museums",
        (("q", "Neues"), *PAGE_OF_50),
    ),
    Asked("museums.get", lambda g: g.museums.get(5), "GET /museums/5"),
    Asked(
        "museums.opening_hours",
        lambda g: g.museums.opening_hours(5),
        "GET /museums/5/opening_hours",
    ),
    Asked(
        "museums.opening_hours in full",
        lambda g: g.museums.opening_hours(5, date=TIME, quota_ids=[1, 2]),
        "GET /museums/5/opening_hours",
        (("date", "2026-11-05"), ("quota_ids[]", "1"), ("quota_ids[]", "2")),
    ),
    Asked("museums.schedules", lambda g: g.museums.schedules(5), "GET /museums/5/schedules"),
    Asked(
        "museums.schedules in full",
        lambda g: g.museums.schedules(5, date=DAY),
        "GET /museums/5/schedules",
        (("date", "2026-11-05"),),
    ),
    Asked("exhibitions.list", lambda g: g.exhibitions.list().first(), "GET /exhibitions", FIRST),
    Asked(
        "exhibitions.list in full",
        lambda g: g.exhibitions.list(
            q="Münzen", by_museum_ids=[1, 2], by_featured=True, per_page=50
        ).first(),
        "GET /exhibitions",
        (
            ("q", "Münzen"),
            ("by_museum_ids[]", "1"),
            ("by_museum_ids[]", "2"),
            ("by_featured", "true"),
            *PAGE_OF_50,
        ),
    ),
    Asked("exhibitions.get", lambda g: g.exhibitions.get(64), "GET /exhibitions/64"),
)

EVENTS: Final = (
    Asked("events.list", lambda g: g.events.list().first(), "GET /events", FIRST),
    Asked(
        "events.list in full",
        lambda g: g.events.list(
            **FILTERS, by_featured=True, with_bookings_in_future=False, per_page=50
        ).first(),
        "GET /events",
        (
            *FILTERED,
            ("by_featured", "true"),
            ("with_bookings_in_future", "false"),
            *PAGE_OF_50,
        ),
    ),
    Asked("events.get", lambda g: g.events.get(101174), "GET /events/101174"),
    Asked("events.dates", lambda g: g.events.dates(7).first(), "GET /events/7/dates", FIRST),
    Asked(
        "events.dates of a day",
        lambda g: g.events.dates(
            7, date=TIME, by_language_ids=[1, 2], by_bookable=True, per_page=50
        ).first(),
        "GET /events/7/dates",
        (
            ("date", "2026-11-05"),
            ("by_language_ids[]", "1"),
            ("by_language_ids[]", "2"),
            ("by_bookable", "true"),
            *PAGE_OF_50,
        ),
    ),
    Asked(
        "events.dates of a range",
        lambda g: g.events.dates(7, start_at=TIME, end_at=LATER).first(),
        "GET /events/7/dates",
        (*RANGE, *FIRST),
    ),
    Asked(
        "events.dates from a day on",
        lambda g: g.events.dates(7, start_at=TIME).first(),
        "GET /events/7/dates",
        (("start_at", "2026-11-05"), ("end_at", "2026-12-05"), *FIRST),
    ),
    Asked("events.date", lambda g: g.events.date(7, 22977), "GET /events/7/dates/22977"),
    Asked(
        "events.bookings",
        lambda g: g.events.bookings(7, 22977).first(),
        "GET /events/7/dates/22977/bookings",
        FIRST,
    ),
    Asked(
        "events.bookings in full",
        lambda g: g.events.bookings(7, 22977, per_page=50).first(),
        "GET /events/7/dates/22977/bookings",
        PAGE_OF_50,
    ),
    Asked(
        "events.seating_svg",
        lambda g: g.events.seating_svg("/api/v4/seatings/1.svg"),
        "GET /seatings/1.svg",
        content_type="image/svg+xml",
    ),
    Asked("events.categories", lambda g: g.events.categories(), "GET /events/categories"),
    Asked("events.languages", lambda g: g.events.languages(), "GET /events/languages"),
    Asked("events.age_groups", lambda g: g.events.age_groups(), "GET /events/age_groups"),
    Asked("events.audiences", lambda g: g.events.audiences(), "GET /events/audiences"),
    Asked("events.catch_words", lambda g: g.events.catch_words(), "GET /events/catch_words"),
    Asked(
        "events.proposal_categories",
        lambda g: g.events.proposal_categories(),
        "GET /events/proposal_categories",
    ),
    Asked("events.grades", lambda g: g.events.grades(), "GET /events/grades"),
)

DATES: Final = (
    Asked("dates.list", lambda g: g.dates.list().first(), "GET /dates", FIRST),
    Asked(
        "dates.list in full",
        lambda g: g.dates.list(
            **FILTERS, by_event_ids=[7, 8], start_at=TIME, end_at=LATER, per_page=50
        ).first(),
        "GET /dates",
        (*FILTERED, ("by_event_ids[]", "7"), ("by_event_ids[]", "8"), *RANGE, *PAGE_OF_50),
    ),
    Asked("dates.languages", lambda g: g.dates.languages(), "GET /dates/languages"),
    Asked(
        "dates.languages in full",
        lambda g: g.dates.languages(**FILTERS, by_event_ids=[7], start_at=TIME, end_at=LATER),
        "GET /dates/languages",
        (*FILTERED, ("by_event_ids[]", "7"), *RANGE),
    ),
    Asked("dates.calendar", lambda g: g.dates.calendar(), "GET /calendar", (("depth", "any"),)),
    Asked(
        "dates.calendar in full",
        lambda g: g.dates.calendar(
            **FILTERS, by_event_ids=[7], start_at=TIME, end_at=LATER, depth="all"
        ),
        "GET /calendar",
        (*FILTERED, ("by_event_ids[]", "7"), *RANGE, ("depth", "all")),
    ),
)
PROGRAMME: Final = (*MUSEUMS, *EVENTS, *DATES)
