"""Unions of models that are told apart by their `type`, which msgspec reads for no attrs class.

Such a field is kept back as bytes by a twin of its model, and read by the model that its `type`
names. Part of the codec.
"""

import functools
from collections.abc import Callable, Hashable, Mapping
from types import UnionType
from typing import Any, Final, Union, cast, get_args, get_origin

import attrs
import msgspec

from gomus_async.models.common import Entity

__all__ = ["Twin", "tagged", "twin"]

_UNIONS: Final = (Union, UnionType)


def tagged(kind: Any) -> Mapping[str | None, type]:
    """The members of a union by their tag; empty for any other type."""
    members = get_args(kind) if get_origin(kind) in _UNIONS else ()
    if not members or not all(hasattr(member, "tag") for member in members):
        return {}
    return {member.tag: member for member in members}


class _Type(msgspec.Struct):
    type: str | None = None


_peek = functools.cache(lambda: msgspec.json.Decoder(_Type))


class Twin:
    """Stands in for a model while it is decoded.

    Attributes:
        unions: The fields that hold a tuple of a union's members, with the union.

    Args:
        model: The model.
        unions: Its fields that hold a tuple of a union's members.
        tolerant: Reads an item that is not of its documented shape.
    """

    def __init__(
        self,
        model: type,
        unions: Mapping[str, Any],
        tolerant: Callable[[bytes, Any], Any],
    ) -> None:
        self._model = model
        self.unions = unions
        self._tolerant = tolerant
        self._decoders: dict[tuple[str, str | None], msgspec.json.Decoder[Any]] = {
            (name, tag): msgspec.json.Decoder(member)
            for name, union in unions.items()
            for tag, member in tagged(union).items()
        }
        self.stand_in = type(
            model.__name__,
            (model,),
            {
                "__slots__": (),
                "__annotations__": dict.fromkeys(unions, tuple[msgspec.Raw, ...]),
                "__module__": model.__module__,
            },
        )

    def settle(self, value: object) -> None:
        """Read what was kept back, and make the stand-in the model itself."""
        for name in self.unions:
            raws: tuple[msgspec.Raw, ...] = getattr(value, name)
            object.__setattr__(value, name, tuple(self._item(name, bytes(raw)) for raw in raws))
        object.__setattr__(value, "__class__", self._model)

    def _item(self, name: str, body: bytes) -> Any:
        try:
            decoder = self._decoders.get((name, _peek().decode(body).type))
            item = (decoder or self._decoders[name, None]).decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            item = self._tolerant(body, self.unions[name])
        if isinstance(item, Entity):
            object.__setattr__(item, "_source", (body, ()))
        return item


@functools.cache
def twin(model: Hashable, tolerant: Callable[[bytes, Any], Any]) -> Twin | None:
    """The twin of a model, if it needs one."""
    cls = cast("Any", model)
    if not (isinstance(model, type) and attrs.has(cls)):
        return None
    unions = {
        field.name: get_args(field.type)[0]
        for field in attrs.fields(cls)
        if get_origin(field.type) is tuple and tagged(get_args(field.type)[0])
    }
    return Twin(cls, unions, tolerant) if unions else None
