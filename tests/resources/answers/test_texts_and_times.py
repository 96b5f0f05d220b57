"""Texts as they come, in one language or several; times with and without an offset."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gomus_async import Gomus
from tests.resources.answers.answered import at
from tests.resources.recorder import Canned, Recorder

Call = Callable[[Gomus], Awaitable[Any]]
ONE_BY_ID: list[tuple[str, Call]] = [
    ("museum", lambda g: g.museums.get(1)),
    ("exhibition", lambda g: g.exhibitions.get(1)),
    ("event", lambda g: g.events.get(1)),
    ("date", lambda g: g.events.date(1, 1)),
    ("tour", lambda g: g.tours.get(1)),
    ("ticket", lambda g: g.tickets.get(1)),
    ("coupon", lambda g: g.coupons.get(1)),
]
WITH_CONTENT = [case for case in ONE_BY_ID if case[0] != "date"]
HTML = '<p class="x">A &amp; B<br/>\\"zitiert\\" <script>1 < 2</script>\u00a0</p>'
TEXTS = [None, "", HTML, "  ", {"de": HTML, "en": ""}, {"de": "Nacht"}, {}]
SPRING = ["2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00"]
AUTUMN = ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:00:00+01:00"]


@pytest.mark.parametrize(("envelope", "call"), ONE_BY_ID)
@pytest.mark.parametrize("text", TEXTS, ids=repr)
@pytest.mark.parametrize("id", [1, "1"], ids=["fast", "tolerant"])
async def test_texts(
    gomus: Gomus, server: Recorder, *, envelope: str, call: Call, text: Any, id: Any
) -> None:
    served = {"id": id, "title": text, "description": text}
    server.answer = Canned(json={envelope: served})

    read = await call(gomus)

    assert (read.id, read.title, read.description) == (1, text, text)
    assert read.raw == served


@pytest.mark.parametrize(("envelope", "call"), WITH_CONTENT)
@pytest.mark.parametrize(
    "content",
    [
        None,
        {},
        {"shop_title": HTML, "cms_title": ""},
        {"shop_title": {"de": HTML, "en": "Night"}, "cms_title": ""},
        {"shop_title": None},
    ],
    ids=repr,
)
@pytest.mark.parametrize("id", [1, "1"], ids=["fast", "tolerant"])
async def test_contents(
    gomus: Gomus, server: Recorder, *, envelope: str, call: Call, content: Any, id: Any
) -> None:
    server.answer = Canned(json={envelope: {"id": id, "content": content}})

    assert (await call(gomus)).content == content


@pytest.mark.parametrize("id", [1, "1"], ids=["fast", "tolerant"])
async def test_the_content_of_a_museum_as_one_text(gomus: Gomus, server: Recorder, id: Any) -> None:
    server.answer = Canned(json={"museum": {"id": id, "content": HTML}})

    assert (await gomus.museums.get(1)).content == HTML


@pytest.mark.parametrize("whose", ["categories", "languages"])
async def test_translated_tags(gomus: Gomus, server: Recorder, whose: str) -> None:
    server.answer = Canned(json={whose: [{"id": 1, "name": {"de": "Deutsch", "en": "German"}}]})

    [tag] = await getattr(gomus.events, whose)()

    assert tag.name == {"de": "Deutsch", "en": "German"}


async def test_translated_texts_of_pictures_and_places(gomus: Gomus, server: Recorder) -> None:
    both = {"de": "Haus", "en": "House"}
    row = {"id": 1, "picture": {"title": both, "copyright_info": HTML}, "location": {"name": both}}
    server.answer = Canned(json={"museum": row})

    museum = await gomus.museums.get(1)

    assert museum.picture is not None
    assert museum.location is not None
    assert (museum.picture.title, museum.location.name) == (both, both)
    assert museum.picture.copyright_info == HTML


@pytest.mark.parametrize(
    ("served", "offset_h"),
    [
        ("2026-06-26 14:00:00", 2),
        ("2026-12-26 14:00:00", 1),
        ("2026-03-29 01:59:59", 1),
        ("2026-03-29 03:00:00", 2),
        ("2026-10-25 01:59:59", 2),
        ("2026-10-25 03:00:00", 1),
        ("2026-06-26T14:00:00", 2),
    ],
)
async def test_naive_times_of_coming_dates(
    gomus: Gomus, server: Recorder, served: str, offset_h: int
) -> None:
    row = {"id": 1, "upcoming_bookings_start_times": [served]}
    server.answer = Canned(json={"events": [row]})

    event = await gomus.events.list().first()

    assert event is not None
    [moment] = event.upcoming_bookings_start_times
    assert moment.utcoffset() == timedelta(hours=offset_h)
    assert moment.isoformat()[:19] == served.replace(" ", "T")


@pytest.mark.parametrize("served", [None, []])
async def test_no_coming_dates(gomus: Gomus, server: Recorder, served: Any) -> None:
    server.answer = Canned(json={"event": {"id": 1, "upcoming_bookings_start_times": served}})

    assert (await gomus.events.get(1)).upcoming_bookings_start_times == ()


@pytest.mark.parametrize("slots", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_capacities_across_a_clock_change(
    gomus: Gomus, server: Recorder, slots: list[str]
) -> None:
    left = {slot: number for number, slot in enumerate(slots, start=1)}
    server.answer = Canned(
        json={"data": {"1": {"tickets": [11], "capacities": left, "total_capacities": left}}}
    )

    capacities = await gomus.tickets.capacities([11])

    read = capacities.data[1].capacities
    assert {moment.astimezone(UTC): count for moment, count in read.items()} == {
        at(slot).astimezone(UTC): count for slot, count in left.items()
    }
    assert [moment.isoformat() for moment in read] == slots
    assert [*capacities.available(11).values()] == [*left.values()]


@pytest.mark.parametrize("slots", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_start_times_across_a_clock_change(
    gomus: Gomus, server: Recorder, slots: list[str]
) -> None:
    server.answer = Canned(json={"data": {slots[0][:10]: slots}})

    [times] = (await gomus.tours.start_times(9, depth="all")).values()

    assert [moment.isoformat() for moment in times] == slots
    assert [*times] == sorted(times)


async def test_naive_times_as_keys(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(
        json={"data": {"2026-07-06 11:00:00": 1, "2026-12-06T11:00:00": 2, "2026-12-07": 3}}
    )

    left = await gomus.tickets.capacity(247)

    assert left == {
        datetime(2026, 7, 6, 9, tzinfo=UTC): 1,
        datetime(2026, 12, 6, 10, tzinfo=UTC): 2,
        datetime(2026, 12, 6, 23, tzinfo=UTC): 3,
    }
    assert all(moment.tzinfo is not None for moment in left)


@pytest.mark.parametrize(
    ("served", "utc_hour"),
    [("2026-11-05", 23), ("2026-11-05 11:00:00 +0100", 10), ("2026-11-05T11:00:00", 10)],
)
async def test_when_a_tour_starts(
    gomus: Gomus, server: Recorder, served: str, utc_hour: int
) -> None:
    server.answer = Canned(json={"data": [{"start_time": served}]})

    [start] = await gomus.tours.start_times_on(9, datetime(2026, 11, 5, tzinfo=UTC))

    assert start.start_time.astimezone(UTC).hour == utc_hour
    assert start.participants is None


async def test_naive_times_in_lists_of_a_calendar(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(json={"data": {"2026-11-05": ["2026-11-05 11:00:00"]}})

    [[moment]] = (await gomus.tours.start_times(9, depth="all")).values()

    assert moment == datetime(2026, 11, 5, 10, tzinfo=UTC)
    assert moment.tzinfo is not None


async def test_naive_times_of_equipment(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(json={"data": {"2": {"2026-11-05 11:00:00": 4}}})

    assert await gomus.tours.equipments(9) == {2: {datetime(2026, 11, 5, 10, tzinfo=UTC): 4}}


async def test_naive_times_of_a_quota(gomus: Gomus, server: Recorder) -> None:
    slots = {"2026-11-05 11:00:00": 4}
    quota = {"tickets": [11], "capacities": slots, "total_capacities": slots}
    server.answer = Canned(json={"data": {"1": quota}})

    capacities = await gomus.tickets.capacities([11])

    assert capacities.left(11, datetime(2026, 11, 5, 10, tzinfo=UTC)) == 4
    assert capacities.offered(11, datetime(2026, 11, 5, 10, tzinfo=UTC))
