from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gomus_async import (
    Attendee,
    ConfigError,
    DeadlineExceeded,
    Gomus,
    Gone,
    OutcomeUnknown,
    Settings,
    Timeouts,
    Unprocessable,
)
from gomus_async.sandbox import Sandbox
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import page
from tests.support.documents import sheets

PEOPLE = [Attendee(name="Anna", surname="Müller"), Attendee(name="Max", surname="Groß")]
DEPOT, EXHIBITION = 303, 247


async def names(_: int) -> Sequence[Attendee]:
    return PEOPLE


async def buy(shop: Shop, ask: Any = names) -> Any:
    visits = (DEPOT, shop.at(11)), (EXHIBITION, shop.at(14))
    return await page("buy-with-hold").buy(shop.gomus, *visits, 2, ask)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


async def test_both_slots_are_sold_with_names(shop: Shop) -> None:
    order = await buy(shop)

    (stored,) = shop.orders()
    depot, exhibition = stored["items"]
    assert stored["id"] == order.id
    assert stored["total_price_cents"] == 2 * 1500 + 2 * 1400
    assert depot["attributes"]["ticket_id"] == DEPOT
    assert local(depot["attributes"]["start_time"]) == shop.at(11)
    assert depot["attributes"]["attendees"] == [
        {"name": "Anna", "surname": "Müller"},
        {"name": "Max", "surname": "Groß"},
    ]
    assert local(exhibition["attributes"]["start_time"]) == shop.at(14)
    assert len(shop.requests("POST", "/orders")) == 1


async def test_the_seats_are_held_while_names_are_asked_for_and_sold_once(shop: Shop) -> None:
    left: list[int] = []

    async def ask(quantity: int) -> Sequence[Attendee]:
        assert quantity == 2
        assert shop.held() == 4
        room = await shop.gomus.tickets.capacity(EXHIBITION, date=shop.at(14).date())
        left.extend(room.values())
        return PEOPLE

    await buy(shop, ask)

    assert shop.held() == 0
    room = await shop.gomus.tickets.capacity(EXHIBITION, date=shop.at(14).date())
    assert sorted(room.values()) == sorted(left)
    assert [row["method"] for row in shop.sandbox.history].count("DELETE") == 0


async def test_every_ticket_is_saved(shop: Shop, tmp_path: Path) -> None:
    order = await buy(shop)

    saved = await page("buy-with-hold").save_tickets(shop.gomus, order, tmp_path)

    assert {path.parent for path in saved} == {tmp_path}
    (stored,) = shop.orders()
    read = [sheets(path.read_bytes()) for path in saved]
    assert [[sheet.barcodes for sheet in pages] for pages in read] == [
        [[("Code39", code["barcode"])] for code in item["attributes"]["barcodes"]]
        for item in stored["items"]
    ]
    assert len({sheet.barcodes[0] for pages in read for sheet in pages}) == 4
    depot, exhibition = read
    assert "Blick ins Depot" in depot[0].text
    assert "Anna Müller" in depot[0].text
    assert "Max Groß" in depot[1].text
    assert "El Siglo de Oro mit Gemäldegalerie regulär" in exhibition[1].text
    assert all(order.reference in sheet.text for sheet in [*depot, *exhibition])


async def test_a_visitor_who_goes_away_gives_the_seats_back(shop: Shop) -> None:
    async def leave(_: int) -> Sequence[Attendee]:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await buy(shop, leave)

    assert shop.held() == 0
    assert shop.orders() == []


async def test_a_sold_out_second_slot_gives_the_first_back(shop: Shop) -> None:
    await shop.gomus.reservations.create(EXHIBITION, quantity=99, start_at=shop.at(14))

    with pytest.raises(Unprocessable):
        await buy(shop)

    assert shop.held() == 99
    assert shop.orders() == []


async def test_a_missing_name_orders_nothing(shop: Shop) -> None:
    async def one(_: int) -> Sequence[Attendee]:
        return PEOPLE[:1]

    with pytest.raises(ConfigError, match="1 attendees for 2 tickets"):
        await buy(shop, one)

    assert shop.held() == 0
    assert shop.requests("POST", "/orders") == []


async def test_seats_that_expired_are_not_ordered(shop: Shop) -> None:
    async def late(_: int) -> Sequence[Attendee]:
        shop.sandbox.advance(3601)
        return PEOPLE

    with pytest.raises(Unprocessable, match="not valid anymore"):
        await buy(shop, late)

    assert shop.orders() == []


@pytest.fixture
async def slow_printer() -> AsyncIterator[Shop]:
    """Documents are ready after a minute, and there for an hour."""
    settings = Settings(timeouts=Timeouts(batch_deadline=1.0))
    async with (
        Sandbox(document_delay_s=60, document_life_s=3600) as sandbox,
        Gomus(sandbox.url, token="reseller-token", settings=settings) as gomus,
    ):
        yield Shop(sandbox, gomus)


async def test_documents_that_are_late_or_gone(slow_printer: Shop, tmp_path: Path) -> None:
    shop, save = slow_printer, page("buy-with-hold").save_tickets
    order = await buy(shop)

    with pytest.raises(DeadlineExceeded):
        await save(shop.gomus, order, tmp_path)
    shop.sandbox.advance(60)
    assert len(await save(shop.gomus, order, tmp_path)) == 2
    shop.sandbox.advance(3600)
    with pytest.raises(Gone):
        await save(shop.gomus, order, tmp_path)

    assert len(list(tmp_path.glob("*"))) == 2  # noqa: ASYNC240 - a directory of the test
    assert len(shop.orders()) == 1


async def test_a_lost_answer_is_looked_up_and_not_ordered_again(shop: Shop, tmp_path: Path) -> None:
    shop.lose_the_answer("/orders")
    with pytest.raises(OutcomeUnknown) as lost:
        await buy(shop)

    (order,) = await shop.gomus.orders.find_candidates(lost.value)

    (stored,) = shop.orders()
    assert order.id == stored["id"]
    assert len(await page("buy-with-hold").save_tickets(shop.gomus, order, tmp_path)) == 2
    assert len(shop.requests("POST", "/orders")) == 1
