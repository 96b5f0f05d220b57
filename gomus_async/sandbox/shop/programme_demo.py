"""Events, tours and coupons of the demonstration, with the ids that the documents use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from gomus_async.sandbox.shop.products import (
    Coupon,
    EventDate,
    ScalePrice,
    Seat,
    Surcharge,
    Tour,
)

LOCATION: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "name": "Gemäldegalerie",
        "city": "Berlin",
        "country": "Deutschland",
        "street": "Matthäikirchplatz",
        "zip": "10785",
        "latitude": 52.5082,
        "longitude": 13.3673,
    }
)
"""Where everything of the demonstration takes place."""

_MUSEUM: Final = 5
_LANGUAGES: Final[Mapping[int, str]] = MappingProxyType({1: "Deutsch", 2: "Englisch"})
_AGE_GROUPS: Final[Mapping[int, str]] = MappingProxyType(
    {1: "Kinder", 2: "Jugendliche", 3: "Erwachsene"}
)
_SCALES: Final = (
    ScalePrice(scale_price_id=1, title="Normalpreis", price_cents=800),
    ScalePrice(scale_price_id=4, title="Ermäßigt", price_cents=400),
)

DATES: Final[Mapping[int, EventDate]] = MappingProxyType(
    {
        date.id: date
        for date in (
            EventDate(
                id=22977,
                event_id=101174,
                title="El Siglo de Oro",
                start=(3, 870),
                language_id=1,
                price_cents=400,
                max_per_registration=10,
                museum_id=_MUSEUM,
                location=LOCATION,
            ),
            EventDate(
                id=28227,
                event_id=101175,
                title="Familiensonntag",
                start=(5, 780),
                language_id=1,
                scale_prices=_SCALES,
                capacity=30,
                duration=120,
                museum_id=_MUSEUM,
                location=LOCATION,
            ),
            EventDate(
                id=28228,
                event_id=101176,
                title="Konzert in der Wandelhalle",
                start=(7, 1200),
                language_id=1,
                hall_id=1,
                scale_prices=(
                    ScalePrice(
                        scale_price_id=33, title="Parkett", price_cents=2500, seat_category_id=1
                    ),
                    ScalePrice(
                        scale_price_id=34, title="Rang", price_cents=1800, seat_category_id=2
                    ),
                ),
                seats=tuple(
                    Seat(
                        id=number,
                        row_id=1 if number < 27 else 2,
                        category_id=1 if number < 27 else 2,
                        title=str(number),
                    )
                    for number in range(22, 32)
                ),
                blocked_seats=frozenset({26}),
                capacity=9,
                duration=90,
                museum_id=_MUSEUM,
                vat_pct=7.0,
                location=LOCATION,
            ),
        )
    }
)
"""The dates of events by their ids."""

TOURS: Final[Mapping[int, Tour]] = MappingProxyType(
    {
        101173: Tour(
            id=101173,
            title="El Siglo de Oro | Gruppenführung",
            group_price_cents=9000,
            languages=_LANGUAGES,
            age_groups=_AGE_GROUPS,
            equipment=MappingProxyType({1: 25}),
            max_participants=25,
            parallel=2,
            museum_id=_MUSEUM,
            location=LOCATION,
        ),
        28227: Tour(
            id=28227,
            title="Werkstatt Farbe",
            scale_prices=_SCALES,
            surcharges=(
                Surcharge(price_surcharge_id=1, title="Material", price_cents=150),
                Surcharge(price_surcharge_id=4, title="Mappe", price_cents=250, optional=True),
            ),
            languages=_LANGUAGES,
            age_groups=_AGE_GROUPS,
            equipment=MappingProxyType({1: 25, 2: 4}),
            max_participants=15,
            duration=90,
            museum_id=_MUSEUM,
            location=LOCATION,
        ),
    }
)
"""The tours by their ids."""

COUPONS: Final[Mapping[int, Coupon]] = MappingProxyType(
    {
        4: Coupon(id=4, title="Coupon für ALLES", price_cents=5000, value_cents=5000),
        5: Coupon(
            id=5,
            title="Jubiläumscoupon",
            price_cents=2000,
            value_cents=2500,
            description="Zwanzig zahlen, fünfundzwanzig ausgeben.",
        ),
    }
)
"""The coupons on sale by their ids."""

COUPON_CODES: Final[Mapping[str, int]] = MappingProxyType(
    {"123456": 3000, "234567": 1000, "654321": 0}
)
"""Coupons in people's hands, with the cents that are left on them."""
