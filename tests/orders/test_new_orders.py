"""What an order may say: every rule with its message, and what is shown of it."""

import copy
import pickle
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from gomus_async import (
    UNSET,
    Attendee,
    ConfigError,
    NewCoupon,
    NewCustomer,
    NewEquipment,
    NewEventSeats,
    NewOrder,
    NewSeat,
    NewTicket,
    NewTour,
    Reservation,
)

AT = datetime(2026, 7, 7, 13)  # noqa: DTZ001 - without an offset it is the museum's own
WHO = [{"name": "Erika", "surname": "Mustermann"}]


def ticket(**fields: Any) -> NewTicket:
    return NewTicket(**{"id": 247, "quantity": 1, **fields})


def places(**fields: Any) -> NewEventSeats:
    return NewEventSeats(**{"id": 22977, **fields})


def tour(**fields: Any) -> NewTour:
    return NewTour(**{"id": 101173, "start_time": AT, **fields})


def coupon(**fields: Any) -> NewCoupon:
    return NewCoupon(**{"id": 4, "quantity": 1, **fields})


def order(**fields: Any) -> NewOrder:
    return NewOrder(**{"items": [ticket()], **fields})


NOT_WHOLE = "must be a whole number above 0"
RULES: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (ticket, {"id": 0}, r"NewTicket.id \(an id\) must be a whole number above 0, not 0"),
    (ticket, {"id": -3}, NOT_WHOLE),
    (ticket, {"quantity": 0}, "NewTicket.quantity must be a whole number above 0, not 0"),
    (ticket, {"quantity": -1}, NOT_WHOLE),
    (ticket, {"price_cents": -1}, "NewTicket.price_cents must be 0 or more, not -1"),
    (ticket, {"attendees": []}, "NewTicket has 0 attendees for 1 tickets"),
    (ticket, {"attendees": WHO * 2}, "NewTicket has 2 attendees for 1 tickets"),
    (ticket, {"attendees": [{"name": " ", "surname": "M"}]}, "an attendee needs name and surname"),
    (ticket, {"attendees": [{"name": "E", "surname": ""}]}, "an attendee needs name and surname"),
    (ticket, {"attendees": "Erika"}, "give a list of Attendee, not str"),
    (ticket, {"attendees": WHO[0]}, "give a list of Attendee, not dict"),
    (ticket, {"reservations": "token"}, "reservations takes a list of tokens or reservations"),
    (ticket, {"reservations": [""]}, "NewTicket.reservations takes tokens or reservations"),
    (ticket, {"reservations": [5]}, "NewTicket.reservations takes tokens or reservations"),
    (ticket, {"sub_ticket_times": {}}, "NewTicket.sub_ticket_times is empty"),
    (ticket, {"sub_ticket_times": {0: AT}}, "a key of NewTicket.sub_ticket_times"),
    (ticket, {"sub_ticket_times": {"515": AT}}, "a key of NewTicket.sub_ticket_times"),
    (ticket, {"sub_ticket_times": {515: "13:00"}}, "NewTicket.sub_ticket_times takes datetimes"),
    (ticket, {"sub_ticket_times": {515: AT.date()}}, "sub_ticket_times takes datetimes"),
    (
        ticket,
        {"sub_ticket_times": {515: AT}, "reservations": ["t"]},
        "a combined ticket cannot be reserved",
    ),
    (places, {"id": 0, "quantity": 1}, "NewEventSeats.id"),
    (places, {}, "takes exactly one of quantity, quantities, seats, not 0"),
    (places, {"quantity": 1, "quantities": {1: 1}}, "exactly one of .*, not 2"),
    (places, {"quantity": 0}, "NewEventSeats.quantity must be a whole number above 0"),
    (places, {"quantities": {}}, "NewEventSeats.quantities is empty"),
    (places, {"quantities": {0: 1}}, "a key of NewEventSeats.quantities"),
    (places, {"quantities": {1: 0}}, r"NewEventSeats.quantities\[1\] must be a whole number"),
    (places, {"quantities": {1: True}}, r"NewEventSeats.quantities\[1\] must be a whole number"),
    (places, {"seats": []}, "NewEventSeats.seats names each seat once"),
    (places, {"seats": [{"seat_id": 1, "scale_price_id": 1}] * 2}, "names each seat once"),
    (places, {"seats": "A1"}, "give a list of NewSeat, not str"),
    (places, {"quantity": 1, "event_id": 22977}, "the id of a date of the event"),
    (places, {"quantity": 1, "price_cents": -1}, "NewEventSeats.price_cents must be 0 or more"),
    (tour, {"id": 0, "quantity": 1}, "NewTour.id"),
    (tour, {}, "NewTour takes exactly one of quantity, quantities, not 0"),
    (tour, {"quantity": 1, "quantities": {1: 1}}, "exactly one of quantity, quantities, not 2"),
    (tour, {"quantity": -1}, "NewTour.quantity must be a whole number above 0"),
    (tour, {"quantities": {}}, "NewTour.quantities is empty"),
    (tour, {"quantity": 1, "surcharges": {3: 0}}, r"NewTour.surcharges\[3\]"),
    (tour, {"quantity": 1, "surcharges": {-1: 1}}, "a key of NewTour.surcharges"),
    (tour, {"quantity": 1, "equipment": [{"id": 0, "quantity": 1}]}, "NewEquipment.id"),
    (tour, {"quantity": 1, "equipment": [{"id": 1, "quantity": 0}]}, "NewEquipment.quantity"),
    (tour, {"quantity": 1, "price_cents": -1}, "NewTour.price_cents must be 0 or more"),
    (coupon, {"id": 0}, "NewCoupon.id"),
    (coupon, {"quantity": 0}, "NewCoupon.quantity must be a whole number above 0"),
    (coupon, {"price_cents": -1}, "NewCoupon.price_cents must be 0 or more"),
    (order, {"items": []}, "NewOrder.items is empty; order at least one item"),
    (order, {"items": ticket()}, "NewOrder.items takes a list of items, not NewTicket"),
    (order, {"items": {"id": 1}}, "NewOrder.items takes a list of items, not dict"),
    (order, {"items": [{"id": 1}]}, "NewTour and NewCoupon, not dict"),
    (order, {"items": [order()]}, "NewTour and NewCoupon, not NewOrder"),
    (order, {"items": 5}, "NewOrder.items takes a list of items, not int"),
    (order, {"total": -1}, "NewOrder.total must be whole cents from 0, not -1"),
    (order, {"coupons": "CODE"}, "NewOrder.coupons takes a list of codes, not str"),
    (order, {"coupons": [""]}, "NewOrder.coupons takes codes"),
    (order, {"coupons": [" "]}, "NewOrder.coupons takes codes"),
    (order, {"coupons": [5]}, "NewOrder.coupons takes codes"),
    (order, {"coupons": ["A", "A"]}, "NewOrder.coupons names a code twice"),
    (order, {"reference": "x" * 256}, "NewOrder.reference is longer than 255 characters"),
    (order, {"customer_id": 1, "foreign_id": "A"}, "one of customer, customer_id and foreign_id"),
    (order, {"customer": NewCustomer(name="M"), "customer_id": 1}, "one of customer"),
]


