from typing import Any

import pytest

from tests.support.shop import MONDAY, Shop, coupon, event, ticket, tour

USER, RESELLER, CASHPOINT = "user-token", "reseller-token", "cashpoint-token"


@pytest.fixture
async def shop(start: Any) -> Shop:
    return Shop(await start(clock=lambda: MONDAY))


async def drafted(shop: Shop, *items: Any, **more: Any) -> dict[str, Any]:
    return await shop.bought(*items, token=USER, **more)


async def finalized(shop: Shop, reference: Any, token: str | None = USER) -> Any:
    return await shop.api("POST", f"/orders/{reference}/finalize", token=token)


async def cancelled(shop: Shop, reference: Any, body: Any = None, token: Any = USER) -> Any:
    return await shop.api("POST", f"/orders/{reference}/cancellations", body, token=token)


def states(shop: Shop) -> list[str]:
    return [row["state"] for row in shop.trace()["orders"]]


async def test_a_user_s_order_is_a_draft_until_it_is_finalized(shop: Shop) -> None:
    order = await drafted(shop, ticket(quantity=2), coupon(), total=7800)
    assert order["is_valid"] is False
    assert order["source"] == "gomus"
    assert [item["attributes"]["barcodes"] for item in order["items"]] == [[], []]
    assert await shop.left() == 98
    assert states(shop) == ["draft"]

    answer = await finalized(shop, order["token"])
    assert answer.status == 200
    final = answer.json["order"]
    assert (final["is_valid"], final["payment_status"], final["invoice"]) == (True, 30, True)
    assert [len(item["attributes"]["barcodes"]) for item in final["items"]] == [2, 1]
    assert await shop.left() == 98
    assert await shop.value(final["items"][1]["attributes"]["barcodes"][0]["barcode"]) == 5000
    assert states(shop) == ["booked"]
    assert (await shop.api("GET", f"/orders/{order['id']}")).json == {"order": final}


async def test_an_order_is_finalized_once(shop: Shop) -> None:
    order = await drafted(shop, ticket(), total=1400)
    await finalized(shop, order["id"])
    before = shop.trace()
    again = await finalized(shop, order["id"])
    assert (again.status, again.json) == (422, {"error": "order is already finalized"})
    assert shop.trace() == before


async def test_what_is_cancelled_or_binding_cannot_be_finalized(shop: Shop) -> None:
    gone = await drafted(shop, ticket(), total=1400)
    await cancelled(shop, gone["id"])
    assert (await finalized(shop, gone["id"])).json == {"error": "order is cancelled"}
    assert (await finalized(shop, 1)).status == 404
    bought = await shop.bought(ticket(), total=1400)
    assert bought["is_valid"] is True
    assert (await finalized(shop, bought["id"])).status == 422


@pytest.mark.parametrize(
    ("token", "status"),
    [(RESELLER, 403), (CASHPOINT, 403), ("entry-token", 403), (None, 401), ("wrong", 401)],
)
async def test_finalizing_is_for_users(shop: Shop, token: Any, status: int) -> None:
    order = await drafted(shop, ticket(), total=1400)
    assert (await finalized(shop, order["id"], token)).status == status
    assert states(shop) == ["draft"]


@pytest.mark.parametrize("token", [RESELLER, CASHPOINT])
async def test_sellers_of_other_kinds_sell_at_once(shop: Shop, token: str) -> None:
    order = await shop.bought(ticket(), total=1400, token=token)
    assert (order["is_valid"], order["invoice"]) == (True, False)
    assert len(order["items"][0]["attributes"]["barcodes"]) == 1


LENT = [{"id": 1, "quantity": 20}]


@pytest.mark.parametrize("body", [None, {}])
async def test_a_cancelled_order_gives_everything_back(shop: Shop, body: Any) -> None:
    before = shop.trace()
    seat = event(28228, seats=[{"seat_id": 22, "scale_price_id": 33}])
    items = (ticket(quantity=5), seat, tour(equipment=LENT), coupon())
    order = await shop.bought(*items, total=23_500, coupons=["123456", "234567"])
    code = order["items"][3]["attributes"]["barcodes"][0]["barcode"]
    answer = await cancelled(shop, order["id"], body)
    assert answer.status == 200
    served = answer.json["order"]
    assert served["is_valid"] is False
    assert [item["status"] for item in served["items"]] == ["cancelled"] * 4
    after = shop.trace()
    for kept in ("sold", "booked", "coupons"):
        assert after[kept] == before[kept]
    assert await shop.value(code) is None
    assert states(shop) == ["cancelled"]
    await shop.bought(*items, total=23_500)


async def test_a_cancelled_draft_gives_its_places_back(shop: Shop) -> None:
    order = await drafted(shop, ticket(quantity=100), coupon(), total=145_000, coupons=["123456"])
    assert await shop.value("123456") == 0
    await cancelled(shop, order["id"])
    assert (await shop.left(), await shop.value("123456")) == (100, 3000)


