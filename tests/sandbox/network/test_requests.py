from typing import Any

import aiohttp
import pytest

from tests.support.shop import MONDAY

TOUR = {"type": "Tour", "attributes": {"id": 101173, "quantity": 12}}
RIGHT = {"date": "2026-09-01", "items": [TOUR]}
SAVED = "request could not be saved"


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(data="demo", clock=lambda: MONDAY)


async def stored(api: Any) -> Any:
    return (await api("GET", "/_sandbox/store/requests")).json


async def test_a_request_is_pending(api: Any) -> None:
    given = {
        **RIGHT,
        "participants": 12,
        "companions": 2,
        "notes": "mit Rollstuhl",
        "language": "Deutsch",
        "age_group": 3,
        "skip_confirmation_email": True,
        "customer": {"name": "Müller", "surname": "Ida", "email": "ida@example.com"},
    }
    answer = await api("POST", "/requests", {"request": given})
    assert answer.status == 201
    request = answer.json["request"]
    customer = api.sandbox.store.customers.find_email("ida@example.com")
    kept = {name: given[name] for name in given if name not in {"date", "customer"}}
    assert request == {
        **kept,
        "id": 7001,
        "state": "pending",
        "payment_mode": None,
        "grade": None,
        "proposal_category": None,
        "category": None,
        "date": "2026-09-01T00:00:00+02:00",
        "customer_id": customer.id,
        "created_at": "2026-07-06T09:00:00+02:00",
        "updated_at": "2026-07-06T09:00:00+02:00",
    }
    assert await stored(api) == [request]
    assert api.sandbox.history[0]["applied"] is True


async def test_it_may_stand_without_its_name_and_name_a_known_customer(api: Any) -> None:
    body = {**RIGHT, "customer": {"email": "Anna.Mueller@example.com"}}
    first = (await api("POST", "/requests", body)).json["request"]
    assert first["customer_id"] == 501
    second = (await api("POST", "/requests", {**RIGHT, "foreign_id": "SF-1002"})).json["request"]
    assert (second["id"], second["customer_id"]) == (7002, 502)
    third = (await api("POST", "/requests", RIGHT)).json["request"]
    assert third["customer_id"] is None


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("2026-12-24", "2026-12-24T00:00:00+01:00"),
        ("2026-07-20T10:30:00+02:00", "2026-07-20T10:30:00+02:00"),
        ("2026-07-20 10:30:00", "2026-07-20T10:30:00+02:00"),
        ("2026-07-20T08:30:00Z", "2026-07-20T10:30:00+02:00"),
    ],
)
async def test_a_date_may_have_a_time(api: Any, date: str, read: str) -> None:
    answer = await api("POST", "/requests", {**RIGHT, "date": date})
    assert answer.json["request"]["date"] == read


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"date": None}, ["Date can't be blank"]),
        ({"date": ""}, ["Date can't be blank"]),
        ({"date": "soon"}, ["Date is invalid"]),
        ({"date": 20260901}, ["Date is invalid"]),
        ({"date": "0001-01-01T00:00:00Z"}, ["Date is invalid"]),
        ({"items": None}, ["Items can't be blank"]),
        ({"items": []}, ["Items can't be blank"]),
        ({"items": {}}, ["Items is invalid"]),
        ({"items": ["tour"]}, ["Item 1 is invalid"]),
        ({"items": [{"type": "Ticket", "attributes": {"id": 247}}]}, ["Items must contain a tour"]),
        ({"items": [TOUR, {"type": "Tour", "id": 9}]}, ["Item 2: tour must exist"]),
        ({"items": [{"type": "Tour"}]}, ["Item 1: tour must exist"]),
        ({"participants": "12"}, ["Participants is invalid"]),
        ({"companions": -1}, ["Companions is invalid"]),
        ({"notes": 1}, ["Notes is invalid"]),
        ({"age_group": ""}, ["Age group is invalid"]),
        ({"skip_confirmation_email": "no"}, ["Skip confirmation email is invalid"]),
        ({"customer": {"email": "none"}}, ["Email is invalid"]),
        ({"customer_id": 9}, ["customer must exist"]),
        ({"date": "", "items": []}, ["Date can't be blank", "Items can't be blank"]),
    ],
)
async def test_everything_that_is_wrong_is_told(api: Any, change: Any, errors: Any) -> None:
    before = api.sandbox.store.revision
    answer = await api("POST", "/requests", {"request": {**RIGHT, **change}})
    assert (answer.status, answer.json) == (422, {"error": SAVED, "errors": errors})
    assert await stored(api) == []
    assert api.sandbox.store.revision == before


async def test_another_body_is_422(api: Any) -> None:
    assert (await api("POST", "/requests", [RIGHT])).status == 422
    assert (await api("POST", "/requests", data=b"{")).status == 422


async def test_only_api_users_may_ask_and_nobody_may_read(api: Any) -> None:
    assert (await api("POST", "/requests", RIGHT, token=None)).status == 401
    for token in ("reseller-token", "cashpoint-token", "entry-token"):
        assert (await api("POST", "/requests", RIGHT, token=token)).status == 403
    assert (await api("GET", "/requests")).status == 405
    assert (await api("GET", "/requests/7001")).status == 404


@pytest.mark.parametrize("fault", ["late_commit", "reset_after"])
async def test_a_lost_answer_still_makes_one(api: Any, fault: str) -> None:
    api.sandbox.set_faults({"rules": [{"do": fault}]})
    with pytest.raises(aiohttp.ClientError):
        await api("POST", "/requests", RIGHT)
    api.sandbox.set_faults(None)
    api.sandbox.advance(60)
    assert len(await stored(api)) == 1
