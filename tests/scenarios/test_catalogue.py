"""The examples of `docs/catalogue.md`, run as they stand."""

import ast
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gomus_async.sandbox import Sandbox
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import ROOT, blocks

PAGE = ROOT / "docs" / "catalogue.md"
LINE = re.compile(r"(\d\d:\d\d) (.+) from (\d+\.\d\d) euros")
BARCODE = "100000000001"
USED_IN_2017 = "100000000013"


def example(name: str) -> str:
    (found,) = (block for block in blocks(PAGE) if f"async def {name}(" in block)
    return found


def defined(name: str) -> Any:
    """A function of the page."""
    names: dict[str, Any] = {}
    exec(example(name).replace("\nasyncio.run(main())\n", ""), names)
    return names[name]


def test_what_is_on_is_printed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example("main")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    lines = [LINE.fullmatch(line) for line in done.stdout.splitlines()]
    shown = [line.groups() for line in lines if line is not None]
    assert len(shown) == len(lines) > 3
    assert [time for time, *_ in shown] == sorted(time for time, *_ in shown)
    assert ("11:00", "Highlights of the collection Gemäldegalerie", "3.00") in shown


@pytest.mark.parametrize("days", range(7))
def test_next_saturday_is_never_today_and_never_far(days: int) -> None:
    formula = re.search(r"saturday = (.+)", example("main"))
    assert formula is not None
    today = date(2026, 7, 6) + timedelta(days=days)

    saturday = eval(formula[1], {"today": today, "timedelta": timedelta, "SATURDAY": 5})

    assert saturday.weekday() == 5
    assert timedelta(0) < saturday - today <= timedelta(days=7)


async def test_the_short_examples_run(shop: Shop) -> None:
    names: dict[str, Any] = {"gomus": shop.gomus}
    short = [block for block in blocks(PAGE) if "async def " not in block]
    assert len(short) == 2
    for block in short:
        code = compile(block, PAGE, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        await eval(code, names)

    assert names["first"].id in range(101_174, 101_204)
    assert names["pager"].total == len(names["rows"]) == 12
    told = re.search(r"event\.title  # (.+)", PAGE.read_text(encoding="utf-8"))
    assert told is not None
    assert names["event"].title == ast.literal_eval(told[1])


async def test_every_call_that_is_named_is_there(shop: Shop) -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)\.(\w+)\(", text)) - {("pager", "pages")}
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))
    for resource, calls in rows.items():
        named |= {(resource, call) for call in re.findall(r"`(\w+)\(", calls)}
    named.discard(("exhibitions", "is_on"))

    missing = [call for call in named if not hasattr(getattr(shop.gomus, call[0]), call[1])]

    assert missing == []
    assert len(named) > 35


def entries(sandbox: Sandbox, barcode: str = BARCODE) -> int:
    rows = sandbox.store.records("scans") or []
    return sum(row["is_entry"] for row in rows if row["barcode"] == barcode)


def fault(shop: Shop, do: str, **more: Any) -> None:
    path = f"/api/v3/barcodes/{BARCODE}"
    shop.sandbox.set_faults({"rules": [{"method": "PUT", "path": path, "do": do, **more}]})


async def test_a_ticket_lets_in_once(shop: Shop) -> None:
    let_in = defined("let_in")

    assert await let_in(shop.gomus, BARCODE) == (True, "Eintritte: 1")
    entered, why = await let_in(shop.gomus, BARCODE)

    assert not entered
    assert why.startswith("Barcode wurde schon eingelöst am ")
    assert entries(shop.sandbox) == 1


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("unknown", "Barcode wurde nicht gefunden"),
        (USED_IN_2017, "Barcode wurde schon eingelöst am 13.03.2017"),
    ],
)
async def test_what_is_no_good_does_not_let_in(shop: Shop, code: str, why: str) -> None:
    assert await defined("let_in")(shop.gomus, code) == (False, why)
    assert entries(shop.sandbox, code) == 0


@pytest.mark.parametrize("do", ["reset_after", "truncate", "html", "garbage_head"])
async def test_nobody_is_turned_away_for_a_lost_answer(shop: Shop, do: str) -> None:
    fault(shop, do)

    entered, _ = await defined("let_in")(shop.gomus, BARCODE)

    assert entered
    assert entries(shop.sandbox) == 1


async def test_a_scan_that_lands_late_is_not_noted_yet(shop: Shop) -> None:
    fault(shop, "late_commit")

    assert await defined("let_in")(shop.gomus, BARCODE) == (True, "not noted yet")

    shop.sandbox.advance(10)
    assert entries(shop.sandbox) == 1


async def test_a_used_ticket_does_not_let_in_over_a_bad_line(shop: Shop) -> None:
    let_in = defined("let_in")
    await let_in(shop.gomus, BARCODE)
    fault(shop, "reset_after")

    entered, _ = await let_in(shop.gomus, BARCODE)

    assert not entered
    assert entries(shop.sandbox) == 1
