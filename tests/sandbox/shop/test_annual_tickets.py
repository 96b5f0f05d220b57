import base64
from typing import Any

import aiohttp
import pytest

from tests.support.annual import NOW, PRINTED, ask, buy, invite, make_out, read

PICTURE = bytes(range(256)) * 4 + b"\r\n\r\n--\r\n"


@pytest.fixture
async def shop(start: Any) -> Any:
    return await start(data="demo", clock=lambda: NOW)


async def test_a_ticket_is_made_out_to_another(shop: Any) -> None:
    customer = await invite(shop)
    token = customer.pop("personalization_token")
    body = {
        "customer_personalization_token": token,
        "customer_adress_id": customer["addresses"][0]["id"],
    }
    status, answer = await ask(shop, "PUT", "personalizations/10", {"personalization": body})
    expected = {
        "id": 10,
        "ready": False,
        "customer": customer,
        "address_id": customer["addresses"][0]["id"],
        "dispatch_mode_id": 3,
    }
    assert (status, answer) == (200, {"personalization": {**expected, "photo_uploaded": False}})
    (sale,) = (await read(shop))["ticket_sales"]
    assert sale["personalizations"] == [expected]
    assert sale["status"] != "ready_to_send"
    assert (await ask(shop, "POST", "personalization/finalize"))[0] == 200


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"customer_personalization_token": None}, "Customer personalization token can't be blank"),
        ({"customer_personalization_token": "x"}, "Customer personalization token is invalid"),
        ({"customer_personalization_token": 7}, "Customer personalization token is invalid"),
        ({"customer_adress_id": None}, "Customer adress can't be blank"),
        ({"customer_adress_id": 46}, "Customer adress must exist"),
        ({"customer_personalization_token": 0}, "Customer personalization token is invalid"),
        ({"customer_adress_id": "x"}, "Customer adress must exist"),
        ({"customer_adress_id": 0}, "Customer adress must exist"),
        ({"customer_adress_id": True}, "Customer adress must exist"),
        ({"customer_adress_id": [1]}, "Customer adress must exist"),
        ({"dispatch_mode_id": 4}, "Dispatch mode must exist"),
        ({"dispatch_mode_id": None}, "Dispatch mode must exist"),
        ({"dispatch_mode_id": "1"}, "Dispatch mode must exist"),
    ],
)
async def test_a_ticket_cannot_be_made_out_so(shop: Any, change: Any, error: Any) -> None:
    customer = await invite(shop)
    status, body = await ask(shop, "PUT", "personalizations/10", make_out(customer, **change))
    assert (status, body["errors"]) == (422, [error])
    assert await read(shop) == PRINTED


async def test_the_right_spelling_is_not_the_apis(shop: Any) -> None:
    body = make_out(await invite(shop))
    fields = body["personalization"]
    fields["customer_address_id"] = fields.pop("customer_adress_id")
    status, answer = await ask(shop, "PUT", "personalizations/10", body)
    assert (status, answer["errors"]) == (422, ["Customer adress can't be blank"])


async def test_tokens_of_another_order_are_worth_nothing(shop: Any) -> None:
    _, token = await buy(shop)
    stranger = await invite(shop, token)
    assert (await ask(shop, "PUT", "personalizations/10", make_out(stranger)))[0] == 422
    number = (await read(shop, token))["ticket_sales"][0]["personalizations"][0]["id"]
    friend = await invite(shop)
    assert (await ask(shop, "PUT", f"personalizations/{number}", make_out(friend)))[0] == 404


async def test_from_the_order_to_the_finished_tickets(shop: Any) -> None:
    number, token = await buy(shop, customer={"email": "lukas.schmidt@example.com"})
    order = await read(shop, token)
    assert order["id"] == number
    assert order["customer"]["email"] == "lukas.schmidt@example.com"
    assert order["shipping_address_id"] == order["customer"]["addresses"][0]["id"]
    (sale,) = order["ticket_sales"]
    assert (sale["title"], sale["is_personalizable"]) == ("Jahreskarte", True)
    assert sale["status"] != "ready_to_send"
    first, second = sale["personalizations"]
    nobody = {"ready": False, "customer": None, "address_id": None, "dispatch_mode_id": None}
    assert first == {"id": first["id"], **nobody}
    customer = await invite(shop, token)
    path = f"personalizations/{first['id']}"
    assert (await ask(shop, "PUT", path, make_out(customer, dispatch_mode_id=1), token=token))[
        0
    ] == 200
    status, body = await ask(shop, "POST", "personalization/finalize", token=token)
    assert (status, body["errors"]) == (
        422,
        [f"Personalization {second['id']} has no customer"],
    )
    path = f"personalizations/{second['id']}"
    assert (await ask(shop, "PUT", path, make_out(customer), token=token))[0] == 200
    status, body = await ask(shop, "POST", "personalization/finalize", {}, token=token)
    assert (status, body) == (200, {"order": await read(shop, token)})
    (sale,) = body["order"]["ticket_sales"]
    assert [one["ready"] for one in sale["personalizations"]] == [True, True]
    assert sale["status"] == "ready_to_send"
    assert (await ask(shop, "POST", "personalization/finalize", token=token))[0] == 422


async def test_the_printed_order_is_final_already(shop: Any) -> None:
    assert (await ask(shop, "POST", "personalization/finalize"))[0] == 422


async def upload(api: Any, data: Any, number: Any = 10) -> Any:
    url = f"{api.sandbox.url}/api/v4/annual/personalizations/{number}/upload?token=annual-token"
    async with api.session.post(url, data=data) as response:
        return response.status, await response.json()


