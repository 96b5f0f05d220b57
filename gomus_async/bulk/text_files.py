"""Files as lines of text: decompressed, decoded and cut a block at a time."""

import codecs
import gzip
import io
import os
import stat
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Never, Self

from gomus_async.bulk.identity import FileGuard
from gomus_async.errors import SourceChanged, SourceError

__all__ = ["LINE_LIMIT", "TextFile", "check_head", "is_regular"]

LINE_LIMIT: Final = 1 << 20
"""Characters a line or a row may have. A longer line is handed out cut off."""

_BLOCK: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONGEST_MARK: Final = 4


class TextFile:
    """A text file, gzipped or not, as an iterator over its lines with their ends.

    Lines end at LF, CRLF or CR. Without `encoding`, a byte order mark decides, then UTF-8.

    Args:
        path: The file.
        encoding: The encoding, if it is known.
        guard: Notices if the file is changed or replaced while it is read.

    Attributes:
        line: The number of the line handed out last.
        characters: How many characters have been decoded.
        undecodable: The number of the line that could not be decoded, once it was met.

    Raises:
        SourceError: The file cannot be opened, or the encoding is unknown.
        SourceChanged: It is not the one that `guard` has seen.
    """

    def __init__(
        self, path: str, encoding: str | None = None, guard: FileGuard | None = None
    ) -> None:
        self.line = 0
        self.characters = 0
        self.undecodable: int | None = None
        self._path = path
        self._encoding = _known(encoding)
        self._closing = ExitStack()
        self._guard = guard or FileGuard()
        self._bytes = _opened(path, self._closing)
        self._compare()
        self._blocks = self._cut()
        self._ahead: list[str] = []
        self._next = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._next == len(self._ahead) and not self.ahead():
            raise StopIteration
        line = self._ahead[self._next]
        self._next += 1
        self.line += 1
        return line

    def ahead(self) -> Sequence[str]:
        """The lines that come next, as many as are at hand; none at the end of the file.

        Raises:
            SourceError: The file cannot be read on.
            SourceChanged: It is not the one that it was.
        """
        if self._next:
            self._ahead, self._next = self._ahead[self._next :], 0
        if not self._ahead:
            self._ahead = next(self._blocks, self._ahead)
        return self._ahead

    def skip(self, count: int) -> None:
        """Pass over lines that are at hand."""
        self._next += count
        self.line += count

    def put_back(self, lines: Sequence[str]) -> None:
        """These lines come next, once more."""
        self._ahead, self._next = [*lines, *self._ahead[self._next :]], 0
        self.line -= len(lines)

    def _cut(self) -> Generator[list[str], None, None]:
        rest = ""
        skipping = False
        for text in self._texts():
            self.characters += len(text)
            lines = io.StringIO(rest + text, newline="").readlines()
            rest = ""
            if skipping and lines:
                skipping = not _is_complete(lines.pop(0))
            if lines and not _is_complete(lines[-1]):
                if len(lines[-1]) > LINE_LIMIT:
                    skipping = True
                else:
                    rest = lines.pop()
            if lines:
                yield lines
        if rest:
            yield [rest]
        self._compare(at_end=True)

    def _texts(self) -> Iterator[str]:
        block = self._first_block()
        encoding = self._encoding or _marked(block)
        decoder = codecs.getincrementaldecoder(encoding)()
        # keeps a CR at the end of a block until it is known whether an LF follows
        newlines = io.IncrementalNewlineDecoder(decoder, translate=False)
        at_start = True
        while True:
            text, broken = _decode(decoder, newlines, block)
            yield text.removeprefix("\ufeff") if at_start else text
            if broken:
                self._refuse(encoding)
            if not block:
                return
            at_start = at_start and not text
            block = self._block()

    def _first_block(self) -> bytes:
        block = self._block()
        while len(block) < _LONGEST_MARK and (more := self._block()):
            block += more
        return block

    def _refuse(self, encoding: str) -> Never:
        self.undecodable = self.line + 1
        self._compare()
        raise SourceError(
            f"{self._path}, line {self.undecodable}: not valid {encoding.upper()}; save the file "
            'as UTF-8, or for a CSV file pass its encoding, such as "latin-1" or "cp1252"'
        )

    def _block(self) -> bytes:
        try:
            block = self._bytes.read1(_BLOCK)
        except EOFError:
            problem = "the gzip file is cut off; get it again"
        except (zlib.error, gzip.BadGzipFile):
            problem = "the gzip file is damaged; get it again"
        except OSError as error:
            problem = f"cannot be read on ({error.strerror or type(error).__name__})"
        else:
            self._compare()
            return block
        self._compare()
        raise SourceError(f"{self._path}, after line {self.line}: {problem}")

    def _compare(self, *, at_end: bool = False) -> None:
        now = os.fstat(self._bytes.fileno())
        if stat.S_ISREG(now.st_mode) and now.st_size:
            read = os.lseek(self._bytes.fileno(), 0, os.SEEK_CUR)
            self._guard.share_read = min(1.0, read / now.st_size)
        try:
            self._guard.compare(self._path, now)
            if at_end and stat.S_ISREG(now.st_mode):
                self._guard.compare_path(self._path)
        except SourceChanged:
            self._closing.close()
            raise


