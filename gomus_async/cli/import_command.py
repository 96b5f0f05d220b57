"""`gomus customers import`."""

import contextlib
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gomus_async.cli.connection import (
    InstanceOption,
    LocaleOption,
    ShopOption,
    TokenFileOption,
    connect,
)
from gomus_async.cli.exits import Exit, Terminated, warn
from gomus_async.cli.import_options import (
    BatchSizeOption,
    ColumnOption,
    DelimiterOption,
    DryRunOption,
    EmptyCell,
    EmptyOption,
    EncodingOption,
    FileArgument,
    FileFormat,
    FormatOption,
    RejectsOption,
    WindowOption,
)
from gomus_async.cli.options import JsonOption
from gomus_async.errors import ConfigError, ImportFailed

if TYPE_CHECKING:
    from gomus_async.bulk import Report, Source
    from gomus_async.client import Gomus

__all__ = ["import_file"]


def import_file(
    file: FileArgument,
    *,
    file_format: FormatOption = None,
    column: ColumnOption = None,
    delimiter: DelimiterOption = None,
    encoding: EncodingOption = None,
    empty: EmptyOption = None,
    rejects: RejectsOption = None,
    batch_size: BatchSizeOption = None,
    late_commit_window: WindowOption = 60.0,
    dry_run: DryRunOption = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create or update customers from a file, by foreign_id, each exactly once."""
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale)
    source = _source(
        file, file_format, column or [], delimiter=delimiter, encoding=encoding, empty=empty
    )
    keep = _rejects_path(file, rejects)
    with _only_if_filled(keep), _account_of_a_stop(keep, as_json=as_json):
        work = _import(gomus, source, keep, late_commit_window, batch_size, dry_run=dry_run)
        report = run(work)
    _tell(report, keep, as_json=as_json)
    if not report.clean:
        raise typer.Exit(Exit.ROWS_LEFT_OUT)


async def _import(
    gomus: "Gomus",
    source: "Source",
    rejects: Path,
    late_commit_window: float,
    batch_size: int | None,
    *,
    dry_run: bool,
) -> "Report":
    from gomus_async.bulk import import_customers
    from gomus_async.cli.progress import live_progress

    async with gomus:
        with live_progress(None) as show:
            return await import_customers(
                gomus,
                source,
                rejects=rejects,
                on_progress=show,
                late_commit_window=late_commit_window,
                batch_size=batch_size,
                dry_run=dry_run,
            )


def _source(
    file: Path,
    file_format: FileFormat | None,
    columns: Sequence[str],
    *,
    delimiter: str | None,
    encoding: str | None,
    empty: EmptyCell | None,
) -> "Source":
    from gomus_async.bulk import csv_source, jsonl_source

    fields = dict(map(_mapping, columns))
    if (file_format or _by_ending(file)) is FileFormat.CSV:
        return csv_source(
            file,
            columns=fields,
            delimiter="\t" if delimiter == "\\t" else delimiter,
            encoding=encoding,
            empty="clear" if empty is EmptyCell.CLEAR else "unset",
        )
    for name, value in (("delimiter", delimiter), ("encoding", encoding), ("empty", empty)):
        if value is not None:
            raise ConfigError(f"--{name} is for CSV files; leave it out, or pass --format csv")
    return jsonl_source(file, columns=fields)


def _by_ending(file: Path) -> FileFormat:
    endings = {".csv": FileFormat.CSV, ".jsonl": FileFormat.JSONL, ".ndjson": FileFormat.JSONL}
    name = file.name.lower().removesuffix(".gz")
    for ending, file_format in endings.items():
        if name.endswith(ending):
            return file_format
    if file.is_dir():
        raise ConfigError(f"{file} is a directory; name a file in it")
    raise ConfigError(f"{file} ends in neither .csv nor .jsonl; pass --format csv or jsonl")


def _mapping(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals or not column or not field:
        raise ConfigError(f'--column {text!r} should read COLUMN=FIELD, such as "Nachname=name"')
    return column.strip(), field.strip()


def _rejects_path(file: Path, rejects: Path | None) -> Path:
    if rejects is None:
        name = file.name
        for ending in (".gz", file.with_suffix("").suffix if name.endswith(".gz") else file.suffix):
            name = name.removesuffix(ending)
        rejects = Path(f"{name}.rejects.jsonl")
    with contextlib.suppress(OSError):
        if rejects.samefile(file):
            raise ConfigError(f"--rejects {rejects} is the file to import; name another place")
    return rejects


@contextlib.contextmanager
def _only_if_filled(path: Path) -> Generator[None]:
    """Remove the file in the end if nothing was written to it."""
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if path.is_file() and not path.is_symlink() and not path.stat().st_size:
                path.unlink()


@contextlib.contextmanager
def _account_of_a_stop(rejects: Path, *, as_json: bool) -> Generator[None]:
    """Say how far an import came that did not come to its end."""
    try:
        yield
    except ImportFailed as error:
        if error.report is not None:
            _tell(error.report, rejects, as_json=as_json)
        raise
    except (KeyboardInterrupt, Terminated):
        warn("not all rows are through; run the same command again to go on")
        raise


def _tell(report: "Report", rejects: Path, *, as_json: bool) -> None:
    from gomus_async.cli.report_view import print_report, report_record

    kept = rejects if report.rejected else None
    if as_json:
        from gomus_async.cli.output import print_json

        print_json(report_record(report, kept))
    else:
        print_report(report, kept)
