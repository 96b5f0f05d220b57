from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from gomus_async.sandbox.shop.products import Catalogue, EventDate, Seat
from tests.support.shop import MONDAY, Shop, event

SEATED_EVENT, SEATED = 101176, 28228
YEAR = "start_at=2026-01-01&end_at=2027-01-01"


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(clock=lambda: MONDAY, data="demo")


async def dates(api: Any, query: str = "", token: str | None = "user-token") -> list[Any]:
    rows: list[Any] = []
    for page in range(1, 5):
        answer = await api("GET", f"/dates?per_page=100&page={page}&{query}", token=token)
        assert answer.status == 200, answer.text
        rows += answer.json["dates"]
    assert len(rows) == answer.json["meta"]["total_count"]
    return rows


async def detail(api: Any, row: Any, token: str | None = "meowmeowmeow") -> Any:
    answer = await api("GET", f"/events/{row['event_id']}/dates/{row['id']}", token=token)
    assert answer.status == 200, answer.text
    return answer.json["date"]


def order_of(date: Any) -> tuple[dict[str, Any], int]:
    """The smallest order that a date's own prices and seats allow, and what it must cost."""
    price = date["prices"][0]
    if date["seatings"]:
        seating = date["seatings"][0]
        seat = next(
            seat
            for seat in seating["seats"]
            if seat["id"] not in seating["blocked_seats"]
            and seat["category_id"] == price["seat_category_id"]
        )
        place = {"seat_id": seat["id"], "scale_price_id": price["scale_price_id"]}
        return event(date["id"], seats=[place]), price["price_cents"]
    if "scale_price_id" in price:
        quantities = {str(price["scale_price_id"]): 1}
        return event(date["id"], quantities=quantities), price["price_cents"]
    return event(date["id"], quantity=1), price["price_cents"]


async def test_every_bookable_date_can_be_ordered_at_its_price_and_no_other(api: Any) -> None:
    shop = Shop(api)
    listed = await dates(api, YEAR, "meowmeowmeow")
    assert len(listed) == 300
    bookable = [row for row in listed if row["bookable"]]
    assert len(bookable) > 180
    for row in bookable:
        item, cents = order_of(await detail(api, row))
        await shop.bought(item, total=cents)
        after = await detail(api, row)
        assert after["seats"]["booked"] == row["seats"]["booked"] + 1
    for row in listed:
        if not row["bookable"]:
            assert len(await shop.refused(event(row["id"], quantity=1))) == 1


async def test_dates_default_to_the_rest_of_the_month(start: Any) -> None:
    late = datetime(2026, 7, 29, 7, tzinfo=UTC)
    api = await start(clock=lambda: late, data="demo")
    days = {row["start_time"][:10] for row in await dates(api)}
    assert min(days) >= "2026-07-29"
    assert max(days) <= "2026-07-31"
    assert len(await dates(api, "end_at=2026-08-31")) > 3 * len(await dates(api))


async def test_a_date_is_served_whole(api: Any) -> None:
    (row,) = await dates(api, "by_event_ids[]=101174")
    assert row.pop("location")["name"] == "Gemäldegalerie"
    assert row.pop("description").startswith("<p>")
    assert row == {
        "id": 22977,
        "event_id": 101174,
        "exhibition_id": 64,
        "museum_id": 5,
        "category": {"id": 1, "name": "Führung", "filtername": "guided-tour"},
        "bookable": True,
        "registerable": True,
        "title": "El Siglo de Oro",
        "sub_title": None,
        "event_title": "El Siglo de Oro",
        "event_sub_title": None,
        "start_time": "2026-07-09T14:30:00+02:00",
        "duration": 60,
        "seats": {
            "min": 1,
            "max": 20,
            "booked": 0,
            "available": 20,
            "max_per_registration": 10,
        },
        "language": {"id": 1, "name": "Deutsch"},
    }
    whole = await detail(api, row)
    assert whole["prices"] == [{"group": False, "optional": False, "price_cents": 400}]
    assert (whole["vat_pct"], whole["discount"], whole["tax_included"]) == (0.0, 0, True)
    assert whole["seatings"] == []


async def test_the_filters_of_dates(api: Any) -> None:
    english = await dates(api, f"{YEAR}&by_language_ids[]=2")
    assert {row["language"]["name"] for row in english} == {"Englisch"}
    assert {row["event_id"] for row in english} == {101178, 101184, 101186, 101191, 101198}
    music = await dates(api, f"{YEAR}&by_categories[]=Konzert&by_museum_ids[]=8")
    assert {row["event_id"] for row in music} == {101199}
    assert len(music) == 12
    free = await dates(api, f"{YEAR}&by_bookable=true")
    assert all(row["bookable"] for row in free)
    rest = await dates(api, f"{YEAR}&by_bookable=false")
    assert len(free) + len(rest) == 300
    assert await dates(api, f"{YEAR}&q=keilschrift&by_exhibition_ids[]=-1")
    assert (await api("GET", "/dates?start_at=yesterday")).status == 422


async def test_the_languages_of_dates(api: Any) -> None:
    path = f"/dates/languages?{YEAR}&by_museum_ids[]=7"
    names = [row["name"] for row in (await api("GET", path)).json["languages"]]
    assert names == ["Deutsch", "Englisch", "Französisch", "Deutsche Gebärdensprache"]


