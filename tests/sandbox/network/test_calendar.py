from typing import Any

import pytest

from tests.support.shop import MONDAY, Shop, event


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(clock=lambda: MONDAY, data="demo")


async def calendar(api: Any, query: str, path: str = "/calendar") -> dict[str, Any]:
    answer = await api("GET", f"{path}?{query}", token="meowmeowmeow")
    assert answer.status == 200, answer.text
    data: dict[str, Any] = answer.json["data"]
    return data


async def test_any_tells_the_days_on_which_something_can_be_booked(api: Any) -> None:
    days = await calendar(api, "by_event_ids[]=101174")
    assert len(days) == 26
    assert [day for day, open_ in days.items() if open_] == ["2026-07-09"]


async def test_a_day_closes_when_its_last_place_is_sold(api: Any) -> None:
    for _ in range(2):
        await Shop(api).bought(event(quantity=10), total=4000)
    query = "by_event_ids[]=101174&start_at=2026-07-09&end_at=2026-07-09"
    assert await calendar(api, query) == {"2026-07-09": False}
    (entry,) = (await calendar(api, f"{query}&depth=all"))["2026-07-09"]
    assert entry["event"]["capacities"] == [{"2026-07-09 14:30:00 +0200": 0}]


async def test_all_tells_the_places_with_times_as_ruby_prints_them(api: Any) -> None:
    query = "depth=all&start_at=2026-07-08&end_at=2026-07-09&by_museum_ids[]=5&by_language_ids[]=1"
    days = await calendar(api, query)
    assert [entry["event"]["id"] for entry in days["2026-07-08"]] == [101179]
    thursday = {entry["event"]["id"]: entry["event"] for entry in days["2026-07-09"]}
    assert set(thursday) == {101174, 101182}
    assert thursday[101174] == {
        "id": 101174,
        "dates": [22977],
        "capacities": [{"2026-07-09 14:30:00 +0200": 20}],
    }


async def test_no_more_than_31_days_are_told(api: Any) -> None:
    assert len(await calendar(api, "start_at=2026-07-06&end_at=2026-12-31")) == 31
    assert await calendar(api, "start_at=2026-07-06&end_at=2026-07-05") == {}
    for wrong in ("depth=some", "start_at=x"):
        assert (await api("GET", f"/calendar?{wrong}")).status == 422


async def test_the_obsolete_calendar_is_that_of_one_event(api: Any) -> None:
    same = await calendar(api, "depth=all&by_event_ids[]=101177")
    assert await calendar(api, "depth=all", "/events/101177/calendar") == same
    assert sum(map(len, same.values())) == 3
    assert (await api("GET", "/events/1/calendar")).status == 404
