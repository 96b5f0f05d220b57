"""Tables as the JSON that is sent, column by column: what costs a step for each cell costs most."""

from collections.abc import Mapping, Sequence
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

_FIELDS: Final = tuple(attrs.fields_dict(NewCustomer))
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
    columns = table.columns
    places = {field: index for index, field in layout.fields}
    template: list[str] = []
    cells: list[Sequence[str]] = []
    for field in _FIELDS:
        if field == "foreign_id":
            piece, texts = _keys(columns[layout.key], readers[field])
        elif field in layout.constants:
            piece, texts = _constant(field, layout.constants, readers[field]), None
        elif field in places:
            blank = _named(field, _BLANK[layout.empty])
            piece, texts = _column(field, columns[places[field]], readers[field], blank)
        else:
            continue
        template.append(piece)
        if texts is not None:
            cells.append(texts)
    whole = "".join([*template, "}"])
    # One step for a row: the template is the same for all.
    rows = map(whole.__mod__, zip(*cells, strict=True))
    return columns[layout.key], list(map(str.encode, rows))


def _named(field: str, text: str) -> str:
    return f',"{field}":{text}' if text else ""


def _keys(cells: Sequence[str], reader: Reader) -> tuple[str, Sequence[str]]:
    if PLAIN[reader](cells):
        return '{"foreign_id":"%s"', cells
    return '{"foreign_id":%s', [_json(reader(cell)) for cell in cells]


def _constant(field: str, constants: Mapping[str, Any], reader: Reader) -> str:
    value = constants[field]
    if value is UNSET:
        return ""
    text = "null" if value is None else _json(reader(value))
    return _named(field, text).replace("%", "%%")


def _column(
    field: str, cells: Sequence[str], reader: Reader, blank: str
) -> tuple[str, Sequence[str]]:
    """What stands for a column in the template, and what is put into it row by row."""
    is_plain = PLAIN.get(reader)
    # The stripped cell is the cell itself where there is nothing to strip.
    if all(map(str.strip, cells)):
        if is_plain is not None and is_plain(cells):
            return _named(field, '"%s"'), cells
        filled = cells
    else:
        filled = [cell for cell in cells if cell.strip()]
        if is_plain is not None and is_plain(filled):
            head = _named(field, '"')
            return "%s", [f'{head}{cell}"' if cell.strip() else blank for cell in cells]
    texts = {cell: _named(field, _json(reader(cell))) for cell in set(filled)}
    return "%s", [texts.get(cell, blank) for cell in cells]


def _json(value: object) -> str:
    return encode(None, value).decode()
