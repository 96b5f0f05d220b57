"""Fixtures that all tests share."""

import inspect
import signal
from typing import Any

import aiohttp
import pytest


def pytest_configure() -> None:
    """Let interrupts arrive: what is started in the background of a shell ignores them."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class _NothingWritten:
    """Stands for the request's writer, which a faked answer has not."""

    output_size = 0


class _FakedResponse(aiohttp.ClientResponse):
    """A response that can be made without the writer that aiohttp 3.14 asks for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "stream_writer" in inspect.signature(aiohttp.ClientResponse.__init__).parameters:
            kwargs.setdefault("stream_writer", _NothingWritten())
        super().__init__(*args, **kwargs)


@pytest.fixture
def aioresponses_shim(monkeypatch: pytest.MonkeyPatch) -> type[aiohttp.ClientResponse]:
    """Lets aioresponses work with aiohttp 3.14 and later; its answers get this class."""
    monkeypatch.setattr("aioresponses.core.ClientResponse", _FakedResponse)
    return _FakedResponse
