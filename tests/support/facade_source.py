"""The async side, parsed: its resources and their public methods."""

import ast
from collections.abc import Iterator, Mapping

import attrs

from tests.support.facade_types import Names

__all__ = ["Function", "Method", "Resource", "Source", "arguments_of"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@attrs.frozen
class Method:
    """A public method of a resource: its definition, and the overloads before it."""

    node: Function
    names: Names
    overloads: tuple[Function, ...] = ()

    @property
    def name(self) -> str:
        """Its name."""
        return self.node.name

    @property
    def is_async(self) -> bool:
        """Whether it has to be awaited."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def returns(self) -> str:
        """What it returns, in the words of the async side."""
        annotation = self.node.returns
        text = "None" if annotation is None else ast.unparse(annotation)
        return text.strip("'\"")

    @property
    def hidden(self) -> tuple[str, ...]:
        """The arguments that it forgets before it calls anything."""
        arguments = {argument.arg for argument in arguments_of(self.node)}
        return tuple(
            target.id
            for statement in self.node.body
            if isinstance(statement, ast.Delete)
            for target in statement.targets
            if isinstance(target, ast.Name) and target.id in arguments
        )


@attrs.frozen
class Resource:
    """A class of the async side, with what it inherits."""

    name: str
    docstring: str
    methods: tuple[Method, ...]
    properties: tuple[Method, ...]


def arguments_of(node: Function) -> list[ast.arg]:
    """The arguments without `self`."""
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs][1:]


def decorated(node: Function, name: str) -> bool:
    """Whether a function has a decorator."""
    return any(ast.unparse(decorator) == name for decorator in node.decorator_list)


class Source:
    """The async side, parsed.

    Args:
        texts: The source by module name.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._classes: dict[str, tuple[ast.ClassDef, Names]] = {}
        for module, text in sorted(texts.items()):
            tree = ast.parse(text)
            names = Names.of(module, tree)
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    self._classes[node.name] = (node, names)

    def class_(self, name: str) -> ast.ClassDef:
        """The definition of a class."""
        return self._classes[name][0]

    def names(self, name: str) -> Names:
        """What the module of a class calls things."""
        return self._classes[name][1]

    def resource(self, name: str) -> Resource:
        """A class with the methods of its parents, theirs first."""
        found: dict[str, Method] = {}
        properties: dict[str, Method] = {}
        for node, names in self._lineage(name):
            overloads: list[Function] = []
            for function in public(node):
                if decorated(function, "overload"):
                    overloads.append(function)
                elif decorated(function, "property") or decorated(function, "kept"):
                    properties[function.name] = Method(function, names)
                else:
                    found[function.name] = Method(function, names, tuple(overloads))
                    overloads = []
        docstring = ast.get_docstring(self.class_(name)) or ""
        return Resource(name, docstring, tuple(found.values()), tuple(properties.values()))

    def _lineage(self, name: str) -> Iterator[tuple[ast.ClassDef, Names]]:
        node, names = self._classes[name]
        for base in node.bases:
            if ast.unparse(base) in self._classes:
                yield from self._lineage(ast.unparse(base))
        yield node, names


def public(node: ast.ClassDef) -> Iterator[Function]:
    """The public functions of a class."""
    for statement in node.body:
        if isinstance(statement, Function) and not statement.name.startswith("_"):
            yield statement
