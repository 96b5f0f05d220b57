"""Sent, and no clear answer: what may be sent again, and what must not."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from gomus_async import (
    ApiError,
    CustomerUpdate,
    DeadlineExceeded,
    Gomus,
    GomusError,
    NewCustomer,
    OutcomeUnknown,
    ResponseTooLarge,
    UnexpectedResponse,
)
from tests.support.behaviours import (
    Behaviour,
    answer,
    chunked_cut,
    customer,
    drip,
    garbage_head,
    gzip_bomb,
    hang,
    hang_up,
    huge_header,
    refusal,
    reset,
    throttled,
    truncated,
)
from tests.support.clients import HOLD, ORDER, quick
from tests.wire.conftest import Connect, Serve

Call = Callable[[Gomus], Awaitable[Any]]

ROWS = [NewCustomer(foreign_id="SF-1", name="Müller"), NewCustomer(foreign_id="SF-2", name="Öz")]


async def get(gomus: Gomus) -> Any:
    return await gomus.customers.get(1)


async def put_batch(gomus: Gomus) -> Any:
    return await gomus.customers.update_many([CustomerUpdate(foreign_id="SF-1", tel="1")])


async def put_one(gomus: Gomus) -> Any:
    return await gomus.customers.update("SF-1", CustomerUpdate(tel="1"))


async def post_batch(gomus: Gomus) -> Any:
    return await gomus.customers.create_many(ROWS)


async def post_order(gomus: Gomus) -> Any:
    return await gomus.request("POST", "/orders", json={"reference": "R-1"})


async def typed_order(gomus: Gomus) -> Any:
    return await gomus._caller.call(ORDER, body={"reference": "R-1"})


async def hold(gomus: Gomus) -> Any:
    return await gomus._caller.call(HOLD, body={"ticket_id": 1})


# Nothing of an answer arrived, or nothing that is HTTP.
NO_ANSWER = {
    "n03_closed_after_head": hang_up(at_head=True),
    "n05_reset": reset(),
    "n05_reset_after_commit": reset(commit=True),
    "n07_timeout": hang(),
    "n07_timeout_after_commit": hang(commit=True),
    "n12_garbage_head": garbage_head(),
    "n13_huge_header": huge_header(),
    "r09_500": refusal(500),
    "r09_502": refusal(502),
    "r09_503": throttled(status=503),
    "r09_504": refusal(504),
}
# A success status arrived, and its body did not.
BODY_LOST = {
    "n09_truncated": truncated(201),
    "n09_truncated_by_reset": truncated(201, reset=True),
    "n10_chunked_cut": chunked_cut(201),
    "n14_drip": drip(status=201),
    "n20_gzip_bomb": gzip_bomb(201),
}
NOT_THE_DOCUMENTED_SHAPE = {
    "n11_invalid_json": answer(body=b'{"customer": ', status=201),
    "n11_login_page": answer(body=b"<html>Anmelden</html>", status=201),
}


def cases(*groups: dict[str, Behaviour]) -> pytest.MarkDecorator:
    flat = {name: behaviour for group in groups for name, behaviour in group.items()}
    return pytest.mark.parametrize("behaviour", flat.values(), ids=flat.keys())


settings = quick(attempt=0.3)


async def _unknown(
    serve: Serve, connect: Connect, behaviour: Behaviour, call: Call
) -> tuple[OutcomeUnknown, list[Any]]:
    server = await serve(behaviour)
    gomus = await connect(server, settings=settings)
    before = datetime.now(UTC)
    with pytest.raises(OutcomeUnknown) as caught:
        await call(gomus)
    error = caught.value
    assert len(server.requests) == gomus.stats.attempts == error.attempts == 1
    assert error.sent_at is not None
    assert before <= error.sent_at <= datetime.now(UTC)
    assert gomus.stats.in_flight == 0
    return error, server.requests


@pytest.mark.parametrize("call", [post_batch, post_order])
@cases(NO_ANSWER)
async def test_a_post_without_an_answer_is_sent_once(
    serve: Serve, connect: Connect, call: Call, behaviour: Behaviour
) -> None:
    error, _ = await _unknown(serve, connect, behaviour, call)
    assert not error.likely_applied


@cases({name: NO_ANSWER[name] for name in NO_ANSWER if name.startswith("r09")})
async def test_the_status_of_an_unclear_refusal_is_kept(
    serve: Serve, connect: Connect, behaviour: Behaviour, request: pytest.FixtureRequest
) -> None:
    error, _ = await _unknown(serve, connect, behaviour, post_batch)
    assert str(error.status) in request.node.name


@pytest.mark.parametrize("call", [post_batch, post_order])
@cases(BODY_LOST)
async def test_a_post_whose_body_of_success_is_lost_was_likely_applied(
    serve: Serve, connect: Connect, call: Call, behaviour: Behaviour
) -> None:
    error, _ = await _unknown(serve, connect, behaviour, call)
    assert error.likely_applied
    assert error.status == 201
    assert "most likely applied" in str(error)


@pytest.mark.parametrize("call", [post_batch, typed_order])
@cases(NOT_THE_DOCUMENTED_SHAPE)
async def test_a_post_whose_success_cannot_be_read_was_likely_applied(
    serve: Serve, connect: Connect, call: Call, behaviour: Behaviour
) -> None:
    error, _ = await _unknown(serve, connect, behaviour, call)
    assert error.likely_applied
    assert error.status == 201
    assert "Anmelden" not in str(error)


async def test_n11_a_free_request_keeps_a_body_that_is_not_json(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(answer(body=b"<html>Anmelden</html>", status=201))
    response = await (await connect(server)).request("POST", "/orders", json={})
    assert response.value is None
    assert response.body == b"<html>Anmelden</html>"
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [401, 422, 500])
@pytest.mark.parametrize("call", [post_batch, post_order])
async def test_n09_a_refusal_whose_body_is_cut_off_was_not_likely_applied(
    serve: Serve, connect: Connect, call: Call, status: int
) -> None:
    server = await serve(truncated(status))
    with pytest.raises(GomusError) as caught:
        await call(await connect(server))
    assert len(server.requests) == 1
    assert not getattr(caught.value, "likely_applied", False)
    assert getattr(caught.value, "status", None) == status


async def test_n03_a_connection_reset_when_accepted_is_unclear_for_a_post(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(answer({}, 201), reset_accepted=[1])
    with pytest.raises(OutcomeUnknown):
        await post_batch(await connect(server))
    assert server.connections == 1
    assert server.requests == []


async def test_n06_an_order_whose_answer_is_lost_exists_once(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(reset(commit=True))
    with pytest.raises(OutcomeUnknown) as caught:
        await post_order(await connect(server))
    assert [got.json for got in server.commits] == [{"reference": "R-1"}]
    assert caught.value.endpoint == "POST /api/v4/orders"


async def test_the_fingerprint_recognises_the_same_request(serve: Serve, connect: Connect) -> None:
    gomus = await connect(await serve(reset(), truncated(201), hang_up()))
    seen: list[str | None] = []
    for call in (post_batch, post_batch, post_order):
        with pytest.raises(OutcomeUnknown) as caught:
            await call(gomus)
        seen.append(caught.value.fingerprint)
    assert seen[0] == seen[1] != seen[2]


async def test_the_fingerprint_is_that_of_the_body(serve: Serve, connect: Connect) -> None:
    first, requests = await _unknown(serve, connect, reset(), post_batch)
    assert first.fingerprint == hashlib.sha256(requests[0].body).hexdigest()


@cases(NO_ANSWER, BODY_LOST, NOT_THE_DOCUMENTED_SHAPE)
async def test_a_get_is_tried_again_until_it_is_answered(
    serve: Serve, connect: Connect, behaviour: Behaviour
) -> None:
    server = await serve(behaviour, customer())
    gomus = await connect(server, settings=settings)
    assert (await get(gomus)).id == 1
    assert len(server.requests) == gomus.stats.attempts == 2


@pytest.mark.parametrize("call", [put_one, put_batch])
@cases(NO_ANSWER, BODY_LOST, NOT_THE_DOCUMENTED_SHAPE)
async def test_n04_a_put_is_seen_exactly_as_often_as_it_was_tried(
    serve: Serve, connect: Connect, call: Call, behaviour: Behaviour
) -> None:
    fine = answer({"customer": {"id": 1, "foreign_id": "SF-1"}})
    if call is put_batch:
        fine = answer({"customer": [{"id": 1, "foreign_id": "SF-1"}]})
    server = await serve(behaviour, behaviour, fine)
    gomus = await connect(server, settings=settings)
    await call(gomus)
    assert len(server.requests) == gomus.stats.attempts == 3
    bodies = {got.body for got in server.requests if got.complete}
    assert len(bodies) == 1


@pytest.mark.parametrize(
    ("behaviour", "attempts", "error"),
    [
        (hang_up(), 4, UnexpectedResponse),
        (reset(), 4, UnexpectedResponse),
        (hang(), 4, DeadlineExceeded),
        (drip(), 4, DeadlineExceeded),
        (garbage_head(), 2, UnexpectedResponse),
        (huge_header(), 2, UnexpectedResponse),
        (truncated(), 4, UnexpectedResponse),
        (chunked_cut(), 4, UnexpectedResponse),
        (answer(body=b"{"), 4, UnexpectedResponse),
        (gzip_bomb(), 2, ResponseTooLarge),
    ],
    ids=["n04", "n05", "n07", "n14", "n12", "n13", "n09", "n10", "n11", "n20"],
)
async def test_a_get_that_never_succeeds_ends_after_its_attempts(
    serve: Serve, connect: Connect, behaviour: Behaviour, attempts: int, error: type[GomusError]
) -> None:
    server = await serve(behaviour)
    gomus = await connect(server, settings=settings)
    with pytest.raises(GomusError) as caught:
        await get(gomus)
    assert type(caught.value) is error
    assert caught.value.attempts == len(server.requests) == gomus.stats.attempts == attempts
    assert not isinstance(caught.value, ApiError)


@cases(NO_ANSWER)
async def test_a_hold_is_tried_once_more(
    serve: Serve, connect: Connect, behaviour: Behaviour
) -> None:
    server = await serve(behaviour, answer({"token": "t"}, 201))
    gomus = await connect(server, settings=settings)
    assert await hold(gomus) == {"token": "t"}
    assert len(server.requests) == 2


@cases(NO_ANSWER)
async def test_a_hold_that_stays_unclear_is_outcome_unknown_after_two(
    serve: Serve, connect: Connect, behaviour: Behaviour
) -> None:
    server = await serve(behaviour)
    gomus = await connect(server, settings=settings)
    with pytest.raises(OutcomeUnknown) as caught:
        await hold(gomus)
    assert caught.value.attempts == len(server.requests) == 2


async def test_a_hold_whose_body_is_lost_is_not_tried_again(serve: Serve, connect: Connect) -> None:
    server = await serve(truncated(201))
    with pytest.raises(OutcomeUnknown) as caught:
        await hold(await connect(server))
    assert caught.value.likely_applied
    assert len(server.requests) == 1
