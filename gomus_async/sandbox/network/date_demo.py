"""Dates of the demonstration's events: a programme of twelve weeks that begins again and again."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.network.hall_demo import BLOCKED, HALL_PRICES, SEATS
from gomus_async.sandbox.shop.products import EventDate, ScalePrice
from gomus_async.sandbox.shop.programme import EVERYBODY, Event

_FIRST_ID: Final = 28_301
_WEEKS: Final = 12
_DAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_TEAM: Final = frozenset({Access.USER, Access.CASHPOINT})

# event | every so many weeks, from this one on | days | time | places | most at once | price;
# a price in cents, two for full and reduced, ``hall`` for numbered seats, or none: only shown.
_PROGRAMME: Final = """\
101177|1|0|Sa|14:30|20|10|400
101178|1|0|Sa So|11:00|25||600,300
101179|1|0|Mi|16:00|12|4|500
101180|1|0|So|12:00|15||300
101181|2|1|Sa|13:00|8|2|2500,1800
101182|1|0|Do|19:30|29||hall
101183|1|0|Di|18:00|60||0
101184|1|0|Fr So|15:00|20|10|500
101185|1|0|Mi|14:00|6|2|800
101186|1|0|Sa|10:15|20||400,200
101187|1|0|So|10:30|12||600
101188|1|0|Di|09:30|25||150
101189|1|0|Do|17:00|20||
101190|1|0|Mo|08:30|30||0
101191|1|0|Sa|16:00|25|10|700,350
101192|2|0|Sa|13:00|15||400
101193|2|1|Fr|11:00|8|2|400
101194|1|0|So|14:00|15||500,300
101195|1|0|Mi|10:00|25||200
101196|1|0|Do|18:30|80||0
101197|1|0|So|02:30|20||1500
101198|1|0|Di|11:30|30||400
101199|1|0|Fr|20:00|29||hall
101200|1|0|Sa|15:30|15||350
101201|4|2|Mo|12:00|20||300
"""
_SCALES: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {1: ("Normalpreis", ""), 4: ("Ermäßigt", "Mit Nachweis")}
)
_REDUCED_VAT: Final = 7.0
_NIGHT: Final = 101197
_MUSIC: Final = frozenset({101182, 101199})


def dates(events: Mapping[int, Event]) -> Iterator[EventDate]:
    """The dates of the events, in the order of the programme."""
    number = _FIRST_ID
    for line in _PROGRAMME.splitlines():
        cells = line.split("|")
        event = events[int(cells[0])]
        languages = event.profile.tags["languages"]
        for turn, start in enumerate(_starts(*cells[1:5])):
            yield EventDate(
                id=number,
                event_id=event.id,
                title=event.title or "",
                start=start,
                cycle_days=_WEEKS * 7,
                capacity=int(cells[5]),
                max_per_registration=int(cells[6]) if cells[6] else None,
                duration=event.duration or 60,
                museum_id=event.museum_id,
                vat_pct=_REDUCED_VAT if event.id in _MUSIC else 0.0,
                location=event.location,
                language_id=languages[turn % len(languages)],
                # The night is sold by the museum itself only.
                sold_to=_TEAM if event.id == _NIGHT else EVERYBODY,
                **_prices(cells[7]),
            )
            number += 1


def _starts(every: str, first: str, days: str, time: str) -> Iterator[tuple[int, int]]:
    """Days of the twelve weeks, as ordinals count them, and the minute."""
    hour, minute = map(int, time.split(":"))
    for week in range(int(first), _WEEKS, int(every)):
        for day in days.split():
            # The first day that there is an ordinal of is a Monday.
            yield (week * 7 + _DAYS.index(day) + 1) % (_WEEKS * 7), hour * 60 + minute


def _prices(cell: str) -> dict[str, Any]:
    if cell == "hall":
        return {"scale_prices": HALL_PRICES, "seats": SEATS, "blocked_seats": BLOCKED, "hall_id": 2}
    amounts = [int(amount) for amount in cell.split(",") if amount]
    if len(amounts) < 2:
        return {"price_cents": amounts[0] if amounts else None}
    scales = [
        ScalePrice(scale_price_id=number, title=title, description=about, price_cents=cents)
        for (number, (title, about)), cents in zip(_SCALES.items(), amounts, strict=True)
    ]
    return {"scale_prices": tuple(scales)}
