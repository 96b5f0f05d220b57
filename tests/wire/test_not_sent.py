"""What fails before anything is sent is safe to repeat, whatever the call."""

import asyncio
import socket
from random import Random
from typing import Any

import aiohttp
import pytest

from gomus_async import ConnectionFailed, GomusError
from gomus_async.wire.request import CallOptions
from tests.support.behaviours import Behaviour, answer, customer
from tests.support.clients import quick
from tests.support.raw_server import Exchange, RawServer, Received
from tests.wire.conftest import Connect, Serve


class _OpensAfter(Random):
    """Lets a server listen once so many waits have been drawn."""

    def __init__(self, server: RawServer, failures: int) -> None:
        super().__init__(1)
        self._server = server
        self._left = failures

    def uniform(self, a: float, b: float) -> float:
        self._left -= 1
        if self._left == 0:
            self._server.listen()
        return super().uniform(a, b)


def _closed_port() -> socket.socket:
    """A port where connections are refused until somebody listens."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


async def test_n01_a_refused_order_is_tried_again_and_placed_once(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(answer({"order": {"id": 1}}, 201), sock=_closed_port())
    gomus = await connect(server)
    gomus._caller.wire.rng = _OpensAfter(server, failures=2)

    response = await gomus.request("POST", "/orders", json={"total": 1})

    assert response.status == 201
    assert response.attempts == 3
    assert server.seen() == [("POST", "/api/v4/orders")]
    assert (gomus.stats.attempts, gomus.stats.not_sent) == (3, 2)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
async def test_n01_a_port_that_stays_closed_is_connection_failed(
    connect: Connect, method: str
) -> None:
    with _closed_port() as sock:
        gomus = await connect(f"http://127.0.0.1:{sock.getsockname()[1]}")
        with pytest.raises(ConnectionFailed) as caught:
            await gomus.request(method, "/whatever")
    assert caught.value.reason == "connect"
    assert caught.value.attempts == 4
    assert gomus.stats.not_sent == 4


@pytest.fixture
def no_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver knows nobody."""

    def getaddrinfo(*args: Any, **kwargs: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.usefixtures("no_dns")
async def test_n02_a_host_without_an_address_is_connection_failed(connect: Connect) -> None:
    gomus = await connect("https://gomus.invalid")
    with pytest.raises(ConnectionFailed) as caught:
        await gomus.request("POST", "/orders", json={})
    assert caught.value.reason == "dns"
    assert gomus.stats.attempts == gomus.stats.not_sent == 4


@pytest.mark.usefixtures("no_dns")
async def test_n02_a_host_without_an_address_ends_by_the_deadline(connect: Connect) -> None:
    gomus = await connect("https://gomus.invalid", settings=quick(attempts=10_000, cap=0.05))
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(GomusError) as caught:
        await gomus.request("GET", "/whatever", options=CallOptions(deadline=0.3))
    assert loop.time() - began < 0.3 + 0.2
    assert isinstance(caught.value, ConnectionFailed)


async def test_n16_a_wait_for_the_borrowed_pool_is_not_sent_and_tried_again(
    serve: Serve, connect: Connect
) -> None:
    released = asyncio.Event()

    async def hold(_: Exchange) -> None:
        await released.wait()

    def plan(got: Received) -> Behaviour:
        return customer(after=hold) if got.method == "GET" else answer({}, 201)

    server = await serve(plan)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        gomus = await connect(server, session=session, settings=quick(connect=0.1, floor=0.05))
        holder = asyncio.create_task(gomus.customers.get(1))
        await server.arrived(1)
        order = asyncio.create_task(gomus.request("POST", "/orders", json={}))
        while gomus.stats.not_sent == 0:  # noqa: ASYNC110 - counters have no event
            await asyncio.sleep(0.005)
        released.set()
        assert (await holder).id == 1
        assert (await order).status == 201
        await gomus.aclose()
        assert not session.closed
    assert server.seen() == [("GET", "/api/v4/customers/1"), ("POST", "/api/v4/orders")]
    assert gomus.stats.attempts == gomus.stats.not_sent + 2


async def test_n16_a_pool_that_stays_full_is_connection_failed(
    serve: Serve, connect: Connect
) -> None:
    released = asyncio.Event()

    async def hold(_: Exchange) -> None:
        await released.wait()

    server = await serve(customer(after=hold))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        gomus = await connect(server, session=session, settings=quick(connect=0.05))
        holder = asyncio.create_task(gomus.customers.get(1))
        await server.arrived(1)
        with pytest.raises(ConnectionFailed) as caught:
            await gomus.request("POST", "/orders", json={})
        released.set()
        await holder
    assert caught.value.reason == "timeout"
    assert server.seen() == [("GET", "/api/v4/customers/1")]


async def test_n16_a_borrowed_session_works_at_its_own_limit_and_stays_open(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(customer())
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=3)) as session:
        gomus = await connect(server, session=session)
        await asyncio.gather(*(gomus.customers.get(1) for _ in range(60)))
        await gomus.aclose()
        async with session.get(server.url) as response:
            assert response.status == 200
    assert server.connections <= 3
    assert len(server.requests) == 61
    assert gomus.stats.attempts == 60
