from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gomus_async.sandbox.clock import Clock, central_european_offset


@pytest.mark.parametrize(("token", "per_page"), [(None, 25), ("user-token", 100)])
async def test_version(start: Any, token: Any, per_page: Any) -> None:
    api = await start(clock=lambda: datetime(2026, 7, 1, 10, tzinfo=UTC))
    answer = await api("GET", "/version", token=token)
    assert answer.json == {
        "version": {
            "system": "2.9.1",
            "api": "4.4",
            "release": "Bubbles",
            "time": "2026-07-01T12:00:00+02:00",
            "zone": "Europe/Berlin",
            "currency": "EUR",
            "per_page": per_page,
        }
    }


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (None, {"access": "public"}),
        ("user-token", {"access": "user", "museums": []}),
        ("reseller-token", {"access": "reseller", "museums": []}),
        ("meowmeowmeow", {"access": "reseller", "museums": []}),
        ("cashpoint-token", {"access": "cashpoint", "museums": []}),
        ("entry-token", {"access": "entry", "museums": []}),
    ],
)
async def test_whoami(api: Any, token: Any, expected: Any) -> None:
    assert (await api("GET", "/whoami", token=token)).json == expected


async def test_locales(api: Any) -> None:
    assert (await api("GET", "/locales?locale=en", token=None)).json == {"locales": ["de", "en"]}


@pytest.mark.parametrize("path", ["/version", "/customers/titles", "/locales", "/whoami"])
async def test_a_wrong_token_is_401_on_public_routes_too(api: Any, path: Any) -> None:
    answer = await api("GET", path, token="stale")
    expected = {"error": "authentication error; no customer or no user present"}
    assert (answer.status, answer.json) == (401, expected)


async def test_another_scheme_than_bearer_is_401(api: Any) -> None:
    headers = {"Authorization": "Basic dXNlcg=="}
    assert (await api("GET", "/version", token=None, headers=headers)).status == 401


async def test_countries_in_pages(api: Any) -> None:
    first = (await api("GET", "/countries", token=None)).json
    assert first["meta"] == {"total_count": 249, "page": 1, "per_page": 25}
    assert len(first["countries"]) == 25
    large = (await api("GET", "/countries?per_page=1000&page=1&locale=en")).json
    assert large["meta"]["per_page"] == 100
    assert large["countries"][59] == {"id": 60, "name": "Germany", "code": "DE"}
    last = (await api("GET", "/countries?page=10", token=None)).json
    assert len(last["countries"]) == 249 - 9 * 25
    beyond = (await api("GET", "/countries?page=11&per_page=0", token=None)).json
    assert beyond == {
        "countries": [],
        "meta": {"total_count": 249, "page": 11, "per_page": 25},
    }


@pytest.mark.parametrize("path", ["/nothing", "/customers/1/2", "/", "/order"])
async def test_an_unknown_route_is_404(api: Any, path: Any) -> None:
    answer = await api("GET", path)
    assert (answer.status, answer.json) == (404, {"error": "not found"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/customers"),
        ("PATCH", "/customers/1"),
        ("PUT", "/customers/titles"),
        ("POST", "/version"),
        ("GET", "/auth"),
    ],
)
async def test_another_verb_is_405(api: Any, method: Any, path: Any) -> None:
    answer = await api(method, path)
    assert (answer.status, answer.json) == (405, {"error": "method not allowed"})


async def test_every_answer_has_its_own_request_id(start: Any) -> None:
    seen = []
    for seed in (1, 1, 2):
        api = await start(seed=seed)
        paths = ("/version", "/nothing", "/customers/1", "/_sandbox/history")
        seen.append([(await api("GET", path)).headers["X-Request-Id"] for path in paths])
    assert len({*seen[0], *seen[2]}) == 8
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
)
@pytest.mark.parametrize("days", [-30, -1, 0, 1, 30])
@pytest.mark.parametrize("seconds", [-1, 0])
def test_without_a_time_zone_database_the_rule_stands_in(
    change: datetime, days: int, seconds: int
) -> None:
    moment = change + timedelta(days=days, seconds=seconds)
    berlin = Clock(lambda: moment).now()
    assert central_european_offset(moment).utcoffset(None) == berlin.utcoffset()
