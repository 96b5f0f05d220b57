"""A day as a strip: readable at a glance, within the terminal, with colours and without."""

from datetime import datetime, timedelta

import pytest
from rich.text import Text

from gomus_async.cli.heat_strip import BLOCKS, Slot, draw, legend, level

OPENING = datetime.fromisoformat("2030-07-02T10:00:00+02:00")


def slots(count: int, minutes: int, free: int = 20, total: int | None = 20) -> list[Slot]:
    return [Slot(OPENING + timedelta(minutes=minutes * n), free, total) for n in range(count)]


def plain(lines: list[Text]) -> list[str]:
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    ("free", "total", "label"),
    [
        (20, 20, "75% free or more"),
        (15, 20, "75% free or more"),
        (14, 20, "50%"),
        (10, 20, "50%"),
        (5, 20, "25%"),
        (1, 20, "less"),
        (1, 100_000, "less"),
        (0, 20, "sold out"),
        (-3, 20, "sold out"),
        (0, None, "sold out"),
        (0, 0, "not offered"),
        (4, None, "75% free or more"),
        (4, 0, "75% free or more"),
        (40, 20, "75% free or more"),
    ],
)
def test_levels(free, total, label):
    assert level(Slot(OPENING, free, total)).label == label


def test_a_day_in_half_hours():
    day = [*slots(2, 30), *slots(4, 30, 5)[2:], *slots(5, 30, 0)[4:], *slots(6, 30, 0, 0)[5:]]
    assert plain(draw(day, width=40, plain=False)) == [
        "  10:00       11:00       12:00",
        "  ████████████▒▒▒▒▒▒▒▒▒▒▒▒××××××······",  # noqa: RUF001 -- as a mark
        "    20    20    5     5     0     -",
    ]


def test_ascii():
    day = [*slots(1, 30), *slots(2, 30, 11)[1:], *slots(3, 30, 6)[2:], *slots(4, 30, 1)[3:]]
    day += [*slots(5, 30, 0)[4:], *slots(6, 30, 0, 0)[5:]]
    shown = [*draw(day, width=80, plain=True), legend(plain=True, past=True)]
    assert all(line.plain.isascii() for line in shown)
    assert shown[1].plain == "  ######******++++++......xxxxxx______"
    for text in "#*+.x_":
        assert f"{text} " in shown[-1].plain


def test_sold_out_and_never_offered_differ_in_every_way():
    sold_out, never = level(Slot(OPENING, 0, 20)), level(Slot(OPENING, 0, 0))
    assert len({sold_out.block, never.block, sold_out.plain, never.plain}) == 4
    assert sold_out.style != never.style
    numbers = draw([Slot(OPENING, 0, 20), Slot(OPENING, 0, 0)], width=80, plain=False)[2]
    assert numbers.plain.split() == ["0", "-"]


@pytest.mark.parametrize("free", [0, 7, 120, 12_345])
@pytest.mark.parametrize("minutes", [1, 5, 10, 15, 20, 30, 45, 60, 90])
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_every_slot_is_shown_within_the_width(width, minutes, free):
    day = slots(9 * 60 // minutes, minutes, free, 12_345)
    lines = plain(draw(day, width=width, plain=False))
    assert len(lines) % 3 == 0
    numbers = " ".join(lines[2::3]).split()
    assert numbers == [str(free)] * len(day)
    assert all(len(line) < width for line in lines)


@pytest.mark.parametrize("minutes", [5, 10, 20, 30, 60])
def test_hours_stand_above_their_slots(minutes):
    day = slots(9 * 60 // minutes, minutes)
    lines = plain(draw(day, width=80, plain=False))
    cell = len("".join(blocks.strip() for blocks in lines[1::3])) // len(day)
    position = 0
    for hours, blocks in zip(lines[::3], lines[1::3], strict=True):
        for text in hours.split():
            index = position + (hours.index(text) - 2) // cell
            at = day[index].at
            assert text in {f"{at:%H:%M}", f"{at:%H}"}
            assert len(text) == 5 or at.minute == 0
        position += len(blocks.strip()) // cell


def test_odd_beginnings_show_their_minutes():
    day = [attrs_at(10, 15), attrs_at(11, 15), attrs_at(12, 15)]
    assert plain(draw(day, width=20, plain=False))[0].split() == ["10:15", "11:15"]


def attrs_at(hour: int, minute: int) -> Slot:
    return Slot(OPENING.replace(hour=hour, minute=minute), 1, 1)


def test_one_slot():
    assert plain(draw(slots(1, 30, 300, 300), width=80, plain=False)) == [
        "  10:00",
        "  ██████",
        "   300",
    ]


@pytest.mark.parametrize("past", [True, False])
def test_legend_fits_and_names_everything(past):
    text = legend(plain=False, past=past).plain
    assert len(text) < 80
    assert all(block in text for block in BLOCKS)
    assert ("or over" in text) is past
