"""Threads that call at the same time share the waking of the loop, and nobody waits for ever."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gomus_async.sync.portal import Portal

LIMIT_S = 10.0


class InterruptionError(BaseException):
    """What a test interrupts a calling thread with."""


@pytest.fixture
def gate() -> Iterator[Portal]:
    own = Portal()
    yield own
    own._end()


async def echo(value: Any) -> Any:
    return value


def test_calls_of_many_threads_all_end(gate: Portal) -> None:
    async def soon(number: int) -> int:
        await asyncio.sleep(0)
        return number

    def call_often(first: int) -> list[int]:
        return [gate.call(soon, number) for number in range(first, first + 200)]

    with ThreadPoolExecutor(10) as pool:
        calls = [pool.submit(call_often, first) for first in range(0, 2_000, 200)]
        assert [number for call in calls for number in call.result(LIMIT_S)] == [*range(2_000)]


def test_who_is_interrupted_before_waking_the_loop_holds_up_nobody(
    gate: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.call(echo, 0)
    home = gate._home
    assert home is not None
    wake = home.loop.call_soon_threadsafe
    interruptions = [InterruptionError()]

    def wake_or_not(*args: Any, **kwargs: Any) -> Any:
        if interruptions:
            raise interruptions.pop()
        return wake(*args, **kwargs)

    monkeypatch.setattr(home.loop, "call_soon_threadsafe", wake_or_not)
    with pytest.raises(InterruptionError):
        gate.call(echo, 1)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(gate.call, echo, 2).result(LIMIT_S) == 2
    assert home.jobs == set()


def test_call_within_the_waking_of_the_loop(gate: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """As from a signal handler or a finalizer, which come between any two instructions."""
    gate.call(echo, 0)
    home = gate._home
    assert home is not None
    schedule = type(home).schedule
    within: list[Any] = []

    def call_first(self: Any, step: Callable[[], None]) -> bool:
        if not within:
            within.append(None)
            within.append(gate.call(echo, "within"))
        return schedule(self, step)

    monkeypatch.setattr(type(home), "schedule", call_first)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(gate.call, echo, "around").result(LIMIT_S) == "around"
        assert within == [None, "within"]
        assert pool.submit(gate.call, echo, "after").result(LIMIT_S) == "after"
