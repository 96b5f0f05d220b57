"""What an unfinished import has left behind, met again while its source is read anew."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import attrs

from gomus_async.bulk.journal import PastSpan, State
from gomus_async.errors import SourceChanged

__all__ = ["PastRows", "rejected_positions"]


@attrs.define
class _Check:
    """How many rows of an entry are still to be read, and what their contents must sum up to."""

    left: int
    digest: int


class PastRows:
    """The rows that an import had begun with before it stopped.

    Args:
        spans: What the journal holds of them, by first position.
        digests: The digests of its entries.
    """

    def __init__(self, spans: Sequence[PastSpan], digests: Mapping[int, int]) -> None:
        self._ended = [span for span in spans if span.state is not None]
        self._next = 0
        self._sent_at: dict[int, float] = {}
        self._entries: defaultdict[int, list[int]] = defaultdict(list)
        self._checks: dict[int, _Check] = {}
        for span in spans:
            check = self._checks.setdefault(span.entry, _Check(0, digests[span.entry]))
            check.left += span.high - span.low + 1
            if span.state is None:
                for position in range(span.low, span.high + 1):
                    self._entries[position].append(span.entry)
                    before = self._sent_at.get(position, 0.0)
                    self._sent_at[position] = max(before, span.sent_at)

    def ended(self, position: int) -> State | None:
        """How a row ended, if it has. To be asked in ascending order."""
        while self._next < len(self._ended) and self._ended[self._next].high < position:
            self._next += 1
        span = self._ended[self._next] if self._next < len(self._ended) else None
        return span.state if span is not None and span.low <= position else None

    def sent_at(self, position: int) -> float | None:
        """When a row was last sent that may yet be applied (seconds since 1970)."""
        return self._sent_at.pop(position, None)

    def meet(self, position: int, content: int) -> None:
        """The row is read again; `content` is the hash of what would be sent, 0 for nothing.

        Raises:
            SourceChanged: It is not what it was.
        """
        entries = self._entries.pop(position, []) if self._entries else []
        if self.ended(position) is not None:
            entries.append(self._ended[self._next].entry)
        for entry in entries:
            check = self._checks[entry]
            check.left -= 1
            check.digest -= content
            if not check.left:
                self._settle(entry, check)

    def end(self) -> None:
        """The source is at its end.

        Raises:
            SourceChanged: It has fewer rows than it had.
        """
        if self._checks:
            raise _changed()

    def _settle(self, entry: int, check: _Check) -> None:
        del self._checks[entry]
        if check.digest % 2**64:
            raise _changed()


def rejected_positions(spans: Sequence[PastSpan]) -> "set[int]":
    """The positions of the rows that were rejected."""
    return {
        position
        for span in spans
        if span.state is State.REJECTED
        for position in range(span.low, span.high + 1)
    }


def _changed() -> SourceChanged:
    return SourceChanged(
        "the source is not the one that the unfinished import had begun to read; give it that "
        "one, or pass resume=False to begin anew"
    )
