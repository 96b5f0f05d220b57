"""Tables as the JSON that is sent, column by column: what costs a step for each cell costs most."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from types import MappingProxyType
from typing import Any, Final

import attrs

from gomus_async.bulk.names import Names
from gomus_async.bulk.rows import readers_of
from gomus_async.bulk.tables import Table
from gomus_async.bulk.values import PLAIN, Reader
from gomus_async.models.common import UNSET
from gomus_async.models.customers import NewCustomer
from gomus_async.wire.codec import encode

__all__ = ["rendered"]

_FIELDS: Final = tuple(name for name in attrs.fields_dict(NewCustomer) if name != "foreign_id")
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
    pieces = _keys(keys, readers["foreign_id"])
    for field in _FIELDS:
        if field in layout.constants:
            pieces.append(_constant(field, layout.constants, readers[field]))
        elif field in places:
            blank = _named(field, _BLANK[layout.empty])
            pieces += _column(field, table.columns[places[field]], readers[field], blank)
    return keys, list(map(str.encode, _joined([*pieces, "}"])))


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


def _named(field: str, text: str) -> str:
    return f',"{field}":{text}' if text else ""


def _keys(cells: Sequence[str], reader: Reader) -> list[_Piece]:
    if PLAIN[reader](cells):
        return ['{"foreign_id":"', cells, '"']
    return ['{"foreign_id":', [_json(reader(cell)) for cell in cells]]


def _constant(field: str, constants: Mapping[str, Any], reader: Reader) -> str:
    value = constants[field]
    if value is UNSET:
        return ""
    return _named(field, "null" if value is None else _json(reader(value)))


def _column(field: str, cells: Sequence[str], reader: Reader, blank: str) -> list[_Piece]:
    """What stands for a column in the rows."""
    is_plain = PLAIN.get(reader)
    head = _named(field, '"')
    # The stripped cell is the cell itself where there is nothing to strip.
    if all(map(str.strip, cells)):
        if is_plain is not None and is_plain(cells):
            return [head, cells, '"']
        filled = cells
    else:
        filled = [cell for cell in cells if cell.strip()]
        if is_plain is not None and is_plain(filled):
            return [[f'{head}{cell}"' if cell.strip() else blank for cell in cells]]
    texts = {cell: _named(field, _json(reader(cell))) for cell in set(filled)}
    return [[texts.get(cell, blank) for cell in cells]]


def _json(value: object) -> str:
    return encode(None, value).decode()
