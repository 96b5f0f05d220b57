from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.shop import MONDAY, Shop, tour


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(clock=lambda: MONDAY)


async def hours(api: Any, museum: int, query: str = "", **options: Any) -> Any:
    answer = await api("GET", f"/museums/{museum}/opening_hours{query}", **options)
    assert answer.status == 200
    return answer.json["opening_hours"]


async def test_museums_come_in_the_shop_s_order(api: Any) -> None:
    answer = (await api("GET", "/museums", token=None)).json
    assert [row["id"] for row in answer["museums"]] == [7, 5, 8, 6]
    assert answer["meta"] == {"total_count": 4, "page": 1, "per_page": 25}
    assert {tuple(row) for row in answer["museums"]} == {("id", "title", "sub_title", "picture")}


async def test_pictures_have_the_shapes_of_the_real_world(api: Any) -> None:
    rows = (await api("GET", "/museums", token=None)).json["museums"]
    pictures = {row["id"]: row["picture"] for row in rows}
    assert pictures[5]["original"].startswith("https://demo.gomus.de/production/museums/5/original")
    assert pictures[5]["teaser_3x2"]
    assert "<a href=" in pictures[5]["copyright_info"]
    assert set(pictures[6].values()) == {None}
    assert pictures[7]["detail"] == "../detail/museums-7.jpg"
    assert pictures[8] is None


async def test_pages_and_words(api: Any) -> None:
    second = (await api("GET", "/museums?per_page=3&page=2", token=None)).json
    assert ([row["id"] for row in second["museums"]], second["meta"]["total_count"]) == ([6], 4)
    for query, expected in (("PANORAMA", [8]), ("giotto", [5]), ("museum%20island", [7, 8, 6])):
        found = (await api("GET", f"/museums?q={query}", token=None)).json["museums"]
        assert [row["id"] for row in found] == expected
    assert (await api("GET", "/museums?per_page=1000")).json["meta"]["per_page"] == 100


async def test_one_museum_has_more(api: Any) -> None:
    museum = (await api("GET", "/museums/6", token=None)).json["museum"]
    assert museum["description"] is None
    assert museum["content"] == {"cms_title": "Alte Nationalgalerie", "cms_description": ""}
    assert isinstance(museum["location"]["latitude"], str)
    assert "created_at" not in museum
    other = (await api("GET", "/museums/5?locale[]=de&locale[]=en")).json["museum"]
    assert other["description"]["en"].startswith("<p>Old masters")
    assert isinstance(other["location"]["latitude"], float)
    assert datetime.fromisoformat(other["created_at"]) < datetime.fromisoformat(other["updated_at"])


@pytest.mark.parametrize("tail", ["", "/opening_hours", "/schedules"])
@pytest.mark.parametrize("number", ["9", "x", "-5", "9" * 30, "%C2%B2"])
async def test_an_unknown_museum_is_404(api: Any, number: str, tail: str) -> None:
    assert (await api("GET", f"/museums/{number}{tail}")).status == 404


async def test_opening_hours_are_of_today_unless_a_day_is_given(api: Any) -> None:
    monday = {"begin": "2026-07-06T09:00:00+02:00", "end": "2026-07-06T18:00:00+02:00"}
    assert await hours(api, 7, token=None) == monday
    assert await hours(api, 6) is None
    assert (await hours(api, 6, "?date=2026-07-07"))["begin"] == "2026-07-07T10:00:00+02:00"
    assert (await hours(api, 7, "?date=2027-01-07"))["end"] == "2027-01-07T20:00:00+01:00"
    assert (await api("GET", "/museums/7/opening_hours?date=soon")).status == 422


async def test_a_day_may_have_several_hours(api: Any) -> None:
    assert await hours(api, 8, "?date=2026-07-11") == [
        {"begin": "2026-07-11T10:00:00+02:00", "end": "2026-07-11T13:00:00+02:00"},
        {"begin": "2026-07-11T14:00:00+02:00", "end": "2026-07-11T19:00:00+02:00"},
    ]


