"""Processes of every kind make blocking calls, and nothing is on standard error."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

import pytest

from gomus_async.sandbox import Sandbox

SCRIPTS: Final = Path(__file__).parent / "scripts"
ROOT: Final = Path(__file__).parents[2]
STRICT: Final = ["-X", "dev", "-W", "error"]
# From 3.12 on Python itself warns of any fork of a process with threads.
FORKING: Final = [*STRICT, "-W", "ignore:This process:DeprecationWarning"]
LIMIT_S: Final = 60
INTERRUPTION_S: Final = 2.0

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
signals = pytest.mark.skipif(sys.platform == "win32", reason="signals work otherwise there")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Sandbox() as sandbox:
        yield sandbox.url


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


class Process(subprocess.Popen[str]):
    """Python with warnings as errors; it does not outlive its test."""

    def __init__(self, *args: str, flags: list[str] = STRICT, **env: str) -> None:
        super().__init__(
            [sys.executable, *flags, *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(**env),
        )

    def lines(self) -> list[str]:
        out, err = self.communicate(timeout=LIMIT_S)
        assert (err, self.returncode) == ("", 0), err
        return out.splitlines()

    def next_line(self) -> str:
        assert self.stdout is not None
        return self.stdout.readline().rstrip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.poll() is None:
            self.kill()
        self.communicate()


def run(script: str, *args: str, flags: list[str] = STRICT) -> list[str]:
    with Process(str(SCRIPTS / script), *args, flags=flags) as process:
        return process.lines()


def test_plain_script(url: str) -> None:
    assert run("plain.py", url) == ["200"]


def test_client_that_is_never_closed(url: str) -> None:
    assert run("left_open.py", url) == ["200"]


def test_ten_threads_share_a_client(url: str) -> None:
    assert run("ten_threads.py", url) == ["50 {200}"]


def test_calls_within_a_running_loop(url: str) -> None:
    assert run("running_loop.py", url) == ["200", "200"]


@forks
def test_fork_between_calls(url: str) -> None:
    assert run("fork_before.py", url, flags=FORKING) == [
        "before 200",
        "before 0",
        "child this iteration was begun before a fork; begin it anew",
        "child 200",
        "parent 0 1",
        "parent 200",
    ]


@forks
def test_fork_during_a_call(url: str) -> None:
    assert run("fork_during.py", url, flags=FORKING) == [
        "before 200",
        "child 200",
        "child 200",
        "parent 0 200",
        "parent the call went on",
    ]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_first_use_at_exit(url: str, host: str) -> None:
    assert run("at_exit.py", url.replace("127.0.0.1", host)) == ["200"]


@pytest.mark.parametrize("then", ["leave", "close"])
def test_first_use_after_the_cleanup(url: str, then: str) -> None:
    assert run("at_exit_late.py", url, then) == ["200", "200", str([*range(5)]), "ended", "failed"]


def test_use_at_exit_of_a_client_that_is_in_use(url: str) -> None:
    assert run("at_exit_again.py", url) == ["200", "200"]


def test_many_clients_and_views_leave_nothing_behind(url: str) -> None:
    # -X dev has another allocator.
    (line,) = run("many_clients.py", url, "1000", "10000", flags=["-W", "error"])
    grown, objects, threads, files, threads_in_the_end = map(int, line.split())
    assert grown < 2 * 2**20
    assert objects < 50
    assert (threads, files, threads_in_the_end) == (0, 0, 1)


@signals
@pytest.mark.parametrize("script", ["ctrl_c_call.py", "ctrl_c_iteration.py"])
def test_ctrl_c_cancels_and_waits_for_the_cleanup(script: str) -> None:
    with Process(str(SCRIPTS / script)) as process:
        assert process.next_line() == "waiting"
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.lines() == ["cancelled", "cleaned up", "interrupted"]
        assert time.monotonic() - begun < INTERRUPTION_S


class UnixConnection(http.client.HTTPConnection):
    """To a server on a socket file."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=LIMIT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(LIMIT_S)
        self.sock.connect(str(self._path))


@forks
def test_gunicorn_worker_of_a_preloaded_app(url: str, tmp_path: Path) -> None:
    pytest.importorskip("gunicorn")
    place = tmp_path / "socket"
    gunicorn = ["-m", "gunicorn", "--preload", "--workers=1", "--log-level=warning"]
    config = ["--no-control-socket", f"--config={SCRIPTS}/gunicorn_conf.py", f"--bind=unix:{place}"]
    with Process(
        *gunicorn, *config, "tests.sync.scripts.gunicorn_app", flags=FORKING, GOMUS_TEST_URL=url
    ) as server:
        assert server.next_line() == "ready"
        connection = UnixConnection(place)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"200 200 True"
        connection.close()
        server.terminate()
        assert server.lines() == []


@forks
def test_celery_prefork_worker(url: str, tmp_path: Path) -> None:
    pytest.importorskip("celery")
    results = tmp_path / "results"
    said = run("celery_worker.py", url, str(results), flags=FORKING)
    assert said[-1] == "after 200"
    assert results.read_text() == "200 200 True"


# The kernel itself still asks for a loop where Python 3.12 and 3.13 warn of that.
KERNELS_OWN: Final = "ignore:There is no current event loop:DeprecationWarning"
IN_A_CELL: Final = """
import asyncio
from tests.sync.scripts.blocking import SyncGomus
asyncio.get_running_loop()
with SyncGomus({url!r}) as gomus:
    print(gomus.request("GET", "/version").status)
"""


@forks
def test_cell_of_a_notebook(url: str, tmp_path: Path) -> None:
    pytest.importorskip("ipykernel")
    manager_module = pytest.importorskip("jupyter_client.manager")
    manager = manager_module.KernelManager(transport="ipc", ip=str(tmp_path / "kernel"))
    manager.kernel_spec.argv[:1] = [sys.executable, *STRICT, "-W", KERNELS_OWN]
    errors = tmp_path / "stderr"
    said: list[tuple[str, str]] = []

    def hear(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "stream":
            said.append((content["name"], content["text"]))
        elif message["msg_type"] == "error":
            trace = "\n".join(content["traceback"])
            said.append(("error", re.sub(r"\x1b\[[\d;]*m", "", trace)))

    with errors.open("w") as stderr:
        manager.start_kernel(env=environment(), stderr=stderr)
    kernel = manager.blocking_client()
    try:
        kernel.start_channels()
        kernel.wait_for_ready(timeout=LIMIT_S)
        kernel.execute_interactive(IN_A_CELL.format(url=url), output_hook=hear, timeout=LIMIT_S)
    finally:
        kernel.stop_channels()
        manager.shutdown_kernel(now=True)
    assert (said, errors.read_text()) == ([("stdout", "200\n")], "")
