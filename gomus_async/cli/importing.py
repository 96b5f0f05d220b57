"""An import under the command: to its end or to a stop, and what is said of it then."""

import os
import shlex
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import typer

from gomus_async.bulk import Progress, Report, import_customers
from gomus_async.cli.connection import connect
from gomus_async.cli.exits import Exit, exit_code, warn
from gomus_async.cli.import_options import Given
from gomus_async.cli.import_places import (
    check_places,
    file_of,
    only_if_filled,
    rejects_of,
    source_of,
)
from gomus_async.cli.output import print_json
from gomus_async.cli.progress import live_progress
from gomus_async.cli.report_view import print_report, report_record
from gomus_async.cli.running import DRAIN_S, Aborted, Moment, Stop, run_to_a_stop
from gomus_async.cli.summary_file import write_summary
from gomus_async.cli.wording import note
from gomus_async.errors import ImportFailed, ImportStopped

if TYPE_CHECKING:
    from gomus_async.bulk import Source
    from gomus_async.client import Gomus

__all__ = ["Reading", "UnderWay", "carry_out"]

Reading = AbstractAsyncContextManager[tuple["Gomus", "Source"]]
"""What opens the client and what it imports."""


def carry_out(given: Given) -> None:
    """Import the file, and say what came of it.

    Raises:
        Exit: Rows were left out.
        GomusError: The import could not start, or could not go on.
        KeyboardInterrupt: Ctrl-C was pressed.
        Terminated: SIGTERM came.
    """
    check_places(given)
    source = source_of(given)
    gomus = connect(given.instance, given.token_file, given.shop, given.locale)
    under_way = UnderWay(given, rejects_of(given), file_of(given).name)
    with only_if_filled(under_way.rejects):
        report = under_way.run(_opened(gomus, source))
    under_way.tell(report)
    if not report.clean:
        raise typer.Exit(Exit.ROWS_LEFT_OUT)


@asynccontextmanager
async def _opened(gomus: "Gomus", source: "Source") -> AsyncGenerator[tuple["Gomus", "Source"]]:
    async with gomus:
        yield gomus, source


@attrs.define
class UnderWay:
    """One import, and how it is told of.

    Attributes:
        given: The options.
        rejects: Where rejected rows go.
        name: What is imported.
        shows_keys: Whether a dry run lists some of the keys that would be sent. The journal
            is then not one for a file of rejected rows.
    """

    given: Given
    rejects: Path
    name: str
    shows_keys: bool = False
    stop: Stop = attrs.field(factory=Stop)
    last: Progress | None = None

    def run(self, reading: Reading) -> Report:
        """Import, or tell how far it came and raise."""
        work = self._import(reading)
        try:
            return run_to_a_stop(work, self.stop, self._moment, drains=not self.given.dry_run)
        except Aborted:
            self._tell_stopped(None if self.last is None else _so_far(self.last), aborted=True)
        except KeyboardInterrupt:
            # Where a loop takes no signals, Ctrl-C comes as this.
            self._tell_stopped(None if self.last is None else _so_far(self.last), aborted=True)
            raise
        except ImportFailed as error:
            if not (self.stop() and isinstance(error, ImportStopped)):
                self._tell_failed(error)
                raise
            self._tell_stopped(error.report, aborted=False)
        raise self.stop.error()

    async def _import(self, reading: Reading) -> Report:
        given = self.given
        async with reading as (gomus, source):
            with live_progress(None) as show:

                def follow(progress: Progress) -> None:
                    self.last = progress
                    if show is not None:
                        show(progress)

                return await import_customers(
                    gomus,
                    source,
                    journal=given.journal,
                    rejects=self.rejects,
                    on_progress=follow,
                    resume=not given.begin_anew,
                    max_reject_ratio=given.max_reject_ratio,
                    late_commit_window=given.late_commit_window,
                    batch_size=given.batch_size,
                    assume_new=given.assume_new,
                    durability=given.durability.value,
                    stop=self.stop,
                    dry_run=given.dry_run,
                )

    def tell(self, report: Report) -> None:
        """Say what came of it: on standard output, and on a page if one was asked for."""
        of_then = report.rejects if report.nothing_to_do else self.rejects
        kept = of_then if report.rejected and of_then and of_then.exists() else None
        if self.given.as_json:
            print_json(report_record(report, kept, with_keys=self.shows_keys))
        else:
            print_report(report, kept, with_keys=self.shows_keys)
        if self.given.summary is not None:
            shown = attrs.evolve(report, rejects=kept)
            now = datetime.now().astimezone()
            corrects = kept is not None and not self.shows_keys
            command = _correcting(self.given, kept) if kept and corrects else None
            write_summary(self.given.summary, shown, name=self.name, at=now, correct=command)

    def _tell_failed(self, error: ImportFailed) -> None:
        for note_of_cause in getattr(error.__cause__, "__notes__", ()):
            error.add_note(note_of_cause)
        if error.report is not None:
            self.tell(error.report)
            if exit_code(error) is Exit.RESUMABLE:
                error.add_note(_how_to_go_on(self.given, aborted=False))

    def _tell_stopped(self, report: Report | None, *, aborted: bool) -> None:
        if report is not None:
            self.tell(report)
        if not self.given.dry_run:
            warn(f"not all rows are through; {_how_to_go_on(self.given, aborted=aborted)}")

    def _moment(self, moment: Moment) -> None:
        if self.given.dry_run:
            return
        match moment:
            case Moment.DRAINS:
                note(
                    "stopping: what is under way is brought to its end, in at most "
                    f"{DRAIN_S:.0f} s; once more stops at once"
                )
            case Moment.ABORTS:
                note("stopping at once")
            case Moment.TOO_LONG:
                note(f"still under way after {DRAIN_S:.0f} s; stopping at once")


def _how_to_go_on(given: Given, *, aborted: bool) -> str:
    """What running the command again would do."""
    if given.journal is not None:
        text = "run the same command again to go on"
        if given.begin_anew:
            text += ", without --begin-anew"
        if aborted:
            text += "; what was under way is looked up first"
        return text
    wait = (
        f" in {given.late_commit_window:g} s, when what was under way cannot be applied any more"
        if aborted and given.late_commit_window
        else ""
    )
    text = (
        f"run the same command again{wait}: without --journal it starts over, updates the "
        "customers that are there, and creates the others"
    )
    if given.assume_new:
        text += "; leave --assume-new out, or those that are there are doubled"
    return text


def _correcting(given: Given, rejects: Path) -> str:
    """The command that imports the rejected rows, once they are corrected."""
    parts = ["gomus", "customers", "import", str(rejects), "--from-rejects"]
    for name, value in (("mapping", given.mapping), ("journal", given.journal)):
        if value is not None:
            parts += [f"--{name}", str(value)]
    if given.instance and given.instance != os.environ.get("GOMUS_INSTANCE"):
        parts += ["--instance", given.instance]
    if given.token_file is not None:
        parts += ["--token-file", str(given.token_file)]
    return shlex.join(parts)


def _so_far(last: Progress) -> Report:
    """What is known of an import that was cut off."""
    return Report(
        rows=last.rows,
        accepted=last.accepted,
        unchanged=last.unchanged,
        rejected=last.rejected,
        superseded=last.superseded,
        unknown=last.unknown + last.rows - last.settled,
        requests=last.requests,
        elapsed=last.elapsed,
        finished=False,
    )
