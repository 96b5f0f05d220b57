from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.shop import MONDAY


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(clock=lambda: MONDAY)


async def listed(api: Any, query: str = "", token: str | None = None) -> Any:
    answer = await api("GET", f"/exhibitions?{query}", token=token)
    assert answer.status == 200
    return answer.json["exhibitions"]


async def ids(api: Any, query: str = "") -> list[int]:
    return [row["id"] for row in await listed(api, query)]


async def test_a_row(api: Any) -> None:
    row = (await listed(api))[0]
    assert row["picture"]["original"]
    assert row.pop("picture")["teaser"]
    assert row == {
        "id": 64,
        "museum_id": 5,
        "title": "El Siglo de Oro",
        "sub_title": "Die Ära Velázquez",
        "slider_description": "Die Ära Velázquez",
        "description": "<p>Malerei und Skulptur des <em>goldenen Zeitalters</em>.</p>",
        "featured": True,
        "time_frames": [
            {"start_at": "2026-05-02T10:00:00+02:00", "end_at": "2027-08-05T18:00:00+02:00"}
        ],
        "location": {
            "name": "Gemäldegalerie",
            "city": "Berlin",
            "country": "Deutschland",
            "street": "Matthäikirchplatz",
            "zip": "10785",
            "latitude": 52.5082,
            "longitude": 13.3673,
        },
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", list(range(64, 76))),
        ("by_featured=true", [64, 67, 69, 71, 74]),
        ("by_featured=false", [65, 66, 68, 70, 72, 73, 75]),
        ("by_museum_ids[]=8", [74, 75]),
        ("by_museum_ids[]=8&by_museum_ids[]=6&by_featured=1", [69, 74]),
        ("by_museum_ids[]=x", []),
        ("by_museum_ids[]=99", []),
        ("q=velazquez", []),
        ("q=VEL%C3%A1ZQUEZ", [64]),
        ("q=sketches", [75]),
        ("unheard_of=1", list(range(64, 76))),
    ],
)
async def test_filters(api: Any, query: str, expected: list[int]) -> None:
    assert await ids(api, query) == expected


async def test_pages(api: Any) -> None:
    answer = (await api("GET", "/exhibitions?per_page=5&page=3", token=None)).json
    assert [row["id"] for row in answer["exhibitions"]] == [74, 75]
    assert answer["meta"] == {"total_count": 12, "page": 3, "per_page": 5}


async def test_time_frames_are_none_one_or_several_and_may_have_no_end(api: Any) -> None:
    frames = {row["id"]: row["time_frames"] for row in await listed(api)}
    assert frames[68] == []
    assert list(frames[69][0]) == ["start_at"]
    assert len(frames[75]) == 3
    starts = [frame["start_at"] for frame in frames[75]]
    assert starts == sorted(starts)
    assert frames[65][0]["end_at"].endswith("T18:00:00+02:00")


@pytest.mark.parametrize("year", [2024, 2026, 2027, 2030])
async def test_something_is_on_in_every_year(start: Any, year: int) -> None:
    now = datetime(year, 3, 10, 12, tzinfo=UTC)
    api = await start(clock=lambda: now)

    def is_on(row: dict[str, Any]) -> bool:
        return not row["time_frames"] or any(
            datetime.fromisoformat(frame["start_at"]) <= now
            and ("end_at" not in frame or now <= datetime.fromisoformat(frame["end_at"]))
            for frame in row["time_frames"]
        )

    on = {row["id"] for row in await listed(api) if is_on(row)}
    assert {64, 65, 68, 69, 71, 72} <= on
    assert not {70, 73} & on


async def test_shapes_of_the_real_world(api: Any) -> None:
    rows = {row["id"]: row for row in await listed(api)}
    assert rows[73]["title"] is None
    assert rows[73]["picture"] is None
    assert "<b>" in rows[68]["sub_title"]
    assert "&amp;" in rows[67]["sub_title"]
    assert rows[67]["picture"]["teaser"] is None
    assert isinstance(rows[66]["location"]["latitude"], str)


async def test_one_exhibition_has_more_and_most_of_it_for_those_with_a_token(api: Any) -> None:
    public = (await api("GET", "/exhibitions/64", token=None)).json["exhibition"]
    assert public["content"] == {"cms_title": "El Siglo de Oro", "cms_sub_title": ""}
    assert "foreign_id" not in public
    own = (await api("GET", "/exhibitions/64?locale[]=de&locale[]=en")).json["exhibition"]
    assert own["foreign_id"] == "EX-64"
    assert own["sub_title"] == {"de": "Die Ära Velázquez", "en": "The age of Velázquez"}
    english = (await api("GET", "/exhibitions/64?locale=en", token=None)).json["exhibition"]
    assert english["sub_title"] == "The age of Velázquez"
    nameless = (await api("GET", "/exhibitions/73?locale[]=de&locale[]=en")).json["exhibition"]
    assert (nameless["title"], nameless["foreign_id"]) == (None, None)
    for number in ("1", "x", "9" * 30):
        assert (await api("GET", f"/exhibitions/{number}")).status == 404