def photos(api: Any) -> Any:
    return api.sandbox.store.records("annual")[0]["photos"]


async def test_a_photo_in_a_form(shop: Any) -> None:
    form = aiohttp.FormData()
    form.add_field("note", "not a file")
    form.add_field("any_name", PICTURE, filename="porträt.png", content_type="image/png")
    status, body = await upload(shop, form)
    (printed,) = PRINTED["ticket_sales"][0]["personalizations"]
    assert (status, body) == (200, {"personalization": {**printed, "photo_uploaded": True}})
    assert photos(shop) == {"10": {"size": len(PICTURE), "type": "image/png"}}
    assert shop.sandbox.history[-1]["applied"]


@pytest.mark.parametrize("root", ["personalization", "photo"])
async def test_a_photo_in_json(shop: Any, root: Any) -> None:
    text = base64.b64encode(PICTURE).decode()
    body: Any = {"photo": f"data:image/jpeg;base64,{text}"}
    status, _ = await ask(
        shop, "POST", "personalizations/10/upload", {root: body} if root != "photo" else body
    )
    assert (status, photos(shop)["10"]) == (200, {"size": len(PICTURE), "type": "image/jpeg"})
    await ask(shop, "POST", "personalizations/10/upload", {"photo": text})
    assert photos(shop)["10"]["type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "body", [{}, {"photo": ""}, {"photo": "data:image/png;base64,"}, {"photo": "%%%"}, [], None]
)
async def test_no_photo_in_json(shop: Any, body: Any) -> None:
    status, answer = await ask(shop, "POST", "personalizations/10/upload", body)
    assert (status, photos(shop)) == (422, {})
    assert "error" in answer


async def test_no_photo_in_a_form(shop: Any) -> None:
    empty = aiohttp.FormData()
    empty.add_field("photo", b"", filename="empty.png", content_type="image/png")
    fields = aiohttp.FormData({"photo": "text"}, default_to_multipart=True)
    for form in [empty, fields]:
        status, body = await upload(shop, form)
        assert (status, body["errors"]) == (422, ["Photo can't be blank"])
    for kind in [
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "Multipart/Form-Data; =",
    ]:
        broken = await shop(
            "POST",
            "/annual/personalizations/10/upload?token=annual-token",
            data=b"--x\r\nContent-Disposition: \xff; filename\r\n\r\n",
            headers={"Content-Type": kind},
        )
        assert broken.status == 422
    form = aiohttp.FormData()
    form.add_field("photo", b"x", filename="x.png")
    assert (await upload(shop, form, 11))[0] == 404
    assert photos(shop) == {}


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("2019-11-12 10:00:00", "2019-11-12T10:00:00+01:00"),
        ("2020-07-01 00:00:00", "2020-07-01T00:00:00+02:00"),
        ("2020-07-01T08:00:00Z", "2020-07-01T10:00:00+02:00"),
        ("2020-07-01T08:00:00-05:00", "2020-07-01T15:00:00+02:00"),
        ("2026-03-29 01:59:59", "2026-03-29T01:59:59+01:00"),
        ("2026-03-29 03:00:00", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25 01:59:59", "2026-10-25T01:59:59+02:00"),
        ("2026-10-25 03:00:00", "2026-10-25T03:00:00+01:00"),
    ],
)
async def test_the_start_is_a_time_here(shop: Any, given: Any, stored: Any) -> None:
    body = {"ticket_sale": {"start_at": given}}
    status, answer = await ask(shop, "PUT", "ticket_sales/51", body)
    (printed,) = PRINTED["ticket_sales"]
    assert (status, answer) == (200, {"ticket_sale": {**printed, "start_at": stored}})
    assert (await read(shop))["ticket_sales"][0]["start_at"] == stored


async def test_a_dispatch_mode_for_all_of_a_sale(shop: Any) -> None:
    _, token = await buy(shop)
    number = (await read(shop, token))["ticket_sales"][0]["id"]
    body = {"ticket_sale": {"start_at": "2026-06-01 10:00:00", "dispatch_mode_id": 2}}
    status, answer = await ask(shop, "PUT", f"ticket_sales/{number}", body, token=token)
    ones = answer["ticket_sale"]["personalizations"]
    assert (status, [one["dispatch_mode_id"] for one in ones]) == (200, [2, 2])


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({}, ["Start at can't be blank"]),
        ({"dispatch_mode_id": 1}, ["Start at can't be blank"]),
        ({"start_at": ""}, ["Start at can't be blank"]),
        ({"start_at": "soon"}, ["Start at is invalid"]),
        ({"start_at": 5}, ["Start at is invalid"]),
        ({"start_at": "9999-12-31 23:59:59"}, ["Start at is invalid"]),
        (
            {"start_at": "2019-11-12 10:00:00", "dispatch_mode_id": 9},
            ["Dispatch mode must exist"],
        ),
    ],
)
async def test_a_start_that_is_wrong(shop: Any, given: Any, errors: Any) -> None:
    status, body = await ask(shop, "PUT", "ticket_sales/51", {"ticket_sale": given})
    assert (status, body["errors"]) == (422, errors)
    assert await read(shop) == PRINTED


async def test_sales_that_are_not_there(shop: Any) -> None:
    body = {"ticket_sale": {"start_at": "2019-11-12 10:00:00"}}
    assert (await ask(shop, "PUT", "ticket_sales/52", body))[0] == 404
    assert (await ask(shop, "PUT", "personalizations/11", {"personalization": {}}))[0] == 404
