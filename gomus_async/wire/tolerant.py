"""The tolerant path: JSON values that stray from the documented types, coerced with cattrs.

Imported only when an answer needs it. Part of the codec.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast, get_args, get_origin

import attrs
import cattrs
from cattrs import transform_error
from cattrs.errors import BaseValidationError, IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from gomus_async.models.common import Text
from gomus_async.wire.codec import StrayShape
from gomus_async.wire.zoned import tagged

__all__ = ["structure"]

# Its __new__ is typed as that of a plain text.
_note = cast("Callable[[str, int, Any], IterableValidationNote]", IterableValidationNote)
_RUBY_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?) ?([+-]\d\d):?(\d\d)\Z")
_JSON_NAMES: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "text",
    bool: "boolean",
    type(None): "null",
}


def _named(value: object) -> str:
    return _JSON_NAMES.get(type(value), "number")


def _mismatch(expected: str, value: object) -> ValueError:
    return ValueError(f"expected {expected}, found {_named(value)}")


def _text(value: object, _: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _mismatch("text", value)


def _integer(value: object, _: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,30}\s*", value):
        return int(value)
    raise _mismatch("a whole number", value)


def _real(value: object, _: object) -> float:
    return float(_decimal(value, _))


def _plain(value: object, kind: object) -> object:
    """A value of one of several plain types, as it is."""
    if isinstance(value, get_args(kind)):
        return value
    raise _mismatch("a plain value", value)


def _boolean(value: object, _: object) -> bool:
    known = {"true": True, "false": False, "1": True, "0": False}
    if isinstance(value, str | int) and str(value).lower() in known:
        return known[str(value).lower()]
    raise _mismatch("a boolean", value)


def _decimal(value: object, _: object) -> Decimal:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            return Decimal(str(value).strip())
        except InvalidOperation:
            pass
    raise _mismatch("a number", value)


def _moment(value: object, _: object) -> datetime:
    if isinstance(value, str):
        ruby = _RUBY_TIME.match(value.strip().replace(" UTC", " +0000"))
        iso = "{}T{}{}:{}".format(*ruby.groups()) if ruby else value.strip()
        try:
            return datetime.fromisoformat(iso)
        except ValueError:
            pass
    raise _mismatch("a time", value)


def _day(value: object, _: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()[:10])
        except ValueError:
            pass
    raise _mismatch("a date", value)


def _as_list(value: object, *, alone: bool = False) -> list[object]:
    """An array; nothing, and comma separated text, as the array they stand for.

    So does an object of which there may be one alone.
    """
    if isinstance(value, list):
        return cast("list[object]", value)
    if alone and isinstance(value, dict):
        return [cast("object", value)]
    if value is None or value == "" or value is False:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    raise _mismatch("an array", value)


def _is_array(kind: Any) -> bool:
    return get_origin(kind) in {list, tuple}


def _array_hook(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], Any]:
    item_kind = get_args(kind)[0]
    make = get_origin(kind)

    alone = getattr(item_kind, "alone", False)

    def structure_array(value: object, _: object) -> Any:
        items: list[object] = []
        errors: list[Exception] = []
        for index, item in enumerate(_as_list(value, alone=alone)):
            try:
                items.append(converter.structure(item, item_kind))
            except (ValueError, TypeError, KeyError, BaseValidationError) as error:
                note = _note("", index, item_kind)
                error.add_note(note)
                errors.append(error)
        if errors:
            raise IterableValidationError("array", errors, kind)  # pyright: ignore[reportCallIssue]
        return make(items)

    return structure_array


def _is_map(kind: Any) -> bool:
    return get_origin(kind) is dict and get_args(kind)[0] in {int, date, datetime}


def _pairs(value: object) -> Iterator[tuple[str, object]]:
    """The entries of an object, or of an array of small objects that stands for one."""
    parts = cast("list[object]", value) if isinstance(value, list) else []
    for part in parts or [value]:
        if not isinstance(part, dict):
            raise _mismatch("an object", part)
        yield from cast("dict[str, object]", part).items()


def _fits(value: object, kind: Any) -> bool:
    """Whether a value is what a map holds, and so its key one that cannot be read."""
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, dict) and isinstance(kind, type) and attrs.has(kind):
        names = {field.name for field in attrs.fields(kind)}
        return not names.isdisjoint(cast("dict[str, object]", value))
    return False


def _map_hook(kind: Any, converter: cattrs.Converter) -> Callable[[object, object], Any]:
    """Maps by id or time; an entry under any other key is an unknown field like others."""
    key_kind, value_kind = get_args(kind)

    def structure_map(value: object, _: object) -> Any:
        entries: dict[Any, Any] = {}
        unread: list[object] = []
        for key, inner in _pairs(value):
            try:
                name = converter.structure(key, key_kind)
            except ValueError:
                unread.append(inner)
                continue
            entries[name] = converter.structure(inner, value_kind)
        # Unknown fields hold anything; where all of them hold what belongs here, the keys are odd.
        if unread and not entries and all(_fits(inner, value_kind) for inner in unread):
            raise ValueError("expected times or ids as keys")
        return entries

    return structure_map


def _model_hook(cls: Any, converter: cattrs.Converter) -> Callable[[object, object], Any]:
    from_object = make_dict_structure_fn(cls, converter, _cattrs_detailed_validation=True)

    bare: str | None = getattr(cls, "bare", None)
    aliases: Mapping[str, str] = getattr(cls, "aliases", {})
    scattered: tuple[str, ...] = getattr(cls, "scattered", ())
    optional: dict[str, Any] = {
        field.name: field.type
        for field in attrs.fields(cls)
        if field.default is not attrs.NOTHING and getattr(cls, "forgiving", False)
    }

    def readable(value: dict[str, Any]) -> dict[str, Any]:
        """The object without optional parts that are not what they should be."""
        kept = dict(value)
        for name in optional.keys() & value.keys():
            try:
                converter.structure(value[name], optional[name])
            except (BaseValidationError, ValueError, TypeError):
                del kept[name]
        return kept

    def structure_model(value: object, _: object) -> Any:
        if bare is not None and _stands_alone(value, bare):
            value = {bare: value}
        if not isinstance(value, dict):
            raise _mismatch("an object", value)
        known = _renamed(cast("dict[str, Any]", value), aliases)
        known.update({name: {} for name in scattered if known.get(name) == []})
        return cast("Any", from_object)(readable(known), cls)

    return structure_model


def _stands_alone(value: object, bare: str) -> bool:
    """Whether a value is the one part that its model is named for: text, or a map by id."""
    if isinstance(value, str):
        return True
    if not isinstance(value, dict) or bare in value:
        return False
    return any(key.isdecimal() for key in cast("dict[str, object]", value))


def _renamed(value: dict[str, Any], aliases: Mapping[str, str]) -> dict[str, Any]:
    """The object with its other names replaced; what has none of them is null."""
    if not aliases:
        return value
    targets = {name: value.get(name) for name in aliases.values()}
    for other, name in aliases.items():
        if targets[name] is None:
            targets[name] = value.get(other)
    return {**value, **targets}


def _tagged_hook(
    members: Mapping[str | None, type], converter: cattrs.Converter
) -> Callable[[object, object], Any]:
    """By its `type`; what is of no known type or shape is kept as it came."""

    def structure_tagged(value: object, _: object) -> Any:
        tag = cast("dict[str, Any]", value).get("type") if isinstance(value, dict) else None
        member: Any = members.get(tag) if isinstance(tag, str) else None
        if member is not None:
            with suppress(BaseValidationError, ValueError, TypeError):
                return converter.structure(value, member)
        other: Any = members[None]
        with suppress(BaseValidationError, ValueError, TypeError):
            return converter.structure(value, other)
        # Whatever it is: the order around it was paid for, and must be readable.
        return other(attributes=value)

    return structure_tagged


def _is_plain_union(kind: Any) -> bool:
    parts = set(get_args(kind)) - {type(None)}
    return len(parts) > 1 and parts <= {str, bool, int, float}


def _translated(value: object, _: object) -> Text:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        texts = cast("dict[str, object]", value)
        return {locale: _text(text, str) for locale, text in texts.items() if text is not None}
    return _text(value, str)


@functools.cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=True)
    hooks: tuple[tuple[Any, Callable[[object, Any], Any]], ...] = (
        (str, _text),
        (int, _integer),
        (bool, _boolean),
        (float, _real),
        (Decimal, _decimal),
        (date, _day),
        (datetime, _moment),
    )
    for kind, hook in hooks:
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_func(_is_plain_union, _plain)
    converter.register_structure_hook_func(lambda kind: kind == Text, _translated)

    def for_model(cls: Any) -> Callable[[object, object], Any]:
        return _model_hook(cls, converter)

    def for_array(kind: Any) -> Callable[[object, object], Any]:
        return _array_hook(kind, converter)

    def for_union(kind: Any) -> Callable[[object, object], Any]:
        return _tagged_hook(tagged(kind), converter)

    converter.register_structure_hook_factory(attrs.has, for_model)
    converter.register_structure_hook_factory(lambda kind: bool(tagged(kind)), for_union)

    def for_map(kind: Any) -> Callable[[object, object], Any]:
        return _map_hook(kind, converter)

    converter.register_structure_hook_factory(_is_array, for_array)
    converter.register_structure_hook_factory(_is_map, for_map)
    return converter


def _problem(error: BaseException, _: type | None) -> str:
    if isinstance(error, KeyError):
        return "is missing"
    return str(error) if isinstance(error, ValueError) else "has an unexpected type"


def structure(value: object, kind: Any, path: tuple[str | int, ...]) -> Any:
    """Coerce a JSON value into a type.

    Raises:
        StrayShape: It cannot be; the text names every place, never a value.
    """
    try:
        return _converter().structure(value, kind)
    except (BaseValidationError, ValueError, TypeError) as error:
        start = "$" + "".join(f".{step}" for step in path)
        problems = transform_error(error, start, _problem)
    raise StrayShape("; ".join(problem.replace(" @ ", " at ") for problem in problems[:5]))
