"""Finalizing and cancelling over a bad network: done once or not at all, and never repeated."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import pytest

from gomus_async import CallOptions, ConfigError, GomusError, Order, OutcomeUnknown, Unprocessable
from tests.orders.conftest import Open, Shop, days
from tests.orders.test_order_faults import CASES, LATE_S, Case

SHORT = 5
LONG = 200

Change = Callable[..., Awaitable[Order]]


@attrs.frozen
class Step:
    """Something that changes an order, and the state that it leads to."""

    name: str
    path: str
    done: str
    call: Change

    def __str__(self) -> str:
        return self.name


async def _finalize(shop: Shop, id: int, options: CallOptions | None = None) -> Order:
    return await shop.gomus.orders.finalize(id, options=options)


async def _cancel(shop: Shop, id: int, options: CallOptions | None = None) -> Order:
    return await shop.gomus.orders.cancel(id, options=options)


FINALIZE = Step("finalize", "/finalize", "booked", _finalize)
CANCEL = Step("cancel", "/cancellations", "cancelled", _cancel)
STEPS = [FINALIZE, CANCEL]


def state_of(shop: Shop, id: int) -> str:
    (state,) = [order["state"] for order in shop.orders() if order["id"] == id]
    return str(state)


def sold(shop: Shop) -> int:
    return sum((+shop.sandbox.store.ledger.sold).values())


async def one_run(shop: Shop, step: Step, case: Case) -> None:
    shop.sandbox.set_faults(None)
    draft = await shop.gomus.orders.create(days())
    before = len(shop.sent("POST", step.path))
    shop.fault(case.do, path=f"/api/v4/orders/*{step.path}", **case.options)
    outcome: Order | OutcomeUnknown
    try:
        outcome = await step.call(shop, draft.id, case.call_options)
    except OutcomeUnknown as unknown:
        outcome = unknown
    assert len(shop.sent("POST", step.path)) - before == 1
    assert isinstance(outcome, Order) is case.clear
    if case.do == "late_commit":
        assert state_of(shop, draft.id) == "draft"
        shop.sandbox.advance(LATE_S + 1)
    elif case.do == "delay" and not case.clear:
        await until(lambda: state_of(shop, draft.id) == step.done)
    assert state_of(shop, draft.id) == (step.done if case.applied else "draft")
    if isinstance(outcome, Order):
        assert outcome.id == draft.id
        return
    assert outcome.likely_applied is case.likely
    (found,) = await shop.gomus.orders.find_candidates(outcome)
    assert found.id == draft.id
    stored = next(order for order in shop.orders() if order["id"] == draft.id)
    assert found.is_valid == stored["is_valid"]
    assert found.payment_status == stored["payment_status"]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - the server has no hook
            await asyncio.sleep(0.005)


async def runs(open_shop: Open, step: Step, case: Case, count: int) -> None:
    shop = await open_shop()
    for _ in range(count):
        await one_run(shop, step, case)
    shop.sandbox.advance(3600)
    assert len(shop.sent("POST", step.path)) == count
    done = [order for order in shop.orders() if order["state"] == step.done]
    assert len(done) == count * case.applied
    assert sold(shop) == (0 if step is CANCEL and case.applied else count)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("step", STEPS, ids=str)
async def test_a_change_that_meets_a_fault(open_shop: Open, step: Step, case: Case):
    await runs(open_shop, step, case, SHORT)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("step", STEPS, ids=str)
async def test_a_change_that_meets_a_fault_for_long(open_shop: Open, step: Step, case: Case):
    await runs(open_shop, step, case, LONG)


@pytest.mark.parametrize("step", STEPS, ids=str)
async def test_throttled_then_fine(shop: Shop, step: Step):
    draft = await shop.gomus.orders.create(days())
    shop.fault("status_429", path=f"*{step.path}", times=1)
    changed = await step.call(shop, draft.id)
    assert changed.id == draft.id
    assert [row["status"] for row in shop.sent("POST", step.path)] == [429, 200]
    assert state_of(shop, draft.id) == step.done


@pytest.mark.parametrize("step", STEPS, ids=str)
async def test_twice_is_refused_and_changes_nothing(shop: Shop, step: Step):
    draft = await shop.gomus.orders.create(days())
    await step.call(shop, draft.id)
    before = shop.orders()
    with pytest.raises(Unprocessable):
        await step.call(shop, draft.id)
    assert shop.orders() == before


async def test_some_items_are_cancelled_once(shop: Shop):
    one = days()
    order = attrs.evolve(one, items=[*one.items, *one.items], total=4000)
    draft = await shop.gomus.orders.create(order)
    shop.fault("reset_after", path="*/cancellations")
    with pytest.raises(OutcomeUnknown) as caught:
        await shop.gomus.orders.cancel(draft.id, [draft.items[0].id or 0])
    assert len(shop.sent("POST", "/cancellations")) == 1
    (found,) = await shop.gomus.orders.find_candidates(caught.value)
    assert [item.raw.get("status") for item in found.items] == ["cancelled", None]
    assert state_of(shop, draft.id) == "draft"
    assert sold(shop) == 1


@pytest.mark.parametrize(
    ("item_ids", "body"), [([], None), ([1], {"item_ids": [1]}), ([], {"item_ids": [1]})]
)
async def test_cancel_takes_one_way_of_saying_what(shop: Shop, item_ids: Any, body: Any):
    with pytest.raises(ConfigError, match="item_ids"):
        await shop.gomus.orders.cancel(1, item_ids, body=body)
    assert shop.sandbox.history == []


async def test_candidates_are_only_of_orders(shop: Shop):
    for unknown in (OutcomeUnknown("x"), OutcomeUnknown("x", endpoint="POST /customers")):
        with pytest.raises(ConfigError, match="find_candidates"):
            await shop.gomus.orders.find_candidates(unknown)
    assert shop.sandbox.history == []


async def test_a_reading_afterwards_that_fails_is_no_refusal(shop: Shop):
    draft = await shop.gomus.orders.create(days())
    shop.sandbox.set_faults(
        {
            "rules": [
                {"method": "POST", "path": "*/finalize", "do": "reset_after"},
                {"method": "GET", "path": "*/orders/*", "do": "status_500"},
            ]
        }
    )
    with pytest.raises(OutcomeUnknown) as caught:
        await shop.gomus.orders.finalize(draft.id)
    with pytest.raises(GomusError):
        await shop.gomus.orders.find_candidates(caught.value)
    shop.sandbox.set_faults(None)
    (found,) = await shop.gomus.orders.find_candidates(caught.value)
    assert found.is_valid
    assert len(shop.sent("POST", "/finalize")) == 1
