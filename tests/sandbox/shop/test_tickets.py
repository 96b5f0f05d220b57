from datetime import UTC, date, datetime
from typing import Any

import pytest

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.shop.demo import demo_catalogue
from gomus_async.sandbox.shop.products import Catalogue, Quota, Ticket

MONDAY = datetime(2026, 7, 6, 7, tzinfo=UTC)
DAY = "2026-07-06"
ANNUAL, RESELLERS_ONLY, SUMMER_2016 = 403, 249, 251


@pytest.fixture
async def shop(start: Any) -> Any:
    return await start(clock=lambda: MONDAY)


async def ids(shop: Any, query: str = "", **options: Any) -> list[int]:
    answer = await shop("GET", f"/tickets?per_page=100{query}", **options)
    assert answer.status == 200
    return [row["id"] for row in answer.json["tickets"]]


async def test_a_row_has_the_documented_fields(shop: Any) -> None:
    answer = await shop("GET", "/tickets?by_ticket_ids[]=248", token=None)
    assert answer.json == {
        "tickets": [
            {
                "id": 248,
                "title": "El Siglo de Oro mit Gemäldegalerie ermäßigt",
                "description": None,
                "ticket_type": "time_slot",
                "bookable": True,
                "museum_ids": [5],
                "exhibition_ids": [64],
                "price_cents": 700,
                "discount": 50,
                "vat_pct": 0.0,
                "tax_included": True,
                "entry_duration": 30,
                "min_persons": 1,
                "max_persons": 20,
                "quota_ids": [11],
                "first_entry": 600,
                "last_entry": 1020,
                "personalizeable": False,
                "attendees": None,
                "identification": True,
                "free_timing": False,
            }
        ],
        "meta": {"total_count": 1, "page": 1, "per_page": 25},
    }


async def test_one_ticket_has_more(shop: Any) -> None:
    ticket = (await shop("GET", "/tickets/247", token=None)).json["ticket"]
    assert ticket["title"] == "El Siglo de Oro mit Gemäldegalerie regulär"
    assert ticket["price_cents"] == 1400
    assert ticket["sub_title"] == "Die Ära Velázquez"
    assert ticket["after_sale_information"] is None
    assert ticket["content"] == {"shop_title": "El Siglo de Oro", "shop_description": ""}
    assert ticket["location"] == {
        "name": "Gemäldegalerie",
        "city": "Berlin",
        "country": "Deutschland",
        "street": "Matthäikirchplatz",
        "zip": "10785",
        "latitude": 52.5082,
        "longitude": 13.3673,
    }
    assert not {"sub_ticket_ids", "is_sub_ticket"} & set(ticket)


async def test_a_combined_ticket_names_its_parts(shop: Any) -> None:
    whole, first, second = [
        (await shop("GET", f"/tickets/{number}", token=None)).json["ticket"]
        for number in (514, 515, 516)
    ]
    assert (whole["price_cents"], whole["quota_ids"]) == (1900, [98])
    assert (whole["sub_ticket_ids"], whole["bookable"]) == ([515, 516], True)
    assert "is_sub_ticket" not in whole
    for part, quota in ((first, 37), (second, 99)):
        assert (part["is_sub_ticket"], part["price_cents"]) == (True, 0)
        assert (part["quota_ids"], part["bookable"]) == ([quota], False)
        assert "sub_ticket_ids" not in part


@pytest.mark.parametrize("path", ["999", "0", "x", "247x", "-1", "9" * 30, "%C2%B2"])
async def test_an_unknown_ticket_is_not_found(shop: Any, path: str) -> None:
    assert (await shop("GET", f"/tickets/{path}")).status == 404
    assert (await shop("GET", f"/tickets/{path}/capacity")).status == 404


