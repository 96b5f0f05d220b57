"""How long to wait, and how often: backoff, budget, repetition. Pure."""

import asyncio
import statistics
from random import Random
from typing import Any

import pytest

from gomus_async.errors import GomusError
from gomus_async.settings import Backoff
from gomus_async.wire.failure import AttemptFailed, Cause
from gomus_async.wire.retry import Budget, backoff_wait, repeat
from tests.support.loop import run_virtual

DRAWS = 10_000


def _failed(cause: Cause = Cause.SERVER_ERROR, wait: float | None = None) -> AttemptFailed:
    return AttemptFailed(cause, GomusError("x"), wait=wait)


def _draws(failed: AttemptFailed, number: int, backoff: Backoff | None = None) -> list[float]:
    rng = Random(4711)
    return [backoff_wait(backoff or Backoff(), failed, number, rng) for _ in range(DRAWS)]


@pytest.mark.parametrize(
    ("cause", "base"),
    [
        (Cause.SERVER_ERROR, 0.2),
        (Cause.DROPPED, 0.2),
        (Cause.NOT_SENT, 0.2),
        (Cause.TIMED_OUT, 0.2),
        (Cause.THROTTLED, 1.0),
        (Cause.UNAVAILABLE, 1.0),
    ],
)
@pytest.mark.parametrize("number", [1, 2, 3, 4, 10])
def test_waits_are_drawn_evenly_up_to_a_doubling_limit(
    cause: Cause, base: float, number: int
) -> None:
    top = min(20.0, base * 2 ** (number - 1))
    draws = _draws(_failed(cause), number)
    assert min(draws) >= 0.05
    assert max(draws) <= top
    assert max(draws) > 0.99 * top
    below = sum(draw <= top / 2 for draw in draws) / DRAWS
    assert below == pytest.approx(0.5, abs=0.02)
    if top > 1.0:
        assert statistics.fmean(draws) == pytest.approx(top / 2, rel=0.03)


@pytest.mark.parametrize("number", [60, 1000, 10**6])
def test_a_high_number_does_not_overflow(number: int) -> None:
    assert max(_draws(_failed(), number)[:100]) <= 20.0


@pytest.mark.parametrize("asked", [0.001, 0.5, 2.0, 60.0, 900.0])
def test_retry_after_is_never_undercut_and_little_is_added(asked: float) -> None:
    draws = _draws(_failed(Cause.THROTTLED, wait=asked), 1)
    assert min(draws) >= asked
    assert max(draws) <= asked + max(1.0, 0.1 * asked)
    assert statistics.pstdev(draws) > 0.2


def test_the_budget_starts_with_ten_seconds_of_reserve() -> None:
    budget = Budget(Backoff())
    assert [budget.withdraw(1.0, 0.0) for _ in range(11)] == [True] * 10 + [False]


def test_requests_earn_a_fifth_of_a_retry_each() -> None:
    budget = Budget(Backoff())
    for _ in range(100):
        budget.deposit(0.0)
    assert budget.available(0.0) == pytest.approx(30.0)


def test_what_was_earned_ends_after_ten_seconds() -> None:
    budget = Budget(Backoff())
    for _ in range(100):
        budget.deposit(0.0)
    assert budget.available(9.9) == pytest.approx(30.0)
    assert budget.available(10.1) == pytest.approx(10.0)


def test_the_reserve_flows_back() -> None:
    budget = Budget(Backoff())
    while budget.withdraw(1.0, 0.0):
        pass
    assert not budget.withdraw(1.0, 9.9)
    assert budget.withdraw(1.0, 10.1)


def test_a_free_retry_needs_no_budget() -> None:
    budget = Budget(Backoff())
    while budget.withdraw(1.0, 0.0):
        pass
    assert budget.withdraw(0.0, 0.0)


@pytest.mark.parametrize("seed", range(5))
def test_over_any_time_retries_stay_within_a_fifth_and_the_reserve(seed: int) -> None:
    rng, budget = Random(seed), Budget(Backoff())
    now, requests, retries = 0.0, 0, 0
    for _ in range(20_000):
        now += rng.expovariate(50.0)
        budget.deposit(now)
        requests += 1
        while rng.random() < 0.9 and budget.withdraw(1.0, now):
            retries += 1
    assert retries <= 0.2 * requests + 10 + now + 1
    assert retries >= 0.1 * requests


def test_what_is_available_is_never_less_than_nothing() -> None:
    budget = Budget(Backoff())
    for _ in range(10):
        budget.deposit(0.0)
    while budget.withdraw(1.0, 9.0):
        pass
    assert budget.available(10.5) >= 0.0


class _Scripted:
    """Attempts that fail some times; notes what was asked."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.asked: list[Any] = []

    async def attempt(self, number: int) -> str:
        self.asked.append(("attempt", number))
        if number <= self.failures:
            raise AttemptFailed(Cause.DROPPED, GomusError(f"{number}"))
        return "done"

    def may_repeat(self, failed: AttemptFailed, number: int) -> bool:
        self.asked.append(("may", failed.error.message, number))
        return number < 3

    def wait(self, _: AttemptFailed, number: int) -> float:
        self.asked.append(("wait", number))
        return 100.0


def _repeat(scripted: _Scripted) -> Any:
    first = AttemptFailed(Cause.DROPPED, GomusError("1"))
    return repeat(first, scripted.attempt, scripted.may_repeat, scripted.wait, asyncio.sleep)


def test_repeat_asks_then_waits_then_tries() -> None:
    scripted = _Scripted(2)
    assert run_virtual(_repeat(scripted)) == "done"
    assert scripted.asked == [
        *[("may", "1", 1), ("wait", 1), ("attempt", 2)],
        *[("may", "2", 2), ("wait", 2), ("attempt", 3)],
    ]


def test_repeat_raises_the_last_failure() -> None:
    with pytest.raises(AttemptFailed) as caught:
        run_virtual(_repeat(_Scripted(9)))
    assert caught.value.error.message == "3"


def test_repeat_lets_other_exceptions_pass() -> None:
    class Broken(_Scripted):
        async def attempt(self, number: int) -> str:
            raise LookupError(number)

    with pytest.raises(LookupError):
        run_virtual(_repeat(Broken(9)))


def test_repeat_does_not_swallow_cancellation() -> None:
    async def main() -> None:
        task = asyncio.create_task(_repeat(_Scripted(1)))
        await asyncio.sleep(50.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run_virtual(main())


def test_r07_a_thousand_repetitions_at_once_do_not_mix() -> None:
    async def main() -> None:
        calls = [_Scripted(number % 3) for number in range(1000)]
        assert await asyncio.gather(*map(_repeat, calls)) == ["done"] * 1000
        attempts = [sum(what[0] == "attempt" for what in call.asked) for call in calls]
        assert attempts == [max(1, number % 3) for number in range(1000)]

    run_virtual(main())