async def test_single_items_are_cancelled_and_the_order_lives_on(shop: Shop) -> None:
    order = await shop.bought(ticket(quantity=5), event(quantity=2), total=7800, coupons=["123456"])
    first, second = (item["id"] for item in order["items"])
    answer = await cancelled(shop, order["token"], {"item_ids": [first]})
    served = answer.json["order"]
    assert (answer.status, served["is_valid"]) == (200, True)
    assert [item.get("status") for item in served["items"]] == ["cancelled", None]
    assert await shop.left() == 100
    every = await cancelled(shop, order["id"], {"item_ids": [second]})
    assert every.json["order"]["is_valid"] is True
    assert not shop.trace()["booked"]
    assert await shop.value("123456") == 0
    assert states(shop) == ["booked"]

    whole = await cancelled(shop, order["id"])
    assert whole.json["order"]["is_valid"] is False
    assert (await shop.left(), await shop.value("123456")) == (100, 3000)


async def test_a_cancelled_item_gets_no_barcodes(shop: Shop) -> None:
    order = await drafted(shop, ticket(), ticket(248), total=2100)
    await cancelled(shop, order["id"], {"item_ids": [order["items"][0]["id"]]})
    final = (await finalized(shop, order["id"])).json["order"]
    assert [len(item["attributes"]["barcodes"]) for item in final["items"]] == [0, 1]


@pytest.mark.parametrize(
    ("item_ids", "reason"),
    [
        ([1], "item 1 is not in the order"),
        (["56399"], "item 56399 is not in the order"),
        ([True], "item True is not in the order"),
        ([56399, 56399], "item 56399 is already cancelled"),
        ([56399, 56400], "item 56400 is already cancelled"),
        ([56399, 1], "item 1 is not in the order"),
        ([], "item_ids is missing"),
        (56399, "item_ids must be a list"),
    ],
)
async def test_a_wrong_cancellation_cancels_nothing(shop: Shop, item_ids: Any, reason: str) -> None:
    order = await shop.bought(ticket(), ticket(248), total=2100)
    await cancelled(shop, order["id"], {"item_ids": [56400]})
    before = shop.trace()
    answer = await cancelled(shop, order["id"], {"item_ids": item_ids})
    assert (answer.status, answer.json) == (422, {"error": reason})
    assert shop.trace() == before


@pytest.mark.parametrize("body", [{"items": [56399]}, [], [56399], "all"])
async def test_a_body_that_is_not_understood_does_not_cancel_the_order(
    shop: Shop, body: Any
) -> None:
    order = await shop.bought(ticket(), total=1400)
    assert (await cancelled(shop, order["id"], body)).status == 422
    assert states(shop) == ["booked"]


async def test_an_order_is_cancelled_once(shop: Shop) -> None:
    order = await shop.bought(ticket(), total=1400, coupons=["123456"])
    await cancelled(shop, order["id"])
    before = shop.trace()
    for body in (None, {"item_ids": [order["items"][0]["id"]]}):
        answer = await cancelled(shop, order["id"], body)
        assert (answer.status, answer.json) == (422, {"error": "order is already cancelled"})
    assert shop.trace() == before


async def test_a_spent_coupon_is_not_taken_back(shop: Shop) -> None:
    sale = await shop.bought(coupon(), total=5000)
    code = sale["items"][0]["attributes"]["barcodes"][0]["barcode"]
    spent = await shop.bought(ticket(), total=1400, coupons=[code])
    for body in (None, {"item_ids": [sale["items"][0]["id"]]}):
        assert (await cancelled(shop, sale["id"], body)).status == 422
    assert await shop.value(code) == 3600
    assert (await cancelled(shop, spent["id"])).status == 200
    assert (await cancelled(shop, sale["id"])).status == 200
    assert await shop.value(code) is None


async def test_a_draft_of_nothing_is_not_finalized(shop: Shop) -> None:
    draft = await drafted(shop, ticket(), total=1400)
    await cancelled(shop, draft["id"], {"item_ids": [draft["items"][0]["id"]]})
    answer = await finalized(shop, draft["id"])
    assert (answer.status, answer.json) == (422, {"error": "order has no items"})


async def test_resellers_cancel_their_own_orders(shop: Shop) -> None:
    own = await shop.bought(ticket(), total=1400)
    other = await drafted(shop, ticket(), total=1400)
    assert (await cancelled(shop, own["id"], token=RESELLER)).status == 200
    assert (await cancelled(shop, other["id"], token=RESELLER)).status == 404
    assert (await cancelled(shop, other["id"], token=CASHPOINT)).status == 403
    assert (await cancelled(shop, other["id"], token="entry-token")).status == 403
    assert (await cancelled(shop, other["id"], token=None)).status == 401
    assert (await cancelled(shop, 1)).status == 404
    assert states(shop) == ["cancelled", "draft"]
