"""Records of a file that has one JSON object a line."""

import json
from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import Any, Final, Never, cast

from gomus_async.bulk.records import Record
from gomus_async.bulk.text_files import LINE_LIMIT, TextFile

__all__ = ["NO_ROW", "REJECT_KEYS", "read_json_lines", "read_rejects"]

REJECT_KEYS: Final = frozenset({"position", "line", "reasons", "status", "row"})
"""The keys of a line that tells of a rejected row."""

NO_ROW: Final = 'line has no "row"'
"""What is wrong with a line that is not one of a rejects file."""


class _Unreadable(ValueError):
    """Why a line cannot be read, without anything of what it says."""


def read_json_lines(
    file: TextFile,
    columns: Mapping[str, str],
    constants: Mapping[str, Any] = MappingProxyType({}),
) -> Generator[Record, None, None]:
    """Read a record a line. Blank lines are passed over.

    Args:
        file: The open file.
        columns: Which keys are to be read as which fields; others keep their names.
        constants: Fields that are the same in every row.
    """

    def row(value: dict[str, Any]) -> dict[str, Any]:
        return _completed(_renamed(_unwrapped(value), columns), constants)

    return _read(file, row)


def read_rejects(file: TextFile) -> Generator[Record, None, None]:
    """Read the rows of a file of rejected rows. Blank lines are passed over.

    Args:
        file: The open file.
    """
    return _read(file, _rejected)


def _read(
    file: TextFile, row: Callable[[dict[str, Any]], dict[str, Any]]
) -> Generator[Record, None, None]:
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
    position = 0
    for line in file:
        if line.isspace():
            continue
        position += 1
        try:
            record = Record(position, file.line, row(_decoded(decoder, line)))
        except _Unreadable as error:
            record = Record(position, file.line, {}, str(error))
        yield record


def _decoded(decoder: json.JSONDecoder, line: str) -> dict[str, Any]:
    if len(line) > LINE_LIMIT:
        raise _Unreadable("line is longer than 1 MiB")
    try:
        value = decoder.decode(line)
    except _Unreadable:
        raise
    except RecursionError:
        problem = "line is nested too deeply"
    except ValueError:
        problem = "line is not valid JSON, or cut off"
    else:
        if isinstance(value, dict):
            return cast("dict[str, Any]", value)
        problem = "line is not a JSON object"
    raise _Unreadable(problem)


def _unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """The row itself, of a line that an import has written to its rejects."""
    row: Any = value.get("row")
    if value.keys() == REJECT_KEYS and isinstance(row, dict):
        return cast("dict[str, Any]", row)
    return value


def _rejected(value: dict[str, Any]) -> dict[str, Any]:
    row: Any = value.get("row")
    if "row" not in value:
        raise _Unreadable(NO_ROW)
    if not isinstance(row, dict):
        raise _Unreadable('what stands under "row" is not a JSON object')
    if not row:
        raise _Unreadable(
            "row could not be read the first time and is empty here; correct it where it came from"
        )
    return cast("dict[str, Any]", row)


def _completed(value: dict[str, Any], constants: Mapping[str, Any]) -> dict[str, Any]:
    for field, constant in constants.items():
        if value.setdefault(field, constant) != constant:
            raise _Unreadable(f"line has another {field} than the one that all rows get")
    return value


def _renamed(value: dict[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    if not columns:
        return value
    renamed = {columns.get(key, key): item for key, item in value.items()}
    if len(renamed) < len(value):
        raise _Unreadable("line has two keys for one field")
    return renamed


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _Unreadable("line has a key twice")
    return value


def _constant(_: str) -> Never:
    raise _Unreadable("line has NaN or Infinity, which are not JSON")
