"""Tables as the JSON that is sent, column by column: what costs a step for each cell costs most."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from types import MappingProxyType
from typing import Any, Final

from gomus_async.bulk.names import Names
from gomus_async.bulk.records import Record
from gomus_async.bulk.rows import Row, read_row, readers_of
from gomus_async.bulk.tables import Table
from gomus_async.bulk.values import PLAIN, READERS, Reader
from gomus_async.models.common import UNSET
from gomus_async.wire.codec import decode_json, encode

__all__ = ["rendered"]

_KEY: Final = "foreign_id"
_Piece = str | Sequence[str]
_BLANK: Final = MappingProxyType({"unset": "", "clear": "null"})


def rendered(table: Table, names: Names) -> tuple[Sequence[str], list[bytes]]:
    """The keys of a table's rows, and each row as it is sent.

    They are what `read_row` makes of each record, and `encode` of that.

    Args:
        table: The rows.
        names: What the instance calls its salutations, titles and countries.

    Raises:
        Unfit: A row among them is to be refused; which one and why, `read_row` says.
    """
    layout, readers = table.layout, readers_of(names)
    keys = table.columns[layout.key]
    places = {field: index for index, field in layout.fields}
    before, after = _order()
    pieces: list[_Piece] = ["{"]
    for field, frame in (*before, (_KEY, ""), *after):
        if field == _KEY:
            pieces += _keys(keys, readers[field])
        elif field in layout.constants:
            pieces.append(_constant(layout.constants[field], readers[field], frame))
        elif field in places:
            blank = _framed(frame, _BLANK[layout.empty])
            pieces += _column(table.columns[places[field]], readers[field], frame, blank)
    return keys, list(map(str.encode, _joined([*pieces, "}"])))


@functools.cache
def _order() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """The fields that are encoded before the key and after it, each with what stands around it."""
    row = read_row(Record(1, None, dict.fromkeys(READERS) | {_KEY: "any"}))
    assert isinstance(row, Row)  # noqa: S101 - every field may be empty
    fields = list(decode_json(row.encoded()))
    at = fields.index(_KEY)
    before = tuple((field, f'"{field}":{{}},') for field in fields[:at])
    return before, tuple((field, f',"{field}":{{}}') for field in fields[at + 1 :])


def _joined(pieces: Iterable[_Piece]) -> Iterator[str]:
    """The rows: of each piece the text of the row, or the text that is the same for all."""
    merged: list[_Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if isinstance(piece, str) and isinstance(last, str):
            merged[-1] = last + piece
        else:
            merged.append(piece)
    # One step for a row, not one for a cell.
    return map("".join, zip(*(repeat(p) if isinstance(p, str) else p for p in merged)))  # noqa: B905 - some have no end


def _framed(frame: str, text: str) -> str:
    return frame.replace("{}", text) if text else ""


def _keys(cells: Sequence[str], reader: Reader) -> list[_Piece]:
    if PLAIN[reader](cells):
        return [f'"{_KEY}":"', cells, '"']
    return [f'"{_KEY}":', [_json(reader(cell)) for cell in cells]]


def _constant(value: Any, reader: Reader, frame: str) -> str:
    if value is UNSET:
        return ""
    return _framed(frame, "null" if value is None else _json(reader(value)))


def _column(cells: Sequence[str], reader: Reader, frame: str, blank: str) -> list[_Piece]:
    """What stands for a column in the rows."""
    is_plain = PLAIN.get(reader)
    head, tail = _framed(frame, '"{}"').split("{}")
    # The stripped cell is the cell itself where there is nothing to strip.
    if all(map(str.strip, cells)):
        if is_plain is not None and is_plain(cells):
            return [head, cells, tail]
        filled = cells
    else:
        filled = [cell for cell in cells if cell.strip()]
        if is_plain is not None and is_plain(filled):
            return [[f"{head}{cell}{tail}" if cell.strip() else blank for cell in cells]]
    texts = {cell: _framed(frame, _json(reader(cell))) for cell in set(filled)}
    return [[texts.get(cell, blank) for cell in cells]]


def _json(value: object) -> str:
    return encode(None, value).decode()
