"""Which routes the SDK knows, and by which call: the tables of `docs/endpoints.md`.

`python -m tests.support.endpoint_table` writes the page anew.
"""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import attrs

import gomus_async
from gomus_async import CustomerSession, Gomus, SessionOrders
from gomus_async import resources as rooms
from gomus_async.resources.annual import Annual
from gomus_async.wire.endpoint import Endpoint

PAGE: Final = Path(gomus_async.__file__).parent.parent / "docs" / "endpoints.md"
DEFAULT_PREFIX: Final = "/api/v4"
NAMED: Final = re.compile(r"`([A-Z]+) (/[^`]+)`")

OTHER_RECEIVERS: Final[Mapping[str, type[Any]]] = MappingProxyType(
    {
        "gomus.annual(token)": Annual,
        "session": CustomerSession,
        "session.orders": SessionOrders,
    }
)
HISTORICAL: Final = "only in old revisions of the documents; {} took its place"
CONTRADICTORY: Final = (
    "the documents contradict each other: a page names the route, and says that only tickets "
    "can be reserved"
)
LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "GET /events/{id}/calendar": (
            "obsolete; `gomus.dates.calendar(by_event_ids=[id])` took its place"
        ),
        "POST /events/reservations": CONTRADICTORY,
        "PUT /events/reservations/{token}": CONTRADICTORY,
        "DELETE /events/reservations/{token}": CONTRADICTORY,
        "GET /shop": "in no document; only seen in the wild, and without a promised shape",
        "POST /contacts": "named once, beside routes that check nested values; never described",
        "GET /api/v3/tickets": HISTORICAL.format("`gomus.tickets.list`"),
        "GET /api/v3/cash_point/capacities": HISTORICAL.format("`gomus.tickets.capacities`"),
        "POST /api/v3/cash_point/orders": HISTORICAL.format("`gomus.orders.create`"),
        "GET /products/start_times": HISTORICAL.format("`gomus.tours.start_times`"),
        "GET /products/start_times/{id}": HISTORICAL.format("`gomus.tours.start_times_on`"),
    }
)
INTRODUCTION: Final = """\
# Endpoints

Every documented route, and the call that makes it. Paths stand below `/api/v4` unless they are
whole. Safety says what happens when it is unclear whether a request arrived:

- *read* changes nothing, and *replace* ends in the same state: both are repeated
- *keyed create* is looked up by its keys, never sent blindly
- *hold* is sent once more at most, for what it takes is given back by itself
- *once* is never sent again

The source names the page of the go~mus documentation; "API page" stands for the newer one.
`session` is what `gomus.accounts.sign_in` returns. This page is written by `nox -s endpoints`.
"""
OUTRO: Final = """\
## Left out

These have no method of their own. `gomus.request(method, path)` calls any route.
"""


@attrs.frozen
class Row:
    """One route."""

    method: str
    path: str
    calls: tuple[str, ...]
    safety: str
    source: str


def receivers() -> Mapping[str, type[Any]]:
    """The classes whose methods make calls, by how one gets at them."""
    gomus = Gomus("demo.gomus.de")
    found = {
        f"gomus.{name}": type(getattr(gomus, name))
        for name, value in vars(Gomus).items()
        if isinstance(value, property) and not name.startswith("_")
    }
    of_resources = {
        name: cls
        for name, cls in found.items()
        if getattr(cls, "__module__", "").startswith(f"{rooms.__name__}.")
    }
    return {**of_resources, **OTHER_RECEIVERS}


def public_methods(cls: type[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The methods of a class, with those it has from its parents."""
    for name, value in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_") and name != "caller":
            yield name, value


def call(receiver: str, name: str, method: Callable[..., Any]) -> str:
    """How a method is called; `...` stands for arguments by name, `options` left aside."""
    _, *parameters, _ = inspect.signature(method).parameters.values()
    shown = [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]
    more = len(shown) < len(parameters)
    return f"`{receiver}.{name}({', '.join([*shown, *(['...'] if more else [])])})`"


def named_routes(method: Callable[..., Any]) -> Iterator[str]:
    """The routes that a docstring says a method calls."""
    doc = inspect.getdoc(method) or ""
    told = " ".join(doc.partition("\nEndpoint:")[2].partition("\n\n")[0].split())
    prefix = "/api/v3" if "API v3" in told else ""
    for verb, path in NAMED.findall(told.partition(". ")[0]):
        yield f"{verb} {prefix}{path}"


def calls() -> Mapping[str, list[str]]:
    """The calls of every route."""
    found: dict[str, list[str]] = {}
    for receiver, cls in receivers().items():
        for name, method in public_methods(cls):
            for route in named_routes(method):
                found.setdefault(route, []).append(call(receiver, name, method))
    return found


def endpoints() -> Mapping[str, list[Endpoint[Any]]]:
    """The endpoint specs of all resources, by route."""
    found: dict[str, list[Endpoint[Any]]] = {}
    for info in pkgutil.iter_modules(rooms.__path__, f"{rooms.__name__}."):
        for value in vars(import_module(info.name)).values():
            if isinstance(value, Endpoint):
                prefix = "" if value.prefix == DEFAULT_PREFIX else value.prefix
                found.setdefault(f"{value.method} {prefix}{value.path}", []).append(value)
    return found


def rows() -> list[Row]:
    """One row a route, ordered by path."""
    made_by = calls()
    found: list[Row] = []
    for route, specs in endpoints().items():
        method, _, path = route.partition(" ")
        row = Row(
            method=method,
            path=path,
            calls=tuple(made_by.get(route, ())),
            safety=", ".join(sorted({spec.safety.value for spec in specs})),
            source=", ".join(sorted({spec.source for spec in specs})),
        )
        found.append(row)
    return sorted(found, key=lambda row: (row.path.split("/"), row.method))


def table(names: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    shown = [names, tuple("---" for _ in names), *lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in shown)


def page() -> str:
    """The whole page."""
    known = [
        (row.method, f"`{row.path}`", "<br>".join(row.calls), row.safety, row.source)
        for row in rows()
    ]
    missing = [(*f"{route}`".replace(" ", " `").split(" "), why) for route, why in LEFT_OUT.items()]
    return "\n".join(
        [
            INTRODUCTION,
            table(("Method", "Path", "Call", "Safety", "Source"), known),
            OUTRO,
            table(("Method", "Path", "Why"), missing),
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
