"""An import's report, for people and for programs."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from gomus_async.bulk.course import course_of, top_reasons
from gomus_async.cli.glyphs import takes
from gomus_async.cli.output import print_line, shown

if TYPE_CHECKING:
    from gomus_async.bulk.report import Preview, Report

__all__ = ["print_report", "report_record", "top_reasons"]

_STRIP: Final = 48
_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_ASCII: Final = "_.-=+*%#"

_MEANINGS: Final = {
    "superseded": "a later row has the same key",
    "unknown": "look at these yourself",
}
_STILL_OPEN: Final = "read, but not through yet"


def print_report(report: "Report", rejects: Path | None, *, with_keys: bool = False) -> None:
    """Print a report.

    Args:
        report: The report.
        rejects: Where the rejected rows are, if there are any.
        with_keys: Whether a dry run lists some of the keys that would be sent.
    """
    if report.dry_run:
        print_line("dry run: nothing was sent")
    if report.nothing_to_do:
        print_line("nothing to do: this file was imported before, with this outcome")
    _counts(report)
    if with_keys and report.preview is not None:
        _preview(report.preview)
    if report.reasons:
        print_line()
        print_line("rejected because")
        for reason, count in top_reasons(report.reasons):
            print_line(f"{count:>6,}  {shown(reason)}")
    print_line()
    if not report.dry_run:
        _strips(report)
        print_line(f"{report.requests:,} requests{_retries(report.retries)}{_pauses(report)}")
    print_line(f"{report.elapsed:.1f} s, {report.rows_per_second:,.0f} rows a second")
    if report.at_risk:
        print_line(f"{report.at_risk:,} rows created again after a first try without clear outcome")
    if rejects is not None:
        print_line(f"rejected rows: {rejects}")


def report_record(
    report: "Report", rejects: Path | None, *, with_keys: bool = False
) -> dict[str, Any]:
    """A report as a JSON object."""
    record = attrs.asdict(attrs.evolve(report, rejects=rejects))
    if not with_keys:
        # Some use e-mail addresses for keys.
        del record["preview"]
    return {**record, "rows_per_second": round(report.rows_per_second, 1)}


def _counts(report: "Report") -> None:
    for name in ("accepted", "unchanged", "rejected", "superseded", "unknown"):
        count: int = getattr(report, name)
        meaning = _MEANINGS.get(name, "") if count else ""
        if meaning and name == "unknown" and not report.finished:
            meaning = _STILL_OPEN
        style = "bold red" if count and name in {"rejected", "unknown"} else ""
        print_line(f"{name:<10} {count:>9,}  {meaning}".rstrip(), style=style)
    print_line(f"{'rows':<10} {report.rows:>9,}")


def _preview(preview: "Preview") -> None:
    for meaning, count, keys in (
        ("new", preview.new, preview.new_keys),
        ("changed", preview.changed, preview.changed_keys),
    ):
        if count:
            more = ["..."] if count > len(keys) else []
            print_line()
            print_line(f"{meaning:<10} {count:>9,}  {' '.join([*map(shown, keys), *more])}")


def _strips(report: "Report") -> None:
    """The course of the import, where it was long enough to have one."""
    course = course_of(report, _STRIP)
    if course is None:
        return
    blocks = _BLOCKS if takes(sys.stdout, _BLOCKS) else _ASCII
    draw = _drawer(blocks)
    print_line(f"rows/s  {draw(course.rates)}  at most {max(course.rates):,.0f}")
    low, high = min(course.limits), max(course.limits)
    span = f"{low} to {high}" if low < high else f"{high}"
    print_line(f"limit   {draw(course.limits)}  {span} requests at once")
    if course.pauses:
        marks = "".join("x" if course.is_paused(part) else " " for part in range(len(course.rates)))
        print_line(f"paused  {marks}".rstrip())


def _drawer(blocks: str) -> Callable[[Sequence[float]], str]:
    def draw(values: Sequence[float]) -> str:
        top = max(values) or 1
        steps = len(blocks) - 1
        return "".join(blocks[round(max(value, 0) / top * steps)] for value in values)

    return draw


def _retries(retries: Mapping[str, int]) -> str:
    if not retries:
        return ", no retries"
    reasons = ", ".join(f"{why}: {count:,}" for why, count in sorted(retries.items()))
    return f", {sum(retries.values()):,} retries ({shown(reasons)})"


def _pauses(report: "Report") -> str:
    if not report.pauses:
        return ""
    return f", {report.pauses:,} pause{'' if report.pauses == 1 else 's'}"
