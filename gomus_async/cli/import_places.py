"""The files of an import: what is read, and where to write."""

import contextlib
import os
import stat
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gomus_async.bulk import csv_source, jsonl_source, load_mapping, rejects_source
from gomus_async.cli.exits import warn
from gomus_async.cli.import_options import EmptyCell, FileFormat, Given
from gomus_async.errors import ConfigError

if TYPE_CHECKING:
    from gomus_async.bulk import Source

__all__ = [
    "check_folder",
    "check_places",
    "check_taken",
    "file_of",
    "only_if_filled",
    "rejects_of",
    "source_of",
]


def file_of(given: Given) -> Path:
    """The file to import.

    Raises:
        ConfigError: There is none.
    """
    if given.file is None:
        raise ConfigError("Missing argument 'FILE'; see gomus customers import --help")
    return given.file


def source_of(given: Given) -> "Source":
    """The file to import, and how its rows are read.

    Raises:
        ConfigError: The options do not fit each other.
    """
    file = file_of(given)
    mapping = None if given.mapping is None else load_mapping(given.mapping)
    columns = dict(map(_column, given.column or []))
    if given.from_rejects:
        _refuse("has no columns to name; leave --column out", column=given.column)
        _refuse("is always JSON lines", format=given.file_format, **_of_csv(given))
        return rejects_source(file, mapping=mapping)
    if (given.file_format or _by_ending(file)) is FileFormat.CSV:
        return csv_source(
            file,
            columns=columns,
            delimiter="\t" if given.delimiter == "\\t" else given.delimiter,
            encoding=given.encoding,
            empty=_empty(given.empty),
            mapping=mapping,
        )
    for name, value in _of_csv(given).items():
        if value is not None:
            raise ConfigError(f"--{name} is for CSV files; leave it out, or pass --format csv")
    return jsonl_source(file, columns=columns, mapping=mapping)


def rejects_of(given: Given) -> Path:
    """Where rejected rows go."""
    if given.rejects is not None:
        return given.rejects
    file = file_of(given)
    name = file.name
    for ending in (".gz", file.with_suffix("").suffix if name.endswith(".gz") else file.suffix):
        name = name.removesuffix(ending)
    return Path(f"{name}.rejects.jsonl")


def check_places(given: Given) -> None:
    """Make sure that no file is in the place of another, and that the page can be written.

    Raises:
        ConfigError: Something cannot be as it was given.
    """
    file = file_of(given)
    if given.begin_anew and given.journal is None:
        raise ConfigError("--begin-anew is about a journal; pass --journal, or leave it out")
    places = {
        "mapping": given.mapping,
        "journal": given.journal,
        "rejects": rejects_of(given),
        "summary": given.summary,
    }
    check_taken({os.path.realpath(file): "the file to import"}, places)
    if given.summary is not None:
        check_folder(given.summary)
    if given.journal is not None and not given.dry_run and _is_pipe(file):
        warn(
            f"{file} is a pipe, which cannot be read twice: to go on with a stopped import, the "
            "journal needs the same rows again"
        )


def check_taken(taken: dict[str, str], places: Mapping[str, Path | None]) -> None:
    """Make sure that no option names the place of another.

    Args:
        taken: Places that are taken already, and by what.
        places: Places by option.

    Raises:
        ConfigError: One does.
    """
    for name, path in places.items():
        if path is None:
            continue
        other = taken.setdefault(os.path.realpath(path), f"--{name} as well")
        if other != f"--{name} as well":
            raise ConfigError(f"--{name} {path} is {other}; name another place")


@contextlib.contextmanager
def only_if_filled(path: Path) -> Generator[None]:
    """Remove the file in the end if nothing was written to it."""
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if path.is_file() and not path.is_symlink() and not path.stat().st_size:
                path.unlink()


def _of_csv(given: Given) -> dict[str, object]:
    return {"delimiter": given.delimiter, "encoding": given.encoding, "empty": given.empty}


def _refuse(why: str, **options: object) -> None:
    for name, value in options.items():
        if value:
            raise ConfigError(f"--{name} does not go with --from-rejects: such a file {why}")


def _empty(empty: EmptyCell | None) -> Literal["unset", "clear"] | None:
    if empty is None:
        return None
    return "clear" if empty is EmptyCell.CLEAR else "unset"


def _by_ending(file: Path) -> FileFormat:
    endings = {".csv": FileFormat.CSV, ".jsonl": FileFormat.JSONL, ".ndjson": FileFormat.JSONL}
    name = file.name.lower().removesuffix(".gz")
    for ending, file_format in endings.items():
        if name.endswith(ending):
            return file_format
    if file.is_dir():
        raise ConfigError(f"{file} is a directory; name a file in it")
    raise ConfigError(f"{file} ends in neither .csv nor .jsonl; pass --format csv or jsonl")


def _column(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals or not column or not field:
        raise ConfigError(f'--column {text!r} should read COLUMN=FIELD, such as "Nachname=name"')
    return column.strip(), field.strip()


def check_folder(path: Path) -> None:
    """Make sure that a page can be written.

    Raises:
        ConfigError: It cannot.
    """
    if path.is_dir():
        raise ConfigError(f"--summary {path} is a directory; name a file in it")
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise ConfigError(f"--summary {path} cannot be written; name another place")


def _is_pipe(file: Path) -> bool:
    with contextlib.suppress(OSError):
        return not stat.S_ISREG(file.stat().st_mode)
    return False
