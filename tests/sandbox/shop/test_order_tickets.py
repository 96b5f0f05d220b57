import asyncio
from datetime import datetime
from typing import Any

import pytest

from gomus_async.sandbox.shop.order_numbers import barcode
from gomus_async.sandbox.shop.products import Catalogue, Quota, Ticket
from tests.support.shop import GONE, MONDAY, SAVED, SLOT, Shop, event, ticket

PLACE = {
    "name": "Gemäldegalerie",
    "city": "Berlin",
    "country": "Deutschland",
    "street": "Matthäikirchplatz",
    "zip": "10785",
    "latitude": 52.5082,
    "longitude": 13.3673,
}
APART = {"515": "2026-07-06T12:30:00+02:00", "516": "2026-07-06T14:00:00+02:00"}


@pytest.fixture
async def shop(start: Any) -> Shop:
    return Shop(await start(clock=lambda: MONDAY))


def few(capacity: int, **fields: Any) -> Catalogue:
    tickets = [
        Ticket(id=number, title="Wenige", price_cents=100, quota_ids=(1,), **fields)
        for number in (1, 2)
    ]
    return Catalogue(
        quotas={1: Quota(id=1, capacity=capacity)}, tickets={row.id: row for row in tickets}
    )


async def test_an_order_is_answered_as_the_documents_print_it(shop: Shop) -> None:
    order = await shop.bought(ticket(quantity=2), total=2800, comment="Please send fast!")
    assert len(order.pop("token")) == 22
    codes = [code.pop("barcode") for code in order["items"][0]["attributes"]["barcodes"]]
    assert codes == ["4034210297634-5", "4034210297635-5"]
    assert order == {
        "id": 3944806,
        "is_valid": True,
        "total_price_cents": 2800,
        "comment": "Please send fast!",
        "reference": "r",
        "rating": None,
        "invoice": False,
        "created_at": "2026-07-06T09:00:00+02:00",
        "source": "resellershop",
        "payment_status": 30,
        "billing_address_id": 378542,
        "items": [
            {
                "id": 56399,
                "type": "Ticket",
                "price_cents": 2800,
                "vat_pct": "0.0",
                "tax_included": True,
                "attributes": {
                    "id": 42103,
                    "title": "El Siglo de Oro mit Gemäldegalerie regulär",
                    "ticket_id": 247,
                    "quantity": 2,
                    "ticket_type": "time_slot",
                    "start_time": SLOT,
                    "location": PLACE,
                    "barcodes": [{"id": 97634, "method": "ean"}, {"id": 97635, "method": "ean"}],
                    "after_sale_information": None,
                    "passbooks": True,
                },
            }
        ],
    }


def test_barcodes_look_like_the_printed_one() -> None:
    assert barcode(97633) == "4034210297633-5"
    assert len({barcode(number) for number in range(97633, 99633)}) == 2000


async def test_sold_places_are_gone(shop: Shop) -> None:
    await shop.bought(ticket(quantity=97), total=97 * 1400)
    assert await shop.left() == 3
    assert await shop.refused(ticket(quantity=4), total=5600) == [
        "item 1: not enough capacity left"
    ]
    await shop.bought(ticket(quantity=3), total=4200)
    assert await shop.left() == 0
    await shop.bought(ticket(time="2026-07-06T13:30:00+02:00"), total=1400)


async def test_the_items_of_an_order_are_counted_together(start: Any) -> None:
    shop = Shop(await start(clock=lambda: MONDAY, catalogue=few(10)))
    one, other = ticket(1, 6), ticket(2, 5)
    assert await shop.refused(one, other, total=1100) == ["item 2: not enough capacity left"]
    await shop.bought(one, ticket(2, 4), total=1000)
    assert await shop.left(1) == 0


