"""S01 for what opens a door by itself: order, annual and reservation tokens, codes, barcodes."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs
import pytest

from gomus_async import Barcode, Gomus, GomusError, Order, TicketItem, TicketSale
from tests.support.behaviours import (
    Behaviour,
    answer,
    drip,
    garbage_head,
    hang,
    hang_up,
    message,
    redirect,
    refusal,
    reset,
    throttled,
    truncated,
)
from tests.support.carriers import carriers, leaks
from tests.support.clients import TOKEN, quick
from tests.support.raw_server import Exchange, RawServer, Received
from tests.wire.conftest import Connect, Serve

DOCUMENT = "oRD-9xZq7/Lm2+Vt4=Kc"
ANNUAL = "aNN-8kQw3/Zx7+Bd1=pL"
HELD = "rSV-5tGh2/Yb4+Ws6=nM"
CODE = "cPN-3vFd9/Rc8+Xe5=kJ"
BARCODE = "bRC-6wEs1/Tn3+Uf2=hG"
SECRETS = (DOCUMENT, ANNUAL, HELD, CODE, BARCODE, TOKEN)

Call = Callable[[Gomus, Path], Awaitable[Any]]
SLOT = date(2026, 12, 5)


def order(token: str = DOCUMENT, barcode: str = BARCODE) -> Order:
    sale = TicketSale(id=42102, ticket_id=247, barcodes=(Barcode(barcode=barcode),))
    return Order(id=5, token=token, is_valid=True, items=(TicketItem(id=1, attributes=sale),))


def calls(end: str = "") -> dict[str, Call]:
    """Every call that carries such a secret, with an ending that may keep it from travelling."""
    sold = order(DOCUMENT + end, BARCODE + end)
    return {
        "read": lambda gomus, _: gomus.orders.ticket_pdf(sold, 42102).read(),
        "save": lambda gomus, path: gomus.orders.invoice_pdf(sold).save(path / "a.pdf"),
        "await": lambda gomus, _: _awaited(gomus.orders.event_pdf(sold, 1)),
        "passbook": lambda gomus, _: gomus.orders.passbook(sold, 42102, BARCODE + end).read(),
        "order": lambda gomus, _: gomus.orders.get(DOCUMENT + end),
        "barcode": lambda gomus, _: gomus.orders.find_by_barcode(BARCODE + end),
        "coupon": lambda gomus, _: gomus.coupons.check(CODE + end),
        "refresh": lambda gomus, _: gomus.reservations.update(HELD + end, quantity=1),
        "release": lambda gomus, _: gomus.reservations.delete(HELD + end),
        "capacity": lambda gomus, _: gomus.tickets.capacity(
            1, date=SLOT, reservations=[HELD + end]
        ),
        "capacities": lambda gomus, _: gomus.tickets.capacities([1], reservations=[HELD + end]),
        "annual": lambda gomus, _: gomus.annual(ANNUAL + end).order(),
        "annual_put": lambda gomus, _: gomus.annual(ANNUAL + end).update_customer(1, name="x"),
        "annual_photo": lambda gomus, _: gomus.annual(ANNUAL + end).upload_photo(1, b"photo"),
        "annual_end": lambda gomus, _: gomus.annual(ANNUAL + end).finalize(),
    }


async def _awaited(document: Awaitable[Any]) -> Any:
    return await document


CALLS = pytest.mark.parametrize("call", calls())


def _heard(got: Received) -> str:
    """The whole request in every spelling, as a careless server would repeat it."""
    own = [secret for secret in SECRETS if secret in unquote(got.target)]
    bearer = got.header("Authorization") or ""
    return f"{got.target} {unquote(got.target)} {bearer} {' '.join(own)}"


def _echo(status: int, kind: str) -> Behaviour:
    async def act(exchange: Exchange) -> bool:
        heard = _heard(exchange.request)
        shapes = {
            "json": json.dumps({"error": heard, "errors": [heard]}),
            "fields": json.dumps({"errors": {"token": [heard], "base": [heard]}}),
            "page": f"<html><h1>{heard}</h1></html>",
            "text": "x" * 285 + heard,
        }
        body = shapes[kind].encode()
        headers = {"Content-Type": "text/html"} if kind in {"page", "text"} else {}
        sent = {"X-Request-Id": _only_ascii(heard)} if kind == "json" else {}
        await exchange.send(message(status, body, {**headers, **sent}))
        return True

    return Behaviour(act)


def _only_ascii(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isprintable())[:2000]


def _elsewhere(got: Received) -> Behaviour:
    target = got.target.replace(" ", "")
    return redirect(302, f"https://{_plain(DOCUMENT)}:x@evil.example{target}&all={HELD}{CODE}")


def _plain(secret: str) -> str:
    return secret.replace("/", "")


def _bad_type(got: Received) -> Behaviour:
    return answer({}, headers={"Content-Type": f"text/html; for={_plain(got.target)[:60]}"})


FAULTS: dict[str, Any] = {
    **{
        f"{status}_{kind}": _echo(status, kind)
        for status in (404, 422, 500)
        for kind in ("json", "page")
    },
    "401_json": _echo(401, "json"),
    "410_json": _echo(410, "json"),
    "404_fields": _echo(404, "fields"),
    "422_text": _echo(422, "text"),
    "200_page": _echo(200, "page"),
    "200_json": _echo(200, "json"),
    "202": answer({}, 202),
    "202_page": _echo(202, "page"),
    "type": _bad_type,
    "503": throttled("0.01", 503),
    "timeout": hang(),
    "drip": drip(),
    "closed": hang_up(),
    "reset": reset(commit=True),
    "garbage": garbage_head(),
    "truncated": truncated(200),
    "redirect": _elsewhere,
}
SLOW = {"timeout", "drip", "202", "202_page"}
# What these answer has no documented shape, so that any JSON is a success.
LENIENT = {
    *("coupon", "capacity", "capacities"),
    *("annual_put", "annual_photo", "annual_end", "release"),
}


@pytest.fixture
def listening(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that anybody logs; asyncio logs every step it takes."""
    caplog.set_level(logging.DEBUG)
    for name in ("asyncio", "aiohttp", "aiohttp.client", "gomus_async"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def _talkative() -> None:
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0


@CALLS
@pytest.mark.parametrize("fault", FAULTS)
async def test_s01_no_failure_carries_a_secret(  # noqa: PLR0917 - fixtures
    serve: Serve,
    connect: Connect,
    listening: pytest.LogCaptureFixture,
    tmp_path: Path,
    call: str,
    fault: str,
) -> None:
    _talkative()
    server = await serve(FAULTS[fault])
    waiting = quick(attempt=0.3, deadline=0.6, attempts=1)
    gomus = await connect(server, settings=waiting if fault in SLOW else quick(attempts=2))
    error: GomusError | None = None
    try:
        await calls()[call](gomus, tmp_path)
    except GomusError as caught:
        error = caught
    assert server.requests
    carried = f"{server.requests[0].target}"
    assert "%2F" in carried or "%2f" in carried
    assert error is not None or call in LENIENT
    assert any(record.name == "asyncio" for record in listening.records)
    found = leaks(carriers(error, listening.records, gomus, gomus.stats), *SECRETS)
    assert found == []


STUCK = {"answer": hang(), "body": drip(), "pending": answer({}, 202)}


@CALLS
@pytest.mark.parametrize("stuck", STUCK.values(), ids=STUCK)
async def test_s01_a_timeout_of_the_caller_carries_no_secret(  # noqa: PLR0917 - fixtures
    serve: Serve,
    connect: Connect,
    listening: pytest.LogCaptureFixture,
    tmp_path: Path,
    call: str,
    stuck: Behaviour,
) -> None:
    _talkative()
    server = await serve(stuck)
    gomus = await connect(server)
    error: BaseException | None = None
    try:
        async with asyncio.timeout(None) as limit:
            ending = asyncio.ensure_future(_ended(server, limit))
            await calls()[call](gomus, tmp_path)
    except (TimeoutError, GomusError) as caught:
        error = caught
    ending.cancel()
    assert server.requests
    assert error is not None or call in LENIENT
    assert leaks(carriers(error, listening.records), *SECRETS) == []


async def _ended(server: RawServer, limit: asyncio.Timeout) -> None:
    """Let the time be up a moment after the request has arrived."""
    await server.arrived(1)
    loop = asyncio.get_running_loop()
    limit.reschedule(loop.time() + 0.05)


@CALLS
@pytest.mark.parametrize("end", ["\n", "\ud800", "x" * 300], ids=["newline", "surrogate", "long"])
async def test_s01_what_cannot_travel_is_not_shown(
    serve: Serve, connect: Connect, tmp_path: Path, call: str, end: str
) -> None:
    gomus = await connect(await serve(refusal(404)))
    with pytest.raises(GomusError) as caught:
        await calls(end)[call](gomus, tmp_path)
    assert leaks(carriers(caught.value, []), *SECRETS) == []


async def test_s01_a_refused_document_does_not_show_what_it_is_of() -> None:
    gomus = Gomus("demo.gomus.de")
    makers: list[Callable[[], object]] = [
        lambda: gomus.orders.passbook(order(), 247, BARCODE),
        lambda: gomus.orders.ticket_pdf(order(), 247),
        lambda: gomus.orders.invoice_pdf(attrs.evolve(order(), is_valid=False)),
        lambda: gomus.orders.passbook(attrs.evolve(order(), is_valid=False), 42102, BARCODE),
    ]
    for make in makers:
        with pytest.raises(GomusError) as caught:
            make()
        assert leaks(carriers(caught.value, []), *SECRETS) == []


async def test_s01_a_place_that_cannot_be_shows_nothing_of_the_document(tmp_path: Path) -> None:
    async with Gomus("demo.gomus.de") as gomus:
        with pytest.raises(GomusError) as caught:
            await gomus.orders.passbook(order(), 42102, BARCODE).save(tmp_path)
    assert leaks(carriers(caught.value, []), *SECRETS) == []


@pytest.mark.parametrize("name", ["read", "passbook", "order", "coupon"])
async def test_s01_what_succeeds_shows_nothing_either(
    serve: Serve, connect: Connect, listening: pytest.LogCaptureFixture, tmp_path: Path, name: str
) -> None:
    _talkative()
    served = {
        "order": {"id": 5, "token": DOCUMENT, "items": []},
        "coupon_sale": {"id": None, "is_valid": True, "value_cents": 5},
    }
    files = {"Content-Type": "application/pdf"}
    server = await serve(answer(served, headers=files if name in {"read", "passbook"} else {}))
    gomus = await connect(server)
    await calls()[name](gomus, tmp_path)
    sold = order()
    shown = [
        sold,
        *sold.items,
        gomus.orders.ticket_pdf(sold, 42102),
        gomus.annual(ANNUAL),
        vars(gomus.orders.passbook(sold, 42102, BARCODE)),
    ]
    assert leaks(carriers(None, listening.records, *shown), *SECRETS) == []
