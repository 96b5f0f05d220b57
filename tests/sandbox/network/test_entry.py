from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from tests.support.door import FRESH, MESSAGE, Door
from tests.support.shop import MONDAY, Shop, coupon, ticket

REDEEMED_2017 = "100000000013"
VOID = {"error": "Barcode wurde schon eingelöst am 06.07.2026"}
CANCELLED = {"error": "Barcode wurde storniert"}


@pytest.fixture
async def door(start: Any) -> Door:
    return Door(await start(data="demo", clock=lambda: MONDAY))


async def sold(door: Door, quantity: int = 1) -> tuple[dict[str, Any], list[str]]:
    order = await Shop(door.api).bought(ticket(quantity=quantity), total=1400 * quantity)
    return order, [one["barcode"] for one in order["items"][0]["attributes"]["barcodes"]]


async def test_looking_does_not_void_and_redeeming_does_so_once(door: Door) -> None:
    for _ in range(3):
        assert await door("GET", FRESH) == (200, MESSAGE)
    assert await door.scans() == []
    assert await door("PUT", FRESH, "?location=Haupthaus%20S%C3%BCd") == (200, MESSAGE)
    for method in ("PUT", "GET", "PUT"):
        assert await door(method, FRESH) == (422, VOID)
    assert await door.scans() == [
        {
            "id": 3,
            "barcode": FRESH,
            "entry_at": "2026-07-06T09:00:00+02:00",
            "position": None,
            "device": "3",
            "people_count": 1,
            "is_valid": True,
            "is_entry": True,
            "updated_at": "2026-07-06T09:00:00+02:00",
            "created_at": "2026-07-06T09:00:00+02:00",
            "location": "Haupthaus Süd",
        }
    ]


@pytest.mark.parametrize(
    "token", [None, "entry-token", "user-token", "meowmeowmeow", "cashpoint-token"]
)
async def test_whoever_stands_at_the_door_may_scan(door: Door, token: Any) -> None:
    other = Door(door.api, token)
    assert await other("GET", FRESH) == (200, MESSAGE)
    assert await other("PUT", FRESH) == (200, MESSAGE)
    assert (await other("PUT", FRESH, "/exit"))[0] == 200


@pytest.mark.parametrize(("method", "tail"), [("GET", ""), ("PUT", ""), ("PUT", "/exit")])
async def test_a_wrong_token_is_refused(door: Door, method: str, tail: str) -> None:
    assert (await Door(door.api, "stale")(method, FRESH, tail))[0] == 401
    assert await door.scans() == []


@pytest.mark.parametrize(("method", "tail"), [("GET", ""), ("PUT", ""), ("PUT", "/exit")])
async def test_an_unknown_barcode_is_404(door: Door, method: str, tail: str) -> None:
    for code in ("nothing", "79171892"):
        status, body = await door(method, code, tail)
        assert (status, body) == (404, {"error": "Barcode wurde nicht gefunden"})


async def test_the_day_on_which_it_was_redeemed_is_told_in_german(door: Door) -> None:
    expected = {"error": "Barcode wurde schon eingelöst am 13.03.2017"}
    assert await door("GET", REDEEMED_2017) == (422, expected)
    assert await door("PUT", REDEEMED_2017) == (422, expected)


async def test_the_day_is_that_of_the_museum(start: Any) -> None:
    door = Door(await start(data="demo", clock=lambda: datetime(2026, 12, 31, 23, 30, tzinfo=UTC)))
    await door("PUT", FRESH)
    assert (await door("GET", FRESH))[1]["error"].endswith("01.01.2027")


async def test_every_barcode_of_an_order_lets_one_in(door: Door) -> None:
    _, codes = await sold(door, quantity=3)
    assert await door("PUT", codes[1]) == (200, MESSAGE)
    assert [(await door("GET", code))[0] for code in codes] == [200, 422, 200]
    assert await door("GET", "4034210297633-5") == (200, MESSAGE)
    assert await door("GET", "704323341") == (200, MESSAGE)


async def test_a_coupon_is_no_ticket(door: Door) -> None:
    order = await Shop(door.api).bought(coupon(), total=5000)
    (code,) = (one["barcode"] for one in order["items"][0]["attributes"]["barcodes"])
    assert (await door("PUT", code))[0] == 404


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("inside", [True, False])
async def test_what_was_cancelled_lets_nobody_in(door: Door, whole: bool, inside: bool) -> None:
    order, (code,) = await sold(door)
    if inside:
        await door("PUT", code)
    body = {} if whole else {"item_ids": [order["items"][0]["id"]]}
    cancelled = await door.api("POST", f"/orders/{order['id']}/cancellations", body)
    assert cancelled.status == 200
    for method, tail in (("GET", ""), ("PUT", ""), ("PUT", "/exit")):
        assert await door(method, code, tail) == (422, CANCELLED)


async def test_who_has_left_may_come_back(door: Door) -> None:
    outside = {"error": "Barcode wurde noch nicht eingelöst"}
    assert await door("PUT", FRESH, "/exit") == (422, outside)
    assert await door("PUT", FRESH) == (200, MESSAGE)
    assert await door("PUT", FRESH, "/exit?location=Garten") == (200, {"message": "Austritte: 1"})
    assert await door("PUT", FRESH, "/exit") == (422, outside)
    assert await door("GET", FRESH) == (200, MESSAGE)
    assert await door("PUT", FRESH) == (200, MESSAGE)
    assert await door("PUT", FRESH) == (422, VOID)
    told = [(scan["is_entry"], scan["location"]) for scan in await door.scans()]
    assert told == [(True, None), (False, "Garten"), (True, None)]


@pytest.mark.parametrize(
    "fault", ["late_commit", "reset_after", "reset_before", "truncate", "garbage_head"]
)
async def test_a_lost_answer_voids_once_at_most(door: Door, fault: str) -> None:
    path = f"/api/v3/barcodes/{FRESH}"
    door.api.sandbox.set_faults({"rules": [{"do": fault, "path": path, "method": "PUT"}]})
    with pytest.raises(aiohttp.ClientError):
        await door("PUT", FRESH)
    door.api.sandbox.set_faults(None)
    door.api.sandbox.advance(60)
    voided = fault != "reset_before"
    assert (await door("GET", FRESH))[0] == (422 if voided else 200)
    await door("PUT", FRESH)
    assert len(await door.scans()) == 1
    puts = [row for row in door.api.sandbox.history if row["method"] == "PUT"]
    assert [row["applied"] for row in puts].count(True) == 1


async def test_several_late_entries_of_one_barcode_void_it_once(door: Door) -> None:
    door.api.sandbox.set_faults({"rules": [{"do": "late_commit", "method": "PUT"}]})
    for _ in range(3):
        with pytest.raises(aiohttp.ClientError):
            await door("PUT", FRESH)
    assert await door("GET", FRESH) == (200, MESSAGE)
    door.api.sandbox.advance(60)
    assert await door("GET", FRESH) == (422, VOID)
    assert len(await door.scans()) == 1


async def test_a_message_is_not_always_there(door: Door) -> None:
    door.api.sandbox.set_faults({"rules": [{"do": "missing_fields"}]})
    assert await door("PUT", FRESH) == (200, {})


async def test_a_reset_makes_barcodes_good_again(door: Door) -> None:
    await door("PUT", FRESH)
    await door.api("POST", "/_sandbox/reset", {})
    assert await door("GET", FRESH) == (200, MESSAGE)
    assert await door.scans() == []
    await door.api("POST", "/_sandbox/reset", {"data": "empty"})
    assert (await door("GET", FRESH))[0] == 404
