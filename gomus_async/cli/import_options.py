"""The options of `gomus customers import`."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "BatchSizeOption",
    "ColumnOption",
    "DelimiterOption",
    "DryRunOption",
    "EmptyCell",
    "EmptyOption",
    "EncodingOption",
    "FileArgument",
    "FileFormat",
    "FormatOption",
    "RejectsOption",
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


FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A .csv or .jsonl file, gzipped (.gz) or not.")
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
