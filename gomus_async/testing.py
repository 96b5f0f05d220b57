"""A sandbox and a client on it, for tests of code that uses this package."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from gomus_async.client import Gomus

if TYPE_CHECKING:
    from gomus_async.sandbox import Sandbox

__all__ = ["connected"]

API_USER_TOKEN = "user-token"  # noqa: S105 - the sandbox's own, known to everybody


@asynccontextmanager
async def connected(
    sandbox: "Sandbox", token: str | None = API_USER_TOKEN
) -> AsyncGenerator[Gomus]:
    """A client on a running sandbox, closed in the end.

    Args:
        sandbox: The sandbox.
        token: One of the sandbox's tokens; `None` for public data.
    """
    async with Gomus(sandbox.url, token=token) as gomus:
        yield gomus