def is_regular(path: str) -> bool:
    """Whether the file can be read twice, which a pipe cannot.

    Raises:
        SourceError: There is no such file, or it is out of reach.
    """
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        problem = _unopened(path, error)
    else:
        return not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode))
    raise SourceError(problem)


def check_head(file: TextFile) -> None:
    """Decode the first 64 KiB or so.

    Raises:
        SourceError: They are in another encoding. Other problems wait until they are met, so
            that the records before them are not lost.
    """
    seen = 0
    try:
        for line in file:
            seen += len(line)
            if seen > _BLOCK:
                return
    except SourceError:
        if file.undecodable:
            raise


def _opened(path: str, closing: ExitStack) -> io.BufferedReader | gzip.GzipFile:
    try:
        raw = closing.enter_context(Path(path).open("rb"))  # noqa: SIM115 -- `closing` does
        if raw.peek(2)[:2] == _GZIP:
            return closing.enter_context(gzip.GzipFile(fileobj=raw))
    except (OSError, ValueError) as error:
        closing.close()
        problem = _unopened(path, error)
    else:
        return raw
    raise SourceError(problem)


def _unopened(path: str, error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return f"{path} does not exist; check the path"
        case IsADirectoryError():
            return f"{path} is a directory; name a file in it"
        case PermissionError():
            return f"{path} may not be read; check its permissions"
        case OSError():
            return f"{path} cannot be opened ({error.strerror or type(error).__name__})"
        case _:
            return f"{path!r} is not a path; check it for NUL characters"


def _decode(
    decoder: codecs.IncrementalDecoder, newlines: io.IncrementalNewlineDecoder, block: bytes
) -> tuple[str, bool]:
    """The text of a block, or what comes before a broken byte, and whether there was one."""
    pending, state = decoder.getstate()
    try:
        return newlines.decode(block, final=not block), False
    except UnicodeError as error:
        good = error.start if isinstance(error, UnicodeDecodeError) else 0
    decoder.setstate((b"", state))
    return newlines.decode((pending + block)[:good], final=True), True


def _is_complete(line: str) -> bool:
    return line[-1] in "\r\n"


def _known(encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        "x".encode(encoding)
        codecs.getincrementaldecoder(encoding)
    except (LookupError, ValueError):
        pass
    else:
        return encoding
    raise SourceError(f'{encoding!r} is no text encoding; use one such as "utf-8" or "cp1252"')


def _marked(first: bytes) -> str:
    return next((name for mark, name in _BYTE_ORDER_MARKS if first.startswith(mark)), "utf-8")
