"""Calls that a whole import would fail with."""

import attrs

from gomus_async.wire.caller import Caller
from gomus_async.wire.retry import RetryPolicy

__all__ = ["patient"]


def patient(caller: Caller) -> Caller:
    """A caller whose calls are repeated for as long as their deadline allows."""
    policy = RetryPolicy(
        attempts=None,
        retry_after_cap=caller.wire.settings.backoff.bulk_retry_after_cap,
        waits_for_budget=True,
    )
    return attrs.evolve(caller, policy=policy)
