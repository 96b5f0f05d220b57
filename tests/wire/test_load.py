"""A thousand calls at once, on a server that fails many of them."""

import asyncio
from random import Random
from typing import Any

import pytest

from gomus_async import Customer, Gomus, GomusError, ServerError
from gomus_async.settings import Settings
from tests.support.behaviours import (
    Behaviour,
    customer,
    hang_up,
    refusal,
    reset,
    throttled,
)
from tests.support.clients import quick
from tests.support.raw_server import Plan, Received
from tests.wire.conftest import Connect, Serve

CALLS = 1000


def _number(got: Received) -> int:
    return int(got.path.rpartition("/")[2])


def _fails_at_first(fault: Behaviour) -> Plan:
    """The first 0, 1 or 2 attempts of each call fail, by its number."""
    seen: dict[int, int] = {}

    def plan(got: Received) -> Behaviour:
        number = _number(got)
        seen[number] = seen.get(number, 0) + 1
        return fault if seen[number] <= number % 3 else customer(number, f"SF-{number}")

    return plan


async def _check(gomus: Gomus, requests: list[Received]) -> None:
    async def one(number: int) -> tuple[Customer, int]:
        response = await gomus.raw.customers.get(number)
        return response.value, response.attempts

    ends = await asyncio.gather(*(one(n) for n in range(1, CALLS + 1)), return_exceptions=True)
    lost = [end for end in ends if isinstance(end, BaseException)]
    assert not lost, f"{len(lost)} lost, the first: {lost[0]!r}"
    expected = [(n, f"SF-{n}", n % 3 + 1) for n in range(1, CALLS + 1)]
    got: list[Any] = [
        (end[0].id, end[0].foreign_id, end[1]) for end in ends if not isinstance(end, BaseException)
    ]
    assert got == expected
    assert len(requests) == gomus.stats.attempts == sum(attempts for _, _, attempts in expected)
    assert gomus.stats.in_flight == 0


FAULTS = {
    "429": throttled(),
    "503": throttled(status=503),
    "reset": reset(),
    "closed": hang_up(),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_r07_of_a_thousand_calls_that_fail_up_to_twice_none_is_lost(
    serve: Serve, connect: Connect, fault: Behaviour
) -> None:
    server = await serve(_fails_at_first(fault))
    settings = quick(start=4, deadline=60.0)
    await _check(await connect(server, settings=settings), server.requests)


async def test_r07_with_default_settings_a_thousand_503s_are_over_in_time(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(_fails_at_first(throttled(status=503)))
    gomus = await connect(server, settings=Settings())
    async with asyncio.timeout(30):
        await _check(gomus, server.requests)


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_r06_an_outage_is_not_made_worse(serve: Serve, connect: Connect, status: int) -> None:
    dice = Random(status)

    def plan(got: Received) -> Behaviour:
        return refusal(status) if dice.random() < 0.5 else customer(_number(got))

    server = await serve(plan)
    gomus = await connect(server, settings=quick(deadline=60.0))
    loop = asyncio.get_running_loop()
    began = loop.time()
    calls = [gomus.customers.get(n) for n in range(1, CALLS + 1)]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    took = loop.time() - began

    assert len(server.requests) == gomus.stats.attempts
    assert len(server.requests) <= 1.2 * CALLS + 10 + took
    assert len(server.requests) > CALLS, "retries were made at all"
    failed = [end for end in ends if isinstance(end, GomusError)]
    assert {type(end) for end in failed} == {ServerError}
    given_up = [end for end in failed if end.retry_budget_exhausted]
    assert given_up
    assert "retry budget used up" in str(given_up[0])


async def test_r06_a_server_that_is_down_gets_little_more_than_one_request_a_call(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(refusal(500))
    gomus = await connect(server, settings=quick(deadline=60.0))
    loop = asyncio.get_running_loop()
    began = loop.time()
    calls = [gomus.customers.get(n) for n in range(1, CALLS + 1)]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(end, ServerError) for end in ends)
    assert len(server.requests) <= 1.2 * CALLS + 10 + (loop.time() - began)


async def test_refusals_do_not_touch_the_retry_budget(serve: Serve, connect: Connect) -> None:
    server = await serve(refusal(422))
    gomus = await connect(server)
    before = gomus.stats.retry_budget
    calls = [gomus.customers.get(1) for _ in range(50)]
    await asyncio.gather(*calls, return_exceptions=True)
    assert gomus.stats.retry_budget >= before
    assert gomus.stats.retries == {}
