"""`gomus coupons check`: what is left, and codes that show nowhere."""

import io
import sys

import pytest

from gomus_async.sandbox import Sandbox
from tests.support.terminal import on_terminal

CODE = "123456"
WRONG = "canary-77f1"


@pytest.fixture
def piped(monkeypatch):
    """Standard input with this content."""

    def fill(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))

    return fill


def asked(sandbox: Sandbox) -> list[str]:
    return [entry["path"] for entry in sandbox.history]


def test_code_as_argument(online, monkeypatch):
    monkeypatch.delenv("GOMUS_TOKEN")
    result = online("coupons", "check", CODE)
    assert (result.code, result.err) == (0, "")
    assert [line.split() for line in result.out.splitlines()] == [
        ["left", "30.00"],
        ["valid", "yes"],
    ]


@pytest.mark.parametrize(
    "content", [b"123456", b"123456\n", b" 123456 \r\n", b"\n123456\n\n", b"\xef\xbb\xbf123456\n"]
)
def test_code_from_standard_input(online, piped, content):
    piped(content)
    assert "30.00" in online("coupons", "check").out


def test_json(online, piped):
    piped(b"654321\n")
    result = online("coupons", "check", "--json")
    assert result.records == [{"id": None, "is_valid": True, "value_cents": 0}]


def test_used_up(online):
    assert "0.00" in online("coupons", "check", "654321").out


def test_unknown_code(online, piped):
    piped(WRONG.encode())
    result = online("coupons", "check")
    assert result.fails(3, "there is no coupon with this code")
    assert WRONG not in result.out + result.err


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_no_code(online, piped, sandbox, content):
    piped(content)
    assert online("coupons", "check").fails(2, "no code")
    assert sandbox.history == []


def test_no_standard_input(online, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert online("coupons", "check").fails(2, "no code")


@pytest.mark.parametrize(
    "content", [f"{WRONG}\nother".encode(), f"{WRONG}\x00".encode(), (WRONG * 50).encode(), b".."]
)
def test_input_that_cannot_be_a_code(online, piped, sandbox, content):
    piped(content)
    result = online("coupons", "check")
    assert result.fails(2, "code")
    assert WRONG not in result.err
    assert sandbox.history == []


def test_input_that_is_no_text(online, piped):
    piped(b"\xff\xfe\xff")
    assert online("coupons", "check").fails(3, "no coupon")


@pytest.mark.parametrize(
    "arguments",
    [
        (WRONG, "other"),
        (f"-{WRONG}",),
        (f"--{WRONG}",),
        (f"--{WRONG}=x",),
        (f"{WRONG}\n",),
        (WRONG * 50,),
        (CODE, f"-x{WRONG}"),
    ],
)
def test_arguments_are_not_repeated(online, sandbox, arguments):
    result = online("coupons", "check", *arguments)
    assert result.fails(2)
    assert WRONG not in result.err
    assert sandbox.history == []


@pytest.mark.parametrize("faults", ["status_500=1", "html=1", "reset_before=1", "invalid_json=1"])
def test_a_code_is_in_no_message(online, sandbox, faults):
    sandbox.set_faults(faults)
    result = online("coupons", "check", WRONG)
    assert result.fails(3)
    assert WRONG not in result.err
    assert any(WRONG in path for path in asked(sandbox))


def test_help_says_that_arguments_can_be_seen(online):
    text = " ".join(online("coupons", "check", "--help").out.split())
    assert "other users of a machine can see" in text


def test_hidden_prompt(sandbox):
    screen = on_terminal(
        *("coupons", "check", "--instance", sandbox.url),
        typed=f"{CODE}\n",
        after="Coupon code: ",
    )
    assert screen.code == 0
    assert CODE not in screen.shown
    assert "left   30.00" in screen.lines


def test_prompt_that_is_left(sandbox):
    screen = on_terminal(
        *("coupons", "check", "--instance", sandbox.url), typed="\x04", after="Coupon code: "
    )
    assert (screen.code, sandbox.history) == (2, [])
    assert screen.lines[-1].endswith("error: no code; enter one, or pipe one into standard input")
