"""Customers: the people and institutions that order."""

from datetime import date, datetime

import attrs

from gomus_async.models.common import UNSET, Entity, RequestModel, Text, Unset, personal

__all__ = ["Address", "Customer", "CustomerUpdate", "NewCustomer", "Salutation", "Title"]


@attrs.frozen(kw_only=True)
class Salutation(Entity):
    """A salutation that the instance offers; ids differ from instance to instance."""

    id: int
    name: Text = None


@attrs.frozen(kw_only=True)
class Title(Entity):
    """A title that the instance offers; ids differ from instance to instance."""

    id: int
    name: Text = None


@attrs.frozen(kw_only=True)
class Address(Entity):
    """An address of a customer."""

    id: int | None = None
    street: str | None = personal()
    zip: str | None = personal()
    city: str | None = personal()
    country_id: int | None = None


@attrs.frozen(kw_only=True)
class Customer(Entity):
    """A customer as the API shows it.

    Which of `name` and `surname` is the family name differs between the documents and
    between instances: read a known customer before you decide.
    """

    id: int
    foreign_id: str | None = None
    name: str | None = personal()
    surname: str | None = personal()
    email: str | None = personal()
    tel: str | None = personal()
    mobile: str | None = personal()
    fax: str | None = personal()
    customer_salutation_id: int | None = None
    customer_title_id: int | None = None
    is_institution: bool | None = None
    institution: str | None = personal()
    notes: str | None = personal()
    language_id: int | None = None
    date_of_birth: date | None = personal()
    vat_number: str | None = personal()
    addresses: tuple[Address, ...] | None = personal()
    created_at: datetime | None = None
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True, repr=False)
class CustomerUpdate(RequestModel):
    """What is to change in a customer. Fields that are not set stay as they are.

    `foreign_id` is the key in `update_many`; in `update` it would change the key.
    The `addr_*` fields change the customer's first address only.
    """

    foreign_id: str | Unset | None = UNSET
    name: str | Unset | None = personal(UNSET)
    surname: str | Unset | None = personal(UNSET)
    email: str | Unset | None = personal(UNSET)
    tel: str | Unset | None = personal(UNSET)
    mobile: str | Unset | None = personal(UNSET)
    fax: str | Unset | None = personal(UNSET)
    customer_salutation_id: int | Unset | None = UNSET
    customer_title_id: int | Unset | None = UNSET
    is_institution: bool | Unset | None = UNSET
    institution: str | Unset | None = personal(UNSET)
    notes: str | Unset | None = personal(UNSET)
    language_id: int | Unset | None = UNSET
    date_of_birth: date | Unset | None = personal(UNSET)
    vat_number: str | Unset | None = personal(UNSET)
    addr_street: str | Unset | None = personal(UNSET)
    addr_zip: str | Unset | None = personal(UNSET)
    addr_city: str | Unset | None = personal(UNSET)
    addr_country_id: int | Unset | None = UNSET
    addr_institution_id: int | Unset | None = UNSET
    addr_category: str | int | Unset | None = UNSET


@attrs.frozen(kw_only=True, repr=False)
class NewCustomer(CustomerUpdate):
    """A customer to create. `foreign_id` is your own key; give one, and prefix it (`SF-12345`).

    A key made of digits alone can be shadowed by another customer's go~mus id.
    """
