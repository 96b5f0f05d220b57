"""Placing an order over a bad network: one order or none, and the caller knows what it can."""

import asyncio
import socket
from typing import Any

import attrs
import pytest

from gomus_async import CallOptions, GomusError, Order, OutcomeUnknown, RateLimited, Unavailable
from gomus_async.errors import UnexpectedRedirect
from gomus_async.sandbox import Sandbox
from tests.orders.conftest import MONDAY, Open, Shop, days, quick

SHORT = 15
LONG = 200
LATE_S = 3.0


@attrs.frozen
class Case:
    """A fault, and what must come of an order that meets it.

    Attributes:
        applied: Whether the order exists in the end.
        likely: What `likely_applied` must say.
        clear: Whether the caller gets the order all the same.
        attempt: How long the caller waits, in seconds.
    """

    do: str
    options: dict[str, Any] = attrs.field(factory=dict[str, Any])
    applied: bool = True
    likely: bool = False
    clear: bool = False
    attempt: float = 5.0

    @property
    def call_options(self) -> CallOptions:
        return CallOptions(timeout=self.attempt)

    def __str__(self) -> str:
        return "-".join([self.do, *(f"{key}={value}" for key, value in self.options.items())])


def either(do: str, *, attempt: float = 5.0, **options: Any) -> list[Case]:
    return [
        Case(do, {**options, "applied": applied}, applied=applied, attempt=attempt)
        for applied in (True, False)
    ]


CASES = [
    Case("reset_before", applied=False),
    Case("reset_after"),
    Case("late_commit", {"late_commit_s": LATE_S}),
    Case("late_commit", {"late_commit_s": LATE_S, "silent": True}, attempt=0.1),
    *either("status_500"),
    *either("status_502"),
    *either("status_503"),
    # Longer than anybody waits for, so that no other call is held back by it.
    *either("status_503", retry_after=3600),
    *either("status_504"),
    *either("hang", attempt=0.1),
    Case("truncate", likely=True),
    Case("invalid_json", likely=True),
    Case("html", likely=True),
    Case("garbage_head"),
    Case("huge_header"),
    Case("delay", {"delay_s": 0.01}, clear=True),
    Case("delay", {"delay_s": 0.2}, attempt=0.1),
    Case("unknown_fields", clear=True),
    Case("missing_fields", clear=True),
]


def placed(shop: Shop, comment: str) -> list[dict[str, Any]]:
    return [order for order in shop.orders() if order["comment"] == comment]


async def one_run(shop: Shop, case: Case, comment: str) -> None:
    """Order once, and compare what the caller was told with what the sandbox saw and holds."""
    before = len(shop.sent("POST"))
    outcome: Order | OutcomeUnknown
    try:
        outcome = await shop.gomus.orders.create(days(comment=comment), options=case.call_options)
    except OutcomeUnknown as unknown:
        outcome = unknown
    assert len(shop.sent("POST")) - before == 1
    assert isinstance(outcome, Order) is case.clear
    if case.do == "late_commit":
        assert isinstance(outcome, OutcomeUnknown)
        assert placed(shop, comment) == []
        assert await shop.gomus.orders.find_candidates(outcome) == []
        shop.sandbox.advance(LATE_S + 1)
    elif case.do == "delay" and not case.clear:
        await until_placed(shop, comment)
    stored = placed(shop, comment)
    assert len(stored) == case.applied
    if isinstance(outcome, Order):
        assert outcome.id == stored[0]["id"]
        return
    assert outcome.likely_applied is case.likely
    assert outcome.endpoint == "POST /orders"
    assert outcome.attempts == 1
    candidates = await shop.gomus.orders.find_candidates(outcome)
    assert [order.id for order in candidates] == [order["id"] for order in stored]
    assert {order["reference"] for order in stored} <= {outcome.reference}


async def until_placed(shop: Shop, comment: str) -> None:
    async with asyncio.timeout(10):
        while not placed(shop, comment):  # noqa: ASYNC110 - the server has no hook
            await asyncio.sleep(0.005)


