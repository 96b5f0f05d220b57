import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import attrs
import pytest

from gomus_async.cli.app import run
from gomus_async.sandbox import Sandbox

VARIABLES = ("GOMUS_INSTANCE", "GOMUS_TOKEN", "GOMUS_SHOP", "GOMUS_LOCALE")


@attrs.frozen
class Result:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def fails(self, code: int, *texts: str) -> bool:
        """Ended with this code and one line that says all this."""
        assert self.code == code, self
        assert self.err.startswith("error: ")
        assert self.err.count("\n") == 1
        for text in texts:
            assert text in self.err
        return True


class Cli(Protocol):
    def __call__(self, *arguments: object) -> Result: ...


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """The command in this process, with the environment as the test has set it."""

    def call(*arguments: object) -> Result:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as served:
        yield served


@pytest.fixture
def online(cli: Cli, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """The command with a sandbox and its token, in an empty folder."""
    monkeypatch.setenv("GOMUS_INSTANCE", sandbox.url)
    monkeypatch.setenv("GOMUS_TOKEN", "user-token")
    monkeypatch.chdir(tmp_path)
    return cli


@pytest.fixture
def process() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """The command as a process of its own, every warning an error."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-W", "error", "-m", "gomus_async", *map(str, arguments)]
        inherited = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**inherited, "PYTHONIOENCODING": "utf-8", **environment},
        )
        started.append(child)
        return child

    yield start
    for child in started:
        if child.poll() is None:
            child.kill()
        child.wait()
        for stream in (child.stdout, child.stderr):
            if stream:
                stream.close()


@pytest.fixture
def post(sandbox: Sandbox) -> Callable[..., None]:
    """Stores a customer, whatever it holds."""

    def send(**customer: object) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
        headers = {"Authorization": "Bearer user-token", "Content-Type": "application/json"}
        body = json.dumps({"customer": customer})
        connection.request("POST", "/api/v4/customers", body, headers)
        assert connection.getresponse().read()
        connection.close()

    return send


@pytest.fixture
def lookup(sandbox: Sandbox) -> Callable[[str], list[dict[str, Any]]]:
    """What the sandbox has stored under a key."""
    customers = sandbox.store.customers
    return lambda key: [c for c in customers.records() if c["foreign_id"] == key]
