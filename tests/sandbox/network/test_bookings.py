from typing import Any

import pytest

from gomus_async.sandbox.shop.products import Catalogue, Tour
from tests.support.shop import MONDAY, Shop, event, tour

CASHPOINT = "cashpoint-token"
PAID, UNPAID, CANCELLED, LATER = 26004, 26005, 26006, 26007
MATERIAL = {"title": "Führung am Abend", "quantity": 2, "price_cents": 1500}


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(clock=lambda: MONDAY, data="demo")


async def called(api: Any, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = await api(method, path, body, token=CASHPOINT)
    assert answer.status == status, answer.text
    return answer.json


async def of_date(api: Any, event_id: int, date_id: int) -> list[Any]:
    path = f"/events/{event_id}/dates/{date_id}/bookings"
    rows: list[Any] = (await called(api, "GET", path))["bookings"]
    return rows


async def of_tours(api: Any, query: str = "") -> list[Any]:
    rows: list[Any] = (await called(api, "GET", f"/tours/bookings?{query}"))["bookings"]
    return rows


async def booking(api: Any, number: int) -> Any:
    return (await called(api, "GET", f"/tours/bookings/{number}"))["booking"]


PATHS = (
    ("GET", "/events/101174/dates/22977/bookings"),
    ("GET", "/tours/bookings"),
    ("GET", f"/tours/bookings/{PAID}"),
    ("POST", f"/tours/bookings/{UNPAID}/prices"),
    ("PUT", f"/tours/bookings/{UNPAID}/prices/1"),
    ("DELETE", f"/tours/bookings/{UNPAID}/prices/1"),
    ("GET", f"/tours/bookings/{PAID}/feedback"),
    ("PUT", f"/tours/bookings/{PAID}/feedback"),
    ("DELETE", f"/tours/bookings/{PAID}/feedback"),
)


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_bookings_are_for_the_cash_point(api: Any, method: str, path: str) -> None:
    for token, status in ((None, 401), ("user-token", 403), ("meowmeowmeow", 403)):
        assert (await api(method, path, token=token)).status == status


async def test_a_sold_date_shows_its_bookings_until_they_are_cancelled(api: Any) -> None:
    assert await of_date(api, 101174, 22977) == []
    order = await Shop(api).bought(
        event(quantity=5), event(28227, quantities={"1": 2, "4": 1}), total=4000
    )
    (row,) = await of_date(api, 101174, 22977)
    assert row == {
        "id": 6128,
        "comment": "c",
        "customer": {"name": None, "category": "Reseller", "insitution": None},
        "status": 20,
        "seats": 5,
        "created_at": "2026-07-06T09:00:00+02:00",
        "canceled_at": None,
        "prices": [
            {"title": "Eintritt", "quantity": 5, "price_cents": 400, "total_price_cents": 2000}
        ],
    }
    (scaled,) = await of_date(api, 101175, 28227)
    lines = [(p["title"], p["quantity"], p["total_price_cents"]) for p in scaled["prices"]]
    assert lines == [("Normalpreis", 2, 1600), ("Ermäßigt", 1, 400)]
    api.sandbox.advance(60)
    await api("POST", f"/orders/{order['id']}/cancellations", token="meowmeowmeow")
    (gone,) = await of_date(api, 101174, 22977)
    assert (gone["status"], gone["canceled_at"]) == (60, "2026-07-06T09:01:00+02:00")


async def test_the_demonstration_has_bookings_that_take_places(api: Any) -> None:
    path = "/events/101177/dates?start_at=2026-07-06&end_at=2026-07-20"
    date, *_ = (await api("GET", path)).json["dates"]
    rows = await of_date(api, 101177, date["id"])
    assert [row["status"] for row in rows] == [20, 20, 60]
    assert sum(row["seats"] for row in rows if row["status"] == 20) == date["seats"]["booked"]
    assert rows[0]["customer"] == {
        "name": "Anna Müller",
        "category": "Privatperson",
        "insitution": None,
    }
    school = "/events/101178/dates?start_at=2026-07-06&end_at=2026-07-20"
    date, *_ = (await api("GET", school)).json["dates"]
    (row,) = await of_date(api, 101178, date["id"])
    assert row["customer"]["insitution"] == "Gymnasium am Stadtpark"
    assert [price["title"] for price in row["prices"]] == ["Normalpreis", "Ermäßigt"]


async def test_booked_seats_are_those_that_nobody_else_gets(api: Any) -> None:
    path = "/events/101182/dates?start_at=2026-07-06&end_at=2026-07-20"
    date, *_ = (await api("GET", path)).json["dates"]
    whole = (await api("GET", f"/events/101182/dates/{date['id']}")).json["date"]
    assert whole["seatings"][0]["blocked_seats"] == [101, 102, 103, 104, 105, 408]
    paid, cancelled = await of_date(api, 101182, date["id"])
    assert [price["title"] for price in paid["prices"]] == ["Parkett", "Parkett ermäßigt"]
    assert (cancelled["status"], cancelled["comment"]) == (60, "<b>krank</b>")


async def test_bookings_of_tours_are_those_of_today(api: Any) -> None:
    rows = await of_tours(api)
    assert [row["id"] for row in rows] == [PAID, UNPAID, CANCELLED]
    row = rows[0]
    assert row["tour"] == {"tour_id": 101204, "title": "Meisterwerke"}
    assert (row["start_time"], row["duration"]) == ("2026-07-06T10:00:00+02:00", 60)
    assert (row["participants"], row["status"], row["canceled_at"]) == (12, 20, None)
    assert row["customer"]["insitution"] == "Seniorentreff Nord e. V."
    whole = await called(api, "GET", "/tours/bookings")
    assert "meta" not in whole
    assert [row["id"] for row in await of_tours(api, "per_page=1&page=2")] == [UNPAID]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("by_museum_ids[]=7", [CANCELLED]),
        ("by_exhibition_ids[]=66", [LATER]),
        ("by_exhibition_ids[]=-1&by_museum_ids[]=6", [26010]),
        ("by_tour_ids[]=101204", [26002, PAID]),
        ("by_categories[]=Workshop", [26003, UNPAID, 26010]),
        ("by_status_ids[]=25", [26001, 26002]),
        ("by_status_ids[]=50", [26003, CANCELLED]),
        ("by_status_ids[]=20&by_status_ids[]=50&by_museum_ids[]=8", [26008, 26009]),
    ],
)
async def test_the_filters_of_bookings(api: Any, query: str, expected: list[int]) -> None:
    window = "start_at=2026-06-01&end_at=2026-08-01"
    assert [row["id"] for row in await of_tours(api, f"{window}&{query}")] == expected


