"""What the orders of the reseller page are read into, and what makes its new ones."""

from datetime import datetime
from decimal import Decimal
from typing import Final

import attrs

from gomus_async import (
    Attendee,
    Barcode,
    BookedEquipment,
    CouponItem,
    EventBooking,
    EventItem,
    Location,
    NewCoupon,
    NewEventSeats,
    NewSeat,
    NewTicket,
    NewTour,
    Order,
    PriceLine,
    SoldCoupon,
    TicketItem,
    TicketSale,
    TourBooking,
    TourItem,
)

PLACE: Final = Location(
    name="Gemäldegalerie",
    city="Berlin",
    country="Deutschland",
    street="Matthäikirchplatz",
    zip="10785",
    latitude=52.5082,
    longitude=13.3673,
)
TICKET_ITEM: Final = TicketItem(
    id=52397,
    price_cents=1400,
    vat_pct=Decimal("0.0"),
    tax_included=True,
    attributes=TicketSale(
        id=42102,
        title="El Siglo de Oro mit Gemäldegalerie regulär",
        ticket_id=247,
        quantity=1,
        ticket_type="time_slot",
        start_time=datetime.fromisoformat("2016-09-14T15:00:00+02:00"),
        location=PLACE,
        barcodes=(Barcode(id=97633, barcode="4034210297633-5", method="ean"),),
        after_sale_information=None,
    ),
)
EVENT_ITEM: Final = EventItem(
    id=52399,
    price_cents=2000,
    vat_pct=Decimal("0.0"),
    tax_included=True,
    attributes=EventBooking(
        id=6127,
        date_id=22977,
        event_id=101174,
        start_time=datetime.fromisoformat("2016-07-09T14:30:00+02:00"),
        title="El Siglo de Oro",
        quantity=5,
        location=PLACE,
    ),
)
TOUR_ITEM: Final = TourItem(
    id=56398,
    price_cents=9000,
    vat_pct=Decimal("0.0"),
    tax_included=True,
    attributes=TourBooking(
        id=27079,
        title="El Siglo de Oro | Gruppenführung",
        tour_id=101173,
        start_time=datetime.fromisoformat("2016-07-24T12:00:00+02:00"),
        participants=12,
        language="Deutsch",
        age_group="Erwachsene",
        prices=(
            PriceLine(
                title="Entgelt",
                description="Gruppenpreis",
                total_price_cents=9000,
                quantity=1,
                price_cents=9000,
            ),
        ),
        location=PLACE,
    ),
)
EQUIPPED_TOUR: Final = attrs.evolve(
    TOUR_ITEM,
    attributes=attrs.evolve(TOUR_ITEM.attributes, equipment=(BookedEquipment(id=1, quantity=3),)),
)
COUPON_ITEM: Final = CouponItem(
    id=52394,
    price_cents=5000,
    vat_pct=Decimal("0.0"),
    tax_included=True,
    attributes=SoldCoupon(
        id=42102,
        title="Coupon für ALLES",
        quantity=1,
        coupon_id=4,
        value_cents=5000,
        barcodes=(Barcode(id=97633, barcode="79171892", method="coupon"),),
    ),
)
ROW: Final = Order(
    id=3944805,
    token="Aniq532VCewghH2mUtEnng",
    is_valid=True,
    total_price_cents=4500,
    comment=None,
    reference=None,
    rating=None,
    invoice=False,
    created_at=datetime.fromisoformat("2016-03-28T22:17:46+02:00"),
    source="resellershop",
    items=(TICKET_ITEM, EVENT_ITEM, TOUR_ITEM, COUPON_ITEM),
)
ORDER: Final = attrs.evolve(ROW, payment_status=30, billing_address_id=378542)

SUMMER: Final = datetime.fromisoformat("2016-07-07T13:00:00+02:00")
PERGAMON: Final = datetime.fromisoformat("2018-11-20T12:30:00+01:00")
PANORAMA: Final = datetime.fromisoformat("2018-11-20T14:00:00+01:00")
ATTENDEES: Final = (
    Attendee(name="Capt'n", surname="Hook"),
    Attendee(name="Peter", surname="Pan"),
)
NEW_TICKET: Final = NewTicket(
    id=247,
    quantity=2,
    time=SUMMER,
    reservations=["8CE0mEgjyAvQB1IbPJ4iyg"],
    attendees=ATTENDEES,
)
NEW_EVENT: Final = NewEventSeats(id=28227, quantity=5)
NEW_EVENT_PRICES: Final = NewEventSeats(id=28227, quantities={1: 2, 4: 3})
NEW_EVENT_SEATS: Final = NewEventSeats(
    id=28227,
    seats=[NewSeat(seat_id=22, scale_price_id=33), NewSeat(seat_id=23, scale_price_id=33)],
)
NEW_TOUR: Final = NewTour(
    id=28227,
    start_time=SUMMER,
    language_id=1,
    age_group_id=3,
    quantity=5,
    surcharges={1: 2, 4: 3},
)
NEW_TOUR_PRICES: Final = NewTour(
    id=28227,
    start_time=SUMMER,
    language_id=1,
    age_group_id=3,
    quantities={1: 2, 4: 3},
    surcharges={1: 2, 4: 3},
)
NEW_COUPON: Final = NewCoupon(id=4, quantity=1)
NEW_COMBINED: Final = NewTicket(
    id=514, quantity=1, time=PERGAMON, sub_ticket_times={515: PERGAMON, 516: PANORAMA}
)