async def test_callers_see_what_is_sold_to_them(shop: Any) -> None:
    for token in ("user-token", "reseller-token"):
        assert RESELLERS_ONLY in await ids(shop, token=token)
        assert (await shop("GET", f"/tickets/{RESELLERS_ONLY}", token=token)).status == 200
    for other in (None, "cashpoint-token", "entry-token"):
        assert await ids(shop, f"&by_ticket_ids[]={RESELLERS_ONLY}", token=other) == []
        assert (await shop("GET", f"/tickets/{RESELLERS_ONLY}", token=other)).status == 404
    assert (await shop("GET", "/tickets", token="wrong")).status == 401


async def test_annual_tickets_are_listed_when_they_are_asked_for(shop: Any) -> None:
    assert ANNUAL not in await ids(shop)
    assert await ids(shop, "&by_ticket_type=annual") == [ANNUAL]
    both = await ids(shop, "&by_ticket_types[]=annual&by_ticket_types[]=normal")
    assert both == [401, 402, ANNUAL]
    ticket = (await shop("GET", f"/tickets/{ANNUAL}")).json["ticket"]
    assert (ticket["ticket_type"], ticket["personalizeable"]) == ("annual", True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&by_ticket_ids[]=514&by_ticket_ids[]=247", [247, 514]),
        ("&by_ticket_ids[]=999", []),
        ("&by_ticket_ids[]=x", []),
        ("&by_ticket_ids%5B%5D=248", [248]),
        ("&by_museum_ids[]=8", [514, 516]),
        ("&by_museum_ids[]=8&by_museum_ids[]=5", [247, 248, 249, 250, 401, 402, 514, 516]),
        ("&by_exhibition_ids[]=65", [250]),
        ("&by_exhibition_ids[]=65&by_exhibition_ids[]=66", [250, 304]),
        ("&by_exhibition_ids[]=-1&by_museum_ids[]=7", [514, 515]),
        ("&by_exhibition_ids[]=-1&by_exhibition_ids[]=65&by_museum_ids[]=5", [250, 401, 402]),
        ("&by_ticket_type=normal", [401, 402]),
        ("&by_ticket_type=unheard_of", []),
        ("&by_bookable=false", [515, 516]),
        ("&by_bookable=true&by_museum_ids[]=7", [514]),
        ("&by_free_timing=true", [402]),
        ("&by_free_timing=false&by_ticket_type=normal", [401]),
        ("&q=KUPPEL", [301, 302]),
        ("&q=vel%C3%A1zquez", [247]),
        ("&q=full%20price", [247]),
        ("&q=nothing", []),
    ],
)
async def test_filters(shop: Any, query: str, expected: list[int]) -> None:
    assert await ids(shop, query) == expected


async def test_a_ticket_is_listed_on_the_days_on_which_it_is_valid(shop: Any) -> None:
    assert SUMMER_2016 not in await ids(shop)
    for day, listed in (
        ("2016-06-30", False),
        ("2016-07-01", True),
        ("2016-10-30", True),
        ("2016-10-31", False),
    ):
        assert (SUMMER_2016 in await ids(shop, f"&valid_at={day}")) is listed
        one = await shop("GET", f"/tickets/{SUMMER_2016}?valid_at={day}")
        assert one.json["ticket"]["bookable"] is listed


@pytest.mark.parametrize("value", ["soon", "2026-13-01", "20260706", "0001-01-01", "9999-12-31"])
async def test_a_date_must_be_one(shop: Any, value: str) -> None:
    for path in (
        f"/tickets?valid_at={value}",
        f"/tickets/247?valid_at={value}",
        f"/tickets/247/capacity?date={value}",
        f"/tickets/capacities?ticket_ids[]=247&date={value}",
        f"/tickets/calendar?start_at={value}",
    ):
        assert (await shop("GET", path)).status == 422


async def test_pages(shop: Any) -> None:
    first = (await shop("GET", "/tickets?per_page=4", token=None)).json
    second = (await shop("GET", "/tickets?per_page=4&page=2", token=None)).json
    whole = (await shop("GET", "/tickets", token=None)).json
    assert first["tickets"] + second["tickets"] == whole["tickets"][:8]
    assert second["meta"] == {"total_count": len(whole["tickets"]), "page": 2, "per_page": 4}
    beyond = (await shop("GET", "/tickets?page=99", token=None)).json
    assert beyond["tickets"] == []
    assert (await shop("GET", "/tickets?per_page=1000", token=None)).json["meta"]["per_page"] == 25
    assert (await shop("GET", "/tickets?per_page=1000")).json["meta"]["per_page"] == 100


