"""The code of the pages in `docs/`, taken from the pages themselves."""

import re
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "docs" / "scenarios"
NAMES = sorted(page.stem for page in SCENARIOS.glob("*.md") if page.stem != "README")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[str]:
    """Every Python block of a page."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def scenario(name: str) -> str:
    """The one block of a scenario."""
    (block,) = blocks(SCENARIOS / f"{name}.md")
    return block


def page(name: str) -> SimpleNamespace:
    """What the code of a scenario defines, once it was run."""
    path = SCENARIOS / f"{name}.md"
    before = path.read_text(encoding="utf-8").partition("```python\n")[0].count("\n") + 1
    defined: dict[str, object] = {"__name__": f"scenario_{name.replace('-', '_')}"}
    exec(compile("\n" * before + scenario(name), path, "exec"), defined)
    return SimpleNamespace(**defined)
