"""Customers of the till against the sandbox, with faults on the way."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gomus_async import (
    CallOptions,
    ConfigError,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    UnexpectedResponse,
)
from gomus_async.inventorum import (
    Inventorum,
    InventorumCustomerUpdate,
    NewInventorumCustomer,
)
from gomus_async.sandbox import Sandbox
from tests.inventorum.conftest import PATH, Connect, asked
from tests.resources.recorder import Canned, Recorded, Recorder

UNCLEAR = ["reset_after", "truncate", "invalid_json", "html", "garbage_head", "status_502"]
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def named(sandbox: Sandbox, company: str) -> list[dict[str, Any]]:
    rows = sandbox.store.records("inventorum_customers") or []
    return [row for row in rows if row["company"] == company]


def fault(sandbox: Sandbox, method: str, name: str, **more: Any) -> None:
    rule = {"method": method, "path": f"{PATH}/customers*", "nth": 1, "do": name, **more}
    sandbox.set_faults({"rules": [rule]})


@pytest.mark.parametrize("limit", [1, 7, 13, 30])
async def test_every_customer_is_listed_once(
    sandbox: Sandbox, inventorum: Inventorum, limit: int
) -> None:
    pager = inventorum.customers.list(limit=limit)

    rows = await pager.all()

    stored = sandbox.store.records("inventorum_customers") or []
    assert [row.id for row in rows] == [row["id"] for row in stored]
    assert pager.total == len(stored) == 39


async def test_favourites(sandbox: Sandbox, inventorum: Inventorum) -> None:
    rows = await inventorum.customers.favourites(limit=3).all()

    stored = sandbox.store.records("inventorum_customers") or []
    assert [row.id for row in rows] == [row["id"] for row in stored if row["is_favourite"]]
    assert all(row.is_favourite for row in rows)


@pytest.mark.parametrize("limit", [0, 31])
async def test_a_limit_that_cannot_be(inventorum: Inventorum, limit: int) -> None:
    with pytest.raises(ConfigError, match="limit must be from 1 to 30"):
        inventorum.customers.list(limit=limit)


async def test_pages(inventorum: Inventorum) -> None:
    last = await inventorum.customers.page(2)
    after = await inventorum.customers.page(3)

    assert (len(last), last.total_count, last.page) == (9, 39, 2)
    assert (len(after), after.total_count) == (0, 39)
    with pytest.raises(ConfigError, match="begin with 1"):
        await inventorum.customers.page(0)


async def test_a_server_that_knows_no_page_past_the_end(server: Recorder, connect: Connect) -> None:
    def answer(request: Recorded) -> Canned:
        if ("page", "1") in request.pairs:
            return Canned(json={"total": 40, "data": [{"id": 1}]})
        return Canned(404, {"detail": "Invalid page."})

    server.answer = answer
    inventorum = await connect(server.url)

    assert [row.id for row in await inventorum.customers.list(prefetch=0).all()] == [1]


@pytest.mark.parametrize("shape", ["results", "bare"])
async def test_other_shapes_of_lists(server: Recorder, connect: Connect, shape: str) -> None:
    rows = [{"id": 1}, {"id": 2}]

    def answer(request: Recorded) -> Canned:
        shown = rows if ("page", "1") in request.pairs else []
        return Canned(json=shown if shape == "bare" else {"total": 2, "results": shown})

    server.answer = answer
    inventorum = await connect(server.url)

    assert [row.id for row in await inventorum.customers.list().all()] == [1, 2]


async def test_a_life(sandbox: Sandbox, inventorum: Inventorum) -> None:
    customers = inventorum.customers
    made = await customers.create(NewInventorumCustomer(company="Verein", phone_number="30"))
    changed = await customers.update(made.id, InventorumCustomerUpdate(is_vip=True, note="neu"))

    assert (changed.id, changed.is_vip, changed.company) == (made.id, True, "Verein")
    assert (await customers.get(made.id)).phones == ("30",)
    (stored,) = named(sandbox, "Verein")
    assert stored["note"] == "neu"

    await customers.delete(made.id)
    assert named(sandbox, "Verein") == []
    for call in (customers.get, customers.delete):
        with pytest.raises(NotFound):
            await call(made.id)


@pytest.mark.parametrize("name", UNCLEAR)
async def test_a_create_without_a_clear_answer_is_not_sent_again(
    sandbox: Sandbox, inventorum: Inventorum, name: str
) -> None:
    fault(sandbox, "POST", name)

    with pytest.raises(OutcomeUnknown):
        await inventorum.customers.create(NewInventorumCustomer(company="Verein"))

    assert len(asked(sandbox, "POST", "/customers/")) == 1
    assert len(named(sandbox, "Verein")) == (0 if name == "status_502" else 1)


@pytest.mark.parametrize("name", ["status_429"])
async def test_a_create_that_was_turned_away_is_sent_again(
    sandbox: Sandbox, inventorum: Inventorum, name: str
) -> None:
    fault(sandbox, "POST", name, retry_after=0.01)

    await inventorum.customers.create(NewInventorumCustomer(company="Verein"))

    assert len(asked(sandbox, "POST", "/customers/")) == 2
    assert len(named(sandbox, "Verein")) == 1


@pytest.mark.parametrize("name", [*UNCLEAR, "status_429", "status_503", "reset_before"])
async def test_everything_else_is_sent_again(
    sandbox: Sandbox, inventorum: Inventorum, name: str
) -> None:
    made = await inventorum.customers.create(NewInventorumCustomer(company="Verein"))

    fault(sandbox, "GET", name)
    assert (await inventorum.customers.get(made.id)).id == made.id
    fault(sandbox, "PUT", name)
    await inventorum.customers.update(made.id, InventorumCustomerUpdate(is_vip=True))
    (stored,) = named(sandbox, "Verein")
    assert stored["is_vip"] is True
    fault(sandbox, "DELETE", name)
    await inventorum.customers.delete(made.id)
    assert named(sandbox, "Verein") == []


@pytest.mark.parametrize("name", ["unknown_fields", "missing_fields"])
async def test_lists_whose_rows_are_strange(
    sandbox: Sandbox, inventorum: Inventorum, name: str
) -> None:
    sandbox.set_faults(f"{name}=1")

    assert len(await inventorum.customers.list().all()) == 39


async def test_too_many_requests_a_second(connect: Connect) -> None:
    async with Sandbox(inventorum_rate=1, clock=lambda: NOW) as sandbox:
        inventorum = await connect(sandbox)
        await inventorum.customers.get(196906)

        with pytest.raises(RateLimited) as caught:
            await inventorum.customers.get(196906, options=CallOptions(deadline=0.5))

        assert caught.value.retry_after == 1
        sandbox.advance(1)
        assert (await inventorum.customers.get(196906)).id == 196906


@pytest.mark.parametrize("answer", [{"id": 7}, {"total": 1, "data": [{"id": 7}]}])
async def test_an_answer_about_somebody_else(
    server: Recorder, connect: Connect, answer: dict[str, Any]
) -> None:
    server.answer = Canned(json=answer)
    inventorum = await connect(server.url)

    with pytest.raises(UnexpectedResponse, match="another customer"):
        await inventorum.customers.get(1)


async def test_a_list_in_place_of_one_says_nothing(server: Recorder, connect: Connect) -> None:
    server.answer = Canned(json={"total": 2, "data": [{"id": 1}, {"id": 2}]})
    inventorum = await connect(server.url)

    with pytest.raises(UnexpectedResponse, match="documented shape"):
        await inventorum.customers.get(1)


async def test_parts_that_cannot_be_read_are_left_out(server: Recorder, connect: Connect) -> None:
    strange = {"id": 1, "birthday": "gestern", "billing_address": "-", "first_name": "Ana"}
    server.answer = Canned(json=strange)
    inventorum = await connect(server.url)

    customer = await inventorum.customers.get(1)

    assert (customer.birthday, customer.billing_address) == (None, None)
    assert (customer.first_name, customer.raw) == ("Ana", strange)