async def runs(open_shop: Open, case: Case, count: int) -> None:
    shop = await open_shop()
    shop.fault(case.do, **case.options)
    for number in range(count):
        await one_run(shop, case, f"run {number}")
    # Nothing is repeated later either, nor does any commit land twice.
    shop.sandbox.advance(3600)
    assert len(shop.sent("POST")) == count
    assert len(shop.orders()) == count * case.applied
    comments = [order["comment"] for order in shop.orders()]
    assert len(set(comments)) == len(comments)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_an_order_that_meets_a_fault(open_shop: Open, case: Case):
    await runs(open_shop, case, SHORT)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_an_order_that_meets_a_fault_for_long(open_shop: Open, case: Case):
    await runs(open_shop, case, LONG)


MIXED = {
    "status_429": 0.1,
    "status_500": 0.05,
    "status_502": 0.05,
    "status_503": 0.05,
    "status_504": 0.05,
    "reset_before": 0.05,
    "reset_after": 0.1,
    "late_commit": 0.1,
    "truncate": 0.05,
    "invalid_json": 0.03,
    "garbage_head": 0.03,
    "huge_header": 0.03,
    "html": 0.03,
    "hang": 0.01,
    "redirect": 0.02,
}


async def mixed(open_shop: Open, count: int, seed: int) -> list[type[object]]:
    """Order over faults of every kind; returns what the caller got."""
    shop = await open_shop(settings=quick(attempt=0.3), seed=seed)
    kinds: list[type[object]] = []
    for number in range(count):
        shop.sandbox.set_faults({"seed": seed + number, "rates": MIXED})
        comment = f"run {number}"
        outcome: Order | GomusError
        try:
            outcome = await shop.gomus.orders.create(days(comment=comment))
        except GomusError as error:
            outcome = error
        shop.sandbox.set_faults(None)
        shop.sandbox.advance(60)
        stored = placed(shop, comment)
        if isinstance(outcome, Order):
            assert [outcome.id] == [order["id"] for order in stored]
        elif isinstance(outcome, OutcomeUnknown):
            found = await shop.gomus.orders.find_candidates(outcome)
            assert len(stored) <= 1
            assert [order.id for order in found] == [order["id"] for order in stored]
        else:
            assert stored == []
            assert isinstance(outcome, RateLimited | UnexpectedRedirect)
        kinds.append(type(outcome))
    sent = shop.sent("POST")
    refused = [request for request in sent if request["fault"] == "status_429"]
    gave_up = sum(issubclass(kind, RateLimited) for kind in kinds)
    assert len(sent) == count + len(refused) - gave_up
    assert sum(request["applied"] for request in sent) == len(shop.orders())
    return kinds


async def test_orders_over_mixed_faults(open_shop: Open):
    kinds = await mixed(open_shop, 40, seed=3)
    assert {Order, OutcomeUnknown} <= set(kinds)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(1000, 6000, 1000))
async def test_orders_over_mixed_faults_for_long(open_shop: Open, seed: int):
    kinds = await mixed(open_shop, LONG, seed)
    assert {Order, OutcomeUnknown} <= set(kinds)


async def test_connection_refused_twice_then_up(open_shop: Open):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        # A free port to serve on, at which nobody listens as yet.
        shop = await open_shop()
        waits = quick(base=0.3, floor=0.1)
        gomus = await shop.enter(
            type(shop.gomus)(f"http://127.0.0.1:{port}", token="user-token", settings=waits)
        )
        ordering = asyncio.create_task(gomus.orders.create(days()))
        async with asyncio.timeout(10):
            while gomus.stats.not_sent < 2:  # noqa: ASYNC110 - a counter has no hook
                await asyncio.sleep(0.001)
    async with Sandbox(port=port, data="empty", clock=lambda: MONDAY) as sandbox:
        order = await ordering
        posts = [row for row in sandbox.history if row["method"] == "POST"]
        stored = sandbox.store.records("orders") or []
    assert [row["id"] for row in stored] == [order.id]
    assert len(posts) == 1
    assert gomus.stats.not_sent >= 2


