"""Reservations: how blocks give seats back, and answers that do not come."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from gomus_async import (
    ConfigError,
    Hold,
    NotFound,
    OutcomeUnknown,
    ReservationExpired,
    ReservationUncertain,
    Unprocessable,
)
from tests.orders.conftest import SLOT, STUDY, Shop, Timeline, seats

RESERVE = "/api/v4/tickets/reservations"
ONE_OF_THEM = f"{RESERVE}/*"


class SomethingElseError(Exception):
    """Goes wrong in a block, and has nothing to do with the SDK."""


def hold(shop: Shop, quantity: int = 3) -> Hold:
    return shop.gomus.reservations.hold(STUDY, quantity=quantity, start_at=SLOT)


async def test_leaving_the_block_gives_the_seats_back(shop: Shop):
    async with hold(shop):
        assert await shop.left() == 17
    assert await shop.left() == 20
    assert len(shop.sent("DELETE")) == 1


async def test_an_error_in_the_block_gives_the_seats_back(shop: Shop):
    with pytest.raises(SomethingElseError):
        async with hold(shop):
            raise SomethingElseError
    assert await shop.left() == 20


async def test_an_order_that_is_refused_gives_the_seats_back(shop: Shop):
    with pytest.raises(Unprocessable):
        async with hold(shop) as held:
            await shop.gomus.orders.create(seats(3, token=held.token, total=1))
    assert await shop.left() == 20
    assert shop.orders() == []


async def test_cancelling_the_block_gives_the_seats_back(shop: Shop):
    entered = asyncio.Event()

    async def wait() -> None:
        async with hold(shop):
            entered.set()
            await asyncio.Event().wait()

    waiting = asyncio.create_task(wait())
    await entered.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert shop.reservations() == []
    assert await shop.left() == 20


async def test_a_timeout_around_the_block_gives_the_seats_back(shop: Shop):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), hold(shop):
            await asyncio.Event().wait()
    assert shop.reservations() == []


async def test_kept_seats_stay_held_until_they_expire(shop: Shop):
    async with hold(shop) as held:
        held.keep()
        token = held.token
    assert shop.sent("DELETE") == []
    assert [row["token"] for row in shop.reservations()] == [token]
    assert await shop.left() == 17
    shop.sandbox.advance(300)
    assert await shop.left() == 20


async def test_kept_seats_can_be_ordered_later(shop: Shop):
    async with hold(shop, 20) as held:
        held.keep()
        token = held.token
    await shop.gomus.orders.create(seats(20, token=token))
    assert await shop.left() == 0


async def test_ordered_seats_are_not_given_back(timeline: Timeline):
    shop = timeline.shop
    async with hold(shop) as held:
        order = await shop.gomus.orders.create(seats(3, token=held.reservation.token))
        # The token is used up; nobody refreshes it, and nobody complains.
        await timeline.pass_by(400)
    assert [row["id"] for row in shop.orders()] == [order.id]
    assert await shop.left() == 17
    assert shop.sent("DELETE") == shop.sent("PUT") == []


async def test_an_unknown_outcome_does_not_give_the_seats_back(shop: Shop):
    shop.fault("late_commit", late_commit_s=3)
    with pytest.raises(OutcomeUnknown) as caught:
        async with hold(shop) as held:
            await shop.gomus.orders.create(seats(3, token=held.token))
    assert shop.sent("DELETE") == []
    assert await shop.gomus.orders.find_candidates(caught.value) == []
    shop.sandbox.advance(4)
    (found,) = await shop.gomus.orders.find_candidates(caught.value)
    assert found.id == shop.orders()[0]["id"]
    assert await shop.left() == 17


async def swallowed(shop: Shop) -> None:
    async with hold(shop) as held:
        try:
            await shop.gomus.orders.create(seats(3, token=held.token))
        except OutcomeUnknown:
            return


async def wrapped(shop: Shop) -> None:
    async with hold(shop) as held:
        try:
            await shop.gomus.orders.create(seats(3, token=held.token))
        except OutcomeUnknown as unknown:
            raise SomethingElseError from unknown


async def grouped(shop: Shop) -> None:
    async with hold(shop) as held, asyncio.TaskGroup() as group:
        group.create_task(shop.gomus.orders.create(seats(3, token=held.token)))


@pytest.mark.parametrize("block", [swallowed, wrapped, grouped])
async def test_an_unknown_outcome_is_not_undone(shop: Shop, block: Callable[..., Any]):
    shop.fault("late_commit", late_commit_s=3)
    with suppress(SomethingElseError, ExceptionGroup):
        await block(shop)
    assert shop.sent("DELETE") == []
    shop.sandbox.advance(4)
    assert len(shop.orders()) == 1


async def test_seats_that_cannot_be_given_back_are_no_error(
    shop: Shop, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG, "gomus_async")
    async with hold(shop) as held:
        token = held.token
        shop.fault("status_500", method="DELETE", path=ONE_OF_THEM)
    assert len(shop.sent("DELETE")) == 4
    warnings = [row for row in caplog.records if row.levelno >= logging.WARNING]
    assert [row.getMessage() for row in warnings] == [
        "a reservation could not be given back (ServerError)"
    ]
    assert token not in caplog.text


async def test_giving_back_twice_over_a_bad_network_is_once(
    shop: Shop, caplog: pytest.LogCaptureFixture
):
    async with hold(shop):
        shop.fault("reset_after", method="DELETE", path=ONE_OF_THEM, times=1)
    assert [row["status"] for row in shop.sent("DELETE")] == [None, 404]
    assert caplog.records == []
    assert await shop.left() == 20


UNCLEAR = [
    {"do": "reset_after"},
    {"do": "garbage_head"},
    {"do": "status_502", "applied": True},
    {"do": "status_503", "applied": True},
]


@pytest.mark.parametrize("fault", UNCLEAR, ids=lambda fault: fault["do"])
async def test_sold_out_to_oneself_is_uncertain(shop: Shop, fault: dict[str, Any]):
    shop.fault(path=RESERVE, nth=1, **fault)
    sent_at = shop.now()
    with pytest.raises(ReservationUncertain) as caught:
        await shop.gomus.reservations.create(STUDY, quantity=20, start_at=SLOT)
    assert [row["status"] for row in shop.sent("POST")][1:] == [422]
    assert caught.value.attempts == 2
    assert caught.value.retry_at == sent_at + timedelta(seconds=300)
    assert await shop.left() == 0
    shop.sandbox.advance(299)
    with pytest.raises(Unprocessable):
        await shop.gomus.reservations.create(STUDY, quantity=20, start_at=SLOT)
    shop.sandbox.advance(1)
    assert shop.now() == caught.value.retry_at
    again = await shop.gomus.reservations.create(STUDY, quantity=20, start_at=SLOT)
    assert [row["token"] for row in shop.reservations()] == [again.token]


async def test_sold_out_to_others_is_certain(shop: Shop):
    await shop.gomus.orders.create(seats(20))
    with pytest.raises(Unprocessable):
        await shop.gomus.reservations.create(STUDY, quantity=1, start_at=SLOT)
    assert len(shop.sent("POST", RESERVE)) == 1


@pytest.mark.parametrize("do", ["truncate", "invalid_json", "html"])
async def test_a_lost_token_is_not_asked_for_again(shop: Shop, do: str):
    shop.fault(do, path=RESERVE)
    with pytest.raises(ReservationUncertain) as caught:
        await shop.gomus.reservations.create(STUDY, quantity=2, start_at=SLOT)
    assert len(shop.sent("POST")) == 1
    assert caught.value.likely_applied
    assert caught.value.retry_at is not None
    assert await shop.left() == 18


async def test_seats_of_a_lost_answer_come_back(shop: Shop):
    shop.fault("reset_after", path=RESERVE, nth=1)
    async with hold(shop) as held:
        assert held.token
        # Once held by nobody, and once by the block.
        assert await shop.left() == 14
    assert await shop.left() == 17
    shop.sandbox.advance(300)
    assert await shop.left() == 20


async def test_a_block_that_cannot_be_entered_leaves_nothing(shop: Shop):
    shop.fault("reset_after", path=RESERVE)
    with pytest.raises(ReservationUncertain):
        async with hold(shop):
            pytest.fail("nothing is held")
    assert len(shop.sent("POST")) == 2
    assert shop.gomus.bulk_caller.wire.holds == {}
    shop.sandbox.set_faults(None)
    with pytest.raises(Unprocessable):
        async with hold(shop, 21):
            pytest.fail("there are not so many")
    assert shop.sent("DELETE") == []


async def test_a_refused_order_leaves_a_reservation_to_its_owner(shop: Shop):
    made = await shop.gomus.reservations.create(STUDY, quantity=3, start_at=SLOT)
    with pytest.raises(Unprocessable):
        await shop.gomus.orders.create(seats(3, token=made.token, total=1))
    assert [row["token"] for row in shop.reservations()] == [made.token]


async def test_own_reservations_count_as_free(shop: Shop):
    made = await shop.gomus.reservations.create(STUDY, quantity=3, start_at=SLOT)
    day = SLOT.date()
    theirs = await shop.gomus.tickets.capacity(STUDY, date=day)
    mine = await shop.gomus.tickets.capacity(STUDY, date=day, reservations=[made.token])
    assert (theirs[SLOT], mine[SLOT]) == (17, 20)


@pytest.mark.parametrize("quantity", [0, -1, True, 1.0, "2", None])
async def test_quantities_are_checked_before_anything_is_sent(shop: Shop, quantity: Any):
    calls = shop.gomus.reservations
    with pytest.raises(ConfigError, match="quantity must be a whole number above 0"):
        await calls.create(STUDY, quantity=quantity, start_at=SLOT)
    with pytest.raises(ConfigError, match="quantity must be a whole number above 0"):
        await calls.update("token", quantity=quantity)
    with pytest.raises(ConfigError, match="quantity must be a whole number above 0"):
        calls.hold(STUDY, quantity=quantity, start_at=SLOT)
    assert shop.sandbox.history == []


@pytest.mark.parametrize("start_at", ["2026-07-07", 5, None])
async def test_times_are_checked_before_anything_is_sent(shop: Shop, start_at: Any):
    with pytest.raises(ConfigError, match="start_at must be a datetime or a date"):
        await shop.gomus.reservations.create(STUDY, quantity=1, start_at=start_at)
    with pytest.raises(ConfigError, match="start_at must be a datetime or a date"):
        shop.gomus.reservations.hold(STUDY, quantity=1, start_at=start_at)
    assert shop.sandbox.history == []


async def test_a_naive_time_is_the_museums(shop: Shop):
    naive = SLOT.replace(tzinfo=None)
    made = await shop.gomus.reservations.create(STUDY, quantity=1, start_at=naive)
    assert made.start_at == SLOT


async def test_an_ended_reservation_cannot_be_renewed(shop: Shop):
    made = await shop.gomus.reservations.create(STUDY, quantity=1, start_at=SLOT)
    shop.sandbox.advance(301)
    with pytest.raises(ReservationExpired) as caught:
        await shop.gomus.reservations.update(made.token, quantity=1)
    assert made.token not in str(caught.value)
    with pytest.raises(ReservationExpired):
        await shop.gomus.reservations.update("unknown", quantity=1)
    with pytest.raises(NotFound):
        await shop.gomus.reservations.delete("unknown")
    with pytest.raises(Unprocessable):
        await shop.gomus.reservations.delete(made.token)