async def test_fifty_buyers_at_once_get_twenty_places(start: Any) -> None:
    shop = Shop(await start(clock=lambda: MONDAY, catalogue=few(20)))
    orders = (shop.order(ticket(1), total=100) for _ in range(50))
    answers = await asyncio.gather(*orders)
    assert sorted(answer.status for answer in answers) == [201] * 20 + [422] * 30
    sold = [answer.json["order"] for answer in answers if answer.status == 201]
    codes = {order["items"][0]["attributes"]["barcodes"][0]["barcode"] for order in sold}
    assert len(codes) == 20
    assert len({order["token"] for order in sold}) == 20
    assert len(shop.trace()["orders"]) == 20
    assert await shop.left(1) == 0


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (ticket(quantity=0), "quantity must be a whole number greater than 0"),
        (ticket(quantity=-1), "quantity must be a whole number greater than 0"),
        (ticket(quantity=None), "quantity must be a whole number greater than 0"),
        (ticket(quantity=1.0), "quantity must be a whole number greater than 0"),
        (ticket(quantity="1"), "quantity must be a whole number greater than 0"),
        (ticket(quantity=True), "quantity must be a whole number greater than 0"),
        (ticket(quantity=10**30), "quantity must not be greater than 10000"),
        (ticket(999), "ticket 999 does not exist"),
        (ticket("247"), "ticket id is missing"),  # type: ignore[arg-type]
        (ticket(515), "sub tickets cannot be bought directly"),
        (ticket(time=None), "time is missing"),
        (ticket(time="soon"), "time is invalid"),
        (ticket(time="2026-07-06T13:07:00+02:00"), "ticket has no entry at this time"),
        (ticket(time="2026-07-06T08:00:00+02:00"), "ticket has no entry at this time"),
        (ticket(time="2026-07-05T13:00:00+02:00"), "time is in the past"),
        (ticket(401, time="2026-07-07T13:00:00+02:00"), "ticket has no entry at this time"),
        (ticket(sub_ticket_times=APART), "sub_ticket_times must be for no ticket"),
        (ticket(reservations="x"), "reservations must be a list"),
        ({"type": "Poster", "attributes": {}}, "type 'Poster' is not known"),
        ({"attributes": {"id": 247}}, "type is missing"),
        ({"type": "Ticket"}, "attributes must be an object"),
        ("Ticket", "item must be an object"),
    ],
)
async def test_a_wrong_item_is_refused(shop: Shop, item: Any, reason: str) -> None:
    assert await shop.refused(item, total=1400) == [f"item 1: {reason}"]


async def test_everything_wrong_is_told_and_nothing_is_sold(shop: Shop) -> None:
    items = (ticket(), ticket(999), event(22977, quantity=0))
    reasons = await shop.refused(*items, total=1400, coupons=["000"], customer_id=99)
    assert reasons == [
        "item 2: ticket 999 does not exist",
        "item 3: quantity must be a whole number greater than 0",
        "coupon 000 is not valid",
        "customer must exist",
    ]
    assert await shop.left() == 100


@pytest.mark.parametrize("total", [1399, 1401, 0, -1400, "1400", None, [1400], True])
async def test_the_total_must_agree(shop: Shop, total: Any) -> None:
    reasons = await shop.refused(ticket(), total=total)
    assert len(reasons) == 1
    assert reasons[0].startswith("total is ")


@pytest.mark.parametrize("body", [[], {}, {"items": [], "total": 0}, {"items": {}, "total": 0}])
async def test_an_order_needs_items(shop: Shop, body: Any) -> None:
    before = shop.trace()
    answer = await shop.api("POST", "/orders", body, token="meowmeowmeow")
    assert answer.status == 422
    assert answer.json["error"]
    assert shop.trace() == before


async def test_texts_must_be_texts(shop: Shop) -> None:
    reasons = await shop.refused(ticket(), total=1400, comment=1, reference=["x"])
    assert reasons == ["comment must be a text", "reference must be a text"]


async def test_a_day_ticket_is_bought_for_a_day(shop: Shop) -> None:
    order = await shop.bought(ticket(401, time="2026-07-07"), total=2000)
    assert order["items"][0]["attributes"]["start_time"] == "2026-07-07T10:00:00+02:00"


