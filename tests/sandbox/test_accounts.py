from typing import Any

import pytest

EMAIL, PASSWORD = "shop-customer@giantmonkey.de", "meowmeowmeow"
PRINTED = {
    "category_id": None,
    "created_at": "2020-05-12T11:51:26+02:00",
    "customer_salutation_id": 1,
    "customer_title_id": None,
    "debitor_number": 10003,
    "email": EMAIL,
    "fax": None,
    "has_collective_invoice_payment": False,
    "has_voucher_payment": False,
    "id": 402,
    "institution": None,
    "is_institution": False,
    "language_id": 1,
    "level": 20,
    "mobile": "",
    "name": "Bruce",
    "notes": None,
    "payment_mode_id": None,
    "price_target_audience_id": 1,
    "provider": "email",
    "surname": "Wayne",
    "tel": None,
    "updated_at": "2021-06-07T13:13:54+02:00",
    "newsletter_groups": "8,1",
    "wants_newsletter": True,
    "salutation": "Herr",
}
NAMES = ("access-token", "token-type", "client", "uid")
ERROR = {"error": "authentication error; no customer or no user present"}


async def sign_in(api: Any) -> Any:
    answer = await api("POST", "/auth/sign_in", {"email": EMAIL, "password": PASSWORD}, token=None)
    assert answer.status == 200
    return {name: answer.headers[name] for name in NAMES}


async def update(api: Any, session: Any, **fields: Any) -> Any:
    return await api("PUT", "/auth", fields, token=None, headers=session)


@pytest.mark.parametrize("data", ["demo", "empty"])
@pytest.mark.parametrize("path", ["/auth/sign_in?locale=de", "/auth"])
async def test_the_printed_sign_in_works(start: Any, data: Any, path: Any) -> None:
    api = await start(data=data)
    body = b'{"email":"shop-customer@giantmonkey.de","password":"meowmeowmeow"}'
    shop = {"X-Shop-Url": "demo-shop.gomus.de"}
    answer = await api("POST", path, data=body, token=None, headers=shop)
    assert (answer.status, answer.json) == (200, {"data": PRINTED})
    assert list(answer.json["data"]) == list(PRINTED)
    assert answer.headers["token-type"] == "Bearer"
    assert answer.headers["uid"] == EMAIL
    assert answer.headers["access-token"] != answer.headers["client"]


async def test_the_printed_update_works(api: Any) -> None:
    headers = {
        "access-token": "meowmeow",
        "client": "meowmeow",
        "uid": "meowmeow",
        "token-type": "Bearer",
        "X-Shop-Url": "demo-shop.gomus.de",
    }
    for _ in range(2):
        body = b'{"newsletter_groups":"1,8"}'
        answer = await api("PUT", "/auth?locale=de", data=body, token=None, headers=headers)
        expected = {**PRINTED, "updated_at": answer.json["data"]["updated_at"]}
        assert answer.json == {"status": "success", "data": expected}
        api.sandbox.advance(60)


async def test_the_salutation_speaks_the_locale(api: Any) -> None:
    body = {"email": EMAIL.upper(), "password": PASSWORD}
    answer = await api("POST", "/auth/sign_in?locale=en", body, token=None)
    assert answer.json["data"]["salutation"] == "Mr"


@pytest.mark.parametrize(
    "body",
    [
        {"email": EMAIL, "password": "wrong"},
        {"email": "nobody@example.com", "password": PASSWORD},
        {"email": EMAIL},
        {"email": 5, "password": PASSWORD},
        {},
    ],
)
async def test_a_wrong_sign_in_is_401(api: Any, body: Any) -> None:
    answer = await api("POST", "/auth/sign_in", body, token=None)
    assert (answer.status, list(answer.json)) == (401, ["error"])
    assert "access-token" not in answer.headers


@pytest.mark.parametrize(
    ("sent", "stored", "wants"),
    [("1,8", "8,1", True), ("3, 1,20,3", "20,3,1", True), ("", "", False), ("7", "7", True)],
)
async def test_newsletter_groups_are_kept_in_descending_order(
    api: Any, sent: Any, stored: Any, wants: Any
) -> None:
    session = await sign_in(api)
    data = (await update(api, session, newsletter_groups=sent)).json["data"]
    assert (data["newsletter_groups"], data["wants_newsletter"]) == (stored, wants)


