from pathlib import Path

import pytest

from gomus_async import ConfigError, EventDate, Order, OutcomeUnknown, Unprocessable
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import page
from tests.support.documents import sheets, title

CONCERT, EVENING = 101176, 28228


async def read(shop: Shop) -> EventDate:
    return await shop.gomus.events.date(CONCERT, EVENING)


async def buy(shop: Shop, seats: dict[int, int]) -> Order:
    order: Order = await page("seats").buy_seats(shop.gomus, await read(shop), seats)
    return order


async def test_seats_that_are_taken_or_blocked_are_not_free(shop: Shop) -> None:
    free_seats = page("seats").free_seats
    before = [seat.id for seat in free_seats(await read(shop))]

    await buy(shop, {22: 33, 27: 34})

    after = [seat.id for seat in free_seats(await read(shop))]
    assert before == [22, 23, 24, 25, 27, 28, 29, 30, 31]
    assert after == [23, 24, 25, 28, 29, 30, 31]


async def test_every_seat_is_sold_at_its_price(shop: Shop) -> None:
    order = await buy(shop, {22: 33, 23: 33, 27: 34})

    (stored,) = shop.orders()
    (item,) = stored["items"]
    assert stored["id"] == order.id
    assert item["price_cents"] == stored["total_price_cents"] == 2 * 2500 + 1800
    assert item["attributes"]["quantity"] == 3
    assert item["attributes"]["seats"] == [
        {"seat_id": 22, "scale_price_id": 33},
        {"seat_id": 23, "scale_price_id": 33},
        {"seat_id": 27, "scale_price_id": 34},
    ]


async def test_the_confirmation_is_saved(shop: Shop, tmp_path: Path) -> None:
    order = await buy(shop, {22: 33, 27: 34})

    (path,) = await page("seats").save_confirmations(shop.gomus, order, tmp_path)

    (sheet,) = sheets(path.read_bytes())
    assert title(path.read_bytes()) == "Buchungsbestätigung Konzert in der Wandelhalle"
    assert str(order.id) in sheet.text
    assert "Personen: 2" in sheet.text
    assert "43,00 €" in sheet.text


@pytest.mark.parametrize(
    ("seats", "why"),
    [
        ({22: 33, 24: 33}, "seat 22 is taken"),
        ({24: 33, 26: 33}, "seat 26 is blocked"),
        ({24: 34}, "scale price 34 is not for seat 24"),
        ({99: 33}, "seat 99 does not exist"),
        ({24: 99}, "scale price 99 does not exist"),
    ],
)
async def test_all_seats_are_sold_or_none(shop: Shop, seats: dict[int, int], why: str) -> None:
    await buy(shop, {22: 33})

    with pytest.raises(Unprocessable) as refused:
        await buy(shop, seats)

    assert why in refused.value.messages[-1]
    assert len(shop.orders()) == 1
    await buy(shop, {24: 33})


async def test_no_seat_is_no_order(shop: Shop) -> None:
    with pytest.raises(ConfigError):
        await buy(shop, {})

    assert shop.requests("POST", "/orders") == []


async def test_a_lost_answer_is_found(shop: Shop) -> None:
    shop.lose_the_answer("/orders")
    with pytest.raises(OutcomeUnknown) as lost:
        await buy(shop, {30: 34})

    (order,) = await shop.gomus.orders.find_candidates(lost.value)
    assert [row["id"] for row in shop.orders()] == [order.id]
