"""Which keys may have been met before: what answers for most of them without asking SQLite."""

from collections.abc import Iterable
from typing import Final

__all__ = ["MetKeys"]

_SLOTS: Final = 1 << 22
_LAST: Final = _SLOTS - 1
_OTHER_PART: Final = 28


class MetKeys:
    """Digests that were met, as a Bloom filter with two marks for each.

    It takes 4 MiB, and of a million digests one in three hundred is taken for met that was not.
    """

    def __init__(self) -> None:
        self._marks = bytearray(_SLOTS)

    def add(self, digests: Iterable[int]) -> None:
        """These were met."""
        marks = self._marks
        for digest in digests:
            other = digest >> _OTHER_PART
            marks[digest >> 3 & _LAST] |= 1 << (digest & 7)
            marks[other >> 3 & _LAST] |= 1 << (other & 7)

    def among(self, digests: Iterable[int]) -> list[int]:
        """Those that may have been met. The others were not."""
        marks = self._marks
        return [
            digest
            for digest in digests
            if marks[digest >> 3 & _LAST] >> (digest & 7) & 1
            and marks[digest >> 31 & _LAST] >> (digest >> _OTHER_PART & 7) & 1
        ]
