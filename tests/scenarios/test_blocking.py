"""The page for script writers: its code runs, and it never says what they need not know."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from gomus_async import SyncGomus
from gomus_async.sandbox import SHOP_EMAIL, SHOP_PASSWORD, Sandbox
from tests.scenarios.pages import ROOT, blocks
from tests.support.documents import sheets

PAGE = ROOT / "docs" / "blocking.md"


@pytest.fixture
def code() -> SimpleNamespace:
    defined: dict[str, object] = {"__name__": "blocking_page"}
    for block in blocks(PAGE):
        exec(compile(block, PAGE, "exec"), defined)
    return SimpleNamespace(**defined)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def gomus(sandbox: Sandbox) -> Iterator[SyncGomus]:
    with SyncGomus(sandbox.url, token="user-token", shop="demo-shop.gomus.de") as gomus:
        yield gomus


def test_it_never_says_await() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("gomus_async", "")

    assert re.findall(r"(?i)await|async|coroutine|event loop", text) == []


def test_customers(code: SimpleNamespace, gomus: SyncGomus) -> None:
    made = code.save(gomus, "SF-12345", "Müller", "1")

    assert code.save(gomus, "SF-12345", "Meier", "2") == made
    assert gomus.customers.get("SF-12345").tel == "2"
    assert code.took(gomus, "SF-12345") > 0


def test_main(
    code: SimpleNamespace,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def client(instance: str, **options: object) -> SyncGomus:
        assert (instance, options) == ("demo.gomus.de", {"token": "...", "locale": "de"})
        return SyncGomus(sandbox.url, token="user-token", locale="de")

    monkeypatch.setitem(code.main.__globals__, "SyncGomus", client)
    code.main()

    assert capsys.readouterr().out.strip().isdigit()


def test_orders(code: SimpleNamespace, sandbox: Sandbox, tmp_path: Path) -> None:
    now = sandbox.advance(0)
    at = datetime.combine(now.date() + timedelta(days=2), datetime.min.time()).replace(hour=14)
    with SyncGomus(sandbox.url, token="reseller-token") as gomus:
        order = code.buy(gomus, 247, 2, at)
        (saved,) = code.save_tickets(gomus, order, tmp_path)
        newest = code.newest(gomus)

        assert newest is not None
        assert newest.id == order.id
        assert code.unpaid(gomus, now.astimezone(UTC).date()) == []
    assert len(sheets(saved.read_bytes())) == 2


def test_an_import(
    code: SimpleNamespace, gomus: SyncGomus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    database = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(database)) as crm:
        crm.execute("create table customers (number text, name text, email text)")
        crm.execute("insert into customers values ('N-1', 'Müller', 'anna@example.com')")
        crm.commit()

    report = code.nightly(gomus, str(database))

    assert (report.rows, report.accepted) == (1, 1)
    assert gomus.customers.get("N-1").name == "Müller"


def test_sessions_and_views(code: SimpleNamespace, gomus: SyncGomus) -> None:
    assert code.subscribe(gomus, SHOP_EMAIL, SHOP_PASSWORD) == 0
    assert all(isinstance(title, str) for title in code.titles(gomus))


@pytest.mark.parametrize(
    "command",
    [
        ("mypy", "--strict"),
        ("ruff", "format", "--check", "--isolated", "--line-length", "100"),
        ("ruff", "check", "--isolated", "--line-length", "100", "--select", "E,F,I,UP,W"),
    ],
    ids=" ".join,
)
def test_the_code_is_typed_and_tidy(command: tuple[str, ...], tmp_path: Path) -> None:
    if find_spec(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    for number, block in enumerate(blocks(PAGE)):
        (tmp_path / f"block_{number}.py").write_text(block, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", *command, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, done.stdout)
