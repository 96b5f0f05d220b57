"""The page about an import as a file that its owner alone can read."""

import contextlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from gomus_async.bulk import Report, summary_page
from gomus_async.cli.exits import warn

__all__ = ["write_summary"]


def write_summary(
    path: Path, report: Report, *, name: str, at: datetime, correct: str | None
) -> None:
    """Write the page, whole or not at all. That it cannot be written is told and no failure.

    Args:
        path: Where; a page there before is replaced.
        report: What it shows.
        name: What was imported.
        at: When.
        correct: The command that imports corrected rows.
    """
    page = summary_page(report, name=name, at=at, correct=correct)
    try:
        # Made with nobody else's rights.
        descriptor, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(page)
            Path(part).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(part).unlink()
            raise
    except OSError as error:
        problem = error.strerror or type(error).__name__
        warn(f"the summary {str(path)!r} could not be written ({problem})")
