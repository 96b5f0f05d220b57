"""From a method and a path to the function that answers."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from gomus_async.sandbox.auth import identify, permit
from gomus_async.sandbox.http import Access, Call, Refused, Reply, segments

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

USERS = frozenset({Access.USER})


@frozen
class Route:
    """One endpoint.

    Args:
        method: of HTTP.
        path: with ``:name`` where a value stands; literal parts win over values.
        answer: does the work; it is not async, so nothing can come between a check and its commit.
        allowed: who may call; None is everybody.
        keys: the foreign ids that a request carries, for the history.
        identified: a token that is not this instance's is refused even where everybody may call.
    """

    method: str
    path: str
    answer: "Callable[[State, Call], Reply]"
    allowed: frozenset[Access] | None = None
    keys: Callable[[Call], tuple[str, ...]] | None = None
    identified: bool = True


@define
class _Node:
    literals: "dict[str, _Node]" = field(factory=dict[str, "_Node"])
    value: "_Node | None" = None
    methods: dict[str, Route] = field(factory=dict[str, Route])


class Router:
    """The routes as a tree of path segments; a look-up costs the depth of the tree."""

    __slots__ = ("_root",)

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            node = self._root
            for part in segments(route.path):
                if part.startswith(":"):
                    node.value = node.value or _Node()
                    node = node.value
                else:
                    node = node.literals.setdefault(part, _Node())
            node.methods[route.method] = route

    def find(self, call: Call) -> Route | Refused:
        """The route of a call, whose values it puts into ``call.params``; or 404 or 405."""
        parts = segments(call.path)
        found = _walk(self._root, parts, 0, ())
        if found is None:
            return Refused(404, "not found")
        node, call.params = found
        route = node.methods.get(call.method)
        return Refused(405, "method not allowed") if route is None else route


def run(state: "State", route: Route | Refused, call: Call) -> Reply:
    """Check the caller's right, then answer."""
    try:
        if isinstance(route, Refused):
            return route.reply
        if route.identified:
            call.access = identify(call.headers.get("Authorization"))
        if route.allowed is not None:
            permit(call.access, route.allowed)
        if call.body is None:
            raise Refused(413, "request body is too large")  # noqa: TRY301 - as every refusal of a route
        return route.answer(state, call)
    except Refused as refused:
        return refused.reply


def keys_of(route: Route | Refused, call: Call) -> tuple[str, ...]:
    """The foreign ids that a call carries, for the history."""
    if isinstance(route, Refused) or route.keys is None:
        return ()
    try:
        return route.keys(call)
    except Refused:
        return ()


def _walk(
    node: _Node, parts: tuple[str, ...], depth: int, values: tuple[str, ...]
) -> tuple[_Node, tuple[str, ...]] | None:
    if depth == len(parts):
        return (node, values) if node.methods else None
    part = parts[depth]
    literal = node.literals.get(part)
    if literal is not None:
        found = _walk(literal, parts, depth + 1, values)
        if found is not None:
            return found
    if node.value is None:
        return None
    return _walk(node.value, parts, depth + 1, (*values, part))
