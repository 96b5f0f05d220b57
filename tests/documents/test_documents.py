"""Documents: what is asked for, how long it is waited for, and what is no document."""

import asyncio
from pathlib import Path
from typing import Any

import attrs
import pytest

from gomus_async import (
    ApiError,
    ConfigError,
    DeadlineExceeded,
    Gomus,
    Gone,
    InvalidId,
    NotFound,
    Order,
    ResponseTooLarge,
    TicketItem,
    Unauthorized,
    UnexpectedRedirect,
    UnexpectedResponse,
)
from gomus_async.resources.documents import AWAITED_BYTES, Document
from gomus_async.wire.request import CallOptions
from tests.documents.conftest import BARCODE, ORDER, ORDER_TOKEN, PDF, Saved, names, pdf, pending
from tests.support.behaviours import Behaviour, answer, redirect, refusal, reset
from tests.support.clients import TOKEN, quick
from tests.wire.conftest import Connect, Serve

HTML = answer(body=b"<html>please wait</html>", headers={"Content-Type": "text/html"})


def _documents(gomus: Gomus, order: Order) -> dict[str, Document]:
    return {
        "tickets/42102.pdf": gomus.orders.ticket_pdf(order, 42102),
        f"tickets/42102/passbooks/{BARCODE}.pkpass": gomus.orders.passbook(order, 42102, BARCODE),
        "events/6127.pdf": gomus.orders.event_pdf(order, 6127),
        "tours/27079.pdf": gomus.orders.tour_pdf(order, 27079),
        "invoice.pdf": gomus.orders.invoice_pdf(order),
    }


