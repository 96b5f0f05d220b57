from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.shop import MONDAY, Shop, coupon, ticket

USER, RESELLER, CASHPOINT = "user-token", "reseller-token", "cashpoint-token"
PRINTED = "Aniq532VCewghH2mUtEnng"
LOGIN = {"email": "shop-customer@giantmonkey.de", "password": "meowmeowmeow"}


@pytest.fixture
async def shop(start: Any) -> Shop:
    return Shop(await start(clock=lambda: MONDAY))


@pytest.fixture
async def demo(start: Any) -> Shop:
    return Shop(await start(clock=lambda: MONDAY, data="demo"))


async def ids(shop: Shop, query: str = "", **options: Any) -> list[int]:
    answer = await shop.api("GET", f"/orders{query}", **options)
    assert answer.status == 200, answer.text
    return [order["id"] for order in answer.json["orders"]]


async def test_the_printed_order_is_there(demo: Shop) -> None:
    day = "?start_at=2016-03-28&end_at=2016-03-28"
    listed = (await demo.api("GET", f"/orders{day}", token="meowmeowmeow")).json
    (order,) = listed["orders"]
    items = order.pop("items")
    assert listed["meta"] == {"total_count": 1, "page": 1, "per_page": 25}
    assert order == {
        "id": 3944805,
        "token": PRINTED,
        "is_valid": True,
        "total_price_cents": 4500,
        "comment": None,
        "reference": None,
        "rating": None,
        "invoice": False,
        "created_at": "2016-03-28T22:17:46+02:00",
        "source": "resellershop",
    }
    facts = [(item["id"], item["type"], item["price_cents"], item["vat_pct"]) for item in items]
    assert facts == [
        (52397, "Ticket", 1400, "0.0"),
        (52399, "Event", 2000, "0.0"),
        (56398, "Tour", 9000, "0.0"),
        (52394, "Coupon", 5000, "0.0"),
    ]
    detail = {
        "order": {**order, "items": items, "payment_status": 30, "billing_address_id": 378542}
    }
    for path in ("3944805", PRINTED, "barcode/704323341", "barcode/4034210297633-5"):
        answer = await demo.api("GET", f"/orders/{path}", token="meowmeowmeow")
        assert (answer.status, answer.json) == (200, detail)
    assert await demo.value("79171892") == 5000


async def test_an_empty_sandbox_has_sold_nothing(shop: Shop) -> None:
    assert shop.trace()["orders"] == []
    assert (await shop.api("GET", f"/orders/{PRINTED}")).status == 404


async def test_the_list_is_today_s_newest_first(shop: Shop) -> None:
    old = await shop.bought(ticket(), total=1400)
    shop.api.sandbox.advance(24 * 3600)
    later = ticket(time="2026-07-08T13:00:00+02:00")
    new = [(await shop.bought(later, total=1400))["id"] for _ in range(3)]
    new.reverse()
    assert await ids(shop) == new
    assert await ids(shop, "?start_at=2026-07-06") == [*new, old["id"]]
    assert await ids(shop, "?start_at=2026-07-06&end_at=2026-07-06") == [old["id"]]
    assert await ids(shop, "?start_at=2026-07-08") == []
    assert await ids(shop, "?page=2&per_page=2") == new[2:]
    answer = await shop.api("GET", "/orders?page=9&per_page=500")
    assert answer.json == {"orders": [], "meta": {"total_count": 3, "page": 9, "per_page": 100}}
    assert (await shop.api("GET", "/orders?start_at=yesterday")).status == 422


async def test_the_day_is_the_museum_s(start: Any) -> None:
    shop = Shop(await start(clock=lambda: datetime(2026, 7, 6, 22, 30, tzinfo=UTC)))
    order = await shop.bought(ticket(time="2026-07-08T13:00:00+02:00"), total=1400)
    assert await ids(shop, "?start_at=2026-07-07&end_at=2026-07-07") == [order["id"]]


async def test_a_list_leaves_out_what_a_single_order_shows(shop: Shop) -> None:
    order = await shop.bought(ticket(), total=1400)
    (row,) = (await shop.api("GET", "/orders")).json["orders"]
    assert set(order) - set(row) == {"payment_status", "billing_address_id"}


async def test_everybody_sees_their_own(shop: Shop) -> None:
    sold = [
        (await shop.bought(ticket(), total=1400, token=token))["id"]
        for token in (CASHPOINT, RESELLER, USER)
    ]
    sold.reverse()
    assert await ids(shop, token=USER) == sold
    assert await ids(shop, token=CASHPOINT) == sold
    assert await ids(shop, "?only_my_orders=true", token=CASHPOINT) == sold[2:]
    assert await ids(shop, "?only_my_orders=false", token=CASHPOINT) == sold
    assert await ids(shop, "?only_my_orders=true", token=USER) == sold
    assert await ids(shop, token=RESELLER) == [sold[1]]
    assert await ids(shop, token="meowmeowmeow") == [sold[1]]
    assert (await shop.api("GET", f"/orders/{sold[0]}", token=RESELLER)).status == 404


@pytest.mark.parametrize("path", ["/orders", "/orders/3944805", "/orders/barcode/704323341"])
async def test_orders_are_not_public(demo: Shop, path: str) -> None:
    for token, status in ((None, 401), ("wrong", 401), ("entry-token", 403)):
        assert (await demo.api("GET", path, token=token)).status == status


