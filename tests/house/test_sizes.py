"""Files and functions stay small, and say nothing of the machine they were written on."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import FILES, PACKAGE, functions, name, tree

GENERATED = {"sync/facade.py"}
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
WRITTEN = [path for path in FILES if name(path) not in GENERATED]
MACHINE = re.compile(
    r"/(?:work|root|home|Users|private|mnt)/|\bshared/(?:api|reference)|[A-Z]:\\\\"
)


def lines_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    total = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return total
    docstring = function.body[0]
    return total - ((docstring.end_lineno or 0) - docstring.lineno + 1)


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < MOST_LINES


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_functions_are_short(path: Path) -> None:
    long = {
        function.name: size
        for function in functions(tree(path))
        if (size := lines_without_docstring(function)) >= MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_modules_say_what_they_are_for(path: Path) -> None:
    assert ast.get_docstring(tree(path)) or name(path) == "_version.py"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_machine_paths(path: Path) -> None:
    assert MACHINE.findall(path.read_text(encoding="utf-8")) == []


def _is_path(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and isinstance(part.value, str) and "/" in part.value


@pytest.mark.parametrize("path", sorted((PACKAGE / "resources").glob("*.py")), ids=name)
def test_no_f_string_builds_a_path(path: Path) -> None:
    """Paths are templates of endpoints, so that every value is checked and escaped in one place."""
    built = [
        ast.unparse(node)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.JoinedStr) and any(_is_path(part) for part in node.values)
    ]
    joined = [
        ast.unparse(node)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.BinOp | ast.Call)
        and "/" in ast.unparse(node)
        and (isinstance(node, ast.BinOp) or ast.unparse(node.func).endswith((".format", ".join")))
    ]
    assert built == []
    assert joined == []