async def test_the_orders_token_is_sent_and_the_clients_is_not(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(pdf())
    gomus = await connect(server)

    for path, document in _documents(gomus, ORDER).items():
        server.requests.clear()
        assert await document.read() == PDF
        [request] = server.requests
        assert request.path == f"/api/v4/orders/3944805/{path}"
        assert request.target.partition("?")[2] == "token=Order-Canary%2F9x%2BZq7%3DLm2Vt4"
        assert request.header("Authorization") is None
        assert TOKEN not in f"{request.headers}{request.target}"
        kind = "vnd.apple.pkpass" if path.endswith("pkpass") else "pdf"
        assert request.header("Accept") == f"application/{kind}"


async def test_nothing_is_sent_before_it_is_asked_for(serve: Serve, connect: Connect) -> None:
    server = await serve(pdf())
    documents = _documents(await connect(server), ORDER)

    await asyncio.sleep(0)
    assert server.connections == 0
    assert all(document.content_type is None for document in documents.values())


async def test_it_is_fetched_once_and_kept(serve: Serve, connect: Connect, tmp_path: Path) -> None:
    server = await serve(pdf())
    document = (await connect(server)).orders.ticket_pdf(ORDER, 42102)

    assert await document is document
    assert document.content_type == "application/pdf"
    assert await document.read() == PDF
    saved = await document.save(tmp_path / "a.pdf")
    assert saved.read_bytes() == await document.read() == PDF
    assert len(server.requests) == 1


async def test_a_large_one_is_fetched_again_when_it_is_read(
    serve: Serve, connect: Connect, tmp_path: Path
) -> None:
    large = PDF * (AWAITED_BYTES // len(PDF) + 1)
    server = await serve(pdf(large))
    document = (await connect(server)).orders.ticket_pdf(ORDER, 42102)

    assert (await document).content_type == "application/pdf"
    assert (await document.save(tmp_path / "a.pdf")).read_bytes() == large
    assert await document.read() == large
    assert len(server.requests) == 3


@pytest.mark.parametrize("times", [1, 5, 12])
async def test_what_is_being_made_is_waited_for(document: Saved, times: int) -> None:
    one = await document(*[pending()] * times, pdf(), settings=quick(cap=0.02))
    assert await one.read() == PDF


async def test_awaiting_waits_as_well(document: Saved) -> None:
    assert (await (await document(pending(), pending(), pdf()))).content_type == "application/pdf"


@pytest.mark.parametrize("fault", [refusal(500), reset(), HTML, refusal(503)])
async def test_one_fault_after_a_long_wait_is_no_end(document: Saved, fault: Behaviour) -> None:
    one = await document(*[pending()] * 6, fault, pending(), pdf())
    assert await one.read() == PDF


async def test_what_is_never_ready_ends_with_the_deadline(document: Saved, tmp_path: Path) -> None:
    for fetch in ("read", "save", "await"):
        one = await document(pending(), settings=quick(deadline=0.8))
        with pytest.raises(DeadlineExceeded, match="not ready in time"):
            await _fetched(one, fetch, tmp_path / "a.pdf")
    assert names(tmp_path) == []


@pytest.mark.parametrize("retry_after", ["1", "30", "100000"])
async def test_a_wait_that_the_deadline_does_not_allow_ends_at_once(
    document: Saved, retry_after: str
) -> None:
    one = await document(pending(retry_after), settings=quick(deadline=0.9))
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(DeadlineExceeded, match="not ready in time"):
        await one.read()
    assert loop.time() - began < 0.9


async def test_retry_after_of_a_202_is_kept_to(serve: Serve, connect: Connect) -> None:
    server = await serve(pending("1"), pdf())
    gomus = await connect(server)
    await gomus.orders.invoice_pdf(ORDER).read()
    first, second = server.requests
    assert 1.0 <= second.at - first.at < 3


async def test_a_202_in_the_options_deadline(serve: Serve, connect: Connect) -> None:
    server = await serve(pending())
    gomus = await connect(server)
    with pytest.raises(DeadlineExceeded) as caught:
        await gomus.orders.invoice_pdf(ORDER, options=CallOptions(deadline=0.8)).read()
    assert caught.value.attempts == len(server.requests) > 1
    assert caught.value.endpoint == "GET /orders/{order_id}/invoice.pdf"


REFUSALS = {401: Unauthorized, 404: NotFound, 410: Gone, 422: ApiError}


@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize("fetch", ["read", "save", "await"])
async def test_refusals_come_at_once(
    serve: Serve, connect: Connect, tmp_path: Path, status: int, fetch: str
) -> None:
    server = await serve(refusal(status, "document has expired"))
    one = (await connect(server)).orders.ticket_pdf(ORDER, 42102)

    with pytest.raises(REFUSALS[status]) as caught:
        await _fetched(one, fetch, tmp_path / "a.pdf")

    assert caught.value.messages == ("document has expired",)
    assert len(server.requests) == 1
    assert names(tmp_path) == []
    assert one.content_type is None


async def _fetched(document: Document, how: str, path: Path) -> object:
    if how == "read":
        return await document.read()
    return await (document.save(path) if how == "save" else document)


PAGES = {
    "html": HTML,
    "json": answer({"status": "ok"}),
    "problem": answer(body=b"<p>no", headers={"Content-Type": "TEXT/HTML; charset=utf-8"}),
    "no_content": answer(body=b"", status=204),
    "partial": pdf(status=206),
    "reset_content": pdf(b"", status=205),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("fetch", ["read", "save", "await"])
async def test_a_page_in_its_place_is_no_document(
    serve: Serve, connect: Connect, tmp_path: Path, page: Behaviour, fetch: str
) -> None:
    server = await serve(page)
    one = (await connect(server)).orders.ticket_pdf(ORDER, 42102)

    with pytest.raises(UnexpectedResponse, match="not a document"):
        await _fetched(one, fetch, tmp_path / "a.pdf")

    assert len(server.requests) == 4
    assert names(tmp_path) == []
    assert one.content_type is None


async def test_an_empty_answer_is_no_document(document: Saved, tmp_path: Path) -> None:
    one = await document(pdf(b""))
    with pytest.raises(UnexpectedResponse):
        await one.save(tmp_path / "a.pdf")
    assert names(tmp_path) == []


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
async def test_the_document_after_a_page_is_whole(
    document: Saved, tmp_path: Path, page: Behaviour
) -> None:
    one = await document(page, page, pdf())
    assert (await one.save(tmp_path / "a.pdf")).read_bytes() == PDF


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(serve: Serve, connect: Connect, status: int) -> None:
    other = await serve(pdf())
    server = await serve(redirect(status, f"{other.url}/elsewhere?token={ORDER_TOKEN}"))
    one = (await connect(server)).orders.invoice_pdf(ORDER)

    with pytest.raises(UnexpectedRedirect):
        await one.read()
    assert (len(server.requests), len(other.requests)) == (1, 0)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"token": None}, "no token"),
        ({"token": ""}, "no token"),
        ({"is_valid": False}, "not valid"),
    ],
)
async def test_an_order_without_documents_is_refused_before_anything_is_sent(
    serve: Serve, connect: Connect, change: dict[str, Any], problem: str
) -> None:
    server = await serve(pdf())
    gomus = await connect(server)
    order = attrs.evolve(ORDER, **change)

    makers: list[Any] = [
        lambda: gomus.orders.ticket_pdf(order, 42102),
        lambda: gomus.orders.passbook(order, 42102, BARCODE),
        lambda: gomus.orders.event_pdf(order, 6127),
        lambda: gomus.orders.tour_pdf(order, 27079),
        lambda: gomus.orders.invoice_pdf(order),
    ]
    for make in makers:
        with pytest.raises(ConfigError, match=problem):
            make()
    assert server.connections == 0


