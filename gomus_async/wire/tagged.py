"""Unions of models that are told apart by their `type`, which msgspec reads for no attrs class.

The members differ in one field alone. A twin of their model reads the rest in one pass, keeps
that field back as bytes, and has it read by the member that the `type` names. Where all items
seem to be of one type, as they mostly are, that is tried first. Part of the codec.
"""

import functools
from collections.abc import Callable, Hashable, Mapping, Sequence
from types import GenericAlias
from typing import Any, Final, cast, get_args, get_origin

import attrs
import msgspec

from gomus_async.wire.zoned import Check, naive_inside, tagged

__all__ = ["StrayItem", "Twin", "Way", "twin"]

GLANCE_BYTES: Final = 4096


def _fields(model: Any) -> dict[str, Any]:
    return {field.name: field.type for field in attrs.fields(model)}


class StrayItem(ValueError):
    """A member of a union is not of its documented shape."""


def _stand_in(model: type, types: Mapping[str, Any]) -> Any:
    """A class of the same layout, whose fields are read as other types."""
    body = {"__slots__": (), "__annotations__": dict(types), "__module__": model.__module__}
    return type(model.__name__, (model,), body)


class _Union:
    """One field that holds a tuple of a union's members."""

    def __init__(self, name: str, members: Mapping[str | None, Any]) -> None:
        self.name = name
        shared, *others = [_fields(member) for tag, member in members.items() if tag is not None]
        self.varying = next(
            field for field, kind in shared.items() if any(o[field] != kind for o in others)
        )
        kinds = {**shared, self.varying: msgspec.Raw}
        defaults = {field.name: field.default for field in attrs.fields(members[None])}
        defaults.update(id=attrs.NOTHING, type=attrs.NOTHING)
        self.stand_in: Any = attrs.make_class(
            "Item",
            {name: attrs.field(type=kinds[name], default=defaults[name]) for name in kinds},
            bases=members[None].__bases__,
            slots=True,
            kw_only=True,
        )
        self._members = {tag: self._member(member) for tag, member in members.items()}
        self._other = self._members[None]

    def _member(self, model: Any) -> tuple[Any, Callable[[Any], Any], Check | None, bool]:
        """What an item becomes; how its own field is read, looked at for times, may be missing."""
        [varying] = [field for field in attrs.fields(model) if field.name == self.varying]
        check = naive_inside(varying.type) if attrs.has(varying.type) else None
        optional = varying.default is not attrs.NOTHING
        return model, msgspec.json.Decoder(varying.type).decode, check, optional

    def settle(self, items: tuple[Any, ...], body: bytes, path: tuple[str | int, ...]) -> bool:
        """Make every stand-in the model that its `type` names; whether one has a naive time."""
        varying, members, naive = self.varying, self._members, False
        for index, item in enumerate(items):
            model, decode, check, optional = members.get(item.type, self._other)
            kept = getattr(item, varying)
            if kept is not None:
                value = decode(kept)
                setattr(item, varying, value)
                naive = naive or (check is not None and check(value))
            elif not optional:
                raise StrayItem
            item._source = (body, (*path, index))  # noqa: SLF001 - it is a part of the codec
            item.__class__ = model
        return naive


class _Pure:
    """The same field where all its items are of one type: nothing has to be kept back."""

    def __init__(self, name: str, model: Any, varying: str) -> None:
        self.name = name
        self.stand_in = model
        [kind] = [field.type for field in attrs.fields(model) if field.name == varying]
        self._varying = varying
        self._check = naive_inside(kind)

    def settle(self, items: tuple[Any, ...], body: bytes, path: tuple[str | int, ...]) -> bool:
        """Make sure of the type of every item; whether one has a naive time."""
        tag, check, name = self.stand_in.tag, self._check, object.__setattr__
        naive = False
        for index, item in enumerate(items):
            if item.type != tag:
                raise StrayItem
            naive = naive or (check is not None and check(getattr(item, self._varying)))
            name(item, "_source", (body, (*path, index)))
        return naive


class Way:
    """One way to read a model with unions.

    Attributes:
        stand_in: What the decoder makes in the model's place.
    """

    def __init__(self, model: type, unions: Sequence[_Union | _Pure]) -> None:
        self._model = model
        self._unions = tuple(unions)
        items = {union.name: GenericAlias(tuple, (union.stand_in, ...)) for union in unions}
        self.stand_in = _stand_in(model, items)

    def settle(self, value: object, body: bytes, path: tuple[str | int, ...]) -> bool:
        """Read what was kept back, and make the stand-in the model itself.

        Returns:
            Whether a naive time is in an item.

        Raises:
            StrayItem: An item is not of its documented shape, or not of its expected type.
            msgspec.DecodeError: As before.
        """
        naive = False
        for union in self._unions:
            naive |= union.settle(getattr(value, union.name), body, (*path, union.name))
        object.__setattr__(value, "__class__", self._model)
        return naive


class Twin:
    """The ways to read a model.

    Attributes:
        unions: The fields that hold a tuple of a union's members.
        mixed: The way that reads any items.

    Args:
        model: The model.
        unions: Those fields, with the members by their tag.
    """

    def __init__(self, model: type, unions: Mapping[str, Mapping[str | None, Any]]) -> None:
        mixed = [_Union(name, members) for name, members in unions.items()]
        self.unions = tuple(unions)
        self.mixed = Way(model, mixed)
        self._pure = [
            (f'"{tag}"'.encode(), Way(model, [_Pure(union.name, member, union.varying)]))
            for union in mixed[:1]
            for tag, member in unions[union.name].items()
            if tag is not None and len(mixed) == 1
        ]

    def way(self, body: bytes) -> Way:
        """The way that is likely to read an answer fastest, from a look at its beginning."""
        found = [way for mark, way in self._pure if body.find(mark, 0, GLANCE_BYTES) >= 0]
        return found[0] if len(found) == 1 else self.mixed


@functools.cache
def twin(model: Hashable) -> Twin | None:
    """The twin of a model, if it needs one."""
    cls = cast("Any", model)
    if not (isinstance(model, type) and attrs.has(cls)):
        return None
    unions = {
        field.name: tagged(get_args(field.type)[0])
        for field in attrs.fields(cls)
        if get_origin(field.type) is tuple and tagged(get_args(field.type)[0])
    }
    return Twin(cls, unions) if unions else None
