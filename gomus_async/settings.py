"""How a client behaves: frozen values with defaults, read from the environment on request."""

import os
from collections.abc import Mapping
from math import inf
from typing import Any, Self
from zoneinfo import ZoneInfo

import attrs

from gomus_async.errors import ConfigError

__all__ = ["Backoff", "Environment", "Limits", "Settings", "Timeouts"]


def _positive(instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < inf:
        name = f"{type(instance).__name__}.{attribute.name}"
        raise ConfigError(f"{name} must be a number above 0, not {value!r}")


def _seconds(default: float) -> float:
    return attrs.field(default=default, validator=_positive)


def _count(default: int) -> int:
    return attrs.field(default=default, validator=_positive)


@attrs.frozen(kw_only=True)
class Timeouts:
    """Times in seconds.

    Attributes:
        connect: To get a connection, from the pool or new.
        read: Between two chunks of an answer.
        attempt: One attempt, from its start to the end of its answer.
        deadline: The whole call: every attempt, every wait.
        batch_deadline: The same for calls that carry a batch.
    """

    connect: float = _seconds(5.0)
    read: float = _seconds(30.0)
    attempt: float = _seconds(60.0)
    deadline: float = _seconds(60.0)
    batch_deadline: float = _seconds(120.0)


@attrs.frozen(kw_only=True)
class Limits:
    """Counts and sizes.

    Attributes:
        concurrency: The most requests in flight on one client.
        start_concurrency: Where the adaptive limit starts.
        response_bytes: The largest decoded answer.
        error_bytes: The largest decoded answer that reports an error.
        document_bytes: The largest document that is saved to a file.
        upload_bytes: The largest file that is uploaded.
    """

    concurrency: int = _count(32)
    start_concurrency: int = _count(4)
    response_bytes: int = _count(32 * 1024 * 1024)
    error_bytes: int = _count(64 * 1024)
    document_bytes: int = _count(1024 * 1024 * 1024)
    upload_bytes: int = _count(16 * 1024 * 1024)


@attrs.frozen(kw_only=True)
class Backoff:
    """When and how often a failed attempt is repeated.

    A wait is drawn evenly from 0 to `min(cap, base * 2 ** n)`, and never below `floor`.

    Attributes:
        attempts: The most attempts of one call, the first included.
        base: Seconds, after a fault.
        throttle_base: Seconds, after 429 or 503.
        cap: The longest drawn wait, in seconds.
        floor: The shortest, in seconds.
        retry_after_cap: A `Retry-After` beyond this raises at once, in seconds.
        bulk_retry_after_cap: The same for an import, in seconds.
        budget_ratio: Retries earned by each finished request.
        budget_reserve: Retries a second that need not be earned.
        orders_retry_503: Whether an order may be sent again after 503 with `Retry-After`.
    """

    attempts: int = _count(4)
    base: float = _seconds(0.2)
    throttle_base: float = _seconds(1.0)
    cap: float = _seconds(20.0)
    floor: float = _seconds(0.05)
    retry_after_cap: float = _seconds(60.0)
    bulk_retry_after_cap: float = _seconds(900.0)
    budget_ratio: float = _seconds(0.2)
    budget_reserve: float = _seconds(1.0)
    orders_retry_503: bool = False


@attrs.frozen(kw_only=True)
class Settings:
    """Everything about a client that is not who it is.

    Attributes:
        timeouts: See `Timeouts`.
        limits: See `Limits`.
        backoff: See `Backoff`.
        zone: The instance's time zone, for the few times the API sends without an offset.
        user_agent: The `User-Agent` header.
        ca_file: A file of certificates to trust instead of the system's.
        trust_env: Whether proxy settings of the environment are used.
    """

    timeouts: Timeouts = attrs.field(factory=Timeouts)
    limits: Limits = attrs.field(factory=Limits)
    backoff: Backoff = attrs.field(factory=Backoff)
    zone: ZoneInfo = attrs.field(factory=lambda: ZoneInfo("Europe/Berlin"))
    user_agent: str = "gomus_async"
    ca_file: str | None = None
    trust_env: bool = False


@attrs.frozen(kw_only=True)
class Environment:
    """What `GOMUS_INSTANCE`, `GOMUS_TOKEN`, `GOMUS_SHOP` and `GOMUS_LOCALE` say."""

    instance: str
    token: str | None = attrs.field(default=None, repr=False)
    shop: str | None = None
    locale: str | None = None

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment; an empty variable counts as absent, but for the token.

        Raises:
            ConfigError: `GOMUS_INSTANCE` is not set.
        """
        values = os.environ if environ is None else environ
        instance = values.get("GOMUS_INSTANCE")
        token = values.get("GOMUS_TOKEN")
        shop, locale = values.get("GOMUS_SHOP") or None, values.get("GOMUS_LOCALE") or None
        if not instance:
            # A traceback that shows local variables must not show these.
            del values, environ, token
            raise ConfigError(
                "GOMUS_INSTANCE is not set; set it to the instance's host, such as demo.gomus.de"
            )
        return cls(
            instance=instance,
            token=token,
            shop=shop,
            locale=locale,
        )
