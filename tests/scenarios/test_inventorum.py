"""The page about the till, run as it stands."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gomus_async.inventorum import Inventorum
from gomus_async.sandbox import Sandbox
from tests.scenarios.pages import ROOT, blocks

PAGE = ROOT / "docs" / "inventorum.md"
PATH = "/inventorum/api"


def code(start: str) -> SimpleNamespace:
    """What the block with this text defines."""
    (block,) = (block for block in blocks(PAGE) if start in block)
    defined: dict[str, object] = {"__name__": "inventorum_page"}
    exec(compile(block, PAGE, "exec"), defined)
    return SimpleNamespace(**defined)


def test_the_example_runs(tmp_path: Path) -> None:
    (example,) = (block for block in blocks(PAGE) if "Sandbox(" in block)

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["39 39 0", "39 0 39"]


async def test_a_day_at_the_till(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = code("a_day_at_the_till")
    async with Sandbox() as sandbox:

        def client(**arguments: object) -> Inventorum:
            assert arguments == {"token": "inventorum-token", "api_version": 12}
            return Inventorum(sandbox.inventorum_url, token="inventorum-token")

        monkeypatch.setitem(page.a_day_at_the_till.__globals__, "Inventorum", client)
        await page.a_day_at_the_till("inventorum-token")
        left = sandbox.store.records("inventorum_customers") or []

    assert "553910 ('30555123',)" in capsys.readouterr().out
    assert len(left) == 39


async def test_tokens_are_kept_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = code("InventorumTokenFile")
    monkeypatch.chdir(tmp_path)
    async with Sandbox() as sandbox:

        def client(**arguments: object) -> Inventorum:
            return Inventorum(sandbox.inventorum_url, **arguments)  # type: ignore[arg-type]

        monkeypatch.setitem(page.client.__globals__, "Inventorum", client)
        for _ in range(2):
            first = "inventorum-refresh-token"
            async with page.client("inventorum-client", "inventorum-secret", first) as till:
                assert (await till.customers.get(196906)).id == 196906
        rows = sandbox.store.records("inventorum_tokens") or []

    kept = tmp_path / "inventorum-refresh-token"
    assert [row["spent"] for row in rows] == [True, True, False]
    assert kept.read_text() == rows[-1]["refresh_token"] + "\n"
    assert kept.stat().st_mode & 0o777 == 0o600
