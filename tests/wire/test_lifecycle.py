"""A client's life: open, closed, moved to another loop, borrowed from."""

import asyncio
import gc
import os
import ssl
import sys
from pathlib import Path

import aiohttp
import pytest
import trustme

from gomus_async import ConfigError, Gomus
from tests.support.behaviours import customer, hang
from tests.support.clients import quick
from tests.wire.conftest import Connect, Serve

TWO_LOOPS = """
import asyncio, sys
from gomus_async import Gomus
from gomus_async.settings import Settings

url, ca_file = sys.argv[1], sys.argv[2] or None
gomus = Gomus(url, token="t", settings=Settings(ca_file=ca_file))

async def work():
    rows = await asyncio.gather(*(gomus.customers.get(1) for _ in range(10)))
    assert len(rows) == 10

async def work_and_close():
    await work()
    await gomus.aclose()
    await gomus.aclose()

asyncio.run(work())
asyncio.run(work())
asyncio.run(work_and_close())
print(gomus.stats.attempts, gomus.stats.in_flight)
"""

CANCELLED = """
import asyncio, sys
from gomus_async import Gomus

gomus = Gomus(sys.argv[1], token="t")

async def interrupted():
    calls = [asyncio.create_task(gomus.request("GET", "/hang")) for _ in range(10)]
    while gomus.stats.attempts < 4:
        await asyncio.sleep(0.01)

async def work():
    async with gomus:
        await asyncio.gather(*(gomus.customers.get(1) for _ in range(10)))

asyncio.run(interrupted())
asyncio.run(work())
print(gomus.stats.in_flight)
"""


async def _run(program: str, *arguments: str) -> str:
    """Run a program that may not leave a word of complaint."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-X", "dev", "-W", "error", "-c", program, *arguments],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONASYNCIODEBUG": "1"},
    )
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    assert err.decode() == ""
    assert process.returncode == 0
    return out.decode().strip()


async def test_one_client_works_in_one_asyncio_run_after_another(serve: Serve) -> None:
    server = await serve(customer())
    assert await _run(TWO_LOOPS, server.url, "") == "30 0"
    assert len(server.requests) == 30


async def test_one_client_works_in_one_asyncio_run_after_another_with_tls(
    serve: Serve, tmp_path: Path
) -> None:
    ca = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    ca_file = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(ca_file))
    server = await serve(customer(), tls=context)
    assert await _run(TWO_LOOPS, server.url, str(ca_file)) == "30 0"
    assert len(server.requests) == 30


async def test_a_loop_that_ended_amid_calls_leaves_the_client_usable(serve: Serve) -> None:
    server = await serve(lambda got: hang() if got.path.endswith("hang") else customer())
    assert await _run(CANCELLED, server.url) == "0"


async def test_closing_twice_is_once(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    await gomus.customers.get(1)
    await gomus.aclose()
    await gomus.aclose()
    async with asyncio.timeout(5):
        while server.open:  # noqa: ASYNC110 - the end of a connection has no event
            await asyncio.sleep(0.002)


async def test_closing_a_client_that_was_never_used(connect: Connect) -> None:
    gomus = await connect("http://127.0.0.1:1")
    await gomus.aclose()
    assert gomus.stats.calls == 0


async def test_a_call_after_the_end_is_a_config_error(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    view = gomus.with_options(locale="en")
    await gomus.customers.get(1)
    await gomus.aclose()
    for client in (gomus, view):
        with pytest.raises(ConfigError, match="closed"):
            await client.customers.get(1)
    assert len(server.requests) == 1
    assert gomus.stats.in_flight == 0


async def test_a_view_does_not_close_the_client(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    async with gomus.with_options(token=None) as view:
        await view.customers.get(1)
    await gomus.customers.get(1)
    assert [got.header("Authorization") is None for got in server.requests] == [True, False]
    assert server.connections == 1


async def test_a_borrowed_session_is_never_closed(serve: Serve) -> None:
    server = await serve(customer())
    async with aiohttp.ClientSession() as session:
        async with Gomus(server.url, session=session) as gomus:
            await gomus.customers.get(1)
        assert not session.closed
        with pytest.raises(ConfigError):
            await gomus.customers.get(1)
        async with Gomus(server.url, session=session) as gomus:
            await gomus.customers.get(1)
    assert len(server.requests) == 2


async def test_a_borrowed_session_adds_nothing_of_its_own_that_the_sdk_decides(
    serve: Serve,
) -> None:
    server = await serve(customer(), customer())
    async with (
        aiohttp.ClientSession(raise_for_status=True) as session,
        Gomus(server.url, session=session, settings=quick()) as gomus,
    ):
        await gomus.customers.get(1)
        await gomus.request("PUT", "/x", json={"a": 1})
    assert gomus.stats.attempts == len(server.requests) == 2
    assert server.requests[1].json == {"a": 1}


async def test_two_loops_at_once_are_a_config_error(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    await gomus.customers.get(1)

    def elsewhere() -> None:
        asyncio.run(_get(gomus))

    with pytest.raises(ConfigError, match="another event loop"):
        await asyncio.to_thread(elsewhere)
    assert (await gomus.customers.get(1)).id == 1
    await asyncio.get_running_loop().shutdown_default_executor()


async def _get(gomus: Gomus) -> object:
    return await gomus.customers.get(1)


async def test_connections_are_used_again(serve: Serve, connect: Connect) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    for _ in range(20):
        await gomus.customers.get(1)
    assert server.connections == 1


async def test_cookies_are_not_kept(serve: Serve, connect: Connect) -> None:
    server = await serve(customer(headers={"Set-Cookie": "session=abc; Path=/"}))
    gomus = await connect(server)
    for _ in range(3):
        await gomus.customers.get(1)
    assert [got.header("Cookie") for got in server.requests] == [None] * 3


async def test_a_used_client_leaves_nothing_for_the_collector(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(customer())
    gomus = await connect(server)
    await asyncio.gather(*(gomus.customers.get(1) for _ in range(10)))
    await gomus.aclose()
    del gomus
    # Warnings are errors here: an unclosed session, transport or task would speak up.
    gc.collect()
