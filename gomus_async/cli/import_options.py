"""The options of `gomus customers import`."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import attrs
import typer

__all__ = [
    "AssumeNewOption",
    "BatchSizeOption",
    "BeginAnewOption",
    "ColumnOption",
    "DelimiterOption",
    "DryRunOption",
    "Durability",
    "DurabilityOption",
    "EmptyCell",
    "EmptyOption",
    "EncodingOption",
    "FileArgument",
    "FileFormat",
    "FormatOption",
    "FromRejectsOption",
    "Given",
    "JournalOption",
    "MappingOption",
    "PurgeOption",
    "RatioOption",
    "RejectsOption",
    "SummaryOption",
    "WindowOption",
]


class FileFormat(Enum):
    """How a file is written."""

    CSV = "csv"
    JSONL = "jsonl"


class EmptyCell(Enum):
    """What an empty cell means."""

    UNSET = "unset"
    CLEAR = "clear"


class Durability(Enum):
    """What a journal outlives."""

    PROCESS = "process"
    POWER = "power"


FileArgument = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="A .csv or .jsonl file, gzipped (.gz) or not."),
]
FormatOption = Annotated[
    FileFormat | None, typer.Option("--format", help="By default, the ending tells.")
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN=FIELD", help='Such as "Nachname=name"; may be repeated.'),
]
DelimiterOption = Annotated[
    str | None, typer.Option(metavar="CHARACTER", help="Of a CSV file; found out by default.")
]
EncodingOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Of a CSV file, such as cp1252; UTF-8 by default."),
]
EmptyOption = Annotated[
    EmptyCell | None,
    typer.Option(help="Empty cells leave a field as it is (the default), or clear it."),
]
RejectsOption = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="For rejected rows; FILE.rejects.jsonl here by default."),
]
BatchSizeOption = Annotated[
    int | None, typer.Option(min=1, metavar="ROWS", help="Rows a request; learnt by default.")
]
WindowOption = Annotated[
    float,
    typer.Option(
        min=0, metavar="SECONDS", help="How long to look after an unclear create before another."
    ),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Check every row, send nothing.")]
FromRejectsOption = Annotated[
    bool, typer.Option("--from-rejects", help="FILE holds the rejected rows of an earlier import.")
]
MappingOption = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="A TOML file: columns, constants, names, delimiter."),
]
JournalOption = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="Remembers what was sent: if the import is stopped or killed, the same command goes "
        "on where it was, and rows that have not changed since are not sent again.",
    ),
]
BeginAnewOption = Annotated[
    bool,
    typer.Option(
        "--begin-anew", help="Neither go on with the journal's import nor skip a file done before."
    ),
]
DurabilityOption = Annotated[
    Durability,
    typer.Option(help="What the journal outlives: the process's end, or a power cut as well."),
]
RatioOption = Annotated[
    float,
    typer.Option(min=0, max=1, metavar="SHARE", help="Stop once more than this are rejected."),
]
AssumeNewOption = Annotated[
    bool,
    typer.Option("--assume-new", help="Create without looking; doubles customers who are there."),
]
SummaryOption = Annotated[
    Path | None, typer.Option(metavar="PATH", help="Draw the outcome as a page (.html).")
]
PurgeOption = Annotated[
    bool,
    typer.Option(
        "--purge",
        help="Import nothing: forget what finished imports left in --journal, and remove the "
        "file of --rejects.",
    ),
]


@attrs.frozen(kw_only=True)
class Given:
    """The options as they were given; for what each means, see its help."""

    file: Path | None = None
    file_format: FileFormat | None = None
    from_rejects: bool = False
    mapping: Path | None = None
    column: list[str] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    empty: EmptyCell | None = None
    journal: Path | None
    begin_anew: bool
    durability: Durability
    rejects: Path | None
    summary: Path | None
    max_reject_ratio: float
    assume_new: bool = False
    batch_size: int | None
    late_commit_window: float
    dry_run: bool
    purge: bool = False
    instance: str | None
    token_file: Path | None
    shop: str | None
    locale: str | None
    as_json: bool
