"""What was booked at the desk of the demonstration before the sandbox began."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.http import Access, Refused
from gomus_async.sandbox.shop import event_items, slots, tour_items
from gomus_async.sandbox.shop.ledger import Item, Ledger, Order
from gomus_async.sandbox.shop.notes import Feedback

_FIRST_ORDER_ID: Final = 3_900_001
_PAID: Final = 30
_UNPAID: Final = 0

# booking | event | which of its coming dates | places, or seats and their price | customer |
# state | comment
_DATES: Final = """\
5001|101177|1|4|501|paid|
5002|101177|1|2|503|paid|Rollstuhl
5003|101177|1|3|504|cancelled|
5004|101178|1|1:4,4:2|521|paid|Gruppe einer Schule
5005|101184|1|5|506|unpaid|
5006|101190|2|12|525|paid|
5007|101182|1|101@41 102@41 103@42|507|paid|
5008|101182|1|301@43|508|cancelled|<b>krank</b>
5009|101191|1|1:6|524|paid|
"""
# booking | tour | days from today | start | people, or quantities | language | age group |
# surcharges | equipment | customer | state | comment
_TOURS: Final = """\
26001|101173|-9|11:00|18|1|3|||521|paid|
26002|101204|-2|14:00|22|2|3||1:22|524|paid|
26003|101205|-1|09:30|1:2,4:10|1|1||2:1|522|cancelled|Umzug
26004|101204|0|10:00|12|1|4|||525|paid|
26005|101205|0|14:30|1:4,4:6|1|2|||521|unpaid|bitte Rechnung
26006|101211|0|17:00|8|3|3|||507|cancelled|
26007|101207|1|11:15|15|1|3|||523|unpaid|
26008|101215|2|18:30|10|1|3|||512|unpaid|Förderkreis
26009|101214|5|12:00|30|2|3|||524|paid|
26010|101208|12|09:00|1:2,4:20|1|1|11:22|3:11|521|unpaid|
"""
_WENT_WELL: Final = 26002


def file_desk_orders(ledger: Ledger, clock: Clock) -> None:
    """Keep the bookings: their places are taken, unless they are cancelled."""
    made = clock.at(clock.timestamp() - 86400 * 14)
    found = [*_dates(ledger, clock), *_tours(ledger, clock)]
    for number, (item, customer, state, comment) in enumerate(found, start=_FIRST_ORDER_ID):
        cancelled = state == "cancelled"
        if cancelled:
            item.cancelled_at = clock.at(clock.timestamp() - 86400).isoformat(timespec="seconds")
        else:
            ledger.booked.update(item.booked)
        order = Order(
            id=number,
            token=f"desk-{number}",
            owner=Access.CASHPOINT,
            created=made.timestamp(),
            created_at=made.isoformat(timespec="seconds"),
            items=[item],
            total_price_cents=item.price_cents,
            comment=comment or None,
            customer_id=customer,
            source="gomus",
            payment_status=_PAID if state == "paid" else _UNPAID,
            cancelled=cancelled,
        )
        ledger.desk_orders.append(order)
    if any(item.attributes["id"] == _WENT_WELL for item, *_ in found):
        ledger.notes.feedback[_WENT_WELL] = Feedback(
            comment="Sehr aufmerksame Gruppe",
            participants=20,
            took_place=True,
            updated_at=clock.at(clock.timestamp() - 86400).isoformat(timespec="seconds"),
        )


_Sale = tuple[Item, int, str, str]


def _dates(ledger: Ledger, clock: Clock) -> Iterator[_Sale]:
    for line in _DATES.splitlines():
        number, event, turn, people, customer, state, comment = line.split("|")
        starts = (
            (slots.date_start(clock, row), row)
            for row in ledger.catalogue.dates.values()
            if row.event_id == int(event)
        )
        coming = [
            (at, row)
            for at, row in starts
            if at is not None and at.timestamp() > clock.timestamp() + 86400
        ]
        coming.sort(key=lambda pair: pair[0].timestamp())
        for at, row in coming[int(turn) - 1 : int(turn)]:
            item = _sold(partial(event_items.sale, row, at, _people(people)), number)
            if item is not None:
                yield item, int(customer), state, comment


def _tours(ledger: Ledger, clock: Clock) -> Iterator[_Sale]:
    for line in _TOURS.splitlines():
        cells = line.split("|")
        tour = ledger.catalogue.tours.get(int(cells[1]))
        hour, minute = map(int, cells[3].split(":"))
        day = clock.now().date() + timedelta(days=int(cells[2]))
        at = slots.moment(clock, day, hour * 60 + minute)
        if tour is None or at is None:
            continue
        fields = {
            **_people(cells[4]),
            "language_id": int(cells[5]),
            "age_group_id": int(cells[6]),
            "surcharges": _pairs(cells[7]),
            "equipment": [{"id": int(n), "quantity": q} for n, q in _pairs(cells[8]).items()],
        }
        item = _sold(partial(tour_items.sale, tour, at, fields), cells[0])
        if item is not None:
            yield item, int(cells[9]), cells[10], cells[11]


def _people(cell: str) -> dict[str, Any]:
    if "@" in cell:
        named = [seat.split("@") for seat in cell.split()]
        seats = [{"seat_id": int(seat), "scale_price_id": int(price)} for seat, price in named]
        return {"seats": seats}
    return {"quantities": _pairs(cell)} if ":" in cell else {"quantity": int(cell)}


def _pairs(cell: str) -> dict[str, int]:
    pairs = (pair.split(":") for pair in cell.split(",") if pair)
    return {number: int(quantity) for number, quantity in pairs}


def _sold(sell: Callable[[], Item], number: str) -> Item | None:
    """The item with the booking's id; None where another catalogue sells other things."""
    try:
        item = sell()
    except Refused:
        return None
    item.attributes["id"] = item.id = int(number)
    return item
