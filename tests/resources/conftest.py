from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import ClientResponse
from aioresponses import aioresponses

from gomus_async import Gomus, Settings
from gomus_async.settings import Backoff
from tests.resources.recorder import Recorder


@pytest.fixture
def web(aioresponses_shim: type[ClientResponse]) -> Iterator[aioresponses]:
    with aioresponses() as mocked:
        yield mocked


@pytest.fixture
async def server() -> AsyncIterator[Recorder]:
    async with Recorder() as recorder:
        yield recorder


@pytest.fixture
async def gomus(server: Recorder) -> AsyncIterator[Gomus]:
    """A client of the raw server that tries everything once."""
    settings = Settings(backoff=Backoff(attempts=1))
    async with Gomus(server.url, token="SECRET-TOKEN", settings=settings) as client:
        yield client
