"""A live line about an import, on standard error and on a terminal only."""

import contextlib
import sys
from typing import TYPE_CHECKING

from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, Task
from rich.progress import Progress as Bar
from rich.text import Text

from gomus_async.cli.output import console

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from gomus_async.bulk.report import Progress

__all__ = ["live_progress"]

_WORTH_SAYING_S = 0.5


@contextlib.contextmanager
def live_progress(
    rows: int | None, *, leave: bool = False
) -> "Generator[Callable[[Progress], None] | None]":
    """Show how an import goes while the block runs.

    Args:
        rows: How many rows there are, if that is known.
        leave: Whether the line is left standing in the end.

    Yields:
        What an import takes as `on_progress`; `None` where nobody watches.
    """
    if not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), BarColumn(bar_width=24), _Counts())
    out = console(sys.stderr)
    with Bar(*columns, console=out, transient=not leave, redirect_stdout=False) as bar:
        task = bar.add_task("import", total=rows, line="")

        def show(progress: "Progress") -> None:
            total = rows if rows is not None or not progress.finished else progress.rows
            bar.update(task, completed=progress.settled, total=total, line=_line(progress, rows))

        yield show
    if leave:
        out.print()


class _Counts(ProgressColumn):
    """The counts behind the bar."""

    def render(self, task: Task) -> Text:
        """The text as it stands."""
        return Text(task.fields["line"])


def _line(progress: "Progress", rows: int | None) -> str:
    parts = [
        f"{progress.settled} of {progress.rows if rows is None else rows}",
        f"{progress.rows_per_second:.0f} rows/s",
    ]
    counted = {"rejected": progress.rejected, "retries": progress.retries}
    parts += [f"{count} {name}" for name, count in counted.items() if count]
    if progress.paused_for > _WORTH_SAYING_S and not progress.finished:
        parts.append(f"paused {progress.paused_for:.0f} s")
    return " · ".join(parts)
