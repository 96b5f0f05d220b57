"""R08: a cancelled call gives everything back."""

import asyncio
import statistics
from contextlib import suppress

import pytest

from gomus_async import Gomus
from tests.support.behaviours import Behaviour, customer, hang, refusal, throttled
from tests.support.clients import quick
from tests.support.raw_server import Exchange, Plan, RawServer, Received
from tests.wire.conftest import Connect, Serve

WIDTH = 8

settings = quick(
    deadline=1000.0, concurrency=WIDTH, start=WIDTH, base=30.0, throttle_base=30.0, floor=20.0
)


def _plan(first: Behaviour) -> Plan:
    """`first` for paths that end in `first`; the others wait until `WIDTH` are there at once."""
    wide = asyncio.Event()

    async def all_together(exchange: Exchange) -> None:
        if exchange.request.active >= WIDTH:
            wide.set()
        async with asyncio.timeout(5):
            await wide.wait()

    def plan(got: Received) -> Behaviour:
        return first if got.path.endswith("first") else customer(after=all_together)

    return plan


async def _serves_at_full_width(gomus: Gomus) -> None:
    assert gomus.stats.in_flight == 0
    async with asyncio.timeout(5):
        await asyncio.gather(*(gomus.customers.get(1) for _ in range(WIDTH)))


async def _cancelled(*tasks: asyncio.Task[object]) -> None:
    for task in tasks:
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(end) for end in ends} == {asyncio.CancelledError}


async def _gone(server: RawServer) -> None:
    """Wait until the server has seen the connections end."""
    async with asyncio.timeout(5):
        while server.active:  # noqa: ASYNC110 - the end of a connection has no event
            await asyncio.sleep(0.002)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
async def test_r08_cancelled_while_the_answer_is_awaited(
    serve: Serve, connect: Connect, method: str
) -> None:
    plan = _plan(hang())
    server = await serve(plan)
    gomus = await connect(server, settings=settings)
    calls = [asyncio.create_task(gomus.request(method, "/first")) for _ in range(WIDTH)]
    await server.arrived(WIDTH)
    await _cancelled(*calls)
    await _gone(server)
    await _serves_at_full_width(gomus)
    assert gomus.stats.attempts == len(server.requests) == 2 * WIDTH


@pytest.mark.parametrize("fault", [refusal(500), throttled(), throttled("20")])
async def test_r08_cancelled_while_it_sleeps_before_the_next_attempt(
    serve: Serve, connect: Connect, fault: Behaviour
) -> None:
    plan = _plan(fault)
    server = await serve(plan)
    gomus = await connect(server, settings=settings)
    call = asyncio.create_task(gomus.request("GET", "/first"))
    await server.arrived(1)
    while gomus.stats.in_flight:  # noqa: ASYNC110 - as counters have no event
        await asyncio.sleep(0.001)
    await _cancelled(call)
    assert gomus.stats.in_flight == 0
    if gomus.stats.pauses == 0:
        # A refused attempt shrinks the limit; the width is what is left of it.
        gomus._caller.wire.gate.limit = WIDTH
        await _serves_at_full_width(gomus)


async def test_r08_cancelled_while_it_waits_for_its_turn(serve: Serve, connect: Connect) -> None:
    plan = _plan(hang())
    server = await serve(plan)
    gomus = await connect(server, settings=settings)
    calls = [asyncio.create_task(gomus.request("GET", "/first")) for _ in range(WIDTH)]
    await server.arrived(WIDTH)
    queued = [asyncio.create_task(gomus.customers.get(1)) for _ in range(50)]
    await asyncio.sleep(0)
    await _cancelled(*queued)
    assert len(server.requests) == WIDTH
    await _cancelled(*calls)
    await _serves_at_full_width(gomus)


async def test_r08_a_turn_that_is_cancelled_together_with_the_call_it_waits_for(
    serve: Serve, connect: Connect
) -> None:
    plan = _plan(hang())
    server = await serve(plan)
    gomus = await connect(server, settings=settings)
    calls = [asyncio.create_task(gomus.request("GET", "/first")) for _ in range(WIDTH)]
    await server.arrived(WIDTH)
    queued = [asyncio.create_task(gomus.customers.get(1)) for _ in range(WIDTH)]
    await asyncio.sleep(0)
    await _cancelled(*calls, *queued)
    await _serves_at_full_width(gomus)


async def test_r08_a_thousand_cancelled_calls(serve: Serve, connect: Connect) -> None:
    plan = _plan(hang())
    server = await serve(plan)
    gomus = await connect(server, settings=settings)
    for _ in range(10):
        seen = len(server.requests)
        calls = [asyncio.create_task(gomus.request("GET", "/first")) for _ in range(100)]
        await server.arrived(seen + WIDTH)
        for call in calls:
            call.cancel()
        ends = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(end) for end in ends} == {asyncio.CancelledError}
    await _gone(server)
    await _serves_at_full_width(gomus)


async def test_r08_a_cancelled_call_ends_at_once(serve: Serve, connect: Connect) -> None:
    server = await serve(hang())
    gomus = await connect(server, settings=settings)
    loop = asyncio.get_running_loop()
    took: list[float] = []
    for number in range(1, 22):
        call = asyncio.create_task(gomus.customers.get(1))
        await server.arrived(number)
        began = loop.time()
        call.cancel()
        with suppress(asyncio.CancelledError):
            await call
        took.append(loop.time() - began)
    assert statistics.median(took) < 0.05


async def test_r08_a_timeout_of_the_caller_is_not_swallowed(serve: Serve, connect: Connect) -> None:
    server = await serve(refusal(500))
    gomus = await connect(server, settings=settings)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await gomus.customers.get(1)
    assert gomus.stats.in_flight == 0
