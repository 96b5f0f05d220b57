"""The course of an import in equal parts of time, ready to be drawn."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from gomus_async.bulk.report import Report, Sample

__all__ = ["Course", "course_of", "top_reasons"]

_FEWEST_SAMPLES: Final = 4
_SHOWN_REASONS: Final = 10
_HEADINGS: Final = frozenset({"customer could not be saved", "customer(s) could not be saved"})
"""What the API says above the reasons; a reason only where it says no more."""


@attrs.frozen(kw_only=True)
class Course:
    """How an import went, in parts of equal length.

    Attributes:
        seconds: How long it took.
        rates: Rows a second, part by part.
        limits: The most requests in flight that were allowed, part by part.
        pauses: From when to when the API wanted silence, in seconds since the start.
        throttled: When answers with 429 or 503 had come, and how many more than before.
    """

    seconds: float
    rates: tuple[float, ...]
    limits: tuple[int, ...]
    pauses: tuple[tuple[float, float], ...]
    throttled: tuple[tuple[float, int], ...]

    def is_paused(self, part: int) -> bool:
        """Whether the API wanted silence at some time of a part."""
        length = self.seconds / len(self.rates)
        low, high = part * length, (part + 1) * length
        return any(begin < high and end > low for begin, end in self.pauses)


def course_of(report: Report, most: int) -> Course | None:
    """Cut the course of an import into parts.

    Args:
        report: Its report.
        most: How many parts there may be.

    Returns:
        The parts; `None` where the import was too short to have a course.
    """
    samples = [sample for sample in report.course if sample.elapsed <= report.elapsed]
    if len(samples) < _FEWEST_SAMPLES:
        return None
    times, settled = _way(report, samples)
    parts = min(most, len(samples))
    edges = [times[-1] * part / parts for part in range(parts + 1)]
    heights = [_between(times, settled, edge) for edge in edges]
    length = times[-1] / parts
    at = [sample.elapsed for sample in samples]
    return Course(
        seconds=times[-1],
        rates=tuple((heights[part + 1] - heights[part]) / length for part in range(parts)),
        limits=tuple(
            samples[max(0, bisect_right(at, edges[part] + length / 2) - 1)].limit
            for part in range(parts)
        ),
        pauses=_pauses(samples, times[-1]),
        throttled=_throttled(samples),
    )


def top_reasons(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """The ten most frequent reasons, the most frequent first, and how many there are besides."""
    telling = {text: count for text, count in reasons.items() if text not in _HEADINGS} or reasons
    ranked = sorted(telling.items(), key=lambda reason: (-reason[1], reason[0]))
    rest = sum(count for _, count in ranked[_SHOWN_REASONS:])
    return ranked[:_SHOWN_REASONS] + ([("other reasons", rest)] if rest else [])


def _way(report: Report, samples: Sequence[Sample]) -> tuple[list[float], list[int]]:
    """When how many rows had come to their end, from nothing to the last."""
    times, settled = [0.0], [0]
    for sample in samples:
        if sample.elapsed > times[-1]:
            times.append(sample.elapsed)
            settled.append(sample.settled)
    if report.finished and report.elapsed > times[-1]:
        times.append(report.elapsed)
        settled.append(report.rows)
    return times, settled


def _between(times: Sequence[float], settled: Sequence[int], at: float) -> float:
    """How many rows had come to their end at a time."""
    after = bisect_right(times, at)
    if after >= len(times):
        return settled[-1]
    share = (at - times[after - 1]) / (times[after] - times[after - 1])
    return settled[after - 1] + share * (settled[after] - settled[after - 1])


def _pauses(samples: Sequence[Sample], end: float) -> tuple[tuple[float, float], ...]:
    found: list[tuple[float, float]] = []
    following = [*(sample.elapsed for sample in samples[1:]), end]
    for sample, after in zip(samples, following, strict=True):
        if not sample.paused:
            continue
        if found and found[-1][1] == sample.elapsed:
            found[-1] = (found[-1][0], after)
        else:
            found.append((sample.elapsed, after))
    return tuple(found)


def _throttled(samples: Sequence[Sample]) -> tuple[tuple[float, int], ...]:
    before = [0, *(sample.throttled for sample in samples)]
    return tuple(
        (sample.elapsed, sample.throttled - count)
        for sample, count in zip(samples, before, strict=False)
        if sample.throttled > count
    )
