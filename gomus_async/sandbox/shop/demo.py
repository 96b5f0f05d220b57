"""The catalogue of the demonstration: the documents' products, and one of every other kind."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.network import date_demo, event_demo, tour_demo
from gomus_async.sandbox.network.hall_demo import HALLS
from gomus_async.sandbox.shop.products import Catalogue, Quota, Ticket
from gomus_async.sandbox.shop.programme_demo import COUPON_CODES, COUPONS, DATES, LOCATION, TOURS

_PERGAMON: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "name": "Pergamonmuseum",
        "city": "Berlin",
        "country": "Deutschland",
        "street": "Bodestraße 1-3",
        "zip": "10178",
        "latitude": 52.5212,
        "longitude": 13.3967,
    }
)
_QUOTAS: Final = (
    Quota(id=11, capacity=100),
    Quota(id=12, capacity=300),
    Quota(id=13, capacity=60),
    Quota(id=14, capacity=40),
    Quota(id=15, capacity=15),
    Quota(id=16, capacity=20),
    Quota(id=17, capacity=50, weekdays=frozenset(range(1, 7))),
    Quota(id=18, capacity=30),
    Quota(id=37, capacity=46),
    Quota(id=98, capacity=200),
    Quota(id=99, capacity=37),
)

_EXHIBITION_HERE: Final[Mapping[str, Any]] = MappingProxyType(
    {"museum_ids": (5,), "location": LOCATION}
)
# Tickets of one exhibition, most of which share quota 11.
_EXHIBITION: Final = (
    Ticket(
        id=247,
        title="El Siglo de Oro mit Gemäldegalerie regulär",
        sub_title="Die Ära Velázquez",
        description="<p>Sonderausstellung und Sammlung</p>",
        price_cents=1400,
        quota_ids=(11,),
        exhibition_ids=(64,),
        content={"shop_title": "El Siglo de Oro", "shop_description": ""},
        translations={
            "en": {
                "title": "El Siglo de Oro with Gemäldegalerie, full price",
                "sub_title": "The age of Velázquez",
            }
        },
        **_EXHIBITION_HERE,
    ),
    Ticket(
        id=248,
        title="El Siglo de Oro mit Gemäldegalerie ermäßigt",
        price_cents=700,
        discount=50,
        quota_ids=(11,),
        exhibition_ids=(64,),
        identification=True,
        **_EXHIBITION_HERE,
    ),
    Ticket(
        id=249,
        title="El Siglo de Oro, Kontingent für Veranstalter",
        price_cents=1200,
        quota_ids=(18,),
        exhibition_ids=(64,),
        sold_to=frozenset({Access.RESELLER, Access.USER}),
        **_EXHIBITION_HERE,
    ),
    Ticket(
        id=250,
        title="El Siglo de Oro und Kupferstichkabinett",
        price_cents=1800,
        quota_ids=(11, 13),
        exhibition_ids=(64, 65),
        **_EXHIBITION_HERE,
    ),
    Ticket(
        id=251,
        title="El Siglo de Oro, Sommer 2016",
        price_cents=1000,
        quota_ids=(13,),
        exhibition_ids=(64,),
        valid_from=date(2016, 7, 1),
        valid_until=date(2016, 10, 30),
        **_EXHIBITION_HERE,
    ),
)

_SLOTS_HERE: Final[Mapping[str, Any]] = MappingProxyType({"museum_ids": (6,), "vat_pct": 7.0})
# Tickets with slots of other lengths, small quotas, or days off.
_SLOTS: Final = (
    Ticket(
        id=301,
        title="Kuppel mit Rundgang",
        price_cents=900,
        quota_ids=(14,),
        last_entry=960,
        **_SLOTS_HERE,
    ),
    Ticket(
        id=302,
        title="Kuppel kurz",
        price_cents=500,
        quota_ids=(14,),
        entry_duration=20,
        last_entry=960,
        **_SLOTS_HERE,
    ),
    Ticket(
        id=303,
        title="Blick ins Depot",
        price_cents=1500,
        quota_ids=(15,),
        entry_duration=60,
        max_persons=15,
        attendees="required",
        after_sale_information="<p>Bitte bringen Sie einen Ausweis mit.</p>",
        **_SLOTS_HERE,
    ),
    Ticket(
        id=304,
        title="Studiensaal",
        price_cents=600,
        quota_ids=(16,),
        exhibition_ids=(66,),
        **_SLOTS_HERE,
    ),
    Ticket(
        id=305,
        title="Schloss, montags geschlossen",
        price_cents=1100,
        quota_ids=(17,),
        **_SLOTS_HERE,
    ),
)

# Tickets for a day or longer.
_DAYS: Final = (
    Ticket(
        id=401,
        title="Tageskarte Kulturforum",
        ticket_type="normal",
        price_cents=2000,
        quota_ids=(12,),
        entry_duration=None,
        museum_ids=(5, 6),
        location=LOCATION,
    ),
    Ticket(
        id=402,
        title="Freier Eintritt unter 18",
        ticket_type="normal",
        entry_duration=None,
        free_timing=True,
        museum_ids=(5, 6),
        location=LOCATION,
    ),
    Ticket(
        id=403,
        title="Jahreskarte",
        ticket_type="annual",
        price_cents=5000,
        entry_duration=None,
        max_persons=4,
        personalizable=True,
        museum_ids=(5, 6, 7),
        location=LOCATION,
    ),
)

_COMBINED_HERE: Final[Mapping[str, Any]] = MappingProxyType(
    {"is_sub_ticket": True, "location": _PERGAMON}
)
# One ticket for two museums, each with a time of its own.
_COMBINED: Final = (
    Ticket(
        id=514,
        title="Pergamonmuseum + Das Panorama | regulär",
        price_cents=1900,
        quota_ids=(98,),
        museum_ids=(7, 8),
        sub_ticket_ids=(515, 516),
        sub_tickets_apart_min=90,
        location=_PERGAMON,
    ),
    Ticket(
        id=515, title="Subticket Pergamonmuseum", quota_ids=(37,), museum_ids=(7,), **_COMBINED_HERE
    ),
    Ticket(
        id=516, title="Subticket Das Panorama", quota_ids=(99,), museum_ids=(8,), **_COMBINED_HERE
    ),
)


def demo_catalogue() -> Catalogue:
    """A museum's shop, with the ids that the documents use."""
    events = {row.id: row for row in event_demo.events()}
    tickets = (*_EXHIBITION, *_SLOTS, *_DAYS, *_COMBINED)
    return Catalogue(
        quotas={quota.id: quota for quota in _QUOTAS},
        tickets={ticket.id: ticket for ticket in tickets},
        events=events,
        dates={**DATES, **{row.id: row for row in date_demo.dates(events)}},
        halls=dict(HALLS),
        tours={row.id: row for row in tour_demo.tours(TOURS)},
        coupons=dict(COUPONS),
        coupon_codes=dict(COUPON_CODES),
    )
