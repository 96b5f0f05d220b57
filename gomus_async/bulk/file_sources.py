"""Files as sources: CSV, JSON lines, and what an import has rejected."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final

import attrs

from gomus_async.bulk.chunks import cut, in_thread, together
from gomus_async.bulk.columns import check_columns
from gomus_async.bulk.csv_dialect import can_delimit
from gomus_async.bulk.csv_rows import CsvReader
from gomus_async.bulk.identity import FileGuard, SourceIdentity, file_identity
from gomus_async.bulk.json_lines import NO_ROW, read_json_lines, read_rejects
from gomus_async.bulk.names import Aliases
from gomus_async.bulk.records import Record
from gomus_async.bulk.tables import Empty
from gomus_async.bulk.text_files import TextFile, check_head, is_regular
from gomus_async.errors import SourceError

__all__ = ["CsvSource", "FileSource", "JsonlSource", "RejectsSource"]

_NO_ALIASES: Final = Aliases()


@attrs.frozen(kw_only=True)
class FileSource(ABC):
    """A file to import.

    Attributes:
        name: The file's path.
        columns: Which columns or keys are which fields.
        constants: Fields that are the same in every row.
        aliases: What the file calls salutations, titles and countries.
        strict: Whether every byte counts when the file is compared with what it was.
    """

    name: str
    columns: Mapping[str, str] = attrs.field(factory=dict[str, str])
    constants: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    aliases: Aliases = _NO_ALIASES
    strict: bool = False
    _guard: FileGuard = attrs.field(factory=FileGuard, init=False, repr=False, eq=False)

    def check(self) -> None:
        """Check that the file can be read, and that it fits the columns as far as it shows them.

        From here on the file must not change until it is read.

        Raises:
            SourceError: It cannot, or it does not. A pipe is checked only when it is read.
        """
        self._check_arguments()
        self._guard.forget()
        if is_regular(self.name):
            with self._opened() as file:
                self._check_head(file)

    def records(self) -> AsyncGenerator[Record, None]:
        """Read the rows, a thousand at a time in a worker thread.

        Raises:
            SourceError: The file cannot be read on; the rows before were handed out.
            SourceChanged: The file was changed or replaced since `check`.
        """
        return self._one_by_one()

    async def chunks(self) -> AsyncGenerator[Sequence[Record], None]:
        """Read the rows as `records` does, as many at a time as it reads.

        Raises:
            SourceError: As `records`.
        """
        async with aclosing(in_thread(self._read())) as taken:
            async for parts in taken:
                for part in parts:
                    yield part

    async def _one_by_one(self) -> AsyncGenerator[Record, None]:
        async with aclosing(self.chunks()) as chunks:
            async for chunk in chunks:
                for record in chunk:
                    yield record

    def share_read(self) -> float | None:
        """How much of the file has been read, from 0 to 1; `None` for a pipe."""
        return self._guard.share_read

    def identity(self) -> SourceIdentity | None:
        """What tells the file and its reading from others; `None` for a pipe.

        Call `check` first, so that what is read later is sure to be the same file.

        Raises:
            SourceError: It cannot be read.
        """
        if not is_regular(self.name):
            return None
        return file_identity(self._kind(), self.name, self._reading(), strict=self.strict)

    def _read(self) -> Generator[list[Sequence[Record]], None, None]:
        self._check_arguments()
        try:
            with self._opened() as file:
                yield from self._parts(file)
        finally:
            self._guard.forget()

    def _opened(self) -> TextFile:
        return TextFile(self.name, guard=self._guard)

    def _check_arguments(self) -> None:
        check_columns(self.columns, self.name)

    def _check_head(self, file: TextFile) -> None:
        check_head(file)

    @abstractmethod
    def _kind(self) -> str: ...

    def _parts(self, file: TextFile) -> Generator[list[Sequence[Record]], None, None]:
        return ([chunk] for chunk in cut(self._records(file), file))

    @abstractmethod
    def _records(self, file: TextFile) -> Generator[Record, None, None]: ...

    def _reading(self) -> dict[str, Any]:
        return {
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "aliases": attrs.asdict(self.aliases),
        }


@attrs.frozen(kw_only=True)
class CsvSource(FileSource):
    """A CSV file; made by `csv_source`.

    Attributes:
        delimiter: What stands between two cells, if it is known.
        encoding: The encoding, if it is known.
        empty: What an empty cell means.
    """

    delimiter: str | None = None
    encoding: str | None = None
    empty: Empty = "unset"

    def _opened(self) -> TextFile:
        return TextFile(self.name, self.encoding, self._guard)

    def _parts(self, file: TextFile) -> Generator[list[Sequence[Record]], None, None]:
        return together(self._reader(file).parts(), file)

    def _records(self, file: TextFile) -> Generator[Record, None, None]:
        return self._reader(file).records()

    def _reader(self, file: TextFile) -> CsvReader:
        return CsvReader(
            file,
            self.name,
            columns=self.columns,
            constants=self.constants,
            delimiter=self.delimiter,
            empty=self.empty,
        )

    def _check_head(self, file: TextFile) -> None:
        self._reader(file)
        check_head(file)

    def _check_arguments(self) -> None:
        super()._check_arguments()
        if self.delimiter is not None and not can_delimit(self.delimiter):
            raise SourceError(
                f"{self.name}: {self.delimiter!r} cannot be the delimiter; pass one character "
                'such as ";"'
            )
        if self.empty not in {"unset", "clear"}:
            raise SourceError(f'{self.name}: empty is {self.empty!r}; pass "unset" or "clear"')

    def _kind(self) -> str:
        return "csv"

    def _reading(self) -> dict[str, Any]:
        dialect = {"delimiter": self.delimiter, "encoding": self.encoding, "empty": self.empty}
        return super()._reading() | dialect


@attrs.frozen(kw_only=True)
class JsonlSource(FileSource):
    """A file with one JSON object a line; made by `jsonl_source`."""

    def _records(self, file: TextFile) -> Generator[Record, None, None]:
        return read_json_lines(file, self.columns, self.constants)

    def _kind(self) -> str:
        return "jsonl"


@attrs.frozen(kw_only=True)
class RejectsSource(JsonlSource):
    """The rejected rows of an earlier import; made by `rejects_source`."""

    def _records(self, file: TextFile) -> Generator[Record, None, None]:
        return read_rejects(file)

    def _check_head(self, file: TextFile) -> None:
        first = next(self._records(file), None)
        if first is not None and first.problem == NO_ROW:
            raise SourceError(
                f"{self.name}, line {first.line}: {NO_ROW}, so that this is not a file of "
                "rejected rows; read other JSON lines with jsonl_source"
            )
        check_head(file)

    def _kind(self) -> str:
        return "rejects"