async def test_an_ordered_tour_is_a_booking(api: Any) -> None:
    order = await Shop(api).bought(tour(), total=9000)
    (row,) = await of_tours(api, "start_at=2026-07-07&end_at=2026-07-07&by_tour_ids[]=101173")
    assert (row["id"], row["status"]) == (order["items"][0]["attributes"]["id"], 20)
    (line,) = (await booking(api, row["id"]))["prices"]
    assert (line["type"], line["booking_id"]) == ("fee", row["id"])
    assert (line["description"], line["total_price_cents"]) == ("Gruppenpreis", 9000)
    api.sandbox.advance(86400 * 2)
    assert (await booking(api, row["id"]))["status"] == 25
    printed = await booking(api, 27079)
    assert (printed["status"], printed["start_time"]) == (25, "2016-07-24T12:00:00+02:00")


async def test_prices_of_ones_own_come_change_and_go(api: Any) -> None:
    path = f"/tours/bookings/{UNPAID}"
    before = await booking(api, UNPAID)
    revision = api.sandbox.store.revision
    more = {**MATERIAL, "title": "Kaffee", "description": "und Kuchen"}
    await called(api, "POST", f"{path}/prices", {"prices": [MATERIAL, more]})
    assert api.sandbox.store.revision == revision + 1
    added = (await booking(api, UNPAID))["prices"][len(before["prices"]) :]
    assert [(p["title"], p["type"], p["total_price_cents"]) for p in added] == [
        ("Führung am Abend", "custom", 3000),
        ("Kaffee", "custom", 3000),
    ]
    one = f"{path}/prices/{added[0]['id']}"
    changed = await called(api, "PUT", one, {"price": {"quantity": 3}})
    assert changed == {"price": {**added[0], "quantity": 3, "total_price_cents": 4500}}
    await called(api, "DELETE", one)
    assert (await booking(api, UNPAID))["prices"] == [*before["prices"], added[1]]
    await called(api, "DELETE", one, status=404)


