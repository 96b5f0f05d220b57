"""The pages themselves: what they link, and that their code is formatted and typed."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.scenarios.pages import NAMES, ROOT, SCENARIOS, blocks, scenario

LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PAGES_WITH_RECIPES = ("orders.md", "catalogue.md", "inventorum.md", "connect.md")
RECIPES = [ROOT / "docs" / name for name in PAGES_WITH_RECIPES]


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(find_spec(tool) is None, reason=f"{tool} is not installed")


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """Every block that is a whole, in a file of its own."""
    for name in NAMES:
        (tmp_path / f"{name.replace('-', '_')}.py").write_text(scenario(name), encoding="utf-8")
    whole = [block for page in RECIPES for block in blocks(page) if "\nasync def " in block]
    for number, block in enumerate(whole):
        (tmp_path / f"recipe_{number}.py").write_text(block, encoding="utf-8")
    (main,) = (block for block in blocks(ROOT / "README.md") if "Sandbox(" in block)
    (tmp_path / "readme.py").write_text(main, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> tuple[int, str]:
    command = [sys.executable, "-m", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@needs("mypy")
def test_the_code_is_typed(code: Path) -> None:

    status, output = run("mypy", "--strict", code)

    assert (status, output) == (0, output)
    assert f"no issues found in {len(list(code.glob('*.py')))} source files" in output


@needs("ruff")
def test_the_code_is_formatted(code: Path) -> None:
    format_ = ("ruff", "format", "--check", "--isolated", "--line-length", 100)
    imports = ("ruff", "check", "--isolated", "--line-length", 100, "--select", "E,F,I,UP,W")

    for command in (format_, imports):
        status, output = run(*command, code)
        assert (status, output) == (0, output)


def test_every_page_is_listed_once() -> None:
    overview = (SCENARIOS / "README.md").read_text(encoding="utf-8")

    listed = re.findall(r"^- \[([^\]]+)\]\(\1\): ", overview, re.MULTILINE)

    assert sorted(listed) == [f"{name}.md" for name in NAMES]


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