@pytest.mark.parametrize(("make", "fields", "message"), RULES)
def test_rules(make: Callable[..., Any], fields: dict[str, Any], message: str):
    with pytest.raises(ConfigError, match=message):
        make(**fields)


TYPES: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (ticket, {"id": True}),
    (ticket, {"id": "247"}),
    (ticket, {"quantity": 1.0}),
    (ticket, {"quantity": True}),
    (ticket, {"time": "2026-07-07"}),
    (ticket, {"price_cents": 14.0}),
    (places, {"quantity": "1"}),
    (places, {"quantities": [1]}),
    (tour, {"quantity": 1, "start_time": date(2026, 7, 7)}),
    (tour, {"quantity": 1, "start_time": "2026-07-07T13:00"}),
    (tour, {"quantity": 1, "language_id": "1"}),
    (coupon, {"quantity": None}),
    (order, {"total": 14.0}),
    (order, {"total": True}),
    (order, {"reference": 5}),
    (order, {"comment": None}),
    (order, {"customer": {"name": "M"}}),
    (order, {"customer_id": "1"}),
    (order, {"foreign_id": 1}),
]


@pytest.mark.parametrize(("make", "fields"), TYPES)
def test_types(make: Callable[..., Any], fields: dict[str, Any]):
    with pytest.raises(TypeError, match=r"New\w+\.\w+ takes "):
        make(**fields)


