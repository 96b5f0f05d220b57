import hashlib
import io
import json
import zipfile
import zlib
from typing import Any

import pytest

from tests.support.documents import sheets, title
from tests.support.sold import NOON, PASS, TICKET, TOKEN, get, put


@pytest.fixture
async def shop(start: Any) -> Any:
    async def begin(**options: Any) -> Any:
        return await start(clock=lambda: NOON, **options)

    return begin


async def document(api: Any, name: Any, query: Any = f"token={TOKEN}") -> Any:
    status, kind, body = await get(api, name, query)
    assert (status, kind) == (200, "application/pdf")
    return body


async def test_one_page_a_ticket_with_its_own_barcode(shop: Any) -> None:
    api = await shop()
    put(api)
    body = await document(api, "tickets/42102.pdf")
    pages = sheets(body)
    assert [page.barcodes for page in pages] == [
        [("Code39", "4034210297633-5")],
        [("Code39", "4034210297634-2")],
    ]
    for page, barcode in zip(pages, ["4034210297633-5", "4034210297634-2"], strict=True):
        assert page.text.split("\r\n") == [
            "Ticket",
            "Bestellung 3944805",
            "Referenz: Firma Groß",
            "El Siglo de Oro mit Gemäldegalerie regulär",
            "Einlass: 14.09.2016, 15:00 Uhr",
            "Ort: Gemäldegalerie, Matthäikirchplatz, 10785 Berlin",
            barcode,
        ]
    assert title(body) == "Ticket El Siglo de Oro mit Gemäldegalerie regulär"


async def test_a_combined_ticket_tells_when_to_be_where(shop: Any) -> None:
    api = await shop()
    put(api)
    (page,) = sheets(await document(api, "tickets/42103.pdf"))
    assert "Subticket Pergamonmuseum: 20.11.2018, 12:30 Uhr" in page.text
    assert "Subticket Das Panorama: 20.11.2018, 14:00 Uhr" in page.text
    assert page.barcodes == [("Code39", "4034210297635-9")]


async def test_tickets_name_their_visitors(shop: Any) -> None:
    api = await shop()
    order = put(api)
    order.items[0].attributes["attendees"] = [
        {"name": "Capt'n", "surname": "Hook"},
        {"name": "Peter", "surname": "Pan"},
    ]
    first, second = sheets(await document(api, "tickets/42102.pdf"))
    assert "Besucher: Capt'n Hook" in first.text
    assert "Besucher: Peter Pan" in second.text


async def test_long_titles_stay_on_the_page(shop: Any) -> None:
    api = await shop()
    order = put(api)
    name = "Öffentliche Führung durch alle Säle der Sammlung mit anschließendem Gespräch"
    order.items[0].attributes["title"] = name
    page = sheets(await document(api, "tickets/42102.pdf"))[0]
    assert name in page.text.replace("\r\n", " ")
    assert len(page.text.split("\r\n")) == 8


async def test_bookings_are_confirmed(shop: Any) -> None:
    api = await shop()
    put(api)
    (event,) = sheets(await document(api, "events/6127.pdf"))
    assert event.text.split("\r\n") == [
        "Buchungsbestätigung",
        "Bestellung 3944805",
        "Referenz: Firma Groß",
        "El Siglo de Oro",
        "Beginn: 09.07.2016, 14:30 Uhr",
        "Personen: 5",
        "Ort: Gemäldegalerie, Matthäikirchplatz, 10785 Berlin",
        "Summe 20,00 €",
    ]
    (tour,) = sheets(await document(api, "tours/27079.pdf"))
    for line in [
        "Personen: 12",
        "Sprache: Deutsch",
        "Altersgruppe: Erwachsene",
        "1 x Entgelt, Gruppenpreis 90,00 €",
        "Summe 90,00 €",
    ]:
        assert line in tour.text


async def test_the_invoice_sums_up_and_takes_coupons_off(shop: Any) -> None:
    api = await shop()
    order = put(api, coupon_payments=[("123456", 3000)])
    (page,) = sheets(await document(api, "invoice.pdf"))
    lines = page.text.split("\r\n")
    assert lines[:4] == [
        "Rechnung",
        "Bestellung 3944805",
        "Referenz: Firma Groß",
        "Datum: 14.09.2016",
    ]
    assert "2 x El Siglo de Oro mit Gemäldegalerie regulär (USt. 0.0 %)" in page.text
    assert lines[-3:] == ["Summe 157,00 €", "Gutschein 123456 -30,00 €", "Zu zahlen 127,00 €"]
    order.items[3].cancelled = True
    (page,) = sheets(await document(api, "invoice.pdf"))
    assert "Summe 67,00 €" in page.text
    assert "Gruppenführung" not in page.text


