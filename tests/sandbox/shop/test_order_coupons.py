from typing import Any

import pytest

from tests.support.shop import MONDAY, Shop, coupon, event, ticket


@pytest.fixture
async def shop(start: Any) -> Shop:
    return Shop(await start(clock=lambda: MONDAY))


async def test_a_coupon_is_answered_as_printed_and_can_be_spent(shop: Shop) -> None:
    order = await shop.bought(coupon(quantity=2), total=10_000)
    (item,) = order["items"]
    codes = [entry.pop("barcode") for entry in item["attributes"]["barcodes"]]
    assert len(set(codes)) == 2
    assert all(len(code) == 8 and code.isdecimal() for code in codes)
    assert item == {
        "id": 56399,
        "type": "Coupon",
        "price_cents": 10_000,
        "vat_pct": "0.0",
        "tax_included": True,
        "attributes": {
            "id": 42103,
            "title": "Coupon für ALLES",
            "quantity": 2,
            "coupon_id": 4,
            "value_cents": 5000,
            "barcodes": [{"id": 97634, "method": "coupon"}, {"id": 97635, "method": "coupon"}],
        },
    }
    await shop.bought(ticket(), total=1400, coupons=[codes[0]])
    assert [await shop.value(code) for code in codes] == [3600, 5000]


async def test_a_coupon_may_be_worth_more_than_it_costs(shop: Shop) -> None:
    order = await shop.bought(coupon(5), total=2000)
    code = order["items"][0]["attributes"]["barcodes"][0]["barcode"]
    assert await shop.value(code) == 2500


async def test_coupons_pay_in_order_and_keep_the_rest(shop: Shop) -> None:
    order = await shop.bought(ticket(quantity=2), total=2800, coupons=["234567", "123456"])
    assert order["total_price_cents"] == 2800
    assert [await shop.value(code) for code in ("234567", "123456")] == [0, 1200]
    await shop.bought(ticket(), total=1400, coupons=["123456"])
    assert await shop.value("123456") == 0


async def test_a_coupon_that_is_not_needed_keeps_everything(shop: Shop) -> None:
    await shop.bought(ticket(), total=1400, coupons=["123456", "234567"])
    assert [await shop.value(code) for code in ("123456", "234567")] == [1600, 1000]


async def test_a_used_up_coupon_pays_nothing(shop: Shop) -> None:
    await shop.bought(ticket(), total=1400, coupons=["654321"])
    assert await shop.value("654321") == 0


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (["999999"], "coupon 999999 is not valid"),
        (["123456", "999999"], "coupon 999999 is not valid"),
        ([123456], "coupon 123456 is not valid"),
        ([None], "coupon None is not valid"),
        (["123456", "123456"], "coupon 123456 is used twice"),
        ("123456", "coupons must be a list"),
        ({"123456": 1}, "coupons must be a list"),
    ],
)
async def test_a_wrong_coupon_is_refused(shop: Shop, codes: Any, reason: str) -> None:
    assert await shop.refused(ticket(), total=1400, coupons=codes) == [reason]


async def test_the_total_is_before_coupons(shop: Shop) -> None:
    reasons = await shop.refused(ticket(), total=0, coupons=["123456"])
    assert reasons == ["total is 0, but the items cost 1400"]


async def test_a_refused_order_spends_nothing(shop: Shop) -> None:
    await shop.refused(ticket(), event(quantity=99), total=1, coupons=["123456"])
    assert await shop.value("123456") == 3000


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (coupon(99), "coupon 99 does not exist"),
        (coupon(quantity=0), "quantity must be a whole number greater than 0"),
        (coupon(quantity=10_001), "quantity must not be greater than 10000"),
    ],
)
async def test_a_wrong_coupon_item_is_refused(shop: Shop, item: Any, reason: str) -> None:
    assert await shop.refused(item) == [f"item 1: {reason}"]
