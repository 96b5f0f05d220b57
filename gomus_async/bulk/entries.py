"""What a journal is told, and what it tells."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

import attrs

__all__ = ["LIVE", "Ending", "Known", "Learned", "Past", "PastSpan", "State"]

LIVE: Final = "live"
"""The fingerprint of every source whose rows may differ from one reading to the next."""


class State(Enum):
    """How a row ended."""

    CREATED = "created"
    UPDATED = "updated"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@attrs.frozen
class Known:
    """What is remembered of a key.

    Attributes:
        exists: Whether a customer with this key was there.
        content: The hash of what was last sent and accepted, where that is known.
        placed: Whether this very import has placed a row with the key.
        old: Whether it was last seen so long ago that it should be noted anew.
    """

    exists: bool
    content: int | None
    placed: bool
    old: bool = False


@attrs.frozen
class Ending:
    """Rows that ended alike.

    Attributes:
        state: How.
        positions: Their positions.
        digest: The sum of their contents' hashes.
    """

    state: State
    positions: Sequence[int]
    digest: int = 0


@attrs.frozen
class PastSpan:
    """Neighbours that an unfinished import has left behind.

    Attributes:
        low: The first position.
        high: The last position.
        entry: Which entry of the journal they are of.
        state: How they ended; `None` while they are in doubt.
        sent_at: When they were last sent (seconds since 1970), if they are in doubt.
    """

    low: int
    high: int
    entry: int
    state: State | None
    sent_at: float = 0.0


@attrs.frozen
class Past:
    """What the journal holds of the import before this one.

    Attributes:
        source: The fingerprint of its source, where that has one.
        finished: Whether it came to its end.
        report: Its report, if so.
    """

    source: str | None
    finished: bool
    report: Mapping[str, Any] | None


@attrs.frozen
class Learned:
    """What is known of an instance's caps for one method."""

    ok_max: int
    bad_min: int | None
    bytes_max: int | None
