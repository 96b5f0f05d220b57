import json
from typing import Any

import pytest

from tests.support.sold import NOON, PASS, PDFS, TOKEN, get, put


@pytest.fixture
async def shop(start: Any) -> Any:
    async def begin(**options: Any) -> Any:
        return await start(clock=lambda: NOON, **options)

    return begin


@pytest.mark.parametrize("name", [*PDFS, PASS])
async def test_the_token_alone_decides(shop: Any, name: Any) -> None:
    api = await shop()
    put(api)
    foreign = {"Authorization": "Bearer of-another-instance"}
    assert (await get(api, name, **foreign))[0] == 200
    assert (await get(api, name, order=TOKEN))[0] == 200
    assert (await get(api, name, order=3944806))[0] == 404
    for query in ["", "token=", "token=wrong", "locale=de"]:
        assert (await get(api, name, query, Authorization="Bearer user-token"))[0] == 401


@pytest.mark.parametrize(
    "name",
    [
        "tickets/247.pdf",
        "tickets/52397.pdf",
        "tickets/6127.pdf",
        "tickets/42102",
        "tickets/42102.txt",
        "tickets/.pdf",
        "events/22977.pdf",
        "events/42102.pdf",
        "tours/101173.pdf",
        "tickets/42102/passbooks/4034210297635-9.pkpass",
        "tickets/42102/passbooks/4034210297634-2.pdf",
        "tickets/247/passbooks/4034210297634-2.pkpass",
    ],
)
async def test_only_the_ids_of_sales_and_bookings_are_known(shop: Any, name: Any) -> None:
    api = await shop()
    put(api)
    status, kind, body = await get(api, name)
    assert (status, kind) == (404, "application/json; charset=utf-8")
    assert list(json.loads(body)) == ["error"]


@pytest.mark.parametrize("change", [{"draft": True}, {"cancelled": True}])
@pytest.mark.parametrize("name", [*PDFS, PASS])
async def test_an_order_that_is_not_valid_has_no_documents(
    shop: Any, change: Any, name: Any
) -> None:
    api = await shop()
    put(api, **change)
    assert (await get(api, name))[0] == 404


async def test_what_an_order_has_not_is_not_found(shop: Any) -> None:
    api = await shop()
    order = put(api, invoice=False)
    assert (await get(api, "invoice.pdf"))[0] == 404
    order.items[0].attributes["passbooks"] = False
    assert (await get(api, PASS))[0] == 404
    order.items[0].cancelled = True
    assert (await get(api, "tickets/42102.pdf"))[0] == 404
    assert (await get(api, "tickets/42103.pdf"))[0] == 200


@pytest.mark.parametrize("name", [*PDFS, PASS])
async def test_documents_are_made_and_expire_by_the_clock(shop: Any, name: Any) -> None:
    api = await shop(document_delay_s=10, document_life_s=3600)
    put(api)
    status, kind, body = await get(api, name)
    assert (status, kind) == (202, "application/json; charset=utf-8")
    assert json.loads(body) == {"status": "processing"}
    assert (await get(api, "tickets/1.pdf"))[0] == 404
    api.sandbox.advance(9)
    assert (await get(api, name))[0] == 202
    api.sandbox.advance(1)
    assert (await get(api, name))[0] == 200
    api.sandbox.advance(3589)
    assert (await get(api, name))[0] == 200
    api.sandbox.advance(1)
    assert (await get(api, name))[0] == 410
    assert not any(row["applied"] for row in api.sandbox.history)


async def test_documents_are_read_only(shop: Any) -> None:
    api = await shop()
    put(api)
    answer = await api("POST", f"/orders/3944805/invoice.pdf?token={TOKEN}")
    assert answer.status == 405


@pytest.mark.parametrize("option", ["document_delay_s", "document_life_s"])
@pytest.mark.parametrize("value", [-1, float("inf"), "10", True])
async def test_options_that_are_no_seconds(start: Any, option: Any, value: Any) -> None:
    with pytest.raises(ValueError, match=option):
        await start(**{option: value})
