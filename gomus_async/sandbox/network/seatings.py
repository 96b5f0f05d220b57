"""GET /seatings/:id.svg: the plan of a hall with numbered seats."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.network.event_view import hall_of
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop.products import Catalogue, Seat
from gomus_async.sandbox.shop.programme import Hall

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_ENDING: Final = ".svg"
_STEP: Final = 40
_LEFT: Final = 90
_PLAIN: Final = "#7f8c8d"


def _plan(state: "State", call: Call) -> Reply:
    catalogue = state.store.ledger.catalogue
    name = call.params[0]
    number = name.removesuffix(_ENDING)
    halls = _halls(catalogue) if name.endswith(_ENDING) else {}
    if number not in halls:
        raise Refused(404, "not found")
    body = draw(*halls[number]).encode()
    return Reply(body=body, headers={"Content-Type": "image/svg+xml"})


def draw(hall: Hall, seats: Sequence[Seat]) -> str:
    """The plan as SVG: a circle a seat, in the colour of its category."""
    rows: dict[int, list[Seat]] = {}
    for seat in seats:
        rows.setdefault(seat.row_id, []).append(seat)
    width = _LEFT + _STEP * max(map(len, rows.values()), default=0)
    height = _STEP * (len(rows) + 1)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
        f'<text x="{_LEFT}" y="20">Bühne</text>',
    ]
    for line, (number, own) in enumerate(rows.items(), start=1):
        y = line * _STEP
        lines.append(f'<text x="4" y="{y + 5}">{escape(hall.rows.get(number, str(number)))}</text>')
        lines += [_circle(hall, seat, _LEFT + _STEP * n, y) for n, seat in enumerate(own)]
    return "\n".join([*lines, "</svg>", ""])


def _circle(hall: Hall, seat: Seat, x: int, y: int) -> str:
    colours = {category.id: category.color_code for category in hall.categories}
    colour = quoteattr(colours.get(seat.category_id, _PLAIN))
    title = escape(seat.description or seat.title)
    return (
        f'<circle id="seat-{seat.id}" cx="{x}" cy="{y}" r="14" fill={colour}>'
        f"<title>{title}</title></circle>"
    )


def _halls(catalogue: Catalogue) -> dict[str, tuple[Hall, Sequence[Seat]]]:
    found: dict[str, tuple[Hall, Sequence[Seat]]] = {}
    for day in catalogue.dates.values():
        if day.seats:
            hall = hall_of(day, catalogue)
            found.setdefault(str(hall.id), (hall, day.seats))
    return found


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/seatings/:file", _plan, identified=False),
)
