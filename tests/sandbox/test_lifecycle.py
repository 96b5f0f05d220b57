import asyncio
import gc
import http.client
import socket
import subprocess
import sys
import threading
import time
from datetime import datetime
from typing import Any

import aiohttp
import pytest

from gomus_async.sandbox import SHOP_EMAIL, SHOP_PASSWORD, TOKENS, Sandbox, serve


def get(sandbox: Any, path: Any) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def listening(port: Any) -> Any:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_it_starts_and_stops_at_once() -> None:
    began = time.monotonic()
    async with Sandbox() as sandbox:
        assert time.monotonic() - began < 1
        assert sandbox.url == f"http://127.0.0.1:{sandbox.port}"
        assert listening(sandbox.port)
    assert time.monotonic() - began < 2
    assert not listening(sandbox.port)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2"])
async def test_it_serves_loopback_addresses(host: Any) -> None:
    async with Sandbox(host=host) as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        assert (await session.get("/api/v4/version")).status == 200


async def test_it_serves_the_sixth_version_of_ip_too() -> None:
    async with Sandbox(host="::1") as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        assert sandbox.url.startswith("http://[::1]:")
        assert (await session.get("/api/v4/version")).status == 200


async def test_a_whole_address_in_the_request_line_is_read() -> None:
    async with Sandbox() as sandbox:
        reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
        line = (
            f"GET {sandbox.url}/api/v4/locales?x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        writer.write(line.encode())
        assert (await reader.read()).endswith(b'{"locales":["de","en"]}')
        writer.close()
        assert sandbox.history[0]["path"] == "/api/v4/locales"


async def test_a_client_may_ask_before_it_sends_its_body() -> None:
    async with Sandbox() as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        answer = await session.post(
            "/api/v4/customers",
            json={"customer": {"name": "x"}},
            headers={"Authorization": "Bearer user-token"},
            expect100=True,
        )
        assert answer.status == 201


async def test_stop_leaves_no_task_and_no_socket_while_requests_hang() -> None:
    before = asyncio.all_tasks()
    sandbox = Sandbox(faults="hang=0.5,slow_drip=0.5", drip_s=30)
    await sandbox.start()
    writers = []
    for number in range(8):
        _, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
        # Half of them never send the rest of their body, and some are only connected.
        length = b"Content-Length: 9\r\n" if number % 2 else b""
        if number > 1:
            writer.write(b"GET /api/v4/version HTTP/1.1\r\nHost: x\r\n" + length + b"\r\n")
        writers.append(writer)
    async with asyncio.timeout(10):
        while len(sandbox.history) < 6:  # noqa: ASYNC110 - the server has no hook
            await asyncio.sleep(0.005)
    began = time.monotonic()
    await sandbox.stop()
    assert time.monotonic() - began < 2
    assert asyncio.all_tasks() == before
    gc.collect()
    assert not listening(sandbox.port)
    for writer in writers:
        writer.transport.abort()


async def test_a_late_commit_that_is_pending_at_the_stop_is_applied() -> None:
    async with (
        Sandbox(data="empty", faults="late_commit=1", late_commit_s=600) as sandbox,
        aiohttp.ClientSession(sandbox.url) as session,
    ):
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.post(
                "/api/v4/customers",
                json={"customer": {"name": "x"}},
                headers={"Authorization": "Bearer user-token"},
            )
        assert len(sandbox.store.customers) == 0
    assert len(sandbox.store.customers) == 1
    assert sandbox.history[0]["applied"] is True


async def test_it_can_be_stopped_twice_and_started_again() -> None:
    sandbox = Sandbox()
    with pytest.raises(RuntimeError, match="not running"):
        assert sandbox.url
    for _ in range(2):
        await sandbox.start()
        with pytest.raises(RuntimeError, match="runs already"):
            await sandbox.start()
        assert listening(sandbox.port)
        await sandbox.stop()
        await sandbox.stop()


def test_a_blocking_script_gets_a_loop_of_its_own() -> None:
    with Sandbox(data="empty") as sandbox:
        assert get(sandbox, "/api/v4/version") == 200
        sandbox.set_faults("status_500=1")
        assert get(sandbox, "/api/v4/version") == 500
        assert sandbox.advance(60).tzinfo is not None
        with pytest.raises(ValueError, match="advance_s"):
            sandbox.advance(-1)
        assert [row["status"] for row in sandbox.history] == [200, 500]
        sandbox.reset()
        assert sandbox.history == []
        with pytest.raises(RuntimeError, match="runs already"), sandbox:
            pass
    assert not listening(sandbox.port)
    assert "gomus-sandbox" not in {thread.name for thread in threading.enumerate()}


def test_the_thread_stops_while_a_request_hangs() -> None:
    with Sandbox(faults="hang=1") as sandbox:
        connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
        connection.request("GET", "/api/v4/version")
        while not sandbox.history:
            time.sleep(0.005)
        began = time.monotonic()
    assert time.monotonic() - began < 2
    connection.close()


def test_the_blocking_form_can_be_entered_again() -> None:
    sandbox = Sandbox()
    for _ in range(2):
        with sandbox:
            assert get(sandbox, "/api/v4/version") == 200


async def test_a_port_in_use_is_told_in_one_sentence() -> None:
    async with Sandbox() as first:
        with pytest.raises(OSError, match=f"port {first.port} on 127.0.0.1 is in use"):
            await Sandbox(port=first.port).start()
        with pytest.raises(OSError, match="is in use"), Sandbox(port=first.port):
            pass


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"host": "0.0.0.0"}, "not loopback"),
        ({"host": "demo.gomus.de"}, "not loopback"),
        ({"port": 70000}, "port must be"),
        ({"port": "80"}, "port must be"),
        ({"batch_cap": 0}, "batch_cap must be"),
        ({"batch_cap": True}, "batch_cap must be"),
        ({"max_body_bytes": 0}, "max_body_bytes must be"),
        ({"seed": "x"}, "seed must be"),
        ({"data": "full"}, "data must be one of demo, empty"),
        ({"late_commit_s": -1}, "late_commit_s must be"),
        ({"delay_s": float("inf")}, "delay_s must be"),
        ({"drip_s": None}, "drip_s must be"),
        ({"hang_s": -1}, "hang_s must be"),
        ({"faults": "status_418=0.1"}, "unknown fault 'status_418'"),
        ({"faults": {"hang": 2}}, "from 0 to 1"),
        ({"clock": lambda: datetime(2026, 1, 1)}, "aware datetimes"),  # noqa: DTZ001 - the mistake
    ],
)
def test_a_wrong_argument_is_told_in_one_sentence(options: Any, words: Any) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        Sandbox(**options)
    assert "\n" not in str(caught.value)


