"""An import's report as one page of HTML, for people who would rather look than read."""

import shlex
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Final

import attrs

from gomus_async.bulk.course import Course, course_of, top_reasons
from gomus_async.bulk.report import Report
from gomus_async.bulk.summary_charts import duration, limit_chart, rate_chart, share_bar
from gomus_async.bulk.summary_style import STYLE
from gomus_async.wire.secret import printable

__all__ = ["summary_page"]

_PARTS: Final = 90
_TABLE_PARTS: Final = 12
_STATES: Final = ("accepted", "unchanged", "superseded", "rejected", "unknown")
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_MEANINGS: Final = {
    "accepted": "created or updated, and standing",
    "unchanged": "the same as last time, not sent",
    "superseded": "replaced by a later row with the same key",
    "rejected": "refused, with a reason",
    "unknown": "nobody can say",
}


def summary_page(
    report: Report,
    *,
    name: str | None = None,
    at: datetime | None = None,
    correct: str | None = None,
) -> str:
    """Draw a report: what became of the rows, how fast, what the API did, and how to go on.

    The page is whole in itself: it loads nothing, runs nothing, and prints well.

    Args:
        report: The report.
        name: What was imported, for the head of the page.
        at: When, for the head of the page.
        correct: The command that imports corrected rows; by default one on the rejects file.

    Returns:
        HTML. Reasons are in the API's words, which may name what a row holds: keep the page as
        you keep the rows.

    Example: `Path("import.html").write_text(summary_page(report), encoding="utf-8")`
    """
    page = _Page(report, course_of(report, _PARTS), name, at, correct)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<title>{_safe(page.title())}</title>",
            f"<style>{STYLE}</style></head>",
            "<body><main>",
            *page.head(),
            *page.counts(),
            *page.over_time(),
            *page.server(),
            *page.reasons(),
            *page.go_on(),
            "<footer>Written by gomus_async. Every row ends in exactly one of the five counts.",
            "</footer></main></body></html>",
            "",
        ]
    )


def _safe(text: object) -> str:
    """Text that is neither markup nor anything that acts on a terminal or on directions."""
    return escape(printable(str(text)))


