"""The halls of the demonstration, and the seats of the larger one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gomus_async.sandbox.shop.products import ScalePrice, Seat
from gomus_async.sandbox.shop.programme import Hall, SeatCategory

_CATEGORIES: Final = (
    SeatCategory(id=1, title="Parkett", description="Reihen vorn", color_code="#c0392b"),
    SeatCategory(id=2, title="Rang", description="", color_code="#2980b9"),
)
_ROWS: Final = 4
_A_ROW: Final = 8

HALLS: Final[Mapping[int, Hall]] = MappingProxyType(
    {
        1: Hall(id=1, categories=_CATEGORIES, rows={1: "Reihe 1", 2: "Rang"}),
        2: Hall(
            id=2,
            categories=_CATEGORIES,
            rows={number: f"Reihe {number}" for number in range(1, _ROWS + 1)},
            types={1: "Rollstuhlplatz"},
        ),
    }
)
"""The halls by their ids; the first is the documents' own."""

SEATS: Final = tuple(
    Seat(
        id=100 * row + place,
        row_id=row,
        category_id=1 if row < 3 else 2,
        title=str(place),
        type_id=1 if (row, place) == (1, 1) else None,
        description=f"Reihe {row}, Platz {place}",
    )
    for row in range(1, _ROWS + 1)
    for place in range(1, _A_ROW + 1)
)
BLOCKED: Final = frozenset({104, 105, 408})
HALL_PRICES: Final = (
    ScalePrice(scale_price_id=41, title="Parkett", price_cents=2500, seat_category_id=1),
    ScalePrice(
        scale_price_id=42,
        title="Parkett ermäßigt",
        description="Mit Nachweis",
        price_cents=1500,
        seat_category_id=1,
    ),
    ScalePrice(scale_price_id=43, title="Rang", price_cents=1200, seat_category_id=2),
)
