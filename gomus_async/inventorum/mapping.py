"""From a customer of the shop's till to a customer of go~mus. Pure but for the look-ups."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal
from zoneinfo import ZoneInfo

import attrs

from gomus_async.errors import ConfigError
from gomus_async.inventorum.models import InventorumAddress, InventorumCustomer
from gomus_async.inventorum.patience import patient
from gomus_async.models.common import Text
from gomus_async.models.customers import NewCustomer, Salutation
from gomus_async.models.lookups import Country
from gomus_async.resources.customers import Customers
from gomus_async.resources.lookups import Lookups
from gomus_async.wire.request import CallOptions

if TYPE_CHECKING:
    from gomus_async.client import Gomus

__all__ = ["InventorumMapping", "inventorum_mapping"]

PER_PAGE: Final = 100
NAMED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Mr.": ("herr", "mr", "mr."),
        "Mrs.": ("frau", "mrs", "mrs.", "ms", "ms."),
        "Ms.": ("frau", "ms", "ms.", "mrs", "mrs."),
    }
)
"""What salutations that stand for a title can be called."""

PARTS: Final = ("address1", "address2", "zipcode", "city")
_PREFIX: Final = re.compile(r"[^\W\d][^/.\x00-\x20\x7f-\x9f]*")


def _berlin() -> tzinfo:
    return ZoneInfo("Europe/Berlin")


def _prefix(_: object, __: object, value: str) -> None:
    if not _PREFIX.fullmatch(value):
        raise ConfigError(
            "prefix must begin with a letter and hold no spaces, dots or slashes, such as INV-"
        )


def _groups(value: Iterable[int]) -> tuple[int, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class InventorumMapping:
    """How a customer of the till becomes a customer of go~mus.

    Names, e-mail, the first phone number, VAT number, birthday and one address are taken: the
    billing address, or the first to ship to where that is empty. Notes, states, the other
    addresses and the marks of favourites stay behind: go~mus has no place for them, or they
    are nobody else's business.

    Attributes:
        prefix: Of the key, which goes on with the customer's `id`.
        salutations: Ids in go~mus by title, such as `{"Mr.": 1}`.
        countries: Ids in go~mus by code and by name, in small letters.
        family_name: The field of go~mus that holds family names; the other holds first names.
        empty: What becomes of fields that are empty in the till: `leave` them as they are in
            go~mus, or `clear` them there.
        newsletter_groups: The groups that a customer who agreed to marketing is meant to get.
        zone: In which a birthday is the day that it is.

    Raises:
        ConfigError: One of them cannot be.
    """

    prefix: str = attrs.field(default="INV-", validator=_prefix)
    salutations: Mapping[str, int] = attrs.field(factory=dict[str, int])
    countries: Mapping[str, int] = attrs.field(factory=dict[str, int], repr=False)
    family_name: Literal["name", "surname"] = attrs.field(
        default="name", validator=attrs.validators.in_(("name", "surname"))
    )
    empty: Literal["leave", "clear"] = attrs.field(
        default="leave", validator=attrs.validators.in_(("leave", "clear"))
    )
    newsletter_groups: tuple[int, ...] = attrs.field(default=(), converter=_groups)
    zone: tzinfo = attrs.field(factory=_berlin)

    def key(self, customer: InventorumCustomer) -> str:
        """The customer's `foreign_id` in go~mus."""
        return f"{self.prefix}{customer.id}"

    def groups(self, customer: InventorumCustomer) -> tuple[int, ...]:
        """The newsletter groups that a customer agreed to: all that were chosen, or none.

        Nothing sends them: the API documents them for signed-in customers alone, so somebody
        has to enter them, or to ask the customers themselves.
        """
        return self.newsletter_groups if customer.email_marketing_agreed is True else ()

    def unmapped(self, customer: InventorumCustomer) -> tuple[str, ...]:
        """The fields that are filled in the till, and for which go~mus has no entry."""
        country = _text(_address(customer).country)
        title = _text(customer.title)
        lost = {
            "title": title and title not in self.salutations,
            "country": country and country.casefold() not in self.countries,
        }
        return tuple(name for name, is_lost in lost.items() if is_lost)

    def customer(self, customer: InventorumCustomer) -> NewCustomer:
        """The customer as an import takes it. What go~mus has no entry for is left out."""
        clears = self.empty == "clear"
        texts: dict[str, Any] = {
            name: text for name, text in self._texts(customer).items() if text or clears
        }
        found: dict[str, Any] = {
            name: value
            for name, value in self._looked_up(customer).items()
            if value is not None or (clears and not self._is_lost(customer, name))
        }
        return NewCustomer(
            foreign_id=self.key(customer),
            is_institution=_is_institution(customer),
            **texts,
            **found,
        )

    def _texts(self, customer: InventorumCustomer) -> dict[str, str]:
        first_name = "surname" if self.family_name == "name" else "name"
        address = _address(customer)
        street = (_text(address.address1), _text(address.address2))
        return {
            self.family_name: _text(customer.last_name),
            first_name: _text(customer.first_name),
            "institution": _text(customer.company),
            "email": _text(customer.email),
            "tel": next(iter(customer.phones), "").strip(),
            "vat_number": _text(customer.tax_number),
            "addr_street": " ".join(part for part in street if part),
            "addr_zip": _text(address.zipcode),
            "addr_city": _text(address.city),
        }

    def _looked_up(self, customer: InventorumCustomer) -> dict[str, int | date | None]:
        country = _text(_address(customer).country)
        return {
            "customer_salutation_id": self.salutations.get(_text(customer.title)),
            "addr_country_id": self.countries.get(country.casefold()),
            "date_of_birth": self._birthday(customer),
        }

    def _is_lost(self, customer: InventorumCustomer, name: str) -> bool:
        fields = {"customer_salutation_id": "title", "addr_country_id": "country"}
        return fields.get(name) in self.unmapped(customer)

    def _birthday(self, customer: InventorumCustomer) -> date | None:
        """The day, as the till shows it: a time that has no zone of its own gets this one."""
        at = customer.birthday
        if at is None:
            return None
        return at.date() if at.utcoffset() else at.astimezone(self.zone).date()


