"""Unions of models that are told apart by their `type`, which msgspec reads for no attrs class.

The members differ in one field alone. A twin of their model reads the rest in one pass, keeps
that field back as bytes, and has it read by the member that the `type` names. Where all items
seem to be of one type, as they mostly are, that is tried first. Part of the codec.
"""

import functools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import attrgetter
from types import GenericAlias
from typing import Any, Final, cast, get_args, get_origin

import attrs
import msgspec

from gomus_async.models.common import Entity
from gomus_async.wire.zoned import Check, naive_inside, tagged

__all__ = ["Source", "StrayItem", "Twin", "Way", "give_place", "give_source", "twin"]

Source = tuple[Any, ...]

# Models are frozen; their slots are not.
give_source: Final[Callable[[Any, Source], None]] = vars(Entity)["_source"].__set__
give_place: Final[Callable[[Any, int], None]] = vars(Entity)["_place"].__set__
become: Final[Callable[[Any, type], None]] = vars(object)["__class__"].__set__

GLANCE_BYTES: Final = 4096


def _fields(model: Any) -> dict[str, Any]:
    return {field.name: field.type for field in attrs.fields(model)}


class StrayItem(ValueError):
    """A member of a union is not of its documented shape."""


def _stand_in(model: type, types: Mapping[str, Any]) -> Any:
    """A class of the same layout, whose fields are read as other types."""
    body = {"__slots__": (), "__annotations__": dict(types), "__module__": model.__module__}
    return type(model.__name__, (model,), body)


def _never(_: object) -> bool:
    return False


class _Items:
    """One field that holds a tuple of a union's members."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._read = attrgetter(name)


class _Union(_Items):
    """The field, whatever is in it."""

    def __init__(self, name: str, members: Mapping[str | None, Any]) -> None:
        super().__init__(name)
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
        self._kept = attrgetter(self.varying)
        stand_in: type[object] = self.stand_in
        self._give: Callable[[Any, Any], None] = vars(stand_in)[self.varying].__set__

    def _member(self, model: Any) -> "_Member":
        [varying] = [field for field in attrs.fields(model) if field.name == self.varying]
        return _Member(
            model=model,
            decode=msgspec.json.Decoder(GenericAlias(tuple, (varying.type, ...))).decode,
            check=naive_inside(varying.type) if attrs.has(varying.type) else None,
            optional=varying.default is not attrs.NOTHING,
        )

    def settle(self, rows: Sequence[Any], sources: Iterable[Source]) -> bool:
        """Make every stand-in the model that its `type` names; whether one has a naive time."""
        groups: dict[str | None, list[Any]] = {}
        for row, where in zip(rows, sources, strict=False):
            source = (*where, self.name)
            for place, item in enumerate(self._read(row)):
                give_source(item, source)
                give_place(item, place)
                group = groups.get(item.type)
                if group is None:
                    groups[item.type] = [item]
                else:
                    group.append(item)
        naive = False
        for tag, items in groups.items():
            naive |= self._become(self._members.get(tag, self._other), items)
        return naive

    def _become(self, member: "_Member", items: list[Any]) -> bool:
        """Read what was kept back of items of one type, and make them that; as for `settle`."""
        given = [item for item in items if self._kept(item) is not None]
        if len(given) < len(items) and not member.optional:
            raise StrayItem
        # All in one go: a call for each costs as much as what it reads.
        values = member.decode(b"[%b]" % b",".join(map(self._kept, given)))
        for item, value in zip(given, values, strict=True):
            self._give(item, value)
        for item in items:
            become(item, member.model)
        return member.check is not None and any(map(member.check, values))


@attrs.frozen(eq=False)
class _Member:
    """What an item becomes; how its own field is read and looked at, and may be missing."""

    model: type
    decode: Callable[[bytes], tuple[Any, ...]]
    check: Check | None
    optional: bool


class _Pure(_Items):
    """The same field where all its items are of one type: nothing has to be kept back."""

    def __init__(self, name: str, model: Any, varying: str) -> None:
        super().__init__(name)
        self.stand_in = model
        [kind] = [field.type for field in attrs.fields(model) if field.name == varying]
        self._varying = attrgetter(varying)
        self._check = naive_inside(kind) or _never

    def settle(self, rows: Sequence[Any], sources: Iterable[Source]) -> bool:
        """Make sure of the type of every item; whether one has a naive time."""
        read, name, tag = self._read, self.name, self.stand_in.tag
        check, varying = self._check, self._varying
        naive = False
        for row, where in zip(rows, sources, strict=False):
            source = (*where, name)
            for place, item in enumerate(read(row)):
                if item.type != tag:
                    raise StrayItem
                give_source(item, source)
                give_place(item, place)
                naive = naive or check(varying(item))
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

    def settle(self, rows: Sequence[Any], sources: Iterable[Source]) -> bool:
        """Read what was kept back, and make the stand-ins the model itself.

        Returns:
            Whether a naive time is in an item.

        Raises:
            StrayItem: An item is not of its documented shape, or not of its expected type.
            msgspec.DecodeError: As before.
        """
        naive = False
        for union in self._unions:
            naive |= union.settle(rows, sources)
        for row in rows:
            become(row, self._model)
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
        self._usual: tuple[bytes, Way] | None = None
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
        usual = self._usual
        if usual is not None and len(body) <= GLANCE_BYTES and body.find(usual[0]) >= 0:
            # One order is mostly like the one before, and a whole look costs as much as reading.
            return usual[1]
        found = [each for each in self._pure if body.find(each[0], 0, GLANCE_BYTES) >= 0]
        self._usual = usual = found[0] if len(found) == 1 else None
        return self.mixed if usual is None else usual[1]

    def missed(self) -> None:
        """What seemed to be of one type was not."""
        self._usual = None


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
