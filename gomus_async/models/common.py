"""What every model is made of: entities that keep their JSON, requests that keep absence."""

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Self, cast, get_args

import attrs

__all__ = ["UNSET", "Entity", "RequestModel", "Text", "Unset", "personal"]

type_of_none = type(None)

Text = str | dict[str, str] | None
"""A translatable value: text, or one text per locale when several were asked for."""


class Unset(Enum):
    """The type of `UNSET`: a field that was not set and is therefore not sent."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET


def personal(default: Any = None) -> Any:
    """An attrs field that is kept out of `repr`, because it says who somebody is."""
    return attrs.field(default=default, repr=False)


def _restore(cls: type[Any], state: Mapping[str, Any]) -> Any:
    model = cls.__new__(cls)
    for name, value in state.items():
        object.__setattr__(model, name, value)
    return model


class _Slotted:
    """Pickles and copies exactly the slots that hold a value."""

    __slots__ = ()

    def _names(self) -> Iterable[str]:
        return [field.name for field in attrs.fields(cast("Any", type(self)))]

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[type[Self], dict[str, Any]]]:
        read = object.__getattribute__
        state: dict[str, Any] = {}
        for name in self._names():
            try:
                state[name] = read(self, name)
            except AttributeError:
                continue
        return _restore, (type(self), state)


class Entity(_Slotted):
    """Something the API answered with. Unknown fields are not lost: see `raw`."""

    __slots__ = ("_source",)

    _source: tuple[bytes, tuple[str | int, ...]]

    def _names(self) -> Iterable[str]:
        return [*super()._names(), "_source"]

    @property
    def raw(self) -> dict[str, Any]:
        """The JSON object exactly as served, decoded when it is read.

        An entity that was not read from an answer has an empty one.
        """
        try:
            body, path = self._source
        except AttributeError:
            return {}
        value = json.loads(body)
        for step in path:
            value = value[step]
        return cast("dict[str, Any]", value)


@functools.cache
def _checks(cls: type[Any]) -> tuple[tuple[str, tuple[type[Any], ...], Any], ...]:
    """Per field: its name, the types it takes, and how to delete its slot."""
    return tuple(
        (
            field.name,
            tuple(kind for kind in (get_args(field.type) or (field.type,)) if kind is not Unset),
            getattr(cls, field.name).__delete__,
        )
        for field in attrs.fields(cls)
    )


class RequestModel(_Slotted):
    """Something that is sent. A field that was not set reads as `UNSET` and is not sent.

    Absent, `None` and `""` stay three different things: an unset field has an empty slot,
    which is also what lets the encoder pass over it without asking.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        """Empty the slots of unset fields and check the types of the others."""
        cls = type(self)
        anything = False
        for name, kinds, empty in _checks(cls):
            value = getattr(self, name)
            if value is UNSET:
                empty(self)
                continue
            anything = True
            kind = type(value)
            if kind in kinds or (kind is not bool and isinstance(value, kinds)):
                continue
            expected = " or ".join("None" if k is type_of_none else k.__name__ for k in kinds)
            raise TypeError(f"{cls.__name__}.{name} takes {expected}, not {kind.__name__}")
        if not anything:
            raise ValueError(f"{cls.__name__} has no field set; set at least one")

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """Read an empty slot as `UNSET`."""
            if name in attrs.fields_dict(type(self)):
                return UNSET
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def set_fields(self) -> frozenset[str]:
        """The names of the fields that were set and will be sent."""
        return frozenset(name for name in self._names() if getattr(self, name) is not UNSET)
