"""JSON to models and back. The only importer of msgspec and cattrs.

The fast path lets msgspec read bytes straight into the attrs classes. Where an answer strays
from the documented shape, the same bytes take the tolerant path of `tolerant.py`, which
coerces or says where the shape breaks.
"""

import functools
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any, Generic, TypeVar, cast, get_args, get_origin

import attrs
import msgspec

from gomus_async.models.common import Entity, RequestModel

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
    """The fields of a model that hold a time (True) or models that may (False)."""
    found: list[tuple[str, bool]] = []
    for field in attrs.fields(cast("Any", cls)):
        parts = _parts(field.type)
        if datetime in parts:
            found.append((field.name, True))
        elif any(isinstance(p, type) and attrs.has(p) and _moments(p) for p in parts):
            found.append((field.name, False))
    return tuple(found)


def _locate(value: object, zone: Callable[[], tzinfo]) -> None:
    """Give naive times the instance's zone, in place."""
    if isinstance(value, list | tuple):
        for item in cast("list[object]", value):
            _locate(item, zone)
    elif isinstance(value, Entity):
        for name, is_time in _moments(cast("Hashable", type(value))):
            inner: object = getattr(value, name)
            if not is_time:
                _locate(inner, zone)
            elif isinstance(inner, datetime) and inner.tzinfo is None:
                object.__setattr__(value, name, inner.replace(tzinfo=zone()))


def _is_naive(value: object, name: str) -> bool:
    moment = getattr(value, name)
    return moment is not None and moment.tzinfo is None


class Reader(Generic[T]):
    """Reads the answers of one endpoint.

    Args:
        returns: The type of the value.
        envelope: The key it stands under; a bare value is read too.
    """

    def __init__(self, returns: type[T], envelope: str | None) -> None:
        self.returns = returns
        self.envelope = envelope
        if envelope is None:
            self._decoder = msgspec.json.Decoder(cast("type[Any]", returns))
        else:
            shell = msgspec.defstruct("Envelope", [(envelope, returns)])
            self._decoder = msgspec.json.Decoder(cast("type[Any]", shell))
        entity = get_origin(returns) is None and issubclass(returns, Entity)
        self._single = entity
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
        try:
            value = self._decoder.decode(body)
            if self.envelope is not None:
                value = getattr(value, self.envelope)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            value, path = self._tolerant(body)
        if self._single:
            object.__setattr__(value, "_source", (body, path))
            if self._times_below or any(_is_naive(value, name) for name in self._own_times):
                _locate(value, zone)
        else:
            for entity, where in _entities(value, path):
                object.__setattr__(entity, "_source", (body, where))
            _locate(value, zone)
        return cast("T", value)

    def _tolerant(self, body: bytes) -> tuple[Any, tuple[Step, ...]]:
        from gomus_async.wire.tolerant import structure

        json = decode_json(body)
        path = self._value_path(json)
        for step in path:
            json = json[step]
        return structure(json, self.returns, path), path

    def _value_path(self, json: object) -> tuple[Step, ...]:
        """Where the value stands: under the envelope, its plural, or bare."""
        if self.envelope is None or not isinstance(json, Mapping):
            return ()
        keys = [self.envelope]
        if get_origin(self.returns) in {list, tuple}:
            keys += [self.envelope + "s", "data"]
        return next(((key,) for key in keys if key in json), ())


@functools.cache
def reader(returns: Hashable, envelope: str | None) -> Reader[Any]:
    """The one reader for a type under an envelope."""
    return Reader(cast("type[Any]", returns), envelope)


def is_request_model(value: object) -> bool:
    """Whether a value is one of the models that are sent."""
    return isinstance(value, RequestModel)
