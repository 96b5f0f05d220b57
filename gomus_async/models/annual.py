"""Annual tickets: the order behind a token, and the people they are made out to."""

from datetime import datetime

import attrs

from gomus_async.models.common import UNSET, Entity, RequestModel, Text, Unset, personal

__all__ = [
    "AnnualAddress",
    "AnnualCustomer",
    "AnnualCustomerFields",
    "AnnualOrder",
    "AnnualTicketSale",
    "AnnualTicketSaleUpdate",
    "Personalization",
    "PersonalizationUpdate",
]


@attrs.frozen(kw_only=True)
class AnnualAddress(Entity):
    """An address of the buyer or of whom a ticket is made out to."""

    id: int
    zip: str | None = personal()
    street: str | None = personal()
    country_id: int | None = None
    city: str | None = personal()


@attrs.frozen(kw_only=True)
class AnnualCustomer(Entity):
    """The buyer, or whom a ticket is made out to.

    Only the answer to a creation has the `personalization_token`, with which a ticket is made
    out to this customer.
    """

    id: int
    name: str | None = personal()
    surname: str | None = personal()
    email: str | None = personal()
    salutation_id: int | None = None
    addresses: tuple[AnnualAddress, ...] = ()
    personalization_token: str | None = personal()


@attrs.frozen(kw_only=True)
class Personalization(Entity):
    """One annual ticket, and whom it is made out to, if anybody yet."""

    id: int
    ready: bool | None = None
    customer: AnnualCustomer | None = None
    address_id: int | None = None
    dispatch_mode_id: int | None = None


@attrs.frozen(kw_only=True)
class AnnualTicketSale(Entity):
    """Annual tickets that were bought together. Of `status`, `ready_to_send` is documented."""

    id: int
    title: Text = None
    description: Text = None
    start_at: datetime | None = None
    sent_at: datetime | None = None
    status: str | None = None
    is_personalizable: bool | None = None
    personalizations: tuple[Personalization, ...] = ()


@attrs.frozen(kw_only=True)
class AnnualOrder(Entity):
    """The order that a token from the confirmation mail opens."""

    id: int
    customer: AnnualCustomer | None = None
    shipping_address_id: int | None = None
    ticket_sales: tuple[AnnualTicketSale, ...] = ()


@attrs.frozen(kw_only=True, repr=False)
class AnnualCustomerFields(RequestModel):
    """A customer of an annual order, as it is sent."""

    name: str | Unset = personal(UNSET)
    surname: str | Unset = personal(UNSET)
    email: str | Unset = personal(UNSET)
    customer_salutation_id: int | Unset = UNSET
    addr_city: str | Unset = personal(UNSET)
    addr_country_id: int | Unset = UNSET
    addr_street: str | Unset = personal(UNSET)
    addr_zip: str | Unset = personal(UNSET)


@attrs.frozen(kw_only=True, repr=False)
class PersonalizationUpdate(RequestModel):
    """Whom an annual ticket is made out to, as it is sent; one key is misspelt on the wire."""

    customer_personalization_token: str | Unset = personal(UNSET)
    customer_adress_id: int | Unset = UNSET
    dispatch_mode_id: int | Unset = UNSET

    def secrets(self) -> tuple[str, ...]:
        """The customer's token."""
        token = self.customer_personalization_token
        return () if isinstance(token, Unset) else (token,)


@attrs.frozen(kw_only=True, repr=False)
class AnnualTicketSaleUpdate(RequestModel):
    """What of a ticket sale is changed, as it is sent: the time has no offset."""

    start_at: str | Unset = UNSET
    dispatch_mode_id: int | Unset = UNSET
