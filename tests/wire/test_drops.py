"""Connections that break or say nothing, many at a time."""

import asyncio
from collections.abc import Callable

import pytest

from gomus_async import CustomerUpdate, DeadlineExceeded, GomusError, OutcomeUnknown
from tests.support.behaviours import Behaviour, answer, customer, hang, hang_up, reset
from tests.support.clients import quick
from tests.support.raw_server import Received, by_path
from tests.wire.conftest import Connect, Serve


def _stored(got: Received) -> Behaviour:
    return customer(int(got.path.rpartition("/")[2]))


@pytest.mark.parametrize("stale", [hang_up(at_head=True), hang_up(), reset()])
async def test_n15_stale_connections_under_50_puts_hide_no_request(
    serve: Serve, connect: Connect, stale: Behaviour
) -> None:
    everybody_is_here = asyncio.Event()

    def plan(got: Received) -> Behaviour:
        async def together(_: object) -> None:
            if got.active == 50:
                everybody_is_here.set()
            await everybody_is_here.wait()

        if got.method == "GET":
            return customer(int(got.path.rpartition("/")[2]), after=together)
        return stale if got.connection <= 50 and got.turn == 2 else _stored(got)

    server = await serve(plan)
    gomus = await connect(server, settings=quick(concurrency=50, start=50))
    await asyncio.gather(*(gomus.customers.get(n) for n in range(1, 51)))
    assert server.connections == 50

    update = CustomerUpdate(tel="1")
    rows = await asyncio.gather(*(gomus.customers.update(n, update) for n in range(1, 51)))

    assert [row.id for row in rows] == list(range(1, 51))
    assert len(server.requests) == gomus.stats.attempts
    puts = [got for got in server.requests if got.method == "PUT"]
    assert len(puts) > 50
    assert len(puts) == 50 + sum(gomus.stats.retries.values())


async def test_n15_what_is_sent_once_never_meets_a_stale_connection(
    serve: Serve, connect: Connect
) -> None:
    """A kept connection may be hung up on just as the order arrives; a new one is not."""

    def plan(got: Received) -> Behaviour:
        return reset() if got.turn == 2 else customer()

    server = await serve(plan)
    gomus = await connect(server)
    await gomus.customers.get(1)
    for _ in range(3):
        await gomus.request("POST", "/orders", json={})
    assert [got.turn for got in server.requests] == [1, 1, 1, 1]
    assert gomus.stats.attempts == 4


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST", "PATCH"])
@pytest.mark.parametrize("drop", [hang_up(at_head=True), hang_up(), reset()])
async def test_n04_a_free_request_that_is_dropped_is_counted_as_the_server_counts(
    serve: Serve, connect: Connect, method: str, drop: Behaviour
) -> None:
    server = await serve(drop)
    gomus = await connect(server)
    with pytest.raises(GomusError) as caught:
        await gomus.request(method, "/whatever", json={} if method != "GET" else None)
    assert len(server.requests) == gomus.stats.attempts == caught.value.attempts
    assert len(server.requests) == (4 if method == "GET" else 1)


async def test_n17_calls_into_a_black_hole_end_and_leave_the_way_free(
    serve: Serve, connect: Connect
) -> None:
    def plan(got: Received) -> Behaviour:
        return hang() if got.path.endswith("hole") else customer()

    server = await serve(plan)
    gomus = await connect(server, settings=quick(deadline=1.0, attempt=0.4, start=4))
    loop = asyncio.get_running_loop()
    began = loop.time()
    calls = [
        gomus.request("GET" if n % 2 else "PUT", "/hole", json=None if n % 2 else {})
        for n in range(20)
    ]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    assert loop.time() - began < 1.0 + 1.0
    assert {type(end) for end in ends} <= {DeadlineExceeded, OutcomeUnknown}
    assert gomus.stats.in_flight == 0

    assert (await gomus.customers.get(1)).id == 1
    assert len(server.requests) == gomus.stats.attempts


async def test_a_put_first_dropped_then_refused_does_not_say_that_nothing_was_sent(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(reset(commit=True))
    gomus = await connect(server)
    server.plan = _then_stop(server.stop_listening)
    with pytest.raises(OutcomeUnknown):
        await gomus.customers.update("SF-1", CustomerUpdate(tel="1"))
    assert len(server.commits) == 1


def _then_stop(stop: Callable[[], None]) -> Callable[[Received], Behaviour]:
    def plan(_: Received) -> Behaviour:
        stop()
        return reset(commit=True)

    return plan


async def test_a_404_to_a_repeated_delete_counts_as_deleted(serve: Serve, connect: Connect) -> None:
    gone = answer({"error": "Not found"}, 404)
    server = await serve(reset(commit=True), gone)
    await (await connect(server)).customers.delete(1)
    assert [got.method for got in server.requests] == ["DELETE", "DELETE"]


@pytest.mark.parametrize("between", [answer({}, 429), hang_up(at_head=True)])
async def test_a_404_to_a_delete_counts_as_deleted_when_any_earlier_one_may_have_worked(
    serve: Serve, connect: Connect, between: Behaviour
) -> None:
    gone = answer({"error": "Not found"}, 404)
    server = await serve(by_path(reset(commit=True), between, gone))
    await (await connect(server)).customers.delete(1)
    assert len(server.requests) == 3


async def test_a_404_to_the_first_delete_is_not_found(serve: Serve, connect: Connect) -> None:
    server = await serve(answer({}, 429), answer({"error": "Not found"}, 404))
    with pytest.raises(GomusError) as caught:
        await (await connect(server)).customers.delete(1)
    assert type(caught.value).__name__ == "NotFound"
