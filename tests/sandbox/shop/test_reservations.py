from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

SUMMER = timezone(timedelta(hours=2))
NOW = datetime(2026, 7, 6, 9, tzinfo=SUMMER)
SLOT = "2026-07-07T10:00:00+02:00"
PATH = "/tickets/reservations"
EXPIRED = {"error": "reservation not valid anymore"}


def body(**fields: object) -> dict[str, Any]:
    given = {"ticket_id": 304, "quantity": 2, "start_at": SLOT, **fields}
    return {"reservation": {name: value for name, value in given.items() if value is not ...}}


@pytest.fixture
async def shop(start: Any) -> Any:
    return await start(clock=lambda: NOW)


async def hold(shop: Any, token: str = "reseller-token", **fields: object) -> Any:
    answer = await shop("POST", PATH, body(**fields), token=token)
    assert answer.status == 201
    return answer.json["reservation"]


async def left(shop: Any, slot: str = SLOT, ticket: int = 304) -> int:
    answer = await shop("GET", f"/tickets/{ticket}/capacity?date={slot[:10]}")
    people: int = answer.json["data"].get(slot, 0)
    return people


async def stored(shop: Any) -> Any:
    return (await shop("GET", "/_sandbox/store/reservations")).json


async def applied(shop: Any) -> list[bool]:
    history = (await shop("GET", "/_sandbox/history")).json
    return [entry["applied"] for entry in history if PATH in entry["path"]]


@pytest.mark.parametrize("token", ["user-token", "reseller-token", "cashpoint-token"])
async def test_a_reservation_holds_seats_for_five_minutes(shop: Any, token: str) -> None:
    answer = await shop("POST", PATH, body(), token=token)
    assert answer.status == 201
    reservation = answer.json["reservation"]
    assert answer.json == {
        "reservation": {
            "token": reservation["token"],
            "quantity": 2,
            "ticket_id": 304,
            "start_at": SLOT,
            "valid_until": "2026-07-06T09:05:00+02:00",
        }
    }
    assert len(reservation["token"]) == 22
    assert await stored(shop) == [reservation]
    assert await left(shop) == 18
    shop.sandbox.advance(299)
    assert await left(shop) == 18
    shop.sandbox.advance(1)
    assert await left(shop) == 20
    assert await stored(shop) == []


@pytest.mark.parametrize(("token", "status"), [(None, 401), ("wrong", 401), ("entry-token", 403)])
async def test_who_may_not_reserve(shop: Any, token: str | None, status: int) -> None:
    own = await hold(shop)
    for method, path in (("POST", PATH), ("PUT", f"{PATH}/x"), ("DELETE", f"{PATH}/x")):
        assert (await shop(method, path, body(), token=token)).status == status
    assert await stored(shop) == [own]


async def test_others_do_not_find_a_reservation(shop: Any) -> None:
    own = await hold(shop)
    path = f"{PATH}/{own['token']}"
    assert (await shop("PUT", path, body(quantity=1), token="user-token")).status == 404
    assert (await shop("DELETE", path, token="cashpoint-token")).status == 404
    assert await stored(shop) == [own]


async def test_an_update_changes_the_quantity_and_renews(shop: Any) -> None:
    own = await hold(shop)
    shop.sandbox.advance(200)
    changed = await shop(
        "PUT",
        f"{PATH}/{own['token']}",
        body(quantity=20, ticket_id=247, start_at="2026-07-07T11:00:00+02:00"),
        token="reseller-token",
    )
    assert changed.status == 200
    until = "2026-07-06T09:08:20+02:00"
    assert changed.json["reservation"] == {**own, "quantity": 20, "valid_until": until}
    assert await stored(shop) == [changed.json["reservation"]]
    assert await left(shop) == 0
    assert await applied(shop) == [True, True]