async def test_whether_it_is_valid_may_be_unknown(serve: Serve, connect: Connect) -> None:
    gomus = await connect(await serve(pdf()))
    order = attrs.evolve(ORDER, is_valid=None)
    assert await gomus.orders.ticket_pdf(order, 42102).read() == PDF


async def test_the_id_of_a_ticket_is_told_from_that_of_its_sale(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(pdf())
    gomus = await connect(server)

    with pytest.raises(ConfigError, match="247 is the id of a ticket"):
        gomus.orders.ticket_pdf(ORDER, 247)
    with pytest.raises(ConfigError, match="247 is the id of a ticket"):
        gomus.orders.passbook(ORDER, 247, BARCODE)
    assert server.connections == 0
    # An id that the order does not list is the server's to judge.
    assert await gomus.orders.ticket_pdf(ORDER, 5).read() == PDF


async def test_an_id_that_is_both_is_taken_for_the_sales(serve: Serve, connect: Connect) -> None:
    gomus = await connect(await serve(pdf()))
    [item] = ORDER.items
    assert isinstance(item, TicketItem)
    twin = attrs.evolve(item, attributes=attrs.evolve(item.attributes, id=247, ticket_id=9))
    order = attrs.evolve(ORDER, items=(item, twin))
    assert await gomus.orders.ticket_pdf(order, 247).read() == PDF


@pytest.mark.parametrize("barcode", ["", "..", "a\nb", "x" * 300])
async def test_a_barcode_that_cannot_travel(serve: Serve, connect: Connect, barcode: str) -> None:
    server = await serve(pdf())
    gomus = await connect(server)
    with pytest.raises(InvalidId, match="barcode"):
        await gomus.orders.passbook(ORDER, 42102, barcode).read()
    assert server.connections == 0


async def test_what_is_larger_than_the_limit_is_not_read(document: Saved) -> None:
    one = await document(pdf(), settings=quick(limits={"response_bytes": len(PDF) - 1}))
    with pytest.raises(ResponseTooLarge, match="save it"):
        await one.read()
    fits = await document(pdf(), settings=quick(limits={"response_bytes": len(PDF)}))
    assert await fits.read() == PDF


async def test_the_locale_of_the_call(serve: Serve, connect: Connect) -> None:
    server = await serve(pdf())
    gomus = await connect(server, locale="de")
    await gomus.orders.invoice_pdf(ORDER, options=CallOptions(locale="en")).read()
    assert "locale=en" in server.requests[0].target
    assert "locale=de" not in server.requests[0].target


async def test_the_repr_says_what_it_is_and_not_whose(document: Saved) -> None:
    one = await document(pdf())
    await one
    shown = repr(one)
    assert "application/pdf" in shown
    assert ORDER_TOKEN not in shown
    assert "PDF-1.4" not in shown
