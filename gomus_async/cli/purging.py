"""`gomus customers import --purge`: forget what finished imports have left behind."""

import json
import sys
from pathlib import Path
from typing import Any, Final

import typer

from gomus_async.bulk.journal_file import purge_journal
from gomus_async.cli.import_options import Given
from gomus_async.cli.output import print_json, print_line
from gomus_async.errors import ConfigError

__all__ = ["purge_places"]

_LONGEST_LINE: Final = 16 << 20
_NAMES: Final = ("position", "reasons", "row")


def purge_places(given: Given) -> None:
    """Empty the journal, and remove the file of rejected rows.

    Raises:
        ConfigError: Nothing was named, or what was named is something else.
        JournalError: An import in the journal is unfinished, or it cannot be used.
        Abort: Whoever was asked said no.
    """
    if given.file is not None:
        raise ConfigError("--purge imports nothing; leave FILE out")
    if given.journal is None and given.rejects is None:
        raise ConfigError("--purge needs to know what to forget; pass --journal or --rejects")
    journal, rejects = given.journal, given.rejects
    if journal is not None and not journal.exists() and not journal.is_symlink():
        raise ConfigError(f"there is no journal {str(journal)!r}; check the path")
    is_there = rejects is not None and _is_rejects(rejects)
    if rejects is not None and is_there and sys.stdin.isatty():
        typer.confirm(f"Remove {str(rejects)!r} with all rows in it?", abort=True, err=True)
    if journal is not None:
        purge_journal(journal)
    if rejects is not None and is_there:
        _remove(rejects)
    if given.as_json:
        print_json({"journal": journal, "rejects": rejects if is_there else None})
        return
    if journal is not None:
        print_line(f"purged: {journal} remembers the instance's batch caps alone")
    if rejects is not None:
        print_line(f"removed: {rejects}" if is_there else f"no rejected rows: {rejects}")


def _is_rejects(path: Path) -> bool:
    """Whether it is there.

    Raises:
        ConfigError: Something else is there.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ConfigError(f"{path} is a link or not a file; name the file itself")
    problem = ""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            line = file.readline(_LONGEST_LINE)
        if _has_a_reject(line):
            return True
        problem = "is not a file of rejected rows; nothing was removed"
    except FileNotFoundError:
        return False
    except OSError as error:
        problem = f"cannot be read ({error.strerror or type(error).__name__})"
    raise ConfigError(f"{path} {problem}")


def _has_a_reject(line: str) -> bool:
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and all(name in record for name in _NAMES)


def _remove(path: Path) -> None:
    problem = ""
    try:
        path.unlink()
    except OSError as error:
        problem = error.strerror or type(error).__name__
    if problem:
        raise ConfigError(f"{path} cannot be removed ({problem})")
