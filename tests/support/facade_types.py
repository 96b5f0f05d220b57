"""Annotations of the async side, as the blocking side has them."""

import ast
from collections.abc import Mapping
from typing import Final

import attrs

__all__ = ["Names", "blocking_type"]

TWINS: Final = frozenset(
    {
        "Annual",
        "CustomerSession",
        "Document",
        "Gomus",
        "Hold",
        "Pager",
        "Raw",
        "SessionOrders",
    }
)
# Methods have these names as well, and a class looks at its own names first.
QUALIFIED: Final = {
    "list": "builtins.list",
    "date": "dt.date",
    "datetime": "dt.datetime",
    "time": "dt.time",
}


@attrs.frozen
class Names:
    """Where the names of a module come from.

    Attributes:
        home: The module.
        modules: For each name the module that it is imported from, or the home; empty for a
            module itself.
    """

    home: str
    modules: Mapping[str, str]

    @classmethod
    def of(cls, home: str, tree: ast.Module) -> "Names":
        """The names of a module."""
        found: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                found.update((alias.asname or alias.name, module) for alias in node.names)
            elif isinstance(node, ast.Import):
                found.update((alias.name, "") for alias in node.names)
        for statement in tree.body:
            if isinstance(statement, ast.ClassDef):
                found[statement.name] = home
            elif isinstance(statement, ast.Assign):
                targets = [t for t in statement.targets if isinstance(t, ast.Name)]
                found.update((target.id, home) for target in targets)
        return cls(home, found)


class _Blocking(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, str):
            return blocking_type(ast.parse(node.value, mode="eval").body)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        # The values of a Literal are no types.
        if ast.unparse(node.value) == "Literal":
            return node
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in TWINS:
            return ast.Name(f"Sync{node.id}", ast.Load())
        if node.id in QUALIFIED:
            return ast.parse(QUALIFIED[node.id], mode="eval").body
        return node


def blocking_type(annotation: ast.expr | None) -> ast.expr:
    """The annotation of the blocking side."""
    copy = ast.parse("None" if annotation is None else ast.unparse(annotation), mode="eval")
    changed: ast.expr = _Blocking().visit(copy.body)
    return changed
