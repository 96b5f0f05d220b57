from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from gomus_async.inventorum import Inventorum, InventorumRefresh, InventorumTokens
from gomus_async.sandbox import Sandbox
from tests.resources.recorder import Recorder
from tests.support.clients import quick

PATH = "/inventorum/api"
Connect = Callable[..., Awaitable[Inventorum]]


@pytest.fixture
async def server() -> AsyncIterator[Recorder]:
    async with Recorder() as recorder:
        yield recorder


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Makes clients of a sandbox, or of any address, that wait but shortly."""
    async with AsyncExitStack() as stack:

        async def make(to: Sandbox | str, **arguments: Any) -> Inventorum:
            url = to if isinstance(to, str) else to.inventorum_url
            arguments.setdefault("settings", quick())
            if "refresh" not in arguments:
                arguments.setdefault("token", "inventorum-token")
            return await stack.enter_async_context(Inventorum(url, **arguments))

        yield make


@pytest.fixture
async def inventorum(sandbox: Sandbox, connect: Connect) -> Inventorum:
    return await connect(sandbox)


class Vault:
    """Where a test keeps refresh tokens."""

    def __init__(self, refresh_token: str = "inventorum-refresh-token") -> None:
        self.kept = [refresh_token]

    async def store(self, tokens: InventorumTokens) -> None:
        self.kept.append(tokens.refresh_token.reveal())

    def refresh(self, **changes: Any) -> InventorumRefresh:
        arguments: dict[str, Any] = {
            "client_id": "inventorum-client",
            "client_secret": "inventorum-secret",
            "refresh_token": self.kept[-1],
            "store": self.store,
        }
        return InventorumRefresh(**{**arguments, **changes})


@pytest.fixture
def vault() -> Vault:
    return Vault()


def asked(sandbox: Sandbox, method: str, path: str) -> list[dict[str, Any]]:
    """What the sandbox was asked."""
    return [
        row for row in sandbox.history if row["method"] == method and row["path"] == f"{PATH}{path}"
    ]


def tokens(sandbox: Sandbox) -> list[tuple[str, bool]]:
    """The refresh tokens of the sandbox, and whether they are spent."""
    rows = sandbox.store.records("inventorum_tokens") or []
    return [(row["refresh_token"], row["spent"]) for row in rows]
