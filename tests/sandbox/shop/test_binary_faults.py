import asyncio
import json
import zlib
from typing import Any

import aiohttp
import pytest

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.shop.ledger import Order
from tests.support.documents import sheets

PATH = "/api/v4/orders/1/invoice.pdf?token=t"


@pytest.fixture
async def faulty(start: Any) -> Any:
    async def begin(fault: Any, **options: Any) -> Any:
        api = await start(**options)
        order = Order(
            id=1,
            token="t",
            owner=Access.USER,
            created=0.0,
            created_at="2026-01-01T00:00:00+01:00",
            items=[],
            total_price_cents=0,
            invoice=True,
        )
        api.sandbox.store.ledger.file(order)
        status, _, whole = await fetch(api)
        assert status == 200
        api.sandbox.set_faults({"rules": [{"do": fault}]})
        return api, whole

    return begin


async def fetch(api: Any) -> Any:
    async with api.session.get(f"{api.sandbox.url}{PATH}", auto_decompress=False) as response:
        return response.status, response.headers, await response.read()


async def raw(api: Any) -> Any:
    """Everything that the server sends until it closes, as head and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.sandbox.port)
    try:
        writer.write(f"GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        return head.decode(), body
    finally:
        writer.close()


@pytest.mark.parametrize("fault", ["unknown_fields", "missing_fields", "delay"])
async def test_a_document_comes_as_it_is(faulty: Any, fault: Any) -> None:
    api, whole = await faulty(fault, delay_s=0)
    status, headers, body = await fetch(api)
    assert (status, headers["Content-Type"], body) == (200, "application/pdf", whole)


async def test_cut_in_half(faulty: Any) -> None:
    api, whole = await faulty("truncate")
    head, body = await raw(api)
    assert "Content-Type: application/pdf" in head
    assert f"Content-Length: {len(whole)}" in head
    assert body == whole[: len(whole) // 2]


async def test_byte_by_byte(faulty: Any) -> None:
    api, whole = await faulty("slow_drip", drip_s=0)
    head, body = await raw(api)
    assert "Content-Type: application/pdf" in head
    assert body == whole


async def test_reset(faulty: Any) -> None:
    api, _ = await faulty("reset_after")
    with pytest.raises(aiohttp.ClientError):
        await fetch(api)


async def test_a_bomb_with_the_document_at_its_end(faulty: Any) -> None:
    api, whole = await faulty("gzip_bomb")
    status, headers, body = await fetch(api)
    kinds = (headers["Content-Type"], headers["Content-Encoding"])
    assert (status, *kinds) == (200, "application/pdf", "gzip")
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    size, tail = 0, b""
    while not inflater.eof:
        part = inflater.decompress(inflater.unconsumed_tail or body, 1_000_000)
        size += len(part)
        tail = (tail + part)[-len(whole) :]
    assert (size, tail) == (100_000_000 + len(whole), whole)


async def test_a_changed_ending_still_calls_itself_a_document(faulty: Any) -> None:
    api, whole = await faulty("invalid_json")
    _, headers, body = await fetch(api)
    assert headers["Content-Type"] == "application/pdf"
    assert body == whole[:-1] + b","


async def test_refusals_of_documents_are_json(faulty: Any) -> None:
    api, whole = await faulty("status_503")
    status, headers, body = await fetch(api)
    assert (status, headers["Content-Type"]) == (503, "application/json; charset=utf-8")
    assert list(json.loads(body)) == ["error"]
    api.sandbox.set_faults(None)
    assert (await fetch(api))[2] == whole
    assert "Summe" in sheets(whole)[0].text
