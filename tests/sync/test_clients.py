"""`SyncGomus` itself: its end, its views, what it leaves behind, what it shows."""

import asyncio
import gc
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from gomus_async import ConfigError, GomusError, Secret, SyncGomus, SyncPager
from gomus_async.sandbox import Sandbox
from gomus_async.sync.portal import portal

TOKEN = "canary-7Qf3zK9w/Xm2+Lp8=token"
NAME = "gomus-sync"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == NAME]


def requests(sandbox: Sandbox) -> list[tuple[str, str | None]]:
    return [(row["path"].rpartition("/")[2], row["query"].get("page")) for row in sandbox.history]


def test_a_closed_client() -> None:
    gomus = SyncGomus("demo.gomus.de")
    gomus.close()
    gomus.close()

    for call in (gomus.instance.version, gomus.raw.instance.whoami, gomus.museums.list().all):
        with pytest.raises(ConfigError, match="this client is closed"):
            call()
    assert gomus.stats.calls == 0


def test_a_view_ends_with_its_client(sandbox: Sandbox) -> None:
    with SyncGomus(sandbox.url, token="user-token") as gomus:
        view = gomus.with_options(token=None)
        view.close()
        assert gomus.instance.whoami().access == "user"
        assert view.instance.whoami().access == "public"
        assert view.stats.calls == 2
        assert gomus.with_options(locale="en").with_options(shop="x.de").behind.stats.calls == 2

    with pytest.raises(ConfigError, match="closed"):
        view.instance.whoami()


def test_wrong_arguments_are_refused_at_once() -> None:
    with pytest.raises(ConfigError, match="token"):
        SyncGomus("demo.gomus.de", token="two words")
    with pytest.raises(ConfigError, match="shop"):
        SyncGomus("demo.gomus.de").with_options(shop="https://demo-shop.gomus.de/")
    with pytest.raises(ConfigError, match="GOMUS_INSTANCE"):
        SyncGomus.from_env(environ={})
    assert repr(SyncGomus.from_env(environ={"GOMUS_INSTANCE": "demo.gomus.de"})) == (
        "SyncGomus('https://demo.gomus.de', token=none, locale=None)"
    )


def shown(error: BaseException) -> str:
    trace = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(trace.format())


@pytest.mark.parametrize(
    "call",
    [
        lambda gomus: gomus.with_options(token=TOKEN).customers.get("SF-1"),
        lambda gomus: gomus.annual(TOKEN).order(),
        lambda gomus: gomus.accounts.sign_in("anna@example.com", TOKEN),
        lambda gomus: gomus.request("POST", "/x", json={"token": TOKEN}),
        lambda gomus: gomus.request("GET", "/x", params={"token": TOKEN}),
        lambda gomus: gomus.reservations.delete(TOKEN),
        lambda gomus: gomus.coupons.check(TOKEN),
        lambda gomus: gomus.orders.find_by_barcode(TOKEN),
    ],
)
def test_no_traceback_shows_a_secret(sandbox: Sandbox, call: Any) -> None:
    with SyncGomus(sandbox.url, token=TOKEN) as gomus, pytest.raises(GomusError) as failed:
        call(gomus)

    assert "facade.py" in shown(failed.value) or "blocking.py" in shown(failed.value)
    assert TOKEN not in shown(failed.value)
    assert TOKEN not in repr(gomus)


def test_no_secret_shows_where_a_client_cannot_be_made() -> None:
    with pytest.raises(ConfigError) as failed:
        SyncGomus("demo.gomus.de", token=f"{TOKEN} {TOKEN}")
    assert TOKEN not in shown(failed.value)
    with pytest.raises(ConfigError) as failed:
        SyncGomus("demo.gomus.de").annual(Secret(f"{TOKEN} {TOKEN}"))
    assert TOKEN not in shown(failed.value)


def test_pages_are_fetched_when_they_are_asked_for(sandbox: Sandbox) -> None:
    with SyncGomus(sandbox.url) as gomus:
        rows = iter(gomus.tickets.list(per_page=2, prefetch=0))
        assert requests(sandbox) == []
        next(rows), next(rows)
        gomus.instance.version()
        assert requests(sandbox) == [("tickets", "1"), ("version", None)]
        next(rows)
        assert requests(sandbox)[2:] == [("tickets", "2")]
        rows.close()


def test_a_list_keeps_its_client(sandbox: Sandbox) -> None:
    """Nobody else holds the client while the loop lasts."""
    seen = 0
    for _ in SyncGomus(sandbox.url).tickets.list(per_page=10):
        if seen % 5 == 0:
            gc.collect()
        seen += 1

    assert seen > 10


def test_a_dropped_client_closes_its_connections(sandbox: Sandbox) -> None:
    gomus = SyncGomus(sandbox.url)
    gomus.instance.version()
    transport = gomus.behind.bulk_caller.wire.transport
    assert transport._sessions

    del gomus
    gc.collect()
    portal().call(_turns)

    assert not transport._sessions


async def _turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def use(url: str, times: int, *, call: bool) -> None:
    for _ in range(times):
        with SyncGomus(url) as gomus:
            if call:
                gomus.instance.version()


def blocks() -> int:
    """How much memory is in use."""
    gc.collect()
    return sys.getallocatedblocks()


def own() -> Counter[str]:
    """What there is of the package and its sessions."""
    gc.collect()
    rooms = ("gomus_async.client.", "gomus_async.sync.", "gomus_async.wire.", "aiohttp.client.")
    names = (f"{type(one).__module__}.{type(one).__name__}" for one in gc.get_objects())
    return Counter(name for name in names if name.startswith(rooms))


def test_clients_that_were_closed_leave_nothing_behind(sandbox: Sandbox) -> None:
    use(sandbox.url, 5, call=True)
    before = own()

    use(sandbox.url, 60, call=True)

    assert own() == before
    assert threads() == []


def test_clients_that_did_nothing_leave_nothing_behind() -> None:
    use("demo.gomus.de", 50, call=False)
    before = blocks()

    use("demo.gomus.de", 300, call=False)

    assert blocks() - before < 300
    assert threads() == []


def test_views_leave_nothing_behind(sandbox: Sandbox) -> None:
    with SyncGomus(sandbox.url) as gomus:
        gomus.instance.version()
        before = blocks()
        for _ in range(10_000):
            assert isinstance(gomus.with_options(locale="en").tickets.list(), SyncPager)
        grown = blocks() - before

        assert len(threads()) == 1
    assert threads() == []
    assert grown < 1_000
