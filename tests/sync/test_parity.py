"""Every public method has a blocking twin of its signature and docstring, and no twin is alone."""

import inspect
import re
import typing
from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest

from gomus_async import (
    CustomerSession,
    Document,
    Gomus,
    Pager,
    Response,
    SyncCustomerSession,
    SyncGomus,
    SyncHold,
    bulk,
    sync,
)
from gomus_async.resources.hold import Hold
from tests.support.blocking_words import blocking
from tests.sync.pairs import CLIENTS, PAIRS, RAW, RESOURCES, attributes, hints, twin

FORBIDDEN = re.compile(r"(?i)\b(await\w*|async|asyncio|coroutines?|event loops?|aclose)\b")
# `behind`, `bulk_caller` and `caller` are the package's own doors.
ALONE: dict[type[Any], set[str]] = {
    Gomus: {"aclose", "bulk_caller"},
    SyncGomus: {"behind", "close"},
    CustomerSession: {"caller"},
    # These are plain attributes on the other side.
    SyncCustomerSession: {"customer"},
    SyncHold: {"reservation", "state"},
}
BOTH = [
    pytest.param(ours, theirs, name, id=f"{ours.__name__}.{name}")
    for ours, theirs in {**PAIRS, **CLIENTS}.items()
    for name in sorted(attributes(ours).keys() - ALONE.get(ours, set()))
]
RAW_BOTH = [
    pytest.param(resource, name, id=f"raw.{resource}.{name}")
    for resource, (ours, _) in RAW.items()
    for name in sorted(vars(ours))
    if not name.startswith("_")
]


def public(cls: type[Any]) -> set[str]:
    return attributes(cls).keys() - ALONE.get(cls, set())


def returned(value: Any) -> Any:
    hint = hints(value)["return"]
    if typing.get_origin(hint) is AsyncGenerator:
        item, sent = typing.get_args(hint)
        return Generator.__class_getitem__((twin(item), sent, None))  # type: ignore[attr-defined]
    return twin(hint)


def callable_of(value: Any) -> Any:
    return value.__func__ if isinstance(value, classmethod) else value


def parameters(function: Any, *, leave_out: str = "") -> list[tuple[str, Any, Any]]:
    return [
        (parameter.name, parameter.kind, parameter.default)
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name != leave_out
    ]


def test_there_is_something_to_compare() -> None:
    assert len(RESOURCES) == 16
    assert len(BOTH) >= 150
    assert len(RAW_BOTH) >= 70


@pytest.mark.parametrize(("ours", "theirs"), {**PAIRS, **CLIENTS}.items())
def test_nothing_is_missing_and_nothing_added(ours: type[Any], theirs: type[Any]) -> None:
    assert public(theirs) == public(ours)
    assert theirs.__name__ == f"Sync{ours.__name__}"


@pytest.mark.parametrize(("ours", "theirs", "name"), BOTH)
def test_signatures(ours: type[Any], theirs: type[Any], name: str) -> None:
    mine, its = attributes(ours)[name], attributes(theirs)[name]
    # A session of aiohttp belongs to one loop, and that in the background is not the caller's.
    alone = "session" if name == "from_env" else ""

    assert type(its) is type(mine)
    assert not inspect.iscoroutinefunction(its)
    given = {key: hint for key, hint in hints(mine).items() if key != alone}
    if name not in {"with_options", "from_env"}:
        expected = {**{key: twin(hint) for key, hint in given.items()}, "return": returned(mine)}
        # Each module has a type variable of its own.
        assert hints(its) == expected or (ours is Pager and repr(hints(its)) == repr(expected))
    if not isinstance(mine, property):
        taken = parameters(callable_of(mine), leave_out=alone)
        assert parameters(callable_of(its)) == taken


@pytest.mark.parametrize(("ours", "theirs", "name"), BOTH)
def test_overloads(ours: type[Any], theirs: type[Any], name: str) -> None:
    if isinstance(attributes(ours)[name], property | classmethod):
        return
    mine = typing.get_overloads(attributes(ours)[name])
    its = typing.get_overloads(attributes(theirs)[name])

    assert [parameters(one) for one in its] == [parameters(one) for one in mine]
    assert [hints(one)["return"] for one in its] == [returned(one) for one in mine]


@pytest.mark.parametrize(("ours", "theirs", "name"), BOTH)
def test_docstrings(ours: type[Any], theirs: type[Any], name: str) -> None:
    mine = inspect.getdoc(attributes(ours)[name]) or ""
    its = inspect.getdoc(attributes(theirs)[name]) or ""
    if ours.__name__ != "Raw":
        expected = blocking(mine)
        alone = "    session: An aiohttp session to use.\n" if name == "from_env" else ""
        assert its == expected.replace(alone, "")
    assert its
    assert FORBIDDEN.findall(its) == []


@pytest.mark.parametrize(("ours", "theirs"), PAIRS.items())
def test_docstrings_of_classes(ours: type[Any], theirs: type[Any]) -> None:
    its = inspect.getdoc(theirs) or ""
    expected = blocking(inspect.getdoc(ours) or "")
    if ours is Document:
        expected = expected.replace("read, saved or awaited", "read or saved")
    if ours is Pager:
        expected, its = expected.partition("\nArgs:")[0], its.partition("\nArgs:")[0]

    assert its == expected
    assert FORBIDDEN.findall(its) == []


def test_making_a_client() -> None:
    expected = parameters(Gomus.__init__, leave_out="session")

    assert parameters(SyncGomus.__init__) == expected
    mine = {key: hint for key, hint in hints(Gomus.__init__).items() if key != "session"}
    assert hints(SyncGomus.__init__) == mine
    assert FORBIDDEN.findall(inspect.getdoc(SyncGomus) or "await") == []
    assert hints(attributes(SyncGomus)["with_options"]).keys() == {
        *hints(attributes(Gomus)["with_options"])
    }


@pytest.mark.parametrize(("resource", "name"), RAW_BOTH)
def test_responses(resource: str, name: str) -> None:
    ours, theirs = RAW[resource]
    mine, its = attributes(RESOURCES[resource])[name], attributes(theirs)[name]

    assert parameters(its) == parameters(mine)
    value = Response.__class_getitem__(returned(mine))  # type: ignore[attr-defined]
    assert hints(its) == {**hints(mine), "return": value}
    assert inspect.getdoc(its) == blocking(inspect.getdoc(mine) or "")
    assert name in vars(ours)


@pytest.mark.parametrize("resource", RESOURCES)
def test_no_response_is_missing_and_none_added(resource: str) -> None:
    ours, theirs = RAW[resource]
    mine = {name for name in vars(ours) if not name.startswith("_")}

    assert attributes(theirs).keys() == mine


def test_imports() -> None:
    mine, its = bulk.import_customers, sync.import_customers

    assert parameters(its) == parameters(mine)
    assert inspect.getdoc(its) == blocking(inspect.getdoc(mine) or "")


def test_holds_read_as_they_do_on_the_other_side() -> None:
    assert set(Hold.__annotations__) | {"state"} == ALONE[SyncHold]
