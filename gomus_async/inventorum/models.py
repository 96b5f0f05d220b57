"""Customers of Inventorum, as they are read and as they are sent."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.common import UNSET, Entity, RequestModel, Unset, personal
from gomus_async.models.order_values import models_of

__all__ = [
    "InventorumAddress",
    "InventorumCustomer",
    "InventorumCustomerUpdate",
    "InventorumPhone",
    "NewInventorumAddress",
    "NewInventorumCustomer",
    "NewInventorumPhone",
]

NOON = time(12, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class InventorumAddress(Entity):
    """A billing or shipping address. Its parts are empty text where nothing was entered."""

    forgiving: ClassVar[bool] = True

    id: int | None = None
    address1: str | None = personal()
    address2: str | None = personal()
    zipcode: str | None = personal()
    city: str | None = personal()
    state: str | None = personal()
    country: str | None = None
    company: str | None = personal()
    title: str | None = None
    first_name: str | None = personal()
    last_name: str | None = personal()


@attrs.frozen(kw_only=True)
class InventorumPhone(Entity):
    """A phone number, as versions up to 9 list them.

    `county_code` is the country's code, as the documentation spells it.
    """

    forgiving: ClassVar[bool] = True

    bare: ClassVar[str] = "national_number"

    national_number: str | None = personal()
    type: str | None = None
    county_code: str | None = None
    country_code: str | None = None


@attrs.frozen(kw_only=True)
class InventorumCustomer(Entity):
    """A customer of the shop.

    `phone_numbers` is what versions up to 9 serve, `phone_number` what later ones do; `phones`
    reads either. `total_sales` comes with answers to `create` and `update`. `birthday` is a
    time, in the offset in which it was served.
    """

    forgiving: ClassVar[bool] = True

    id: int
    account_scoped_id: int | None = None
    title: str | None = None
    first_name: str | None = personal()
    middle_name: str | None = personal()
    last_name: str | None = personal()
    company: str | None = personal()
    email: str | None = personal()
    phone_number: str | None = personal()
    phone_numbers: tuple[InventorumPhone, ...] | None = personal()
    billing_address: InventorumAddress | None = personal()
    shipping_address: tuple[InventorumAddress, ...] | None = personal()
    birthday: datetime | None = personal()
    tax_number: str | None = personal()
    email_marketing_agreed: bool | None = None
    is_b2b: bool | None = None
    is_favourite: bool | None = None
    is_vip: bool | None = None
    is_confirmed: bool | None = None
    note: str | None = personal()
    customer_note: str | None = personal()
    group: Any = personal()
    channel: int | None = None
    total_sales: Decimal | None = personal()

    @property
    def phones(self) -> tuple[str, ...]:
        """Phone numbers, in whichever form they were served."""
        listed = [phone.national_number for phone in self.phone_numbers or ()]
        return tuple(number for number in (self.phone_number, *listed) if number)


@attrs.frozen(kw_only=True, repr=False)
class NewInventorumAddress(RequestModel):
    """An address to send. `country` is a code of two letters or a full name."""

    address1: str | Unset | None = personal(UNSET)
    address2: str | Unset | None = personal(UNSET)
    zipcode: str | Unset | None = personal(UNSET)
    city: str | Unset | None = personal(UNSET)
    state: str | Unset | None = personal(UNSET)
    country: str | Unset | None = UNSET
    company: str | Unset | None = personal(UNSET)
    title: str | Unset | None = UNSET
    first_name: str | Unset | None = personal(UNSET)
    last_name: str | Unset | None = personal(UNSET)


@attrs.frozen(kw_only=True, repr=False)
class NewInventorumPhone(RequestModel):
    """A phone number to send with a version up to 9.

    `county_code` is the country's code, as the documentation spells it.
    """

    national_number: str | Unset | None = personal(UNSET)
    type: str | Unset | None = UNSET
    county_code: str | Unset | None = UNSET


def _address(
    value: NewInventorumAddress | Mapping[str, Any] | Unset | None,
) -> NewInventorumAddress | Unset | None:
    return NewInventorumAddress(**value) if isinstance(value, Mapping) else value


def _addresses(
    value: Iterable[NewInventorumAddress | Mapping[str, Any]] | Unset,
) -> Sequence[NewInventorumAddress] | Unset:
    return models_of(NewInventorumAddress, value)


def _phones(
    value: Iterable[NewInventorumPhone | Mapping[str, Any]] | Unset,
) -> Sequence[NewInventorumPhone] | Unset:
    return models_of(NewInventorumPhone, value)


def _moment(value: date | Unset | None) -> datetime | Unset | None:
    """A time in UTC; a day is its noon there, which is that day nearly everywhere."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ConfigError("birthday needs a time zone; give a date where only the day counts")
        return value.astimezone(UTC)
    return datetime.combine(value, NOON) if isinstance(value, date) else value


@attrs.frozen(kw_only=True, repr=False)
class InventorumCustomerUpdate(RequestModel):
    """What is to change in a customer. Fields that are not set stay as they are.

    A customer needs a `company`, or `first_name` and `last_name`. `title` is `Mr.`, `Mrs.` or
    `Ms.`. `phone_number` is for versions from 10 on, `phone_numbers` for those up to 9.
    `channel` cannot be changed later. Addresses and phone numbers may be given as mappings.
    """

    title: str | Unset | None = UNSET
    first_name: str | Unset | None = personal(UNSET)
    last_name: str | Unset | None = personal(UNSET)
    company: str | Unset | None = personal(UNSET)
    email: str | Unset | None = personal(UNSET)
    phone_number: str | Unset | None = personal(UNSET)
    phone_numbers: Sequence[NewInventorumPhone] | Unset = attrs.field(
        default=UNSET, repr=False, converter=_phones
    )
    billing_address: NewInventorumAddress | Unset | None = attrs.field(
        default=UNSET, repr=False, converter=_address
    )
    shipping_address: Sequence[NewInventorumAddress] | Unset = attrs.field(
        default=UNSET, repr=False, converter=_addresses
    )
    birthday: datetime | Unset | None = attrs.field(default=UNSET, repr=False, converter=_moment)
    tax_number: str | Unset | None = personal(UNSET)
    email_marketing_agreed: bool | Unset = UNSET
    is_b2b: bool | Unset = UNSET
    is_favourite: bool | Unset = UNSET
    is_vip: bool | Unset = UNSET
    is_confirmed: bool | Unset = UNSET
    note: str | Unset | None = personal(UNSET)
    channel: int | Unset = UNSET
    address1: str | Unset | None = personal(UNSET)
    address2: str | Unset | None = personal(UNSET)
    zipcode: str | Unset | None = personal(UNSET)
    city: str | Unset | None = personal(UNSET)
    state: str | Unset | None = personal(UNSET)
    country: str | Unset | None = UNSET
    country_code: str | Unset | None = UNSET


@attrs.frozen(kw_only=True, repr=False)
class NewInventorumCustomer(InventorumCustomerUpdate):
    """A customer to create."""
