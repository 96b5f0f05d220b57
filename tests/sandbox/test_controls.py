import asyncio
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

CLOCK = {"clock": lambda: datetime(2026, 3, 28, 23, tzinfo=UTC)}


async def history(api: Any) -> Any:
    return (await api("GET", "/_sandbox/history", token=None)).json


async def test_history_tells_every_request(start: Any) -> None:
    api = await start(**CLOCK)
    await api.create(foreign_id="A/B")
    await api("GET", "/customers/A%2FB?locale=de&x[]=1&y=1&y=2&z=")
    await api("POST", "/customers", {"customer": [{"foreign_id": "C", "email": "no"}, {}]})
    await api("PUT", "/customers/A%2FB", {"customer": {"tel": "1"}}, token=None)
    await api("GET", "/nothing")
    rows = await history(api)
    at = "2026-03-29T00:00:00.000+01:00"
    common: dict[str, Any] = {"at": at, "query": {}, "fault": None, "applied": False, "keys": []}
    post = {**common, "method": "POST", "path": "/api/v4/customers"}
    assert rows == [
        {**post, "n": 1, "status": 201, "applied": True, "keys": ["A/B"]},
        {
            **common,
            "n": 2,
            "method": "GET",
            "path": "/api/v4/customers/A%2FB",
            "query": {"locale": "de", "x[]": ["1"], "y": ["1", "2"], "z": ""},
            "status": 200,
        },
        {**post, "n": 3, "status": 422, "keys": ["C"]},
        {
            **common,
            "n": 4,
            "method": "PUT",
            "path": "/api/v4/customers/A%2FB",
            "status": 401,
            "keys": ["A/B"],
        },
        {**common, "n": 5, "method": "GET", "path": "/api/v4/nothing", "status": 404},
    ]
    assert rows == api.sandbox.history
    assert "user-token" not in str(rows)


async def test_the_history_that_a_caller_gets_is_a_copy(api: Any) -> None:
    await api("GET", "/version")
    api.sandbox.history.clear()
    api.sandbox.history[0]["status"] = 0
    assert [row["status"] for row in api.sandbox.history] == [200]


