"""Rows of a CSV file, including those that are broken."""

import csv
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import chain, repeat
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Never

from gomus_async.bulk.columns import assign_columns, shown
from gomus_async.bulk.csv_dialect import Header, read_header
from gomus_async.bulk.records import Record
from gomus_async.bulk.tables import Empty, Layout, Table
from gomus_async.bulk.text_files import LINE_LIMIT, TextFile
from gomus_async.errors import SourceError

__all__ = ["CsvReader"]

_FEW_LINES: Final = 8
_MOST_LINES: Final = 1000

# csv.field_size_limit is the process's own: it is raised for one row only, one thread at a time
_FIELD_SIZE_LIMIT: Final = threading.Lock()


class _RowTooLong(Exception):
    """The lines of a row are longer than `LINE_LIMIT`."""


class _Cells(NamedTuple):
    cells: list[str]
    problem: str | None = None


class _Lines:
    """Feeds the csv module, and remembers the lines of the row that is being read."""

    def __init__(self, file: TextFile) -> None:
        self.row: list[str] = []
        self.ended = False
        self._size = 0
        self._file = file

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._file)
        except StopIteration:
            self.ended = True
            raise
        self.row.append(line)
        self._size += len(line)
        if self._size > LINE_LIMIT:
            raise _RowTooLong
        return line

    def start_row(self) -> None:
        self.row.clear()
        self._size = 0

    @property
    def number(self) -> int:
        """The number of the line read last."""
        return self._file.line

    @property
    def first(self) -> int:
        """The number of the row's first line."""
        return self.number - len(self.row) + 1


