"""What every model is made of: entities that keep their JSON, requests that keep absence."""

import functools
import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    overload,
)

import attrs

from gomus_async.errors import ConfigError

__all__ = [
    "UNSET",
    "Entity",
    "Location",
    "Page",
    "Picture",
    "RequestModel",
    "Tag",
    "Text",
    "Unset",
    "personal",
]

T_co = TypeVar("T_co", covariant=True)

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


def _restore(cls: type["_Slotted"], state: Mapping[str, Any]) -> "_Slotted":
    model = cls.__new__(cls)
    for name, value in state.items():
        object.__setattr__(model, name, value)
    return model


class _Slotted:
    """Pickles and copies exactly the slots that hold a value."""

    __slots__ = ()

    def _names(self) -> Iterable[str]:
        return [field.name for field in attrs.fields(cast("Any", type(self)))]

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        read = object.__getattribute__
        state: dict[str, Any] = {}
        for name in self._names():
            try:
                state[name] = read(self, name)
            except AttributeError:
                continue
        return _restore, (type(self), state)


def _whole_number(digits: str) -> int | Decimal:
    """Python refuses to make an int of thousands of digits."""
    try:
        return int(digits)
    except ValueError:
        return Decimal(digits)


class Entity(_Slotted):
    """Something the API answered with. Unknown fields are not lost: see `raw`.

    What a call returns, the rows of a list and the items of an order have their own `raw`; the
    smaller parts inside them are found in that.
    """

    # Were `__weakref__` left to the models, two of the same fields would differ in layout.
    __slots__ = ("__weakref__", "_place", "_source")

    _source: tuple[Any, ...]
    """An answer, or the source of what this is a part of; then the steps into it."""
    _place: int
    """The last step, where this is one of many with the same source."""

    def _names(self) -> Iterable[str]:
        return [*super()._names(), "_source"]

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Pickle with its own JSON, and not with that of all others in the same answer."""
        restore, (cls, state) = super().__reduce__()
        if "_source" in state and (len(state["_source"]) > 1 or hasattr(self, "_place")):
            state["_source"] = (json.dumps(self.raw, default=str).encode(),)
        return restore, (cls, state)

    @property
    def raw(self) -> dict[str, Any]:
        """The JSON object exactly as served, decoded when it is read.

        A part of another entity, and one that was not read from an answer, has an empty one.
        """
        try:
            source: Any = self._source
        except AttributeError:
            return {}
        path = [self._place] if hasattr(self, "_place") else []
        while not isinstance(source, bytes):
            source, *steps = source
            path = [*steps, *path]
        value = json.loads(source.decode("utf-8", "replace"), parse_int=_whole_number)
        for step in path:
            value = value[step]
        return cast("dict[str, Any]", value)


@attrs.frozen(kw_only=True)
class Location(Entity):
    """Where something takes place. Most museums have no house number."""

    forgiving: ClassVar[bool] = True

    name: Text = None
    city: Text = None
    country: Text = None
    street: Text = None
    zip: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@attrs.frozen(kw_only=True)
class Picture(Entity):
    """A picture in several renditions, each an address, some of them missing.

    Addresses can be relative to the instance. Where the API gives one address in place of a
    picture, that is the `original`.
    """

    forgiving: ClassVar[bool] = True

    bare: ClassVar[str] = "original"

    title: Text = None
    description: Text = None
    copyright_info: Text = None
    original: str | None = None
    teaser: str | None = None
    preview: str | None = None
    article: str | None = None
    detail: str | None = None
    teaser_3x2: str | None = None
    preview_3x2: str | None = None
    article_3x2: str | None = None
    detail_3x2: str | None = None


@attrs.frozen(kw_only=True)
class Tag(Entity):
    """A category, language, age group or the like; ids differ from instance to instance."""

    forgiving: ClassVar[bool] = True

    id: int | None = None
    name: Text = None
    filtername: Text = None


@attrs.frozen(kw_only=True)
class Page(Sequence[T_co]):
    """One page of a list.

    Attributes:
        items: Its rows.
        total_count: The rows of all pages; `None` where the answer does not say.
        page: The page's number, from 1.
        per_page: The most rows a page has, as the server counts them.
    """

    items: tuple[T_co, ...] = ()
    total_count: int | None = None
    page: int | None = None
    per_page: int | None = None

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> T_co: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T_co]: ...

    def __getitem__(self, index: int | slice) -> T_co | Sequence[T_co]:
        return self.items[index]


@attrs.frozen
class _Slot:
    """One field of a request: its name, the types it takes, how to empty it."""

    name: str
    kinds: tuple[type, ...]
    empty: Callable[[object], None]

    @property
    def expected(self) -> str:
        """The types in words."""
        names = ("None" if kind is NoneType else kind.__name__ for kind in self.kinds)
        return " or ".join(names)


def _kinds(kind: Any) -> tuple[type, ...]:
    """The classes that values of a type have."""
    kinds = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    return tuple(get_origin(kind) or kind for kind in kinds if kind is not Unset)


@functools.cache
def _slots(cls: Hashable) -> tuple[_Slot, ...]:
    return tuple(
        _Slot(field.name, _kinds(field.type), getattr(cls, field.name).__delete__)
        for field in attrs.fields(cast("Any", cls))
    )


@functools.cache
def _names(cls: Hashable) -> frozenset[str]:
    return frozenset(slot.name for slot in _slots(cls))


class RequestModel(_Slotted):
    """Something that is sent. A field that was not set reads as `UNSET` and is not sent.

    Absent, `None` and `""` stay three different things: an unset field has an empty slot,
    which is also what lets the encoder pass over it without asking.
    """

    __slots__ = ()

    confidential: ClassVar[bool] = False
    """Whether not even a hash of it may be kept."""

    def __attrs_post_init__(self) -> None:
        """Empty the slots of unset fields and check the types of the others."""
        empty = True
        for slot in _slots(cast("Hashable", type(self))):
            value = getattr(self, slot.name)
            if value is UNSET:
                slot.empty(self)
                continue
            empty = False
            kind = cast("type[object]", type(value))
            # These two are subclasses of int and date, and mean something else.
            lookalike = kind in {bool, datetime}
            if kind in slot.kinds or (not lookalike and isinstance(value, slot.kinds)):
                continue
            raise TypeError(
                f"{type(self).__name__}.{slot.name.lstrip('_')} takes {slot.expected}, "
                f"not {kind.__name__}"
            )
        if empty:
            raise ConfigError(f"{type(self).__name__} has no field set; set at least one")

    def __repr__(self) -> str:
        """Show the fields that are set; those that say who somebody is only by name."""
        shown = (
            f"{field.name}={getattr(self, field.name)!r}" if field.repr else f"{field.name}=***"
            for field in attrs.fields(cast("Any", type(self)))
            if getattr(self, field.name) is not UNSET
        )
        return f"{type(self).__name__}({', '.join(shown)})"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Unset:
            """Read an empty slot as `UNSET`."""
            if name in _names(type(self)):
                return UNSET
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def secrets(self) -> tuple[str, ...]:
        """Values that no message may show, should the API send them back."""
        return ()

    def set_fields(self) -> frozenset[str]:
        """The names of the fields that were set and will be sent."""
        return frozenset(name for name in self._names() if getattr(self, name) is not UNSET)