async def test_a_reservation_lasts_for_an_hour_at_most(shop: Any) -> None:
    own = await hold(shop)
    path = f"{PATH}/{own['token']}"
    untils: list[str] = []
    for _ in range(14):
        shop.sandbox.advance(250)
        answer = await shop("PUT", path, body(quantity=3), token="reseller-token")
        untils.append(answer.json["reservation"]["valid_until"])
    assert untils[0] == "2026-07-06T09:09:10+02:00"
    assert untils[12:] == ["2026-07-06T09:59:10+02:00", "2026-07-06T10:00:00+02:00"]
    shop.sandbox.advance(99)
    answer = await shop("PUT", path, body(quantity=3), token="reseller-token")
    assert answer.json["reservation"]["valid_until"] == "2026-07-06T10:00:00+02:00"
    assert await left(shop) == 17
    shop.sandbox.advance(1)
    answer = await shop("PUT", path, body(quantity=3), token="reseller-token")
    assert (answer.status, answer.json) == (422, EXPIRED)
    assert await left(shop) == 20


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_an_expired_reservation_is_not_valid_anymore(shop: Any, method: str) -> None:
    own = await hold(shop)
    shop.sandbox.advance(300)
    answer = await shop(method, f"{PATH}/{own['token']}", body(), token="reseller-token")
    assert (answer.status, answer.json) == (422, EXPIRED)
    assert await applied(shop) == [True, False]


async def test_an_expired_reservation_is_forgotten_after_a_day(shop: Any) -> None:
    own = await hold(shop)
    shop.sandbox.advance(86_401)
    await hold(shop, start_at="2026-07-09T10:00:00+02:00")
    answer = await shop("DELETE", f"{PATH}/{own['token']}", token="reseller-token")
    assert answer.status == 404


async def test_a_deleted_reservation_is_gone(shop: Any) -> None:
    own = await hold(shop)
    path = f"{PATH}/{own['token']}"
    answer = await shop("DELETE", path, token="reseller-token")
    assert (answer.status, answer.text) == (204, "")
    assert await left(shop) == 20
    for method in ("DELETE", "PUT"):
        assert (await shop(method, path, body(), token="reseller-token")).status == 404
    assert await applied(shop) == [True, True, False, False]


async def test_not_more_than_is_free(shop: Any) -> None:
    own = await hold(shop, quantity=15)
    assert (await shop("POST", PATH, body(quantity=6))).status == 422
    await hold(shop, quantity=4)
    path = f"{PATH}/{own['token']}"
    refused = await shop("PUT", path, body(quantity=17), token="reseller-token")
    assert (refused.status, refused.json) == (422, {"error": "not enough capacity left"})
    assert await left(shop) == 1
    shop.sandbox.advance(100)
    assert (await stored(shop))[0]["valid_until"] == own["valid_until"]
    answer = await shop("PUT", path, body(quantity=16), token="reseller-token")
    assert answer.status == 200
    assert await left(shop) == 0


async def test_every_quota_of_a_ticket_must_have_room(shop: Any) -> None:
    await hold(shop, ticket_id=250, quantity=60)
    assert (await shop("POST", PATH, body(ticket_id=250, quantity=1))).status == 422
    await hold(shop, ticket_id=247, quantity=40)
    assert (await shop("POST", PATH, body(ticket_id=248, quantity=1))).status == 422
    assert await left(shop, ticket=247) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": "2"},
        {"quantity": 1.5},
        {"quantity": True},
        {"quantity": ...},
        {"ticket_id": 999},
        {"ticket_id": "304"},
        {"ticket_id": None},
        {"ticket_id": ...},
        {"ticket_id": 514},
        {"ticket_id": 515},
        {"ticket_id": 403},
        {"ticket_id": 251},
        {"start_at": ...},
        {"start_at": "soon"},
        {"start_at": 7},
        {"start_at": "2026-07-07T10:10:00+02:00"},
        {"start_at": "2026-07-07T10:00:01+02:00"},
        {"start_at": "2026-07-07T18:00:00Z"},
        {"start_at": "2026-07-07T09:30:00+02:00"},
        {"start_at": "2026-07-07T17:30:00+02:00"},
        {"start_at": "2026-07-05T10:00:00+02:00"},
        {"start_at": "0001-01-01T00:00:00+14:00"},
        {"start_at": "2027-03-28T02:30:00"},
        {"ticket_id": 305, "start_at": "2026-07-13T10:00:00+02:00"},
        {"ticket_id": 401, "start_at": "2026-07-07T10:30:00+02:00"},
        {"ticket_id": 302, "start_at": "2026-07-07T10:30:00+02:00"},
        {"ticket_id": 301, "start_at": "2026-07-07T10:20:00+02:00"},
    ],
)
async def test_what_cannot_be_reserved(shop: Any, fields: dict[str, object]) -> None:
    answer = await shop("POST", PATH, body(**fields))
    assert answer.status == 422
    assert answer.json["error"]
    assert await stored(shop) == []
    assert await applied(shop) == [False]


