from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gomus_async import ConfigError, Order, OutcomeUnknown, TourItem, Unprocessable
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import page
from tests.support.documents import sheets

MATERIAL, FOLDER = 1, 4


async def book(shop: Shop, surcharges: dict[int, int], **changes: Any) -> Order:
    fields: dict[str, Any] = {
        "people": {1: 2, 4: 10},
        "scale_prices": {1: 800, 4: 400},
        "surcharge_prices": {MATERIAL: 150, FOLDER: 250},
        "language_id": 1,
        "age_group_id": 1,
        **changes,
    }
    order: Order = await page("tour").book_workshop(
        shop.gomus, 28227, shop.at(11), surcharges=surcharges, **fields
    )
    return order


async def test_people_and_surcharges_are_booked(shop: Shop) -> None:
    order = await book(shop, {MATERIAL: 12, FOLDER: 3})

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
    order = await book(shop, {MATERIAL: 12})

    (path,) = await page("tour").save_confirmation(shop.gomus, order, tmp_path)

    (sheet,) = sheets(path.read_bytes())
    assert "Werkstatt Farbe" in sheet.text
    assert "Personen: 12" in sheet.text
    assert "12 x Zuschlag, Material" in sheet.text
    assert "74,00 €" in sheet.text


@pytest.mark.parametrize(
    ("surcharges", "changes", "why"),
    [
        ({}, {}, "surcharge"),
        ({FOLDER: 1}, {}, "surcharge 1 is missing"),
        ({MATERIAL: 1}, {"people": {1: 16}}, "participants must be 1 to 15"),
        ({MATERIAL: 1}, {"scale_prices": {1: 900, 4: 400}}, "total is 5950"),
    ],
)
async def test_what_the_server_refuses_is_not_booked(
    shop: Shop, surcharges: dict[int, int], changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(Unprocessable) as refused:
        await book(shop, surcharges, **changes)

    assert why in " ".join(refused.value.messages)
    assert shop.orders() == []


async def test_nobody_leads_two_groups_at_once(shop: Shop) -> None:
    await book(shop, {MATERIAL: 12})

    with pytest.raises(Unprocessable, match="fully booked"):
        await book(shop, {MATERIAL: 12})

    assert len(shop.orders()) == 1


async def test_a_quantity_of_nobody_is_not_sent(shop: Shop) -> None:
    with pytest.raises(ConfigError):
        await book(shop, {MATERIAL: 12}, people={1: 0})

    assert shop.requests("POST", "/orders") == []


async def test_a_lost_answer_is_found(shop: Shop) -> None:
    shop.lose_the_answer("/orders")
    with pytest.raises(OutcomeUnknown) as lost:
        await book(shop, {MATERIAL: 12})

    (order,) = await shop.gomus.orders.find_candidates(lost.value)
    assert [row["id"] for row in shop.orders()] == [order.id]
