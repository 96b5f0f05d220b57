from typing import Any

import pytest

from tests.support.door import FRESH, Door
from tests.support.shop import MONDAY

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ZONE = "RW50cnlab25lLTAyUmhtWP=="


@pytest.fixture
async def api(start: Any) -> Any:
    api = await start(data="demo", clock=lambda: MONDAY)
    await Door(api)("PUT", FRESH)
    return api


async def test_a_scan_is_shown_and_changed_by_a_form(api: Any) -> None:
    shown = (await api("GET", "/entry/scans/3", token="entry-token")).json["scan"]
    assert (shown["barcode"], shown["people_count"], "location" in shown) == (FRESH, 1, False)
    api.sandbox.advance(60)
    answer = await api(
        "PUT", "/entry/scans/3", token="entry-token", data=b"scan[people_count]=3", headers=FORM
    )
    changed = {**shown, "people_count": 3, "updated_at": "2026-07-06T09:01:00+02:00"}
    assert (answer.status, answer.json) == (200, {"scan": changed})
    assert (await api("GET", "/entry/scans/3")).json == {"scan": changed}
    assert api.sandbox.history[-2]["applied"] is True


@pytest.mark.parametrize("data", [b"scan%5Bpeople_count%5D=12", b"x=1&scan[people_count]=12"])
async def test_a_form_may_be_escaped_or_have_no_type(api: Any, data: bytes) -> None:
    answer = await api("PUT", "/entry/scans/3", data=data)
    assert answer.json["scan"]["people_count"] == 12


async def test_json_does_as_well(api: Any) -> None:
    answer = await api("PUT", "/entry/scans/3", {"scan": {"people_count": 2}})
    assert answer.json["scan"]["people_count"] == 2


@pytest.mark.parametrize("people", [0, -1, 1.5, True, "viele", 10_001, "9" * 30, [], {}])
async def test_a_count_must_be_one(api: Any, people: Any) -> None:
    answer = await api("PUT", "/entry/scans/3", {"scan": {"people_count": people}})
    expected = {"error": "scan could not be saved", "errors": ["People count is invalid"]}
    assert (answer.status, answer.json) == (422, expected)
    assert (await api("GET", "/entry/scans/3")).json["scan"]["people_count"] == 1


@pytest.mark.parametrize("data", [b"", b"people_count=3", b"\xff\xfe"])
async def test_a_count_must_be_there(api: Any, data: bytes) -> None:
    answer = await api("PUT", "/entry/scans/3", data=data, headers=FORM)
    assert answer.json["errors"] == ["People count can't be blank"]
    for body in ({}, {"scan": 3}, [1]):
        assert (await api("PUT", "/entry/scans/3", body)).status == 422


async def test_scans_and_config_need_a_token(api: Any) -> None:
    for path in ("/entry/scans/3", f"/entry/config?entry_zone={ZONE}"):
        assert (await api("GET", path, token=None)).status == 401
        for token in ("entry-token", "user-token", "reseller-token", "cashpoint-token"):
            assert (await api("GET", path, token=token)).status == 200
    assert (await api("PUT", "/entry/scans/3", token=None)).status == 401


@pytest.mark.parametrize("number", ["1", "4", "x", "9" * 30])
async def test_an_unknown_scan_is_404(api: Any, number: str) -> None:
    for method in ("GET", "PUT"):
        assert (await api(method, f"/entry/scans/{number}")).status == 404


async def test_a_zone_has_its_settings(api: Any) -> None:
    answer = await api("GET", f"/entry/config?entry_zone={ZONE.replace('=', '%3D')}")
    config = answer.json["config"]
    assert (config["id"], config["name"]) == (ZONE, "B7D")
    assert config["settings"]["headline"] == "go~mus"
    assert config["settings"]["button_info_color"] == "#00608"
    assert (await api("GET", "/entry/config")).status == 422
    assert (await api("GET", "/entry/config?entry_zone=")).status == 422
    assert (await api("GET", "/entry/config?entry_zone=unknown")).status == 404
