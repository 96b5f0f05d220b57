"""The recipe of the reference for an order whose answer is lost."""

from types import SimpleNamespace
from typing import Any

import pytest

from gomus_async import NewOrder, NewTicket, Order, Unprocessable
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import ROOT, blocks

MINUTE = 60.0


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def place(shop: Shop, waits: list[float]) -> Any:
    """The recipe; waiting lets the sandbox's time pass."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        shop.sandbox.advance(seconds)

    (recipe,) = (block for block in blocks(ROOT / "docs" / "orders.md") if "def place" in block)
    defined: dict[str, Any] = {}
    exec(recipe, defined)
    defined["asyncio"] = SimpleNamespace(sleep=sleep)

    async def run() -> Order | None:
        items = [NewTicket(id=247, quantity=2, time=shop.at(14))]
        order: Order | None = await defined["place"](shop.gomus, NewOrder(items=items))
        return order

    return run


def fault(shop: Shop, name: str) -> None:
    shop.sandbox.set_faults(
        {"rules": [{"method": "POST", "path": "/api/v4/orders", "nth": 1, "do": name}]}
    )


def placed(shop: Shop) -> list[int]:
    assert len(shop.requests("POST", "/orders")) == 1
    return [order["id"] for order in shop.orders()]


async def test_a_clear_answer_is_the_order(shop: Shop, place: Any, waits: list[float]) -> None:
    order = await place()

    assert placed(shop) == [order.id]
    assert waits == []


@pytest.mark.parametrize("name", ["reset_after", "truncate", "html", "status_502"])
async def test_an_unclear_answer_is_looked_up(shop: Shop, place: Any, name: str) -> None:
    fault(shop, name)

    order = await place()

    assert placed(shop) == ([] if order is None else [order.id])
    assert (order is None) == (name == "status_502")


async def test_a_late_order_is_found_after_a_minute(
    shop: Shop, place: Any, waits: list[float]
) -> None:
    fault(shop, "late_commit")

    order = await place()

    assert placed(shop) == [order.id]
    assert waits == [0.0, MINUTE]


async def test_what_never_arrived_is_none(shop: Shop, place: Any, waits: list[float]) -> None:
    fault(shop, "reset_before")

    assert await place() is None

    assert placed(shop) == []
    assert waits == [0.0, MINUTE]


async def test_a_refusal_is_clear(shop: Shop, place: Any, waits: list[float]) -> None:
    await shop.gomus.reservations.create(247, quantity=100, start_at=shop.at(14))

    with pytest.raises(Unprocessable):
        await place()

    assert placed(shop) == []
    assert waits == []
