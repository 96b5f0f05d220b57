import pytest

from gomus_async import NotFound, OutcomeUnknown, RateLimited, Unprocessable
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import page

LARGE, SMALL, EMPTY = "123456", "234567", "654321"


async def buy(shop: Shop, quantity: int, *codes: str) -> tuple[int, dict[str, int]]:
    code = page("coupons")
    before = await code.values(shop.gomus, codes)
    order = await code.buy_with_coupons(shop.gomus, 247, quantity, shop.at(14), before)
    after = await code.values(shop.gomus, codes)
    assert [row["id"] for row in shop.orders()] == [order.id]
    return code.due_cents(order, before, after), after


def kept(shop: Shop) -> dict[str, int]:
    return {code: shop.sandbox.store.ledger.coupons[code] for code in (LARGE, SMALL, EMPTY)}


async def test_the_first_is_used_up_and_the_second_keeps_a_rest(shop: Shop) -> None:
    assert await buy(shop, 2, SMALL, LARGE) == (0, {SMALL: 0, LARGE: 1200})

    assert kept(shop) == {SMALL: 0, LARGE: 1200, EMPTY: 0}
    (order,) = shop.orders()
    assert order["total_price_cents"] == 2800


async def test_the_order_of_the_codes_decides(shop: Shop) -> None:
    assert await buy(shop, 2, LARGE, SMALL) == (0, {LARGE: 200, SMALL: 1000})


async def test_what_they_do_not_reach_is_due(shop: Shop) -> None:
    assert await buy(shop, 3, SMALL, LARGE) == (200, {SMALL: 0, LARGE: 0})


async def test_a_used_coupon_pays_nothing(shop: Shop) -> None:
    assert await buy(shop, 1, EMPTY, SMALL) == (400, {EMPTY: 0, SMALL: 0})


async def test_an_unknown_coupon_orders_nothing(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await buy(shop, 1, SMALL, "000000")

    assert kept(shop) == {LARGE: 3000, SMALL: 1000, EMPTY: 0}
    assert shop.requests("POST", "/orders") == []


async def test_no_coupon_is_spent_on_a_refused_order(shop: Shop) -> None:
    with pytest.raises(Unprocessable):
        await buy(shop, 101, SMALL, LARGE)

    assert kept(shop) == {LARGE: 3000, SMALL: 1000, EMPTY: 0}
    assert shop.orders() == []


async def test_a_lost_answer_has_spent_them_once(shop: Shop) -> None:
    shop.lose_the_answer("/orders")
    with pytest.raises(OutcomeUnknown) as lost:
        await buy(shop, 2, SMALL, LARGE)

    (order,) = await shop.gomus.orders.find_candidates(lost.value)
    assert [row["id"] for row in shop.orders()] == [order.id]
    assert kept(shop) == {SMALL: 0, LARGE: 1200, EMPTY: 0}


async def test_guessing_is_stopped(shop: Shop) -> None:
    shop.sandbox.set_faults("status_429=1,retry_after=61")

    with pytest.raises(RateLimited) as refused:
        await page("coupons").values(shop.gomus, ["000000"])

    assert refused.value.retry_after == 61
