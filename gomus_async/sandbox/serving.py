"""Serving from a shell, until a signal comes."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable

from gomus_async.sandbox.app import Sandbox
from gomus_async.sandbox.auth import TOKENS
from gomus_async.sandbox.data import SHOP_EMAIL, SHOP_PASSWORD
from gomus_async.sandbox.inventorum.till import ACCESS_TOKEN


def serve(sandbox: Sandbox, *, announce: Callable[[str], None] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        sandbox: not started yet.
        announce: gets the lines that tell a user where and how; standard output by default.

    Returns:
        The exit code, 0.

    Raises:
        OSError: the port is in use.
    """
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(sandbox, announce or _print))
    return 0


def greeting(sandbox: Sandbox) -> str:
    """Where the sandbox is and what opens it."""
    tokens = "\n".join(f"  {token:<16} {access}" for token, access in TOKENS.items())
    return (
        f"go~mus sandbox on {sandbox.url}\n"
        f"Tokens:\n{tokens}\n"
        f"Shop customer: {SHOP_EMAIL} / {SHOP_PASSWORD}\n"
        f"Inventorum till: {sandbox.inventorum_url} with {ACCESS_TOKEN}\n"
        f"History: {sandbox.url}/_sandbox/history\n"
        "Stop with Ctrl-C."
    )


async def _serve(sandbox: Sandbox, announce: Callable[[str], None]) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows loops take no handlers; there Ctrl-C arrives as KeyboardInterrupt.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, ended.set)
    async with sandbox:
        announce(greeting(sandbox))
        await ended.wait()


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
