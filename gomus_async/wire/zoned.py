"""Times without an offset, which are in the instance's zone. Part of the codec."""

import functools
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime, timezone, tzinfo
from operator import attrgetter
from types import UnionType
from typing import Any, Final, Union, cast, get_args, get_origin

import attrs

from gomus_async.models.common import Entity

__all__ = ["Check", "located", "naive_inside", "tagged"]

Check = Callable[[Any], bool]
_UNIONS: Final = (Union, UnionType)
_CONTAINERS: Final = frozenset({dict, list, tuple})


def tagged(kind: Any) -> Mapping[str | None, type]:
    """The members of a union by their tag; empty for any other type."""
    members = get_args(kind) if get_origin(kind) in _UNIONS else ()
    if not members or not all(hasattr(member, "tag") for member in members):
        return {}
    return {member.tag: member for member in members}


def _parts(kind: Any) -> tuple[Any, ...]:
    """The types a type is made of, itself included."""
    return (kind, *(part for inner in get_args(kind) for part in _parts(inner)))


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and attrs.has(kind)


@functools.cache
def _moments(cls: Hashable) -> tuple[tuple[str, bool], ...]:
    """The fields of a model that hold a time (True), or something that may (False)."""
    found: list[tuple[str, bool]] = []
    for field in attrs.fields(cast("Any", cls)):
        parts = _parts(field.type)
        if datetime in parts and not _CONTAINERS & {get_origin(part) for part in parts}:
            found.append((field.name, True))
        elif datetime in parts or any(_is_model(part) and _moments(part) for part in parts):
            found.append((field.name, False))
    return tuple(found)


def _always(_: object) -> bool:
    return True


def _time_check(name: str) -> Check:
    read = attrgetter(name)

    def check(value: object) -> bool:
        moment = read(value)
        return moment is not None and moment.tzinfo is None

    return check


def _inner_check(name: str, inner: Check) -> Check:
    read = attrgetter(name)

    def check(value: object) -> bool:
        part = read(value)
        return part is not None and inner(part)

    return check


def _row_check(name: str, row: Check) -> Check:
    read = attrgetter(name)

    def check(value: object) -> bool:
        rows = read(value)
        return rows is not None and any(map(row, rows))

    return check


def _field_check(name: str, kind: Any) -> Check:
    """The check of a field that holds more than a time."""
    plain = [part for part in get_args(kind) if part is not type(None)]
    alone = plain[0] if len(plain) == 1 and get_origin(kind) not in _CONTAINERS else kind
    if _is_model(alone):
        return _inner_check(name, naive_inside(alone) or _always)
    row = plain[0] if get_origin(kind) is tuple else None
    return _row_check(name, naive_inside(row) or _always) if _is_model(row) else _always


@functools.cache
def naive_inside(cls: Hashable) -> Check | None:
    """A check whether an entity of a class may hold a naive time; `None` where none can be.

    The models are few and the answers many: what is to be looked at is found out once. Members
    of unions are not looked at here; whoever reads them does it.
    """
    types = {field.name: field.type for field in attrs.fields(cast("Any", cls))}
    checks = tuple(
        _time_check(name) if is_time else _field_check(name, types[name])
        for name, is_time in _moments(cls)
        if not any(map(tagged, get_args(types[name])))
    )
    if len(checks) <= 1:
        return checks[0] if checks else None

    def check(value: object) -> bool:
        for one in checks:  # noqa: SIM110 - a generator costs as much as what it asks
            if one(value):
                return True
        return False

    return check


def located(value: Any, zone: Callable[[], tzinfo]) -> Any:
    """Give naive times the instance's zone; entities are changed in place."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone())
    if isinstance(value, list | tuple):
        items = cast("list[Any]", value)
        replaced = [located(item, zone) for item in items]
        if any(new is not old for new, old in zip(replaced, items, strict=True)):
            return tuple(replaced) if isinstance(value, tuple) else replaced
    elif isinstance(value, dict):
        return _located_entries(value, zone)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, Entity):
        for name, _ in _moments(cast("Hashable", type(value))):
            inner: object = getattr(value, name)
            new = located(inner, zone)
            if new is not inner:
                object.__setattr__(value, name, new)
    return value  # pyright: ignore[reportUnknownVariableType]


def _located_entries(entries: dict[Any, Any], zone: Callable[[], tzinfo]) -> dict[Any, Any]:
    return {_local(key, zone): located(value, zone) for key, value in entries.items()}


def _local(key: Any, zone: Callable[[], tzinfo]) -> Any:
    """A key as people on site would say it, whatever offset it came with."""
    if not isinstance(key, datetime):
        return key
    at: datetime = located(key, zone)
    local = at.astimezone(zone())
    offset = local.utcoffset()
    # With its offset, for the two hours of a night in autumn are told apart by nothing else.
    return at if at.utcoffset() == offset or offset is None else at.astimezone(timezone(offset))