class CsvReader:
    """Reads the header of a CSV file, then its rows.

    Args:
        file: The open file.
        source: What messages call it.
        columns: Which columns are which fields.
        constants: Fields that are the same in every row.
        delimiter: What stands between two cells, if it is known.
        empty: What an empty cell means.

    Raises:
        SourceError: There is no header, or it does not fit `columns`.
    """

    def __init__(
        self,
        file: TextFile,
        source: str,
        *,
        columns: Mapping[str, str],
        delimiter: str | None,
        empty: Empty,
        constants: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self._source = source
        self._constants = constants
        head = _head(file)
        header = self._header(head, columns, delimiter)
        fields = assign_columns(header.names, columns, source)
        self._check_constants(header, fields)
        self._layout = Layout(
            width=len(header.names),
            key=next(index for index, field in fields.items() if field == "foreign_id"),
            fields=tuple((i, field) for i, field in fields.items() if field != "foreign_id"),
            empty=empty,
            constants=constants,
        )
        self._narrowed = self._layout.narrowed()
        file.put_back(head[header.lines :])
        self._file = file
        self._lines = _Lines(file)
        self._position = 0
        self._dialect: dict[str, Any] = {"delimiter": header.delimiter, "strict": True}

    def _header(self, head: list[str], columns: Mapping[str, str], delimiter: str | None) -> Header:
        if not head:
            raise SourceError(f"{self._source} is empty; its first line must name the columns")
        if any("\0" in line for line in head):
            raise SourceError(
                f"{self._source}: the header holds NUL bytes; if the file is UTF-16 without a "
                'byte order mark, pass encoding="utf-16-le" or "utf-16-be"'
            )
        header = read_header(head, mapped=columns, delimiter=delimiter)
        if header is None:
            raise SourceError(
                f"{self._source}: the quotes in the header do not match; correct its first line"
            )
        return header

    def _check_constants(self, header: Header, fields: Mapping[int, str]) -> None:
        for index, field in fields.items():
            if field in self._constants:
                raise SourceError(
                    f"{self._source}: the column {shown(header.names[index])} and a constant both "
                    f"go to {field}; remove one"
                )

    def parts(self) -> Generator[Sequence[Record], None, None]:
        """Read the rows as `records` does, many at a time: plain ones as tables.

        Raises:
            SourceError: As `records`.
        """
        size = _MOST_LINES
        while lines := self._file.ahead()[:size]:
            columns = self._columns(lines)
            if columns is not None:
                table = Table(self._narrowed, self._position + 1, self._file.line + 1, columns)
                self._file.skip(len(lines))
                self._position += len(lines)
                size = min(_MOST_LINES, 2 * size)
                yield table
            elif len(lines) > _FEW_LINES:
                size = max(_FEW_LINES, len(lines) // 4)
            else:
                for record in self._until(self._file.line + len(lines)):
                    yield (record,)

    def records(self) -> Generator[Record, None, None]:
        """Read row after row.

        Raises:
            SourceError: A quote that is not closed has swallowed the lines after it.
        """
        return self._until(None)

    def _columns(self, lines: Sequence[str]) -> list[list[str]] | None:
        """The used columns of rows that are whole and on one line each; otherwise `None`."""
        text = "".join(lines)
        if self._layout.width < 2 or "\0" in text or len(text) > LINE_LIMIT:  # noqa: PLR2004 -- a blank line
            return None
        if '"' not in text and (cells := self._split(text, lines)):
            return [cells[index :: self._layout.width] for index in self._layout.used]
        try:
            rows = list(csv.reader(lines, **self._dialect))
        except csv.Error:
            return None
        if len(rows) != len(lines) or set(map(len, rows)) != {self._layout.width}:
            return None
        return [[row[index] for row in rows] for index in self._layout.used]

    def _split(self, text: str, lines: Sequence[str]) -> list[str] | None:
        """The cells of all rows, where no quote stands in the way of what costs least."""
        end = "\n"
        if "\r" in text:
            end = "\r\n"
            if not text.count("\r") == text.count("\n") == text.count(end):
                return None
        delimiter = self._dialect["delimiter"]
        if set(map(str.count, lines, repeat(delimiter))) != {self._layout.width - 1}:
            return None
        return text.removesuffix(end).replace(end, delimiter).split(delimiter)

    def _until(self, last: int | None) -> Generator[Record, None, None]:
        """Read row after row, until the one that the line of this number is a part of."""
        lines = self._lines
        rows = csv.reader(lines, **self._dialect)
        problem: str | None
        while last is None or self._file.line < last:
            lines.start_row()
            problem = None
            try:
                cells = next(rows)
            except StopIteration:
                return
            except (csv.Error, _RowTooLong):
                cells, problem = self._broken()
            if problem is None and len(cells) < 2 and self._is_blank(cells):  # noqa: PLR2004 -- none or one
                continue
            self._position += 1
            problem = problem or self._unfit(cells)
            data = {} if problem else self._layout.data(cells)
            yield Record(self._position, lines.first, data, problem)

    def _is_blank(self, cells: list[str]) -> bool:
        return not cells or (self._layout.width > 1 and not cells[0].strip())

    def _unfit(self, cells: list[str]) -> str | None:
        for line in self._lines.row:
            if "\0" in line:
                return "row holds NUL bytes"
        if len(cells) != self._layout.width:
            count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            return f"row has {count}, the header has {self._layout.width}"
        return None

    def _broken(self) -> _Cells:
        """Tell a row that is broken in itself from one that has swallowed others."""
        row = self._lines.row
        if sum(map(len, row)) > LINE_LIMIT:
            if len(row) > 1:
                self._unclosed()
            return _Cells([], "row is longer than 1 MiB")
        if self._lines.ended:
            if len(row) > 1:
                self._unclosed()
            return _Cells([], "row has a quote that is never closed")
        return self._again(list(row))

    def _again(self, row: list[str]) -> _Cells:
        """Read a row again, in case that only a cell was too long for the csv module."""
        with _FIELD_SIZE_LIMIT:
            before = csv.field_size_limit()
            csv.field_size_limit(max(before, LINE_LIMIT))
            try:
                return _Cells(next(csv.reader(chain(row, self._lines), **self._dialect)))
            except (csv.Error, _RowTooLong):
                pass
            finally:
                csv.field_size_limit(before)
        if self._lines.ended or sum(map(len, self._lines.row)) > LINE_LIMIT:
            return self._broken()
        return _Cells([], self._misquoted())

    def _misquoted(self) -> str:
        count = len(self._lines.row)
        if count == 1:
            return "row has quotes that do not match"
        last = self._lines.number
        return f"lines {self._lines.first} to {last} have quotes that do not match"

    def _unclosed(self) -> Never:
        raise SourceError(
            f"{self._source}: a quote in line {self._lines.first} is not closed, so that nothing "
            "after it can be read; close it and import the file again"
        )


def _head(file: TextFile) -> list[str]:
    """Lines until the quotes match, so that a header may have line breaks in its names."""
    head: list[str] = []
    size = quotes = 0
    for line in file:
        if not head and line.isspace():
            continue
        head.append(line)
        size += len(line)
        quotes += line.count('"')
        if quotes % 2 == 0 or size > LINE_LIMIT:
            break
    return head