async def test_an_unknown_order_is_404(shop: Shop) -> None:
    for path in ("1", "unknown", "9" * 40, "barcode/1", "barcode/unknown"):
        answer = await shop.api("GET", f"/orders/{path}")
        assert (answer.status, answer.json) == (404, {"error": "order not found"})


async def test_any_barcode_finds_the_order(shop: Shop) -> None:
    order = await shop.bought(ticket(quantity=2), coupon(), total=7800)
    codes = [
        entry["barcode"] for item in order["items"] for entry in item["attributes"]["barcodes"]
    ]
    assert len(codes) == 3
    for code in codes:
        assert (await shop.api("GET", f"/orders/barcode/{code}")).json == {"order": order}


async def test_a_customer_sees_the_orders_that_are_for_them(demo: Shop) -> None:
    own = await demo.bought(ticket(), total=1400, customer_id=402)
    other = await demo.bought(ticket(), total=1400)
    signed = await demo.api("POST", "/auth/sign_in", LOGIN, token=None)
    names = ("access-token", "client", "uid", "token-type")
    options: dict[str, Any] = {
        "token": None,
        "headers": {name: signed.headers[name] for name in names},
    }
    assert await ids(demo, **options) == [own["id"]]
    assert (await demo.api("GET", f"/orders/{own['token']}", **options)).status == 200
    assert (await demo.api("GET", f"/orders/{other['id']}", **options)).status == 404


async def test_an_order_is_for_a_known_customer(shop: Shop) -> None:
    anna = await shop.api.create(foreign_id="A", email="anna@example.com", addr_city="Kiel")
    ways: list[dict[str, Any]] = [
        {"customer_id": anna["id"]},
        {"foreign_id": "A"},
        {"customer": {"name": "Other", "email": "ANNA@example.com"}},
    ]
    for way in ways:
        await shop.bought(ticket(), total=1400, token=USER, **way)
    stored = shop.trace()["orders"]
    assert [order["customer_id"] for order in stored] == [anna["id"]] * 3
    assert [order["billing_address_id"] for order in stored] == [anna["addresses"][0]["id"]] * 3
    assert shop.api.stored()[0]["name"] == "Müller"


async def test_an_unknown_customer_is_created_with_the_order(shop: Shop) -> None:
    fields = {"name": "Pan", "surname": "Peter", "email": "peter@example.com"}
    await shop.bought(ticket(), total=1400, customer=fields)
    (row,) = shop.api.stored()
    assert {name: row[name] for name in fields} == fields
    assert row["created_at"] == "2026-07-06T09:00:00+02:00"
    assert shop.trace()["orders"][0]["customer_id"] == row["id"]


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"customer_id": 99}, ["customer must exist"]),
        ({"customer_id": "99"}, ["customer must exist"]),
        ({"foreign_id": "B"}, ["customer must exist"]),
        ({"foreign_id": 5}, ["customer must exist"]),
        ({"customer": "Anna"}, ["customer must be an object"]),
        ({"customer": {"email": "x"}}, ["Email is invalid"]),
        ({"customer": {}}, ["Name can't be blank"]),
        (
            {"customer_id": 1001, "foreign_id": "A"},
            ["customer is named twice: customer_id and foreign_id"],
        ),
    ],
)
async def test_a_wrong_customer_is_refused(shop: Shop, fields: Any, reasons: list[str]) -> None:
    await shop.api.create(foreign_id="A")
    assert await shop.refused(ticket(), total=1400, **fields) == reasons


async def test_a_refused_order_creates_no_customer(shop: Shop) -> None:
    customer = {"name": "Pan", "email": "peter@example.com"}
    await shop.refused(ticket(), total=1, customer=customer)
    assert shop.api.stored() == []


async def test_the_store_shows_every_order_with_its_state(shop: Shop) -> None:
    orders = [await shop.bought(ticket(), total=1400, token=USER) for _ in range(3)]
    await shop.api("POST", f"/orders/{orders[1]['id']}/finalize")
    await shop.api("POST", f"/orders/{orders[2]['id']}/cancellations")
    stored = (await shop.api("GET", "/_sandbox/store/orders")).json
    assert [(row["id"], row["state"]) for row in stored] == list(
        zip((order["id"] for order in orders), ("draft", "booked", "cancelled"), strict=True)
    )
    served = (await shop.api("GET", f"/orders/{orders[1]['id']}")).json["order"]
    assert stored[1] == {**served, "customer_id": None, "state": "booked"}


async def test_what_was_read_from_the_store_does_not_change_with_it(shop: Shop) -> None:
    order = await shop.bought(ticket(), total=1400, token=USER)
    before = shop.api.sandbox.store.records("orders")
    await shop.api("POST", f"/orders/{order['id']}/finalize")
    assert before[0]["items"][0]["attributes"]["barcodes"] == []


async def test_a_reset_forgets_what_was_sold(shop: Shop) -> None:
    await shop.bought(ticket(), total=1400, coupons=["123456"])
    shop.api.sandbox.reset()
    assert shop.trace()["orders"] == []
    assert (await shop.left(), await shop.value("123456")) == (100, 3000)


async def test_two_runs_draw_the_same_numbers(start: Any) -> None:
    first, second = [Shop(await start(clock=lambda: MONDAY)) for _ in range(2)]
    assert await first.bought(coupon(), total=5000) == await second.bought(coupon(), total=5000)