async def test_the_dates_of_an_event_are_of_today_or_of_31_days(api: Any) -> None:
    async def found(query: str) -> Any:
        return await api("GET", f"/events/101177/dates{query}")

    assert (await found("")).json == {
        "dates": [],
        "meta": {"total_count": 0, "page": 1, "per_page": 25},
    }
    month = await found("?start_at=2026-07-06&end_at=2026-08-05")
    days = [row["start_time"][:10] for row in month.json["dates"]]
    assert days == ["2026-07-11", "2026-07-18", "2026-07-25", "2026-08-01"]
    assert (await found("?start_at=2026-07-06&end_at=2026-08-06")).status == 422
    (one,) = (await found("?date=2026-07-11")).json["dates"]
    assert one["start_time"] == "2026-07-11T14:30:00+02:00"
    assert (await found("?date=2026-07-11&by_language_ids[]=2")).json["dates"] == []
    assert (await found("?date=2026-07-11&by_bookable=false")).json["dates"] == []
    assert (await found("?date=soon")).status == 422


async def test_a_date_belongs_to_its_event(api: Any) -> None:
    for path in ("/events/101175/dates/22977", "/events/101174/dates/1", "/events/1/dates/22977"):
        assert (await api("GET", path)).status == 404


async def test_scale_prices_are_told_as_an_order_takes_them(api: Any) -> None:
    whole = await detail(api, {"id": 28227, "event_id": 101175})
    assert [(p["scale_price_id"], p["title"], p["price_cents"]) for p in whole["prices"]] == [
        (1, "Normalpreis", 800),
        (4, "Ermäßigt", 400),
    ]
    assert "seat_category_id" not in whole["prices"][0]


async def test_seats_are_blocked_once_they_are_sold(api: Any) -> None:
    row = {"id": SEATED, "event_id": SEATED_EVENT}
    (seating,) = (await detail(api, row))["seatings"]
    assert seating["blocked_seats"] == [26]
    assert [category["title"] for category in seating["categories"]] == ["Parkett", "Rang"]
    assert seating["rows"] == [{"id": 1, "title": "Reihe 1"}, {"id": 2, "title": "Rang"}]
    assert seating["visual_url"] == "/api/v4/seatings/1.svg"
    item = event(SEATED, seats=[{"seat_id": 22, "scale_price_id": 33}])
    order = await Shop(api).bought(item, total=2500)
    after = await detail(api, row)
    assert after["seatings"][0]["blocked_seats"] == [22, 26]
    assert after["seats"]["available"] == 8
    assert after["prices"][0]["seat_category_title"] == "Parkett"
    await api("POST", f"/orders/{order['id']}/cancellations", token="meowmeowmeow")
    assert (await detail(api, row))["seatings"][0]["blocked_seats"] == [26]


async def test_the_plan_of_a_hall_is_a_drawing_of_all_its_seats(api: Any) -> None:
    answer = await api("GET", "/seatings/2.svg", token=None)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    plan = ET.fromstring(answer.text)
    assert plan.tag == "{http://www.w3.org/2000/svg}svg"
    circles = plan.findall("{http://www.w3.org/2000/svg}circle")
    assert len({circle.get("id") for circle in circles}) == 32
    for missing in ("/seatings/2", "/seatings/9.svg", "/seatings/2.png"):
        assert (await api("GET", missing)).status == 404


async def test_dates_stand_still_while_days_pass_and_come_up_again(api: Any) -> None:
    row = next(r for r in await dates(api, YEAR) if r["start_time"][:10] == "2026-07-11")
    assert row["bookable"]
    api.sandbox.advance(86400 * 10)
    later = await detail(api, row)
    assert (later["start_time"], later["bookable"]) == (row["start_time"], False)
    api.sandbox.advance(86400 * 20)
    again = await detail(api, row)
    assert again["start_time"][:10] == "2026-10-03"
    assert again["bookable"]


async def test_clock_changes_shift_offsets_and_skip_an_hour(start: Any) -> None:
    spring = datetime(2026, 3, 23, 7, tzinfo=UTC)
    api = await start(clock=lambda: spring, data="demo")
    nights = await dates(api, "by_event_ids[]=101197&end_at=2026-04-12")
    starts = [row["start_time"] for row in nights]
    assert starts == ["2026-04-05T02:30:00+02:00", "2026-04-12T02:30:00+02:00"]
    tours = await dates(api, "by_event_ids[]=101178&end_at=2026-03-29")
    assert [row["start_time"] for row in tours] == [
        "2026-03-28T11:00:00+01:00",
        "2026-03-29T11:00:00+02:00",
    ]


async def test_dates_of_a_catalogue_without_events_make_their_own(start: Any) -> None:
    seat = Seat(id=1, row_id=1, category_id=1, title="1 & 2")
    date = EventDate(id=1, event_id=2, title="Lesung", start=(1, 600), seats=(seat,))
    api = await start(clock=lambda: MONDAY, catalogue=Catalogue(dates={1: date}))
    (row,) = (await api("GET", "/events")).json["events"]
    assert (row["id"], row["title"], row["bookable"]) == (2, "Lesung", False)
    whole = await detail(api, {"id": 1, "event_id": 2})
    assert (whole["prices"], whole["category"], whole["language"]) == ([], None, None)
    assert whole["seatings"][0]["rows"] == [{"id": 1, "title": "1"}]
    plan = (await api("GET", whole["seatings"][0]["visual_url"].removeprefix("/api/v4"))).text
    assert ET.fromstring(plan).find(".//{http://www.w3.org/2000/svg}title").text == "1 & 2"  # type: ignore[union-attr]
    assert await Shop(api).refused(event(1, quantity=1)) == ["item 1: date is not bookable"]
