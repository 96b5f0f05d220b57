"""JSON to models and back. The only importer of msgspec and cattrs.

The fast path lets msgspec read bytes straight into the attrs classes. Where an answer strays
from the documented shape, the same bytes take the tolerant path of `tolerant.py`, which
coerces or says where the shape breaks.
"""

import functools
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import tzinfo
from itertools import count, repeat
from typing import Any, Generic, TypeVar, cast, get_args, get_origin

import attrs
import msgspec

from gomus_async.models.common import Entity, Page
from gomus_async.wire.tagged import Source, StrayItem, Way, give_place, give_source, twin
from gomus_async.wire.zoned import located, naive_inside

__all__ = [
    "NotJson",
    "Reader",
    "StrayShape",
    "decode_json",
    "encode",
]

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
        self._path: tuple[Step, ...] = () if envelope is None else (envelope,)
        row: Any = get_args(self.returns)[0] if get_origin(self.returns) is list else self.returns
        self._twin = twin(cast("Hashable", row))
        self._rows = row is not self.returns
        self._decoders: dict[Way | None, msgspec.json.Decoder[Any]] = {}
        self._bare: str | None = None if self._rows else getattr(row, "bare", None)
        self._entities = isinstance(row, type) and issubclass(row, Entity)
        self._plain = _is_plain(row)
        self._naive = naive_inside(cast("Hashable", row)) if self._entities else None

    def read(self, body: bytes, zone: Callable[[], tzinfo]) -> T:
        """Decode an answer.

        Raises:
            NotJson: The body is not JSON.
            StrayShape: No coercion makes the documented shape of it.
        """
        path = self._path
        try:
            value, meta, naive = self._fast(body)
            if self._bare is not None and not getattr(value, self._bare):
                # It may stand there without the name that it goes by elsewhere.
                value, path, meta = self._tolerant(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, StrayItem):
            value, path, meta = self._tolerant(body)
            self._name_items(value, body, path)
            naive = True
        if self._plain:
            # Nothing in it has a source or a zone.
            pass
        elif not self._entities:
            for entity, where in _entities(value, path):
                give_source(entity, (body, *where))
            value = located(value, zone)
        elif self._rows:
            self._finish(value, (body, *path), zone, naive=naive)
        else:
            give_source(value, (body, *path))
            if naive or (self._naive is not None and self._naive(value)):
                located(value, zone)
        read: Any = self._page(value, meta) if self.paged else value
        # Not `cast`, which is a call, and this is done for every answer.
        return read  # type: ignore[no-any-return]

    def _finish(
        self, rows: list[Any], source: Source, zone: Callable[[], tzinfo], *, naive: bool
    ) -> None:
        """Give rows their source, and their times a zone."""
        for place, row in enumerate(rows):
            give_source(row, source)
            give_place(row, place)
        if naive or (self._naive is not None and any(map(self._naive, rows))):
            for row in rows:
                located(row, zone)

    def _fast(self, body: bytes) -> tuple[Any, _Meta | None, bool]:
        """The value, its `meta`, and whether something in it is known to have a naive time."""
        if self._twin is None:
            return (*self._decoded(body, None), False)
        way, mixed = self._twin.way(body), self._twin.mixed
        if way is not mixed:
            try:
                return self._settled(body, way)
            except (msgspec.DecodeError, StrayItem):
                # What looked like items of one type alone is something else further down.
                self._twin.missed()
        return self._settled(body, mixed)

    def _settled(self, body: bytes, way: Way) -> tuple[Any, _Meta | None, bool]:
        """The value whose stand-ins have become what they stand for."""
        value, meta = self._decoded(body, way)
        source = (body, *self._path)
        if not self._rows:
            return value, meta, way.settle((value,), (source,))
        return value, meta, way.settle(value, zip(repeat(source), count()))

    def _decoded(self, body: bytes, way: Way | None) -> tuple[Any, _Meta | None]:
        decoder = self._decoders.get(way) or self._decoder(way)
        value = decoder.decode(body)
        if self.envelope is None:
            return value, None
        meta = (value.meta or _counted(value)) if self.paged else None
        return getattr(value, self.envelope), meta

    def _decoder(self, way: Way | None) -> msgspec.json.Decoder[Any]:
        """The decoder for a way to read the rows, made when it is first needed."""
        decoded: Any = self.returns
        if way is not None:
            decoded = list.__class_getitem__(way.stand_in) if self._rows else way.stand_in
        if self.envelope is not None:
            fields: list[Any] = [(self.envelope, decoded)]
            if self.paged:
                fields += [("meta", _Meta | None, None), ("total", int | None, None)]
            decoded = msgspec.defstruct("Envelope", fields)
        decoder = self._decoders[way] = msgspec.json.Decoder(decoded)
        return decoder

    def _name_items(self, value: Any, body: bytes, path: tuple[Step, ...]) -> None:
        """Give the members of unions their source, as the fast path does."""
        for entity, where in _entities(value, path) if self._twin is not None else ():
            for name in self._twin.unions if self._twin is not None else ():
                for item, place in _entities(getattr(entity, name), (*where, name)):
                    give_source(item, (body, *place))

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
            single = self._entities and not self._rows
            return _alone(cast("Mapping[str, object]", json)) if single else ()
        keys = [self.envelope]
        if get_origin(self.returns) in {list, tuple}:
            keys += [self.envelope + "s", "data", "results"]
        return next(((key,) for key in keys if key in json), ())


def _is_plain(row: Any) -> bool:
    """Whether it is a class that holds nothing but text and numbers."""
    if not isinstance(row, type) or not attrs.has(row) or issubclass(row, Entity):
        return False
    held = {part for field in attrs.fields(row) for part in get_args(field.type) or (field.type,)}
    return held <= {str, int, float, bool, type(None)}


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
