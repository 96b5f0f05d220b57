from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from gomus_async import Capacities, OutcomeUnknown, QuotaCapacity, Ticket, Unprocessable
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import page
from tests.support.documents import sheets

TICKET = Ticket(id=514, sub_ticket_ids=(515, 516))
TEN = datetime.fromisoformat("2026-07-06T10:00:00+02:00")


def half_hours(left: dict[int, int]) -> dict[datetime, int]:
    return {TEN + timedelta(minutes=30 * step): people for step, people in left.items()}


def times(
    first: dict[int, int], second: dict[int, int], both: dict[int, int], quantity: int = 2
) -> tuple[float, float] | None:
    """Half hours after ten, of both sub tickets."""
    quotas = {
        37: QuotaCapacity(tickets=(515,), capacities=half_hours(first)),
        99: QuotaCapacity(tickets=(516,), capacities=half_hours(second)),
        98: QuotaCapacity(tickets=(514,), capacities=half_hours(both)),
    }
    capacities = Capacities(data=quotas)
    found = page("combined-ticket").earliest_times(capacities, TICKET, quantity)
    if found is None:
        return None
    assert list(found) == [515, 516]
    half = timedelta(minutes=30)
    return (found[515] - TEN) / half, (found[516] - TEN) / half


ALL = dict.fromkeys(range(8), 9)


@pytest.mark.parametrize(
    ("first", "second", "both", "expected"),
    [
        (ALL, ALL, ALL, (0, 3)),
        ({**ALL, 0: 1}, ALL, ALL, (3, 0)),
        ({**ALL, 0: 1, 3: 0}, {**ALL, 0: 1}, ALL, (1, 4)),
        (ALL, ALL, {**ALL, 0: 1}, (1, 4)),
        ({0: 9, 2: 9}, {0: 9, 2: 9}, ALL, None),
        ({0: 9, 4: 9}, {1: 9, 7: 9}, ALL, (4, 1)),
        ({0: 9}, {3: 1}, ALL, None),
        ({}, ALL, ALL, None),
    ],
)
def test_the_earliest_times_that_are_left(
    first: dict[int, int],
    second: dict[int, int],
    both: dict[int, int],
    expected: tuple[int, int] | None,
) -> None:
    assert times(first, second, both) == expected


async def buy(shop: Shop, quantity: int = 2, day: date | None = None) -> object:
    day = shop.at(0).date() if day is None else day
    return await page("combined-ticket").buy_combined(shop.gomus, 514, quantity, day)


async def test_it_is_bought_for_both_museums_at_once(shop: Shop, tmp_path: Path) -> None:
    await buy(shop)

    (order,) = shop.orders()
    (item,) = order["items"]
    visits = {
        number: datetime.fromisoformat(at).replace(tzinfo=None)
        for number, at in item["attributes"]["sub_ticket_times"].items()
    }
    assert visits == {"515": shop.at(10), "516": shop.at(11, 30)}
    assert item["attributes"]["start_time"] == item["attributes"]["sub_ticket_times"]["515"]
    assert order["total_price_cents"] == 2 * 1900

    bought = await shop.gomus.orders.get(order["id"])
    document = shop.gomus.orders.ticket_pdf(bought, item["attributes"]["id"])
    pages = sheets((await document.save(tmp_path / "combined.pdf")).read_bytes())
    assert [sheet.barcodes for sheet in pages] == [
        [("Code39", code["barcode"])] for code in item["attributes"]["barcodes"]
    ]
    assert len(pages) == 2
    assert "Subticket Das Panorama" in pages[0].text


async def test_those_who_come_next_get_what_is_left(shop: Shop) -> None:
    await buy(shop, 37)
    await buy(shop, 10)

    first, second = (row["items"][0]["attributes"]["sub_ticket_times"] for row in shop.orders())
    clock = [at[11:16] for times in (first, second) for at in times.values()]
    assert clock == ["10:00", "11:30", "11:30", "10:00"]


async def test_a_sold_out_day_is_none(shop: Shop) -> None:
    assert await buy(shop, 38) is None
    assert shop.requests("POST", "/orders") == []


async def test_times_that_are_too_close_are_refused_as_a_whole(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = page("combined-ticket")
    monkeypatch.setitem(code.buy_combined.__globals__, "APART", timedelta(minutes=30))

    with pytest.raises(Unprocessable, match="90 minutes apart"):
        await code.buy_combined(shop.gomus, 514, 2, shop.at(0).date())

    assert shop.orders() == []


async def test_a_lost_answer_is_found(shop: Shop) -> None:
    shop.lose_the_answer("/orders")
    with pytest.raises(OutcomeUnknown) as lost:
        await buy(shop)

    (order,) = await shop.gomus.orders.find_candidates(lost.value)
    assert [row["id"] for row in shop.orders()] == [order.id]
