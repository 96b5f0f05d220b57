"""The page on how to connect another system: its source, against a system that exists here."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import ClientResponseError, web

from gomus_async import Gomus
from gomus_async.sandbox import Sandbox
from tests.scenarios.pages import ROOT, blocks

PAGE = ROOT / "docs" / "connect.md"
MEMBERS = 120
AT_A_TIME = 25
LIST = web.AppKey("list", list[dict[str, Any]])


@pytest.fixture
def code() -> SimpleNamespace:
    (block,) = blocks(PAGE)
    defined: dict[str, object] = {"__name__": "connect_page"}
    exec(compile(block, PAGE, "exec"), defined)
    return SimpleNamespace(**defined)


def member(number: int) -> dict[str, Any]:
    names = {"family_name": f"Mitglied {number}", "first_name": "Kim"}
    return {"number": number, "email": f"m{number}@example.com", **names}


async def answer(request: web.Request) -> web.Response:
    after = int(request.query["after"])
    rest = [row for row in request.app[LIST] if row["number"] > after]
    if any(row["family_name"] == "kaputt" for row in rest[:AT_A_TIME]):
        return web.Response(status=500)
    return web.json_response({"members": rest[:AT_A_TIME], "more": len(rest) > AT_A_TIME})


class Club:
    """A register of members, and where it is."""

    def __init__(self, url: str, members: list[dict[str, Any]]) -> None:
        self.url = url
        self.members = members


@pytest.fixture
async def club() -> AsyncIterator[Club]:
    members = [member(number) for number in range(1, MEMBERS + 1)]
    app = web.Application()
    app[LIST] = members
    app.router.add_get("/members", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield Club(f"http://{host}:{port}", members)
    finally:
        await runner.cleanup()


def stored(sandbox: Sandbox) -> list[tuple[str, str, str, str]]:
    rows = sandbox.store.records("customers") or []
    return sorted(
        (row["foreign_id"], row["name"], row["surname"], row["email"])
        for row in rows
        if (row["foreign_id"] or "").startswith("CLUB-")
    )


def expected(club: Club) -> list[tuple[str, str, str, str]]:
    return sorted(
        (f"CLUB-{row['number']}", row["family_name"], row["first_name"], row["email"])
        for row in club.members
    )


def test_it_is_short() -> None:
    (block,) = blocks(PAGE)

    assert len(block.splitlines()) < 40


async def test_everybody_comes_in_once(
    code: SimpleNamespace, club: Club, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    faults = "status_429=0.1,status_503=0.05,reset_before=0.05"
    async with Sandbox(faults=faults, seed=3) as sandbox:
        async with Gomus(sandbox.url, token="user-token") as gomus:
            first = await code.sync(gomus, club.url)
            club.members[6]["family_name"] = "Neuer Name"
            club.members.append(member(500))
            second = await code.sync(gomus, club.url)

        assert stored(sandbox) == expected(club)
    assert (first.rows, first.created) == (MEMBERS, MEMBERS)
    assert (second.rows, second.unchanged) == (MEMBERS + 1, MEMBERS - 1)
    assert (second.created, second.updated) == (1, 1)


async def test_a_register_that_breaks_down(
    code: SimpleNamespace, club: Club, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = club.members[70]["family_name"]
    club.members[70]["family_name"] = "kaputt"
    async with Sandbox() as sandbox, Gomus(sandbox.url, token="user-token") as gomus:
        with pytest.raises(ClientResponseError):
            await code.sync(gomus, club.url)
        club.members[70]["family_name"] = name
        before = len(stored(sandbox))
        # Somebody leaves, so that everybody else moves up.
        del club.members[3]
        report = await code.sync(gomus, club.url)

        assert before == 50
        assert (report.unchanged, report.created) == (49, MEMBERS - 50)
        left = ("CLUB-4", "Mitglied 4", "Kim", "m4@example.com")
        assert stored(sandbox) == sorted([*expected(club), left])
