"""S01: tokens, passwords and people are found nowhere, whatever goes wrong."""

import copy
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import pytest

from gomus_async import ConfigError, Gomus, GomusError, NewCustomer, Secret
from gomus_async.settings import Environment, Settings
from gomus_async.wire.request import CallOptions
from tests.support.behaviours import (
    Behaviour,
    answer,
    drip,
    garbage_head,
    hang,
    hang_up,
    huge_header,
    message,
    redirect,
    refusal,
    reset,
    throttled,
    truncated,
)
from tests.support.carriers import carriers, leaks
from tests.support.clients import TOKEN, quick
from tests.support.raw_server import Exchange, Received
from tests.wire.conftest import Connect, Serve

PASSWORD = "Canary-Pa55w0rd/ä+="
EMAIL = "canary.vogel@kanarienvogel.example"
SECRETS = (TOKEN, PASSWORD, EMAIL)

Call = Callable[[Gomus], Awaitable[Any]]


def _heard(got: Received) -> str:
    """Everything secret in a request, as a careless server would repeat it."""
    return f"{got.header('Authorization') or ''} {got.body.decode()}"


def _echo(status: int, body: Callable[[Received], bytes]) -> Behaviour:
    async def act(exchange: Exchange) -> bool:
        await exchange.send(message(status, body(exchange.request)))
        return True

    return Behaviour(act)


def _as_json(got: Received) -> bytes:
    said = {"error": _heard(got), "errors": [f"token {TOKEN} and {EMAIL}: {_heard(got)}"]}
    return json.dumps(said, ensure_ascii=False).encode()


def _as_fields(got: Received) -> bytes:
    errors = {"email": [f"{EMAIL} is taken"], "base": [_heard(got)]}
    return json.dumps({"errors": errors}, ensure_ascii=False).encode()


def _as_page(got: Received) -> bytes:
    return f"<html><h1>{_heard(got)}</h1><p>{EMAIL} {TOKEN}</p></html>".encode()


def _as_page_cut_in_a_token(_: Received) -> bytes:
    # 300 characters of plain text are taken as a message; the token lies across the end.
    return b"x" * (300 - 12) + TOKEN.encode()


def _as_many_tokens(_: Received) -> bytes:
    # Redaction makes the text shorter, so that what lay beyond a cut comes into sight.
    return b'{"note": "' + (TOKEN + " ").encode() * 400 + b'"}'


def _typed_password(_: Received) -> bytes:
    said = {"errors": [f"Kennwort {PASSWORD} ist falsch"]}
    return json.dumps(said, ensure_ascii=False).encode()


ECHOES = {"json": _as_json, "fields": _as_fields, "page": _as_page, "many": _as_many_tokens}
FAULTS: dict[str, Behaviour] = {
    **{
        f"{status}_{name}": _echo(status, body)
        for status in (401, 403, 404, 422, 500)
        for name, body in ECHOES.items()
    },
    "422_cut": _echo(422, _as_page_cut_in_a_token),
    "500_cut": _echo(500, _as_page_cut_in_a_token),
    "429": throttled(),
    "503": throttled("0.01", 503),
    "timeout": hang(),
    "drip": drip(),
    "closed": hang_up(),
    "reset": reset(commit=True),
    "garbage": garbage_head(),
    "huge_header": huge_header(),
    "truncated": truncated(201),
    "redirect": redirect(302, f"https://evil.example/?token={TOKEN}&email={EMAIL}#{PASSWORD}"),
    "redirect_user": redirect(307, f"https://{EMAIL}:{TOKEN.replace('/', '')}@evil.example/"),
    "200_page": _echo(200, _as_page),
    "200_stray": answer({"customer": {"id": [TOKEN, EMAIL]}, "data": {"id": [PASSWORD, EMAIL]}}),
}


async def create(gomus: Gomus) -> Any:
    return await gomus.customers.create(NewCustomer(foreign_id="SF-1", email=EMAIL))


async def create_many(gomus: Gomus) -> Any:
    return await gomus.customers.create_many([NewCustomer(foreign_id="SF-1", email=EMAIL)])


async def get(gomus: Gomus) -> Any:
    return await gomus.customers.get(1)


async def sign_in(gomus: Gomus) -> Any:
    return await gomus.accounts.sign_in(EMAIL, PASSWORD)


async def free(gomus: Gomus) -> Any:
    return await gomus.request("POST", "/orders", json={"email": EMAIL, "password": PASSWORD})


async def with_options(gomus: Gomus) -> Any:
    options = CallOptions(headers={"X-Token": TOKEN}, query={"token": TOKEN})
    return await gomus.with_options(token=Secret(TOKEN)).customers.get(1, options=options)


CALLS: list[Call] = [create, create_many, get, sign_in, free, with_options]