def run(*arguments: Any) -> Any:
    return subprocess.Popen(
        [sys.executable, "-m", "gomus_async.sandbox", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("end", ["terminate", "interrupt"])
def test_the_module_serves_until_a_signal(end: Any) -> None:
    with run("--port", "0", "--batch-cap", "5", "--data", "empty", "--seed", "3") as process:
        line = process.stdout.readline()
        port = int(line.strip().rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/_sandbox/store/customers")
        assert connection.getresponse().read() == b"[]"
        connection.close()
        process.send_signal(15 if end == "terminate" else 2)
        output, errors = process.stdout.read(), process.stderr.read()
    assert (process.returncode, errors) == (0, "")
    assert all(token in output for token in TOKENS)
    assert f"{SHOP_EMAIL} / {SHOP_PASSWORD}" in output


@pytest.mark.parametrize("arguments", [["--faults", "x=1"], ["--host", "10.0.0.1"]])
def test_the_module_tells_what_is_wrong(arguments: Any) -> None:
    with run(*arguments) as process:
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (2, "")
    assert len(errors.splitlines()) == 1


def test_serve_announces_the_address() -> None:
    lines = []

    def announce(text: Any) -> None:
        lines.append(text)
        raise KeyboardInterrupt

    sandbox = Sandbox()
    assert serve(sandbox, announce=announce) == 0
    assert sandbox.url in lines[0]
    assert not listening(sandbox.port)
