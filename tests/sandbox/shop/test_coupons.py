from typing import Any

import pytest

from gomus_async.sandbox.shop.products import Catalogue, Coupon

CATALOGUE = Catalogue(
    coupons={
        number: Coupon(
            id=number,
            title=f"Coupon {number}",
            price_cents=5000,
            value_cents=5500,
            vat_pct=7.0,
            description="<p>Für alle</p>" if number == 4 else None,
            content={"shop_title": "ALLES"} if number == 4 else {},
            shipped_with_merchandise_id=12 if number == 5 else None,
        )
        for number in range(4, 34)
    },
    coupon_codes={"123456": 3000, "222222": 0},
)


@pytest.fixture
async def shop(start: Any) -> Any:
    return await start(catalogue=CATALOGUE)


async def check(api: Any, code: Any, token: Any = None) -> Any:
    answer = await api("GET", f"/coupon_sales/barcode/{code}", token=token)
    return answer.status, answer.json, answer.headers.get("Retry-After")


def left(cents: Any) -> Any:
    return 200, {"coupon_sale": {"id": None, "is_valid": True, "value_cents": cents}}, None


async def test_what_can_be_bought(shop: Any) -> None:
    answer = await shop("GET", "/coupons?per_page=2", token=None)
    row = {
        "id": 4,
        "title": "Coupon 4",
        "price_cents": 5000,
        "value_cents": 5500,
        "vat_pct": 7.0,
    }
    assert (answer.status, answer.json) == (
        200,
        {
            "coupons": [
                row,
                {**row, "id": 5, "title": "Coupon 5", "shipped_with_merchandise_id": 12},
            ],
            "meta": {"total_count": 30, "page": 1, "per_page": 2},
        },
    )
    last = await shop("GET", "/coupons?page=2", token=None)
    assert [coupon["id"] for coupon in last.json["coupons"]] == list(range(29, 34))


async def test_one_coupon_has_more_to_tell(shop: Any) -> None:
    answer = await shop("GET", "/coupons/4")
    assert answer.json["coupon"]["description"] == "<p>Für alle</p>"
    assert answer.json["coupon"]["content"] == {"shop_title": "ALLES"}
    assert (await shop("GET", "/coupons/5")).json["coupon"]["description"] is None


async def test_several_languages_at_once_are_for_those_with_a_token(shop: Any) -> None:
    path = "/coupons/4?locale[]=de&locale[]=en"
    coupon = (await shop("GET", path)).json["coupon"]
    assert coupon["title"] == {"de": "Coupon 4", "en": "Coupon 4"}
    assert coupon["content"] == {"shop_title": {"de": "ALLES", "en": "ALLES"}}
    assert (await shop("GET", path, token=None)).json["coupon"]["title"] == "Coupon 4"


@pytest.mark.parametrize("number", ["3", "0", "x", "-4", "4.0", "%D9%A4", "9" * 30])
async def test_coupons_that_are_not_there(shop: Any, number: Any) -> None:
    assert (await shop("GET", f"/coupons/{number}")).status == 404


@pytest.mark.parametrize("token", [None, "user-token", "reseller-token", "entry-token"])
async def test_anybody_can_ask_what_is_left(shop: Any, token: Any) -> None:
    assert await check(shop, "123456", token) == left(3000)
    assert await check(shop, "222222", token) == left(0)
    assert await check(shop, "1", token) == (404, {"error": "coupon not found"}, None)


async def test_guessing_is_stopped_for_a_minute(shop: Any) -> None:
    for number in range(10):
        assert await check(shop, "123456") == left(3000)
        assert (await check(shop, f"wrong-{number}"))[0] == 404
    refused = (429, {"error": "too many requests"}, None)
    assert await check(shop, "wrong") == refused
    assert await check(shop, "123456") == refused
    assert await check(shop, "123456", "reseller-token") == left(3000)
    shop.sandbox.advance(59)
    assert await check(shop, "123456") == refused
    shop.sandbox.advance(1)
    assert await check(shop, "123456") == left(3000)
    assert not any(row["applied"] for row in shop.sandbox.history)


async def test_old_guesses_are_forgotten_one_by_one(start: Any) -> None:
    api = await start(catalogue=CATALOGUE, coupon_guesses=2)
    assert (await check(api, "1"))[0] == 404
    api.sandbox.advance(40)
    assert (await check(api, "2"))[0] == 404
    assert (await check(api, "3"))[0] == 429
    api.sandbox.advance(20)
    assert (await check(api, "3"))[0] == 404
    assert (await check(api, "4"))[0] == 429


@pytest.mark.parametrize("guesses", [0, -1, 1.5, True])
async def test_the_number_of_guesses_is_a_whole_number(start: Any, guesses: Any) -> None:
    with pytest.raises(ValueError, match="coupon_guesses"):
        await start(coupon_guesses=guesses)


async def test_a_reset_forgets_the_guesses(start: Any) -> None:
    api = await start(catalogue=CATALOGUE, coupon_guesses=1)
    assert [(await check(api, "1"))[0] for _ in range(2)] == [404, 429]
    api.sandbox.reset()
    assert (await check(api, "123456"))[0] == 200
