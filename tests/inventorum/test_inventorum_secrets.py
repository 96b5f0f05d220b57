"""Tokens and people are found nowhere, whatever goes wrong with the till."""

import json
import logging
import pickle
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gomus_async import ConfigError, GomusError
from gomus_async.inventorum import (
    Inventorum,
    InventorumCustomer,
    InventorumCustomerUpdate,
    InventorumRefresh,
    InventorumTokens,
    NewInventorumCustomer,
)
from gomus_async.wire.secret import Secret
from tests.inventorum.conftest import Connect, Vault
from tests.resources.recorder import Canned, Recorded, Recorder
from tests.support.carriers import carriers, leaks
from tests.support.clients import quick

ACCESS = "canary-access-7Qf3zK9w/Xm2+Lp8=token"
REFRESH = "canary-refresh-9Kd1/mW4+Zt6=token"
CLIENT_SECRET = "canary-client-3Jh8/bN2+Vr5=secret"
NEXT = "canary-next-5Tg2/cX7+Qw1=token"
EMAIL = "canary.vogel@kanarienvogel.example"
SECRETS = (ACCESS, REFRESH, CLIENT_SECRET, NEXT, EMAIL)
Call = Callable[[Inventorum], Awaitable[Any]]


async def create(inventorum: Inventorum) -> Any:
    return await inventorum.customers.create(NewInventorumCustomer(email=EMAIL))


async def update(inventorum: Inventorum) -> Any:
    return await inventorum.customers.update(1, InventorumCustomerUpdate(email=EMAIL))


async def get(inventorum: Inventorum) -> Any:
    return await inventorum.customers.get(1)


async def walk(inventorum: Inventorum) -> Any:
    return await inventorum.customers.list().all()


def heard(request: Recorded) -> str:
    """Everything secret in a request, as a careless server would repeat it."""
    return f"{dict(request.headers).get('authorization')} {request.body.decode()}"


def as_fields(status: int) -> Callable[[Recorded], Canned]:
    def answer(request: Recorded) -> Canned:
        said = {"description": heard(request), "key": ACCESS, "fields": {"email": [EMAIL]}}
        return Canned(status, {"error": said})

    return answer


def as_page(status: int) -> Callable[[Recorded], Canned]:
    def answer(request: Recorded) -> Canned:
        page = f"<p>{heard(request)} refresh_token={NEXT}&client_secret={CLIENT_SECRET}</p>"
        return Canned(status, content=page.encode(), content_type="text/html")

    return answer


def as_oauth(status: int) -> Callable[[Recorded], Canned]:
    def answer(request: Recorded) -> Canned:
        said = {"error": "invalid_grant", "error_description": heard(request)}
        return Canned(status, {**said, "refresh_token": NEXT, "access_token": ACCESS})

    return answer


ANSWERS = {
    f"{make.__name__}_{status}": make(status)
    for make in (as_fields, as_page, as_oauth)
    for status in (200, 400, 401, 404, 500)
}


def inside(inventorum: Inventorum, refresh: InventorumRefresh) -> list[object]:
    session = inventorum._session
    caller = inventorum._caller
    return [
        *[inventorum, vars(inventorum), session, vars(session), vars(session.renewal), refresh],
        *[caller, session._caller, session._caller.identity.headers(token=True)],
        *[inventorum.customers, inventorum.stats],
    ]


@pytest.mark.parametrize("call", [create, update, get, walk])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
@pytest.mark.parametrize("on", ["call", "refresh", "store"])
async def test_no_failure_carries_a_secret(  # noqa: PLR0917 - fixtures and cases
    server: Recorder,
    connect: Connect,
    caplog: pytest.LogCaptureFixture,
    call: Call,
    answer: Callable[[Recorded], Canned],
    on: str,
) -> None:
    def plan(request: Recorded) -> Canned:
        refreshing = request.path == "/auth/token/"
        if refreshing == (on != "call"):
            if on == "store":
                return Canned(json={"access_token": ACCESS, "refresh_token": NEXT})
            return answer(request)
        return Canned(401, {"detail": "ended"})

    async def store(tokens: InventorumTokens) -> None:
        raise GomusError(f"the disk is full: {tokens!r}")

    caplog.set_level(logging.DEBUG)
    server.answer = plan
    refresh = InventorumRefresh(
        client_id="app", client_secret=CLIENT_SECRET, refresh_token=REFRESH, store=store
    )
    inventorum = await connect(
        server.url, token=ACCESS, refresh=refresh, settings=quick(attempts=2)
    )

    with pytest.raises(GomusError) as caught:
        await call(inventorum)

    assert server.requests
    places = carriers(caught.value, caplog.records, *inside(inventorum, refresh))
    assert leaks(places, *SECRETS) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: Inventorum(token=f"{ACCESS}\n"),
        lambda: Inventorum(token=Secret(f"{ACCESS} x")),
        lambda: Inventorum(token=ACCESS, api_version=0),
        lambda: Vault().refresh(client_secret=f"{CLIENT_SECRET}\n"),
        lambda: Vault().refresh(refresh_token=f"{REFRESH} x", client_secret=CLIENT_SECRET),
        lambda: Vault().refresh(client_id="", refresh_token=REFRESH, client_secret=CLIENT_SECRET),
    ],
)
def test_a_setting_that_is_refused_is_not_shown(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigError) as caught:
        make()

    assert leaks(carriers(caught.value, []), *SECRETS) == []


def test_an_address_that_holds_a_token_is_not_repeated() -> None:
    bare = ACCESS.replace("/", "")
    with pytest.raises(ConfigError) as caught:
        Inventorum(f"https://user:{bare}@app.example/api", token="t")

    assert leaks(carriers(caught.value.with_traceback(None), []), bare) == []


def test_tokens_do_not_show_or_pickle() -> None:
    tokens = InventorumTokens(access_token=Secret(ACCESS), refresh_token=Secret(REFRESH))

    assert leaks(carriers(None, [], tokens, [tokens], f"{tokens}"), *SECRETS) == []
    with pytest.raises(TypeError, match="does not pickle"):
        pickle.dumps(tokens)
    refresh = Vault().refresh(refresh_token=REFRESH, client_secret=CLIENT_SECRET)
    with pytest.raises((TypeError, AttributeError)):
        pickle.dumps(refresh)


def test_customers_do_not_show_who_they_are() -> None:
    new = NewInventorumCustomer(email=EMAIL, billing_address={"company": EMAIL}, note=EMAIL)
    read = InventorumCustomer(id=1, email=EMAIL, note=EMAIL, company=EMAIL)

    assert leaks(carriers(None, [], new, read, new.billing_address), EMAIL) == []


def test_the_search_finds_what_is_there() -> None:
    said = GomusError(json.dumps({"token": REFRESH}))

    assert "str of GomusError" in leaks(carriers(said, []), REFRESH)
