from datetime import UTC, datetime
from typing import Any

import pytest

from gomus_async.sandbox.network.ticket_demo import network_catalogue
from gomus_async.sandbox.shop.demo import demo_catalogue
from tests.support.shop import MONDAY, Shop, ticket

KINDS = "by_ticket_types[]=annual&by_ticket_types[]=normal&by_ticket_types[]=time_slot"
NIGHT, CLOSED, FREE_SUNDAY, TWO_QUOTAS = 611, 623, 620, 608


@pytest.fixture
async def api(start: Any) -> Any:
    return await start(data="demo", clock=lambda: MONDAY)


async def ids(api: Any, query: str = "", token: str | None = None) -> list[int]:
    found: list[int] = []
    page = 1
    while True:
        answer = (await api("GET", f"/tickets?page={page}&{query}", token=token)).json
        found += [row["id"] for row in answer["tickets"]]
        if len(found) >= answer["meta"]["total_count"]:
            return found
        page += 1


def test_there_are_forty_and_the_old_ones_are_as_they_were() -> None:
    catalogue, before = network_catalogue(), demo_catalogue()
    assert len(catalogue.tickets) == 40
    assert {number: catalogue.tickets[number] for number in before.tickets} == before.tickets
    assert {number: catalogue.quotas[number] for number in before.quotas} == before.quotas
    assert catalogue.dates == before.dates
    museums = [number for row in catalogue.tickets.values() for number in row.museum_ids]
    assert all(museums.count(number) >= 8 for number in (5, 6, 7, 8))


async def test_without_data_there_are_the_documents_own_alone(api: Any) -> None:
    assert len(api.sandbox.store.ledger.catalogue.tickets) == 40
    await api("POST", "/_sandbox/reset", {"data": "empty"})
    assert len(api.sandbox.store.ledger.catalogue.tickets) == 16
    await api("POST", "/_sandbox/reset", {"data": "demo"})
    assert len(api.sandbox.store.ledger.catalogue.tickets) == 40


async def test_everybody_sees_other_tickets(api: Any) -> None:
    seen = {
        token: set(await ids(api, KINDS, token))
        for token in (None, "user-token", "reseller-token", "cashpoint-token")
    }
    public = seen[None]
    assert seen["reseller-token"] - public == {249, 604, 614, 621}
    assert seen["cashpoint-token"] - public == {615}
    assert seen["user-token"] - public == {249, 604, 614, 615, 616, 621}
    assert (await api("GET", "/tickets/616", token="reseller-token")).status == 404
    calendar = "/tickets/content?ticket_ids[]=614&ticket_ids[]=612"
    rows = (await api("GET", calendar, token=None)).json["data"]
    assert [row["id"] for row in rows] == [612]


async def test_the_public_needs_two_pages(api: Any) -> None:
    first = (await api("GET", "/tickets?per_page=1000", token=None)).json
    assert (len(first["tickets"]), first["meta"]["per_page"]) == (25, 25)
    assert first["meta"]["total_count"] > 25


async def test_shapes_of_the_real_world(api: Any) -> None:
    rows = {row["id"]: row for row in (await api("GET", "/tickets?per_page=100")).json["tickets"]}
    assert rows[624]["ticket_type"] == "day_ticket"
    assert rows[622]["quota_ids"] == []
    assert rows[TWO_QUOTAS]["quota_ids"] == [202, 204]
    assert rows[610]["attendees"] == "required"
    assert "<strong>" in rows[601]["description"]
    known = {row["id"] for row in (await api("GET", "/museums")).json["museums"]}
    assert set(rows[CLOSED]["museum_ids"]) - known == {67}
    english = (await api("GET", "/tickets/601?locale=en", token=None)).json["ticket"]
    assert english["title"] == "Gemäldegalerie, collection"


async def test_a_quota_may_never_be_offered(api: Any) -> None:
    answer = await api("GET", f"/tickets/capacities?ticket_ids[]={CLOSED}&date=2026-07-08")
    (quota,) = answer.json["data"].values()
    assert set(quota["total_capacities"].values()) == set(quota["capacities"].values()) == {0}
    days = await api("GET", f"/tickets/calendar?by_ticket_ids[]={CLOSED}")
    assert set(days.json["data"].values()) == {False}


async def test_the_museums_are_free_on_sundays(api: Any) -> None:
    path = f"/tickets/calendar?by_ticket_ids[]={FREE_SUNDAY}&end_at=2026-07-19"
    days = (await api("GET", path, token=None)).json["data"]
    assert [day for day, open_ in days.items() if open_] == ["2026-07-12", "2026-07-19"]


@pytest.mark.parametrize(
    ("day", "slots"),
    [
        ("2026-10-24", ["T02:00:00+02:00", "T03:00:00+02:00"]),
        ("2026-10-25", ["T02:00:00+02:00", "T03:00:00+01:00"]),
        ("2026-03-29", ["T01:30:00+01:00", "T03:00:00+02:00"]),
    ],
)
async def test_a_night_may_have_a_clock_change(start: Any, day: str, slots: list[str]) -> None:
    api = await start(data="demo", clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
    answer = await api("GET", f"/tickets/{NIGHT}/capacity?date={day}", token=None)
    left = answer.json["data"]
    assert {f"{day}{slot}" for slot in slots} <= set(left)
    assert f"{day}T02:00:00+01:00" not in left


async def test_the_least_of_two_quotas_counts_and_sales_take_from_both(api: Any) -> None:
    slot = "2026-07-07T13:00:00+02:00"
    path = f"/tickets/{TWO_QUOTAS}/capacity?date=2026-07-07"
    assert (await api("GET", path)).json["data"][slot] == 40
    await Shop(api).bought(ticket(TWO_QUOTAS, quantity=5, time=slot), total=6500)
    assert (await api("GET", path)).json["data"][slot] == 35


async def test_contents_come_in_the_order_of_the_ids(api: Any) -> None:
    rows = (await api("GET", "/tickets/content?ticket_ids[]=609&ticket_ids[]=601")).json["data"]
    assert rows == [
        {
            "id": 601,
            "content": {"shop_title": "Sammlung", "picture_copyright_info": "<i>Archiv</i>"},
        },
        {"id": 609, "content": {"shop_sub_title": "", "cms_description": "<p>Nur mit Führung</p>"}},
    ]
