"""Blocking calls where no thread can be started any more, as at exit on Python 3.12."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Never

import pytest

from gomus_async.errors import ConfigError
from gomus_async.sync.at_exit import HomeAtExit
from gomus_async.sync.job import Job
from gomus_async.sync.portal import Portal

LIMIT_S = 10.0


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "gomus-sync":
            raise RuntimeError("can't create new thread at interpreter shutdown")
        start(thread)

    own = Portal()
    monkeypatch.setattr(threading.Thread, "start", refuse)
    monkeypatch.setattr("gomus_async.sync.portal.at_exit", lambda: True)
    yield own
    own._end()


async def echo(value: Any) -> Any:
    await asyncio.sleep(0)
    return value


async def fail() -> Never:
    raise ValueError("x")


async def thread() -> int:
    return threading.get_ident()


def test_calls_run_in_the_calling_thread(gate: Portal) -> None:
    assert gate.call(echo, 1) == 1
    assert gate.call(thread) == threading.get_ident()
    with pytest.raises(ValueError, match="x"):
        gate.call(fail)
    assert gate.call(echo, 2) == 2


def test_what_a_call_left_behind_goes_on_with_the_next_and_ends_in_the_end(gate: Portal) -> None:
    seen: list[str] = []

    async def go_on() -> None:
        try:
            while True:
                seen.append("on")
                await asyncio.sleep(0)
        finally:
            seen.append("ended")

    async def leave_behind() -> None:
        tasks.append(asyncio.create_task(go_on()))
        await asyncio.sleep(0)

    tasks: list[asyncio.Task[None]] = []
    gate.call(leave_behind)
    before = len(seen)
    gate.rest()
    gate.call(echo, 1)
    assert len(seen) > before
    gate._end()
    assert seen[-1] == "ended"
    assert tasks[0].cancelled()


def test_rest_closes_an_idle_loop(gate: Portal) -> None:
    gate.call(echo, 1)
    home = gate._home
    assert isinstance(home, HomeAtExit)
    gate.rest()
    assert home.loop.is_closed()
    assert gate.call(echo, 2) == 2


@pytest.mark.parametrize("buffer", [1, 2, 64])
def test_iteration(gate: Portal, buffer: int) -> None:
    ended: list[bool] = []

    async def count() -> AsyncGenerator[int, None]:
        try:
            for number in range(10):
                yield number
                await asyncio.sleep(0)
        finally:
            ended.append(True)

    assert list(gate.iterate(count, buffer=buffer)) == [*range(10)]
    with gate.iterate(count, buffer=buffer) as numbers:
        assert [next(numbers) for _ in range(3)] == [0, 1, 2]
        assert gate.call(echo, "between") == "between"
    assert ended == [True, True]


def test_interruption_cancels_and_waits_for_the_cleanup(
    gate: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    drive = HomeAtExit.drive

    async def wait_long() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            seen.append("cleaned up")

    def interrupted(self: HomeAtExit, until: Any, seconds: float | None) -> None:
        if seconds is None:
            drive(self, until, 0.01)
            raise KeyboardInterrupt
        drive(self, until, seconds)

    monkeypatch.setattr(HomeAtExit, "drive", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        gate.call(wait_long)
    assert seen == ["cleaned up"]
    assert not hasattr(caught.value, "__notes__")


def test_waiting_has_an_end(gate: Portal) -> None:
    job = Job(asyncio.Event().wait, LIMIT_S)
    gate._submit(job, "the test")
    assert not job.wait(0.01)
    assert job.stop()


def test_threads_that_are_left_take_turns(gate: Portal) -> None:
    with ThreadPoolExecutor(5) as pool:
        calls = [pool.submit(gate.call, echo, number) for number in range(50)]
        assert [call.result(LIMIT_S) for call in calls] == [*range(50)]


def test_call_on_the_loop_itself_is_refused(gate: Portal) -> None:
    async def outer() -> None:
        gate.call(echo, 1)

    with pytest.raises(RuntimeError, match="use the async client"):
        gate.call(outer)


async def test_call_within_another_loop_is_refused(gate: Portal) -> None:
    with pytest.raises(ConfigError, match="echo was called, blocking, within an event loop"):
        gate.call(echo, 1)