def _number(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@attrs.frozen
class _Page:
    """The parts of a page, from the top."""

    report: Report
    course: Course | None
    name: str | None
    at: datetime | None
    correct: str | None

    def title(self) -> str:
        """For the browser's tab."""
        return f"Import of {self.name}" if self.name else "Customer import"

    def head(self) -> Iterator[str]:
        """The verdict."""
        report = self.report
        facts = [self.name or "Customer import"]
        if self.at is not None:
            facts.append(f"{self.at.day} {self.at:%B %Y, %H:%M}")
        yield f'<p class="over">{_safe(" · ".join(facts))}</p>'
        yield f"<h1>{_verdict(report)}</h1>"
        told = f"{_number(report.rows, 'row')} in {duration(report.elapsed)}"
        if report.elapsed > 0:
            told += f", {report.rows_per_second:,.0f} a second"
        if report.resumed:
            told += "; went on where an earlier run had stopped"
        yield f'<p class="under">{told}.</p>'

    def counts(self) -> Iterator[str]:
        """The five counts."""
        shares = [(state, int(getattr(self.report, state))) for state in _STATES]
        yield "<dl>"
        for state, count in shares:
            seen = "some" if count else "zero"
            why = "read, but not through yet" if self._is_open(state) else _MEANINGS[state]
            yield (
                f'<div class="is-{state}"><dt>{state}</dt>'
                f'<dd class="count {seen}">{count:,}</dd><dd class="why">{why}</dd></div>'
            )
        yield f"</dl>{share_bar(shares)}"
        if not self.report.adds_up:
            yield "<p><strong>The five counts do not add up to the rows. Trust none.</strong></p>"

    def _is_open(self, state: str) -> bool:
        return state == "unknown" and not self.report.finished

    def over_time(self) -> Iterator[str]:
        """The pictures."""
        course = self.course
        if course is None or self.report.dry_run:
            return
        yield "<section><h2>Rows a second</h2>"
        note = f"At most {max(course.rates):,.0f}, over {duration(course.seconds)}."
        if self.report.resumed:
            note += " Rows of the run before count as they are met again."
        yield f'<p class="note">{note}</p>{rate_chart(course)}</section>'
        yield "<section><h2>Requests at once</h2>"
        yield '<p class="note">The most that the import allowed itself; it adapts to the API. '
        if course.pauses or course.throttled:
            yield "<br>"
        if course.pauses:
            yield '<span class="key" aria-hidden="true"></span>a pause the API asked for &ensp;'
        if course.throttled:
            yield '<span class="tip" aria-hidden="true">▲</span>answers with 429 or 503'
        yield f"</p>{limit_chart(course)}{_table(course)}</section>"

    def server(self) -> Iterator[str]:
        """What the API did to the import, and the import to the API."""
        report = self.report
        if report.dry_run:
            return
        repeats = sum(report.retries.values())
        sent = [
            f"{_number(report.requests, 'request')}: {_number(report.batches, 'batch', 'batches')}",
            _number(report.look_ups, "look-up"),
            _number(repeats, "repeat") if repeats else "no repeats",
        ]
        yield "<section><h2>What the API did</h2>"
        yield f"<p>{', '.join(sent)}.</p>"
        if repeats:
            ranked = sorted(report.retries.items(), key=lambda item: (-item[1], item[0]))
            said = ", ".join(f"{_safe(why)} ({count:,})" for why, count in ranked)
            yield f"<p>Repeated after: {said}.</p>"
        yield f"<p>It asked for silence {_times(report.pauses)}.</p></section>"

    def reasons(self) -> Iterator[str]:
        """Why rows were rejected."""
        if not self.report.reasons:
            return
        yield "<section><h2>Rejected because</h2>"
        yield '<table><thead><tr><th scope="col" class="number">rows</th>'
        yield '<th scope="col">reason</th></tr></thead><tbody>'
        for reason, count in top_reasons(self.report.reasons):
            yield f'<tr><td class="number">{count:,}</td><td>{_safe(reason)}</td></tr>'
        yield "</tbody></table></section>"

    def go_on(self) -> Iterator[str]:
        """What is left to do."""
        yield "<section><h2>What to do now</h2>"
        steps = [*self._steps()]
        yield from steps or ["<p>Nothing.</p>"]
        yield "</section>"

    def _steps(self) -> Iterator[str]:
        report = self.report
        if not report.finished:
            yield (
                "<p>Run the same command again. With a journal the import goes on where it "
                "stopped; without one it starts over, and updates what is there already.</p>"
            )
        if report.rejected and report.rejects is not None:
            path = str(report.rejects)
            command = f"gomus customers import {shlex.quote(path)} --from-rejects"
            yield (
                f"<p>{_number(report.rejected, 'rejected row')} "
                f"{'is' if report.rejected == 1 else 'are'} in {_safe(path)}, "
                "each with its reasons. Correct what stands under <code>row</code>, or correct "
                "nothing if the reason has gone, then import that file:</p>"
                f'<pre tabindex="0"><code>{_safe(self.correct or command)}</code></pre>'
            )
        elif report.rejected:
            yield "<p>Correct the rejected rows where they came from, and import again.</p>"
        if report.unknown and report.finished:
            yield (
                f"<p>Look at the {_number(report.unknown, 'unknown row')} yourself: the log names "
                "each by its position.</p>"
            )
        if report.at_risk:
            yield (
                f"<p>{_number(report.at_risk, 'row')} had no clear answer at first, and "
                "had to be created a second time. If the API applied the first try very late, "
                "such a customer is there twice.</p>"
            )


def _verdict(report: Report) -> str:
    stands = report.accepted + report.unchanged + report.superseded
    if report.dry_run:
        good = "All of them" if report.clean else f"{stands:,} of them"
        return f"A dry run of {_number(report.rows, 'row')}. {good} can be sent."
    if report.nothing_to_do:
        return "Nothing to do: this was imported before, as follows."
    if not report.finished:
        return f"Stopped, with {_number(stands + report.rejected, 'row')} through."
    if report.clean:
        return f"All {report.rows:,} rows are through." if report.rows else "There were no rows."
    if report.rejected and report.unknown:
        left = f"{report.rejected:,} were rejected, {report.unknown:,} are unknown"
    elif report.rejected:
        left = f"{report.rejected:,} {'was' if report.rejected == 1 else 'were'} rejected"
    else:
        left = f"{report.unknown:,} {'is' if report.unknown == 1 else 'are'} unknown"
    return f"{stands:,} of {_number(report.rows, 'row')} are through; {left}."


def _times(count: int) -> str:
    return {0: "at no time", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _table(course: Course) -> str:
    """The pictures in numbers, for those who cannot see them."""
    parts = len(course.rates)
    step = -(-parts // _TABLE_PARTS)
    rows: list[str] = []
    for first in range(0, parts, step):
        some = range(first, min(first + step, parts))
        rate = sum(course.rates[part] for part in some) / len(some)
        paused = "yes" if any(map(course.is_paused, some)) else ""
        begin = duration(course.seconds * first / parts)
        cells = (begin, f"{rate:,.0f}", f"{course.limits[some[-1]]}", paused)
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    heads = "".join(
        f'<th scope="col">{head}</th>'
        for head in ("from", "rows a second", "requests at once", "paused")
    )
    return (
        "<details><summary>The same in numbers</summary><table><thead><tr>"
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )
