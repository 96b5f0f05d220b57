"""An import's report, for people and for programs."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from gomus_async.cli.output import print_line, shown

if TYPE_CHECKING:
    from gomus_async.bulk.report import Report

__all__ = ["print_report", "report_record", "top_reasons"]

_SHOWN_REASONS: Final = 10
_HEADINGS: Final = frozenset({"customer could not be saved", "customer(s) could not be saved"})
"""What the API says above the reasons; a reason only where it says no more."""

_MEANINGS: Final = {
    "superseded": "a later row has the same key",
    "unknown": "look at these yourself",
}


def print_report(report: "Report", rejects: Path | None) -> None:
    """Print a report.

    Args:
        report: The report.
        rejects: Where the rejected rows are, if there are any.
    """
    if report.dry_run:
        print_line("dry run: nothing was sent")
    for name in ("accepted", "unchanged", "rejected", "superseded", "unknown"):
        count: int = getattr(report, name)
        meaning = _MEANINGS.get(name, "") if count else ""
        style = "bold red" if count and name in {"rejected", "unknown"} else ""
        print_line(f"{name:<10} {count:>9,}  {meaning}".rstrip(), style=style)
    print_line(f"{'rows':<10} {report.rows:>9,}")
    if report.reasons:
        print_line()
        print_line("rejected because")
        for reason, count in top_reasons(report.reasons):
            print_line(f"{count:>6,}  {shown(reason)}")
    print_line()
    if not report.dry_run:
        print_line(f"{report.requests:,} requests{_retries(report.retries)}")
    print_line(f"{report.elapsed:.1f} s, {report.rows_per_second:,.0f} rows a second")
    if rejects is not None:
        print_line(f"rejected rows: {rejects}")


def report_record(report: "Report", rejects: Path | None) -> dict[str, Any]:
    """A report as a JSON object."""
    record = attrs.asdict(attrs.evolve(report, rejects=rejects))
    return {**record, "rows_per_second": round(report.rows_per_second, 1)}


def top_reasons(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """The ten most frequent reasons, the most frequent first."""
    telling = {text: count for text, count in reasons.items() if text not in _HEADINGS} or reasons
    ranked = sorted(telling.items(), key=lambda reason: (-reason[1], reason[0]))
    rest = sum(count for _, count in ranked[_SHOWN_REASONS:])
    return ranked[:_SHOWN_REASONS] + ([("other reasons", rest)] if rest else [])


def _retries(retries: Mapping[str, int]) -> str:
    if not retries:
        return ", no retries"
    reasons = ", ".join(f"{why}: {count:,}" for why, count in sorted(retries.items()))
    return f", {sum(retries.values()):,} retries ({shown(reasons)})"
