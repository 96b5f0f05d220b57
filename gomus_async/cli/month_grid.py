"""Days with places, month by month, Monday first."""

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs
from rich.text import Text

__all__ = ["MARKS", "draw", "legend"]


@attrs.frozen
class _Mark:
    """How a day is marked: a character, the same in ASCII, its colour."""

    sign: str
    plain: str
    style: str


_PLACES: Final = _Mark("●", "*", "bold green")
_NONE: Final = _Mark("-", "-", "red")
_NOT_ASKED: Final = _Mark(" ", " ", "dim")
_WEEK: Final = " Mo   Tu   We   Th   Fr   Sa   Su"
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

MARKS: Final = _PLACES.sign
"""Every character that is drawn beyond ASCII."""


def draw(days: Mapping[date, bool], *, plain: bool) -> list[Text]:
    """Draw the months of some days.

    Args:
        days: Whether there are places; days that are not in it stay unmarked.
        plain: Whether ASCII has to do.
    """
    lines: list[Text] = []
    for year, month in sorted({(day.year, day.month) for day in days}):
        lines += [Text(f"{_MONTHS[month - 1]} {year}", "bold"), Text(_WEEK, "dim")]
        for week in calendar.Calendar().monthdatescalendar(year, month):
            line = Text()
            for day in week:
                line.append_text(_cell(day, days, plain=plain) if day.month == month else _BLANK)
            line.rstrip()
            lines.append(line)
        lines.append(Text())
    return lines


def legend(*, plain: bool) -> Text:
    """What the marks mean."""
    sign = _PLACES.plain if plain else _PLACES.sign
    return Text.assemble(
        (sign, _PLACES.style), " places left   ", (_NONE.sign, _NONE.style), " none"
    )


_BLANK: Final = Text(" " * 5)


def _cell(day: date, days: Mapping[date, bool], *, plain: bool) -> Text:
    mark = _NOT_ASKED if day not in days else _PLACES if days[day] else _NONE
    sign = mark.plain if plain else mark.sign
    return Text(f"{day.day:>3}{sign} ", mark.style)
