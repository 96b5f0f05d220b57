"""Access tokens that end: one refresh for all, stored before the old one is forgotten."""

import asyncio
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from gomus_async import (
    ApiError,
    CallOptions,
    DeadlineExceeded,
    OutcomeUnknown,
    Unauthorized,
)
from gomus_async.inventorum import (
    Inventorum,
    InventorumTokens,
    NewInventorumCustomer,
)
from gomus_async.sandbox import Sandbox
from tests.inventorum.conftest import Connect, Vault, asked, tokens
from tests.resources.recorder import Canned, Recorded, Recorder

FIRST = "inventorum-refresh-token"
MANY = 10


def refreshes(sandbox: Sandbox) -> int:
    return len(asked(sandbox, "POST", "/auth/token/"))


async def many(inventorum: Inventorum) -> list[Any]:
    calls = (inventorum.customers.get(196906) for _ in range(MANY))
    return await asyncio.gather(*calls, return_exceptions=True)


@pytest.mark.parametrize("known", [True, False], ids=["known to have ended", "found out by 401"])
async def test_ten_calls_with_an_ended_token_cause_one_refresh(
    sandbox: Sandbox, connect: Connect, vault: Vault, known: bool
) -> None:
    ended = datetime.now(UTC) - timedelta(hours=1) if known else None
    inventorum = await connect(sandbox, token="ended", refresh=vault.refresh(expires_at=ended))

    customers = await many(inventorum)

    assert [customer.id for customer in customers] == [196906] * MANY
    assert refreshes(sandbox) == 1
    (_, newest) = vault.kept
    assert tokens(sandbox) == [(FIRST, True), (newest, False)]
    statuses = [row["status"] for row in asked(sandbox, "GET", "/customers/196906/")]
    assert sorted(statuses) == [200] * MANY + ([] if known else [401] * MANY)


