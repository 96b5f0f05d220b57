"""Documents of a sandbox: right in the end, whatever its faults, or not there at all."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from gomus_async import (
    DeadlineExceeded,
    EventItem,
    Gomus,
    GomusError,
    Gone,
    NotFound,
    Order,
    RateLimited,
    ServerError,
    TicketItem,
    TourItem,
    Unauthorized,
    UnexpectedRedirect,
    UnexpectedResponse,
)
from gomus_async.resources.documents import Document
from gomus_async.sandbox import Sandbox
from tests.documents.conftest import BEFORE, names
from tests.support.clients import quick
from tests.support.documents import sheets
from tests.support.sold import NOON, PASS, PDFS, TOKEN, put

NUMBER = 3944805
PATH = f"/api/v4/orders/{NUMBER}/*"
SALE = 42102
BARCODE = "4034210297634-2"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=lambda: NOON, drip_s=0.0, delay_s=0.05) as running:
        put(SimpleNamespace(sandbox=running))
        yield running


@pytest.fixture
async def shop(sandbox: Sandbox) -> AsyncIterator[Gomus]:
    async with Gomus(sandbox.url, token="reseller-token", settings=quick(deadline=10)) as gomus:
        yield gomus


@pytest.fixture
async def order(shop: Gomus) -> Order:
    found = await shop.orders.get(NUMBER)
    assert found.token == TOKEN
    return found


def documents(shop: Gomus, order: Order) -> dict[str, Document]:
    """Every document of the order, by its address."""
    orders = shop.orders
    passbook = orders.passbook(order, SALE, BARCODE)
    found = [
        orders.ticket_pdf(order, SALE),
        orders.event_pdf(order, 6127),
        orders.tour_pdf(order, 27079),
        orders.invoice_pdf(order),
    ]
    return {**dict(zip(PDFS, found, strict=True)), PASS: passbook}


def spoil(sandbox: Sandbox, fault: str, *, times: int | None, **options: Any) -> None:
    rule = {"path": PATH, "do": fault, **options}
    sandbox.set_faults({"rules": [rule if times is None else {**rule, "times": times}]})


async def test_every_document_is_there(shop: Gomus, order: Order, tmp_path: Path) -> None:
    for name, one in documents(shop, order).items():
        saved = await one.save(tmp_path / name.replace("/", "_"))
        content = saved.read_bytes()
        if name == PASS:
            assert one.content_type == "application/vnd.apple.pkpass"
            assert content.startswith(b"PK")
        else:
            assert one.content_type == "application/pdf"
            assert sheets(content)


async def test_the_client_needs_no_token_of_its_own(sandbox: Sandbox, order: Order) -> None:
    async with Gomus(sandbox.url, token="of-another-instance") as stranger:
        assert (await stranger.orders.invoice_pdf(order).read()).startswith(b"%PDF-")


PASSING = [
    *(f"status_{status}" for status in (429, 500, 502, 503, 504)),
    *("reset_before", "reset_after", "truncate", "html", "garbage_head", "huge_header"),
    *("late_commit", "delay", "slow_drip", "unknown_fields", "missing_fields"),
]


@pytest.mark.parametrize("fault", PASSING)
async def test_a_fault_that_passes_changes_nothing(
    sandbox: Sandbox, shop: Gomus, order: Order, tmp_path: Path, fault: str
) -> None:
    right = {name: await one.read() for name, one in documents(shop, order).items()}

    for name, one in documents(shop, order).items():
        spoil(sandbox, fault, times=1)
        path = tmp_path / "document"
        await one.save(path)
        assert path.read_bytes() == right[name]
    assert names(tmp_path) == ["document"]


LASTING: dict[str, type[GomusError]] = {
    "status_429": RateLimited,
    "status_500": ServerError,
    "status_502": ServerError,
    "status_503": ServerError,
    "status_504": ServerError,
    "reset_before": UnexpectedResponse,
    "reset_after": UnexpectedResponse,
    "late_commit": UnexpectedResponse,
    "truncate": UnexpectedResponse,
    "html": UnexpectedResponse,
    "garbage_head": UnexpectedResponse,
    "huge_header": UnexpectedResponse,
    "hang": DeadlineExceeded,
    "redirect": UnexpectedRedirect,
}


@pytest.mark.parametrize("fault", LASTING)
@pytest.mark.parametrize("how", ["read", "save"])
async def test_a_fault_that_lasts_leaves_what_was_there(
    sandbox: Sandbox, order: Order, tmp_path: Path, fault: str, how: str
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(BEFORE)
    spoil(sandbox, fault, times=None)

    settings = quick(deadline=1 if fault == "hang" else 5, attempts=3)
    async with Gomus(sandbox.url, settings=settings) as shop:
        one = shop.orders.ticket_pdf(order, SALE)
        with pytest.raises(LASTING[fault]):
            await (one.read() if how == "read" else one.save(path))

    assert names(tmp_path) == ["a.pdf"]
    assert path.read_bytes() == BEFORE


async def test_a_bomb_is_not_unpacked_into_memory(
    sandbox: Sandbox, shop: Gomus, order: Order
) -> None:
    spoil(sandbox, "gzip_bomb", times=None)
    with pytest.raises(UnexpectedResponse, match="compressed"):
        await shop.orders.ticket_pdf(order, SALE).read()


async def test_a_bomb_is_not_saved_beyond_the_limit(
    sandbox: Sandbox, order: Order, tmp_path: Path
) -> None:
    spoil(sandbox, "gzip_bomb", times=None)
    settings = quick(limits={"document_bytes": 10_000_000})
    async with Gomus(sandbox.url, settings=settings) as shop:
        with pytest.raises(UnexpectedResponse, match="compressed"):
            await shop.orders.ticket_pdf(order, SALE).save(tmp_path / "a.pdf")
    assert names(tmp_path) == []


async def test_a_slow_document_outlasts_the_timeout_of_an_attempt(
    sandbox: Sandbox, order: Order
) -> None:
    spoil(sandbox, "delay", times=None, delay_s=0.4)
    async with Gomus(sandbox.url, settings=quick(attempt=0.1)) as shop:
        assert (await shop.orders.ticket_pdf(order, SALE).read()).startswith(b"%PDF-")
    assert [seen["fault"] for seen in sandbox.history].count("delay") == 1


async def test_many_documents_at_once_under_faults(
    sandbox: Sandbox, shop: Gomus, order: Order, tmp_path: Path
) -> None:
    right = {name: await one.read() for name, one in documents(shop, order).items()}
    kinds = ("truncate", "reset_after", "html", "status_503", "status_429")
    sandbox.set_faults({"seed": 7, "rates": dict.fromkeys(kinds, 0.06)})

    async def save(number: int, name: str, one: Document) -> bytes:
        path = await one.save(tmp_path / f"{number}_{name.replace('/', '_')}")
        return path.read_bytes()

    settings = quick(attempts=20, budget_reserve=100)
    async with Gomus(sandbox.url, settings=settings) as patient:
        wanted = [
            (name, save(number, name, one))
            for number in range(8)
            for name, one in documents(patient, order).items()
        ]
        saved = await asyncio.gather(*(saving for _, saving in wanted))

    assert saved == [right[name] for name, _ in wanted]
    assert len(names(tmp_path)) == len(wanted)
    assert {seen["fault"] for seen in sandbox.history} >= set(kinds)


async def test_documents_take_their_time_and_expire(tmp_path: Path) -> None:
    options: dict[str, Any] = {"document_delay_s": 3600, "document_life_s": 7200}
    async with Sandbox(clock=lambda: NOON, **options) as sandbox:
        put(SimpleNamespace(sandbox=sandbox))
        async with Gomus(sandbox.url, token="reseller-token", settings=quick(deadline=1)) as shop:
            order = await shop.orders.get(NUMBER)
            one = shop.orders.ticket_pdf(order, SALE)
            with pytest.raises(DeadlineExceeded):
                await one.save(tmp_path / "a.pdf")
            sandbox.advance(3601)
            assert (await one.save(tmp_path / "a.pdf")).read_bytes().startswith(b"%PDF-")
            sandbox.advance(3600)
            with pytest.raises(Gone):
                await shop.orders.ticket_pdf(order, SALE).read()


async def test_the_refusals_of_the_sandbox(shop: Gomus, order: Order) -> None:
    wrong = attrs.evolve(order, token="wrong")
    with pytest.raises(Unauthorized):
        await shop.orders.ticket_pdf(wrong, SALE).read()
    with pytest.raises(NotFound):
        await shop.orders.ticket_pdf(order, 1).read()
    with pytest.raises(NotFound):
        await shop.orders.passbook(order, SALE, "of-nobody").read()


async def test_the_documents_of_every_order_of_the_demonstration(
    shop: Gomus, tmp_path: Path
) -> None:
    seen: set[str] = set()
    async for order in shop.orders.list(start_at=date(2010, 1, 1)):
        if order.is_valid is False:
            continue
        for item in order.items:
            match item:
                case TicketItem(attributes=sale):
                    one = shop.orders.ticket_pdf(order, sale.id)
                case EventItem(attributes=booking):
                    one = shop.orders.event_pdf(order, booking.id)
                case TourItem(attributes=tour):
                    one = shop.orders.tour_pdf(order, tour.id)
                case _:
                    continue
            path = await one.save(tmp_path / f"{item.id}.pdf")
            assert sheets(path.read_bytes())
            seen.add(item.type or "")
    assert seen == {"Ticket", "Event", "Tour"}