async def test_texts_come_in_one_language_or_in_several(shop: Any) -> None:
    german, english = "El Siglo de Oro mit Gemäldegalerie regulär", "El Siglo de Oro with"
    one = (await shop("GET", "/tickets/247?locale=en", token=None)).json["ticket"]
    assert one["title"].startswith(english)
    several = (await shop("GET", "/tickets/247?locale[]=de&locale[]=en")).json["ticket"]
    assert several["title"] == {"de": german, "en": one["title"]}
    assert several["content"]["shop_title"] == {"de": "El Siglo de Oro", "en": "El Siglo de Oro"}
    assert several["after_sale_information"] is None
    public = await shop("GET", "/tickets/247?locale[]=de&locale[]=en", token=None)
    assert public.json["ticket"]["title"] == german


async def test_contents(shop: Any) -> None:
    answer = await shop("GET", "/tickets/content?ticket_ids[]=247&ticket_ids[]=248&ticket_ids[]=9")
    texts = {"shop_title": "El Siglo de Oro", "shop_description": ""}
    assert answer.json == {
        "data": [{"id": 247, "content": texts}, {"id": 248, "content": {}}],
        "meta": {"total_count": 2, "page": 1, "per_page": 25},
    }
    one = await shop("GET", "/tickets/content?ticket_ids[]=247&attr=shop_title")
    assert one.json["data"] == [{"id": 247, "content": {"shop_title": "El Siglo de Oro"}}]
    assert (await shop("GET", "/tickets/content")).status == 422


async def test_the_demonstration_has_one_of_every_kind() -> None:
    catalogue = demo_catalogue()
    tickets = list(catalogue.tickets.values())
    assert {ticket.ticket_type for ticket in tickets} == {"time_slot", "normal", "annual"}
    assert any(ticket.attendees == "required" for ticket in tickets)
    assert any(len(ticket.quota_ids) == 2 for ticket in tickets)
    assert any(not ticket.quota_ids and not ticket.price_cents for ticket in tickets)
    assert catalogue.quotas[16].capacity == 20
    assert catalogue.tickets[RESELLERS_ONLY].sold_to == {Access.RESELLER, Access.USER}
    assert demo_catalogue() is not demo_catalogue()


async def test_a_sandbox_sells_the_catalogue_that_it_is_given(start: Any) -> None:
    ticket = Ticket(id=7, title="Nachts", quota_ids=(1,), first_entry=0, last_entry=240)
    catalogue = Catalogue(quotas={1: Quota(id=1, capacity=3)}, tickets={7: ticket})
    shop = await start(clock=lambda: MONDAY, catalogue=catalogue)
    assert await ids(shop) == [7]
    assert (await shop("POST", "/_sandbox/reset", {})).status == 200
    assert await ids(shop) == [7]


def test_a_catalogue_must_hold_what_its_tickets_name() -> None:
    with pytest.raises(ValueError, match="there is no quota 1"):
        Catalogue(tickets={7: Ticket(id=7, title="Nachts", quota_ids=(1,))})
    with pytest.raises(ValueError, match="there is no sub ticket 8"):
        Catalogue(tickets={7: Ticket(id=7, title="Nachts", sub_ticket_ids=(8,))})
    with pytest.raises(ValueError, match="entry_duration"):
        Catalogue(tickets={7: Ticket(id=7, title="Nachts", entry_duration=0)})


def test_validity_includes_both_ends() -> None:
    ticket = Ticket(id=1, title="", valid_from=date(2026, 1, 1), valid_until=date(2026, 1, 2))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]
    assert [ticket.valid_on(day) for day in days] == [False, True, True, False]
