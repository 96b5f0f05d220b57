"""Every request and answer that the documentation prints, for versions of either phone form."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gomus_async import ApiError, ConfigError, NotFound, Unprocessable
from gomus_async.inventorum import (
    Inventorum,
    InventorumAddress,
    InventorumCustomer,
    InventorumCustomerUpdate,
    InventorumPhone,
    NewInventorumAddress,
    NewInventorumCustomer,
    NewInventorumPhone,
)
from gomus_async.inventorum.customers import CREATE, LIST
from gomus_async.wire.codec import Reader
from tests.inventorum import printed as page
from tests.resources.recorder import Canned, Recorded, Recorder

TOKEN = "oauth-token"
VERSIONS = (9, 10, 12)
BIRTHDAY = datetime(1985, 4, 30, 10, 49, 52, tzinfo=UTC)
JSON = "application/json"

Connect = Callable[..., Awaitable[Inventorum]]


def new(**more: Any) -> dict[str, Any]:
    """The arguments of what is printed, with addresses as models."""
    fields = {name: value for name, value in page.REQUEST.items() if name not in more}
    billing = NewInventorumAddress(**page.REQUEST["billing_address"])
    shipping = [NewInventorumAddress(**one) for one in page.REQUEST["shipping_address"]]
    made = {"billing_address": billing, "shipping_address": shipping, "birthday": BIRTHDAY}
    return {**fields, **made, **more}


def phone_of(version: int, number: str) -> dict[str, Any]:
    """A number in the form of a version."""
    if version >= 10:
        return {"phone_number": number}
    return {"phone_numbers": [{"national_number": number, "type": "mobile", "county_code": "49"}]}


def answered(version: int, customer: dict[str, Any], number: str) -> dict[str, Any]:
    if version >= 10:
        return customer
    return page.with_list(customer, *phone_of(version, number)["phone_numbers"])


def check_head(request: Recorded, method: str, path: str, version: int, *, body: bool) -> None:
    headers = dict(request.headers)
    assert len(headers) == len(request.headers)
    assert (request.method, request.path) == (method, f"/api{path}")
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["x-api-version"] == str(version)
    assert headers["accept"] == JSON
    assert headers.get("content-type") == (JSON if body else None)
    assert body or request.body == b""


def check_ana(customer: InventorumCustomer, version: int, number: str) -> None:
    phone = InventorumPhone(national_number=number, type="mobile", county_code="49")
    assert customer == InventorumCustomer(
        id=553910,
        account_scoped_id=398,
        billing_address=InventorumAddress(**page.ANSWER["billing_address"]),
        shipping_address=(InventorumAddress(**page.ANSWER["shipping_address"][0]),),
        is_vip=True,
        is_favourite=True,
        first_name="Ana",
        phone_number=number if version >= 10 else None,
        phone_numbers=None if version >= 10 else (phone,),
        last_name="Schmidt",
        company="Inventorum",
        email_marketing_agreed=True,
        note="Some additional data",
        email="",
        is_b2b=True,
        tax_number="DE288362273",
        title="Mrs.",
        is_confirmed=False,
        channel=1,
        birthday=BIRTHDAY,
        total_sales=Decimal(0),
    )
    assert customer.birthday is not None
    assert customer.birthday.utcoffset() == timedelta(hours=2)
    assert customer.phones == (number,)


@pytest.fixture
def client(server: Recorder, connect: Connect) -> Connect:
    async def make(version: int) -> Inventorum:
        return await connect(f"{server.url}/api", token=TOKEN, api_version=version)

    return make


@pytest.mark.parametrize("version", VERSIONS)
async def test_create_as_printed(server: Recorder, client: Connect, version: int) -> None:
    answer = answered(version, page.ANSWER, "978437427278")
    server.answer = Canned(201, answer)
    inventorum = await client(version)

    customer = await inventorum.customers.create(NewInventorumCustomer(**new()))

    check_head(server.only, "POST", "/customers/", version, body=True)
    assert server.only.json == page.REQUEST
    check_ana(customer, version, "978437427278")
    assert customer.raw == answer


@pytest.mark.parametrize("version", VERSIONS)
async def test_update_as_printed(server: Recorder, client: Connect, version: int) -> None:
    server.answer = Canned(200, answered(version, page.PUT_ANSWER, "7873676"))
    inventorum = await client(version)
    changes = InventorumCustomerUpdate(**new(**phone_of(version, "7873676")))

    customer = await inventorum.customers.update(553910, changes)

    check_head(server.only, "PUT", "/customers/553910/", version, body=True)
    assert server.only.json == {**page.REQUEST, **phone_of(version, "7873676")}
    check_ana(customer, version, "7873676")


async def test_the_request_of_version_10_is_the_printed_one(
    server: Recorder, client: Connect
) -> None:
    server.answer = Canned(200, page.PUT_ANSWER)
    inventorum = await client(10)

    await inventorum.customers.update(553910, InventorumCustomerUpdate(**page_arguments()))

    assert server.only.json == page.PUT_REQUEST


def page_arguments() -> dict[str, Any]:
    """As printed, mappings and all; times are not given as texts."""
    return {**page.PUT_REQUEST, "birthday": BIRTHDAY}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["list", "favourites"])
async def test_lists_as_printed(server: Recorder, client: Connect, version: int, name: str) -> None:
    path, answer, number = {
        "list": ("/customers/", page.LIST, "8277236"),
        "favourites": ("/customers/favourites/", page.FAVOURITES, "82376672367"),
    }[name]
    rows = [answered(version, row, number) for row in answer["data"]]
    server.answer = Canned(200, {**answer, "data": rows})
    inventorum = await client(version)
    pager = getattr(inventorum.customers, name)(limit=10)

    customer = await pager.first()

    check_head(server.only, "GET", path, version, body=False)
    assert sorted(server.only.pairs) == [("limit", "10"), ("page", "1")]
    assert pager.total == 39
    check_jk(customer, number)
    assert customer.raw == rows[0]


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_single_one_as_printed(server: Recorder, client: Connect, version: int) -> None:
    (row,) = page.SINGLE["data"]
    row = answered(version, row, "672672366732")
    server.answer = Canned(200, {**page.SINGLE, "data": [row]})
    inventorum = await client(version)

    customer = await inventorum.customers.get(196906)

    check_head(server.only, "GET", "/customers/196906/", version, body=False)
    check_jk(customer, "672672366732")
    assert customer.raw == row


async def test_the_single_one_as_an_object(server: Recorder, client: Connect) -> None:
    server.answer = Canned(200, page.ANSWER)
    inventorum = await client(12)

    check_ana(await inventorum.customers.get(553910), 12, "978437427278")


def check_jk(customer: InventorumCustomer, number: str) -> None:
    assert customer.phones == (number,)
    assert attrs.evolve(customer, phone_number=None, phone_numbers=None) == InventorumCustomer(
        id=196906,
        account_scoped_id=103,
        billing_address=InventorumAddress(**page.BLANK, id=237180),
        shipping_address=(InventorumAddress(**page.BLANK, id=274236),),
        is_vip=False,
        is_favourite=False,
        first_name="J",
        last_name="K",
        company="",
        email_marketing_agreed=False,
        note="abi",
        email="",
        tax_number="",
        title="Mr.",
        is_confirmed=False,
        channel=1,
        is_b2b=False,
    )


@pytest.mark.parametrize("version", VERSIONS)
async def test_delete_as_printed(server: Recorder, client: Connect, version: int) -> None:
    server.answer = Canned(200)
    inventorum = await client(version)

    await inventorum.customers.delete(553910)

    check_head(server.only, "DELETE", "/customers/553910/", version, body=False)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_printed_needs_no_tolerance(version: int) -> None:
    """The slow way is for answers that stray; these do not."""
    (row,) = page.LIST["data"]
    listed = {**page.LIST, "data": [answered(version, row, "8277236")]}
    bodies: list[tuple[Any, Any]] = [
        (CREATE, answered(version, page.ANSWER, "1")),
        (LIST, listed),
    ]
    for endpoint, answer in bodies:
        read = Reader(endpoint.returns, endpoint.envelope)._decoder(None)
        assert read.decode(json.dumps(answer).encode())


async def test_numbers_that_are_plain_texts(server: Recorder, client: Connect) -> None:
    (row,) = page.LIST["data"]
    server.answer = Canned(200, {"total": 1, "data": [page.with_list(row, "8277236", "112")]})
    inventorum = await client(9)

    (customer,) = await inventorum.customers.list().all()

    assert customer.phones == ("8277236", "112")


@pytest.mark.parametrize("call", ["create", "update"])
async def test_what_is_wrong_as_printed(server: Recorder, client: Connect, call: str) -> None:
    server.answer = Canned(400, page.INVALID)
    inventorum = await client(10)
    customers = inventorum.customers
    calls = {
        "create": lambda: customers.create(NewInventorumCustomer(email="")),
        "update": lambda: customers.update(1, InventorumCustomerUpdate(company="")),
    }

    with pytest.raises(ApiError) as caught:
        await calls[call]()

    error = caught.value
    assert not isinstance(error, Unprocessable)
    assert error.status == 400
    wrong = ("Name or company must be set",)
    assert error.fields == dict.fromkeys(("first_name", "last_name", "company"), wrong)
    assert error.messages == (
        "Serialization error",
        "first_name: Name or company must be set",
        "last_name: Name or company must be set",
        "company: Name or company must be set",
        "common.serializer_error",
    )


@pytest.mark.parametrize("call", ["get", "delete"])
async def test_what_is_unknown_as_printed(server: Recorder, client: Connect, call: str) -> None:
    server.answer = Canned(404, page.UNKNOWN)
    inventorum = await client(10)

    with pytest.raises(NotFound) as caught:
        await getattr(inventorum.customers, call)(1)

    assert (caught.value.messages, caught.value.fields) == (("common.unknown",), {})


async def test_the_general_form_of_an_error(server: Recorder, client: Connect) -> None:
    server.answer = Canned(400, {"detail": "Validation error"})
    inventorum = await client(10)

    with pytest.raises(ApiError) as caught:
        await inventorum.customers.get(1)

    assert caught.value.messages == ("Validation error",)


@pytest.mark.parametrize("version", [3, 9, 10, 12, 13])
async def test_the_other_phone_form_is_not_sent(
    server: Recorder, client: Connect, version: int
) -> None:
    inventorum = await client(version)
    lists = version <= 9
    wrong = {"phone_number": "1"} if lists else {"phone_numbers": [NewInventorumPhone(type="a")]}
    right = "phone_numbers" if lists else "phone_number"

    with pytest.raises(ConfigError, match=f"takes {right}, not"):
        await inventorum.customers.create(NewInventorumCustomer(**wrong))
    with pytest.raises(ConfigError, match=f"takes {right}, not"):
        await inventorum.customers.update(1, InventorumCustomerUpdate(**wrong))

    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (date(1985, 4, 30), "1985-04-30T12:00:00Z"),
        (BIRTHDAY.astimezone(timezone(timedelta(hours=2))), "1985-04-30T10:49:52Z"),
        (None, None),
    ],
)
async def test_birthdays(
    server: Recorder, client: Connect, given: date | None, sent: str | None
) -> None:
    server.answer = Canned(200, page.ANSWER)
    inventorum = await client(12)

    await inventorum.customers.update(553910, InventorumCustomerUpdate(birthday=given))

    assert server.only.json == {"birthday": sent}


def test_a_birthday_without_a_zone() -> None:
    with pytest.raises(ConfigError, match="needs a time zone"):
        InventorumCustomerUpdate(birthday=datetime(1985, 4, 30, 10, 49))  # noqa: DTZ001 - as above
