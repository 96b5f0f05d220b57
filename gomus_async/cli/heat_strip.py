"""A day's slots as a strip of blocks, darker where more is free."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

import attrs
from rich.text import Text

__all__ = ["Level", "Slot", "draw", "legend", "level"]

_INDENT: Final = 2
_FULL_LABEL: Final = 5
_SHORT_LABEL: Final = 2
_WIDEST_CELL: Final = 6


@attrs.frozen
class Slot:
    """One entry time of a ticket.

    Attributes:
        at: When it begins.
        free: What is left.
        total: What was offered; 0 where nothing ever was, `None` where nobody says.
    """

    at: datetime
    free: int
    total: int | None

    @property
    def offered(self) -> bool:
        """Whether it was ever offered."""
        return self.total != 0 or self.free > 0

    @property
    def share(self) -> float:
        """How much of what was offered is free, from 0 to 1."""
        if self.free <= 0:
            return 0.0
        return min(1.0, self.free / self.total) if self.total else 1.0


@attrs.frozen
class Level:
    """How a slot looks.

    Attributes:
        least: The least share that is free.
        block: Its character.
        plain: The same in ASCII.
        style: Its colour.
        label: What the legend calls it.
    """

    least: float
    block: str
    plain: str
    style: str
    label: str


_LEVELS: Final = (
    Level(0.75, "█", "#", "green", "75% free or more"),
    Level(0.5, "▓", "*", "green", "50%"),
    Level(0.25, "▒", "+", "yellow", "25%"),
    Level(0.0, "░", ".", "bright_red", "less"),
)
_SOLD_OUT: Final = Level(0.0, "×", "x", "bold red", "sold out")  # noqa: RUF001 -- as a mark
_NEVER: Final = Level(0.0, "·", "_", "dim", "not offered")

BLOCKS: Final = "".join(entry.block for entry in (*_LEVELS, _SOLD_OUT, _NEVER))
"""Every character that is drawn beyond ASCII."""


def level(slot: Slot) -> Level:
    """How a slot looks."""
    if not slot.offered:
        return _NEVER
    if slot.free <= 0:
        return _SOLD_OUT
    return next(entry for entry in _LEVELS if slot.share >= entry.least)


def draw(slots: Sequence[Slot], *, width: int, plain: bool) -> list[Text]:
    """Draw the slots: hours, blocks, and what is free, below each other.

    Args:
        slots: By time.
        width: Columns of the terminal; longer strips go on below.
        plain: Whether ASCII has to do.
    """
    room = max(width - 1 - _INDENT, _WIDEST_CELL)
    hours = [[*hour] for _, hour in groupby(slots, key=lambda slot: (slot.at.date(), slot.at.hour))]
    cell = _cell_width(slots, hours, room)
    lines = _packed([*_parts(hours, max(room // cell, 1))], room // cell)
    full = all(_fits_full(line, cell) for line in lines)
    return [text for line in lines for text in _line(line, cell, full=full, plain=plain)]


def legend(*, plain: bool, past: bool) -> Text:
    """What the characters mean.

    Args:
        plain: Whether ASCII has to do.
        past: Whether some times are over, which look like those that are sold out.
    """
    text = Text(" " * _INDENT)
    for entry in (*_LEVELS, _SOLD_OUT, _NEVER):
        label = f"{entry.label} or over" if past and entry is _SOLD_OUT else entry.label
        gap = "" if entry is _NEVER else "  "
        text.append(entry.plain if plain else entry.block, entry.style).append(f" {label}{gap}")
    return text


def _cell_width(slots: Sequence[Slot], hours: Sequence[Sequence[Slot]], room: int) -> int:
    """Columns of a slot: enough for its number and its hour's label, more where there is room."""
    least = max(_SHORT_LABEL, *(len(_number(slot)) for slot in slots)) + 1
    if any(hour[0].at.minute for hour in hours):
        fewest = min(map(len, hours))
        least = max(least, -(-(_FULL_LABEL + 1) // fewest))
    return max(least, min(_WIDEST_CELL, room // len(slots)))


def _parts(hours: Sequence[Sequence[Slot]], most: int) -> Iterator[Sequence[Slot]]:
    """The hours, those that are longer than a line in pieces."""
    for hour in hours:
        for start in range(0, len(hour), most):
            yield hour[start : start + most]


def _packed(parts: Sequence[Sequence[Slot]], most: int) -> list[list[Sequence[Slot]]]:
    """As many parts a line as fit."""
    lines: list[list[Sequence[Slot]]] = [[]]
    for part in parts:
        if lines[-1] and sum(map(len, lines[-1])) + len(part) > most:
            lines.append([])
        lines[-1].append(part)
    return lines


def _fits_full(line: Sequence[Sequence[Slot]], cell: int) -> bool:
    """Whether every part of a line has room for the label 10:00, and a gap to the next."""
    inner = all(len(part) * cell > _FULL_LABEL for part in line[:-1])
    return inner and len(line[-1]) * cell >= _FULL_LABEL


def _line(line: Sequence[Sequence[Slot]], cell: int, *, full: bool, plain: bool) -> list[Text]:
    hours, blocks, numbers = (Text(" " * _INDENT) for _ in range(3))
    for part in line:
        at = part[0].at
        # An hour that goes on in another line needs its minutes; it has room for them.
        label = f"{at:%H:%M}" if full or at.minute else f"{at:%H}"
        hours.append(label.ljust(len(part) * cell), "dim")
        for slot in part:
            look = level(slot)
            blocks.append((look.plain if plain else look.block) * cell, look.style)
            numbers.append(_number(slot).center(cell), look.style if slot.free <= 0 else "")
    for text in (hours, numbers):
        text.rstrip()
    return [hours, blocks, numbers]


def _number(slot: Slot) -> str:
    return str(max(slot.free, 0)) if slot.offered else "-"
