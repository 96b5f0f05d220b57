import asyncio
from typing import Any

import pytest

from gomus_async.sandbox.shop.products import Catalogue, EventDate
from tests.support.shop import MONDAY, Shop, event

PLAIN, SCALED, SEATED = 22977, 28227, 28228


@pytest.fixture
async def shop(start: Any) -> Shop:
    return Shop(await start(clock=lambda: MONDAY))


def seats(*numbers: Any, price: Any = 33) -> dict[str, Any]:
    return event(SEATED, seats=[{"seat_id": n, "scale_price_id": price} for n in numbers])


def catalogue(**fields: Any) -> Catalogue:
    date = EventDate(id=1, event_id=2, title="Lesung", price_cents=100, **fields)
    return Catalogue(dates={1: date})


async def test_places_at_a_date_are_answered_as_printed(shop: Shop) -> None:
    order = await shop.bought(event(quantity=5), total=2000)
    (item,) = order["items"]
    assert item["attributes"].pop("location")["name"] == "Gemäldegalerie"
    assert item == {
        "id": 56399,
        "type": "Event",
        "price_cents": 2000,
        "vat_pct": "0.0",
        "tax_included": True,
        "attributes": {
            "id": 6128,
            "date_id": 22977,
            "event_id": 101174,
            "start_time": "2026-07-09T14:30:00+02:00",
            "title": "El Siglo de Oro",
            "quantity": 5,
        },
    }


async def test_scale_prices_are_bought_by_quantities(shop: Shop) -> None:
    order = await shop.bought(event(SCALED, quantities={"1": 2, "4": 3}), total=2800)
    attributes = order["items"][0]["attributes"]
    assert (attributes["quantity"], attributes["quantities"]) == (5, {"1": 2, "4": 3})


async def test_seats_are_bought_by_number(shop: Shop) -> None:
    order = await shop.bought(seats(22, 23), total=5000)
    attributes = order["items"][0]["attributes"]
    assert attributes["quantity"] == 2
    assert attributes["seats"] == [
        {"seat_id": 22, "scale_price_id": 33},
        {"seat_id": 23, "scale_price_id": 33},
    ]
    assert await shop.refused(seats(24, 23), total=5000) == ["item 1: seat 23 is taken"]
    await shop.bought(seats(24), total=2500)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (event(101174, quantity=1), "date 101174 does not exist"),
        (event(None, quantity=1), "date id is missing"),
        (event(PLAIN), "exactly one is needed: quantity"),
        (event(PLAIN, quantities={"1": 1}), "exactly one is needed: quantity"),
        (event(PLAIN, quantity=1, quantities={"1": 1}), "exactly one is needed: quantity"),
        (event(PLAIN, quantity=1, seats=[]), "exactly one is needed: quantity"),
        (event(PLAIN, quantity=0), "quantity must be a whole number greater than 0"),
        (event(PLAIN, quantity=11), "no more than 10 places for one registration"),
        (event(SCALED, quantity=1), "exactly one is needed: quantities"),
        (event(SCALED, quantities={}), "quantities is empty"),
        (event(SCALED, quantities=[1]), "quantities must be an object"),
        (event(SCALED, quantities={"2": 1}), "scale price 2 does not exist"),
        (event(SCALED, quantities={"x": 1}), "quantities has 'x', which is no id"),
        (event(SCALED, quantities={"1": 1, "01": 1}), "quantities has '01', which is no id"),
        (
            event(SCALED, quantities={"1": 0}),
            "quantities 1 must be a whole number greater than 0",
        ),
        (event(SCALED, quantities={"1": 20, "4": 11}), "not enough places left"),
        (event(SEATED, quantity=1), "exactly one is needed: seats"),
        (event(SEATED, quantities={"33": 1}), "exactly one is needed: seats"),
        (event(SEATED, seats=[]), "seats are missing"),
        (event(SEATED, seats=[22]), "seat must be an object"),
        (seats(22, 22), "seat 22 is taken"),
        (seats(99), "seat 99 does not exist"),
        (seats("22"), "seat 22 does not exist"),
        (seats(26), "seat 26 is blocked"),
        (seats(27), "scale price 33 is not for seat 27"),
        (seats(22, price=99), "scale price 99 does not exist"),
        (seats(22, price=None), "scale_price_id is missing"),
    ],
)
async def test_a_wrong_booking_is_refused(shop: Shop, item: Any, reason: str) -> None:
    assert await shop.refused(item) == [f"item 1: {reason}"]


async def test_a_date_with_both_kinds_of_prices_takes_either(start: Any) -> None:
    demo = Shop(await start(clock=lambda: MONDAY)).api.sandbox.store.ledger.catalogue
    prices = demo.dates[SCALED].scale_prices
    shop = Shop(
        await start(clock=lambda: MONDAY, catalogue=catalogue(start=(1, 600), scale_prices=prices))
    )
    await shop.bought(event(1, quantity=2), total=200)
    await shop.bought(event(1, quantities={"4": 2}), total=800)
    item = event(1, quantity=1, quantities={"4": 2})
    assert await shop.refused(item) == ["item 1: exactly one is needed: quantity or quantities"]


async def test_the_items_of_an_order_are_counted_together(shop: Shop) -> None:
    one, other = event(quantity=6), event(quantity=5)
    reasons = await shop.refused(one, other, total=4400)
    assert reasons == ["item 2: no more than 10 places for one registration"]
    assert await shop.refused(seats(22), seats(22), total=5000) == ["item 2: seat 22 is taken"]


async def test_places_run_out(shop: Shop) -> None:
    await shop.bought(event(quantity=10), total=4000)
    await shop.bought(event(quantity=9), total=3600)
    assert await shop.refused(event(quantity=2), total=800) == ["item 1: not enough places left"]
    await shop.bought(event(quantity=1), total=400)


async def test_one_seat_is_sold_once(shop: Shop) -> None:
    answers = await asyncio.gather(*(shop.order(seats(22), total=2500) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [201] + [422] * 19


async def test_a_date_of_today_ends_with_its_beginning(start: Any) -> None:
    shop = Shop(await start(clock=lambda: MONDAY, catalogue=catalogue(start=(0, 600))))
    await shop.bought(event(1, quantity=1), total=100)
    shop.api.sandbox.advance(3601)
    assert await shop.refused(event(1, quantity=1)) == ["item 1: date is in the past"]
