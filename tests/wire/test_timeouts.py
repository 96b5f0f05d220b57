"""The times of one attempt: to the head of its answer, between two chunks, to its end."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import attrs
import pytest

from gomus_async import CallOptions, DeadlineExceeded, Gomus
from gomus_async.settings import Settings, Timeouts
from gomus_async.wire.timer import AttemptTimer
from tests.support.behaviours import Behaviour, customer, hang, message
from tests.support.clients import quick
from tests.support.loop import VirtualLoop, run_virtual
from tests.support.raw_server import Exchange
from tests.wire.conftest import Connect, Serve

READ_S = 0.2
BODY = b'{"customer": {"id": 1, "foreign_id": "SF-1"}}'


def _patient(**times: float) -> Settings:
    return attrs.evolve(quick(), timeouts=Timeouts(**{"read": READ_S, **times}))


def _in_parts(*waits: float) -> Behaviour:
    """The head and half a body; then the rest, part by part, with waits before each."""

    async def act(exchange: Exchange) -> bool:
        whole = message(200, BODY)
        half = len(whole) - len(BODY) // 2
        await exchange.send(whole[:half])
        rest, size = whole[half:], -(-(len(BODY) // 2 + 1) // len(waits))
        for number, wait in enumerate(waits):
            await exchange.idle(wait)
            await exchange.send(rest[number * size : (number + 1) * size])
        return True

    return Behaviour(act)


async def _seconds(call: Callable[[], Awaitable[object]]) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await call()
    return loop.time() - began


@pytest.mark.parametrize("behaviour", [hang(), _in_parts(60.0)], ids=["no head", "half a body"])
async def test_silence_ends_an_attempt(
    serve: Serve, connect: Connect, behaviour: Behaviour
) -> None:
    server = await serve(behaviour, customer())
    gomus = await connect(server, settings=_patient())
    took = await _seconds(lambda: gomus.customers.get(1))
    assert READ_S <= took < READ_S + 1.0
    assert gomus.stats.attempts == len(server.requests) == 2


async def test_an_answer_may_take_longer_than_the_silence_in_it(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(_in_parts(*[READ_S / 2] * 4))
    gomus = await connect(server, settings=_patient())
    assert await _seconds(lambda: gomus.customers.get(1)) > READ_S
    assert gomus.stats.attempts == 1


async def test_a_connection_that_was_timed_serves_on(serve: Serve, connect: Connect) -> None:
    server = await serve(_in_parts(0.01), customer())
    gomus = await connect(server, settings=_patient())
    await gomus.customers.get(1)
    await gomus.customers.get(1)
    assert {request.connection for request in server.requests} == {1}


async def test_a_write_that_meets_silence_is_judged_as_sent(serve: Serve, connect: Connect) -> None:
    server = await serve(hang())
    gomus = await connect(server, settings=_patient(deadline=0.5))

    async def write() -> None:
        with pytest.raises(Exception, match="may have been applied"):
            await gomus.request("POST", "/orders", json={})

    assert await _seconds(write) >= READ_S
    assert len(server.requests) == 1


async def test_an_end_that_is_near_counts_more_than_those_far_away(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(hang())
    gomus = await connect(server, settings=_patient(read=60.0))
    far = asyncio.create_task(gomus.customers.get(1))
    await server.arrived(1)

    async def near() -> None:
        with pytest.raises(DeadlineExceeded):
            await gomus.customers.get(2, options=CallOptions(deadline=0.1))

    assert 0.1 <= await _seconds(near) < 1.0
    assert not far.done()
    far.cancel()
    with pytest.raises(asyncio.CancelledError):
        await far


async def test_a_borrowed_session_is_timed_after_the_client_is_closed(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(hang())
    async with aiohttp.ClientSession() as session:
        gomus = Gomus(server.url, token="t", session=session, settings=_patient(deadline=0.4))
        call = asyncio.create_task(gomus.customers.get(1))
        await server.arrived(1)
        await gomus.aclose()
        with pytest.raises(Exception, match=r"no complete answer|closed"):
            await call


async def test_a_call_may_be_closed_from_elsewhere(serve: Serve, connect: Connect) -> None:
    """As happens to what a loop that is gone has left behind."""
    server = await serve(hang())
    gomus = await connect(server)
    call = gomus.customers.get(1)
    task = asyncio.create_task(call)
    await server.arrived(1)
    call.close()
    task.cancel()
    with pytest.raises(RuntimeError, match="already awaited"):
        await task
    assert gomus.stats.attempts == len(server.requests) == 1
    assert gomus.stats.in_flight == 0


class _CountingLoop(VirtualLoop):
    timers = 0

    def call_at(self, *args: object, **more: object) -> asyncio.TimerHandle:
        self.timers += 1
        return super().call_at(*args, **more)  # type: ignore[arg-type]


def _loop() -> VirtualLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop


async def _attempt(timer: AttemptTimer, ends: float, waits: float, *, head: bool = False) -> bool:
    """Make an attempt that waits; whether its time was over."""
    timed = timer.begin(_loop().time(), _loop().time() + ends, head=head)
    try:
        await asyncio.sleep(waits)
    except asyncio.CancelledError:
        if timer.end(timed):
            return True
        raise
    return timer.end(timed)


def test_many_attempts_share_one_timer() -> None:
    async def main() -> None:
        timer = AttemptTimer(_loop(), 30.0)
        assert not await _attempt(timer, 60.0, 0.0)
        loop = _loop()
        assert isinstance(loop, _CountingLoop)
        before = loop.timers
        for _ in range(1000):
            assert not await _attempt(timer, 60.0, 0.0, head=False)
        assert loop.timers == before
        timer.close()

    with asyncio.Runner(loop_factory=_CountingLoop) as runner:
        runner.run(main())


def test_every_attempt_ends_at_its_own_time() -> None:
    async def main() -> None:
        timer, began = AttemptTimer(_loop(), 30.0), _loop().time()
        ends: dict[int, float] = {}

        async def one(number: int) -> None:
            assert await _attempt(timer, float(number), 1000.0)
            ends[number] = _loop().time() - began

        await asyncio.gather(*(one(number) for number in (7, 3, 11, 5)))
        assert ends == pytest.approx({7: 7.0, 3: 3.0, 11: 11.0, 5: 5.0}, abs=1e-6)

    run_virtual(main())


def test_a_wait_for_a_connection_is_no_silence() -> None:
    async def main() -> None:
        timer, began = AttemptTimer(_loop(), 10.0), _loop().time()
        timed = timer.begin(began, began + 60.0, head=True)
        await asyncio.sleep(9.0)
        timed.sent_at = _loop().time()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.sleep(1000.0)
        assert timer.end(timed)
        assert _loop().time() - began == pytest.approx(19.0)

    run_virtual(main())


def test_an_answer_that_has_begun_is_no_silence() -> None:
    async def main() -> None:
        timer, began = AttemptTimer(_loop(), 10.0), _loop().time()
        timed = timer.begin(began, began + 60.0, head=True)
        timed.sent_at = began
        timed.status = 200
        with pytest.raises(asyncio.CancelledError):
            await asyncio.sleep(1000.0)
        assert timer.end(timed)
        assert _loop().time() - began == pytest.approx(60.0)

    run_virtual(main())


@pytest.mark.parametrize("first", ["the caller", "the timer"])
def test_a_caller_that_cancels_at_the_same_moment_is_heard(first: str) -> None:
    async def main() -> None:
        timer = AttemptTimer(_loop(), 30.0)
        began = _loop().time()
        when = began + 5.0
        task: asyncio.Task[bool] | None = None

        def cancel() -> None:
            assert task is not None
            task.cancel()

        if first == "the caller":
            _loop().call_at(when, cancel)
        task = asyncio.create_task(_attempt(timer, 5.0, 1000.0))
        await asyncio.sleep(0)
        if first == "the timer":
            _loop().call_at(when, cancel)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert _loop().time() == pytest.approx(when)

    run_virtual(main())


def test_outside_a_task_there_is_nothing_to_cancel() -> None:
    loop = VirtualLoop()
    try:
        with pytest.raises(RuntimeError, match="in a task"):
            AttemptTimer(loop, 30.0).begin(0.0, 1.0, head=True)
    finally:
        loop.close()
