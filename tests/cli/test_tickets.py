"""`gomus tickets list|capacity|calendar` against a sandbox."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from gomus_async import Gomus, NewOrder, NewTicket
from gomus_async.sandbox import Sandbox
from tests.support.terminal import on_terminal

NOW = datetime(2030, 7, 1, 6, tzinfo=UTC)  # a Monday, 8 in the morning
TUESDAY = "2030-07-02"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=lambda: NOW) as served:
        yield served


@pytest.fixture
def buy(sandbox: Sandbox) -> Callable[..., None]:
    """Buys tickets for a time on Tuesday."""

    async def order(ticket: int, clock: str, quantity: int) -> None:
        at = datetime.fromisoformat(f"{TUESDAY}T{clock}:00+02:00")
        async with Gomus(sandbox.url, token="reseller-token") as gomus:
            await gomus.orders.create(
                NewOrder(items=[NewTicket(id=ticket, quantity=quantity, time=at)])
            )

    return lambda *given: asyncio.run(order(*given))


def rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def ids(result) -> set[int]:
    return {record["id"] for record in result.records}


def test_list_needs_no_token(online, monkeypatch):
    monkeypatch.delenv("GOMUS_TOKEN")
    result = online("tickets", "list")
    assert (result.code, result.err) == (0, "")
    header, *found = rows(result.out)
    assert header == ["id", "title", "type", "price", "bookable"]
    assert [
        "247",
        "El Siglo de Oro mit Gemäldegalerie regulär",
        "time_slot",
        "14.00",
        "yes",
    ] in found


@pytest.mark.parametrize(
    ("arguments", "present", "absent"),
    [
        ((), {247, 301, 515}, {403}),
        (("--museum", 6), {301, 401}, {247, 403}),
        (("--museum", 5, "--museum", 6), {247, 301}, {514}),
        (("--type", "annual"), {403}, {247}),
        (("--type", "normal"), {401}, {247, 403}),
        (("--search", "kuppel"), {301, 302}, {247}),
        (("--bookable",), {247}, {515}),
        (("--bookable", "--all"), {247, 515}, {403}),
        (("--date", "2016-08-01"), {251}, set()),
        (("--date", "2030-08-01"), {247}, {251}),
    ],
)
def test_list_filters(online, arguments, present, absent):
    found = ids(online("tickets", "list", "--json", *arguments))
    assert present <= found
    assert not absent & found


def test_list_limit(online):
    result = online("tickets", "list", "--limit", 2, "--json")
    assert len(result.records) == 2
    assert result.err.startswith("the first 2 of ")


def test_list_of_nothing(online):
    result = online("tickets", "list", "--search", "no such thing")
    assert (result.code, rows(result.out)) == (0, [["id", "title", "type", "price", "bookable"]])
    assert "--type annual" in result.err


def test_list_in_another_language(online):
    result = online("tickets", "list", "--search", "Siglo", "--locale", "en")
    assert "El Siglo de Oro with Gemäldegalerie, full price" in result.out


def test_list_fits_a_terminal(sandbox):
    screen = on_terminal("tickets", "list", "--instance", sandbox.url)
    assert screen.code == 0
    assert all(len(line) <= 80 for line in screen.lines)
    assert re.search(
        r"^304  Studiensaal +time_slot +6\.00 +yes", "\n".join(screen.lines), re.MULTILINE
    )


def test_capacity_in_a_pipe(online, buy):
    buy(304, "10:00", 20)
    buy(304, "11:30", 13)
    result = online("tickets", "capacity", 304, 303, "--date", TUESDAY)
    assert (result.code, result.err) == (0, "")
    header, *found = rows(result.out)
    assert header == ["ticket", "time", "free", "total"]
    assert found[0] == ["304", f"{TUESDAY}T10:00:00+02:00", "0", "20"]
    assert found[3] == ["304", f"{TUESDAY}T11:30:00+02:00", "7", "20"]
    assert [row[0] for row in found] == ["304"] * 15 + ["303"] * 8
    assert "\x1b" not in result.out


def test_capacity_as_json(online, buy):
    buy(304, "10:30", 1)
    records = online("tickets", "capacity", 304, "--date", TUESDAY, "--json").records
    assert len(records) == 15
    at = f"{TUESDAY}T10:30:00+02:00"
    assert records[1] == {"ticket_id": 304, "start_at": at, "free": 19, "total": 20}


def test_the_tightest_quota_decides(online, buy):
    buy(247, "10:00", 10)
    record = online("tickets", "capacity", 250, "--date", TUESDAY, "--json").records[0]
    assert (record["free"], record["total"]) == (60, 60)
    for _ in range(4):
        buy(247, "10:00", 15)
    record = online("tickets", "capacity", 250, "--date", TUESDAY, "--json").records[0]
    assert (record["free"], record["total"]) == (30, 60)


@pytest.mark.parametrize(("ticket", "step"), [(301, 30), (302, 20)])
def test_slots_of_tickets_that_share_a_quota_are_their_own(online, ticket, step):
    records = online("tickets", "capacity", ticket, "--date", TUESDAY, "--json").records
    times = [datetime.fromisoformat(record["start_at"]) for record in records]
    steps = {(after - before).seconds // 60 for before, after in pairwise(times)}
    assert steps == {step}


def test_never_offered_is_told_from_sold_out(online):
    records = online("tickets", "capacity", 305, "--date", "2030-07-08", "--json").records
    assert {(record["free"], record["total"]) for record in records} == {(0, 0)}


def test_capacity_today_by_default(online):
    records = online("tickets", "capacity", 304, "--json").records
    assert {record["start_at"][:10] for record in records} == {"2030-07-01"}


def test_a_ticket_that_nothing_counts(online):
    result = online("tickets", "capacity", 402, "--date", TUESDAY)
    assert (result.code, len(rows(result.out))) == (0, 1)
    assert result.err == f"ticket 402: no places are counted on {TUESDAY}\n"


@pytest.mark.parametrize("command", ["capacity", "calendar"])
def test_unknown_tickets_are_named(online, command):
    result = online("tickets", command, 304, 99_998, 99_999)
    assert result.fails(3, "no ticket 99998, 99999")
    assert result.out == ""


@pytest.fixture
def sold(buy):
    buy(304, "10:00", 20)
    buy(304, "11:00", 12)
    buy(304, "12:00", 19)


@pytest.mark.usefixtures("sold")
def test_strips_on_a_terminal(sandbox):
    arguments = ("304", "305", "402", "--date", TUESDAY, "--instance", sandbox.url)
    screen = on_terminal("tickets", "capacity", *arguments)
    assert (screen.code, screen.is_coloured) == (0, True)
    lines = screen.lines
    assert lines[:2] == ["304  Studiensaal", "  Tue 2 Jul 2030, 249 of 300 free"]
    assert lines[2].split() == [f"{hour}:00" for hour in range(10, 18)]
    assert lines[3].startswith("  ×××××█████▒▒▒▒▒█████░░░░░█████")  # noqa: RUF001 -- as a mark
    assert lines[4].split()[:5] == ["0", "20", "8", "20", "1"]
    assert "  no places are counted on 2030-07-02" in lines
    assert lines[-1].startswith("  █ 75% free or more")
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.usefixtures("sold")
def test_strips_without_colour(sandbox):
    screen = on_terminal(
        *("tickets", "capacity", "304", "--date", TUESDAY, "--instance", sandbox.url), NO_COLOR="1"
    )
    assert not screen.is_coloured
    assert "×" in screen.shown  # noqa: RUF001 -- as a mark


@pytest.mark.usefixtures("sold")
def test_strips_on_a_terminal_that_takes_ascii_alone(sandbox):
    screen = on_terminal(
        *("tickets", "capacity", "247", "304", "--date", TUESDAY, "--instance", sandbox.url),
        PYTHONIOENCODING="ascii",
    )
    assert screen.code == 0
    assert screen.shown.isascii()
    assert any(line.startswith("  xxxxx#####+++++#####.....#####") for line in screen.lines)
    assert sum("\\x" in line for line in screen.lines) == 1  # the umlauts of a title
    assert all(len(line) <= 80 for line in screen.lines)


def test_a_day_without_the_ticket_on_a_terminal(sandbox):
    arguments = ("305", "--date", "2030-07-08", "--instance", sandbox.url)
    lines = on_terminal("tickets", "capacity", *arguments).lines
    assert "  Mon 8 Jul 2030, not offered" in lines
    assert set(lines[3].strip()) == {"·"}


def test_calendar(online):
    result = online("tickets", "calendar", 305, "--from", TUESDAY, "--to", "2030-07-16")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "305  Schloss, montags geschlossen",
        "",
        "July 2030",
        " Mo   Tu   We   Th   Fr   Sa   Su",
        "  1    2●   3●   4●   5●   6●   7●",
        "  8-   9●  10●  11●  12●  13●  14●",
        " 15-  16●  17   18   19   20   21",
        " 22   23   24   25   26   27   28",
        " 29   30   31",
        "",
        "● places left   - none",
    ]


def test_calendar_as_json(online):
    records = online("tickets", "calendar", 305, "--from", "2030-07-29", "--json").records
    assert records == [
        {"date": "2030-07-29", "places": False},
        {"date": "2030-07-30", "places": True},
        {"date": "2030-07-31", "places": True},
    ]


def test_calendar_by_default_goes_from_today_to_the_end_of_the_month(online):
    records = online("tickets", "calendar", 304, "--json").records
    assert [record["date"] for record in records] == [f"2030-07-{day:02}" for day in range(1, 32)]


def test_calendar_of_any_length(online):
    arguments = ("--from", "2030-07-02", "--to", "2031-07-01")
    assert len(online("tickets", "calendar", 304, *arguments, "--json").records) == 365
    months = online("tickets", "calendar", 304, *arguments).out.count("Mo   Tu")
    assert months == 13


def test_calendar_of_several_tickets_shows_any(online):
    arguments = ("--from", "2030-07-08", "--to", "2030-07-08", "--json")
    assert not online("tickets", "calendar", 305, *arguments).records[0]["places"]
    assert online("tickets", "calendar", 305, 304, *arguments).records[0]["places"]


def test_calendar_on_a_terminal(sandbox):
    arguments = ("tickets", "calendar", 305, "--from", TUESDAY, "--instance", sandbox.url)
    screen = on_terminal(*arguments)
    assert screen.is_coloured
    assert "  8-   9●  10●  11●  12●  13●  14●" in screen.lines
    plain = on_terminal(*arguments, PYTHONIOENCODING="ascii")
    assert "  8-   9*  10*  11*  12*  13*  14*" in plain.lines
    assert "* places left   - none" in plain.lines


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        (["list", "--date", "2026-13-01"], ["--date", "'2026-13-01'", "2026-12-05"]),
        (["list", "--date", "20261205"], ["not a day"]),
        (["list", "--date", "2026-W49-6"], ["not a day"]),
        (["list", "--date", "9999-12-31"], ["not a day"]),
        (["list", "--museum", "x"], ["--museum"]),
        (["list", "--limit", "0"], ["--limit"]),
        (["capacity"], ["TICKET_ID"]),
        (["capacity", "x"], ["TICKET_ID"]),
        (["capacity", "0"], ["TICKET_ID"]),
        (["capacity", "247", "--date", "today"], ["--date", "'today'"]),
        (["calendar"], ["TICKET_ID"]),
        (["calendar", "247", "--from", "2026-02-30"], ["--from", "'2026-02-30'"]),
        (["calendar", "247", "--from", "2026-12-05", "--to", "2026-12-04"], ["--from", "swap"]),
    ],
)
def test_wrong_usage(online, sandbox, arguments, texts):
    assert online("tickets", *arguments).fails(2, *texts)
    assert sandbox.history == []


def test_pipe_that_takes_ascii_alone(process, sandbox):
    child = process(
        *("tickets", "calendar", 304, "--from", TUESDAY, "--instance", sandbox.url),
        PYTHONIOENCODING="ascii",
    )
    out, err = child.communicate()
    assert (child.returncode, err) == (0, "")
    assert "  8*   9*" in out


@pytest.mark.parametrize("group", ["tickets", "orders", "coupons"])
def test_help_imports_nothing_heavy(group):
    code = (
        "import sys\nfrom gomus_async.cli.app import run\nrun([sys.argv[1], '--help'])\n"
        "print([n for n in ('aiohttp', 'msgspec', 'cattrs', 'gomus_async.client') "
        "if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, group],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