async def test_prices_are_added_to_what_an_unpaid_order_costs(api: Any) -> None:
    order = await Shop(api).bought(tour(), total=9000, token="user-token")
    number = order["items"][0]["attributes"]["id"]
    path = f"/tours/bookings/{number}/prices"
    await called(api, "POST", path, {"prices": [MATERIAL]})
    served = (await api("GET", f"/orders/{order['id']}")).json["order"]
    assert (served["total_price_cents"], served["items"][0]["price_cents"]) == (12000, 12000)
    assert served["items"][0]["attributes"]["prices"][1]["title"] == "Führung am Abend"
    assert (await api("POST", f"/orders/{order['id']}/finalize")).status == 200
    await called(api, "POST", path, {"prices": [MATERIAL]}, 422)


async def test_only_custom_prices_of_unpaid_bookings_change(api: Any) -> None:
    (fee, *_) = (await booking(api, UNPAID))["prices"]
    path = f"/tours/bookings/{UNPAID}/prices"
    answer = await called(api, "DELETE", f"{path}/{fee['id']}", status=422)
    assert answer == {"error": "only custom prices can be changed"}
    body = {"prices": [MATERIAL]}
    paid = await called(api, "POST", f"/tours/bookings/{PAID}/prices", body, 422)
    assert paid == {"error": "booking is already paid"}
    gone = await called(api, "POST", f"/tours/bookings/{CANCELLED}/prices", body, 422)
    assert gone == {"error": "booking is cancelled"}
    await called(api, "POST", "/tours/bookings/1/prices", body, 404)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"prices": []},
        {"prices": [1]},
        {"prices": [{**MATERIAL, "title": " "}]},
        {"prices": [{**MATERIAL, "quantity": 0}]},
        {"prices": [{**MATERIAL, "price_cents": -1}]},
        {"prices": [{**MATERIAL, "price_cents": "5"}]},
        {"prices": [{**MATERIAL, "description": 5}]},
        {"prices": [MATERIAL, {"title": "ohne Preis", "quantity": 1}]},
    ],
)
async def test_a_wrong_price_changes_nothing(api: Any, body: Any) -> None:
    before = await booking(api, UNPAID)
    await called(api, "POST", f"/tours/bookings/{UNPAID}/prices", body, 422)
    assert await booking(api, UNPAID) == before


async def test_feedback_goes_in_as_text_and_comes_out_typed(api: Any) -> None:
    path = f"/tours/bookings/{PAID}/feedback"
    empty = dict.fromkeys(("took_place", "comment", "participants", "updated_at"))
    assert await called(api, "GET", path) == {"feedback": empty}
    given = {"comment": "gut", "participants": "25", "took_place": "true"}
    typed = {
        "took_place": True,
        "comment": "gut",
        "participants": 25,
        "updated_at": "2026-07-06T09:00:00+02:00",
    }
    assert await called(api, "PUT", path, {"feedback": given}) == {"feedback": typed}
    assert await called(api, "GET", path) == {"feedback": typed}
    await called(api, "PUT", path, {"feedback": {"took_place": False}})
    assert (await called(api, "GET", path))["feedback"] == {**typed, "took_place": False}
    await called(api, "DELETE", path)
    assert await called(api, "GET", path) == {"feedback": empty}
    await called(api, "GET", "/tours/bookings/1/feedback", status=404)
    guided = await called(api, "GET", "/tours/bookings/26002/feedback")
    assert guided["feedback"]["participants"] == 20


@pytest.mark.parametrize(
    "fields",
    [{"participants": "many"}, {"participants": -1}, {"took_place": "maybe"}, {"comment": 5}, 7],
)
async def test_wrong_feedback_is_refused(api: Any, fields: Any) -> None:
    path = f"/tours/bookings/{PAID}/feedback"
    await called(api, "PUT", path, {"feedback": fields}, 422)
    assert (await called(api, "GET", path))["feedback"]["updated_at"] is None


async def test_the_desk_books_only_what_a_catalogue_has(start: Any) -> None:
    other = Tour(id=101173, title="Anders", group_price_cents=100, max_participants=1)
    api = await start(clock=lambda: MONDAY, data="demo", catalogue=Catalogue(tours={101173: other}))
    assert await of_tours(api, "start_at=2026-06-01&end_at=2026-08-01") == []
    empty = await start(clock=lambda: MONDAY)
    assert await of_tours(empty, "start_at=2016-01-01&end_at=2026-08-01") == []
