"""What is never sent again goes out on a connection of its own, so that none is found closed."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from gomus_async import ApiError, Gomus, OutcomeUnknown
from gomus_async.wire.endpoint import Safety
from tests.support.behaviours import Behaviour, customer, hang_up, refusal, reset
from tests.support.clients import HOLD, ORDER, quick
from tests.support.raw_server import Exchange, RawServer, Received
from tests.wire.conftest import Connect, Serve

Make = Callable[[Gomus], Awaitable[Any]]


async def ordered(gomus: Gomus) -> Any:
    return await gomus._caller.call(ORDER, body=None)


async def held(gomus: Gomus) -> Any:
    return await gomus._caller.call(HOLD, body=None)


async def read(gomus: Gomus) -> Any:
    return await gomus.customers.get(1)


def connections(server: RawServer) -> list[int]:
    return [got.connection for got in server.requests]


async def test_each_one_has_a_connection_of_its_own(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    for make in (read, ordered, read, ordered, held, ordered, read):
        await make(gomus)

    assert connections(server) == [1, 2, 1, 3, 1, 4, 1]
    assert [got.turn for got in server.requests] == [1, 1, 2, 1, 3, 1, 4]


async def test_it_is_closed_when_its_answer_has_come(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    await read(gomus)
    for _ in range(5):
        await ordered(gomus)
    await _until(lambda: server.open == 1)
    assert server.connections == 6


@pytest.mark.parametrize("ending", [refusal(422), hang_up(), reset()])
async def test_it_is_closed_when_it_has_failed(
    serve: Serve, connect: Connect, ending: Behaviour
) -> None:
    server = await serve(ending)
    gomus = await connect(server)
    with pytest.raises((ApiError, OutcomeUnknown)):
        await ordered(gomus)
    await _until(lambda: server.open == 0)
    assert len(server.requests) == 1


async def test_many_at_once_share_none(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    await asyncio.gather(*(ordered(gomus) for _ in range(40)))
    assert sorted(connections(server)) == list(range(1, 41))
    await _until(lambda: server.open == 0)


def _closes_after_one(got: Received) -> Behaviour:
    """Answer the first request of a connection, and hang up as the second one comes."""
    return customer() if got.turn == 1 else hang_up()


@pytest.mark.parametrize("times", [1, 20])
async def test_a_server_that_hangs_up_on_kept_connections_is_no_unclear_outcome(
    serve: Serve, connect: Connect, times: int
) -> None:
    server = await serve(_closes_after_one)
    gomus = await connect(server)
    for _ in range(times):
        await ordered(gomus)
    assert len(server.commits) == len(server.requests) == times


async def test_with_a_read_before_it_is_no_unclear_outcome_either(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(_closes_after_one)
    gomus = await connect(server)
    await read(gomus)
    await ordered(gomus)
    assert [got.method for got in server.commits] == ["POST"]


async def test_free_requests_have_the_same_care(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    await gomus.request("GET", "/whatever")
    await gomus.request("POST", "/whatever", json={})
    await gomus.request("PUT", "/whatever", json={}, safety=Safety.REPLACE)
    await gomus.request("DELETE", "/whatever")
    assert connections(server) == [1, 2, 1, 3]


async def test_a_repeat_after_429_is_fresh_as_well(serve: Serve, connect: Connect) -> None:
    server = await serve(refusal(429), refusal(429), customer())
    await ordered(await connect(server))
    assert connections(server) == [1, 2, 3]


async def test_views_share_both_kinds(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    view = gomus.with_options(token="other")
    await read(gomus)
    await read(view)
    await ordered(view)
    assert connections(server) == [1, 1, 2]


async def test_closing_the_client_closes_both(serve: Serve) -> None:
    server = await serve(customer())
    async with Gomus(server.url, token="t", settings=quick()) as gomus:
        await read(gomus)
        await ordered(gomus)
        transport = gomus._caller.wire.transport
        sessions = list(transport._sessions.values())
    assert len(sessions) == 2
    assert all(session.closed for session in sessions)
    await _until(lambda: server.open == 0)


async def test_closing_ends_an_order_that_is_under_way(serve: Serve) -> None:
    arrived = asyncio.Event()

    async def act(exchange: Exchange) -> bool:
        arrived.set()
        await exchange.idle()
        return False

    server = await serve(Behaviour(act))
    gomus = Gomus(server.url, token="t", settings=quick())
    order = asyncio.ensure_future(ordered(gomus))
    await arrived.wait()
    await gomus.aclose()
    with pytest.raises(OutcomeUnknown):
        await order


async def test_a_borrowed_session_decides_itself(serve: Serve) -> None:
    server = await serve(customer())
    async with aiohttp.ClientSession() as session:
        async with Gomus(server.url, token="t", session=session, settings=quick()) as gomus:
            await read(gomus)
            await ordered(gomus)
        assert not session.closed
    assert connections(server) == [1, 1]


LOOPS = """
import asyncio, gc, sys
from gomus_async import Gomus

gomus = Gomus(sys.argv[1], token="t")

async def work():
    await gomus.customers.get(1)
    await gomus.request("POST", "/orders", json={})

async def work_and_close():
    await work()
    await gomus.aclose()

asyncio.run(work())
asyncio.run(work())
asyncio.run(work_and_close())
gc.collect()
print(gomus.stats.attempts)
"""


async def test_both_kinds_move_to_another_loop(serve: Serve) -> None:
    server = await serve(customer())
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-X", "dev", "-W", "error", "-c", LOOPS, server.url],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    assert (err.decode(), out.decode().strip()) == ("", "6")
    assert connections(server) == [1, 2, 3, 4, 5, 6]
    await _until(lambda: server.open == 0)


async def _until(condition: Callable[[], object]) -> None:
    """The server hears of a closed connection in its own time."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.002)
