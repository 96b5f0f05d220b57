"""Many buyers for few seats: every seat is sold once, and the money is right."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from gomus_async import Gomus, GomusError, Order, OutcomeUnknown, Unprocessable
from tests.orders.conftest import SLOT, STUDY, STUDY_CENTS, Open, Shop, quick, seats

Buy = Callable[[Gomus, int], Awaitable[Order | GomusError]]

BUYERS = 50
PLACES = 20


async def bought(gomus: Gomus, number: int) -> Order | GomusError:
    try:
        return await gomus.orders.create(seats(comment=f"buyer {number}"))
    except GomusError as error:
        return error


async def bought_from_a_hold(gomus: Gomus, number: int) -> Order | GomusError:
    """Reserve first, and order what was reserved."""
    try:
        async with gomus.reservations.hold(STUDY, quantity=1, start_at=SLOT) as held:
            order = seats(token=held.token, comment=f"buyer {number}")
            return await gomus.orders.create(order)
    except GomusError as error:
        return error


async def judge(shop: Shop, outcomes: Sequence[Order | GomusError]) -> None:
    """Compare what the buyers were told with what was sold."""
    orders = [outcome for outcome in outcomes if isinstance(outcome, Order)]
    losers = [outcome for outcome in outcomes if not isinstance(outcome, Order)]
    assert len(orders) == PLACES
    assert {type(loser) for loser in losers} == {Unprocessable}
    stored = shop.orders()
    assert sorted(order.id for order in orders) == sorted(row["id"] for row in stored)
    assert len({row["comment"] for row in stored}) == PLACES
    assert len({row["reference"] for row in stored}) == PLACES
    assert sum(row["total_price_cents"] for row in stored) == PLACES * STUDY_CENTS
    assert sum(order.total_price_cents or 0 for order in orders) == PLACES * STUDY_CENTS
    assert len(shop.sent("POST", "/orders")) in {BUYERS, PLACES}
    assert shop.reservations() == []
    assert await shop.left() == 0
    capacities = await shop.gomus.tickets.capacities([STUDY], date=SLOT.date())
    assert capacities.sold_out(STUDY, SLOT)
    assert SLOT not in await shop.gomus.tickets.capacity(STUDY, date=SLOT.date())


@pytest.mark.parametrize("buy", [bought, bought_from_a_hold])
async def test_buyers_with_a_client_each(shop: Shop, buy: Buy):
    clients = [await shop.client() for _ in range(BUYERS)]
    outcomes = await asyncio.gather(*(buy(gomus, n) for n, gomus in enumerate(clients)))
    await judge(shop, outcomes)


@pytest.mark.parametrize("buy", [bought, bought_from_a_hold])
async def test_buyers_who_share_a_client(shop: Shop, buy: Buy):
    outcomes = await asyncio.gather(*(buy(shop.gomus, n) for n in range(BUYERS)))
    await judge(shop, outcomes)


async def test_a_price_that_is_asked_for_by_all(shop: Shop):
    orders = await asyncio.gather(
        *(shop.gomus.orders.create(seats(total=None, comment=str(n))) for n in range(PLACES))
    )
    assert sum(order.total_price_cents or 0 for order in orders) == PLACES * STUDY_CENTS
    assert await shop.left() == 0


@pytest.mark.parametrize("seed", [1, 2])
async def test_buyers_over_a_bad_network(open_shop: Open, seed: int):
    shop = await open_shop(settings=quick(attempt=2.0))
    rates = {"status_429": 0.1, "reset_after": 0.1, "reset_before": 0.1, "late_commit": 0.1}
    shop.sandbox.set_faults({"seed": seed, "rates": rates})
    outcomes = await asyncio.gather(*(bought(shop.gomus, n) for n in range(BUYERS)))
    shop.sandbox.set_faults(None)
    shop.sandbox.advance(60)
    stored = {row["comment"]: row["id"] for row in shop.orders()}
    assert len(stored) == len(shop.orders()) == PLACES
    known: set[int] = set()
    for number, outcome in enumerate(outcomes):
        comment = f"buyer {number}"
        if isinstance(outcome, Order):
            assert stored[comment] == outcome.id
            known.add(outcome.id)
        elif isinstance(outcome, OutcomeUnknown):
            found = await shop.gomus.orders.find_candidates(outcome)
            assert [order.id for order in found] == [
                stored[key] for key in [comment] if key in stored
            ]
            known.update(order.id for order in found)
        else:
            assert comment not in stored
    # Nothing was sold that its buyer cannot find.
    assert known == set(stored.values())
    assert await shop.left() == 0