async def inventorum_mapping(
    gomus: "Gomus",
    *,
    salutations: Mapping[str, int] | None = None,
    locales: Sequence[str] = ("de", "en"),
    prefix: str = "INV-",
    family_name: Literal["name", "surname"] = "name",
    empty: Literal["leave", "clear"] = "leave",
    newsletter_groups: Iterable[int] = (),
) -> InventorumMapping:
    """A mapping for an instance, with its own ids of salutations and countries.

    Endpoints: `GET /customers/salutations` and `GET /countries`, public, once per language.

    Args:
        gomus: A client of the instance.
        salutations: Ids by title, where they are not to be found by their names.
        locales: The languages in which countries and salutations may be named.
        prefix: See `InventorumMapping`.
        family_name: See `InventorumMapping`.
        empty: See `InventorumMapping`.
        newsletter_groups: See `InventorumMapping`; nobody is in a group by default.

    Returns:
        The mapping.

    Raises:
        ConfigError: One of the arguments cannot be.
        GomusError: See the tree in `gomus_async.errors`.
    """
    caller = patient(gomus.bulk_caller)
    offered: list[Salutation] = []
    countries: dict[str, int] = {}
    for locale in locales:
        options = CallOptions(locale=locale)
        if salutations is None:
            offered += await Customers(caller).salutations(options=options)
        async for country in Lookups(caller).countries(per_page=PER_PAGE, options=options):
            countries.update(dict.fromkeys(_country_names(country), country.id))
    return InventorumMapping(
        salutations=_by_title(offered) if salutations is None else salutations,
        countries=countries,
        prefix=prefix,
        family_name=family_name,
        empty=empty,
        newsletter_groups=newsletter_groups,
    )


def _by_title(offered: Sequence[Salutation]) -> dict[str, int]:
    ids = {name: one.id for one in reversed(offered) for name in _names(one.name)}
    found = {title: [ids[name] for name in names if name in ids] for title, names in NAMED.items()}
    return {title: some[0] for title, some in found.items() if some}


def _country_names(country: Country) -> Iterator[str]:
    yield from _names(country.code)
    yield from _names(country.name)


def _names(text: Text) -> Iterator[str]:
    names = text.values() if isinstance(text, dict) else [text or ""]
    return (name.strip().casefold() for name in names if name.strip())


def _text(value: str | None) -> str:
    return (value or "").strip()


def _address(customer: InventorumCustomer) -> InventorumAddress:
    """The billing address, or the first to ship to where that one is empty."""
    known = [customer.billing_address, *(customer.shipping_address or ())]
    filled = (one for one in known if one is not None and any(getattr(one, n) for n in PARTS))
    return next(filled, InventorumAddress())


def _is_institution(customer: InventorumCustomer) -> bool:
    """A company that is a business, or that is all there is; otherwise somebody works there."""
    person = _text(customer.first_name) or _text(customer.last_name)
    return bool(_text(customer.company)) and (customer.is_b2b is True or not person)
