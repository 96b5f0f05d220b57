"""The blocking twins as they are checked in are what the generator writes."""

import ast
from importlib.util import find_spec

import pytest

from tests.support import facade
from tests.support.blocking_words import blocking
from tests.support.facade_source import Source

needs_ruff = pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is not installed")
SOURCE = '''
class Things:
    """Things."""

    def list(self, *, per_page: int | None = None) -> Pager[Thing]:
        """Example: `async for thing in gomus.things.list(): ...`"""

    async def get(self, id: int, *, day: date | None = None) -> list[Thing]:
        """Example: `(await gomus.things.get(1))[0]`"""

    async def open(self, code: str) -> None:
        """Example: `await gomus.things.open(code)`"""
        del code
'''


@needs_ruff
def test_the_page_is_what_the_generator_writes() -> None:
    assert facade.PAGE.read_text(encoding="utf-8") == facade.formatted(
        facade.facade(facade.texts())
    )


@needs_ruff
def test_a_stale_page_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert facade.main(["--check"]) == 0
    changed = {
        name: text.replace("def version(", "def edition(") for name, text in facade.texts().items()
    }
    changed["gomus_async.raw"] = changed["gomus_async.raw"].replace("version =", "edition =")
    monkeypatch.setattr(facade, "texts", lambda: changed)

    assert facade.main(["--check"]) == 1
    assert "run `nox -s facade`" in capsys.readouterr().err


def test_it_is_written_the_same_twice() -> None:
    assert facade.facade(facade.texts()) == facade.facade(facade.texts())


def test_a_resource() -> None:
    writer = facade.Writer(Source({"gomus_async.resources.things": SOURCE}))

    written = ast.unparse(ast.parse(writer.resource("Things")))

    assert written == ast.unparse(
        ast.parse('''
@attrs.frozen
class SyncThings:
    """Things."""
    _of: Callable[[], Things]

    def list(self, *, per_page: int | None=None) -> SyncPager[Thing]:
        """Example: `for thing in gomus.things.list(): ...`"""
        return SyncPager(lambda: self._of().list(per_page=per_page))

    def get(self, id: int, *, day: dt.date | None=None) -> builtins.list[Thing]:
        """Example: `gomus.things.get(1)[0]`"""
        return portal().call(self._of().get, id, day=day)

    def open(self, code: str) -> None:
        """Example: `gomus.things.open(code)`"""
        sealed = Sealed(self._of().open, code)
        del code
        return portal().call(sealed)
''')
    )
    assert writer.imports == {"Things": "gomus_async.resources.things"}


@pytest.mark.parametrize(
    ("text", "blocking_text"),
    [
        ("`await gomus.x.get(1)`", "`gomus.x.get(1)`"),
        ("`(await gomus.x.get(f(1))).name`", "`gomus.x.get(f(1)).name`"),
        ("`print((await gomus.x()).y)`", "`print(gomus.x().y)`"),
        ("`async with Gomus(1) as gomus`", "`with SyncGomus(1) as gomus`"),
        ("`{c.id async for c in gomus.x()}`", "`{c.id for c in gomus.x()}`"),
        ("`await gomus.aclose()`", "`gomus.close()`"),
        ("an async context manager", "a context manager"),
    ],
)
def test_words(text: str, blocking_text: str) -> None:
    assert blocking(text) == blocking_text
