"""A key made of digits never leads to the customer whose go~mus id it looks like."""

import json
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from gomus_async import (
    ConfigError,
    CustomerUpdate,
    ForeignIdShadowed,
    Gomus,
    GomusError,
    NewCustomer,
    NotFound,
    Unprocessable,
)
from gomus_async.sandbox import Sandbox
from tests.resources.recorder import Canned, Recorder

STRANGER = "Stranger"
KEYS = ["12345", "007", " 12", "+5", "12abc"]
IDS = {"12345": 12345, "007": 7, " 12": 12, "+5": 5, "12abc": 12}


def stored(sandbox: Sandbox) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{sandbox.url}/_sandbox/store/customers") as answer:
        rows: list[dict[str, Any]] = json.load(answer)
    return rows


def plant(sandbox: Sandbox, number: int) -> None:
    """Store a customer under this id: the API itself gives no choice of ids."""
    table = sandbox.store.customers
    sample = next(iter(table._by_id.values()))
    draft = sample.draft()
    draft.id, draft.foreign_id, draft.name, draft.addresses = number, None, STRANGER, []
    table.save(draft)


@pytest.fixture
async def world() -> AsyncIterator[tuple[Sandbox, Gomus]]:
    with Sandbox() as sandbox:
        for number in set(IDS.values()):
            plant(sandbox, number)
        async with Gomus(sandbox.url, token="user-token") as gomus:
            yield sandbox, gomus


Call = Callable[[Gomus, str], Awaitable[object]]
CALLS: dict[str, Call] = {
    "get": lambda gomus, key: gomus.customers.get(key),
    "update": lambda gomus, key: gomus.customers.update(key, CustomerUpdate(tel="+49 30 666")),
    "delete": lambda gomus, key: gomus.customers.delete(key),
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", CALLS)
async def test_a_stranger_is_never_touched(
    world: tuple[Sandbox, Gomus], name: str, key: str
) -> None:
    sandbox, gomus = world
    before = stored(sandbox)
    assert any(row["id"] == IDS[key] for row in before)

    with pytest.raises((ForeignIdShadowed, NotFound, Unprocessable)) as caught:
        await CALLS[name](gomus, key)

    assert stored(sandbox) == before
    assert STRANGER not in str(caught.value)


@pytest.mark.parametrize("key", KEYS)
async def test_the_owner_of_the_key_is_the_one_who_changes(
    world: tuple[Sandbox, Gomus], key: str
) -> None:
    sandbox, gomus = world
    own = await gomus.customers.create(NewCustomer(foreign_id=key, name="Own"))
    before = {row["id"]: row for row in stored(sandbox)}

    updated = await gomus.customers.update(key, CustomerUpdate(tel="+49 30 1"))

    assert (updated.id, updated.foreign_id, updated.tel) == (own.id, key, "+49 30 1")
    after = {row["id"]: row for row in stored(sandbox)}
    assert [number for number in after if after[number] != before[number]] == [own.id]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["get", "delete"])
async def test_reading_and_deleting_the_owner_or_nobody(
    world: tuple[Sandbox, Gomus], name: str, key: str
) -> None:
    sandbox, gomus = world
    own = await gomus.customers.create(NewCustomer(foreign_id=key, name="Own"))
    before = stored(sandbox)
    shadowed = key.isdecimal()

    if shadowed:
        with pytest.raises(ForeignIdShadowed):
            await CALLS[name](gomus, key)
        assert stored(sandbox) == before
    elif name == "get":
        assert (await gomus.customers.get(key)).id == own.id
    else:
        await gomus.customers.delete(key)
        assert stored(sandbox) == [row for row in before if row["id"] != own.id]


async def test_a_prefixed_key_needs_no_detour(world: tuple[Sandbox, Gomus]) -> None:
    sandbox, gomus = world

    await gomus.customers.update("SF-1001", CustomerUpdate(tel="1"))

    last = sandbox.history[-1]
    assert (last["method"], last["path"]) == ("PUT", "/api/v4/customers/SF-1001")


async def test_a_numeric_key_cannot_be_changed_by_key(world: tuple[Sandbox, Gomus]) -> None:
    sandbox, gomus = world
    before = len(sandbox.history)

    with pytest.raises(ConfigError, match="go~mus id"):
        await gomus.customers.update("12345", CustomerUpdate(foreign_id="SF-9"))
    assert len(sandbox.history) == before


def answering(**customer: Any) -> Canned:
    return Canned(json={"customer": customer})


@pytest.mark.parametrize("name", CALLS)
async def test_an_answer_with_another_id(server: Recorder, gomus: Gomus, name: str) -> None:
    server.answer = answering(id=8, foreign_id="SF-8")
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "get": lambda: gomus.customers.get(7),
        "update": lambda: gomus.customers.update(7, CustomerUpdate(tel="1")),
        "delete": lambda: gomus.customers.delete("SF-7"),
    }

    with pytest.raises(ForeignIdShadowed):
        await calls[name]()
    assert all(request.method != "DELETE" for request in server.requests)


@pytest.mark.parametrize(
    ("ref", "customer", "shadowed"),
    [
        ("SF-7", {"id": 7, "foreign_id": "SF-7"}, False),
        ("SF-7", {"id": 7, "foreign_id": "sf-7"}, True),
        ("SF-7", {"id": 7, "foreign_id": None}, True),
        ("SF-7", {"id": 7}, False),  # a token may not see keys, and nothing can shadow this one
        ("7", {"id": 7}, True),
        (" 7", {"id": 7}, True),
        ("-7", {"id": 7}, True),
        ("\u0667", {"id": 7}, True),  # a digit, and Ruby need not think otherwise
        ("7", {"id": 8, "foreign_id": "7"}, False),
        (7, {"id": 7, "foreign_id": "SF-7"}, False),
        (7, {"id": "7"}, False),
    ],
)
async def test_who_is_believed(
    server: Recorder, gomus: Gomus, ref: int | str, customer: dict[str, Any], shadowed: bool
) -> None:
    server.answer = answering(**customer)

    if shadowed:
        with pytest.raises(ForeignIdShadowed):
            await gomus.customers.get(ref)
    else:
        assert (await gomus.customers.get(ref)).id == int(customer["id"])


async def test_an_update_may_change_a_key(server: Recorder, gomus: Gomus) -> None:
    server.answer = answering(id=7, foreign_id="SF-8")

    changed = await gomus.customers.update("SF-7", CustomerUpdate(foreign_id="SF-8"))

    assert changed.foreign_id == "SF-8"


@pytest.mark.parametrize("served", [[], [{"id": 7, "foreign_id": "8"}], [{"id": 7}]])
async def test_an_update_by_numeric_key_wants_its_own_row(
    server: Recorder, gomus: Gomus, served: list[dict[str, Any]]
) -> None:
    server.answer = Canned(json={"customers": served})

    with pytest.raises(GomusError, match="does not list the customer"):
        await gomus.customers.update("7", CustomerUpdate(tel="1"))


@pytest.mark.parametrize(
    "updates",
    [
        [CustomerUpdate(tel="1")],
        [CustomerUpdate(foreign_id=None, tel="1")],
        [CustomerUpdate(foreign_id="", tel="1")],
        [CustomerUpdate(foreign_id="A", tel="1"), CustomerUpdate(foreign_id="A", tel="2")],
    ],
)
async def test_a_batch_names_each_customer_once(
    server: Recorder, gomus: Gomus, updates: list[CustomerUpdate]
) -> None:
    with pytest.raises(ConfigError, match="foreign_id"):
        await gomus.customers.update_many(updates)
    assert server.requests == []
