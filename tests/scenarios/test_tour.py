from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gomus_async import ConfigError, Order, OutcomeUnknown, TourItem, Unprocessable
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import page
from tests.support.documents import sheets

MATERIAL, FOLDER = 1, 4


async def book(shop: Shop, extras: dict[int, int], **changes: Any) -> Order:
    fields: dict[str, Any] = {
        "people": {1: 2, 4: 10},
        "language_id": 1,
        "age_group_id": 1,
        **changes,
    }
    order: Order = await page("tour").book_workshop(
        shop.gomus, 28227, shop.at(11), extras=extras, **fields
    )
    return order


async def test_people_and_surcharges_are_booked(shop: Shop) -> None:
    order = await book(shop, {FOLDER: 3})

    (stored,) = shop.orders()
    (item,) = stored["items"]
    booking = item["attributes"]
    assert stored["id"] == order.id
    assert stored["total_price_cents"] == 2 * 800 + 10 * 400 + 12 * 150 + 3 * 250
    assert (booking["tour_id"], booking["participants"]) == (28227, 12)
    assert datetime.fromisoformat(booking["start_time"]).replace(tzinfo=None) == shop.at(11)
    assert [(line["description"], line["total_price_cents"]) for line in booking["prices"]] == [
        ("Normalpreis", 1600),
        ("Ermäßigt", 4000),
        ("Material", 1800),
        ("Mappe", 750),
    ]
    (bought,) = order.items
    assert isinstance(bought, TourItem)
    cents = [line.total_price_cents or 0 for line in bought.attributes.prices]
    assert sum(cents) == bought.price_cents


async def test_the_confirmation_is_saved(shop: Shop, tmp_path: Path) -> None:
    order = await book(shop, {})

    (path,) = await page("tour").save_confirmation(shop.gomus, order, tmp_path)

    (sheet,) = sheets(path.read_bytes())
    assert "Werkstatt Farbe" in sheet.text
    assert "Personen: 12" in sheet.text
    assert "12 x Zuschlag, Material" in sheet.text
    assert "74,00 €" in sheet.text


async def test_how_much_material_is_needed_can_be_said(shop: Shop) -> None:
    order = await book(shop, {MATERIAL: 6})

    assert order.total_price_cents == 2 * 800 + 10 * 400 + 6 * 150


@pytest.mark.parametrize(
    ("extras", "people", "why"),
    [
        ({9: 1}, {1: 2}, "surcharge 9 does not exist"),
        ({}, {1: 16}, "participants must be 1 to 15"),
        ({}, {9: 2}, "scale price 9 does not exist"),
    ],
)
async def test_what_the_server_refuses_is_not_booked(
    shop: Shop, extras: dict[int, int], people: dict[int, int], why: str
) -> None:
    with pytest.raises(Unprocessable) as refused:
        await book(shop, extras, people=people)

    assert why in " ".join(refused.value.messages)
    assert shop.orders() == []


async def test_a_time_is_free_until_somebody_has_booked_it(shop: Shop) -> None:
    free_times, day = page("tour").free_times, shop.at(11).date()
    before = await free_times(shop.gomus, 28227, day, 12)
    await book(shop, {})

    after = await free_times(shop.gomus, 28227, day, 12)

    gone = {at.replace(tzinfo=None) for at in set(before) - set(after)}
    assert shop.at(11) in gone
    assert await free_times(shop.gomus, 28227, day, 16) == []


async def test_nobody_leads_two_groups_at_once(shop: Shop) -> None:
    await book(shop, {})

    with pytest.raises(Unprocessable, match="fully booked"):
        await book(shop, {})

    assert len(shop.orders()) == 1


async def test_a_quantity_of_nobody_is_not_sent(shop: Shop) -> None:
    with pytest.raises(ConfigError):
        await book(shop, {}, people={1: 0})

    assert shop.requests("POST", "/orders") == []


async def test_a_lost_answer_is_found(shop: Shop) -> None:
    shop.lose_the_answer("/orders")
    with pytest.raises(OutcomeUnknown) as lost:
        await book(shop, {})

    (order,) = await shop.gomus.orders.find_candidates(lost.value)
    assert [row["id"] for row in shop.orders()] == [order.id]
