"""What a sandbox can be told at its start, checked in one place."""

import ipaddress
import math
from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

from attrs import Attribute, field, fields, frozen

from gomus_async.sandbox.inventorum.till import Order, known_order

Data = Literal["demo", "empty"]
DATA: tuple[Data, ...] = ("demo", "empty")
Check = Callable[[Any, "Attribute[Any]", Any], None]


def at_least(least: int) -> Check:
    """A whole number from ``least``, or None where that is the default."""

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(f"{attribute.name} must be a whole number from {least}, not {value!r}")

    return check


def seconds(_: object, attribute: "Attribute[Any]", value: object) -> None:
    """A number of seconds from 0, or None where that is the default."""
    if value is None and attribute.default is None:
        return
    if not is_seconds(value):
        raise ValueError(f"{attribute.name} must be a number of seconds from 0, not {value!r}")


def is_seconds(value: object) -> bool:
    """Is this a finite number from 0?"""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and value >= 0
    )


def loopback(host: str) -> str:
    """The address to listen on.

    Raises:
        ValueError: the host is not this machine's own.
    """
    if host == "localhost":
        return "127.0.0.1"
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise ValueError(f"the sandbox serves this machine only: host {host!r} is not loopback")
    return host


def known_data(value: str) -> Data:
    """The name of a data set.

    Raises:
        ValueError: there is no such data set.
    """
    for name in DATA:
        if value == name:
            return name
    raise ValueError(f"data must be one of {', '.join(DATA)}, not {value!r}")


def _port(_: object, __: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 65535:
        raise ValueError(f"port must be a whole number from 0 to 65535, not {value!r}")


@frozen(kw_only=True)
class Options:
    """The settings of one sandbox; `Sandbox` explains them."""

    host: str = field(converter=loopback)
    port: int = field(validator=_port)
    batch_cap: int = field(validator=at_least(1))
    seed: int = field(validator=at_least(0))
    data: Data = field(converter=known_data)
    atomic_batches: bool
    unique_foreign_id: bool
    name_bad_rows: bool
    rotate_tokens: bool
    max_body_bytes: int = field(validator=at_least(1))
    late_commit_s: float = field(validator=seconds)
    delay_s: float = field(validator=seconds)
    drip_s: float = field(validator=seconds)
    redirect_to: str
    document_delay_s: float = field(validator=seconds)
    coupon_guesses: int = field(validator=at_least(1))
    inventorum_order: Order = field(converter=known_order)
    hang_s: float | None = field(default=None, validator=seconds)
    document_life_s: float | None = field(default=None, validator=seconds)
    inventorum_rate: int | None = field(default=None, validator=at_least(1))

    @classmethod
    def among(cls, arguments: Mapping[str, Any]) -> Self:
        """The settings out of arguments that have their names, whatever else is among those.

        Raises:
            ValueError: a setting is wrong.
        """
        return cls(**{setting.name: arguments[setting.name] for setting in fields(cls)})

    def fault_options(self) -> dict[str, Any]:
        """The defaults of the faults' own options."""
        return {
            "late_commit_s": self.late_commit_s,
            "delay_s": self.delay_s,
            "drip_s": self.drip_s,
            "hang_s": self.hang_s,
            "redirect_to": self.redirect_to,
        }