@pytest.mark.parametrize("groups", ["a", "1,,2", [1, 8], 1])
async def test_wrong_newsletter_groups_are_refused(api: Any, groups: Any) -> None:
    answer = await update(api, await sign_in(api), newsletter_groups=groups, tel="1")
    assert answer.status == 422
    assert answer.json == {
        "error": "customer could not be saved",
        "errors": ["Newsletter groups is invalid"],
    }
    again = await update(api, await sign_in(api), mobile="2")
    assert (again.json["data"]["newsletter_groups"], again.json["data"]["tel"]) == ("8,1", None)


@pytest.mark.parametrize("data", ["demo", "empty"])
async def test_other_fields_can_be_updated(start: Any, data: Any) -> None:
    api = await start(data=data)
    answer = await update(api, await sign_in(api), name="Robin", foreign_id="mine")
    assert answer.json["data"]["name"] == "Robin"
    listed = {record["id"]: record for record in api.stored()}
    if data == "demo":
        assert (listed[402]["name"], listed[402]["foreign_id"]) == ("Robin", None)
    else:
        assert listed == {}
    assert [row["applied"] for row in api.sandbox.history] == [False, True]


async def test_a_new_email_address_signs_in(api: Any) -> None:
    await update(api, await sign_in(api), email="bruce@example.com")
    old = {"email": EMAIL, "password": PASSWORD}
    assert (await api("POST", "/auth/sign_in", old, token=None)).status == 401
    new = {"email": "bruce@example.com", "password": PASSWORD}
    assert (await api("POST", "/auth/sign_in", new, token=None)).status == 200


async def test_the_access_token_rotates_with_a_grace(api: Any) -> None:
    first = await sign_in(api)
    answer = await update(api, first, tel="1")
    second = {name: answer.headers[name] for name in NAMES}
    assert second["access-token"] != first["access-token"]
    assert [second[name] for name in NAMES[1:]] == [first[name] for name in NAMES[1:]]
    third = await update(api, first, tel="2")
    api.sandbox.advance(4)
    assert (await update(api, second, tel="3")).status == 200
    api.sandbox.advance(1.5)
    for old in (first, second):
        late = await update(api, old, tel="4")
        assert (late.status, late.json) == (401, ERROR)
    current = {**second, "access-token": third.headers["access-token"]}
    assert (await update(api, current, tel="5")).status == 200


async def test_rotation_can_be_switched_off(start: Any) -> None:
    api = await start(rotate_tokens=False)
    session = await sign_in(api)
    for _ in range(2):
        answer = await update(api, session, tel="1")
        assert {name: answer.headers[name] for name in NAMES} == session
        api.sandbox.advance(60)


@pytest.mark.parametrize("name", NAMES)
async def test_every_session_header_is_needed(api: Any, name: Any) -> None:
    session = await sign_in(api)
    short = {key: value for key, value in session.items() if key != name}
    answer = await update(api, short, tel="1")
    assert (answer.status, answer.json) == (401, ERROR)


@pytest.mark.parametrize("name", ["access-token", "client", "uid"])
async def test_every_session_header_must_be_right(api: Any, name: Any) -> None:
    session = {**(await sign_in(api)), name: "wrong"}
    assert (await update(api, session, tel="1")).status == 401


async def test_a_deleted_customer_cannot_sign_in(start: Any) -> None:
    api = await start(data="demo")
    session = await sign_in(api)
    await api("DELETE", "/customers/402")
    assert (await update(api, session, tel="1")).status == 401
    body = {"email": EMAIL, "password": PASSWORD}
    assert (await api("POST", "/auth/sign_in", body, token=None)).status == 401


async def test_whoami_knows_a_signed_in_customer(api: Any) -> None:
    session = await sign_in(api)
    answer = await api("GET", "/whoami", token=None, headers=session)
    assert answer.json == {"access": "customer"}
