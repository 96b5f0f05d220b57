"""N20: an answer that is too large is given up in time."""

import asyncio
import sys
import zlib
from typing import Any

import pytest

from gomus_async import ApiError, OutcomeUnknown, ResponseTooLarge
from tests.support.behaviours import Behaviour, answer, customer, gzip_bomb, sends
from tests.support.clients import quick
from tests.support.raw_server import Exchange, RawServer, Received
from tests.wire.conftest import Connect, Serve

PROGRAM = """
import asyncio, sys, threading
import psutil
from gomus_async import Gomus, GomusError

def watch(peak, done):
    process = psutil.Process()
    while not done.wait(0.001):
        peak.append(process.memory_info().rss)

async def main(url, method):
    async with Gomus(url, token="t") as gomus:
        for _ in range(20):
            await gomus.request("GET", "/small")
        peak, done = [psutil.Process().memory_info().rss], threading.Event()
        watcher = threading.Thread(target=watch, args=(peak, done))
        watcher.start()
        try:
            await gomus.request(method, "/bomb")
        except GomusError as error:
            name = type(error).__name__
        done.set()
        watcher.join()
        print(name, max(peak) - peak[0])

asyncio.run(main(*sys.argv[1:]))
"""


def _small_or_bomb(got: Received) -> Behaviour:
    return gzip_bomb() if got.path.endswith("bomb") else customer()


@pytest.mark.parametrize(("method", "error"), [("GET", "ResponseTooLarge"), ("POST", "Outcome")])
async def test_n20_a_gzip_bomb_takes_less_than_64_mib(
    serve: Serve, method: str, error: str
) -> None:
    server = await serve(_small_or_bomb)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        server.url,
        method,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    name, growth = out.decode().split()
    assert name.startswith(error)
    assert int(growth) < 64 << 20
    assert sum(got.path.endswith("bomb") for got in server.requests) == (
        2 if method == "GET" else 1
    )


def _deflate_bomb() -> Behaviour:
    body = zlib.compress(b" " * (40 << 20))
    return answer(body=body, headers={"Content-Encoding": "deflate"})


@pytest.mark.parametrize("bomb", [gzip_bomb(), _deflate_bomb()], ids=["gzip", "deflate"])
async def test_n20_a_bomb_is_too_large_for_a_get_and_unclear_for_a_post(
    serve: Serve, connect: Connect, bomb: Behaviour
) -> None:
    server = await serve(bomb)
    gomus = await connect(server)
    with pytest.raises(ResponseTooLarge):
        await gomus.customers.get(1)
    with pytest.raises(OutcomeUnknown) as caught:
        await gomus.request("POST", "/orders", json={})
    assert caught.value.likely_applied
    assert [got.method for got in server.requests] == ["GET", "GET", "POST"]


async def test_n20_an_error_that_is_a_bomb_is_cut_and_still_tells_its_status(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(gzip_bomb(422))
    with pytest.raises(ApiError) as caught:
        await (await connect(server)).customers.get(1)
    assert caught.value.status == 422
    assert len(caught.value.body_excerpt) <= 2048


@pytest.mark.parametrize("extra", [-1, 0, 1])
async def test_n20_the_limit_counts_decoded_bytes_exactly(
    serve: Serve, connect: Connect, extra: int
) -> None:
    body = b'"' + b"x" * (998 + extra) + b'"'
    server = await serve(answer(body=body))
    gomus = await connect(server, settings=quick(limits={"response_bytes": 1000}))
    if extra > 0:
        with pytest.raises(ResponseTooLarge, match="1000"):
            await gomus.request("GET", "/whatever")
    else:
        assert (await gomus.request("GET", "/whatever")).body == body


@pytest.fixture
async def endless(serve: Serve) -> RawServer:
    """A server whose answer never ends."""

    async def act(exchange: Exchange) -> bool:
        head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
        await exchange.send(f"{head}\r\n".encode())
        while not exchange.writer.transport.is_closing():
            await exchange.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        return False

    return await serve(Behaviour(act))


async def test_n20_an_endless_answer_is_given_up(endless: RawServer, connect: Connect) -> None:
    gomus = await connect(endless, settings=quick(limits={"response_bytes": 1 << 20}))
    with pytest.raises(ResponseTooLarge):
        await gomus.customers.get(1)
    assert len(endless.requests) == gomus.stats.attempts == 2


async def test_n20_deep_nesting_is_no_crash(serve: Serve, connect: Connect) -> None:
    body: Any = b'{"customer":' * 10_000
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    server = await serve(sends(f"{head}\r\n".encode() + body))
    gomus = await connect(server)
    assert (await gomus.request("GET", "/whatever")).value is None
