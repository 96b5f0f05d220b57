"""JSON to models and back. The only importer of msgspec and cattrs.

The fast path lets msgspec read bytes straight into the attrs classes. Where an answer strays
from the documented shape, the same bytes take the tolerant path of `tolerant.py`, which
coerces or says where the shape breaks.
"""

import functools
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import datetime, timezone, tzinfo
from typing import Any, Generic, TypeVar, cast, get_args, get_origin

import attrs
import msgspec

from gomus_async.models.common import Entity, Page
from gomus_async.wire.tagged import twin

__all__ = ["NotJson", "Reader", "StrayShape", "decode_json", "encode"]

T = TypeVar("T")

Step = str | int


class NotJson(ValueError):
    """The bytes are not JSON."""


class StrayShape(ValueError):
    """The JSON has not the documented shape; the text names the path, never a value."""


_encoder = functools.cache(msgspec.json.Encoder)


def encode(root: str | None, value: object) -> bytes:
    """Encode a request body, under its root key if it has one."""
    return _encoder().encode(value if root is None else {root: value})


def decode_json(body: bytes) -> Any:
    """Decode plain JSON.

    Raises:
        NotJson: The bytes are not JSON, or nest too deep.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = f"not JSON ({type(error).__name__})"
    raise NotJson(problem)


def _entities(value: object, path: tuple[Step, ...]) -> Iterator[tuple[Entity, tuple[Step, ...]]]:
    if isinstance(value, Entity):
        yield value, path
    elif isinstance(value, list | tuple):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _entities(item, (*path, index))


def _parts(kind: Any) -> tuple[Any, ...]:
    """The types a type is made of, itself included."""
    return (kind, *(part for inner in get_args(kind) for part in _parts(inner)))


@functools.cache
def _moments(cls: Hashable) -> tuple[tuple[str, bool], ...]:
    """The fields of a model that hold a time (True), or something that may (False)."""
    found: list[tuple[str, bool]] = []
    for field in attrs.fields(cast("Any", cls)):
        parts = _parts(field.type)
        if datetime in parts and not {dict, list, tuple} & {get_origin(part) for part in parts}:
            found.append((field.name, True))
        elif datetime in parts or any(
            isinstance(p, type) and attrs.has(p) and _moments(p) for p in parts
        ):
            found.append((field.name, False))
    return tuple(found)


def _located(value: Any, zone: Callable[[], tzinfo]) -> Any:
    """Give naive times the instance's zone; entities are changed in place."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone())
    if isinstance(value, list | tuple):
        items = cast("list[Any]", value)
        located = [_located(item, zone) for item in items]
        if any(new is not old for new, old in zip(located, items, strict=True)):
            return tuple(located) if isinstance(value, tuple) else located
    elif isinstance(value, dict):
        return _located_entries(value, zone)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, Entity):
        for name, _ in _moments(cast("Hashable", type(value))):
            inner: object = getattr(value, name)
            located = _located(inner, zone)
            if located is not inner:
                object.__setattr__(value, name, located)
    return value  # pyright: ignore[reportUnknownVariableType]


def _located_entries(entries: dict[Any, Any], zone: Callable[[], tzinfo]) -> dict[Any, Any]:
    return {_local(key, zone): _located(value, zone) for key, value in entries.items()}


def _local(key: Any, zone: Callable[[], tzinfo]) -> Any:
    """A key as people on site would say it, whatever offset it came with."""
    if not isinstance(key, datetime):
        return key
    at: datetime = _located(key, zone)
    local = at.astimezone(zone())
    offset = local.utcoffset()
    # With its offset, for the two hours of a night in autumn are told apart by nothing else.
    return at if at.utcoffset() == offset or offset is None else at.astimezone(timezone(offset))


def _is_naive(value: object, name: str) -> bool:
    moment = getattr(value, name)
    return moment is not None and moment.tzinfo is None


def _structured(body: bytes, kind: Any) -> Any:
    """The tolerant path for a part of an answer."""
    from gomus_async.wire.tolerant import structure

    return structure(decode_json(body), kind, ())


class _Meta(msgspec.Struct):
    total_count: int | None = None
    page: int | None = None
    per_page: int | None = None


