from typing import Any

import pytest

from tests.support.shop import MONDAY

CONCERT, PRINTED, NAMELESS, WITHOUT_DATES = 101182, 101174, 101201, 101203


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(clock=lambda: MONDAY, data="demo")


async def listed(api: Any, query: str = "", token: str | None = "user-token") -> list[Any]:
    answer = await api("GET", f"/events?per_page=100{query}", token=token)
    assert answer.status == 200, answer.text
    rows: list[Any] = answer.json["events"]
    return rows


async def ids(api: Any, query: str = "", token: str | None = "user-token") -> set[int]:
    return {row["id"] for row in await listed(api, query, token)}


async def test_there_are_thirty_events_with_three_hundred_dates(api: Any) -> None:
    answer = await api("GET", "/events")
    assert answer.json["meta"] == {"total_count": 30, "page": 1, "per_page": 25}
    whole = "/dates?start_at=2026-01-01&end_at=2027-01-01"
    assert (await api("GET", whole)).json["meta"]["total_count"] == 300


async def test_an_event_is_served_with_its_tags(api: Any) -> None:
    (row,) = [row for row in await listed(api, token=None) if row["id"] == 101192]
    assert row["languages"] == [{"id": 4, "name": "Deutsche Gebärdensprache"}]
    assert row["disablements"] == [{"id": 1, "name": "Gehörlos"}]
    assert row["category"] == {"id": 1, "name": "Führung"}
    assert row["location"]["name"] == "Pergamonmuseum"
    assert row["bookable"] is True
    assert row["registerable"] is True


async def test_coming_dates_are_told_in_local_time_without_an_offset(api: Any) -> None:
    rows = {row["id"]: row for row in await listed(api)}
    assert rows[PRINTED]["upcoming_bookings_start_times"] == ["2026-07-09 14:30:00"]
    assert rows[WITHOUT_DATES]["upcoming_bookings_start_times"] is None


async def test_rows_are_as_untidy_as_those_of_real_instances(api: Any) -> None:
    rows = await listed(api)
    fees = {type(row["entry_fee"]) for row in rows}
    assert fees == {str, float, bool, type(None)}
    assert [row["id"] for row in rows if row["title"] is None] == [NAMELESS]
    assert any("<em>" in (row["sub_title"] or "") for row in rows)
    pictures = [row["picture"] for row in rows]
    assert None in pictures
    assert any(picture and picture.get("teaser") is None for picture in pictures)
    assert any(picture and "https://" in (picture.get("detail") or "") for picture in pictures)
    assert any(isinstance(row["location"]["latitude"], str) for row in rows)
    assert any(row["category"] == {"id": 7, "name": None} for row in rows)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&by_museum_ids[]=8", {101198, 101199, 101200, 101201, 101202}),
        ("&by_museum_ids[]=8&by_category_ids[]=1", {101198, 101201}),
        ("&by_exhibition_ids[]=65", {101179, 101181}),
        ("&by_exhibition_ids[]=-1&by_museum_ids[]=6", {101186, 101187, 101188, 101190}),
        ("&by_categories[]=konzert", {101176, 101182, 101199}),
        ("&by_categories[]=Concert&by_museum_ids[]=5", {101176, 101182}),
        ("&by_disablement_ids[]=1&by_disablement_ids[]=2", {101192, 101193}),
        ("&by_language_ids[]=3", {101186, 101191}),
        ("&by_grade_ids[]=2", {101188, 101195}),
        ("&by_catch_word_ids[]=2", {101186, 101188}),
        ("&by_age_group_ids[]=2&by_museum_ids[]=8", {101200}),
        ("&by_audience_ids[]=3", {101187}),
        ("&by_proposal_category_ids[]=1&by_museum_ids[]=5", {101176, 101180}),
        ("&by_featured=true", {101174, 101178, 101184, 101191}),
        ("&by_featured=true&by_museum_ids[]=5", {101174, 101178}),
        ("&with_bookings_in_future=false", {101202, 101203}),
        ("&by_bookable=false", {101189, 101202, 101203}),
        ("&q=vel%C3%A1zquez", {101177, 101183}),
        ("&q=cuneiform", {101195}),
        ("&by_museum_ids[]=99", set[int]()),
        ("&by_nothing_known=1&q=ischtar", {101191}),
    ],
)
async def test_a_filter_finds_what_it_says(api: Any, query: str, expected: set[int]) -> None:
    assert await ids(api, query) == expected


async def test_partners_see_more_than_the_public(api: Any) -> None:
    public, partner = await ids(api, token=None), set[int]()
    for page in (1, 2):
        partner |= await ids(api, f"&page={page}", "reseller-token")
    assert len(public) == 25
    second = await ids(api, "&page=2", None)
    assert partner - public - second == {101179, 101189}
    assert (await api("GET", "/events/101179", token=None)).status == 404
    assert (await api("GET", "/events/101179", token="meowmeowmeow")).status == 200
    assert (await api("GET", "/events", token="of another instance")).status == 401


async def test_only_the_museum_itself_sells_the_night(api: Any) -> None:
    async def sold(token: str | None) -> tuple[bool, Any]:
        event = (await api("GET", "/events/101197", token=token)).json["event"]
        return event["bookable"], event["registerable"]

    assert await sold(None) == (False, False)
    assert await sold("reseller-token") == (False, False)
    assert await sold("cashpoint-token") == (True, True)
    link = "https://demo.gomus.de/#/product/event/101197"
    assert await sold("user-token") == (True, link)


async def test_an_event_by_itself_has_its_texts_and_dates(api: Any) -> None:
    event = (await api("GET", f"/events/{PRINTED}")).json["event"]
    assert event["content"]["shop_title"] == "El Siglo de Oro"
    assert event["dates"] == [{"id": 22977, "start_time": "2026-07-09T14:30:00+02:00"}]
    for missing in ("0", "abc", "9" * 30):
        assert (await api("GET", f"/events/{missing}")).status == 404


async def test_texts_come_in_the_languages_that_are_asked_for(api: Any) -> None:
    path = f"/events/{CONCERT}"
    english = (await api("GET", f"{path}?locale=en", token=None)).json["event"]
    assert english["title"] == "Chamber music in the evening"
    assert english["category"]["name"] == "Concert"
    both = (await api("GET", f"{path}?locale[]=de&locale[]=en")).json["event"]
    assert both["title"] == {"de": "Kammermusik am Abend", "en": "Chamber music in the evening"}
    assert both["languages"][0]["name"] == {"de": "Deutsch", "en": "German"}
    refused = (await api("GET", f"{path}?locale[]=de&locale[]=en", token=None)).json["event"]
    assert refused["title"] == "Kammermusik am Abend"


@pytest.mark.parametrize("products", ["events", "tours"])
@pytest.mark.parametrize(
    "kind",
    [
        "categories",
        "languages",
        "age_groups",
        "audiences",
        "catch_words",
        "proposal_categories",
        "grades",
    ],
)
async def test_a_list_of_tags_holds_what_is_in_use(api: Any, products: str, kind: str) -> None:
    answer = await api("GET", f"/{products}/{kind}", token=None)
    assert answer.status == 200
    assert list(answer.json) == [kind]
    rows = answer.json[kind]
    assert all(set(row) == {"id", "name"} and row["name"] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    if kind != "proposal_categories":
        assert rows


async def test_names_of_categories_can_be_there_twice_and_none_has_none(api: Any) -> None:
    rows = (await api("GET", "/events/categories")).json["categories"]
    assert [row["name"] for row in rows].count("Führung") == 2
    assert 7 not in {row["id"] for row in rows}
    assert (await api("GET", "/events/disablements")).status == 404
