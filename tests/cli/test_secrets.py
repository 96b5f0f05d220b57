"""The token stays where it belongs, and terminals are safe from what they are shown."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

EVIL = "\x1b]52;c;aGk=\x07\x1b[2J[bold red]x[/] \u202egnp.exe\x9b31m\r\n"
CANARY = "canary-3f9a1c"


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_token_file(online, tmp_path, monkeypatch, ending):
    monkeypatch.delenv("GOMUS_TOKEN")
    path = tmp_path / "token"
    path.write_bytes(f"user-token{ending}".encode())
    path.chmod(0o600)
    result = online("whoami", "--token-file", path, "--json")
    assert (result.records[0]["access"], result.err) == ("user", "")


def test_token_file_has_precedence(online, tmp_path):
    path = tmp_path / "token"
    path.write_text("reseller-token")
    path.chmod(0o400)
    assert online("whoami", "--token-file", path, "--json").records[0]["access"] == "reseller"


def test_only_one_newline_is_taken_off(online, tmp_path):
    path = tmp_path / "token"
    path.write_text("user-token\n\n")
    path.chmod(0o600)
    assert online("whoami", "--token-file", path).fails(2, "the token", "line breaks")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_token_file_that_others_can_read(online, tmp_path, mode):
    path = tmp_path / "token"
    path.write_text("user-token\n")
    path.chmod(mode)
    result = online("whoami", "--token-file", path)
    assert result.code == 0
    assert result.err.startswith("warning: ")
    assert result.err.count("\n") == 1
    assert "chmod 600" in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("whoami",),
        ("whoami", "--instance", "http://127.0.0.1:1"),
        ("customers", "get", "SF-1001"),
        ("customers", "update", "SF-1001", "--set", "name=x"),
        ("customers", "import", "crm.csv", "--json"),
        ("customers", "import", "none.csv"),
    ],
)
def test_token_is_in_no_output(online, monkeypatch, tmp_path, arguments):
    (tmp_path / "crm.csv").write_text("foreign_id;name\nC-1;x\n")
    monkeypatch.setenv("GOMUS_TOKEN", CANARY)
    result = online(*arguments)
    assert result.code in {2, 3}
    assert CANARY not in result.out + result.err
    for path in tmp_path.iterdir():
        assert CANARY not in path.read_text()


def test_no_command_takes_a_token_as_argument(cli):
    for command in (["whoami"], ["customers", "import"], ["customers", "get"], ["sandbox"]):
        text = cli(*command, "--help").out
        assert not re.search(r"--token(?!-file)\b", text)


def control_characters(text: str) -> set[str]:
    return {c for c in text if c != "\n" and (not c.isprintable() or c == "\u202e")}


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_what_a_server_says_is_escaped(online, post, json):
    post(foreign_id="E-1", name=EVIL)
    result = online("customers", "get", "E-1", *json)
    assert result.code == 0
    assert control_characters(result.out) == set()
    assert "[bold red]x[/]" in result.out


def test_what_a_file_says_is_escaped(online, tmp_path):
    path = tmp_path / "crm.csv"
    path.write_text(f'Nr;"{EVIL.strip()}"\n1;2\n', encoding="utf-8")
    result = online("customers", "import", path)
    assert result.code == 2
    assert control_characters(result.err) == set()
    assert "[bold red]x[/]" in result.err


def on_terminal(*arguments: str, **environment: str) -> str:
    """What a command shows on a terminal of 80 columns."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "gomus_async", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "COLUMNS": "80", "TERM": "xterm-256color", **environment},
    ):
        os.close(follower)
        shown = b""
        # A terminal whose last user is gone reads as an error on Linux, and as the end elsewhere.
        try:
            while chunk := os.read(leader, 4096):
                shown += chunk
        except OSError:
            pass
    os.close(leader)
    return shown.decode()


def test_table_on_a_terminal_is_safe(sandbox, post):
    post(foreign_id="E-1", name=EVIL)
    shown = on_terminal(
        *("customers", "get", "E-1", "--instance", sandbox.url), GOMUS_TOKEN="user-token"
    )
    assert "\x1b]52" not in shown
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert "[bold red]x[/]" in shown


def test_progress_is_shown_on_a_terminal(sandbox, tmp_path: Path):
    path = tmp_path / "crm.csv"
    path.write_text("foreign_id;name\nC-1;x\nC-2;y\n")
    arguments = ("customers", "import", str(path), "--instance", sandbox.url)
    assert "2 of 2" in on_terminal(*arguments, GOMUS_TOKEN="user-token")


def test_salutations_on_a_terminal_without_colour(sandbox):
    shown = on_terminal("customers", "salutations", "--instance", sandbox.url, NO_COLOR="1")
    assert re.findall(r"(\d) +(\w+)", shown) == [("1", "Herr"), ("2", "Frau"), ("3", "divers")]
    assert "\x1b[3" not in shown
