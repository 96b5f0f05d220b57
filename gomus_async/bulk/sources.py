"""Sources of an import: CSV files, JSON lines, and whatever can be iterated over."""

import os
from collections.abc import Mapping
from typing import Final

from gomus_async.bulk.file_sources import CsvSource, FileSource, JsonlSource, RejectsSource
from gomus_async.bulk.iterables import RowsSource, as_source, live_source
from gomus_async.bulk.mapping import ImportMapping
from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.tables import Empty

__all__ = [
    "CsvSource",
    "FileSource",
    "JsonlSource",
    "Record",
    "RejectsSource",
    "RowsSource",
    "Source",
    "as_source",
    "csv_source",
    "jsonl_source",
    "live_source",
    "rejects_source",
]

_NO_MAPPING: Final = ImportMapping()


def csv_source(
    path: str | os.PathLike[str],
    *,
    columns: Mapping[str, str] | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    empty: Empty | None = None,
    mapping: ImportMapping | None = None,
    strict: bool = False,
) -> CsvSource:
    """Read customers from a CSV file, gzipped or not, whose first line names the columns.

    What is passed here counts before what `mapping` says.

    Args:
        path: The file.
        columns: Which columns are which fields, `{"Nachname": "name"}`. Columns that are named as
            a field of a customer need not be mapped; all others are ignored.
        delimiter: What stands between two cells. By default the one of comma, semicolon, tab and
            bar that splits the header into the most columns that are used, then the most columns.
        encoding: The file's encoding. By default its byte order mark decides, then UTF-8.
        empty: What an empty cell means: the field stays as it is (`"unset"`, the default), or it
            is cleared (`"clear"`).
        mapping: All this and more, as `load_mapping` reads it from a file.
        strict: Whether an import goes on with a file of more than 64 MiB only if every byte is
            what it was. By default its first and last 64 KiB, its size and the time of its last
            write tell; of smaller files, every byte.

    Returns:
        The source. Nothing is opened yet.

    Example:
        >>> source = csv_source("crm.csv", columns={"Kundennr": "foreign_id", "Nachname": "name"})
        >>> source.name
        'crm.csv'
    """
    mapped = mapping or _NO_MAPPING
    return CsvSource(
        name=os.fspath(path),
        columns={**mapped.columns, **(columns or {})},
        constants=mapped.constants,
        aliases=mapped.aliases,
        strict=strict,
        delimiter=mapped.delimiter if delimiter is None else delimiter,
        encoding=mapped.encoding if encoding is None else encoding,
        empty=empty or mapped.empty or "unset",
    )


def jsonl_source(
    path: str | os.PathLike[str],
    *,
    columns: Mapping[str, str] | None = None,
    mapping: ImportMapping | None = None,
    strict: bool = False,
) -> JsonlSource:
    """Read customers from a file, gzipped or not, that has one JSON object a line.

    Args:
        path: The file.
        columns: Which keys are which fields, `{"last_name": "name"}`; others keep their names.
        mapping: More of this, as `load_mapping` reads it from a file; what it says of delimiters,
            encodings and empty cells is for CSV files alone.
        strict: See `csv_source`.

    Returns:
        The source. Nothing is opened yet.

    Example:
        >>> jsonl_source("crm.jsonl").name
        'crm.jsonl'
    """
    mapped = mapping or _NO_MAPPING
    return JsonlSource(
        name=os.fspath(path),
        columns={**mapped.columns, **(columns or {})},
        constants=mapped.constants,
        aliases=mapped.aliases,
        strict=strict,
    )


def rejects_source(
    path: str | os.PathLike[str], *, mapping: ImportMapping | None = None, strict: bool = False
) -> RejectsSource:
    """Read the rows that an earlier import has rejected, corrected by hand or not.

    Positions and lines are those of the file of rejected rows.

    Args:
        path: The file, as an import has written it to its `rejects`.
        mapping: The mapping of that import, for its names of salutations, titles and countries;
            its columns and constants are in the rows already.
        strict: See `csv_source`.

    Returns:
        The source. Nothing is opened yet.

    Example:
        >>> rejects_source("crm.rejects.jsonl").name
        'crm.rejects.jsonl'
    """
    mapped = mapping or _NO_MAPPING
    return RejectsSource(name=os.fspath(path), aliases=mapped.aliases, strict=strict)
