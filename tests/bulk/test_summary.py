"""The page about an import: what it says, that it is whole in itself, and that nothing acts."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import pytest

from gomus_async.bulk import Report, summary_page
from gomus_async.bulk.course import course_of, top_reasons
from gomus_async.bulk.report import Sample

COURSE = tuple(
    Sample(float(s), settled, s * 10, 3 if s > 4 else 0, 16 if s < 5 else 9, s == 5)
    for s, settled in enumerate((100, 300, 500, 700, 900, 900, 1000, 1200), start=1)
)
REPORT = Report(
    rows=1300,
    accepted=1200,
    unchanged=80,
    rejected=12,
    superseded=5,
    unknown=3,
    at_risk=1,
    batches=30,
    look_ups=40,
    requests=90,
    retries={"429": 3},
    reasons={"foreign_id is blank": 12},
    elapsed=8.5,
    rejects=Path("my crm.rejects.jsonl"),
    pauses=1,
    course=COURSE,
)
HOSTILE = "</td><script>alert(1)</script>\x1b]52;c;x\x07\u202e<img src=http://evil.example/>"


class Page(HTMLParser):
    """A page as a browser takes it."""

    VOID = frozenset({"meta", "br", "path", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data + " "


def page(report: Report = REPORT, **more: Any) -> Page:
    found = Page(summary_page(report, **more))
    assert found.open == []
    return found


def test_the_five_counts_and_the_verdict() -> None:
    text = page(name="crm.csv", at=datetime(2026, 11, 5, 3, 12, tzinfo=UTC)).text

    for count in ("1,200", "80", "12", "5", "3"):
        assert f" {count} " in text
    assert "1,285 of 1,300 rows are through; 12 were rejected, 3 are unknown." in text
    assert "crm.csv · 5 November 2026, 03:12" in text
    assert "gomus customers import 'my crm.rejects.jsonl' --from-rejects" in text
    assert "1 row had no clear answer at first" in text
    assert "It asked for silence once." in text


def test_the_pictures_have_words() -> None:
    found = page()
    images = [given for tag, given in found.tags if tag == "svg"]

    assert len(images) == 3
    ids = {given["id"] for _, given in found.tags if "id" in given}
    for given in images:
        assert given["role"] == "img"
        assert set((given["aria-labelledby"] or "").split()) <= ids
    assert "From 16 to 9 requests at once" in found.text
    assert "Pauses began after 5.0 s." in found.text
    assert len([tag for tag, given in found.tags if given.get("class") == "pause"]) == 2


def test_it_loads_and_runs_nothing() -> None:
    html = summary_page(REPORT)
    found = Page(html)

    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "link", "img", "iframe", "a"})
    assert not any(name in given for _, given in found.tags for name in ("src", "href", "style"))
    for text in ("url(", "@import", "http://", "https://", "javascript"):
        assert text not in html
    assert "default-src 'none'" in html


@pytest.mark.parametrize("where", ["reasons", "retries", "name", "rejects", "correct"])
def test_what_others_say_is_only_shown(where: str) -> None:
    more: dict[str, Any] = {}
    report = REPORT
    if where in {"reasons", "retries"}:
        said: Any = {where: {HOSTILE: 12}}
        report = attrs.evolve(REPORT, **said)
    elif where == "rejects":
        report = attrs.evolve(REPORT, rejects=Path(HOSTILE))
    else:
        more[where] = HOSTILE
    html = summary_page(report, **more)

    assert not {"\x1b", "\x07", "\u202e"} & set(html)
    assert {tag for tag, _ in Page(html).tags}.isdisjoint({"script", "img"})
    assert "\\x1b]52;c;x\\x07\\u202e" in html


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"rejected": 0, "unknown": 0, "accepted": 1215}, "All 1,300 rows are through."),
        ({"nothing_to_do": True}, "Nothing to do: this was imported before"),
        ({"finished": False}, "Stopped, with 1,297 rows through."),
        ({"finished": False}, "read, but not through yet"),
        ({"finished": False}, "Run the same command again."),
        ({"dry_run": True}, "A dry run of 1,300 rows. 1,285 of them can be sent."),
        ({"rejects": None}, "Correct the rejected rows where they came from"),
        ({"accepted": 1}, "do not add up"),
        ({"resumed": True}, "went on where an earlier run had stopped"),
        ({"rows": 0, **dict.fromkeys(("accepted", "unchanged", "rejected"), 0)}, "do not add up"),
    ],
)
def test_other_outcomes(changes: dict[str, Any], text: str) -> None:
    assert text in page(attrs.evolve(REPORT, **changes)).text


def test_an_empty_import_has_a_page() -> None:
    nothing = Report(rows=0, accepted=0, unchanged=0, rejected=0, superseded=0, unknown=0)
    text = page(nothing).text
    assert "There were no rows." in text
    assert "Nothing." in text


def test_the_course_in_parts() -> None:
    course = course_of(REPORT, 4)

    assert course is not None
    assert course.seconds == 8.5
    length = 8.5 / 4
    assert sum(rate * length for rate in course.rates) == pytest.approx(1300)
    assert course.limits == (16, 16, 9, 9)
    assert course.pauses == ((5.0, 6.0),)
    assert course.throttled == ((5.0, 3),)
    assert [course.is_paused(part) for part in range(4)] == [False, False, True, False]


def test_a_short_import_has_no_course() -> None:
    assert course_of(attrs.evolve(REPORT, course=COURSE[:3]), 60) is None


def test_reasons_beyond_ten_are_summed() -> None:
    reasons = {f"reason {n:02}": 20 - n for n in range(14)}
    found = top_reasons(reasons)
    assert len(found) == 11
    assert found[-1] == ("other reasons", 10 + 9 + 8 + 7)
