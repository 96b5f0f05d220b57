"""Which keys may have been met before: what answers for most of them without asking SQLite."""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

__all__ = ["MetKeys"]

_SLOTS: Final = 1 << 22
_LAST: Final = _SLOTS - 1
_OTHER_BITS: Final = 32
_MARKS: Final = tuple(sum(1 << bit for bit in bits) for bits in combinations(range(8), 3))
_MARKS_OF_SIX_BITS: Final = (_MARKS * 2)[:64]


class MetKeys:
    """Digests that were met, as a Bloom filter whose marks for one digest are in one byte.

    It takes 4 MiB, and of a million digests one in two hundred is taken for met that was not.
    """

    def __init__(self) -> None:
        self._bytes = bytearray(_SLOTS)

    def add(self, digests: Iterable[int]) -> None:
        """These were met."""
        held, marks = self._bytes, _MARKS_OF_SIX_BITS
        for digest in digests:
            held[digest & _LAST] |= marks[digest >> _OTHER_BITS & 63]

    def among(self, digests: Iterable[int]) -> list[int]:
        """Those that may have been met. The others were not."""
        held, marks = self._bytes, _MARKS_OF_SIX_BITS
        return [
            digest
            for digest in digests
            # Most have not even one mark.
            if (byte := held[digest & _LAST]) and not ~byte & marks[digest >> _OTHER_BITS & 63]
        ]
