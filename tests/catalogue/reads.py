"""Every read method, called on a museum network with an entry and a bought order."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import attrs

from gomus_async import Gomus
from tests.catalogue.conftest import Network

__all__ = ["READS", "Read", "Reading", "value_of"]

TAGS: Final = (
    "age_groups",
    "audiences",
    "catch_words",
    "categories",
    "grades",
    "languages",
    "proposal_categories",
)
FIRST: Final = date(2026, 7, 6)
LAST: Final = date(2026, 8, 2)
EVENT: Final = 101176
DATE: Final = 28228
BOOKED_EVENT: Final = 101177
TOUR: Final = 101173
BOOKING: Final = 26004
ZONE: Final = "RW50cnlab25lLTAyUmhtWP=="


@attrs.frozen
class Reading:
    """A network, and what there is to read."""

    network: Network
    order_id: int
    barcode: str
    entered: str

    @property
    def gomus(self) -> Gomus:
        return self.network.gomus

    @property
    def desk(self) -> Gomus:
        return self.gomus.with_options(token="cashpoint-token")

    @property
    def owner(self) -> Gomus:
        return self.gomus.with_options(token="reseller-token")

    async def session(self) -> Any:
        # The sandbox's own customer, who is in the documents.
        return await self.gomus.accounts.sign_in("shop-customer@giantmonkey.de", "meowmeowmeow")


Read = Callable[[Reading], Any]
RANGE: Final[dict[str, Any]] = {"start_at": FIRST, "end_at": LAST}


async def _session_orders(r: Reading) -> Any:
    async with await r.session() as session:
        return await session.orders.list().all()


async def _date_bookings(r: Reading) -> Any:
    listed = r.desk.events.dates(BOOKED_EVENT, start_at=FIRST + timedelta(days=2), end_at=LAST)
    date = await listed.first()
    assert date is not None
    return await r.desk.events.bookings(BOOKED_EVENT, date.id).all()


def _tag(resource: str, kind: str) -> Read:
    return lambda r: getattr(getattr(r.gomus, resource), kind)()


def _tags(resource: str) -> dict[str, Read]:
    return {f"gomus.{resource}.{kind}": _tag(resource, kind) for kind in TAGS}


INSTANCE: Final[Mapping[str, Read]] = {
    "gomus.instance.locales": lambda r: r.gomus.instance.locales(),
    "gomus.instance.version": lambda r: r.gomus.instance.version(),
    "gomus.instance.whoami": lambda r: r.gomus.instance.whoami(),
    "gomus.customers.get": lambda r: r.gomus.customers.get(402),
    "gomus.customers.salutations": lambda r: r.gomus.customers.salutations(),
    "gomus.customers.titles": lambda r: r.gomus.customers.titles(),
    "gomus.lookups.countries": lambda r: r.gomus.lookups.countries(),
    "gomus.lookups.dispatch_modes": lambda r: r.gomus.lookups.dispatch_modes(),
    "gomus.lookups.states": lambda r: r.gomus.lookups.states(),
}
SALES: Final[Mapping[str, Read]] = {
    "gomus.tickets.calendar": lambda r: r.gomus.tickets.calendar(depth="all", **RANGE),
    "gomus.tickets.calendar, any": lambda r: r.gomus.tickets.calendar(**RANGE),
    "gomus.tickets.capacities": lambda r: r.gomus.tickets.capacities([247, 250], date=LAST),
    "gomus.tickets.capacity": lambda r: r.gomus.tickets.capacity(247, date=LAST),
    "gomus.tickets.contents": lambda r: r.gomus.tickets.contents([601, 609]),
    "gomus.tickets.get": lambda r: r.gomus.tickets.get(514),
    "gomus.tickets.list": lambda r: r.gomus.tickets.list(),
    "gomus.orders.find_by_barcode": lambda r: r.owner.orders.find_by_barcode(r.barcode),
    "gomus.orders.get": lambda r: r.owner.orders.get(r.order_id),
    "gomus.orders.list": lambda r: r.owner.orders.list(),
    "gomus.coupons.check": lambda r: r.owner.coupons.check("123456"),
    "gomus.coupons.get": lambda r: r.owner.coupons.get(5),
    "gomus.coupons.list": lambda r: r.owner.coupons.list(),
    "gomus.annual(token).order": lambda r: r.gomus.annual("annual-token").order(),
    "session.orders.list": _session_orders,
}
PROGRAMME: Final[Mapping[str, Read]] = {
    "gomus.museums.get": lambda r: r.gomus.museums.get(5),
    "gomus.museums.list": lambda r: r.gomus.museums.list(),
    "gomus.museums.opening_hours": lambda r: r.gomus.museums.opening_hours(8, date=LAST),
    "gomus.museums.schedules": lambda r: r.gomus.museums.schedules(5, date=LAST),
    "gomus.exhibitions.get": lambda r: r.gomus.exhibitions.get(64),
    "gomus.exhibitions.list": lambda r: r.gomus.exhibitions.list(),
    **_tags("events"),
    "gomus.events.bookings": _date_bookings,
    "gomus.events.date": lambda r: r.gomus.events.date(EVENT, DATE),
    "gomus.events.dates": lambda r: r.gomus.events.dates(101178, **RANGE),
    "gomus.events.get": lambda r: r.gomus.events.get(EVENT),
    "gomus.events.list": lambda r: r.gomus.events.list(),
    "gomus.events.seating_svg": lambda r: r.gomus.events.seating_svg("/api/v4/seatings/1.svg"),
    "gomus.dates.calendar": lambda r: r.gomus.dates.calendar(**RANGE),
    "gomus.dates.calendar, all": lambda r: r.gomus.dates.calendar(depth="all", **RANGE),
    "gomus.dates.languages": lambda r: r.gomus.dates.languages(**RANGE),
    "gomus.dates.list": lambda r: r.gomus.dates.list(**RANGE),
}
TOURS: Final[Mapping[str, Read]] = {
    **_tags("tours"),
    "gomus.tours.equipment": lambda r: r.gomus.tours.equipment(TOUR, 1, date=LAST),
    "gomus.tours.equipments": lambda r: r.gomus.tours.equipments(TOUR, date=LAST),
    "gomus.tours.get": lambda r: r.gomus.tours.get(TOUR),
    "gomus.tours.list": lambda r: r.gomus.tours.list(),
    "gomus.tours.prices": lambda r: r.gomus.tours.prices(28227),
    "gomus.tours.start_times": lambda r: r.gomus.tours.start_times(TOUR, depth="all", **RANGE),
    "gomus.tours.start_times, any": lambda r: r.gomus.tours.start_times(TOUR, **RANGE),
    "gomus.tours.start_times_on": lambda r: r.gomus.tours.start_times_on(TOUR, LAST),
    "gomus.tour_bookings.feedback": lambda r: r.desk.tour_bookings.feedback(26002),
    "gomus.tour_bookings.get": lambda r: r.desk.tour_bookings.get(BOOKING),
    "gomus.tour_bookings.list": lambda r: r.desk.tour_bookings.list(),
    "gomus.entry.config": lambda r: r.desk.entry.config(ZONE),
    "gomus.entry.scan": lambda r: r.desk.entry.scan(3),
    "gomus.entry.status": lambda r: r.gomus.entry.status(r.entered),
    "gomus.entry.status, good": lambda r: r.gomus.entry.status(r.barcode),
}
READS: Final[Mapping[str, Read]] = {**INSTANCE, **SALES, **PROGRAMME, **TOURS}


async def value_of(read: Read, reading: Reading) -> Any:
    """What a call returns; of a list, all rows."""
    found = read(reading)
    if isinstance(found, Awaitable):
        return await found
    return await found.all()
