"""Barcodes and scans: an older API, and a form in place of JSON."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from gomus_async import Forbidden, Gomus, Unprocessable
from tests.resources.recorder import Canned, Recorder

SCAN: dict[str, Any] = {"scan": {"id": 1, "people_count": 3}}
USED_UP = "Barcode wurde schon eingelöst am 13.03.2017"


@pytest.mark.parametrize(
    ("call", "route", "pairs"),
    [
        (lambda g: g.entry.status("4034-5"), "GET /api/v3/barcodes/4034-5", []),
        (
            lambda g: g.entry.status("4034-5", location="Südtor"),
            "GET /api/v3/barcodes/4034-5",
            [("location", "Südtor")],
        ),
        (lambda g: g.entry.redeem("4034-5"), "PUT /api/v3/barcodes/4034-5", []),
        (
            lambda g: g.entry.redeem("4034-5", location="1"),
            "PUT /api/v3/barcodes/4034-5",
            [("location", "1")],
        ),
        (lambda g: g.entry.exit("4034-5"), "PUT /api/v3/barcodes/4034-5/exit", []),
        (
            lambda g: g.entry.exit("4034-5", location="1"),
            "PUT /api/v3/barcodes/4034-5/exit",
            [("location", "1")],
        ),
        (lambda g: g.entry.status("a/b c"), "GET /api/v3/barcodes/a%2Fb%20c", []),
    ],
)
async def test_barcodes(
    gomus: Gomus,
    server: Recorder,
    call: Callable[[Gomus], Awaitable[Any]],
    route: str,
    pairs: list[tuple[str, str]],
) -> None:
    server.answer = Canned(json={"message": "Eintritte: 1"})

    status = await call(gomus)

    assert f"{server.only.method} {server.only.path}" == route
    assert server.only.pairs == pairs
    assert server.only.body == b""
    assert (status.is_valid, status.message) == (True, "Eintritte: 1")


@pytest.mark.parametrize("served", [{}, {"message": None}])
async def test_a_barcode_without_a_message(gomus: Gomus, server: Recorder, served: Any) -> None:
    server.answer = Canned(json=served)

    assert (await gomus.entry.status("4034-5")).message is None
    assert (await gomus.entry.redeem("4034-5")).is_valid


@pytest.mark.parametrize("status", [200, 204])
async def test_a_redeemed_barcode_with_nothing_to_say(
    gomus: Gomus, server: Recorder, status: int
) -> None:
    server.answer = Canned(status, content=b"")

    assert (await gomus.entry.redeem("4034-5")).is_valid
    assert (await gomus.entry.exit("4034-5")).message is None


async def test_a_used_up_barcode(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(422, json={"error": USED_UP})

    status = await gomus.entry.status("4034-5")

    assert (status.is_valid, status.message) == (False, USED_UP)
    with pytest.raises(Unprocessable) as caught:
        await gomus.entry.redeem("4034-5")
    assert caught.value.messages == (USED_UP,)


async def test_status_does_not_hide_other_refusals(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(403, json={"error": "no"})

    with pytest.raises(Forbidden):
        await gomus.entry.status("4034-5")


async def test_a_scan_is_read(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(json=SCAN)

    assert (await gomus.entry.scan(1)).people_count == 3
    assert f"{server.only.method} {server.only.target}" == "GET /api/v4/entry/scans/1"


async def test_a_scan_is_updated_by_a_form(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(json=SCAN)

    assert (await gomus.entry.update_scan(1, people_count=3)).id == 1

    request = server.only
    assert f"{request.method} {request.target}" == "PUT /api/v4/entry/scans/1"
    assert request.body == b"scan%5Bpeople_count%5D=3"
    assert dict(request.headers)["content-type"] == "application/x-www-form-urlencoded"


async def test_an_entry_zone_is_asked_for(gomus: Gomus, server: Recorder) -> None:
    server.answer = Canned(json={"config": {"id": "MQ==", "name": "Nord", "settings": {}}})

    assert (await gomus.entry.config("MQ==")).name == "Nord"
    assert server.only.path == "/api/v4/entry/config"
    assert server.only.pairs == [("entry_zone", "MQ==")]