async def test_every_refresh_token_is_used_once(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    inventorum = await connect(sandbox, refresh=vault.refresh())

    for _ in range(4):
        customers = await many(inventorum)
        assert [customer.id for customer in customers] == [196906] * MANY
        sandbox.advance(36_001)

    assert refreshes(sandbox) == 4
    assert len(set(vault.kept)) == 5
    assert tokens(sandbox) == [
        *((token, True) for token in vault.kept[:-1]),
        (vault.kept[-1], False),
    ]


async def test_the_request_for_new_tokens(server: Recorder, connect: Connect, vault: Vault) -> None:
    def answer(request: Recorded) -> Canned:
        if request.path == "/api/auth/token/":
            return Canned(json=pair("a-1", "r-1"))
        return Canned(json={"id": 1})

    server.answer = answer
    inventorum = await connect(f"{server.url}/api", refresh=vault.refresh())

    await inventorum.customers.get(1)

    first, second = server.requests
    headers = dict(first.headers)
    assert (first.method, first.query) == ("POST", "")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    basic = b64encode(b"inventorum-client:inventorum-secret").decode()
    assert headers["authorization"] == f"Basic {basic}"
    assert parse_qsl(first.body.decode()) == [
        ("grant_type", "refresh_token"),
        ("refresh_token", FIRST),
    ]
    assert dict(second.headers)["authorization"] == "Bearer a-1"


def pair(access: str, refresh: str, **more: Any) -> dict[str, Any]:
    scope = "customers:read customers:create"
    given = {"access_token": access, "refresh_token": refresh, "token_type": "Bearer"}
    return {**given, "expires_in": 36000, "scope": scope, **more}


async def test_what_is_handed_to_be_stored(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    handed: list[InventorumTokens] = []
    inventorum = await connect(sandbox, refresh=vault.refresh(store=handed.append))

    await inventorum.customers.get(196906)

    (one,) = handed
    assert [(one.refresh_token.reveal(), False)] == tokens(sandbox)[1:]
    assert one.scopes == ("customers:read", "customers:create", "customers:update")
    assert one.expires_at is not None
    life = one.expires_at - datetime.now(UTC)
    assert timedelta(hours=9, minutes=59) < life <= timedelta(hours=10)


async def test_the_new_token_is_stored_before_it_is_used(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    seen: list[int] = []

    async def store(given: InventorumTokens) -> None:
        await asyncio.sleep(0)
        seen.append(len(asked(sandbox, "GET", "/customers/196906/")))
        await vault.store(given)

    inventorum = await connect(sandbox, refresh=vault.refresh(store=store))

    await many(inventorum)

    assert seen == [0]
    assert len(vault.kept) == 2


class DiskFullError(Exception):
    pass


async def test_a_store_that_fails_is_tried_again_with_the_same_tokens(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    handed: list[InventorumTokens] = []

    async def store(given: InventorumTokens) -> None:
        handed.append(given)
        if len(handed) < 3:
            raise DiskFullError
        await vault.store(given)

    inventorum = await connect(sandbox, refresh=vault.refresh(store=store))

    first = await many(inventorum)
    second = await many(inventorum)
    third = await many(inventorum)

    assert {type(error) for error in first + second} == {DiskFullError}
    assert [customer.id for customer in third] == [196906] * MANY
    assert refreshes(sandbox) == 1
    assert handed == [handed[0]] * 3
    assert vault.kept == [FIRST, handed[0].refresh_token.reveal()]


async def test_whoever_is_cancelled_takes_no_tokens_along(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def store(given: InventorumTokens) -> None:
        entered.set()
        await go_on.wait()
        await vault.store(given)

    inventorum = await connect(sandbox, refresh=vault.refresh(store=store))
    first = asyncio.create_task(inventorum.customers.get(196906))
    second = asyncio.create_task(inventorum.customers.get(196906))
    await entered.wait()
    first.cancel()
    await asyncio.wait([first])
    go_on.set()

    assert (await second).id == 196906
    assert first.cancelled()
    assert refreshes(sandbox) == 1
    assert len(vault.kept) == 2


async def test_closing_waits_until_the_tokens_are_stored(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    entered = asyncio.Event()

    async def store(given: InventorumTokens) -> None:
        entered.set()
        await asyncio.sleep(0.01)
        await vault.store(given)

    inventorum = await connect(sandbox, refresh=vault.refresh(store=store))
    call = asyncio.create_task(inventorum.customers.get(196906))
    await entered.wait()
    call.cancel()
    await inventorum.aclose()

    assert call.cancelled()
    assert vault.kept[1:] == [token for token, spent in tokens(sandbox) if not spent]


async def test_a_call_does_not_wait_beyond_its_deadline(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    go_on = asyncio.Event()

    async def store(given: InventorumTokens) -> None:
        await go_on.wait()
        await vault.store(given)

    inventorum = await connect(sandbox, refresh=vault.refresh(store=store))
    with pytest.raises(DeadlineExceeded, match="not renewed in time"):
        await inventorum.customers.get(196906, options=CallOptions(deadline=0.2))
    go_on.set()

    assert (await inventorum.customers.get(196906)).id == 196906
    assert refreshes(sandbox) == 1


@pytest.mark.parametrize("fault", ["reset_after", "truncate", "status_500", "garbage_head"])
async def test_a_refresh_without_a_clear_answer_is_not_tried_again(
    sandbox: Sandbox, connect: Connect, vault: Vault, fault: str
) -> None:
    sandbox.set_faults({"rules": [{"path": "*/auth/token/", "nth": 1, "do": fault}]})
    inventorum = await connect(sandbox, refresh=vault.refresh())

    errors = await many(inventorum) + await many(inventorum)

    assert {type(error) for error in errors} == {OutcomeUnknown}
    assert refreshes(sandbox) == 1
    assert vault.kept == [FIRST]
    assert "sign in again" in str(errors[-1])


@pytest.mark.parametrize("fault", ["status_429", "reset_before"])
async def test_a_refresh_that_was_not_carried_out(
    sandbox: Sandbox, connect: Connect, vault: Vault, fault: str
) -> None:
    sandbox.set_faults({"rules": [{"path": "*/auth/token/", "nth": 1, "do": fault}]})
    inventorum = await connect(sandbox, refresh=vault.refresh())

    results = await many(inventorum)

    # That it was reset before anything was done is known to nobody on this side.
    expected = {"status_429": None, "reset_before": OutcomeUnknown}[fault]
    assert all((type(result) is expected) == (expected is not None) for result in results)
    assert refreshes(sandbox) == (2 if expected is None else 1)
    assert len(vault.kept) == (2 if expected is None else 1)


async def test_a_start_with_the_old_token_after_a_crash_needs_a_sign_in_and_nothing_else(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    async def crash(_: InventorumTokens) -> None:
        raise DiskFullError

    crashed = await connect(sandbox, refresh=vault.refresh(store=crash))
    with pytest.raises(DiskFullError):
        await crashed.customers.get(196906)
    again = await connect(sandbox, refresh=vault.refresh())

    with pytest.raises(Unauthorized, match="sign in again") as caught:
        await again.customers.get(196906)
    with pytest.raises(OutcomeUnknown, match="refused; sign in again"):
        await again.customers.get(196906)

    assert caught.value.messages == ("invalid_grant",)
    assert refreshes(sandbox) == 2
    assert len(sandbox.store.records("inventorum_customers") or []) == 39


async def test_a_create_is_repeated_after_401_and_not_doubled(
    sandbox: Sandbox, connect: Connect, vault: Vault
) -> None:
    inventorum = await connect(sandbox, token="ended", refresh=vault.refresh())

    made = await inventorum.customers.create(NewInventorumCustomer(company="Verein"))

    posts = asked(sandbox, "POST", "/customers/")
    assert [(row["status"], row["applied"]) for row in posts] == [(401, False), (201, True)]
    assert made.company == "Verein"


async def test_without_refresh_a_401_is_an_error(sandbox: Sandbox, connect: Connect) -> None:
    inventorum = await connect(sandbox, token="ended")

    with pytest.raises(Unauthorized):
        await inventorum.customers.get(196906)

    assert len(asked(sandbox, "GET", "/customers/196906/")) == 1


def grumpy(request: Recorded) -> Canned:
    """Answers 400 where a token has ended, as has been seen."""
    if request.path == "/api/auth/token/":
        return Canned(json=pair("fresh", "r-1"))
    if dict(request.headers)["authorization"] == "Bearer fresh":
        return Canned(json={"id": 1})
    return Canned(400, {"detail": "token has ended"})


async def test_a_400_without_fields_may_mean_that_the_token_has_ended(
    server: Recorder, connect: Connect, vault: Vault
) -> None:
    server.answer = grumpy
    inventorum = await connect(f"{server.url}/api", token="ended", refresh=vault.refresh())

    assert (await inventorum.customers.get(1)).id == 1
    assert len(server.requests) == 3


async def test_a_400_with_a_token_that_is_good_is_what_it_says(
    server: Recorder, connect: Connect, vault: Vault
) -> None:
    server.answer = grumpy
    later = datetime.now(UTC) + timedelta(hours=1)
    refresh = vault.refresh(expires_at=later)
    inventorum = await connect(f"{server.url}/api", token="good", refresh=refresh)

    with pytest.raises(ApiError, match="token has ended"):
        await inventorum.customers.get(1)

    assert len(server.requests) == 1


async def test_a_fresh_token_that_is_refused_is_not_renewed_over_and_over(
    server: Recorder, connect: Connect, vault: Vault
) -> None:
    def answer(request: Recorded) -> Canned:
        if request.path == "/api/auth/token/":
            return Canned(json=pair("fresh", "r-1"))
        return Canned(401, {"detail": "the account is closed"})

    server.answer = answer
    inventorum = await connect(f"{server.url}/api", token="old", refresh=vault.refresh())

    for _ in range(3):
        with pytest.raises(Unauthorized, match="the account is closed"):
            await inventorum.customers.get(1)

    paths = [request.path for request in server.requests]
    assert paths.count("/api/auth/token/") == 1
    assert paths.count("/api/customers/1/") == 4


async def test_a_server_that_does_not_rotate(
    server: Recorder, connect: Connect, vault: Vault
) -> None:
    def answer(request: Recorded) -> Canned:
        if request.path == "/api/auth/token/":
            return Canned(content=json.dumps({"access_token": "fresh"}).encode())
        return Canned(json={"id": 1})

    server.answer = answer
    inventorum = await connect(f"{server.url}/api", refresh=vault.refresh())

    await inventorum.customers.get(1)

    assert vault.kept == [FIRST, FIRST]
