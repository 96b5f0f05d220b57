"""Pytest fixtures: `gomus_sandbox`, a local go~mus server, and `gomus`, a client on it.

`gomus` needs pytest-asyncio, in any mode.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gomus_async.client import Gomus
    from gomus_async.sandbox import Sandbox

__all__ = ["gomus", "gomus_sandbox"]


def _async_fixture(function: Callable[..., Any]) -> Any:
    """pytest-asyncio's own mark where it is installed: its strict mode takes no other."""
    if find_spec("pytest_asyncio") is None:
        return pytest.fixture(function)
    import pytest_asyncio

    return pytest_asyncio.fixture(function)


@pytest.fixture
def gomus_sandbox() -> "Iterator[Sandbox]":
    """A fresh sandbox with the demo data, on a thread of its own: good for blocking tests too."""
    from gomus_async.sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@_async_fixture
async def gomus(gomus_sandbox: "Sandbox") -> "AsyncIterator[Gomus]":
    """A client on `gomus_sandbox` with the rights of an API user."""
    from gomus_async.testing import connected

    async with connected(gomus_sandbox) as client:
        yield client
