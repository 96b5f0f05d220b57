"""`SyncInventorum` has what `Inventorum` has, and does the same."""

import inspect
import os
import re
import threading
import typing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import pytest

from gomus_async import ConfigError, NotFound, Pager, SyncPager
from gomus_async.inventorum import (
    Inventorum,
    InventorumCustomers,
    InventorumCustomerUpdate,
    NewInventorumCustomer,
    SyncInventorum,
    SyncInventorumCustomers,
)
from gomus_async.inventorum.blocking import SyncInventorum as Blocking
from gomus_async.inventorum.tokens import InventorumTokens
from gomus_async.sandbox import Sandbox
from tests.inventorum.conftest import Vault, asked
from tests.support.blocking_words import blocking

ASYNC = re.compile(r"(?i)\b(await\w*|async|asyncio|coroutines?|event loops?|aclose)\b")
RESOURCES: dict[type[Any], type[Any]] = {InventorumCustomers: SyncInventorumCustomers}
METHODS = [
    name
    for name, _ in inspect.getmembers(InventorumCustomers, inspect.isfunction)
    if name[0] != "_"
]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def shop(sandbox: Sandbox) -> Iterator[SyncInventorum]:
    with SyncInventorum(sandbox.inventorum_url, token="inventorum-token") as shop:
        yield shop


def hints(function: Any) -> dict[str, Any]:
    return typing.get_type_hints(function, localns={"aiohttp": aiohttp})


def twin(hint: Any) -> Any:
    if typing.get_origin(hint) is Pager:
        return SyncPager[typing.get_args(hint)]  # type: ignore[misc]
    return RESOURCES.get(hint, hint)


def public(cls: type[Any]) -> set[str]:
    return {name for name in dir(cls) if name[0] != "_"}


def test_nothing_is_missing_and_nothing_added() -> None:
    assert public(InventorumCustomers) == public(SyncInventorumCustomers)
    assert len(METHODS) == 7
    assert public(SyncInventorum) == public(Inventorum) - {"aclose", "bulk_customers"} | {"close"}


@pytest.mark.parametrize("name", METHODS)
def test_methods(name: str) -> None:
    ours = getattr(InventorumCustomers, name)
    theirs = getattr(SyncInventorumCustomers, name)
    expected = {key: twin(hint) for key, hint in hints(ours).items()}

    mine = inspect.signature(ours).parameters.values()
    its = inspect.signature(theirs).parameters.values()
    facts = [(one.name, one.kind, one.default) for one in mine]
    assert [(one.name, one.kind, one.default) for one in its] == facts
    assert hints(theirs) == expected
    assert not inspect.iscoroutinefunction(theirs)
    assert inspect.getdoc(theirs) == blocking(inspect.getdoc(ours) or "")
    assert ASYNC.findall(inspect.getdoc(theirs) or "await") == []


def test_making_a_client() -> None:
    mine = inspect.signature(Inventorum.__init__).parameters
    its = inspect.signature(SyncInventorum.__init__).parameters

    facts = [(one.name, one.kind, one.default) for one in mine.values() if one.name != "session"]
    assert [(one.name, one.kind, one.default) for one in its.values()] == facts
    types = {name: hint for name, hint in hints(Inventorum.__init__).items() if name != "session"}
    assert hints(SyncInventorum.__init__) == types
    doc = blocking(inspect.getdoc(Inventorum) or "")
    doc = doc.replace("Inventorum(...)", "SyncInventorum(...)")
    doc = doc.replace("Inventorum(token", "SyncInventorum(token")
    assert inspect.getdoc(SyncInventorum) == doc
    assert ASYNC.findall(doc) == []


def test_properties() -> None:
    for name in ("customers", "stats"):
        mine, its = getattr(Inventorum, name), getattr(SyncInventorum, name)
        assert inspect.getdoc(its) == inspect.getdoc(mine)
        assert hints(its.fget)["return"] is twin(hints(mine.fget)["return"])


def test_a_life(shop: SyncInventorum) -> None:
    made = shop.customers.create(NewInventorumCustomer(company="Verein"))
    changed = shop.customers.update(made.id, InventorumCustomerUpdate(is_favourite=True))

    assert changed.is_favourite is True
    assert made.id in [row.id for row in shop.customers.favourites(limit=3)]
    assert len(shop.customers.list().all()) == 40
    assert shop.customers.page(2).total_count == 40
    assert shop.customers.get(made.id).company == "Verein"
    shop.customers.delete(made.id)
    with pytest.raises(NotFound):
        shop.customers.get(made.id)
    assert shop.stats.calls > 5


def test_it_shows_no_token(sandbox: Sandbox, shop: SyncInventorum) -> None:
    url = sandbox.inventorum_url

    assert repr(shop) == f"SyncInventorum({url!r}, token=***, api_version=12)"
    assert repr(object.__new__(SyncInventorum)) == "SyncInventorum()"


def test_ten_threads_cause_one_refresh(sandbox: Sandbox, vault: Vault) -> None:
    kept: list[str] = []
    threads: set[str] = set()

    def store(tokens: InventorumTokens) -> None:
        threads.add(threading.current_thread().name)
        kept.append(tokens.refresh_token.reveal())

    refresh = vault.refresh(store=store)
    ready = threading.Barrier(10)
    with (
        SyncInventorum(sandbox.inventorum_url, token="ended", refresh=refresh) as shop,
        ThreadPoolExecutor(10) as pool,
    ):

        def call(_: int) -> int:
            ready.wait()
            return shop.customers.get(196906).id

        assert list(pool.map(call, range(10))) == [196906] * 10

    assert len(asked(sandbox, "POST", "/auth/token/")) == len(kept) == 1
    assert len(threads) == 1


def test_a_closed_one(sandbox: Sandbox) -> None:
    shop = SyncInventorum(sandbox.inventorum_url, token="inventorum-token")
    shop.customers.get(196906)
    shop.close()
    shop.close()

    with pytest.raises(ConfigError, match="closed"):
        shop.customers.get(196906)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.parametrize("refreshes", [True, False])
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child(sandbox: Sandbox, vault: Vault, refreshes: bool) -> None:
    """Two processes would use up each other's refresh tokens."""
    refresh = vault.refresh() if refreshes else None
    url = sandbox.inventorum_url
    with SyncInventorum(url, token="inventorum-token", refresh=refresh) as shop:
        shop.customers.get(196906)
        child = os.fork()
        if child == 0:
            code = 3
            try:
                code = 0 if shop.customers.get(196906).id == 196906 else 1
            except ConfigError as error:
                code = 2 if "one process" in str(error) else 4
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == (2 if refreshes else 0)
        assert shop.customers.get(196906).id == 196906


def test_it_is_loaded_when_it_is_asked_for() -> None:
    assert SyncInventorum is Blocking