async def test_throttled_then_fine(shop: Shop):
    shop.fault("status_429", times=1)
    order = await shop.gomus.orders.create(days())
    assert [row["status"] for row in shop.sent("POST")] == [429, 201]
    assert [row["id"] for row in shop.orders()] == [order.id]
    references = {row["reference"] for row in shop.orders()}
    assert references == {order.reference}


async def test_throttled_for_ever(shop: Shop):
    shop.fault("status_429")
    with pytest.raises(RateLimited):
        await shop.gomus.orders.create(days())
    assert len(shop.sent("POST")) == 4
    assert shop.orders() == []


async def test_throttled_and_then_lost(shop: Shop):
    rules = [
        {"method": "POST", "path": "/api/v4/orders", "do": do, "nth": nth}
        for nth, do in enumerate(["status_429", "reset_after"], start=1)
    ]
    shop.sandbox.set_faults({"rules": rules})
    with pytest.raises(OutcomeUnknown) as caught:
        await shop.gomus.orders.create(days())
    assert len(shop.sent("POST")) == 2
    found = await shop.gomus.orders.find_candidates(caught.value)
    assert [order.id for order in found] == [row["id"] for row in shop.orders()]
    assert len(found) == 1


async def test_unavailable_with_retry_after_is_repeated_on_request(open_shop: Open):
    shop = await open_shop(settings=quick(orders_retry_503=True))
    shop.fault("status_503", times=1, retry_after=1)
    order = await shop.gomus.orders.create(days())
    assert [row["status"] for row in shop.sent("POST")] == [503, 201]
    assert [row["id"] for row in shop.orders()] == [order.id]


async def test_unavailable_without_retry_after_is_not_repeated_even_on_request(open_shop: Open):
    shop = await open_shop(settings=quick(orders_retry_503=True))
    shop.fault("status_503", applied=True)
    with pytest.raises(OutcomeUnknown) as caught:
        await shop.gomus.orders.create(days())
    assert not isinstance(caught.value, Unavailable)
    assert caught.value.status == 503
    assert len(shop.sent("POST")) == len(shop.orders()) == 1


async def test_a_reference_of_ones_own_finds_the_order(shop: Shop):
    await shop.gomus.orders.create(days(reference="another"))
    shop.fault("reset_after")
    with pytest.raises(OutcomeUnknown) as caught:
        await shop.gomus.orders.create(days(reference="Gruppe Süd"))
    assert caught.value.reference == "Gruppe Süd"
    found = await shop.gomus.orders.find_candidates(caught.value)
    assert [order.reference for order in found] == ["Gruppe Süd"]


async def test_without_a_reference_all_orders_since_are_candidates(shop: Shop):
    await shop.gomus.orders.create(days(reference="long ago"))
    shop.sandbox.advance(600)
    shop.fault("reset_after")
    with pytest.raises(OutcomeUnknown) as caught:
        await shop.gomus.orders.create(days(reference=""))
    shop.sandbox.set_faults(None)
    later = await shop.gomus.orders.create(days(reference="later"))
    assert caught.value.reference is None
    found = await shop.gomus.orders.find_candidates(caught.value)
    mine, other = sorted(found, key=lambda order: order.id)
    assert mine.reference == ""
    assert other.id == later.id


async def test_a_candidate_is_found_after_midnight(shop: Shop):
    # 09:00 on site; the answer is lost a minute before midnight.
    shop.sandbox.advance(15 * 3600 - 60)
    shop.fault("late_commit", late_commit_s=90)
    with pytest.raises(OutcomeUnknown) as caught:
        await shop.gomus.orders.create(days())
    assert await shop.gomus.orders.find_candidates(caught.value) == []
    shop.sandbox.advance(3600)
    found = await shop.gomus.orders.find_candidates(caught.value)
    assert [order.id for order in found] == [row["id"] for row in shop.orders()]
    assert len(found) == 1


async def test_cancelled_while_it_is_under_way(shop: Shop):
    shop.fault("hang", applied=True)
    ordering = asyncio.create_task(shop.gomus.orders.create(days()))
    async with asyncio.timeout(10):
        while not shop.orders():  # noqa: ASYNC110 - the server has no hook
            await asyncio.sleep(0.002)
    ordering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ordering
    assert len(shop.sent("POST")) == len(shop.orders()) == 1
