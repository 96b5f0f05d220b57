"""What a client has done so far."""

from collections import Counter
from collections.abc import Mapping

import attrs

__all__ = ["Stats"]


@attrs.frozen(kw_only=True)
class Stats:
    """A snapshot of a client's counters.

    Attributes:
        calls: Calls made.
        attempts: Requests tried; equal to what the server saw, but for those not sent.
        retries: Attempts beyond the first of their call, by the reason for them.
        not_sent: Attempts that ended before anything was sent.
        in_flight: Attempts under way now.
        limit: The most attempts in flight that the adaptive limit allows now.
        pauses: How often a `Retry-After` made all calls of the client wait.
        paused_for: Seconds that the present pause still lasts.
        retry_budget: Retries that could be made now.
    """

    calls: int
    attempts: int
    retries: Mapping[str, int]
    not_sent: int
    in_flight: int
    limit: int
    pauses: int
    paused_for: float
    retry_budget: float


@attrs.define(eq=False)
class Counters:
    """The counters behind `Stats`."""

    calls: int = 0
    attempts: int = 0
    not_sent: int = 0
    answers: int = 0
    retries: Counter[str] = attrs.field(factory=Counter[str])
