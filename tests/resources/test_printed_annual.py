"""Every request about annual tickets that the reseller page prints, and its answer."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from gomus_async import (
    ApiError,
    ConfigError,
    Forbidden,
    Gomus,
    MethodNotAllowed,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    Unauthorized,
    Unavailable,
    Unprocessable,
)
from tests.resources import printed_annual as page
from tests.resources.printed import Printed
from tests.resources.printed_exchange import client, exactly, exchange, told, written
from tests.resources.recorder import Canned, Recorder

TOKEN = "13-from-the-mail"
JSON = {"content-type": "application/json"}


async def create(gomus: Gomus) -> Any:
    return await gomus.annual(TOKEN).create_customer(
        name="Peter",
        surname="Pan",
        email="peter@giantmonkey.de",
        customer_salutation_id=1,
        addr_city="Berlin",
        addr_country_id=60,
        addr_street="Brunnenstraße 7D",
        addr_zip="10119",
    )


def personalize(dispatch_mode_id: int | None = None) -> Callable[[Gomus], Any]:
    return lambda gomus: gomus.annual(TOKEN).update_personalization(
        10,
        customer_personalization_token="13fe3a0d-5983-4db5-a316-eef2f0da8603",
        customer_address_id=151,
        dispatch_mode_id=dispatch_mode_id,
    )


def start(at: datetime, dispatch_mode_id: int | None = None) -> Callable[[Gomus], Any]:
    return lambda gomus: gomus.annual(TOKEN).update_ticket_sale(
        51, start_at=at, dispatch_mode_id=dispatch_mode_id
    )


PERSONALIZATION = Printed(
    name="personalization",
    call=personalize(),
    method="PUT",
    target=f"/api/v4/annual/personalizations/10?token={TOKEN}",
    headers=JSON,
    body=json.loads(page.PERSONALIZATION_JSON),
)
TICKET_SALE = Printed(
    name="ticket sale",
    call=start(datetime(2019, 11, 12, 10)),  # noqa: DTZ001 - as it is printed
    method="PUT",
    target=f"/api/v4/annual/ticket_sales/51?token={TOKEN}",
    headers=JSON,
    body=json.loads(page.TICKET_SALE_JSON),
)
CASES = [
    Printed(
        name="order",
        call=lambda gomus: gomus.annual(TOKEN).order(),
        method="GET",
        target=f"/api/v4/annual/order?token={TOKEN}",
        headers={},
        answer=json.loads(page.ORDER_JSON),
        value=page.ORDER,
    ),
    Printed(
        name="customer",
        call=create,
        method="POST",
        target=f"/api/v4/annual/customers?token={TOKEN}",
        headers=JSON,
        body=json.loads(page.NEW_CUSTOMER_JSON),
        answer=json.loads(page.CUSTOMER_JSON),
        value=page.CUSTOMER,
    ),
    PERSONALIZATION,
    TICKET_SALE,
]
UPDATES = [PERSONALIZATION, TICKET_SALE]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_as_printed(server: Recorder, case: Printed) -> None:
    """The client has a token of its own, which is no business of these routes."""
    request, value = await exchange(server, case)

    assert (request.method, request.target) == (case.method, case.target)
    assert told(request) == case.headers
    assert written(request.json if request.body else None) == written(case.body)
    assert value == case.value
    assert exactly(value) == exactly(case.value)


@pytest.mark.parametrize("case", UPDATES, ids=lambda case: case.name)
@pytest.mark.parametrize(
    "answer",
    [
        Canned(204),
        Canned(200, content=b""),
        Canned(200, {}),
        Canned(200, content=b"null"),
        Canned(200, {"personalization": {"id": 10, "ready": True}}),
        Canned(200, content=b"OK", content_type="text/plain"),
        Canned(201, json.loads(page.ORDER_JSON)),
    ],
    ids=["204", "empty", "object", "null", "itself", "text", "order"],
)
async def test_any_answer_to_an_update(
    server: Recorder, gomus: Gomus, case: Printed, answer: Canned
) -> None:
    """The page does not print one."""
    server.answer = answer

    assert await case.call(gomus) is None
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("case", "call"),
    [
        (PERSONALIZATION, personalize(dispatch_mode_id=3)),
        (TICKET_SALE, start(datetime(2019, 11, 12, 10), dispatch_mode_id=3)),  # noqa: DTZ001
    ],
    ids=["personalization", "ticket sale"],
)
async def test_the_dispatch_mode_goes_along(
    server: Recorder, case: Printed, call: Callable[[Gomus], Any]
) -> None:
    [(root, fields)] = case.body.items()

    request, _ = await exchange(server, attrs.evolve(case, call=call))

    assert written(request.json) == written({root: {**fields, "dispatch_mode_id": 3}})


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (datetime(2019, 11, 12, 9, tzinfo=UTC), "2019-11-12 10:00:00"),
        (datetime(2019, 7, 12, 8, tzinfo=UTC), "2019-07-12 10:00:00"),
    ],
)
async def test_the_start_is_sent_in_the_instances_zone(
    server: Recorder, gomus: Gomus, at: datetime, sent: str
) -> None:
    await start(at)(gomus)

    assert server.only.json == {"ticket_sale": {"start_at": sent}}


async def test_an_update_of_nothing_is_not_sent(server: Recorder, gomus: Gomus) -> None:
    with pytest.raises(ConfigError):
        await gomus.annual(TOKEN).update_ticket_sale(51)
    assert server.requests == []


async def test_times_are_aware_or_absent(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, json.loads(page.ORDER_JSON))

    [sale] = (await gomus.annual(TOKEN).order()).ticket_sales

    assert sale.start_at is not None
    assert sale.start_at.astimezone(UTC) == datetime(2019, 11, 15, 23, 0, 10, tzinfo=UTC)
    assert sale.sent_at is None


async def test_a_naive_start_is_in_berlin(server: Recorder, gomus: Gomus) -> None:
    answer = json.loads(page.ORDER_JSON.replace("00:00:10+01:00", "00:00:10"))
    server.answer = Canned(200, answer)

    assert (await gomus.annual(TOKEN).order()) == page.ORDER


@pytest.mark.parametrize("number", ["60", 60.0], ids=str)
async def test_a_country_spelt_otherwise(server: Recorder, gomus: Gomus, number: object) -> None:
    answer = json.loads(page.CUSTOMER_JSON)
    answer["customer"]["addresses"][0]["country_id"] = number
    server.answer = Canned(201, answer)

    assert exactly(await create(gomus)) == exactly(page.CUSTOMER)


async def test_a_personalization_without_customer(server: Recorder, gomus: Gomus) -> None:
    """The page says that it can refer to nobody at all."""
    answer = json.loads(page.ORDER_JSON)
    [printed] = answer["order"]["ticket_sales"][0]["personalizations"]
    printed |= {"ready": False, "customer": None, "address_id": None}
    server.answer = Canned(200, answer)

    order = await gomus.annual(TOKEN).order()

    [expected] = page.SALE.personalizations
    nobody = attrs.evolve(expected, ready=False, customer=None, address_id=None)
    assert order.ticket_sales[0].personalizations == (nobody,)


CLASSES: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    422: Unprocessable,
    429: RateLimited,
    500: ServerError,
    503: Unavailable,
}


@pytest.mark.parametrize("status", CLASSES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_error_codes(server: Recorder, case: Printed, status: int) -> None:
    """A customer may have been created by a server that failed afterwards."""
    server.answer = Canned(status, {"error": f"{TOKEN} is refused"})
    unclear = case.method == "POST" and status >= 500

    async with client(server.url) as gomus:
        with pytest.raises((ApiError, OutcomeUnknown)) as caught:
            await case.call(gomus)

    assert type(caught.value) is (OutcomeUnknown if unclear else CLASSES[status])
    assert getattr(caught.value, "status", None) == status
    assert "is refused" in str(caught.value)
    assert TOKEN not in str(caught.value)