async def test_an_annual_ticket_needs_no_time(shop: Shop) -> None:
    order = await shop.bought(ticket(403, time=None), total=5000)
    attributes = order["items"][0]["attributes"]
    assert attributes["start_time"] == "2026-07-06T09:00:00+02:00"
    assert (attributes["ticket_type"], attributes["passbooks"]) == ("annual", False)


async def test_a_ticket_for_others_does_not_exist(shop: Shop) -> None:
    reasons = await shop.refused(ticket(249), total=1200, token="cashpoint-token")
    assert reasons == ["item 1: ticket 249 does not exist"]
    await shop.bought(ticket(249), total=1200)


async def test_reserved_seats_are_free_for_the_order_that_uses_them(shop: Shop) -> None:
    token = await shop.hold(100)
    assert await shop.refused(ticket(), total=1400) == ["item 1: not enough capacity left"]
    await shop.bought(ticket(quantity=60, reservations=[token]), total=84000)
    assert await shop.left() == 40
    assert shop.api.sandbox.store.records("reservations") == []
    again = await shop.order(ticket(reservations=[token]), total=1400)
    assert (again.status, again.json["error"]) == (422, GONE)


async def test_more_may_be_bought_than_was_reserved(shop: Shop) -> None:
    token = await shop.hold(60)
    await shop.bought(ticket(quantity=100, reservations=[token]), total=140_000)
    assert await shop.left() == 0


async def test_reservations_serve_all_items_of_the_order(shop: Shop) -> None:
    token = await shop.hold(100)
    items = (ticket(quantity=2), ticket(248, quantity=98), ticket(reservations=[token]))
    reasons = await shop.refused(*items, total=2800 + 98 * 700 + 1400)
    assert reasons == ["item 3: not enough capacity left"]
    await shop.bought(ticket(quantity=2), items[2], total=4200)


async def test_only_tickets_use_reservations(shop: Shop) -> None:
    token = await shop.hold(100)
    stranger = event(quantity=1, reservations=[token, "unknown"])
    reasons = await shop.refused(stranger, ticket(), total=1800)
    assert reasons == ["item 2: not enough capacity left"]
    await shop.bought(stranger, total=400)
    assert len(shop.trace()["reservations"]) == 1


@pytest.mark.parametrize("seconds", [300, 3600])
async def test_an_expired_reservation_is_refused(shop: Shop, seconds: int) -> None:
    token = await shop.hold(5)
    shop.api.sandbox.advance(seconds)
    before = shop.trace()
    answer = await shop.order(ticket(quantity=5, reservations=[token]), total=7000)
    assert answer.status == 422
    assert answer.json == {"error": GONE, "errors": [f"item 1: {GONE}"]}
    assert shop.trace() == before


async def test_an_unknown_or_foreign_reservation_is_refused(shop: Shop) -> None:
    token = await shop.hold(5)
    for named, buyer in (("unknown", "meowmeowmeow"), (5, "meowmeowmeow"), (token, "user-token")):
        answer = await shop.order(ticket(reservations=[named]), total=1400, token=buyer)
        assert (answer.status, answer.json["error"]) == (422, GONE)


@pytest.mark.parametrize("item", [ticket(248), ticket(time="2026-07-06T13:30:00+02:00")])
async def test_a_reservation_is_for_its_ticket_and_time(shop: Shop, item: Any) -> None:
    item["attributes"]["reservations"] = [await shop.hold(5)]
    reasons = await shop.refused(item, total=1400)
    assert reasons == ["item 1: reservation is for another ticket or time"]
    assert len(shop.trace()["reservations"]) == 1


HOOK, PAN = {"name": "Capt'n", "surname": "Hook"}, {"name": "Peter", "surname": "Pan"}
DEPOT = "2026-07-06T12:00:00+02:00"


async def test_attendees_are_kept_where_they_are_required(shop: Shop) -> None:
    order = await shop.bought(ticket(303, 2, DEPOT, attendees=[HOOK, PAN]), total=3000)
    assert order["items"][0]["attributes"]["attendees"] == [HOOK, PAN]
    printed = await shop.bought(ticket(247, 1, attendees=[HOOK, PAN]), total=1400)
    assert "attendees" not in printed["items"][0]["attributes"]


