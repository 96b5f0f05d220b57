"""How much one request may carry: learnt from what the instance takes and refuses."""

from typing import Final

import attrs

__all__ = ["MOST_ROWS", "BatchSize"]

FIRST_SIZE: Final = 50
MOST_ROWS: Final = 1000
MOST_BYTES: Final = 1024 * 1024
CLOSE_ENOUGH: Final = 0.05
_BODY_FRAME: Final = len('{"customer":[]}')


@attrs.define
class BatchSize:
    """How many rows one request may carry. The instance has a cap and does not say which.

    Grows by doubling until a refusal that size alone explains, then closes in. While a larger
    size is being tried by one batch, the others keep to what is known to work.

    Attributes:
        fixed: A size that is not to be learnt.
        ok_max: The largest size that was accepted.
        bad_min: The smallest size that was refused for its size.
        bytes_max: The largest body to send.
        bytes_ok: The largest body that was accepted.
    """

    fixed: int | None = None
    ok_max: int = 0
    bad_min: int | None = None
    bytes_max: int = MOST_BYTES
    bytes_ok: int = 0
    _trying: bool = False

    @property
    def learnt(self) -> bool:
        """Whether trying further would gain little."""
        if self.fixed is not None or self.ok_max >= MOST_ROWS:
            return True
        if self.bad_min is None or not self.ok_max:
            return False
        return self.bad_min - self.ok_max <= max(1, int(CLOSE_ENOUGH * self.bad_min))

    def take(self) -> tuple[int, bool]:
        """The size of the next batch, and whether it is a trial that `end_trial` ends."""
        if self.fixed is not None:
            return self.fixed, False
        if self.learnt or self._trying:
            return self.ok_max or FIRST_SIZE, False
        self._trying = True
        if self.bad_min is None:
            return min(MOST_ROWS, max(FIRST_SIZE, self.ok_max * 2)), True
        return max(1, (self.ok_max + self.bad_min) // 2), True

    def end_trial(self) -> None:
        """The batch that tried a larger size has come to its end; another may try."""
        self._trying = False

    def accepted(self, size: int, body: int = 0) -> None:
        """A batch of this size, with a body of so many bytes, was accepted."""
        self.bytes_ok = max(self.bytes_ok, body)
        if size > self.ok_max:
            self.ok_max = size
            if self.bad_min is not None and self.bad_min <= size:
                self.bad_min = None

    def too_many(self, size: int) -> None:
        """A batch of this size was refused, and all of its parts were accepted."""
        self.bad_min = size if self.bad_min is None else min(self.bad_min, size)
        if self.ok_max >= self.bad_min:
            # The operator has lowered the cap since.
            self.ok_max = max(1, self.bad_min // 2)

    def too_large(self, body: int) -> None:
        """A body of so many bytes was refused for its length."""
        if self.bytes_ok >= body:
            self.bytes_ok = 0
        between = (self.bytes_ok + body) // 2
        near = body - self.bytes_ok <= CLOSE_ENOUGH * body
        self.bytes_max = max(1, min(self.bytes_max, self.bytes_ok if near else between))


def body_bytes(sizes: int, rows: int) -> int:
    """The length of a body, from the lengths of its rows."""
    return sizes + max(0, rows - 1) + _BODY_FRAME
