"""The annual order that the documents print."""

from typing import Final

from gomus_async.sandbox.records import Address, Customer
from gomus_async.sandbox.shop.annual_records import (
    AnnualOrder,
    AnnualSale,
    AnnualTable,
    Personalization,
)

TOKEN: Final = "annual-token"  # noqa: S105 - of the demonstration


def demo_annual() -> AnnualTable:
    """A table with that order alone."""
    sale = AnnualSale(
        id=51,
        title="Jahreskarte",
        description="",
        start_at="2019-11-16T00:00:10+01:00",
        is_personalizable=True,
        personalizations=[
            Personalization(id=10, ready=True, customer_id=46, address_id=12, dispatch_mode_id=3)
        ],
    )
    order = AnnualOrder(
        id=85,
        token=TOKEN,
        buyer_id=18,
        sales=[sale],
        customers={
            18: "6f1c2b0e-8a4d-4c57-9e0b-3d5a7c918e18",
            46: "0b9e6d52-71fa-4f3c-8d26-a4c8e2f75b46",
        },
    )
    people = {
        18: _customer(18, "Bärbel", "Monkey", "baerbel@giantmonkey.de", "Brunnstr. 7d"),
        46: _customer(46, "Adrian", "Fuhrmann", "adrian@giantmonkey.de", "Brunnenstr. 7D"),
    }
    return AnnualTable({order.token: order}, people)


def _customer(number: int, name: str, surname: str, email: str, street: str) -> Customer:
    # The documents give the person and the address the same number.
    address = Address(id=number, street=street, zip="10119", city="Berlin", country_id=60)
    return Customer(
        id=number,
        name=name,
        surname=surname,
        email=email,
        customer_salutation_id=1,
        addresses=[address],
    )
