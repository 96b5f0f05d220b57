"""Every public method of a resource: its signature, its docstring, its twin with responses."""

import inspect
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from gomus_async import CallOptions, CustomerSession, Gomus, Response, SessionOrders, resources
from gomus_async.client import Gomus as Client
from gomus_async.raw import Raw
from gomus_async.resources.annual import Annual
from gomus_async.wire.endpoint import Endpoint, Safety

SAFETY = {
    Safety.READ: "changes nothing",
    Safety.REPLACE: "replace",
    Safety.KEYED_CREATE: "keyed create",
    Safety.HOLD: "repeated once at most",
    Safety.ONCE: "once; never sent again",
}
MODULES = [
    import_module(info.name)
    for info in pkgutil.iter_modules(resources.__path__, f"{resources.__name__}.")
]


def properties(cls: type[object], one: object) -> dict[str, type[Any]]:
    return {
        name: type(getattr(one, name))
        for name, value in vars(cls).items()
        if isinstance(value, property) and not name.startswith("_")
    }


RESOURCES = {
    name: cls
    for name, cls in properties(Client, Client("demo.gomus.de")).items()
    if cls.__module__.startswith("gomus_async.resources.")
}


def methods(cls: type[object]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Its own and those of its parents."""
    for name, value in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_") and name != "caller":
            yield name, value


METHODS = [
    pytest.param(cls, name, method, id=f"{cls.__name__}.{name}")
    for cls in [
        *RESOURCES.values(),
        CustomerSession,
        SessionOrders,
        Annual,
    ]
    for name, method in methods(cls)
]
TWINS = [
    pytest.param(resource, name, method, id=f"{resource}.{name}")
    for resource, cls in RESOURCES.items()
    for name, method in methods(cls)
    if inspect.iscoroutinefunction(method)
]
SECTION = re.compile(r"^(Endpoint|Args|Returns|Raises|Safety|Source|Example):", re.MULTILINE)


def sections(method: Callable[..., Any]) -> list[str]:
    return SECTION.findall(inspect.getdoc(method) or "")


def test_there_is_something_to_check() -> None:
    assert len(RESOURCES) >= 16
    assert len(METHODS) >= 100
    assert len(ENDPOINTS) >= 90


@pytest.mark.parametrize(("cls", "name", "method"), METHODS)
def test_docstrings(cls: type[object], name: str, method: Callable[..., Any]) -> None:
    hints = typing.get_type_hints(method)
    expected = ["Endpoint"]
    expected += ["Args"] if len(inspect.signature(method).parameters) > 1 else []
    expected += ["Returns"] if hints["return"] is not type(None) else []
    expected += ["Raises", "Safety", "Source", "Example"]

    assert sections(method) == expected


@pytest.mark.parametrize(("cls", "name", "method"), METHODS)
def test_docstrings_name_every_argument(
    cls: type[object], name: str, method: Callable[..., Any]
) -> None:
    doc = inspect.getdoc(method) or ""
    arguments = doc.partition("\nArgs:\n")[2].partition("\n\n")[0]

    documented = re.findall(r"^    (\w+): \S", arguments, re.MULTILINE)
    assert documented == [*inspect.signature(method).parameters][1:]


@pytest.mark.parametrize(("cls", "name", "method"), METHODS)
def test_signatures(cls: type[object], name: str, method: Callable[..., Any]) -> None:
    parameters = [*inspect.signature(method).parameters.values()]
    hints = typing.get_type_hints(method)

    assert parameters[-1].name == "options"
    assert parameters[-1].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters[-1].default is None
    assert hints["options"] == CallOptions | None
    assert set(hints) == {*(parameter.name for parameter in parameters[1:]), "return"}
    assert not any(p.kind in {p.VAR_POSITIONAL, p.VAR_KEYWORD} for p in parameters)


@pytest.mark.parametrize(("resource", "name", "method"), TWINS)
def test_twins(resource: str, name: str, method: Callable[..., Any]) -> None:
    twins = getattr(Gomus("demo.gomus.de").raw, resource)
    twin = getattr(twins, name)

    assert inspect.iscoroutinefunction(twin)
    assert vars(type(twins))[name]._method is method


@pytest.mark.parametrize(("resource", "name", "method"), TWINS)
def test_twins_tell_what_they_take(resource: str, name: str, method: Callable[..., Any]) -> None:
    """`help()` and notebooks look at the twin itself."""
    gomus = Gomus("demo.gomus.de")
    twin = getattr(getattr(gomus.raw, resource), name)
    signature = inspect.signature(getattr(getattr(gomus, resource), name))

    assert inspect.signature(twin).parameters == signature.parameters
    returned = inspect.signature(twin).return_annotation
    assert returned == Response.__class_getitem__(signature.return_annotation)  # type: ignore[attr-defined]
    assert inspect.getdoc(twin) == inspect.getdoc(method)


def test_twins_are_complete() -> None:
    raw = properties(Raw, Client("demo.gomus.de").raw)

    assert raw.keys() == RESOURCES.keys()
    for resource, cls in RESOURCES.items():
        twins = {name for name in vars(raw[resource]) if not name.startswith("_")}
        coroutines = {name for name, m in methods(cls) if inspect.iscoroutinefunction(m)}
        assert twins == coroutines


ENDPOINTS = [
    pytest.param(module, value, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, Endpoint)
]


@pytest.mark.parametrize(("module", "endpoint"), ENDPOINTS)
def test_endpoints(module: ModuleType, endpoint: Endpoint[Any]) -> None:
    """A docstring says what the endpoint says about itself."""
    route = f"`{endpoint.method} {endpoint.path}`"
    docs = [
        doc
        for case in METHODS
        if route in (doc := inspect.getdoc(case.values[2]) or "").partition("Safety:")[0]
    ]

    assert any(SAFETY[endpoint.safety] in doc.partition("Safety:")[2] for doc in docs)
    assert endpoint.source
    assert endpoint.path.startswith("/")
    assert endpoint.prefix in {"/api/v3", "/api/v4"}
