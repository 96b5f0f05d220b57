from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gomus_async import (
    Forbidden,
    Gomus,
    NewCoupon,
    NewEventSeats,
    NewOrder,
    NewTicket,
    NewTour,
    OtherItem,
)
from gomus_async.sandbox import Sandbox
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import page

JUNE = datetime(2026, 6, 28, 8, tzinfo=UTC)
DAY = 86_400


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    """A shop at the end of June 2026."""
    async with (
        Sandbox(clock=lambda: JUNE) as sandbox,
        Gomus(sandbox.url, token="reseller-token") as gomus,
    ):
        yield Shop(sandbox, gomus)


async def place(shop: Shop, *items: Any, **more: Any) -> int:
    return (await shop.gomus.orders.create(NewOrder(items=items, **more))).id


def ticket(shop: Shop, quantity: int) -> NewTicket:
    return NewTicket(id=247, quantity=quantity, time=shop.at(14))


async def sold(shop: Shop, month: int = 7) -> tuple[dict[str, int], dict[str, int]]:
    quantities, cents = await page("orders-of-a-month").sold_in(shop.gomus, 2026, month)
    return dict(quantities), dict(cents)


async def test_a_month_is_summed_by_kind(shop: Shop) -> None:
    await place(shop, ticket(shop, 9))
    shop.sandbox.advance(3 * DAY)
    await place(shop, ticket(shop, 2), NewCoupon(id=4, quantity=1))
    shop.sandbox.advance(10 * DAY)
    await place(shop, ticket(shop, 1), coupons=["123456"])
    await place(shop, NewEventSeats(id=28227, quantities={1: 2, 4: 1}, price_cents=2000))
    tour = NewTour(
        id=101173,
        start_time=shop.at(12),
        language_id=1,
        age_group_id=3,
        quantity=12,
        price_cents=9000,
    )
    await place(shop, tour)
    await place(shop, ticket(shop, 5))
    await shop.gomus.orders.cancel(shop.orders()[-1]["id"])
    shop.sandbox.advance(25 * DAY)
    await place(shop, ticket(shop, 7))

    assert await sold(shop) == (
        {"tickets": 3, "coupons": 1, "places at events": 3, "tours": 1},
        {"tickets": 4200, "coupons": 5000, "places at events": 2000, "tours": 9000},
    )
    assert await sold(shop, 6) == ({"tickets": 9}, {"tickets": 12_600})
    assert await sold(shop, 8) == ({"tickets": 7}, {"tickets": 9_800})


async def test_the_last_hours_of_a_month_belong_to_it(shop: Shop) -> None:
    midnight = datetime(2026, 7, 31, 22, tzinfo=UTC)
    shop.sandbox.advance((midnight - JUNE - timedelta(minutes=1)).total_seconds())
    await place(shop, ticket(shop, 1))
    shop.sandbox.advance(120)
    await place(shop, ticket(shop, 2))

    assert await sold(shop) == ({"tickets": 1}, {"tickets": 1400})
    assert await sold(shop, 8) == ({"tickets": 2}, {"tickets": 2800})


async def test_every_page_is_read(shop: Shop) -> None:
    for _ in range(101):
        await place(shop, NewCoupon(id=5, quantity=1, price_cents=2000))

    assert await sold(shop, 6) == ({"coupons": 101}, {"coupons": 202_000})
    pages = [row["query"]["page"] for row in shop.requests("GET", "/orders")]
    assert pages == ["1", "2"]


async def test_drafts_and_orders_of_others_are_left_out(shop: Shop) -> None:
    user = Shop(shop.sandbox, shop.gomus.with_options(token="user-token"))
    draft = await place(user, ticket(shop, 3))
    await place(shop, ticket(shop, 1))

    assert await sold(shop, 6) == ({"tickets": 1}, {"tickets": 1400})
    assert await sold(user, 6) == ({"tickets": 1}, {"tickets": 1400})
    await user.gomus.orders.finalize(draft)
    assert await sold(user, 6) == ({"tickets": 4}, {"tickets": 5600})


def test_a_type_that_is_new_has_its_own_sum() -> None:
    item = OtherItem(id=1, type="Merchandise", price_cents=900)

    assert page("orders-of-a-month").kind_and_quantity(item) == ("other (Merchandise)", 1)


async def test_who_may_not_see_orders(shop: Shop) -> None:
    entry = Shop(shop.sandbox, shop.gomus.with_options(token="entry-token"))

    with pytest.raises(Forbidden):
        await sold(entry)


async def test_a_month_without_orders(shop: Shop) -> None:
    assert await sold(shop, 5) == ({}, {})
