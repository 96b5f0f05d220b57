"""The account of a customer who signs in to a shop."""

from datetime import datetime
from typing import ClassVar

import attrs

from gomus_async.models.common import UNSET, Entity, RequestModel, Unset, personal

__all__ = ["Account", "AccountUpdate", "Credentials"]


@attrs.frozen(kw_only=True)
class Account(Entity):
    """The signed-in customer's own data.

    `newsletter_groups` travels as comma separated text (`"8,1"`); here it is a tuple of ids,
    in the server's order.
    """

    id: int
    category_id: int | None = None
    created_at: datetime | None = None
    customer_salutation_id: int | None = None
    customer_title_id: int | None = None
    debitor_number: int | None = personal()
    email: str | None = personal()
    fax: str | None = personal()
    has_collective_invoice_payment: bool | None = None
    has_voucher_payment: bool | None = None
    institution: str | None = personal()
    is_institution: bool | None = None
    language_id: int | None = None
    level: int | None = None
    mobile: str | None = personal()
    name: str | None = personal()
    notes: str | None = personal()
    payment_mode_id: int | None = None
    price_target_audience_id: int | None = None
    provider: str | None = None
    surname: str | None = personal()
    tel: str | None = personal()
    updated_at: datetime | None = None
    newsletter_groups: tuple[int, ...] | None = None
    wants_newsletter: bool | None = None
    salutation: str | None = personal()


@attrs.frozen(kw_only=True, repr=False)
class Credentials(RequestModel):
    """What a customer signs in with."""

    confidential: ClassVar[bool] = True

    email: str | Unset = personal(UNSET)
    password: str | Unset = personal(UNSET)

    def secrets(self) -> tuple[str, ...]:
        """The password."""
        return () if isinstance(self.password, Unset) else (self.password,)


@attrs.frozen(kw_only=True, repr=False)
class AccountUpdate(RequestModel):
    """What a signed-in customer changes. `newsletter_groups` is comma separated text."""

    newsletter_groups: str | Unset = UNSET
