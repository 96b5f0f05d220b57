"""The customers of the shop's till, as they are stored."""

import copy
from typing import Any

import msgspec

ADDRESS_FIELDS = (
    "address1",
    "address2",
    "zipcode",
    "city",
    "state",
    "first_name",
    "last_name",
    "company",
    "title",
)


class Address(msgspec.Struct, gc=False):
    """A billing or shipping address."""

    country: str | None = None
    id: int = 0
    address1: str | None = None
    address2: str | None = None
    zipcode: str | None = None
    city: str | None = None
    state: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    title: str | None = None


class Phone(msgspec.Struct, gc=False):
    """A phone number with what versions up to 9 say about it."""

    national_number: str | None = None
    type: str | None = None
    county_code: str | None = None


class Customer(msgspec.Struct):
    """One customer; `birthday` is a timestamp, `edited` grows with every change."""

    id: int = 0
    account_scoped_id: int = 0
    billing_address: Address | None = None
    shipping_address: list[Address] = msgspec.field(default_factory=list[Address])
    is_vip: bool = False
    is_favourite: bool = False
    first_name: str | None = None
    phones: list[Phone] = msgspec.field(default_factory=list[Phone])
    last_name: str | None = None
    company: str | None = None
    email_marketing_agreed: bool = False
    note: str | None = None
    email: str | None = None
    is_b2b: bool = False
    tax_number: str | None = None
    title: str | None = None
    is_confirmed: bool = False
    channel: int = 1
    birthday: float | None = None
    edited: int = 0

    def draft(self) -> "Customer":
        """A copy to change, while the stored row stays as it is."""
        return copy.deepcopy(self)

    def addresses(self) -> list[Address]:
        """All of them; those to ship to are numbered first."""
        billing = [] if self.billing_address is None else [self.billing_address]
        return [*self.shipping_address, *billing]


def served(customer: Customer, birthday: str | None, version: int) -> dict[str, Any]:
    """A row of a list, as a version of the API shows it."""
    phones = customer.phones
    phone: dict[str, Any] = {"phone_number": phones[0].national_number if phones else None}
    if version <= 9:
        phone = {"phone_numbers": [msgspec.to_builtins(phone) for phone in phones]}
    return {
        "id": customer.id,
        "account_scoped_id": customer.account_scoped_id,
        "billing_address": msgspec.to_builtins(customer.billing_address),
        "shipping_address": msgspec.to_builtins(customer.shipping_address),
        "is_vip": customer.is_vip,
        "is_favourite": customer.is_favourite,
        "first_name": customer.first_name,
        **phone,
        "last_name": customer.last_name,
        "middle_name": None,
        "company": customer.company,
        "email_marketing_agreed": customer.email_marketing_agreed,
        "note": customer.note,
        "group": None,
        "email": customer.email,
        "is_b2b": customer.is_b2b,
        "tax_number": customer.tax_number,
        "title": customer.title,
        "customer_note": None,
        "is_confirmed": customer.is_confirmed,
        "channel": customer.channel,
        "birthday": birthday,
    }
