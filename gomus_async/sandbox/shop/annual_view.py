"""Annual orders as they are served, and as the table of the store shows them."""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from gomus_async.sandbox.records import Address, Customer
from gomus_async.sandbox.shop.annual_opening import annual_orders, standing_sales
from gomus_async.sandbox.shop.annual_records import AnnualOrder, AnnualSale, Personalization
from gomus_async.sandbox.shop.ledger import Ledger


@frozen
class View:
    """Puts the people into annual orders.

    Args:
        ledger: of the shop.
        stored: finds a customer of the instance by id.
    """

    ledger: Ledger
    stored: Callable[[int], Customer | None]

    def person(self, number: int) -> Customer | None:
        """A customer of the instance, or one that only an annual order knows."""
        return self.ledger.annual.people.get(number) or self.stored(number)

    def order(self, annual: AnnualOrder) -> dict[str, Any]:
        """An annual order."""
        buyer = None if annual.buyer_id is None else self.person(annual.buyer_id)
        addresses = [] if buyer is None else buyer.addresses
        return {
            "id": annual.id,
            "customer": None if buyer is None else customer_view(buyer),
            "shipping_address_id": addresses[0].id if addresses else None,
            "ticket_sales": [self.sale(sale) for sale in standing_sales(self.ledger, annual)],
        }

    def sale(self, sale: AnnualSale) -> dict[str, Any]:
        """A ticket sale with its personalizations."""
        return {
            "id": sale.id,
            "title": sale.title,
            "description": sale.description,
            "start_at": sale.start_at,
            "sent_at": sale.sent_at,
            "status": sale.status,
            "is_personalizable": sale.is_personalizable,
            "personalizations": [self.personalization(one) for one in sale.personalizations],
        }

    def personalization(self, one: Personalization) -> dict[str, Any]:
        """Whom a ticket is made out to."""
        return {
            "id": one.id,
            "ready": one.ready,
            "customer": self._customer(one.customer_id),
            "address_id": one.address_id,
            "dispatch_mode_id": one.dispatch_mode_id,
        }

    def changed(self, one: Personalization) -> dict[str, Any]:
        """A personalization as the answer to a change of it."""
        return {**self.personalization(one), "photo_uploaded": one.photo is not None}

    def _customer(self, number: int | None) -> dict[str, Any] | None:
        customer = None if number is None else self.person(number)
        return None if customer is None else customer_view(customer)

    def record(self, annual: AnnualOrder) -> dict[str, Any]:
        """An annual order with what is served to nobody: tokens and photos."""
        photos = {
            str(one.id): {"size": one.photo.size, "type": one.photo.type}
            for sale in annual.sales
            for one in sale.personalizations
            if one.photo is not None
        }
        tokens = {str(number): token for number, token in annual.customers.items()}
        hidden = {"token": annual.token, "personalization_tokens": tokens, "photos": photos}
        return {**self.order(annual), **hidden}


def customer_view(customer: Customer) -> dict[str, Any]:
    """A customer; what is written as ``customer_salutation_id`` is read as ``salutation_id``."""
    return {
        "id": customer.id,
        "name": customer.name,
        "surname": customer.surname,
        "email": customer.email,
        "salutation_id": customer.customer_salutation_id,
        "addresses": [_address(address) for address in customer.addresses],
    }


def annual_records(
    ledger: Ledger, stored: Callable[[int], Customer | None]
) -> list[dict[str, Any]]:
    """Every annual order, oldest first."""
    view = View(ledger, stored)
    return [view.record(annual) for annual in list(annual_orders(ledger).orders.values())]


def _address(address: Address) -> dict[str, Any]:
    return {
        "id": address.id,
        "zip": address.zip,
        "street": address.street,
        "country_id": address.country_id,
        "city": address.city,
    }
