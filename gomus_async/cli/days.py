"""Days on the command line."""

import calendar
import re
from datetime import date
from typing import Any, Final

import typer

from gomus_async.errors import ConfigError

__all__ = ["check_range", "day_option", "month_end"]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LAST_YEAR: Final = 9998


def day_option(name: str, explanation: str) -> Any:
    """An option that takes a day."""
    return typer.Option(name, parser=_day, metavar="YYYY-MM-DD", help=explanation)


def check_range(first: date | None, last: date | None) -> None:
    """See that a range of days is one.

    Raises:
        ConfigError: It ends before it begins.
    """
    if first is not None and last is not None and first > last:
        raise ConfigError(f"--from {first} is after --to {last}; swap them")


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year > _LAST_YEAR:
        raise typer.BadParameter(f"{text!r} is not a day; write it like 2026-12-05")
    return day
