import uuid
from typing import Any

import pytest

from tests.support.annual import NOW, PETER, PRINTED, ask, buy, invite, read


@pytest.fixture
async def shop(start: Any) -> Any:
    return await start(data="demo", clock=lambda: NOW)


async def test_the_printed_order(shop: Any) -> None:
    assert await read(shop) == PRINTED
    assert not shop.sandbox.history[-1]["applied"]


async def test_an_empty_sandbox_has_no_annual_orders(api: Any) -> None:
    assert (await api("GET", "/_sandbox/store/annual")).json == []
    assert (await ask(api, "GET", "order"))[0] == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "order"),
        ("POST", "customers"),
        ("PUT", "customers/18"),
        ("PUT", "personalizations/10"),
        ("POST", "personalizations/10/upload"),
        ("POST", "personalization/finalize"),
        ("PUT", "ticket_sales/51"),
    ],
)
async def test_only_the_token_opens_it(shop: Any, method: Any, path: Any) -> None:
    assert (await shop(method, f"/annual/{path}", token="user-token")).status == 401
    for token in ["", "wrong", "user-token", "Aniq532VCewghH2mUtEnng"]:
        assert (await ask(shop, method, path, token=token))[0] == 401
    answer = await shop("GET", "/annual/order?token=annual-token", token="of-nobody")
    assert answer.status == 200
    assert await read(shop) == PRINTED


async def test_a_new_customer(shop: Any) -> None:
    customer = await invite(shop)
    token, number = customer.pop("personalization_token"), customer["addresses"][0].pop("id")
    assert str(uuid.UUID(token)) == token
    assert customer == {
        "id": customer["id"],
        "name": "Peter",
        "surname": "Pan",
        "email": "peter@giantmonkey.de",
        "salutation_id": 1,
        "addresses": [
            {"zip": "10119", "street": "Brunnenstraße 7D", "country_id": 60, "city": "Berlin"}
        ],
    }
    assert shop.sandbox.history[-1]["applied"]
    stored = (await shop("GET", f"/customers/{customer['id']}")).json["customer"]
    assert (stored["name"], stored["addresses"][0]["id"]) == ("Peter", number)


@pytest.mark.parametrize("field", sorted(PETER))
@pytest.mark.parametrize("value", ["absent", None, ""])
async def test_all_eight_fields_are_needed(shop: Any, field: Any, value: Any) -> None:
    given = {**PETER, field: value}
    if value == "absent":
        del given[field]
    before = len(shop.stored())
    status, body = await ask(shop, "POST", "customers", {"customer": given})
    assert (status, body["error"]) == (422, "customer could not be saved")
    label = field.removesuffix("_id").replace("_", " ").capitalize()
    assert f"{label} can't be blank" in body["errors"]
    assert len(shop.stored()) == before
    assert not shop.sandbox.history[-1]["applied"]


@pytest.mark.parametrize(
    "body", [{}, [], {"customer": []}, {"customer": None}, {"name": "Peter"}, "customer"]
)
async def test_bodies_without_their_root(shop: Any, body: Any) -> None:
    for method, path in [
        ("POST", "customers"),
        ("PUT", "customers/18"),
        ("PUT", "personalizations/10"),
        ("PUT", "ticket_sales/51"),
    ]:
        status, answer = await ask(shop, method, path, body)
        assert (status, len(answer["errors"])) == (422, 1)


async def test_fields_that_are_wrong(shop: Any) -> None:
    wrong = {**PETER, "email": "no address", "addr_country_id": 0, "foreign_id": "stolen"}
    status, body = await ask(shop, "POST", "customers", {"customer": wrong})
    assert (status, set(body["errors"])) == (
        422,
        {"Email is invalid", "Addr country must exist"},
    )
    customer = await invite(shop, foreign_id="stolen", vat_number="DE1")
    stored = (await shop("GET", f"/customers/{customer['id']}")).json["customer"]
    assert (stored["foreign_id"], stored["vat_number"]) == (None, None)


async def test_customers_of_the_order_can_be_changed_in_part(shop: Any) -> None:
    customer = await invite(shop)
    path = f"customers/{customer['id']}"
    status, body = await ask(shop, "PUT", path, {"customer": {"addr_street": "Nimmerland 1"}})
    address = {**customer["addresses"][0], "street": "Nimmerland 1"}
    assert (status, body["customer"]) == (200, {**customer, "addresses": [address]})
    for change in [{"email": ""}, {"addr_zip": None}, {"email": "x"}]:
        assert (await ask(shop, "PUT", path, {"customer": change}))[0] == 422
    assert (await ask(shop, "PUT", path, {"customer": {}}))[1] == body
    status, body = await ask(shop, "PUT", "customers/46", {"customer": {"name": "Adriana"}})
    assert (status, body["customer"]["name"]) == (200, "Adriana")
    order = await read(shop)
    assert order["ticket_sales"][0]["personalizations"][0]["customer"]["name"] == "Adriana"


@pytest.mark.parametrize("number", ["501", "402", "0", "x", "1001"])
async def test_customers_of_others_are_out_of_reach(shop: Any, number: Any) -> None:
    change = {"customer": {"name": "Eve"}}
    assert (await ask(shop, "PUT", f"customers/{number}", change))[0] == 404


async def test_orders_without_annual_tickets_have_no_token(shop: Any) -> None:
    item = {"type": "Coupon", "attributes": {"id": 4, "quantity": 1}}
    body = {"comment": "", "reference": "", "items": [item], "coupons": [], "total": 5000}
    assert (await shop("POST", "/orders", body)).status == 201
    assert [row["id"] for row in shop.sandbox.store.records("annual")] == [85]
    number, token = await buy(shop)
    assert [row["id"] for row in shop.sandbox.store.records("annual")] == [85, number]
    assert (await shop("POST", f"/orders/{number}/cancellations", {})).status == 200
    assert (await ask(shop, "GET", "order", token=token))[0] == 404


async def test_a_draft_has_no_token_until_it_is_finalized(shop: Any) -> None:
    item = {"type": "Ticket", "attributes": {"id": 403, "quantity": 1}}
    body = {"comment": "", "reference": "", "items": [item], "coupons": [], "total": 5000}
    number = (await shop("POST", "/orders", body)).json["order"]["id"]
    assert [row["id"] for row in shop.sandbox.store.records("annual")] == [85]
    assert (await shop("POST", f"/orders/{number}/finalize")).status == 200
    assert [row["id"] for row in shop.sandbox.store.records("annual")] == [85, number]
