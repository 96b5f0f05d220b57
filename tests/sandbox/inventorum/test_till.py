"""The sandbox's Inventorum, asked without the SDK."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from gomus_async.sandbox import Sandbox
from tests.inventorum import printed as page
from tests.sandbox.conftest import Answer, Api, Start

Ask = Callable[..., Awaitable[Answer]]
BASIC = "Basic aW52ZW50b3J1bS1jbGllbnQ6aW52ZW50b3J1bS1zZWNyZXQ="


def asker(api: Api) -> Ask:
    async def ask(
        method: str,
        path: str,
        json: object = None,
        *,
        version: int | str | None = 12,
        token: str | None = "inventorum-token",
        **headers: str,
    ) -> Answer:
        # The fixture puts the prefix of the museum's API in front of every other path.
        numbered = {} if version is None else {"X-Api-Version": str(version)}
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        async with api.session.request(
            method,
            f"{api.sandbox.url}/inventorum/api{path}",
            json=json,
            headers={**numbered, **bearer, **headers},
        ) as response:
            text = await response.text()
            content = await response.json() if text else None
            return Answer(response.status, response.headers.copy(), text, content)

    return ask


@pytest.fixture
def ask(api: Api) -> Ask:
    return asker(api)


@pytest.mark.parametrize("path", ["/customers", "/customers/"])
@pytest.mark.parametrize("version", [10, 12])
async def test_the_printed_exchange(ask: Ask, path: str, version: int) -> None:
    request = {**page.REQUEST, "phone_number": "978437427278"}

    made = await ask("POST", path, request, version=version)
    changed = await ask("PUT", f"{path.rstrip('/')}/553910", page.PUT_REQUEST, version=version)

    assert (made.status, made.json) == (201, page.ANSWER)
    assert (changed.status, changed.json) == (200, page.PUT_ANSWER)


async def test_the_printed_customer(start: Start) -> None:
    ask = asker(await start(data="demo"))

    listed = await ask("GET", "/customers?limit=1")
    single = await ask("GET", "/customers/196906/")

    assert listed.json == page.LIST
    assert single.json == page.LIST["data"][0]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"first_name", "last_name", "company"}),
        ({"first_name": "J"}, {"first_name", "last_name", "company"}),
        ({"company": ""}, {"first_name", "last_name", "company"}),
        ({"company": "V", "title": "Dr."}, {"title"}),
        ({"company": "V", "birthday": "gestern"}, {"birthday"}),
        ({"company": "V", "is_vip": "ja"}, {"is_vip"}),
        ({"company": "V", "billing_address": []}, {"billing_address"}),
        ({"company": "V", "shipping_address": {}}, {"shipping_address"}),
        ({"company": "V", "shipping_address": [1]}, {"shipping_address"}),
        ({"company": "V", "channel": "1"}, {"channel"}),
        ({"company": 5}, {"first_name", "last_name", "company"}),
    ],
)
async def test_what_is_refused(api: Api, ask: Ask, body: dict[str, Any], wrong: set[str]) -> None:
    answer = await ask("POST", "/customers/", body)

    assert answer.status == 400
    error = answer.json["error"]
    assert set(error["fields"]) == wrong
    assert (error["description"], error["key"]) == (
        "Serialization error",
        "common.serializer_error",
    )
    assert api.sandbox.store.records("inventorum_customers") == []
    assert api.sandbox.history[-1]["applied"] is False


async def test_the_printed_refusals(ask: Ask) -> None:
    assert (await ask("POST", "/customers/", {})).json == page.INVALID
    for method in ("GET", "PUT", "DELETE"):
        answer = await ask(method, "/customers/1/", {} if method == "PUT" else None)
        assert (answer.status, answer.json) == (404, page.UNKNOWN)


async def test_each_version_has_its_phone_form(ask: Ask) -> None:
    both = {"company": "V", "phone_number": "1"}
    number = {"national_number": "2", "type": "mobile", "county_code": "49"}
    new = (await ask("POST", "/customers/", {**both, "phone_numbers": [number]})).json
    old = (await ask("POST", "/customers/", {**both, "phone_numbers": [number]}, version=9)).json

    assert new["phone_number"] == "1"
    assert "phone_numbers" not in new
    assert old["phone_numbers"] == [number]
    assert "phone_number" not in old
    as_new = (await ask("GET", f"/customers/{old['id']}/")).json
    as_old = (await ask("GET", f"/customers/{new['id']}/", version=9)).json
    assert as_new["phone_number"] == "2"
    assert [one["national_number"] for one in as_old["phone_numbers"]] == ["1"]


async def test_a_put_leaves_the_rest(ask: Ask) -> None:
    made = (await ask("POST", "/customers/", page.REQUEST)).json

    changed = (await ask("PUT", f"/customers/{made['id']}/", {"note": None, "channel": 7})).json

    assert changed == {**made, "note": None}
    moved = {"billing_address": {"city": "Bonn"}, "shipping_address": []}
    changed = (await ask("PUT", f"/customers/{made['id']}/", moved)).json
    assert changed["billing_address"] == {**made["billing_address"], "city": "Bonn"}
    assert changed["shipping_address"] == []


async def test_an_address_may_stand_beside_the_name(ask: Ask) -> None:
    made = (
        await ask("POST", "/customers/", {"company": "V", "city": "Bonn", "country": "DE"})
    ).json

    assert made["billing_address"]["city"] == "Bonn"
    assert made["billing_address"]["country"] == "DE"


async def test_a_delete_has_no_body(api: Api, ask: Ask) -> None:
    made = (await ask("POST", "/customers/", {"company": "V"})).json

    answer = await ask("DELETE", f"/customers/{made['id']}/")

    assert (answer.status, answer.text) == (200, "")
    assert [row["applied"] for row in api.sandbox.history] == [True, True]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 30),
        ("?limit=50", 30),
        ("?limit=10", 10),
        ("?page=2", 9),
        ("?page=3", 0),
        ("?limit=x", 30),
    ],
)
async def test_pages(start: Start, query: str, rows: int) -> None:
    ask = asker(await start(data="demo"))

    answer = await ask("GET", f"/customers/{query}")

    assert (answer.json["total"], len(answer.json["data"])) == (39, rows)


@pytest.mark.parametrize(
    ("order", "companies"),
    [
        ("oldest", ["B", "C", "A"]),
        ("newest", ["A", "C", "B"]),
        ("name", ["A", "B", "C"]),
        ("edited", ["C", "A", "B"]),
    ],
)
async def test_orders(start: Start, order: str, companies: list[str]) -> None:
    ask = asker(await start(inventorum_order=order))
    made = [(await ask("POST", "/customers/", {"company": name})).json for name in "BCA"]
    await ask("PUT", f"/customers/{made[1]['id']}/", {"is_vip": True})

    rows = (await ask("GET", "/customers/")).json["data"]

    assert [row["company"] for row in rows] == companies


@pytest.mark.parametrize("token", [None, "user-token", "inventorum-refresh-token"])
async def test_without_a_token_of_its_own(ask: Ask, token: str | None) -> None:
    answer = await ask("GET", "/customers/", token=token)

    assert answer.status == 401
    assert answer.json["error"]["key"] == "common.unauthorized"


@pytest.mark.parametrize(("version", "status"), [(2, 400), ("x", 400), (None, 200), (13, 200)])
async def test_versions(ask: Ask, version: int | str | None, status: int) -> None:
    assert (await ask("GET", "/customers/", version=version)).status == status


async def test_a_rate(start: Start) -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    api = await start(inventorum_rate=2, clock=lambda: at)
    ask = asker(api)

    statuses = [(await ask("GET", "/customers/")).status for _ in range(3)]
    turned_away = await ask("GET", "/customers/")
    api.sandbox.advance(1)

    assert statuses == [200, 200, 429]
    assert turned_away.headers["Retry-After"] == "1"
    assert (await ask("GET", "/customers/")).status == 200


async def refreshed(api: Api, **changes: str) -> Answer:
    form = {"grant_type": "refresh_token", "refresh_token": "inventorum-refresh-token"}
    headers = {"Authorization": changes.pop("authorization", BASIC)}
    url = f"{api.sandbox.url}/inventorum/api/auth/token/"
    async with api.session.post(url, data={**form, **changes}, headers=headers) as response:
        return Answer(response.status, {}, await response.text(), await response.json())


async def test_a_refresh_token_is_good_for_one_refresh(api: Api, ask: Ask) -> None:
    first = await refreshed(api)
    again = await refreshed(api)
    second = await refreshed(api, refresh_token=first.json["refresh_token"])

    assert (first.status, second.status) == (200, 200)
    assert (again.status, again.json) == (400, {"error": "invalid_grant"})
    assert first.json["token_type"] == "Bearer"
    assert first.json["expires_in"] == 36_000
    assert [row["applied"] for row in api.sandbox.history] == [True, False, True]
    token = second.json["access_token"]
    assert (await ask("GET", "/customers/", token=token)).status == 200
    api.sandbox.advance(36_000)
    assert (await ask("GET", "/customers/", token=token)).status == 401


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"authorization": "Basic eDp5"}, 401, "invalid_client"),
        ({"authorization": "Basic ?"}, 401, "invalid_client"),
        ({"authorization": "Bearer inventorum-token"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"refresh_token": "x"}, 400, "invalid_grant"),
    ],
)
async def test_refreshes_that_are_refused(
    api: Api, changes: dict[str, str], status: int, error: str
) -> None:
    answer = await refreshed(api, **changes)

    assert (answer.status, answer.json) == (status, {"error": error})
    assert [row["spent"] for row in api.sandbox.store.records("inventorum_tokens") or []] == [False]


async def test_controls(start: Start) -> None:
    api = await start(data="demo")
    ask = asker(api)
    await ask("DELETE", "/customers/196906/")
    await refreshed(api)

    stored = await api("GET", "/_sandbox/store/inventorum_customers")
    history = await api("GET", "/_sandbox/history")
    assert len(stored.json) == 38
    assert {"phone_number", "phone_numbers", "birthday"} <= stored.json[0].keys()
    assert [row["path"] for row in history.json] == [
        "/inventorum/api/customers/196906/",
        "/inventorum/api/auth/token/",
    ]

    await api("POST", "/_sandbox/reset", {"data": "demo"})
    assert len((await api("GET", "/_sandbox/store/inventorum_customers")).json) == 39
    tokens = await api("GET", "/_sandbox/store/inventorum_tokens")
    assert tokens.json == [{"refresh_token": "inventorum-refresh-token", "spent": False}]


@pytest.mark.parametrize("name", ["status_429", "reset_after", "late_commit"])
async def test_faults_meet_the_till_as_well(start: Start, name: str) -> None:
    rule = {"path": "/inventorum/api/customers/", "do": name, "late_commit_s": 0}
    api = await start(faults={"rules": [rule]})
    ask = asker(api)

    if name == "status_429":
        assert (await ask("POST", "/customers/", {"company": "V"})).status == 429
    else:
        with pytest.raises(aiohttp.ClientConnectionError):
            await ask("POST", "/customers/", {"company": "V"})
        await api.sandbox.stop()

    assert api.sandbox.history[0]["fault"] == name
    rows = api.sandbox.store.records("inventorum_customers") or []
    assert len(rows) == (0 if name == "status_429" else 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"inventorum_order": "size"}, "inventorum_order"),
        ({"inventorum_rate": 0}, "inventorum_rate"),
    ],
)
def test_options_that_cannot_be(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Sandbox(**options)
