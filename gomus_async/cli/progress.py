"""A live view of an import, on standard error and on a terminal only."""

import contextlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs
from rich.cells import cell_len
from rich.live import Live
from rich.text import Text

from gomus_async.cli.glyphs import takes
from gomus_async.cli.output import console

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from rich.console import Console, ConsoleOptions, RenderResult

    from gomus_async.bulk.report import Progress

__all__ = ["live_progress", "progress_lines"]

_WORTH_SAYING_S: Final = 0.5
_UPDATES_A_SECOND: Final = 3
_BAR: Final = 24
_GAP: Final = " · "
_MINUTE_S: Final = 60
_HOUR_S: Final = 3600


@contextlib.contextmanager
def live_progress(
    rows: int | None, *, leave: bool = False
) -> "Generator[Callable[[Progress], None] | None]":
    """Show how an import goes while the block runs.

    Args:
        rows: How many rows there are, if that is known.
        leave: Whether the lines are left standing in the end.

    Yields:
        What an import takes as `on_progress`; `None` where nobody watches.
    """
    if not sys.stderr.isatty():
        yield None
        return
    out = console(sys.stderr)
    view = _View(rows, plain=not takes(sys.stderr, "━·"))
    live = Live(
        view,
        console=out,
        transient=not leave,
        redirect_stdout=False,
        refresh_per_second=_UPDATES_A_SECOND,
    )
    with live:
        yield view.show
    if leave:
        out.print()


@attrs.define
class _View:
    """What is on the screen, as wide as the terminal is just then."""

    rows: int | None
    plain: bool = attrs.field(kw_only=True)
    _last: "Progress | None" = None

    def show(self, progress: "Progress") -> None:
        """Take in where the import stands; the screen follows a few times a second."""
        self._last = progress

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        """Draw it."""
        if self._last is None:
            yield Text("starting", style="dim")
            return
        yield from progress_lines(self._last, self.rows, options.max_width - 1, plain=self.plain)


def progress_lines(
    progress: "Progress", rows: int | None, width: int, *, plain: bool = False
) -> list[Text]:
    """Where an import stands, in two lines, of which each leaves out what does not fit.

    Args:
        progress: Where it stands.
        rows: How many rows there are, if that is known.
        width: Columns.
        plain: Whether ASCII has to do.
    """
    gap = " - " if plain else _GAP
    total = progress.rows if progress.finished else rows
    done = f"{progress.settled:,} of {total:,}" if total is not None else f"{progress.settled:,}"
    speed = [f"{done} rows", f"{progress.rows_per_second:,.0f} rows/s"]
    if progress.seconds_left is not None and not progress.finished:
        speed.append(f"{_clock(progress.seconds_left)} left")
    first = _fitting(speed, width, gap)
    share = _share(progress, total)
    if share is not None and cell_len(first) + _BAR + 2 <= width:
        bar = _bar(share, plain=plain)
        return [Text.assemble(bar, "  ", first), *_second(progress, width, gap)]
    return [Text(first), *_second(progress, width, gap)]


def _second(progress: "Progress", width: int, gap: str) -> list[Text]:
    states = ("rejected", "unknown", "accepted", "unchanged", "superseded")
    parts = [f"{count:,} {name}" for name in states if (count := getattr(progress, name))]
    if progress.paused_for > _WORTH_SAYING_S and not progress.finished:
        parts.insert(0, f"paused {progress.paused_for:.0f} s")
    parts.append(f"limit {progress.limit}")
    if progress.retries:
        parts.append(f"{progress.retries:,} retries")
    return [Text(_fitting(parts, width, gap), style="dim")]


def _fitting(parts: Sequence[str], width: int, gap: str) -> str:
    """As many parts as there is room for, the first of them cut where even that has none."""
    line = parts[0][: max(width, 1)]
    for part in parts[1:]:
        longer = f"{line}{gap}{part}"
        if cell_len(longer) <= width:
            line = longer
    return line


def _share(progress: "Progress", total: int | None) -> float | None:
    if total is not None:
        return min(1.0, progress.settled / total) if total else 1.0
    left = progress.seconds_left
    if left is None or progress.elapsed + left <= 0:
        return None
    return progress.elapsed / (progress.elapsed + left)


def _bar(share: float, *, plain: bool) -> Text:
    full = round(share * _BAR)
    mark, rest = ("#", ".") if plain else ("━", "━")
    return Text.assemble((mark * full, "cyan"), (rest * (_BAR - full), "dim"))


def _clock(seconds: float) -> str:
    whole = round(seconds)
    if whole < _MINUTE_S:
        return f"{whole} s"
    if whole < _HOUR_S:
        return f"{whole // _MINUTE_S}:{whole % _MINUTE_S:02} min"
    return f"{whole // _HOUR_S}:{whole % _HOUR_S // _MINUTE_S:02} h"
