"""The rows of the store, with the API's field names."""

import copy
from typing import Any

import msgspec


class Address(msgspec.Struct, gc=False):
    """One of a customer's addresses."""

    id: int = 0
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    country_id: int | None = None
    institution_id: int | None = None
    category: str | int | None = None


class Customer(msgspec.Struct, gc=False):
    """One customer, as ``GET /customers/:id`` shows it."""

    id: int = 0
    foreign_id: str | None = None
    name: str | None = None
    surname: str | None = None
    email: str | None = None
    tel: str | None = None
    mobile: str | None = None
    fax: str | None = None
    customer_salutation_id: int | None = None
    customer_title_id: int | None = None
    is_institution: bool | None = False
    institution: str | None = None
    notes: str | None = None
    language_id: int | None = None
    date_of_birth: str | None = None
    vat_number: str | None = None
    addresses: list[Address] = msgspec.field(default_factory=list[Address])
    created_at: str = ""
    updated_at: str = ""

    def draft(self) -> "Customer":
        """A copy to change, while the stored row stays as it is."""
        draft = copy.copy(self)
        draft.addresses = [copy.copy(address) for address in self.addresses]
        return draft

    def record(self) -> dict[str, Any]:
        """The row with the first address's fields under their ``addr_`` names as well."""
        record: dict[str, Any] = msgspec.to_builtins(self)
        first = self.addresses[0] if self.addresses else Address()
        record.update(
            addr_street=first.street,
            addr_zip=first.zip,
            addr_city=first.city,
            addr_country_id=first.country_id,
            addr_institution_id=first.institution_id,
            addr_category=first.category,
        )
        return record
