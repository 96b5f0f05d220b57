"""How the command ends: its exit codes, and one sentence about what went wrong."""

import sys
from enum import IntEnum
from typing import Final

from gomus_async.errors import (
    ConfigError,
    ConnectionFailed,
    GomusError,
    ImportFailed,
    ImportStopped,
    InvalidId,
    JournalError,
    JournalLocked,
    SourceError,
)
from gomus_async.wire.secret import printable

__all__ = ["Exit", "Terminated", "complain", "exit_code", "explain", "warn"]


class Exit(IntEnum):
    """Exit codes."""

    DONE = 0
    ROWS_LEFT_OUT = 1
    WRONG_USAGE = 2
    REFUSED = 3
    RESUMABLE = 75
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143


class Terminated(Exception):
    """SIGTERM came."""


_SPELLINGS: Final = (
    ('columns={"<column>": "foreign_id"}', '--column "<column>=foreign_id"'),
    (": columns maps ", ": --column maps "),
    (", or allow_insecure=True if you must", ""),
    (" and pass token=", " and keep the token in GOMUS_TOKEN"),
    ('encoding="utf-16-le" or "utf-16-be"', "--encoding utf-16-le or utf-16-be"),
    (
        'or for a CSV file pass its encoding, such as "latin-1" or "cp1252"',
        "or for a CSV file pass --encoding, such as latin-1 or cp1252",
    ),
    ("name a file that keeps the next one", "name a file for the next one: --refresh-token-file"),
    ("late_commit_window takes", "--late-commit-window takes"),
    ("batch_size takes", "--batch-size takes"),
    (", or None to learn it", ""),
    ("pass resume=False to begin anew", "pass --begin-anew"),
    ("max_reject_ratio=", "--max-reject-ratio "),
    ("max_reject_ratio takes", "--max-reject-ratio takes"),
    ("read other JSON lines with jsonl_source", "leave --from-rejects out"),
)
"""How the library names its arguments, and how the command line does."""


def exit_code(error: GomusError) -> Exit:
    """The exit code for an error.

    What stopped for a reason that may pass can be resumed; a journal that failed under way, on a
    full disk for example, is such a reason, and one that could not be opened is not.
    """
    if isinstance(error, ImportStopped | JournalLocked):
        return Exit.RESUMABLE
    if isinstance(error, JournalError):
        return Exit.WRONG_USAGE if error.report is None else Exit.RESUMABLE
    cause = error.__cause__ if isinstance(error, ImportFailed) and error.__cause__ else error
    if isinstance(cause, ConfigError | InvalidId | SourceError):
        return Exit.WRONG_USAGE
    return Exit.REFUSED


def explain(error: GomusError) -> str:
    """What went wrong, in the command line's own words."""
    text = str(error)
    for library, command in _SPELLINGS:
        text = text.replace(library, command)
    if isinstance(error, ConnectionFailed):
        text += "; check the instance's address and the network"
    return "; ".join([text, *getattr(error, "__notes__", ())])


def complain(text: str) -> None:
    """Say on standard error what went wrong, in one line."""
    sys.stderr.write(f"error: {printable(text)}\n")


def warn(text: str) -> None:
    """Say on standard error what is not as it should be, in one line."""
    sys.stderr.write(f"warning: {printable(text)}\n")