@pytest.mark.parametrize(
    ("day", "offset"),
    [("2026-03-28", "+01:00"), ("2026-03-29", "+02:00"), ("2026-10-25", "+01:00")],
)
async def test_hours_across_a_clock_change(api: Any, day: str, offset: str) -> None:
    assert (await hours(api, 7, f"?date={day}"))["begin"] == f"{day}T09:00:00{offset}"


async def test_quotas_have_hours_of_their_own(api: Any) -> None:
    depot = await hours(api, 6, "?quota_ids[]=15")
    assert depot == {"begin": "2026-07-06T10:00:00+02:00", "end": "2026-07-06T18:00:00+02:00"}
    assert await hours(api, 6, "?quota_ids[]=17") is None
    assert await hours(api, 6, "?quota_ids[]=17&date=2026-07-07") is not None
    both = await hours(api, 6, "?quota_ids[]=14&quota_ids[]=17")
    assert both["end"] == "2026-07-06T16:30:00+02:00"
    for quotas in ("?quota_ids[]=11", "?quota_ids[]=999", "?quota_ids[]=x"):
        assert await hours(api, 6, quotas) is None
    assert await hours(api, 5, "?quota_ids[]=18", token=None) is None
    assert await hours(api, 5, "?quota_ids[]=18") is not None


async def test_a_plan_has_events_and_booked_tours(api: Any) -> None:
    order = await Shop(api).bought(tour(), total=9000)
    plan = (await api("GET", "/museums/5/schedules?date=2026-07-07", token=None)).json["schedules"]
    mine = {
        "id": order["items"][0]["attributes"]["id"],
        "type": "Tour",
        "tour_id": 101173,
        "title": "El Siglo de Oro | Gruppenführung",
        "start_time": "2026-07-07T12:00:00+02:00",
        "duration": 60,
    }
    assert mine in plan
    thursday = await api("GET", "/museums/5/schedules?date=2026-07-09", token=None)
    assert {
        "id": 22977,
        "type": "Event",
        "event_id": 101174,
        "title": "El Siglo de Oro",
        "start_time": "2026-07-09T14:30:00+02:00",
        "duration": 60,
    } in thursday.json["schedules"]
    for day in (plan, thursday.json["schedules"]):
        starts = [datetime.fromisoformat(row["start_time"]) for row in day]
        assert starts == sorted(starts)
    await api("POST", f"/orders/{order['id']}/cancellations", {}, token="meowmeowmeow")
    later = (await api("GET", "/museums/5/schedules?date=2026-07-07", token=None)).json
    assert mine not in later["schedules"]


async def test_a_plan_hides_what_the_caller_does_not_see(api: Any) -> None:
    catalogue = api.sandbox.store.ledger.catalogue
    hidden = {row.id for row in catalogue.events.values() if len(row.shown_to) < 6}
    assert hidden
    seen: dict[str | None, set[int]] = {None: set(), "user-token": set()}
    for token, events in seen.items():
        for museum in (5, 6):
            for day in range(7, 32):
                path = f"/museums/{museum}/schedules?date=2026-07-{day:02}"
                rows = (await api("GET", path, token=token)).json["schedules"]
                events.update(row["event_id"] for row in rows)
    assert not seen[None] & hidden
    assert seen["user-token"] - seen[None] <= hidden
    assert seen["user-token"] & hidden


async def test_a_museum_may_plan_elsewhere(api: Any) -> None:
    answer = await api("GET", "/museums/8/schedules")
    assert (answer.status, answer.json) == (404, {"error": "schedules are not active"})


async def test_it_is_all_there_next_year(start: Any) -> None:
    api = await start(clock=lambda: datetime(2027, 12, 1, tzinfo=UTC))
    assert (await hours(api, 7))["begin"] == "2027-12-01T09:00:00+01:00"
