"""The orders of a signed-in customer, while every answer may renew what proves the session."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from gomus_async import ConfigError, CustomerSession, Gomus, NotFound, Unauthorized
from gomus_async.sandbox import Sandbox
from tests.resources.recorder import Canned, Recorded, Recorder

NAMES = ("access-token", "client", "uid", "token-type")
EMAIL, PASSWORD = "shop-customer@giantmonkey.de", "meowmeowmeow"
SINCE = date(2010, 1, 1)


def headers(number: int) -> dict[str, str]:
    return {
        "access-token": f"access-{number}",
        "client": f"client-{number}",
        "uid": f"uid-{number}",
        "token-type": "Bearer",
    }


def sent(request: Recorded) -> dict[str, str]:
    """The headers of a session in a request."""
    return {name: value for name, value in request.headers if name in NAMES}


class Rotating:
    """Answers only to the newest set of headers, and renews it with every answer.

    Args:
        count: How many orders there are.
        size: How many of them a page has.
        drop: The names of headers that every renewal lacks.
    """

    def __init__(self, count: int = 7, size: int = 2, drop: frozenset[str] = frozenset()) -> None:
        self.count, self.size, self.drop = count, size, drop
        self.number = 0

    def __call__(self, request: Recorded) -> Canned:
        if request.method == "POST":
            return Canned(200, {"data": {"id": 1, "email": EMAIL}}, headers(self.number))
        if sent(request) != headers(self.number):
            return Canned(401, {"error": "session has ended"})
        renewed = {k: v for k, v in headers(self.number + 1).items() if k not in self.drop}
        self.number += not self.drop
        if not request.path.endswith("/orders"):
            number = int(request.path.rpartition("/")[2])
            return Canned(200, {"order": {"id": number, "items": []}}, renewed)
        page = int(dict(request.pairs)["page"])
        rows = range((page - 1) * self.size, min(page * self.size, self.count))
        meta = {"total_count": self.count, "page": page, "per_page": self.size}
        listed = {"orders": [{"id": row, "items": []} for row in rows], "meta": meta}
        return Canned(200, listed, renewed)


async def signed_in(server: Recorder, gomus: Gomus, answer: Any) -> CustomerSession:
    server.answer = answer
    session = await gomus.accounts.sign_in(EMAIL, PASSWORD)
    server.requests.clear()
    return session


async def test_pages_follow_the_headers_from_answer_to_answer(
    server: Recorder, gomus: Gomus
) -> None:
    session = await signed_in(server, gomus, Rotating())

    orders = await session.orders.list(start_at=SINCE, per_page=2).all()

    assert [order.id for order in orders] == list(range(7))
    assert [sent(request) for request in server.requests] == [headers(n) for n in range(4)]
    assert [dict(request.pairs)["page"] for request in server.requests] == ["1", "2", "3", "4"]
    assert dict(session.headers) == headers(4)


async def test_other_calls_between_pages_do_not_disturb(server: Recorder, gomus: Gomus) -> None:
    session = await signed_in(server, gomus, Rotating())
    found: list[int] = []

    async for order in session.orders.list(start_at=SINCE):
        found.append(order.id)
        assert (await session.orders.get(order.id)).id == order.id

    assert found == list(range(7))
    assert dict(session.headers) == headers(4 + 7)


@pytest.mark.parametrize("name", NAMES)
async def test_a_set_is_taken_whole_or_not_at_all(
    server: Recorder, gomus: Gomus, name: str
) -> None:
    session = await signed_in(server, gomus, Rotating(drop=frozenset({name})))

    assert len(await session.orders.list(start_at=SINCE).all()) == 7
    assert [sent(request) for request in server.requests] == [headers(0)] * 4
    assert dict(session.headers) == headers(0)


async def test_what_is_sent(server: Recorder, gomus: Gomus) -> None:
    session = await signed_in(server, gomus, Rotating())
    pager = session.orders.list(start_at=date(2026, 1, 1), end_at=date(2026, 2, 1), per_page=2)
    await pager.first()

    request = server.only
    assert (request.method, request.path) == ("GET", "/api/v4/orders")
    assert dict(request.pairs) == {
        "start_at": "2026-01-01",
        "end_at": "2026-02-01",
        "per_page": "2",
        "page": "1",
    }
    assert "authorization" not in dict(request.headers)
    assert b"SECRET-TOKEN" not in request.head
    assert pager.total == 7


async def test_a_refused_page_ends_the_list_and_keeps_the_headers(
    server: Recorder, gomus: Gomus
) -> None:
    rotating = Rotating()

    def ends(request: Recorded) -> Canned:
        if dict(request.pairs).get("page") == "3":
            return Canned(401, {"error": "session has ended"})
        return rotating(request)

    session = await signed_in(server, gomus, ends)
    found: list[int] = []
    with pytest.raises(Unauthorized):
        found.extend([order.id async for order in session.orders.list(start_at=SINCE)])
    assert dict(session.headers) == headers(2)
    assert len(server.requests) == 3


async def test_a_range_that_ends_before_it_begins(server: Recorder, gomus: Gomus) -> None:
    session = await signed_in(server, gomus, Rotating())
    with pytest.raises(ConfigError):
        session.orders.list(start_at=date(2026, 2, 1), end_at=date(2026, 1, 1))
    assert server.requests == []


async def test_after_the_end_of_the_session_nothing_is_sent(server: Recorder, gomus: Gomus) -> None:
    async with await signed_in(server, gomus, Rotating()) as session:
        orders = session.orders
        pager = orders.list(start_at=SINCE)

    for call in (pager.all, pager.first, lambda: orders.get(1)):
        with pytest.raises(ConfigError, match="over"):
            await call()
    assert server.requests == []


async def test_the_headers_do_not_show(server: Recorder, gomus: Gomus) -> None:
    session = await signed_in(server, gomus, Rotating())
    pager = session.orders.list(start_at=SINCE)
    await pager.all()
    for shown in (session, session.orders, pager, vars(session), session.caller()):
        assert not any(f"access-{number}" in repr(shown) for number in range(9))


async def test_the_customer_of_the_sandbox() -> None:
    async with Sandbox() as sandbox, Gomus(sandbox.url, token="reseller-token") as gomus:
        ids = _belonging_to_the_customer(sandbox, count=60)
        async with await gomus.accounts.sign_in(EMAIL, PASSWORD) as session:
            pager = session.orders.list(start_at=SINCE, end_at=date(2100, 1, 1), per_page=25)
            orders = await pager.all()
            one = await session.orders.get(orders[0].id)
            foreign = next(n for n in sandbox.store.ledger.orders if n not in ids)
            with pytest.raises(NotFound):
                await session.orders.get(foreign)

    assert {order.id for order in orders} == ids
    assert pager.total == len(ids)
    assert one.id == orders[0].id
    asked = [seen for seen in sandbox.history if seen["path"] == "/api/v4/orders"]
    assert len(asked) == -(-len(ids) // 25) >= 3
    assert "access-token" not in json.dumps(asked)


def _belonging_to_the_customer(sandbox: Sandbox, count: int) -> set[int]:
    """Give the shop's customer so many orders, as copies of one that is there."""
    ledger = sandbox.store.ledger
    [customer_id] = [
        account.customer_id
        for account in sandbox.store.accounts.accounts.values()
        if account.email == EMAIL
    ]
    pattern = next(iter(ledger.orders.values()))
    for number in range(count):
        order = copy.deepcopy(pattern)
        order.id, order.token, order.customer_id = 9_000_000 + number, f"t{number}", customer_id
        ledger.file(order)
    return {n for n, order in ledger.orders.items() if order.customer_id == customer_id}
