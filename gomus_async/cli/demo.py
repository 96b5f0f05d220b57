"""`gomus demo`."""

import random
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

from gomus_async.cli.exits import Exit
from gomus_async.cli.options import JsonOption
from gomus_async.errors import ConfigError

__all__ = ["demo"]

_LARGEST_DRAWN_SEED: Final = 99_999
_FEWEST_ROWS: Final = 50


def demo(
    *,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Decides the file, the cap and the faults.")
    ] = None,
    rows: Annotated[int, typer.Option(min=_FEWEST_ROWS, help="How many rows to import.")] = 2000,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write; a fresh folder by default.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Import a messy file through bad weather, and check every row. Needs no account."""
    from gomus_async.cli.demo_data import generate, write_csv
    from gomus_async.cli.demo_run import Stage, perform
    from gomus_async.cli.demo_story import JsonTeller, TextTeller
    from gomus_async.cli.running import run

    if seed is None:
        seed = random.randint(1, _LARGEST_DRAWN_SEED)  # noqa: S311 -- to be told and used again
    folder = _folder(keep)
    dataset = generate(rows, seed)
    stage = Stage(dataset=dataset, seed=seed, folder=folder)
    try:
        write_csv(dataset, stage.csv_path)
    except OSError as error:
        problem = f"{str(stage.csv_path)!r} cannot be written ({error.strerror}); name another DIR"
    else:
        held = run(perform(stage, JsonTeller() if as_json else TextTeller()))
        if not held:
            raise typer.Exit(Exit.ROWS_LEFT_OUT)
        return
    raise ConfigError(problem)


def _folder(keep: Path | None) -> Path:
    """A folder with nothing in it."""
    wanted = "a new folder" if keep is None else repr(str(keep))
    try:
        if keep is None:
            return Path(tempfile.mkdtemp(prefix="gomus-demo-"))
        keep.mkdir(parents=True, exist_ok=True)
        filled = any(keep.iterdir())
    except OSError as error:
        problem = f"{wanted} cannot be made ({error.strerror}); pass another with --keep"
    else:
        if not filled:
            return keep
        problem = f"{wanted} is not empty; pass a new folder with --keep"
    raise ConfigError(problem)
