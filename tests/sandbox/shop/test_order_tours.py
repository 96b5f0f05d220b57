from datetime import UTC, datetime
from typing import Any

import pytest

from gomus_async.sandbox.shop.products import Catalogue, Tour
from tests.support.shop import MONDAY, Shop, tour

PLAIN, SCALED = 101173, 28227
DUE = {"1": 2}


@pytest.fixture
async def shop(start: Any) -> Shop:
    return Shop(await start(clock=lambda: MONDAY))


def at(clock: str, **more: Any) -> dict[str, Any]:
    return tour(PLAIN, start_time=f"2026-07-07T{clock}:00+02:00", **more)


async def test_a_tour_is_answered_as_printed(shop: Shop) -> None:
    order = await shop.bought(tour(), total=9000)
    (item,) = order["items"]
    assert item["attributes"].pop("location")["name"] == "Gemäldegalerie"
    assert item == {
        "id": 56399,
        "type": "Tour",
        "price_cents": 9000,
        "vat_pct": "0.0",
        "tax_included": True,
        "attributes": {
            "id": 27080,
            "title": "El Siglo de Oro | Gruppenführung",
            "tour_id": 101173,
            "start_time": "2026-07-07T12:00:00+02:00",
            "participants": 12,
            "language": "Deutsch",
            "age_group": "Erwachsene",
            "prices": [
                {
                    "title": "Entgelt",
                    "description": "Gruppenpreis",
                    "total_price_cents": 9000,
                    "quantity": 1,
                    "price_cents": 9000,
                }
            ],
        },
    }


async def test_fees_and_surcharges_sum_to_the_price(shop: Shop) -> None:
    item = tour(SCALED, quantities={"1": 2, "4": 3}, surcharges={"1": 2, "4": 3})
    order = await shop.bought(item, total=3850)
    attributes = order["items"][0]["attributes"]
    lines = [
        (line["title"], line["description"], line["quantity"], line["total_price_cents"])
        for line in attributes["prices"]
    ]
    assert lines == [
        ("Entgelt", "Normalpreis", 2, 1600),
        ("Entgelt", "Ermäßigt", 3, 1200),
        ("Zuschlag", "Material", 2, 300),
        ("Zuschlag", "Mappe", 3, 750),
    ]
    assert attributes["participants"] == 5


async def test_an_optional_surcharge_may_be_left_out(shop: Shop) -> None:
    await shop.bought(tour(SCALED, quantities={"1": 1}, surcharges={"1": 1}), total=950)


