"""The deadline covers attempts and waits; a wait that would pass it is not begun."""

import asyncio

import pytest

from gomus_async import CustomerUpdate, DeadlineExceeded, GomusError, OutcomeUnknown
from gomus_async.wire.request import CallOptions
from tests.support.behaviours import customer, drip, hang, refusal
from tests.support.clients import quick
from tests.wire.conftest import Connect, Serve

SOON = CallOptions(deadline=0.3)


@pytest.mark.parametrize(("method", "error"), [("GET", DeadlineExceeded), ("POST", OutcomeUnknown)])
@pytest.mark.parametrize("behaviour", [hang(), drip()], ids=["hang", "drip"])
async def test_a_server_that_hangs_costs_no_more_than_the_deadline(
    serve: Serve, connect: Connect, behaviour: object, method: str, error: type[GomusError]
) -> None:
    server = await serve(behaviour)
    gomus = await connect(server)
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(error):
        await gomus.request(method, "/orders", options=SOON)
    assert 0.3 <= loop.time() - began < 0.3 + 0.2
    assert len(server.requests) == gomus.stats.attempts == 1


async def test_a_wait_that_would_pass_the_deadline_is_not_begun(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(refusal(500, ["broken"]))
    gomus = await connect(server, settings=quick(base=50.0, cap=50.0, floor=10.0))
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(DeadlineExceeded, match="broken") as caught:
        await gomus.customers.get(1, options=CallOptions(deadline=2.0))
    assert loop.time() - began < 1.0
    assert caught.value.attempts == len(server.requests) == 1


async def test_an_attempt_has_its_own_timeout_within_the_deadline(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(hang(), hang(), customer())
    gomus = await connect(server)
    options = CallOptions(timeout=0.15, deadline=5.0)
    assert (await gomus.customers.get(1, options=options)).id == 1
    assert len(server.requests) == gomus.stats.attempts == 3


async def test_a_deadline_that_passes_in_the_queue_sends_nothing(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(hang())
    gomus = await connect(server, settings=quick(concurrency=1, start=1))
    holder = asyncio.create_task(gomus.customers.get(1))
    await server.arrived(1)
    calls = [gomus.request("POST", "/orders", json={}, options=SOON) for _ in range(5)]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(end) for end in ends} == {DeadlineExceeded}
    assert [end.attempts for end in ends if isinstance(end, GomusError)] == [0] * 5
    assert len(server.requests) == 1
    holder.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holder
    assert gomus.stats.in_flight == 0


async def test_a_put_that_times_out_says_that_the_deadline_is_over(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(hang())
    gomus = await connect(server)
    with pytest.raises((DeadlineExceeded, OutcomeUnknown)) as caught:
        await gomus.customers.update("SF-1", CustomerUpdate(tel="1"), options=SOON)
    assert caught.value.endpoint == "PUT /customers/{ref}"
    assert len(server.requests) == 1