@pytest.mark.parametrize(
    ("attendees", "reason"),
    [
        (None, "attendees must be 2, not 0"),
        ([HOOK], "attendees must be 2, not 1"),
        ([HOOK, PAN, PAN], "attendees must be 2, not 3"),
        ([HOOK, {"name": "Peter"}], "attendee surname is missing"),
        ([HOOK, {"name": " ", "surname": "Pan"}], "attendee name is missing"),
        ([HOOK, "Pan"], "attendee must be an object"),
        ({}, "attendees must be a list"),
    ],
)
async def test_attendees_must_fit(shop: Shop, attendees: Any, reason: str) -> None:
    item = ticket(303, 2, DEPOT, attendees=attendees)
    assert await shop.refused(item, total=3000) == [f"item 1: {reason}"]


async def test_a_combined_ticket_takes_places_in_all_three_quotas(shop: Shop) -> None:
    time = APART["515"]
    order = await shop.bought(ticket(514, 2, time, sub_ticket_times=APART), total=3800)
    attributes = order["items"][0]["attributes"]
    assert attributes["sub_ticket_times"] == APART
    assert len(attributes["barcodes"]) == 2
    moments = [datetime.fromisoformat(text).timestamp() for text in (time, *APART.values())]
    taken = dict(zip((98, 37, 99), moments, strict=True))
    assert shop.trace()["sold"] == dict.fromkeys(taken.items(), 2)


async def test_either_museum_may_come_first(shop: Shop) -> None:
    turned = {"515": APART["516"], "516": APART["515"]}
    await shop.bought(ticket(514, 1, turned["516"], sub_ticket_times=turned), total=1900)


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        (None, "sub_ticket_times must be for 515, 516"),
        ({"515": APART["515"]}, "sub_ticket_times must be for 515, 516"),
        ({**APART, "517": SLOT}, "sub_ticket_times must be for 515, 516"),
        ({**APART, "516": None}, "time is missing"),
        (
            {**APART, "516": "2026-07-06T13:30:00+02:00"},
            "sub tickets must be at least 90 minutes apart",
        ),
        (
            {**APART, "516": APART["515"]},
            "sub tickets must be at least 90 minutes apart",
        ),
        ({**APART, "516": "2026-07-06T14:10:00+02:00"}, "ticket has no entry at this time"),
        ([], "sub_ticket_times must be an object"),
    ],
)
async def test_sub_tickets_need_times_of_their_own(shop: Shop, times: Any, reason: str) -> None:
    item = ticket(514, 1, APART["515"], sub_ticket_times=times)
    assert await shop.refused(item, total=1900) == [f"item 1: {reason}"]


async def test_a_full_sub_ticket_stops_the_combined_ticket(shop: Shop) -> None:
    item = ticket(514, 38, APART["515"], sub_ticket_times=APART)
    assert await shop.refused(item, total=38 * 1900) == ["item 1: not enough capacity left"]


async def test_a_combined_ticket_takes_no_reservations(shop: Shop) -> None:
    item = ticket(514, 1, SLOT, sub_ticket_times=APART, reservations=[await shop.hold(1)])
    assert await shop.refused(item, total=1900) == ["item 1: combined tickets cannot be reserved"]


@pytest.mark.parametrize(("token", "status"), [(None, 401), ("wrong", 401), ("entry-token", 403)])
async def test_orders_are_for_sellers(shop: Shop, token: Any, status: int) -> None:
    before = shop.trace()
    answer = await shop.order(ticket(), total=1400, token=token)
    assert (answer.status, list(answer.json)) == (status, ["error"])
    assert shop.trace() == before


async def test_the_history_tells_whether_an_order_was_applied(shop: Shop) -> None:
    await shop.refused(ticket(), total=1)
    await shop.bought(ticket(), total=1400)
    answer = await shop.order(ticket(999), total=1)
    assert answer.json["error"] == SAVED
    assert [entry["applied"] for entry in shop.api.sandbox.history] == [False, True, False]