async def test_long_invoices_go_on_over_the_page(shop: Any) -> None:
    api = await shop()
    order = put(api)
    order.items = [order.items[2]] * 120
    pages = sheets(await document(api, "invoice.pdf"))
    assert [page.text.count("El Siglo de Oro") for page in pages] == [42, 48, 30]
    assert "Summe 2400,00 €" in pages[-1].text


async def test_documents_in_english(shop: Any) -> None:
    api = await shop()
    put(api)
    page = sheets(await document(api, "tickets/42102.pdf", f"locale=en&token={TOKEN}"))[0]
    assert "Entry: 2016-09-14, 15:00" in page.text
    (page,) = sheets(await document(api, "invoice.pdf", f"locale=en&token={TOKEN}"))
    assert "Total 157.00 €" in page.text
    (page,) = sheets(await document(api, "invoice.pdf", f"locale=xx&token={TOKEN}"))
    assert "Summe" in page.text


async def test_a_passbook_holds_together(shop: Any) -> None:
    api = await shop()
    put(api)
    status, kind, body = await get(api, PASS)
    assert (status, kind) == (200, "application/vnd.apple.pkpass")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) == {"pass.json", "icon.png", "manifest.json"}
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest == {name: hashlib.sha1(data).hexdigest() for name, data in files.items()}
    content = json.loads(files["pass.json"])
    assert content["formatVersion"] == 1
    assert content["description"] == TICKET["title"]
    assert content["relevantDate"] == TICKET["start_time"]
    assert content["barcodes"][0]["message"] == "4034210297634-2"
    assert content["organizationName"] == "Gemäldegalerie"
    assert png_size(files["icon.png"]) == (29, 29)
    assert await get(api, PASS) == (status, kind, body)


def png_size(picture: Any) -> Any:
    """The size of a PNG whose every chunk and pixel was checked."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(picture):
        length = int.from_bytes(picture[at : at + 4])
        kind = picture[at + 4 : at + 8]
        chunks[kind] = picture[at + 8 : at + 8 + length]
        checksum = int.from_bytes(picture[at + 8 + length : at + 12 + length])
        assert checksum == zlib.crc32(kind + chunks[kind])
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    head = chunks[b"IHDR"]
    width, height = int.from_bytes(head[:4]), int.from_bytes(head[4:8])
    assert len(zlib.decompress(chunks[b"IDAT"])) == height * (1 + 3 * width)
    return width, height


async def test_tickets_that_were_just_ordered(start: Any) -> None:
    api = await start(data="demo", clock=lambda: NOON)
    times = {"515": "2016-09-15T12:30:00+02:00", "516": "2016-09-15T14:00:00+02:00"}
    items = [
        ("Ticket", {"id": 247, "quantity": 2, "time": "2016-09-15T13:00:00+02:00"}),
        ("Ticket", {"id": 514, "quantity": 1, "time": times["515"], "sub_ticket_times": times}),
    ]
    body = {
        "comment": "",
        "reference": "",
        "items": [{"type": kind, "attributes": attributes} for kind, attributes in items],
        "coupons": [],
        "total": 2 * 1400 + 1900,
    }
    answer = await api("POST", "/orders", body, token="reseller-token")
    assert answer.status == 201
    order = answer.json["order"]
    query = f"token={order['token']}"
    for item in order["items"]:
        sale = item["attributes"]
        name = f"tickets/{sale['id']}"
        codes = [code["barcode"] for code in sale["barcodes"]]
        status, _, body = await get(api, f"{name}.pdf", query, order=order["id"])
        pages = sheets(body)
        assert (status, [page.barcodes for page in pages]) == (
            200,
            [[("Code39", code)] for code in codes],
        )
        for code in codes:
            path = f"{name}/passbooks/{code}.pkpass"
            assert (await get(api, path, query, order=order["id"]))[0] == 200
    assert "Einlass: 15.09.2016, 13:00 Uhr" not in pages[0].text
    assert "Subticket Das Panorama: 15.09.2016, 14:00 Uhr" in pages[0].text


async def test_the_printed_order_has_documents(start: Any) -> None:
    api = await start(data="demo")
    for name in ["tickets/42102.pdf", "events/6127.pdf", "tours/27079.pdf"]:
        assert (await get(api, name))[0] == 200
    assert (await get(api, "tickets/42102/passbooks/4034210297633-5.pkpass"))[0] == 200
    assert (await get(api, "invoice.pdf"))[0] == 404
