"""Every customer of the till is handed out once, whatever happens to the list meanwhile."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from itertools import count
from random import Random
from typing import Any

import pytest

from gomus_async import ConfigError, PaginationError
from gomus_async.inventorum import (
    Inventorum,
    InventorumCustomer,
    InventorumCustomerUpdate,
    NewInventorumCustomer,
    inventorum_pages,
    inventorum_rows,
)
from gomus_async.sandbox import Sandbox
from tests.inventorum.conftest import Connect, asked
from tests.resources.recorder import Canned, Recorded, Recorder

ORDERS = ("oldest", "newest", "name", "edited")


@pytest.fixture(params=ORDERS)
async def sandbox(request: pytest.FixtureRequest) -> AsyncIterator[Sandbox]:
    async with Sandbox(inventorum_order=request.param) as sandbox:
        yield sandbox


def stored(sandbox: Sandbox) -> set[int]:
    return {row["id"] for row in sandbox.store.records("inventorum_customers") or []}


async def test_a_list_that_keeps_still_is_walked_twice(
    sandbox: Sandbox, inventorum: Inventorum
) -> None:
    ids = [row.id async for row in inventorum_rows(inventorum)]

    assert len(ids) == len(set(ids)) == 39
    assert set(ids) == stored(sandbox)
    pages = [row["query"]["page"] for row in asked(sandbox, "GET", "/customers/")]
    assert pages == ["1", "2", "1", "2"]


class Till:
    """Somebody at the till, who adds, changes and deletes customers between two pages."""

    def __init__(self, inventorum: Inventorum, seed: int) -> None:
        self._customers = inventorum.customers
        self._random = Random(seed)
        self._names = count()
        self.added: set[int] = set()
        self.deleted: set[int] = set()

    async def work(self, ids: list[int]) -> None:
        act = self._random.choice(["add", "delete", "edit", "swap"])
        one = self._random.choice([n for n in ids if n not in self.deleted])
        if act in {"add", "swap"}:
            letter = self._random.choice("AMZ")
            name = f"{letter} {next(self._names)}"
            made = await self._customers.create(NewInventorumCustomer(company=name))
            self.added.add(made.id)
        if act in {"delete", "swap"}:
            await self._customers.delete(one)
            self.deleted.add(one)
        if act == "edit":
            await self._customers.update(one, InventorumCustomerUpdate(is_vip=True))


@pytest.mark.parametrize("seed", range(6))
async def test_nothing_is_lost_or_doubled_while_the_till_is_open(
    sandbox: Sandbox, inventorum: Inventorum, seed: int
) -> None:
    there = sorted(stored(sandbox))
    till = Till(inventorum, seed)
    ids: list[int] = []
    for_a_while = 12

    async with aclosing(inventorum_pages(inventorum, limit=4)) as pages:
        async for page in pages:
            ids += [row.id for row in page]
            if for_a_while:
                for_a_while -= 1
                await till.work(there)

    assert len(ids) == len(set(ids))
    assert set(ids) >= stored(sandbox)
    assert set(ids) >= set(there) - till.deleted


async def test_a_deletion_between_two_pages_alone_would_lose_a_customer(
    sandbox: Sandbox, inventorum: Inventorum
) -> None:
    """The reason for all this: the plain list misses somebody here."""
    plain: list[int] = []
    async with aclosing(inventorum.customers.list(limit=5, prefetch=0).pages()) as pages:
        async for page in pages:
            plain += [row.id for row in page]
            if len(plain) == 5:
                await inventorum.customers.delete(plain[0])

    assert len(stored(sandbox) - set(plain)) == 1


async def test_going_on_at_a_page(sandbox: Sandbox, inventorum: Inventorum) -> None:
    numbers: list[int | None] = []
    ids: list[int] = []
    async with aclosing(inventorum_pages(inventorum, start_page=3, limit=10)) as pages:
        async for page in pages:
            numbers.append(page.page)
            ids += [row.id for row in page]

    assert numbers == [3, 4, 1, 2]
    assert len(ids) == len(set(ids)) == 39


async def test_leaving_early(sandbox: Sandbox, inventorum: Inventorum) -> None:
    async with aclosing(inventorum_rows(inventorum, limit=5)) as rows:
        first: InventorumCustomer = await anext(rows)

    assert first.id in stored(sandbox)
    assert len(asked(sandbox, "GET", "/customers/")) == 1


def restless() -> Callable[[Recorded], Canned]:
    """Another list with every answer."""
    numbers = count(1)

    def answer(_: Recorded) -> Canned:
        number = next(numbers)
        return Canned(json={"total": 1, "data": [{"id": number}]})

    return answer


async def test_a_list_that_never_keeps_still(server: Recorder, connect: Connect) -> None:
    server.answer = restless()
    inventorum = await connect(server.url)

    with pytest.raises(PaginationError, match="changed during each of 20 walks"):
        async for _ in inventorum_rows(inventorum):
            pass

    assert len(server.requests) == 20


async def test_a_list_that_says_more_than_it_shows(server: Recorder, connect: Connect) -> None:
    def answer(request: Recorded) -> Canned:
        shown: list[dict[str, Any]] = [{"id": 1}] if ("page", "1") in request.pairs else []
        return Canned(json={"total": 2, "data": shown})

    server.answer = answer
    inventorum = await connect(server.url)
    rows = inventorum_rows(inventorum)

    assert (await anext(rows)).id == 1
    with pytest.raises(PaginationError, match="there are 2 customers, and shows 1"):
        await anext(rows)


@pytest.mark.parametrize("clamped", [1, 7])
async def test_pages_that_are_smaller_than_asked_for(
    server: Recorder, connect: Connect, clamped: int
) -> None:
    rows = [{"id": number} for number in range(1, 20)]

    def answer(request: Recorded) -> Canned:
        first = (int(dict(request.pairs)["page"]) - 1) * clamped
        return Canned(json={"total": len(rows), "data": rows[first : first + clamped]})

    server.answer = answer
    inventorum = await connect(server.url)

    assert [row.id async for row in inventorum_rows(inventorum)] == [row["id"] for row in rows]


async def test_a_page_that_cannot_be(inventorum: Inventorum) -> None:
    with pytest.raises(ConfigError, match="start_page"):
        await anext(inventorum_rows(inventorum, start_page=0))