async def test_a_ticket_must_be_sold_to_the_caller(shop: Any) -> None:
    assert (await shop("POST", PATH, body(ticket_id=249), token="cashpoint-token")).status == 422
    await hold(shop, ticket_id=249)


@pytest.mark.parametrize("given", [{}, [], {"reservation": None}, {"reservation": [1]}, "x"])
async def test_a_reservation_must_be_given(shop: Any, given: object) -> None:
    assert (await shop("POST", PATH, given)).status == 422
    own = await hold(shop, "user-token")
    assert (await shop("PUT", f"{PATH}/{own['token']}", given)).status == 422


@pytest.mark.parametrize(
    ("text", "ticket_id", "start_at"),
    [
        ("2026-07-07T08:00:00Z", 304, SLOT),
        ("2026-07-07 10:00:00", 304, SLOT),
        ("2026-07-07T10:00", 304, SLOT),
        ("2026-07-07", 401, SLOT),
        ("2026-12-01T10:00:00+01:00", 304, "2026-12-01T10:00:00+01:00"),
        ("2026-07-07T14:12:00+02:00", 402, "2026-07-07T14:12:00+02:00"),
        ("2026-07-07T10:20:00+02:00", 302, "2026-07-07T10:20:00+02:00"),
    ],
)
async def test_times_are_read_in_the_zone_of_the_instance(
    shop: Any, text: str, ticket_id: int, start_at: str
) -> None:
    assert (await hold(shop, ticket_id=ticket_id, start_at=text))["start_at"] == start_at


async def test_a_slot_that_has_begun_cannot_be_renewed(start: Any) -> None:
    shop = await start(clock=lambda: NOW.replace(minute=58))
    slot = "2026-07-06T10:00:00+02:00"
    own = await hold(shop, start_at=slot)
    shop.sandbox.advance(121)
    path = f"{PATH}/{own['token']}"
    assert (await shop("PUT", path, body(), token="reseller-token")).status == 422
    assert (await shop("POST", PATH, body(start_at=slot))).status == 422
    assert (await shop("DELETE", path, token="reseller-token")).status == 204


async def test_a_day_ticket_can_be_had_until_the_last_entry(start: Any) -> None:
    shop = await start(clock=lambda: NOW.replace(hour=17))
    await hold(shop, ticket_id=401, start_at="2026-07-06")
    shop.sandbox.advance(1)
    assert (await shop("POST", PATH, body(ticket_id=401, start_at="2026-07-06"))).status == 422


async def test_paths_of_reservations_are_no_tickets(shop: Any) -> None:
    assert (await shop("GET", PATH)).status == 405
    assert (await shop("GET", f"{PATH}/x")).status == 405
    assert (await shop("POST", "/tickets/247")).status == 405


async def test_a_reset_forgets_reservations(shop: Any) -> None:
    await hold(shop)
    await shop("POST", "/_sandbox/reset", {})
    assert await stored(shop) == []
    assert await left(shop) == 20