SCALED_ONE = {"quantities": {"1": 1}, "surcharges": DUE}


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (tour(22977, quantity=1), "tour 22977 does not exist"),
        (tour(start_time=None), "start_time is missing"),
        (tour(start_time=5), "start_time is not a time"),
        (tour(start_time="noon"), "start_time is not a time"),
        (tour(start_time="0001-01-01T00:00:00+02:00"), "start_time is not a time"),
        (tour(start_time="2026-07-07T12:00:00"), "start_time has no offset"),
        (at("12:10"), "tour does not start at this time"),
        (at("09:45"), "tour does not start at this time"),
        (at("17:15"), "tour does not start at this time"),
        (tour(start_time="2026-07-05T12:00:00+02:00"), "start_time is in the past"),
        (tour(language_id=None), "language_id is missing"),
        (tour(language_id=9), "language_id 9 does not exist"),
        (tour(language_id=True), "language_id True does not exist"),
        (tour(age_group_id=9), "age_group_id 9 does not exist"),
        (tour(quantity=None), "exactly one is needed: quantity"),
        (tour(quantity=1, quantities={"1": 1}), "exactly one is needed: quantity"),
        (tour(quantity=26), "participants must be 1 to 25"),
        (tour(quantity="5"), "quantity must be a whole number greater than 0"),
        (tour(SCALED, **{**SCALED_ONE, "quantities": None}), "exactly one is needed: quantities"),
        (tour(SCALED, quantity=5, surcharges=DUE), "exactly one is needed: quantities"),
        (
            tour(SCALED, **{**SCALED_ONE, "quantities": {"1": 9, "4": 7}}),
            "participants must be 1 to 15",
        ),
        (tour(SCALED, **{**SCALED_ONE, "surcharges": None}), "surcharges are missing"),
        (tour(SCALED, **{**SCALED_ONE, "surcharges": {}}), "surcharge 1 is missing"),
        (tour(SCALED, **{**SCALED_ONE, "surcharges": {"4": 1}}), "surcharge 1 is missing"),
        (
            tour(SCALED, **{**SCALED_ONE, "surcharges": {"1": 1, "7": 1}}),
            "surcharge 7 does not exist",
        ),
        (
            tour(SCALED, **{**SCALED_ONE, "surcharges": {"1": 0}}),
            "surcharges 1 must be a whole number greater than 0",
        ),
        (tour(SCALED, **{**SCALED_ONE, "surcharges": []}), "surcharges must be an object"),
        (tour(surcharges={"1": 1}), "surcharge 1 does not exist"),
        (tour(equipment=[{"id": 2, "quantity": 1}]), "equipment 2 does not exist"),
        (
            tour(equipment=[{"id": 1}]),
            "equipment quantity must be a whole number greater than 0",
        ),
        (tour(equipment=[{"id": 1, "quantity": 26}]), "not enough of equipment 1 left"),
        (
            tour(equipment=[{"id": 1, "quantity": 13}, {"id": 1, "quantity": 13}]),
            "not enough of equipment 1 left",
        ),
    ],
)
async def test_a_wrong_booking_is_refused(shop: Shop, item: Any, reason: str) -> None:
    assert await shop.refused(item) == [f"item 1: {reason}"]


async def test_a_tour_is_booked_out(shop: Shop) -> None:
    await shop.bought(tour(), total=9000)
    full = ["item 2: tour is fully booked at this time"]
    assert await shop.refused(tour(), tour(), total=18000) == full
    await shop.bought(tour(), total=9000)
    assert await shop.refused(tour(), total=9000) == [full[0].replace("2", "1")]
    await shop.bought(at("12:15"), total=9000)


async def test_equipment_is_lent_for_as_long_as_the_tour_lasts(shop: Shop) -> None:
    lent = [{"id": 1, "quantity": 20}]
    order = await shop.bought(at("12:00", equipment=lent), total=9000)
    assert order["items"][0]["attributes"]["equipment"] == lent
    gone = ["item 1: not enough of equipment 1 left"]
    assert await shop.refused(at("12:45", equipment=lent), total=9000) == gone
    elsewhere = {"start_time": "2026-07-07T11:00:00+02:00", "equipment": [{"id": 1, "quantity": 6}]}
    assert await shop.refused(tour(SCALED, **SCALED_ONE, **elsewhere)) == gone
    await shop.bought(at("13:00", equipment=lent), total=9000)
    await shop.bought(at("11:00", equipment=lent), total=9000)


async def test_the_first_start_of_the_day_is_in_the_past_at_noon(shop: Shop) -> None:
    morning = tour(start_time="2026-07-06T10:00:00+02:00")
    await shop.bought(morning, total=9000)
    shop.api.sandbox.advance(3 * 3600)
    assert await shop.refused(morning) == ["item 1: start_time is in the past"]


async def test_the_repeated_hour_of_autumn_starts_once(start: Any) -> None:
    night = Tour(
        id=1,
        title="Nacht",
        group_price_cents=100,
        languages={1: "Deutsch"},
        age_groups={3: "Erwachsene"},
        first_start=60,
        last_start=300,
    )
    shop = Shop(
        await start(
            clock=lambda: datetime(2026, 10, 20, tzinfo=UTC), catalogue=Catalogue(tours={1: night})
        )
    )
    late = tour(1, quantity=1, start_time="2026-10-25T02:30:00+01:00")
    assert await shop.refused(late) == ["item 1: tour does not start at this time"]
    early = tour(1, quantity=1, start_time="2026-10-25T02:30:00+02:00")
    order = await shop.bought(early, total=100)
    assert order["items"][0]["attributes"]["start_time"] == "2026-10-25T02:30:00+02:00"
