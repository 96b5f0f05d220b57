"""429, 503 and `Retry-After`: everybody waits, nobody comes back early."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from gomus_async import (
    ApiError,
    CustomerUpdate,
    DeadlineExceeded,
    GomusError,
    NewCustomer,
    OutcomeUnknown,
    RateLimited,
    Unauthorized,
    Unavailable,
)
from gomus_async.wire.request import CallOptions
from tests.support.behaviours import Behaviour, answer, customer, delayed, refusal, throttled
from tests.support.clients import HOLD, quick
from tests.support.raw_server import Exchange, Received, by_path
from tests.wire.conftest import Connect, Serve


@pytest.mark.parametrize("status", [429, 503])
async def test_r01_one_retry_after_makes_all_tasks_wait_then_one_probes(
    serve: Serve, connect: Connect, status: int
) -> None:
    asked_at: list[float] = []

    async def note(_: Exchange) -> None:
        asked_at.append(asyncio.get_running_loop().time())

    async def after_the_429(_: Exchange) -> None:
        while not asked_at:  # noqa: ASYNC110 - as long as the other answer takes
            await asyncio.sleep(0.001)

    async def once_all_are_here(exchange: Exchange) -> None:
        await exchange.server.arrived(4)
        await note(exchange)

    def plan(got: Received) -> Behaviour:
        if got.number == 2:
            return answer({}, status, headers={"Retry-After": "1"}, after=once_all_are_here)
        if got.number <= 4:
            return customer(after=after_the_429)
        # Long enough for others to come too early.
        return delayed(0.08, customer())

    server = await serve(plan)
    gomus = await connect(server, settings=quick(start=4, concurrency=8))
    await asyncio.gather(*(gomus.customers.get(1) for _ in range(20)))

    later = server.requests[4:]
    assert len(server.requests) == gomus.stats.attempts == 21
    assert min(got.at for got in later) - asked_at[0] >= 1.0
    assert later[0].active == 1
    assert later[1].at - later[0].at >= 0.08
    ramp = [got.active for got in later]
    assert all(active <= place + 1 for place, active in enumerate(ramp))
    assert max(ramp) > 1
    assert gomus.stats.pauses == 1


async def test_r01_the_call_that_was_refused_waits_a_little_longer_than_asked(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(throttled("0.3"), customer())
    await (await connect(server)).customers.get(1)
    first, second = server.requests
    assert 0.3 <= second.at - first.at < 0.3 + 1.0 + 0.5


async def test_r02_a_date_is_taken_against_the_servers_own_clock(
    serve: Serve, connect: Connect
) -> None:
    ahead = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    until = format_datetime(ahead + timedelta(seconds=1), usegmt=True)
    server = await serve(
        throttled(until, Date=format_datetime(ahead, usegmt=True)),
        customer(),
    )
    await (await connect(server)).customers.get(1)
    first, second = server.requests
    assert 1.0 <= second.at - first.at < 1.0 + 1.0 + 0.5


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "text",
    ["0", "-5", "abc", "1e400", "nan", "inf", "", "5 seconds", "Wed, 21 Oct 2015 07:28:00 GMT"],
)
async def test_r03_a_retry_after_without_sense_is_normal_backoff(
    serve: Serve, connect: Connect, status: int, text: str
) -> None:
    server = await serve(throttled(text, status), customer())
    gomus = await connect(server)
    began = asyncio.get_running_loop().time()
    await gomus.customers.get(1)
    assert asyncio.get_running_loop().time() - began < 1.0
    assert len(server.requests) == 2
    assert gomus.stats.pauses == 0


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 10, "86400", "61"])
@pytest.mark.parametrize(("status", "error"), [(429, RateLimited), (503, Unavailable)])
async def test_r04_a_long_retry_after_is_raised_at_once(
    serve: Serve, connect: Connect, text: str, status: int, error: type[ApiError]
) -> None:
    server = await serve(throttled(text, status))
    gomus = await connect(server, settings=quick(deadline=1000.0))
    with pytest.raises(error) as caught:
        await gomus.customers.get(1)
    assert caught.value.retry_after == (float("inf") if len(text) > 9 else float(text))
    assert len(server.requests) == caught.value.attempts == 1


async def test_r04_a_wait_that_would_pass_the_deadline_is_not_begun(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(throttled("5"))
    gomus = await connect(server, settings=quick(deadline=2.0))
    began = asyncio.get_running_loop().time()
    with pytest.raises(RateLimited) as caught:
        await gomus.customers.get(1)
    assert asyncio.get_running_loop().time() - began < 0.5
    assert caught.value.retry_after == 5.0
    assert len(server.requests) == 1


@pytest.mark.parametrize("retry_after", [None, "0.05"])
async def test_r05_429_for_ever_ends_by_the_deadline(
    serve: Serve, connect: Connect, retry_after: str | None
) -> None:
    server = await serve(throttled(retry_after))
    gomus = await connect(server, settings=quick(attempts=100_000, cap=0.05))
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(GomusError) as caught:
        await gomus.customers.get(1, options=CallOptions(deadline=0.5))
    assert loop.time() - began < 0.5 + 0.1
    assert isinstance(caught.value, DeadlineExceeded | RateLimited)
    assert caught.value.attempts == len(server.requests) == gomus.stats.attempts


async def test_r05_429_for_ever_ends_after_the_attempts(serve: Serve, connect: Connect) -> None:
    server = await serve(throttled())
    with pytest.raises(RateLimited) as caught:
        await (await connect(server)).customers.get(1)
    assert caught.value.attempts == len(server.requests) == 4


def _calls(gomus: Any) -> dict[str, Any]:
    new, update = NewCustomer(foreign_id="SF-1", name="A"), CustomerUpdate(foreign_id="SF-1")
    return {
        "get": lambda: gomus.customers.get(1),
        "put": lambda: gomus.customers.update(1, update),
        "delete": lambda: gomus.customers.delete(1),
        "post": lambda: gomus.customers.create(new),
        "order": lambda: gomus.request("POST", "/orders", json={}),
        "hold": lambda: gomus._caller.call(HOLD, body={}),
    }


CALLS = ["get", "put", "delete", "post", "order", "hold"]


@pytest.mark.parametrize("name", CALLS)
async def test_a_429_is_repeated_whatever_the_call(
    serve: Serve, connect: Connect, name: str
) -> None:
    server = await serve(throttled(), throttled(), customer())
    gomus = await connect(server)
    await _calls(gomus)[name]()
    assert len(server.requests) == gomus.stats.attempts == 3
    assert gomus.stats.retries == {"429": 2}


@pytest.mark.parametrize("name", CALLS)
async def test_r09_a_503_with_retry_after_is_repeated_but_for_orders(
    serve: Serve, connect: Connect, name: str
) -> None:
    server = await serve(throttled("0.01", 503), customer())
    gomus = await connect(server)
    if name == "order":
        with pytest.raises(OutcomeUnknown) as caught:
            await _calls(gomus)[name]()
        assert caught.value.status == 503
        assert len(server.requests) == 1
    else:
        await _calls(gomus)[name]()
        assert len(server.requests) == 2


async def test_r09_an_order_is_repeated_after_503_with_retry_after_on_request(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(throttled("0.01", 503), customer())
    gomus = await connect(server, settings=quick(orders_retry_503=True))
    await gomus.request("POST", "/orders", json={})
    assert len(server.requests) == 2


async def test_r09_an_order_is_not_repeated_after_503_without_retry_after(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(throttled(status=503), customer())
    gomus = await connect(server, settings=quick(orders_retry_503=True))
    with pytest.raises(OutcomeUnknown):
        await gomus.request("POST", "/orders", json={})
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", CALLS)
async def test_r10_a_wrong_token_is_unauthorized_after_one_request(
    serve: Serve, connect: Connect, name: str
) -> None:
    server = await serve(refusal(401, ["Invalid token"]))
    gomus = await connect(server)
    with pytest.raises(Unauthorized) as caught:
        await _calls(gomus)[name]()
    assert caught.value.messages == ("Invalid token",)
    assert len(server.requests) == caught.value.attempts == gomus.stats.attempts == 1


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 418, 422])
@pytest.mark.parametrize("name", CALLS)
async def test_a_refusal_is_final(serve: Serve, connect: Connect, name: str, status: int) -> None:
    server = await serve(by_path(refusal(status, ["no"])))
    gomus = await connect(server)
    with pytest.raises(ApiError) as caught:
        await _calls(gomus)[name]()
    assert caught.value.status == status
    assert len(server.requests) == 1
