"""The pictures of a summary page, as SVG."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from gomus_async.bulk.course import Course

__all__ = ["duration", "limit_chart", "rate_chart", "share_bar"]

WIDTH: Final = 720
_LEFT: Final = 44
_TOP: Final = 12
_HEIGHT: Final = 96
_BOTTOM: Final = _TOP + _HEIGHT
_RIGHT: Final = WIDTH - 8
_TALL: Final = _BOTTOM + 22
_SHORT_S: Final = 10
_MINUTE_S: Final = 60
_LONG_MINUTES: Final = 100
_NARROWEST: Final = 1.5
_LEAST_SHARE: Final = 0.006


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < _SHORT_S:
        return f"{seconds:.1f} s"
    if seconds < _MINUTE_S:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), _MINUTE_S)
    if minutes < _LONG_MINUTES:
        return f"{minutes}:{rest:02} min"
    hours, minutes = divmod(minutes, _MINUTE_S)
    return f"{hours}:{minutes:02} h"


def rate_chart(course: Course) -> str:
    """Rows a second over time."""
    top = _nice(max(course.rates))
    mean = sum(course.rates) / len(course.rates)
    step = (_RIGHT - _LEFT) / len(course.rates)
    points = [
        (_LEFT + (part + 0.5) * step, _y(rate, top)) for part, rate in enumerate(course.rates)
    ]
    points = [(float(_LEFT), points[0][1]), *points, (float(_RIGHT), points[-1][1])]
    line = _path(points)
    told = (
        f"Over {duration(course.seconds)}: {mean:,.0f} rows a second on average, at most "
        f"{max(course.rates):,.0f}, at least {min(course.rates):,.0f}. {_pauses_told(course)}"
    )
    marks = [
        *_bands(course),
        *_frame(course, top),
        f'<path class="area" d="{line} L{_RIGHT} {_BOTTOM} L{_LEFT} {_BOTTOM} Z"/>',
        f'<path class="line" d="{line}"/>',
    ]
    return _svg("rate", "Rows a second", told, marks, _TALL)


def limit_chart(course: Course) -> str:
    """The most requests in flight over time, and when the API said that it was too much."""
    top = _nice(max(course.limits))
    step = (_RIGHT - _LEFT) / len(course.limits)
    points: list[tuple[float, float]] = []
    for part, limit in enumerate(course.limits):
        y = _y(limit, top)
        points += [(_LEFT + part * step, y), (_LEFT + (part + 1) * step, y)]
    throttled = sum(count for _, count in course.throttled)
    told = (
        f"From {course.limits[0]} to {course.limits[-1]} requests at once, at least "
        f"{min(course.limits)}, at most {max(course.limits)}; {throttled} answers with 429 or "
        f"503. {_pauses_told(course)}"
    )
    marks = [
        *_bands(course),
        *_frame(course, top),
        f'<path class="line" d="{_path(points)}"/>',
        *(
            f'<path class="no" d="M{x:.1f} {_BOTTOM - 9} l3.5 7 h-7 Z"/>'
            for x in (_x(at, course) for at, _ in course.throttled)
        ),
    ]
    return _svg("limit", "Requests at once", told, marks, _TALL)


def share_bar(shares: Sequence[tuple[str, int]]) -> str:
    """A bar in parts.

    Args:
        shares: The name and the size of each part; the names are those of the page's classes.
    """
    told = ", ".join(f"{count:,} {name}" for name, count in shares) + "."
    shown = [(name, count) for name, count in shares if count]
    x = 0.0
    marks: list[str] = []
    for (name, _), width in zip(shown, _widths([count for _, count in shown]), strict=True):
        marks.append(
            f'<rect class="{name}" x="{x:.2f}" y="0" width="{width - 1:.2f}" height="10"/>'
        )
        x += width
    if not shown:
        marks.append(f'<rect class="nothing" x="0" y="0" width="{WIDTH}" height="10"/>')
    return _svg("shares", "How the rows ended", told, marks, 10)


def _widths(counts: Sequence[int]) -> list[float]:
    """Shares of the whole width; a single row among a million is still seen."""
    raised = [max(count / sum(counts), _LEAST_SHARE) for count in counts]
    return [WIDTH * share / sum(raised) for share in raised]


def _svg(name: str, title: str, told: str, marks: Sequence[str], height: int) -> str:
    return (
        f'<svg class="{name}" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-told">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-told">{told.strip()}</desc>'
        f"{''.join(marks)}</svg>"
    )


def _frame(course: Course, top: float) -> Iterator[str]:
    """Lines and numbers on both axes."""
    for value in (0.0, top / 2, top):
        y = _y(value, top)
        yield f'<path class="rule" d="M{_LEFT} {y:.1f} H{_RIGHT}"/>'
        if value:
            yield f'<text class="end" x="{_LEFT - 8}" y="{y + 4:.1f}">{value:,g}</text>'
    ends = ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
    for share, anchor in ends:
        x = _LEFT + share * (_RIGHT - _LEFT)
        label = duration(course.seconds * share) if share else "0"
        yield f'<text class="{anchor}" x="{x:.0f}" y="{_BOTTOM + 17}">{label}</text>'


def _bands(course: Course) -> Iterator[str]:
    for begin, end in course.pauses:
        x = _x(begin, course)
        width = max(_x(end, course) - x, _NARROWEST)
        yield f'<rect class="pause" x="{x:.1f}" y="{_TOP}" width="{width:.1f}" height="{_HEIGHT}"/>'


def _pauses_told(course: Course) -> str:
    if not course.pauses:
        return ""
    times = ", ".join(duration(begin) for begin, _ in course.pauses[:10])
    return f"Pauses began after {times}."


def _x(at: float, course: Course) -> float:
    return _LEFT + min(at / course.seconds, 1.0) * (_RIGHT - _LEFT)


def _y(value: float, top: float) -> float:
    return _BOTTOM - value / top * _HEIGHT


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _nice(value: float) -> float:
    """A round number not below a value, whose half is round as well."""
    if value <= 0:
        return 2.0
    power = 10.0 ** math.floor(math.log10(value))
    fitting = (step * power for step in (1, 2, 3, 4, 5, 6, 8, 10))
    found = next(number for number in fitting if number >= value * 0.999)
    return max(2.0, found)
