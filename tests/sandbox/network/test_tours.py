from typing import Any

import pytest

from tests.support.shop import MONDAY, Shop, tour

RESELLER = "meowmeowmeow"
PRINTED, SCALED, OFFLINE, PARTNERS_ONLY = 101173, 28227, 101206, 101216
DAY = "2026-07-07"
NOON = f"{DAY}T12:00:00+02:00"


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(clock=lambda: MONDAY, data="demo")


async def found(api: Any, path: str, token: str | None = RESELLER) -> Any:
    answer = await api("GET", path, token=token)
    assert answer.status == 200, answer.text
    return answer.json


def order_of(row: Any, prices: Any, start_time: str) -> tuple[dict[str, Any], int]:
    """The smallest order that a tour's own prices allow, and what it must cost."""
    fees = [price for price in prices if "price_surcharge_id" not in price]
    people = max(row["min_persons"], 1)
    surcharges = {
        str(price["price_surcharge_id"]): people
        for price in prices
        if "price_surcharge_id" in price and not price["optional"]
    }
    extra = sum(p["price_cents"] for p in prices if str(p.get("price_surcharge_id")) in surcharges)
    attributes: dict[str, Any] = {
        "id": row["id"],
        "start_time": start_time,
        "language_id": row["languages"][0]["id"],
        "age_group_id": row["age_groups"][0]["id"],
        **({"surcharges": surcharges} if surcharges else {}),
    }
    if "scale_price_id" in fees[0]:
        attributes["quantities"] = {str(fees[0]["scale_price_id"]): people}
        cents = people * fees[0]["price_cents"]
    else:
        attributes["quantity"] = people
        cents = fees[0]["price_cents"]
    return {"type": "Tour", "attributes": attributes}, cents + people * extra


async def test_every_bookable_tour_can_be_ordered_at_its_price(api: Any) -> None:
    rows = (await found(api, "/tours"))["tours"]
    assert len(rows) == 15
    for row in rows:
        times = (await found(api, f"/tours/{row['id']}/start_times/{DAY}"))["data"]
        assert bool(times) is row["bookable"]
        prices = (await found(api, f"/tours/{row['id']}/prices"))["prices"]
        for at in [time["start_time"] for time in times[:1]]:
            item, cents = order_of(row, prices, at)
            await Shop(api).bought(item, total=cents)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("by_museum_ids[]=8", {101214, 101215}),
        ("by_exhibition_ids[]=66", {101207, 101210}),
        ("by_exhibition_ids[]=-1&by_museum_ids[]=5", {SCALED, 101204, OFFLINE}),
        ("by_categories[]=workshop", {SCALED, 101205, 101208, 101213}),
        ("by_category_ids[]=5", {101210}),
        ("by_language_ids[]=4", {101212}),
        ("by_age_group_ids[]=4", {101204, 101207, 101211}),
        ("by_audience_ids[]=5", {OFFLINE, 101209, 101215, PARTNERS_ONLY}),
        ("by_grade_ids[]=3", {101204, 101208, 101211}),
        ("by_featured=true", {101204, 101211}),
        ("by_bookable=false", {OFFLINE, 101215}),
        ("q=babylon", {101211, 101212}),
    ],
)
async def test_a_filter_finds_what_it_says(api: Any, query: str, expected: set[int]) -> None:
    assert {row["id"] for row in (await found(api, f"/tours?{query}"))["tours"]} == expected


async def test_equipment_is_a_boolean_in_lists_and_a_list_in_details(api: Any) -> None:
    rows = {row["id"]: row for row in (await found(api, "/tours"))["tours"]}
    assert (rows[PRINTED]["equipment"], rows[101209]["equipment"]) == (True, False)
    printed = (await found(api, f"/tours/{PRINTED}"))["tour"]
    assert printed["equipment"] == [{"id": 1, "title": "Funkempfänger", "quantity": 25}]
    assert printed["limitations"] == {"language": False}
    assert (await found(api, "/tours/101204"))["tour"]["limitations"] == {"language": True}
    assert (await found(api, "/tours/101209"))["tour"]["equipment"] == []


async def test_a_tour_without_a_title_is_for_partners(api: Any) -> None:
    assert (await found(api, f"/tours/{PARTNERS_ONLY}"))["tour"]["title"] is None
    assert (await api("GET", f"/tours/{PARTNERS_ONLY}", token=None)).status == 404
    assert len((await found(api, "/tours", None))["tours"]) == 14
    assert (await api("GET", "/tours/bookings", token=None)).status == 401
    user = (await found(api, "/tours/101204", "user-token"))["tour"]
    assert user["registerable"] == "https://demo.gomus.de/#/product/tour/101204"


async def test_prices_have_no_envelope(api: Any) -> None:
    query = "date=2026-07-10&time=14-30&participants=12&customer_adress_id=1&language_id=1"
    assert await found(api, f"/tours/{PRINTED}/prices?{query}") == {
        "prices": [{"group": True, "optional": False, "price_cents": 9000, "vat_pct": 0.0}],
        "vat_pct": 0.0,
        "discount": 0,
        "tax_included": True,
    }
    audience = await found(api, f"/tours/{PRINTED}/prices?price_target_audience_id_id=2")
    assert audience["prices"][0]["title"] == "Schulen"
    assert audience["prices"][0]["price_cents"] == 9000
    scaled = (await found(api, f"/tours/{SCALED}/prices"))["prices"]
    assert [price.get("scale_price_id") for price in scaled] == [1, 4, None, None]
    assert [price["optional"] for price in scaled] == [False, False, False, True]
    assert [price.get("price_surcharge_id") for price in scaled] == [None, None, 1, 4]


