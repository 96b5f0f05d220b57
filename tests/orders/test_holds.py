"""Holds as time goes by: kept through a bad network, and never believed when they are lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from gomus_async import ConfigError, Hold, ReservationExpired, Unprocessable
from tests.orders.conftest import SLOT, STUDY, Shop, Timeline, quick, seats

REFRESH = {"method": "PUT", "path": "/api/v4/tickets/reservations/*"}
MINUTE = 60.0
MIXED = {
    "status_429": 0.03,
    "status_500": 0.02,
    "status_502": 0.02,
    "status_503": 0.02,
    "status_504": 0.01,
    "reset_before": 0.02,
    "reset_after": 0.02,
    "late_commit": 0.02,
    "truncate": 0.01,
    "invalid_json": 0.01,
    "html": 0.005,
    "garbage_head": 0.005,
    "huge_header": 0.005,
    "hang": 0.005,
}


def hold(shop: Shop, quantity: int = 3) -> Hold:
    return shop.gomus.reservations.hold(STUDY, quantity=quantity, start_at=SLOT)


@asynccontextmanager
async def losing(one: Hold) -> AsyncIterator[Hold]:
    """A block that loses its seats, which its end must say."""
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(one)
        with pytest.raises(ReservationExpired, match="before the block ended"):
            await stack.aclose()


def refreshes(shop: Shop) -> list[dict[str, Any]]:
    return [row for row in shop.sent("PUT") if "/tickets/reservations/" in row["path"]]


async def kept(timeline: Timeline, seed: int, minutes: int, *, worse: float = 1.0) -> None:
    """Hold seats over mixed faults; they are never free in between."""
    shop = timeline.shop
    async with hold(shop) as held:
        rates = {name: rate * worse for name, rate in MIXED.items()}
        shop.sandbox.set_faults({"seed": seed, "rates": rates})
        token = held.token
        for _ in range(int(minutes * MINUTE / 5)):
            await timeline.pass_by(5)
            assert [row["token"] for row in shop.reservations()] == [token]
            assert shop.reservations()[0]["quantity"] == 3
            assert held.token == token
        shop.sandbox.set_faults(None)
    assert shop.reservations() == []
    assert await shop.left() == 20
    assert len(refreshes(shop)) >= minutes * MINUTE / 170 - 1


@pytest.mark.parametrize("seed", range(4))
async def test_a_hold_of_twenty_minutes_over_faults(timeline: Timeline, seed: int):
    await kept(timeline, seed, 20)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(100, 160))
async def test_a_hold_of_fifty_minutes_over_more_faults(timeline: Timeline, seed: int):
    await kept(timeline, seed, 50, worse=2.0)


async def test_without_faults_a_refresh_comes_at_half_life(timeline: Timeline):
    async with hold(timeline.shop) as held:
        await timeline.pass_by(130)
        assert refreshes(timeline.shop) == []
        until = held.valid_until
        await timeline.pass_by(40)
        assert len(refreshes(timeline.shop)) == 1
        assert until is not None
        assert held.valid_until is not None
        assert held.valid_until > until


async def test_the_hour_ends_a_hold(timeline: Timeline):
    shop = timeline.shop
    async with losing(hold(shop)) as held:
        await timeline.pass_by(59 * MINUTE)
        token = held.token
        sent = len(refreshes(shop))
        await timeline.pass_by(60)
        with pytest.raises(ReservationExpired):
            _ = held.token
        with pytest.raises(ReservationExpired):
            await shop.gomus.orders.create(seats(3, token=token))
        await timeline.pass_by(10 * MINUTE)
        assert len(refreshes(shop)) == sent
    assert shop.reservations() == []
    assert shop.sent("POST", "/orders") == []
    assert {row["status"] for row in refreshes(shop)} == {200}


async def deleted(shop: Shop, token: str) -> None:
    await shop.gomus.reservations.delete(token)


async def ended(shop: Shop, token: str) -> None:
    """As if the instance let reservations end early."""
    ledger = shop.sandbox.store.ledger
    ledger.reservations[token].valid_until = shop.now().timestamp()


@pytest.mark.parametrize("lose", [deleted, ended])
async def test_seats_that_are_lost_are_not_ordered(timeline: Timeline, lose: Callable[..., Any]):
    shop = timeline.shop
    async with losing(hold(shop)) as held:
        token = held.token
        await lose(shop, token)
        # Nobody has said so yet.
        assert held.token == token
        await timeline.pass_by(170)
        assert len(refreshes(shop)) == 1
        with pytest.raises(ReservationExpired):
            _ = held.token
        with pytest.raises(ReservationExpired):
            await held.update(quantity=1)
        before = len(shop.sandbox.history)
        with pytest.raises(ReservationExpired, match="no longer held"):
            await shop.gomus.orders.create(seats(3, token=token))
        with pytest.raises(ReservationExpired):
            # The total would be asked for, but not for seats that are gone.
            await shop.gomus.orders.create(seats(3, token=token, total=None))
        assert len(shop.sandbox.history) == before
        await timeline.pass_by(600)
        assert len(refreshes(shop)) == 1
    assert shop.sent("POST", "/orders") == []


@pytest.mark.parametrize("do", ["hang", "status_500", "status_429", "reset_before"])
async def test_refreshes_that_never_get_through(timeline: Timeline, do: str):
    shop = timeline.shop
    async with losing(hold(shop)) as held:
        token = held.token
        shop.sandbox.set_faults({"rules": [{**REFRESH, "do": do}]})
        await timeline.pass_by(285)
        assert held.token == token
        await timeline.pass_by(10)
        with pytest.raises(ReservationExpired):
            _ = held.token
        # What the client says comes before the end at the server.
        assert [row["token"] for row in shop.reservations()] == [token]
        with pytest.raises(ReservationExpired):
            await shop.gomus.orders.create(seats(3, token=token))
    assert shop.sent("POST", "/orders") == []


async def test_a_refresh_counts_from_when_it_was_sent(timeline: Timeline):
    shop = timeline.shop
    async with losing(hold(shop)) as held:
        shop.sandbox.set_faults({"rules": [{**REFRESH, "do": "hang", "applied": True}]})
        await timeline.pass_by(295)
        # The server holds them for longer, but nobody could know that.
        assert shop.reservations() != []
        with pytest.raises(ReservationExpired):
            held.check()


async def test_a_suspended_machine_notices_at_once(timeline: Timeline):
    shop = timeline.shop
    async with losing(hold(shop)) as held:
        token = held.token
        await timeline.pass_by(60)
        # The loop's clock stood still.
        shop.sandbox.advance(400)
        with pytest.raises(ReservationExpired):
            _ = held.token
        with pytest.raises(ReservationExpired):
            await shop.gomus.orders.create(seats(3, token=token))
        await timeline.settle()
    assert shop.sent("POST", "/orders") == []
    assert refreshes(shop) == []


async def test_an_order_some_seconds_after_a_suspension(timeline: Timeline):
    shop = timeline.shop
    async with losing(hold(shop)) as held:
        token = held.token
        shop.sandbox.advance(400)
        await timeline.pass_by(15)
        with pytest.raises(ReservationExpired):
            await shop.gomus.orders.create(seats(3, token=token))
    assert shop.sent("POST", "/orders") == []


async def test_an_order_right_after_a_suspension(timeline: Timeline):
    shop = timeline.shop
    async with losing(hold(shop)) as held:
        token = held.token
        shop.sandbox.advance(400)
        with pytest.raises(ReservationExpired):
            await shop.gomus.orders.create(seats(3, token=token))
    assert shop.sent("POST", "/orders") == []


async def test_a_short_suspension_is_made_good(timeline: Timeline):
    shop = timeline.shop
    async with hold(shop) as held:
        shop.sandbox.advance(200)
        assert held.token
        await timeline.pass_by(15)
        assert len(refreshes(shop)) == 1
        await timeline.pass_by(120)
        assert held.token
        assert len(shop.reservations()) == 1


async def test_a_wall_clock_that_is_set_back_changes_nothing(timeline: Timeline):
    shop = timeline.shop
    async with hold(shop) as held:
        wire = shop.gomus.bulk_caller.wire
        wire.now = lambda: shop.now() - timedelta(hours=1)
        await timeline.pass_by(600)
        assert held.token
        assert len(shop.reservations()) == 1


async def test_two_holds_at_once(timeline: Timeline):
    shop = timeline.shop
    later = SLOT + timedelta(minutes=30)
    async with hold(shop, 4) as first:
        async with losing(
            shop.gomus.reservations.hold(STUDY, quantity=5, start_at=later)
        ) as second:
            await timeline.pass_by(600)
            assert {row["quantity"] for row in shop.reservations()} == {4, 5}
            assert first.token != second.token
            await shop.gomus.reservations.delete(second.token)
            await timeline.pass_by(170)
            with pytest.raises(ReservationExpired):
                second.check()
            assert first.token
        order = await shop.gomus.orders.create(seats(4, token=first.token))
    assert [row["id"] for row in shop.orders()] == [order.id]
    assert shop.reservations() == []


async def test_another_number_of_seats_is_refreshed_as_well(timeline: Timeline):
    shop = timeline.shop
    async with hold(shop) as held:
        await held.update(quantity=7)
        assert held.reservation.quantity == 7
        await timeline.pass_by(600)
        assert shop.reservations()[0]["quantity"] == 7
        with pytest.raises(Unprocessable):
            await held.update(quantity=21)
        await timeline.pass_by(600)
        assert shop.reservations()[0]["quantity"] == 7
        assert held.token
    assert await shop.left() == 20


async def test_cancelled_while_a_refresh_is_under_way(timeline: Timeline):
    shop = timeline.shop
    entered = asyncio.Event()

    async def wait() -> None:
        async with hold(shop):
            entered.set()
            await asyncio.Event().wait()

    waiting = asyncio.create_task(wait())
    await entered.wait()
    shop.sandbox.set_faults({"rules": [{**REFRESH, "do": "hang"}]})
    while not shop.gomus.stats.in_flight:
        await timeline.pass_by(5)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert shop.reservations() == []
    assert await shop.left() == 20


async def test_a_hold_that_was_not_entered(shop: Shop):
    one = hold(shop)
    for look in (lambda: one.token, one.check):
        with pytest.raises(ConfigError, match="has not begun"):
            look()
    async with one:
        with pytest.raises(ConfigError, match="entered once"):
            await one.__aenter__()
    assert shop.reservations() == []
    assert len(shop.sent("POST")) == 1


async def test_holds_of_two_clients_know_nothing_of_each_other(timeline: Timeline):
    shop = timeline.shop
    other = await shop.client(settings=quick())
    timeline.others.append(other)
    async with losing(hold(shop, 20)) as held:
        with pytest.raises(Unprocessable):
            async with other.reservations.hold(STUDY, quantity=1, start_at=SLOT):
                pytest.fail("sold out")
        await shop.gomus.reservations.delete(held.token)
        async with other.reservations.hold(STUDY, quantity=20, start_at=SLOT) as theirs:
            await timeline.pass_by(600)
            assert theirs.token
            with pytest.raises(ReservationExpired):
                held.check()