async def test_a_request_whose_client_left_has_no_status(api: Any) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", api.sandbox.port)
    writer.write(b"POST /api/v4/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
    await api.arrived()
    writer.close()
    await writer.wait_closed()
    row = api.sandbox.history[0]
    assert (row["status"], row["applied"]) == (None, False)


async def test_the_store_shows_what_was_sent(api: Any) -> None:
    sent = {"foreign_id": "A", "name": "Ä", "addr_city": "Bonn", "addr_zip": "", "notes": None}
    await api("POST", "/customers", {"customer": sent})
    (record,) = (await api("GET", "/_sandbox/store/customers", token=None)).json
    assert {name: record[name] for name in sent} == sent
    assert [record] == api.stored() == api.sandbox.store.records("customers")


@pytest.mark.parametrize("table", ["orders", "reservations"])
async def test_other_tables_are_there(api: Any, table: Any) -> None:
    assert (await api("GET", f"/_sandbox/store/{table}")).json == []


async def test_the_demo_holds_people_to_show(start: Any) -> None:
    api = await start(data="demo")
    records = (await api("GET", "/_sandbox/store/customers")).json
    by_id = {record["id"]: record for record in records}
    keys = [record["foreign_id"] for record in records if record["foreign_id"]]
    assert len(records) == len(by_id) == 26
    assert (by_id[402]["name"], by_id[402]["surname"]) == ("Bruce", "Wayne")
    assert "SF-1001" in keys
    assert len(set(keys)) == len(keys) < 26
    assert not any(key.isdecimal() for key in keys)
    for record in records:
        update = {"customer": {key: value for key, value in record.items() if key != "id"}}
        assert (await api("PUT", f"/customers/{record['id']}", update)).status == 200


async def test_faults_are_set_and_cleared(api: Any) -> None:
    rule = {"method": "GET", "path": "/api/v4/version", "nth": 2, "do": "status_500"}
    spec = {"seed": 1, "rates": {"status_429": 0.0}, "rules": [rule]}
    assert (await api("POST", "/_sandbox/faults", spec, token=None)).status == 200
    assert [(await api("GET", "/version")).status for _ in range(3)] == [200, 500, 200]
    await api("POST", "/_sandbox/faults", {"rates": {"status_500": 1}})
    assert (await api("GET", "/version")).status == 500
    await api("POST", "/_sandbox/faults", {})
    assert (await api("GET", "/version")).status == 200


async def test_the_clock_advances(start: Any) -> None:
    api = await start(**CLOCK)
    answer = await api("POST", "/_sandbox/clock", {"advance_s": 2 * 3600}, token=None)
    assert answer.json == {"now": "2026-03-29T03:00:00+02:00"}
    version = (await api("GET", "/version")).json["version"]
    assert version["time"] == "2026-03-29T03:00:00+02:00"
    assert (await api("POST", "/_sandbox/clock", {"advance_s": 0.5})).status == 200


async def test_reset_goes_back_to_the_start(start: Any) -> None:
    api = await start(data="demo", faults="status_500=1", late_commit_s=60, **CLOCK)
    api.sandbox.set_faults({"rules": [{"do": "late_commit", "nth": 2}]})
    await api("DELETE", "/customers/501")
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.create(foreign_id="late")
    api.sandbox.advance(30)
    assert (await api("POST", "/_sandbox/reset", token=None)).json == {"data": "demo"}
    assert await history(api) == []
    assert (await api("GET", "/customers/501")).status == 200
    assert (await api.create())["created_at"] == "2026-03-29T00:00:00+01:00"
    api.sandbox.advance(3600)
    assert "late" not in [record["foreign_id"] for record in api.stored()]


@pytest.mark.parametrize(("data", "stored"), [("empty", 0), ("demo", 26)])
async def test_reset_takes_a_data_set(api: Any, data: Any, stored: Any) -> None:
    await api.create()
    await api("POST", "/_sandbox/reset", {"data": data})
    assert len(api.stored()) == stored
    assert (await api.create())["id"] == 1001


@pytest.mark.parametrize("fault", ["hang", "delay"])
async def test_reset_breaks_off_what_waits(start: Any, fault: Any) -> None:
    api = await start(faults=f"{fault}=1", delay_s=60)
    waiting = asyncio.create_task(api.create())
    async with asyncio.timeout(10):
        await api.arrived()
        await api("POST", "/_sandbox/reset", {})
        with pytest.raises(aiohttp.ClientConnectionError):
            await waiting
    assert api.stored() == []


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("faults", b'{"rates": {"status_418": 1}}', "unknown fault 'status_418'"),
        ("faults", b"[]", "JSON object"),
        ("faults", b"{", "not valid JSON"),
        ("clock", b"{}", "advance_s"),
        ("clock", b'{"advance_s": -1}', "advance_s"),
        ("clock", b'{"advance_s": "1"}', "advance_s"),
        ("clock", b'{"advance_s": true}', "advance_s"),
        ("clock", b'{"advance_s": 1e300}', "9999"),
        ("clock", b'{"advance": 1}', "unknown key 'advance'"),
        ("reset", b'{"data": "full"}', "demo, empty"),
        ("reset", b'{"data": null}', "demo, empty"),
        ("reset", b'{"date": "demo"}', "unknown key 'date'"),
    ],
)
async def test_a_wrong_control_is_told_in_one_sentence(
    api: Any, path: Any, body: Any, words: Any
) -> None:
    answer = await api("POST", f"/_sandbox/{path}", data=body)
    assert (answer.status, list(answer.json)) == (400, ["error"])
    assert words in answer.json["error"]


async def test_unknown_controls(api: Any) -> None:
    assert (await api("GET", "/_sandbox/nothing")).status == 404
    assert (await api("GET", "/_sandbox/store/secrets")).status == 404
    assert (await api("GET", "/_sandbox/clock")).status == 405


async def test_controls_need_no_token_and_mind_none(api: Any) -> None:
    for token in (None, "wrong", "reseller-token"):
        assert (await api("GET", "/_sandbox/history", token=token)).status == 200
