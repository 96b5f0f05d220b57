"""Which request meets which fault: names, spellings, and the seeded draw."""

import random
import re
from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import define, field, frozen

from gomus_async.sandbox.options import is_seconds

FAULTS: Final = (
    "status_429",
    "status_500",
    "status_502",
    "status_503",
    "status_504",
    "reset_before",
    "reset_after",
    "late_commit",
    "delay",
    "hang",
    "truncate",
    "invalid_json",
    "html",
    "garbage_head",
    "huge_header",
    "slow_drip",
    "gzip_bomb",
    "redirect",
    "unknown_fields",
    "missing_fields",
)
"""The names of the faults."""

_SECONDS: Final = frozenset({"delay_s", "hang_s", "late_commit_s", "drip_s"})
_SWITCHES: Final = frozenset({"silent", "applied"})
OPTIONS: Final = _SECONDS | _SWITCHES | {"retry_after", "redirect_to"}
_RULE_KEYS: Final = frozenset({"method", "path", "nth", "do", "times"}) | OPTIONS


@frozen
class Fault:
    """One fault that a request meets, with every option filled in."""

    name: str
    options: Mapping[str, Any]


@define
class Rule:
    """A scripted fault: which requests, which of them, what happens."""

    do: str
    method: str | None
    path: re.Pattern[str] | None
    nth: frozenset[int] | None
    times: int | None
    options: Mapping[str, Any]
    seen: int = field(default=0, init=False)
    fired: int = field(default=0, init=False)

    def meets(self, method: str, path: str) -> bool:
        """Count a request that matches; is it one that the rule is about?"""
        if self.method not in (None, method):
            return False
        if self.path is not None and self.path.fullmatch(path) is None:
            return False
        self.seen += 1
        chosen = self.nth is None or self.seen in self.nth
        return chosen and (self.times is None or self.fired < self.times)


class FaultPlan:
    """Rules first, then rates; at most one fault a request.

    Args:
        spec: ``"status_429=0.1,retry_after=1"``, or a mapping with ``seed``, ``rates``,
            ``rules``, faults and options.
        seed: of the draw, where the spec has none.
        defaults: options that neither a rule nor the spec gives.

    Raises:
        ValueError: the spec is wrong; the message says where.
    """

    __slots__ = ("_options", "_random", "_rates", "_rules")

    def __init__(
        self, spec: str | Mapping[str, Any] | None, *, seed: int, defaults: Mapping[str, Any]
    ) -> None:
        settings = _entries(spec) if isinstance(spec, str) else dict(spec or {})
        self._random = random.Random(_seed(settings.pop("seed", seed)))
        rules = settings.pop("rules", ())
        rates = {**_mapping("rates", settings.pop("rates", {}))}
        given = {**_mapping("options", settings.pop("options", {}))}
        for name, value in settings.items():
            (given if name in OPTIONS else rates)[name] = value
        self._options = {**defaults, **_options(given)}
        self._rates = _cumulative(rates)
        self._rules = [_rule(rule, self._options) for rule in _sequence("rules", rules)]

    def draw(self, method: str, path: str) -> Fault | None:
        """The fault for this request, if any."""
        rated = self._rated()
        hits = [rule for rule in self._rules if rule.meets(method, path)]
        if hits:
            hits[0].fired += 1
            return Fault(hits[0].do, hits[0].options)
        return None if rated is None else Fault(rated, self._options)

    def _rated(self) -> str | None:
        if not self._rates:
            return None
        # Drawn also for requests that meet a rule, so that adding a rule moves no other fault.
        drawn = self._random.random()
        return next((name for limit, name in self._rates if drawn < limit), None)


def _entries(text: str) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = (part.strip() for part in entry.partition("="))
        if not equals or not value:
            raise ValueError(f"faults: {entry!r} should read name=rate")
        entries[name] = _value(name, value)
    return entries


def _value(name: str, text: str) -> Any:
    if name == "redirect_to":
        return text
    if name in _SWITCHES:
        return {"1": True, "true": True, "0": False, "false": False}.get(text.lower(), text)
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        if name == "retry_after":
            return text
        raise ValueError(f"faults: {name}={text} is not a number") from None


def _cumulative(rates: Mapping[str, Any]) -> list[tuple[float, str]]:
    limits: list[tuple[float, str]] = []
    total = 0.0
    for name, rate in rates.items():
        _known(name)
        if not is_seconds(rate) or rate > 1:
            raise ValueError(f"faults: the rate of {name} must be from 0 to 1, not {rate!r}")
        total += rate
        limits.append((total, name))
    if total > 1 + 1e-9:
        raise ValueError(f"faults: the rates sum to {total:g}, more than 1")
    return limits


def _known(name: object) -> str:
    if name not in FAULTS:
        raise ValueError(f"faults: unknown fault {name!r}; known are {', '.join(FAULTS)}")
    return str(name)


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in given.items():
        if name in _SECONDS:
            right = is_seconds(value)
        elif name in _SWITCHES:
            right = isinstance(value, bool)
        elif name == "retry_after":
            right = isinstance(value, str) or is_seconds(value)
        elif name == "redirect_to":
            right = isinstance(value, str)
        else:
            raise ValueError(f"faults: unknown option {name!r}; known are {_listed(OPTIONS)}")
        if not right:
            raise ValueError(f"faults: option {name} cannot be {value!r}")
    return dict(given)


def _rule(rule: object, options: Mapping[str, Any]) -> Rule:
    given = _mapping("a rule", rule)
    for name in given:
        if name not in _RULE_KEYS:
            raise ValueError(
                f"faults: unknown key {name!r} in a rule; known are {_listed(_RULE_KEYS)}"
            )
    if "do" not in given:
        raise ValueError("faults: a rule needs 'do', the name of a fault")
    own = {name: value for name, value in given.items() if name in OPTIONS}
    method, path, times = given.get("method"), given.get("path"), given.get("times")
    return Rule(
        do=_known(given["do"]),
        method=None if method is None else _text("method", method).upper(),
        path=None if path is None else _glob(_text("path", path)),
        nth=_nth(given.get("nth")),
        times=None if times is None else _count("times", times),
        options={**options, **_options(own)},
    )


def _nth(nth: object) -> frozenset[int] | None:
    if nth is None:
        return None
    numbers = cast("list[object]", nth) if isinstance(nth, list | tuple) else [nth]
    return frozenset(_count("nth", number) for number in numbers)


def _glob(path: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in path.split("*")), re.DOTALL)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"faults: {name} must be a string, not {value!r}")  # noqa: TRY004 - one kind of error for a wrong spec
    return value


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"faults: {name} must be a whole number from 1, not {value!r}")
    return value


def _seed(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"faults: seed must be a whole number, not {value!r}")  # noqa: TRY004 - as above
    return value


def _mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"faults: {name} must be an object, not {value!r}")  # noqa: TRY004 - as above
    return cast("Mapping[str, Any]", value)


def _sequence(name: str, value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"faults: {name} must be a list, not {value!r}")  # noqa: TRY004 - as above
    return list(cast("list[object]", value))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