def _inside(gomus: Gomus) -> list[object]:
    """What of a client could be printed."""
    caller = gomus._caller
    wire = caller.wire
    return [
        *[gomus, caller, wire, vars(wire), wire.transport, vars(wire.transport), gomus.stats],
        *[caller.identity, caller.identity.headers(token=True), vars(wire.gate)],
        *[attrs.asdict(wire.settings), gomus.customers, gomus.accounts, gomus.raw],
    ]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_s01_no_failure_carries_a_secret(
    serve: Serve,
    connect: Connect,
    caplog: pytest.LogCaptureFixture,
    call: Call,
    fault: Behaviour,
) -> None:
    caplog.set_level(logging.DEBUG)
    server = await serve(fault)
    gomus = await connect(server, settings=quick(attempt=0.1, attempts=2))
    error: GomusError | None = None
    try:
        await call(gomus)
    except GomusError as caught:
        error = caught
    assert server.requests
    # What these two answer has no documented shape, so that any JSON is a success.
    assert error is not None or call in {free, create_many}
    found = leaks(carriers(error, caplog.records, *_inside(gomus)), *SECRETS)
    assert found == []


async def test_s01_a_password_that_the_server_repeats_in_a_message_is_not_shown(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(_echo(401, _typed_password))
    gomus = await connect(server)
    with pytest.raises(GomusError) as caught:
        await sign_in(gomus)
    assert leaks(carriers(caught.value, []), PASSWORD) == []


async def test_s01_a_token_that_stands_in_the_query_is_not_shown(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(refusal(404))
    gomus = await connect(server)
    with pytest.raises(GomusError) as caught:
        await gomus.request("GET", "/documents", params={"token": TOKEN})
    assert leaks(carriers(caught.value, []), TOKEN) == []


async def test_s01_a_session_keeps_its_headers_to_itself(serve: Serve, connect: Connect) -> None:
    headers = {"access-token": TOKEN, "client": TOKEN[::-1], "uid": EMAIL, "token-type": "Bearer"}
    account = {"data": {"id": 1, "email": EMAIL}}
    server = await serve(answer(account, headers=headers), _echo(401, _as_session_echo))
    gomus = await connect(server, token=None)
    session = await gomus.accounts.sign_in(EMAIL, PASSWORD)
    with pytest.raises(GomusError) as caught:
        await session.update(newsletter_groups=[1])
    assert server.requests[1].header("access-token") == TOKEN
    places = carriers(caught.value, [], session, vars(session), session.customer, *_inside(gomus))
    assert leaks(places, TOKEN, TOKEN[::-1], PASSWORD, EMAIL) == []


def _as_session_echo(got: Received) -> bytes:
    return json.dumps({"errors": [f"{name}: {value}" for name, value in got.headers]}).encode()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Gomus("demo.gomus.de", token=f"{TOKEN}\n"),
        lambda: Gomus("demo.gomus.de", token=f"{TOKEN} x"),
        lambda: Gomus("demo.gomus.de", token=Secret(f"{TOKEN}\0")),
        lambda: Gomus("demo.gomus.de", token=TOKEN, shop="a b"),
        lambda: Gomus.from_env(environ={"GOMUS_INSTANCE": "x", "GOMUS_TOKEN": TOKEN}),
        lambda: Gomus("demo.gomus.de").with_options(token=f"{TOKEN}\r\n"),
        lambda: CallOptions(headers={"X-Token": f"{TOKEN}\r\nX: 1"}),
    ],
)
def test_s01_a_setting_that_is_refused_is_not_shown(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigError) as caught:
        make()
    assert leaks(carriers(caught.value, []), TOKEN) == []


@pytest.mark.parametrize(
    "instance",
    [
        f"https://user:{TOKEN.replace('/', '')}@demo.gomus.de",
        f"https://demo.gomus.de/?token={TOKEN}",
        f"ftp://{TOKEN.replace('/', '')}@demo.gomus.de",
    ],
)
def test_s01_an_address_that_holds_a_token_is_not_repeated(instance: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Gomus(instance)
    error = caught.value
    assert leaks(carriers(error.with_traceback(None), []), TOKEN, TOKEN.replace("/", "")) == []


def test_s01_a_client_that_was_not_finished_has_a_repr() -> None:
    assert leaks(carriers(None, [], object.__new__(Gomus)), TOKEN) == []


def test_s01_a_secret_does_not_show_pickle_or_copy_into_anything() -> None:
    secret = Secret(TOKEN)
    gomus = Gomus("demo.gomus.de", token=secret)
    environment = Environment(instance="x", token=TOKEN)
    shown = [secret, [secret], f"{secret}", f"{secret!s}", environment, Settings(), gomus]
    assert leaks(carriers(None, [], *shown), TOKEN) == []
    with pytest.raises(TypeError, match="does not pickle"):
        copy.copy(secret)


@pytest.mark.parametrize("shown", [NewCustomer(foreign_id="SF-1", email=EMAIL, name="Canary-Name")])
def test_s01_a_customer_does_not_show_who_it_is(shown: NewCustomer) -> None:
    assert leaks(carriers(None, [], shown, [shown], f"{shown}"), EMAIL, "Canary-Name") == []


async def test_s01_the_search_finds_what_is_there() -> None:
    error = GomusError(f"the token is {TOKEN}")
    assert "str of GomusError" in leaks(carriers(error, []), TOKEN)