@pytest.mark.parametrize("name", ["quantities", "price", "when", "_price_cents"])
def test_fields_that_do_not_exist(name: str):
    with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
        ticket(**{name: 1})


def test_nothing_is_refused_that_may_be():
    assert order(total=0, reference="x" * 255, coupons=["A", "a"]).total == 0
    assert ticket(price_cents=0).price_cents == 0
    assert tour(quantity=1, surcharges={}).surcharges == {}
    assert places(quantity=1, event_id=101174).id == 22977
    assert order(items=(item for item in [ticket(), coupon()])).items == (ticket(), coupon())


def test_a_combined_ticket_takes_the_earliest_time():
    times = {516: AT.replace(hour=15), 515: AT}
    assert ticket(sub_ticket_times=times).time == AT
    assert ticket(sub_ticket_times=times, time=AT.replace(hour=15)).time == AT.replace(hour=15)


def test_reservations_are_given_as_they_are():
    made = Reservation(token="secret-token", ticket_id=247)
    assert ticket(reservations=[made, "other"]).secrets() == ("secret-token", "other")
    assert order(items=[ticket(reservations=[made])], coupons=["C"]).secrets() == (
        "C",
        "secret-token",
    )


def test_collections_are_copied():
    quantities, items = {1: 2}, [ticket()]
    scaled, whole = places(quantities=quantities), order(items=items)
    quantities[2] = 5
    items.clear()
    assert scaled.quantities == {1: 2}
    assert len(whole.items) == 1


CANARIES = ["Erika", "Mustermann", "secret-token", "SECRET-CODE", "private words", "erika@"]


def everything() -> NewOrder:
    """An order that says all that must not show."""
    return NewOrder(
        items=[
            ticket(attendees=[Attendee(**WHO[0])], reservations=["secret-token"], time=AT),
            ticket(id=514, sub_ticket_times={515: AT}),
            places(seats=[NewSeat(seat_id=1, scale_price_id=2)]),
            tour(quantities={1: 2}, equipment=[NewEquipment(id=1, quantity=2)], language_id=1),
            coupon(price_cents=5000),
        ],
        coupons=["SECRET-CODE"],
        comment="private words",
        customer=NewCustomer(name="Mustermann", surname="Erika", email="erika@example.org"),
    )


def test_nothing_private_shows():
    whole = everything()
    shown = [repr(whole), str(whole), f"{whole}", *map(repr, whole.items)]
    assert [canary for canary in CANARIES for text in shown if canary in text] == []
    assert "NewTicket(id=247, quantity=1" in shown[0]
    reservation = Reservation(token="secret-token")
    assert "secret-token" not in repr(reservation)
    assert "Erika" not in repr(Attendee(**WHO[0]))


@pytest.mark.parametrize(
    "fields", [{"attendees": [{"name": "Erika", "surname": ""}]}, {"attendees": WHO * 3}]
)
def test_refusals_name_nobody(fields: dict[str, Any]):
    with pytest.raises(ConfigError) as caught:
        ticket(**fields)
    assert "Erika" not in str(caught.value)


def test_refused_codes_do_not_show():
    with pytest.raises(ConfigError) as caught:
        order(coupons=["SECRET-CODE"] * 2)
    assert "SECRET-CODE" not in str(caught.value)


def test_orders_pickle_and_copy():
    whole = everything()
    for again in (pickle.loads(pickle.dumps(whole)), copy.deepcopy(whole), copy.copy(whole)):
        assert again == whole
        assert again.secrets() == whole.secrets()
        assert again.set_fields() == whole.set_fields()
        assert again.customer_id is UNSET
        assert again.items[-1].price_cents == 5000
