"""The gate in virtual time: limit, lanes, order, pause, probe and ramp."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import pytest

from gomus_async.settings import Limits
from gomus_async.wire.gate import Gate, Lane, Verdict
from tests.support.loop import VirtualLoop, run_virtual

SINGLE, BULK = Lane.SINGLE, Lane.BULK


def virtual(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        run_virtual(test(*args, **kwargs))

    return run


def _gate(start: int = 4, most: int = 32) -> Gate:
    return Gate(Limits(start_concurrency=start, concurrency=most))


def _now() -> float:
    return asyncio.get_running_loop().time()


def _fill(gate: Gate, lane: Lane = SINGLE) -> int:
    count = 0
    while gate.try_enter(lane, _now()):
        count += 1
    return count


def _leave(
    gate: Gate, verdict: Verdict = Verdict.FINE, lane: Lane = SINGLE, turn: int | None = None
) -> None:
    """Leave as the call of a turn, by default the one that was admitted last."""
    gate.leave(gate._turn if turn is None else turn, lane, verdict, _now(), 0.01)


def _drain(gate: Gate, count: int, lane: Lane = SINGLE) -> None:
    for _ in range(count):
        _leave(gate, Verdict.FAILED, lane)


def _succeed_at_full_width(gate: Gate, times: int) -> None:
    taken = _fill(gate)
    for _ in range(times):
        _leave(gate)
        assert gate.try_enter(SINGLE, _now())
    _drain(gate, taken)


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@virtual
async def test_the_limit_starts_where_it_is_told_and_never_above_the_most() -> None:
    assert _fill(_gate(4)) == 4
    assert _fill(_gate(10, most=3)) == 3


@pytest.mark.parametrize("limit", [1, 4, 7])
@virtual
async def test_the_limit_grows_by_one_per_limit_successes(limit: int) -> None:
    gate = _gate(limit)
    _succeed_at_full_width(gate, limit - 1)
    assert gate.limit == limit
    _succeed_at_full_width(gate, 1)
    assert gate.limit == limit + 1


@virtual
async def test_the_limit_stops_at_the_most() -> None:
    gate = _gate(2, most=3)
    _succeed_at_full_width(gate, 50)
    assert gate.limit == 3


@virtual
async def test_the_limit_does_not_grow_when_it_is_not_used() -> None:
    gate = _gate(10)
    for _ in range(100):
        assert gate.try_enter(SINGLE, _now())
        _leave(gate)
    assert gate.limit == 10


@virtual
async def test_the_limit_shrinks_once_per_cool_down() -> None:
    gate = _gate(20)
    taken = _fill(gate)
    for _ in range(taken):
        _leave(gate, Verdict.OVERLOADED)
    assert gate.limit == 14
    await asyncio.sleep(0.9)
    assert gate.try_enter(SINGLE, _now())
    _leave(gate, Verdict.OVERLOADED)
    assert gate.limit == 14
    await asyncio.sleep(0.2)
    assert gate.try_enter(SINGLE, _now())
    _leave(gate, Verdict.OVERLOADED)
    assert gate.limit == 9


@virtual
async def test_the_cool_down_is_a_typical_round_trip_if_that_is_longer() -> None:
    gate = _gate(20)
    for _ in range(10):
        assert gate.try_enter(SINGLE, _now())
        gate.leave(gate._turn, SINGLE, Verdict.FINE, _now(), 5.0)
    for wait, limit in ((0.0, 14), (4.0, 14), (1.5, 9)):
        await asyncio.sleep(wait)
        assert gate.try_enter(SINGLE, _now())
        _leave(gate, Verdict.OVERLOADED)
        assert gate.limit == limit


@virtual
async def test_the_limit_never_falls_below_one() -> None:
    gate = _gate(2)
    for _ in range(10):
        await asyncio.sleep(2.0)
        assert gate.try_enter(SINGLE, _now())
        _leave(gate, Verdict.OVERLOADED)
    assert gate.limit == 1


@pytest.mark.parametrize(("errors", "shrinks"), [(5, False), (8, True)])
@virtual
async def test_server_errors_shrink_the_limit_only_when_they_are_many(
    errors: int, shrinks: bool
) -> None:
    gate = _gate(20, most=20)
    for number in range(100):
        assert gate.try_enter(SINGLE, _now())
        many = number >= 50 and (number - 50) % 6 == 0 and (number - 50) // 6 < errors
        _leave(gate, Verdict.SERVER_ERROR if many else Verdict.FINE)
    assert (gate.limit < 20) is shrinks


@virtual
async def test_a_bulk_lane_leaves_a_fifth_to_single_calls_while_these_come() -> None:
    gate = _gate(10)
    assert _fill(gate, BULK) == 10
    assert _fill(gate, SINGLE) == 2
    for _ in range(10):
        _leave(gate, lane=BULK)
    assert _fill(gate, BULK) == 8
    for _ in range(2):
        _leave(gate)
    await asyncio.sleep(11)
    assert _fill(gate, BULK) == gate.limit - 8


@virtual
async def test_single_calls_may_use_everything() -> None:
    gate = _gate(10)
    assert _fill(gate, SINGLE) == 10
    assert _fill(gate, BULK) == 0


@virtual
async def test_at_a_limit_of_one_neither_lane_starves() -> None:
    gate = _gate(1)
    assert _fill(gate, BULK) == 1
    assert _fill(gate, SINGLE) == 1


@virtual
async def test_a_single_call_overtakes_bulk_calls_that_wait() -> None:
    gate = _gate(5)
    bulk = _fill(gate, BULK)
    waiting = asyncio.create_task(gate.enter(BULK))
    await _settle()
    await asyncio.wait_for(gate.enter(SINGLE), 1.0)
    assert not waiting.done()
    _leave(gate, lane=BULK)
    _leave(gate, lane=BULK)
    await asyncio.wait_for(waiting, 1.0)
    assert gate.in_flight == bulk


@virtual
async def test_who_waits_gets_in_in_order_of_arrival() -> None:
    gate = _gate(1, most=1)
    order: list[int] = []

    async def one(number: int) -> None:
        await gate.enter(SINGLE)
        order.append(number)
        await asyncio.sleep(1.0)
        _leave(gate)

    await asyncio.gather(*(one(number) for number in range(50)))
    assert order == list(range(50))
    assert gate.in_flight == 0


@virtual
async def test_nobody_barges_in_before_those_who_wait_when_a_pause_ends() -> None:
    gate = _gate(4)
    gate.pause(10.0, _now())
    waiting = asyncio.create_task(gate.enter(SINGLE))
    await _settle()
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    loop.step(10.0)
    newcomer = asyncio.create_task(gate.enter(SINGLE))
    await _settle()
    assert waiting.done()
    assert not newcomer.done()
    _leave(gate)
    await newcomer
    _leave(gate)


@virtual
async def test_a_cancelled_waiter_leaks_no_slot() -> None:
    gate = _gate(1, most=1)
    await gate.enter(SINGLE)
    first, second = (asyncio.create_task(gate.enter(SINGLE)) for _ in range(2))
    await _settle()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    _leave(gate)
    await second
    assert gate.in_flight == 1


@virtual
async def test_a_waiter_cancelled_when_its_turn_has_come_passes_it_on() -> None:
    gate = _gate(1, most=1)
    await gate.enter(SINGLE)
    first, second = (asyncio.create_task(gate.enter(SINGLE)) for _ in range(2))
    await _settle()
    _leave(gate)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await asyncio.wait_for(second, 1.0)
    assert gate.in_flight == 1


@virtual
async def test_a_slot_that_comes_free_just_after_a_waiter_was_cancelled_is_not_lost() -> None:
    gate = _gate(1, most=1)
    await gate.enter(SINGLE)
    first, second = (asyncio.create_task(gate.enter(SINGLE)) for _ in range(2))
    await _settle()
    first.cancel()
    problem = None
    try:
        _leave(gate)
    except asyncio.InvalidStateError as error:
        problem = error
    (end,) = await asyncio.gather(first, return_exceptions=True)
    assert problem is None, "the call that left must not suffer"
    assert isinstance(end, asyncio.CancelledError)
    await asyncio.wait_for(second, 1.0)
    assert gate.in_flight == 1


@virtual
async def test_a_waiter_that_times_out_as_a_slot_comes_free_harms_nobody() -> None:
    gate = _gate(4)
    taken = _fill(gate)

    async def impatient() -> None:
        async with asyncio.timeout(1.0):
            await gate.enter(SINGLE)

    async def busy() -> None:
        await asyncio.sleep(1.0)
        _leave(gate)

    ends = await asyncio.gather(
        *(impatient() for _ in range(8)), *(busy() for _ in range(taken)), return_exceptions=True
    )
    assert {type(end) for end in ends} <= {TimeoutError, type(None)}
    assert gate.in_flight == sum(end is None for end in ends[:8])


@virtual
async def test_a_storm_of_cancelled_waiters_leaves_the_gate_at_full_width() -> None:
    gate = _gate(4, most=4)
    taken = _fill(gate)
    waiters = [asyncio.create_task(gate.enter(SINGLE)) for _ in range(1000)]
    await _settle()
    for waiter in waiters:
        waiter.cancel()
    await asyncio.gather(*waiters, return_exceptions=True)
    _drain(gate, taken)
    assert gate.in_flight == 0
    assert _fill(gate) == 4


@virtual
async def test_in_a_pause_nobody_gets_in_then_one_then_more() -> None:
    gate = _gate(4, most=8)
    gate.pause(10.0, _now())
    end = _now() + 10.0
    entered: list[float] = []
    running = 0
    together: list[int] = []

    async def one() -> None:
        nonlocal running
        turn = gate.try_enter(SINGLE, _now()) or await gate.enter(SINGLE)
        entered.append(_now())
        running += 1
        together.append(running)
        await asyncio.sleep(1.0)
        running -= 1
        _leave(gate, turn=turn)

    await asyncio.gather(*(one() for _ in range(30)))
    assert min(entered) >= end
    assert [t for t in entered if t < end + 1.0] == [entered[0]]
    assert all(count <= place + 1 for place, count in enumerate(together))
    assert max(together) >= 4
    assert gate.pauses == 1
    assert gate.in_flight == 0


@virtual
async def test_a_probe_that_fails_is_followed_by_one_more() -> None:
    gate = _gate(4)
    gate.pause(1.0, _now())
    await asyncio.sleep(1.0)
    for verdict in (Verdict.FAILED, Verdict.OVERLOADED, Verdict.SERVER_ERROR):
        assert _fill(gate) == 1
        _leave(gate, verdict)
    assert _fill(gate) == 1


@pytest.mark.parametrize("verdict", list(Verdict))
@virtual
async def test_a_call_from_before_the_pause_does_not_speak_for_the_probe(verdict: Verdict) -> None:
    gate = _gate(4)
    old = gate.try_enter(SINGLE, _now())
    gate.pause(1.0, _now())
    await asyncio.sleep(1.0)
    assert gate.try_enter(SINGLE, _now())
    _leave(gate, verdict, turn=old)
    assert _fill(gate) == 0


@virtual
async def test_a_second_pause_extends_the_first_and_never_shortens_it() -> None:
    gate = _gate(4)
    began = _now()
    gate.pause(10.0, _now())
    waiting = asyncio.create_task(gate.enter(SINGLE))
    await asyncio.sleep(5.0)
    gate.pause(1.0, _now())
    gate.pause(20.0, _now())
    await waiting
    assert _now() == pytest.approx(began + 25.0)
    _leave(gate)


@virtual
async def test_a_loop_that_was_blocked_wakes_nobody_early() -> None:
    gate = _gate(4)
    gate.pause(10.0, _now())
    end = _now() + 10.0
    waiting = asyncio.create_task(gate.enter(SINGLE))
    await _settle()
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    loop.step(3.0)
    await waiting
    assert _now() >= end
    _leave(gate)


@virtual
async def test_a_pause_ends_also_when_all_who_waited_were_cancelled() -> None:
    gate = _gate(4)
    gate.pause(10.0, _now())
    waiting = asyncio.create_task(gate.enter(SINGLE))
    await _settle()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    later = asyncio.create_task(gate.enter(SINGLE))
    await asyncio.wait_for(later, 11.0)
    assert gate.in_flight == 1


class _Server:
    """Takes so many at a time, for 50 ms each, and refuses the others at once."""

    def __init__(self, gate: Gate, capacity: int) -> None:
        self.gate = gate
        self.capacity = capacity
        self.busy = 0
        self.served: list[float] = []
        self.refused: list[float] = []

    async def lane(self, until: float) -> None:
        while _now() < until:
            turn = await self.gate.enter(BULK)
            began = _now()
            if self.busy >= self.capacity:
                self.refused.append(began)
                self.gate.leave(turn, BULK, Verdict.OVERLOADED, began, None)
                await asyncio.sleep(0.5)
                continue
            self.busy += 1
            await asyncio.sleep(0.05)
            self.busy -= 1
            self.served.append(_now())
            self.gate.leave(turn, BULK, Verdict.FINE, _now(), 0.05)

    def rate(self, since: float, until: float) -> float:
        return sum(since <= at < until for at in self.served) / (until - since)

    def share_refused(self, since: float, until: float) -> float:
        refused = sum(since <= at < until for at in self.refused)
        return refused / (refused + self.rate(since, until) * (until - since))


@virtual
async def test_it_settles_at_what_a_server_takes() -> None:
    server = _Server(_gate(4, most=32), 5)
    began = _now()
    await asyncio.gather(*(server.lane(began + 60) for _ in range(32)))
    assert server.share_refused(began + 10, began + 60) < 0.02
    assert server.rate(began + 10, began + 60) >= 0.85 * 5 / 0.05
    assert 4 <= server.gate.limit <= 6


@virtual
async def test_it_follows_a_server_that_takes_more_and_less() -> None:
    server = _Server(_gate(4, most=32), 5)
    began = _now()
    lanes = [asyncio.create_task(server.lane(began + 120)) for _ in range(32)]
    await asyncio.sleep(30)
    server.capacity = 20
    await asyncio.sleep(40)
    server.capacity = 2
    await asyncio.gather(*lanes)
    assert server.rate(began + 60, began + 70) >= 0.8 * 20 / 0.05
    assert server.rate(began + 100, began + 120) >= 0.8 * 2 / 0.05
    assert server.share_refused(began + 100, began + 120) < 0.02
