import asyncio
import json
import time
import zlib
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from gomus_async.sandbox import FAULTS
from gomus_async.sandbox.misbehave import MISBEHAVIOURS

CREATE = {"customer": {"foreign_id": "A", "name": "x", "tel": "1"}}
BODY = json.dumps(CREATE).encode()
REQUEST = (
    b"POST /api/v4/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer user-token\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)


def always(name: Any, **options: Any) -> Any:
    return {"rules": [{"do": name, **options}]}


async def raw(api: Any, request: Any = REQUEST) -> Any:
    """Everything that the server sends until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.sandbox.port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        writer.close()


def last(api: Any) -> Any:
    row = api.sandbox.history[-1]
    return row["status"], row["fault"], row["applied"], len(api.stored())


def test_every_name_misbehaves() -> None:
    assert set(MISBEHAVIOURS) == set(FAULTS)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_refusals_in_json(start: Any, status: Any) -> None:
    api = await start(faults=always(f"status_{status}"))
    answer = await api("POST", "/customers", CREATE)
    assert (answer.status, list(answer.json)) == (status, ["error"])
    assert "Retry-After" not in answer.headers
    assert last(api) == (status, f"status_{status}", False, 0)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wait", [0, 2, 1.5, "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_retry_after(start: Any, status: Any, wait: Any) -> None:
    api = await start(faults=always(f"status_{status}", retry_after=wait))
    assert (await api("GET", "/version")).headers["Retry-After"] == str(wait)


async def test_retry_after_is_not_for_other_statuses(start: Any) -> None:
    api = await start(faults="status_500=1,retry_after=1")
    assert "Retry-After" not in (await api("GET", "/version")).headers


@pytest.mark.parametrize("status", [502, 504])
async def test_refusals_of_a_proxy_are_html(start: Any, status: Any) -> None:
    api = await start(faults=always(f"status_{status}"))
    answer = await api("POST", "/customers", CREATE)
    assert answer.status == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert str(status) in answer.text
    assert last(api) == (status, f"status_{status}", False, 0)


async def test_a_proxy_may_refuse_what_was_applied(start: Any) -> None:
    api = await start(faults=always("status_503", applied=True))
    assert (await api("POST", "/customers", CREATE)).status == 503
    assert last(api) == (503, "status_503", True, 1)


@pytest.mark.parametrize(("fault", "stored"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_reset_reaches_the_client(start: Any, fault: Any, stored: Any) -> None:
    api = await start(faults=always(fault))
    with pytest.raises(ConnectionResetError):
        await raw(api)
    assert last(api) == (None, fault, stored == 1, stored)


async def test_a_reset_after_a_refusal_applied_nothing(start: Any) -> None:
    api = await start(faults=always("reset_after"))
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("POST", "/customers", CREATE, token=None)
    assert last(api) == (None, "reset_after", False, 0)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_late_commit_lands_when_its_time_has_come(start: Any, method: Any) -> None:
    api = await start(late_commit_s=60)
    await api.create(foreign_id="B")
    api.sandbox.set_faults(always("late_commit"))
    delete = REQUEST.replace(b"POST /api/v4/customers", b"DELETE /api/v4/customers/B")
    with pytest.raises(ConnectionResetError):
        await raw(api, REQUEST if method == "POST" else delete)
    await api("POST", "/_sandbox/clock", {"advance_s": 59})
    assert last(api) == (None, "late_commit", False, 1)
    await api("POST", "/_sandbox/clock", {"advance_s": 2})
    assert last(api) == (None, "late_commit", True, 2 if method == "POST" else 0)


async def test_late_commits_land_in_the_order_of_their_time(start: Any) -> None:
    api = await start()
    for key, wait in (("A", 30), ("B", 10), ("C", 10)):
        api.sandbox.set_faults(always("late_commit", late_commit_s=wait))
        with pytest.raises(aiohttp.ClientConnectionError):
            await api.create(foreign_id=key)
    api.sandbox.advance(100)
    assert [record["foreign_id"] for record in api.stored()] == ["B", "C", "A"]


async def test_a_late_commit_lands_by_real_time_too(start: Any) -> None:
    api = await start(faults=always("late_commit"), late_commit_s=0.02)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("POST", "/customers", CREATE)
    await api.committed()
    assert last(api) == (None, "late_commit", True, 1)


async def test_a_late_commit_follows_an_injected_clock(start: Any) -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    api = await start(faults=always("late_commit", nth=1), clock=lambda: now[0], late_commit_s=60)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("POST", "/customers", CREATE)
    assert (await api("GET", "/customers/A")).status == 404
    now[0] = datetime(2026, 1, 1, 0, 2, tzinfo=UTC)
    assert (await api("GET", "/customers/A")).status == 200


async def test_a_late_commit_may_keep_the_client_waiting(start: Any) -> None:
    api = await start(faults=always("late_commit", silent=True), late_commit_s=60)
    waiting = asyncio.create_task(raw(api))
    await api.arrived()
    api.sandbox.advance(61)
    assert last(api) == (None, "late_commit", True, 1)
    assert not waiting.done()
    await api.sandbox.stop()
    with pytest.raises(ConnectionResetError):
        await waiting


async def test_a_late_commit_lands_though_the_client_has_gone(start: Any) -> None:
    api = await start(faults=always("late_commit", silent=True), late_commit_s=60)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(raw(api), 0.05)
    api.sandbox.advance(61)
    assert last(api) == (None, "late_commit", True, 1)


async def test_a_late_commit_that_is_refused_applied_nothing(start: Any) -> None:
    api = await start(faults=always("late_commit"), late_commit_s=60)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("POST", "/customers", CREATE, token="reseller-token")
    api.sandbox.advance(61)
    assert last(api) == (None, "late_commit", False, 0)


async def test_delay(start: Any) -> None:
    api = await start(faults=always("delay", delay_s=0.05))
    began = time.monotonic()
    assert (await api("POST", "/customers", CREATE)).status == 201
    assert time.monotonic() - began >= 0.045
    assert last(api) == (201, "delay", True, 1)


async def test_a_delayed_request_is_applied_though_the_client_has_gone(start: Any) -> None:
    api = await start(faults=always("delay", delay_s=0.1))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(raw(api), 0.02)
    await api.committed()
    assert last(api) == (None, "delay", True, 1)


async def test_hang_gives_no_answer(start: Any) -> None:
    api = await start(faults=always("hang"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(raw(api), 0.05)
    assert last(api) == (None, "hang", False, 0)


async def test_hang_may_end_by_itself(start: Any) -> None:
    api = await start(faults=always("hang"), hang_s=0.02)
    with pytest.raises(ConnectionResetError):
        await raw(api)


async def test_truncate(start: Any) -> None:
    api = await start(faults=always("truncate"))
    head, _, body = (await raw(api)).partition(b"\r\n\r\n")
    fields = dict(line.split(b": ") for line in head.split(b"\r\n")[1:])
    assert head.startswith(b"HTTP/1.1 201 Created\r\n")
    assert 0 < len(body) < int(fields[b"Content-Length"])
    assert last(api) == (201, "truncate", True, 1)
    with pytest.raises(aiohttp.ClientPayloadError):
        await api("DELETE", "/customers/A")
    assert last(api)[2:] == (True, 0)


async def test_invalid_json(start: Any) -> None:
    api = await start(faults=always("invalid_json"))
    with pytest.raises(json.JSONDecodeError):
        await api("POST", "/customers", CREATE)
    assert last(api) == (200, "invalid_json", True, 1)


async def test_html(start: Any) -> None:
    api = await start(faults=always("html"))
    answer = await api("POST", "/customers", CREATE)
    assert (answer.status, answer.json) == (200, None)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert last(api) == (200, "html", True, 1)


async def test_garbage_head(start: Any) -> None:
    api = await start(faults=always("garbage_head"))
    assert not (await raw(api)).startswith(b"HTTP/")
    assert last(api) == (None, "garbage_head", True, 1)


async def test_huge_header(start: Any) -> None:
    api = await start(faults=always("huge_header"))
    request = REQUEST.replace(b"Host: x", b"Host: x\r\nConnection: close")
    head, _, body = (await raw(api, request)).partition(b"\r\n\r\n")
    assert max(len(line) for line in head.split(b"\r\n")) > 20_000
    assert json.loads(body)["customer"]["foreign_id"] == "A"
    assert last(api) == (201, "huge_header", True, 1)


async def test_slow_drip(start: Any) -> None:
    api = await start(faults=always("slow_drip", drip_s=0.0001))
    answer = await api("POST", "/customers", CREATE)
    assert answer.json["customer"]["foreign_id"] == "A"
    assert last(api) == (201, "slow_drip", True, 1)


async def test_slow_drip_is_slow(start: Any) -> None:
    api = await start(faults=always("slow_drip", drip_s=0.002))
    began = time.monotonic()
    answer = await api("GET", "/locales")
    assert time.monotonic() - began >= 0.002 * len(answer.text.encode())


async def test_slow_drip_ends_when_the_client_goes(start: Any) -> None:
    api = await start(faults=always("slow_drip", drip_s=30))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(raw(api), 0.05)
    assert last(api) == (201, "slow_drip", True, 1)


async def test_gzip_bomb(start: Any) -> None:
    api = await start(faults=always("gzip_bomb"))
    request = REQUEST.replace(b"Host: x", b"Host: x\r\nConnection: close")
    head, _, body = (await raw(api, request)).partition(b"\r\n\r\n")
    assert b"Content-Encoding: gzip" in head
    assert len(body) < 1_000_000
    text = zlib.decompress(body, wbits=31)
    assert len(text) > 100_000_000
    assert json.loads(text[-2000:])["customer"]["foreign_id"] == "A"
    assert last(api) == (201, "gzip_bomb", True, 1)


async def test_redirect(start: Any) -> None:
    api = await start(faults=always("redirect"))
    answer = await api("POST", "/customers", CREATE)
    assert (answer.status, answer.headers["Location"]) == (302, "https://elsewhere.invalid/")
    assert last(api) == (302, "redirect", False, 0)
    api.sandbox.set_faults(always("redirect", redirect_to="/api/v4/version"))
    assert (await api("GET", "/locales")).headers["Location"] == "/api/v4/version"


async def test_unknown_fields_are_everywhere(start: Any) -> None:
    api = await start(faults=always("unknown_fields"))
    batch = [{**CREATE["customer"], "addr_city": "Bonn"}]
    answer = (await api("POST", "/customers", {"customer": batch})).json
    customer = answer["customers"][0]
    for level in (answer, customer, customer["addresses"][0]):
        assert level["sandbox_note"] == "unknown"
        assert isinstance(level["sandbox_extra"], dict)
    assert (customer["foreign_id"], customer["addresses"][0]["city"]) == ("A", "Bonn")
    assert last(api) == (201, "unknown_fields", True, 1)


async def test_missing_fields(start: Any) -> None:
    api = await start(faults=always("missing_fields"))
    answer = await api("POST", "/customers", CREATE)
    expected = {"id": 1001, "foreign_id": "A", "name": "x", "surname": None, "email": None}
    assert answer.json == {"customer": expected}
    assert (await api("GET", "/whoami")).json == {"access": "user"}
    version = {"system": "2.9.1", "api": "4.4"}
    assert (await api("GET", "/version")).json == {"version": version}
    countries = (await api("GET", "/countries")).json
    assert (list(countries), countries["countries"][0]) == (
        ["countries"],
        {"id": 1, "name": "Andorra"},
    )
    refusal = await api("GET", "/customers/none")
    assert (refusal.status, refusal.json) == (404, {"error": "customer not found"})


async def test_nth_in_traffic(start: Any) -> None:
    rule = {"method": "POST", "path": "/api/v4/customers", "nth": 3, "do": "reset_after"}
    api = await start(faults={"rules": [rule]})
    for number in range(1, 5):
        await api("GET", "/version")
        if number == 3:
            with pytest.raises(aiohttp.ClientConnectionError):
                await api.create()
        else:
            await api.create()
    faults = [row["fault"] for row in api.sandbox.history if row["method"] == "POST"]
    assert faults == [None, None, "reset_after", None]


async def test_the_same_seed_gives_the_same_traffic(start: Any) -> None:
    seen = []
    for seed in (7, 7, 8):
        api = await start(faults="status_500=0.2,status_429=0.3,retry_after=1", seed=seed)
        for _ in range(60):
            await api("GET", "/version")
        seen.append([row["fault"] for row in api.sandbox.history])
    assert seen[0] == seen[1] != seen[2]
    assert {"status_500", "status_429", None} == set(seen[0])


async def test_the_controls_are_spared(start: Any) -> None:
    api = await start(faults="reset_before=1")
    answer = await api("GET", "/_sandbox/history", token=None)
    assert (answer.status, answer.json) == (200, [])
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("GET", "/version")
