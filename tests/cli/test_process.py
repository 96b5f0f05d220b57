"""The command as a process: start, signals, pipes, what it imports."""

import http.client
import json
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [(), ("customers", "import"), ("demo",), ("sandbox",)])
def test_help_imports_nothing_heavy(command):
    code = (
        "import sys\nfrom gomus_async.cli.app import run\n"
        "code = run([*sys.argv[1:], '--help'])\n"
        "heavy = ('aiohttp', 'msgspec', 'cattrs', 'tenacity', 'gomus_async.sandbox', "
        "'gomus_async.bulk', 'gomus_async.client')\n"
        "print([name for name in heavy if name in sys.modules], code)"
    )
    result = python(code, *command)
    assert result.stdout.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra(missing):
    code = (
        f"import sys\nsys.modules[{missing!r}] = None\nsys.argv = ['gomus', 'whoami']\n"
        "from gomus_async.cli import main\nmain()"
    )
    result = python(code)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "install gomus-async[cli]" in result.stderr


def test_bare_command_shows_help(process):
    child = process()
    out, err = child.communicate()
    assert (child.returncode, err) == (0, "")
    assert "customers" in out


def test_version(process):
    child = process("--version")
    assert child.communicate()[0].startswith("gomus-async ")
    assert child.returncode == 0


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_pipe_that_is_closed(process, sandbox, json):
    child = process("customers", "salutations", "--instance", sandbox.url, *json)
    child.stdout.close()
    assert child.stderr.read() == ""
    assert child.wait() == 141


def test_terminal_that_takes_ascii_alone(process, sandbox):
    child = process(
        *("customers", "get", "SF-1001", "--instance", sandbox.url),
        GOMUS_TOKEN="user-token",
        PYTHONIOENCODING="ascii",
    )
    out, err = child.communicate()
    assert (child.returncode, err) == (0, "")
    assert "M\\xfcller" in out


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_sandbox_serves_until_a_signal(process, sent):
    child = process("sandbox", "--port", 0, "--data", "empty", "--batch-cap", 7, "--json")
    announced = json.loads(child.stdout.readline())
    assert announced["tokens"]["user-token"] == "user"
    for control in announced["controls"]:
        method, path = control.split()
        assert exchange(announced["url"], method, path) == (400 if "clock" in path else 200)
    child.send_signal(sent)
    _, err = child.communicate()
    assert (child.returncode, err) == (0, "")


def exchange(url: str, method: str, path: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_sandbox_says_how_to_use_it(process):
    child = process("sandbox", "--port", 0, "--faults", "status_429=0.1")
    shown = ""
    while "Stop with Ctrl-C" not in shown:
        line = child.stdout.readline()
        assert line
        shown += line
    for text in ("http://127.0.0.1:", "user-token", "/_sandbox/faults", "/_sandbox/history"):
        assert text in shown


def test_sandbox_on_a_port_in_use(cli, sandbox):
    assert cli("sandbox", "--port", sandbox.port).fails(2, str(sandbox.port), "in use")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [(("--faults", "status_999=0.1"), "status_999"), (("--data", "full"), "data must be one of")],
)
def test_sandbox_that_cannot_be(cli, arguments, text):
    assert cli("sandbox", "--port", 0, *arguments).fails(2, text)