@pytest.mark.parametrize(
    "query", ["time=noon", "time=24-00", "time=12:00", "language_id=4", "date=x"]
)
async def test_what_prices_cannot_be_asked_for(api: Any, query: str) -> None:
    assert (await api("GET", f"/tours/{PRINTED}/prices?{query}")).status == 422


async def test_start_times_of_a_month(api: Any) -> None:
    days = (await found(api, f"/tours/{PRINTED}/start_times"))["data"]
    assert len(days) == 26
    assert set(days.values()) == {True}
    two = "start_at=2026-07-06&end_at=2026-07-07&depth=all"
    times = (await found(api, f"/tours/{PRINTED}/start_times?{two}"))["data"]
    assert times["2026-07-07"][:2] == [f"{DAY}T10:00:00+02:00", f"{DAY}T10:15:00+02:00"]
    assert len(times["2026-07-07"]) == 29
    hours = f"{two}&opening_hours_start=660&opening_hours_end=780"
    narrow = (await found(api, f"/tours/{PRINTED}/start_times?{hours}"))["data"]["2026-07-07"]
    assert (narrow[0], narrow[-1]) == (f"{DAY}T11:00:00+02:00", f"{DAY}T12:00:00+02:00")
    many = (await found(api, f"/tours/{PRINTED}/start_times?{two}&participants=26"))["data"]
    assert many == {"2026-07-06": [], "2026-07-07": []}
    for wrong in ("depth=x", "end_at=x"):
        assert (await api("GET", f"/tours/{PRINTED}/start_times?{wrong}")).status == 422
    assert (await api("GET", f"/tours/{PRINTED}/start_times/today")).status == 422


async def test_a_start_that_is_booked_out_is_gone(api: Any) -> None:
    async def times() -> list[str]:
        data = (await found(api, f"/tours/{PRINTED}/start_times/{DAY}"))["data"]
        return [row["start_time"] for row in data]

    assert NOON in await times()
    await Shop(api).bought(tour(), tour(), total=18000)
    assert NOON not in await times()
    (first, *_) = (await found(api, f"/tours/{PRINTED}/start_times/{DAY}"))["data"]
    assert first["participants"] == {"min": 1, "max": 25, "bookable": 25}


async def test_starts_of_today_pass(api: Any) -> None:
    api.sandbox.advance(3600 * 3)
    today = (await found(api, f"/tours/{PRINTED}/start_times/2026-07-06"))["data"]
    assert today[0]["start_time"] == "2026-07-06T12:00:00+02:00"


async def test_a_tour_whose_channel_is_off_has_no_times_for_others(api: Any) -> None:
    for path in (f"/tours/{OFFLINE}/start_times?depth=all", f"/tours/{OFFLINE}/start_times"):
        assert await found(api, path, None) == {"data": {}}
        assert len((await found(api, path, "cashpoint-token"))["data"]) == 26
    assert await found(api, f"/tours/{OFFLINE}/start_times/{DAY}") == {"data": []}
    reasons = await Shop(api).refused(tour(OFFLINE, quantity=1))
    assert reasons == ["item 1: tour is not bookable"]


async def test_start_times_keep_the_offset_of_their_day(api: Any) -> None:
    path = f"/tours/{PRINTED}/start_times?depth=all&start_at=2026-10-24&end_at=2026-10-25"
    days = (await found(api, path))["data"]
    assert days["2026-10-24"][0].endswith("+02:00")
    assert days["2026-10-25"][0].endswith("+01:00")


async def test_equipment_is_free_until_it_is_lent(api: Any) -> None:
    lent = tour(equipment=[{"id": 1, "quantity": 20}])
    await Shop(api).bought(lent, total=9000)
    whole = (await found(api, f"/tours/{SCALED}/equipments?date={DAY}"))["data"]
    assert set(whole) == {"1", "2"}
    assert whole["1"][NOON] == 5
    # A tour of 90 minutes that starts at half past ten still goes on at noon, less than its end.
    assert whole["1"][f"{DAY}T10:30:00+02:00"] == 25
    assert whole["1"][f"{DAY}T10:45:00+02:00"] == 5
    assert whole["1"][f"{DAY}T13:00:00+02:00"] == 25
    one = (await found(api, f"/tours/{PRINTED}/equipments/1/?date={DAY}"))["data"]
    assert (one[NOON], one[f"{DAY}T11:00:00+02:00"]) == (5, 25)
    for moment in (NOON, NOON.replace("+", "%2B").replace(":", "%3A"), f"{DAY}T12:00:00"):
        path = f"/tours/{PRINTED}/equipments/1/{moment}"
        assert await found(api, path) == {"data": {NOON: 5}}
    again = tour(equipment=[{"id": 1, "quantity": 6}])
    assert await Shop(api).refused(again) == ["item 1: not enough of equipment 1 left"]
    await Shop(api).bought(tour(equipment=[{"id": 1, "quantity": 5}]), total=9000)


async def test_equipment_that_cannot_be_told(api: Any) -> None:
    path = f"/tours/{PRINTED}/equipments"
    assert (await api("GET", f"{path}/9")).status == 404
    assert (await api("GET", f"{path}/x/{NOON}")).status == 404
    assert (await api("GET", "/tours/1/equipments")).status == 404
    for moment in ("noon", f"{DAY}T12:07:00+02:00"):
        assert (await api("GET", f"{path}/1/{moment}")).status == 422
    past = (await found(api, f"{path}/1?date=2026-07-05"))["data"]
    assert set(past.values()) == {0}
