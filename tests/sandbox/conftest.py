import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import attrs
import pytest
from yarl import URL

from gomus_async.sandbox import Sandbox


@attrs.frozen
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    json: Any


@attrs.frozen
class Api:
    """A plain client: one connection a request, redirects shown, paths sent exactly as written."""

    sandbox: Sandbox
    session: aiohttp.ClientSession

    async def __call__(
        self,
        method: str,
        path: str,
        json: object = None,
        *,
        token: str | None = "user-token",
        headers: Mapping[str, str] | None = None,
        data: bytes | AsyncIterator[bytes] | None = None,
    ) -> Answer:
        full = path if path.startswith("/_sandbox") else f"/api/v4{path}"
        fields = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.request(
            method,
            URL(f"{self.sandbox.url}{full}", encoded=True),
            json=json,
            data=data,
            headers={**fields, **(headers or {})},
            allow_redirects=False,
        ) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            content = await response.json() if is_json else None
            return Answer(response.status, response.headers.copy(), text, content)

    async def create(self, **fields: object) -> dict[str, Any]:
        answer = await self("POST", "/customers", {"customer": {"name": "Müller", **fields}})
        assert answer.status == 201
        customer: dict[str, Any] = answer.json["customer"]
        return customer

    async def arrived(self) -> None:
        await until(lambda: self.sandbox.history)

    async def committed(self) -> None:
        await until(self.stored)

    def stored(self) -> list[dict[str, Any]]:
        return self.sandbox.store.customers.records()


async def until(condition: Callable[[], object]) -> None:
    """Wait for what the server does on its own; it has no hook that a test could wait on."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.002)


Start = Callable[..., Awaitable[Api]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    async with AsyncExitStack() as stack:

        async def begin(**options: Any) -> Api:
            sandbox = await stack.enter_async_context(Sandbox(**{"data": "empty", **options}))
            connector = aiohttp.TCPConnector(force_close=True)
            session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
            return Api(sandbox, session)

        yield begin


@pytest.fixture
async def api(start: Start) -> Api:
    return await start()
