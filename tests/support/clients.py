"""Clients and endpoints for tests that talk to a raw server."""

from typing import Any, Final

from gomus_async.settings import Backoff, Limits, Settings, Timeouts
from gomus_async.wire.endpoint import Endpoint, Safety

__all__ = ["HOLD", "ORDER", "TOKEN", "quick"]

TOKEN: Final = "canary-7Qf3zK9w/Xm2+Lp8=token"

HOLD: Final = Endpoint(
    method="POST",
    path="/reservations",
    returns=dict[str, Any],
    safety=Safety.HOLD,
    source="Reservations",
)
ORDER: Final = Endpoint(
    method="POST",
    path="/orders",
    returns=dict[str, Any],
    safety=Safety.ONCE,
    source="Orders",
)


def quick(
    *,
    deadline: float = 20.0,
    attempt: float = 10.0,
    connect: float = 5.0,
    concurrency: int = 32,
    start: int = 32,
    limits: dict[str, Any] | None = None,
    ca_file: str | None = None,
    **backoff: Any,
) -> Settings:
    """Settings with short waits; everything else as by default."""
    waits: dict[str, Any] = {"base": 0.01, "throttle_base": 0.01, "floor": 0.001, **backoff}
    return Settings(
        backoff=Backoff(**waits),
        timeouts=Timeouts(
            connect=connect, attempt=attempt, deadline=deadline, batch_deadline=deadline
        ),
        limits=Limits(concurrency=concurrency, start_concurrency=start, **(limits or {})),
        ca_file=ca_file,
    )
