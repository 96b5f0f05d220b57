"""Tour items of a new order: a group, its surcharges and its equipment."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.event_items import priced
from gomus_async.sandbox.shop.ledger import Item, Resource
from gomus_async.sandbox.shop.order_cart import Cart
from gomus_async.sandbox.shop.order_values import (
    counts,
    exactly_one,
    is_id,
    listed,
    mapping,
    moment,
    product,
    refuse,
    whole,
)
from gomus_async.sandbox.shop.products import Tour

STEP_MIN: Final = 15
"""Tours begin every so many minutes."""


def read(cart: Cart, fields: Mapping[str, Any]) -> Item:
    """Check a tour item and take its group and equipment.

    Raises:
        Refused: 422, it cannot be booked.
    """
    tour = product(cart.catalogue.tours, fields, "tour")
    if cart.access not in tour.sold_to:
        refuse("tour is not bookable")
    item = sale(tour, _start(cart, tour, fields.get("start_time")), fields)
    for resource, quantity in item.booked.items():
        kind, number, *_ = resource
        if kind == "tour":
            cart.take(resource, quantity, tour.parallel, "tour is fully booked at this time")
        else:
            sentence = f"not enough of equipment {number} left"
            cart.take(resource, quantity, tour.equipment[number], sentence)
    return item


def sale(tour: Tour, at: datetime, fields: Mapping[str, Any]) -> Item:
    """What a booking of a tour takes and costs, whoever books it and whatever is left.

    Raises:
        Refused: 422, the tour is not sold in this way.
    """
    language = _name(tour.languages, fields.get("language_id"), "language_id")
    age_group = _name(tour.age_groups, fields.get("age_group_id"), "age_group_id")
    participants, fees = _fees(tour, fields)
    if not tour.min_participants <= participants <= tour.max_participants:
        refuse(f"participants must be {tour.min_participants} to {tour.max_participants}")
    prices = [*fees, *_surcharges(tour, fields.get("surcharges"))]
    group: Resource = ("tour", tour.id, 0, at.timestamp())
    equipment = _equipment(tour, fields.get("equipment"))
    return Item(
        id=0,
        type="Tour",
        price_cents=sum(price["total_price_cents"] for price in prices),
        vat_pct=str(tour.vat_pct),
        booked=Counter({group: 1}) + _lent(tour, at, equipment),
        attributes={
            "id": 0,
            "title": tour.title,
            "tour_id": tour.id,
            "start_time": at.isoformat(),
            "participants": participants,
            "language": language,
            "age_group": age_group,
            "prices": prices,
            "location": dict(tour.location),
            **({"equipment": _pieces(equipment)} if equipment else {}),
        },
    )


def steps(tour: Tour, at: datetime) -> list[float]:
    """The timestamps at which a group that starts at ``at`` has its equipment."""
    return [at.timestamp() + minute * 60 for minute in range(0, max(tour.duration, 1), STEP_MIN)]


def starts(clock: Clock, tour: Tour, day: date) -> list[datetime]:
    """When a tour can start on a day, whatever is left."""
    minutes = range(tour.first_start, tour.last_start + 1, STEP_MIN)
    return slots.moments(clock, day, minutes)


def _start(cart: Cart, tour: Tour, value: object) -> datetime:
    clock = cart.state.clock
    at = moment(clock, value, "start_time")
    # Two moments of one wall time are equal to Python, so the timestamps are compared.
    if at.timestamp() not in {start.timestamp() for start in starts(clock, tour, at.date())}:
        refuse("tour does not start at this time")
    if at.timestamp() < clock.timestamp():
        refuse("start_time is in the past")
    return at


def _name(names: Mapping[int, str], value: object, name: str) -> str:
    found = names.get(value) if is_id(value) else None
    if found is None:
        refuse(f"{name} is missing" if value is None else f"{name} {value} does not exist")
    return found


def _fees(tour: Tour, fields: Mapping[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """The participants, and what they pay."""
    simple = ("quantity",) if tour.group_price_cents is not None else ()
    scaled = ("quantities",) if tour.scale_prices else ()
    if exactly_one(fields, (*simple, *scaled)) == "quantity":
        participants = whole(fields["quantity"], "quantity")
        return participants, [_price("Entgelt", "Gruppenpreis", 1, tour.group_price_cents or 0)]
    wanted = counts(fields["quantities"], "quantities")
    lines = [
        _price("Entgelt", price.title, wanted[price.scale_price_id], price.price_cents)
        for price in priced(tour.scale_prices, wanted)
    ]
    return sum(wanted.values()), lines


def _surcharges(tour: Tour, value: object) -> list[dict[str, Any]]:
    if value is None and tour.surcharges:
        refuse("surcharges are missing")
    wanted = {} if value in (None, {}) else counts(value, "surcharges")
    known = {extra.price_surcharge_id: extra for extra in tour.surcharges}
    for number in wanted:
        if number not in known:
            refuse(f"surcharge {number} does not exist")
    for number, extra in known.items():
        if number not in wanted and not extra.optional:
            refuse(f"surcharge {number} is missing")
    return [
        _price("Zuschlag", known[number].title, quantity, known[number].price_cents)
        for number, quantity in wanted.items()
    ]


def _price(title: str, description: str, quantity: int, cents: int) -> dict[str, Any]:
    return {
        "title": title,
        "description": description,
        "total_price_cents": quantity * cents,
        "quantity": quantity,
        "price_cents": cents,
    }


def _equipment(tour: Tour, value: object) -> Counter[int]:
    """Pieces by equipment."""
    wanted: Counter[int] = Counter()
    for entry in listed(value, "equipment"):
        fields = mapping(entry, "equipment")
        number = fields.get("id")
        if not is_id(number) or number not in tour.equipment:
            refuse(f"equipment {number} does not exist")
        wanted[number] += whole(fields.get("quantity"), "equipment quantity")
    return wanted


def _lent(tour: Tour, at: datetime, equipment: Counter[int]) -> Counter[Resource]:
    """The pieces, for as long as the tour lasts."""
    return Counter(
        {
            ("equipment", number, 0, step): pieces
            for number, pieces in equipment.items()
            for step in steps(tour, at)
        }
    )


def _pieces(equipment: Counter[int]) -> list[dict[str, int]]:
    return [{"id": number, "quantity": pieces} for number, pieces in equipment.items()]