class Reader(Generic[T]):
    """Reads the answers of one endpoint.

    Args:
        returns: The type of the value; `Page[Row]` reads a list with its `meta`.
        envelope: The key it stands under; a bare value is read too.
    """

    def __init__(self, returns: type[T], envelope: str | None) -> None:
        self.paged = get_origin(returns) is Page
        rows: Any = get_args(returns)
        self.returns: Any = list.__class_getitem__(rows[0]) if self.paged else returns
        self.envelope = envelope
        row: Any = get_args(self.returns)[0] if get_origin(self.returns) is list else self.returns
        self._twin = twin(cast("Hashable", row), _structured)
        decoded: Any = self.returns
        if self._twin is not None:
            stand_in: Any = self._twin.stand_in
            decoded = stand_in if row is self.returns else list[stand_in]
        if envelope is not None:
            fields: list[Any] = [(envelope, decoded)]
            if self.paged:
                fields += [("meta", _Meta | None, None), ("total", int | None, None)]
            decoded = msgspec.defstruct("Envelope", fields)
        self._decoder = msgspec.json.Decoder(decoded)
        entity = get_origin(returns) is None and issubclass(returns, Entity)
        self._single = entity
        self._bare: str | None = getattr(returns, "bare", None) if entity else None
        moments = _moments(cast("Hashable", returns)) if entity else ()
        self._own_times = tuple(name for name, is_time in moments if is_time)
        self._times_below = any(not is_time for _, is_time in moments)

    def read(self, body: bytes, zone: Callable[[], tzinfo]) -> T:
        """Decode an answer.

        Raises:
            NotJson: The body is not JSON.
            StrayShape: No coercion makes the documented shape of it.
        """
        path: tuple[Step, ...] = () if self.envelope is None else (self.envelope,)
        meta: _Meta | None = None
        try:
            value = self._decoder.decode(body)
            if self.envelope is not None:
                meta = getattr(value, "meta", None) or _counted(value)
                value = getattr(value, self.envelope)
            if self._bare is not None and not getattr(value, self._bare):
                # It may stand there without the name that it goes by elsewhere.
                value, path, meta = self._tolerant(body)
            if self._twin is not None:
                rows = cast("list[object]", value if isinstance(value, list) else [value])
                for row in rows:
                    self._twin.settle(row)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            value, path, meta = self._tolerant(body)
            self._name_items(value, body, path)
        value = self._finished(value, body, path, zone)
        return cast("T", self._page(value, meta) if self.paged else value)

    def _finished(
        self, value: Any, body: bytes, path: tuple[Step, ...], zone: Callable[[], tzinfo]
    ) -> Any:
        """The value with its source and its times in their zone."""
        if self._single:
            object.__setattr__(value, "_source", (body, path))
            if self._times_below or any(_is_naive(value, name) for name in self._own_times):
                _located(value, zone)
            return value
        for entity, where in _entities(value, path):
            object.__setattr__(entity, "_source", (body, where))
        return _located(value, zone)

    def _name_items(self, value: Any, body: bytes, path: tuple[Step, ...]) -> None:
        """Give the members of unions their source, as the fast path does."""
        for entity, where in _entities(value, path) if self._twin is not None else ():
            for name in self._twin.unions if self._twin is not None else ():
                for item, place in _entities(getattr(entity, name), (*where, name)):
                    object.__setattr__(item, "_source", (body, place))

    def _page(self, rows: list[Any], meta: _Meta | None) -> Page[Any]:
        meta = meta or _Meta()
        return Page(
            items=tuple(rows),
            total_count=meta.total_count,
            page=meta.page,
            per_page=meta.per_page,
        )

    def _tolerant(self, body: bytes) -> tuple[Any, tuple[Step, ...], _Meta | None]:
        from gomus_async.wire.tolerant import structure

        json: Any = decode_json(body)
        path = self._value_path(json)
        meta = _lenient_meta(json)
        for step in path:
            json = json[step]
        value = structure(json, self.returns, path)
        if not path and self.envelope is not None and not _resembles(value, json):
            raise StrayShape(f"$: has neither {self.envelope} nor anything that stands in it")
        return value, path, meta

    def _value_path(self, json: object) -> tuple[Step, ...]:
        """Where the value stands: under the envelope, its plural, or bare."""
        if not isinstance(json, Mapping):
            return ()
        if self.envelope is None:
            return _alone(cast("Mapping[str, object]", json)) if self._single else ()
        keys = [self.envelope]
        if get_origin(self.returns) in {list, tuple}:
            keys += [self.envelope + "s", "data", "results"]
        return next(((key,) for key in keys if key in json), ())


def _alone(json: Mapping[str, object]) -> tuple[Step, ...]:
    """Where the one stands that was asked for and came as a list of one."""
    rows = json.get("data")
    return ("data", 0) if isinstance(rows, list) and len(cast("list[object]", rows)) == 1 else ()


def _counted(envelope: object) -> _Meta | None:
    """The count that stands beside the rows, where a list has no `meta`."""
    total: int | None = getattr(envelope, "total", None)
    return None if total is None else _Meta(total_count=total)


def _resembles(value: object, json: object) -> bool:
    """Whether a bare object is the value and not something else, read as an empty one."""
    if not isinstance(json, dict) or not json:
        return True
    if isinstance(value, Entity):
        return any(field.name in json for field in attrs.fields(cast("Any", type(value))))
    return bool(value)


def _lenient_meta(json: Any) -> _Meta | None:
    """What can be used of a `meta`; a strange one is as good as none."""
    try:
        if "meta" not in json:
            return msgspec.convert({"total_count": json["total"]}, _Meta, strict=False)
        return msgspec.convert(json["meta"], _Meta, strict=False)
    except (TypeError, KeyError):
        return None
    except msgspec.ValidationError:
        return None


@functools.cache
def reader(returns: Hashable, envelope: str | None) -> Reader[Any]:
    """The one reader for a type under an envelope."""
    return Reader(cast("type[Any]", returns), envelope)
