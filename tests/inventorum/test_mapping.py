"""From a customer of the till to one of go~mus."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from gomus_async import ConfigError, Gomus, NewCustomer, Salutation
from gomus_async.bulk.records import Record
from gomus_async.bulk.rows import Row, read_row
from gomus_async.inventorum import (
    InventorumAddress,
    InventorumCustomer,
    InventorumMapping,
    InventorumPhone,
    inventorum_mapping,
    inventorum_rows,
)
from gomus_async.inventorum.mapping import _by_title
from gomus_async.models.common import UNSET
from gomus_async.sandbox import Sandbox
from tests.inventorum import printed as page
from tests.inventorum.conftest import Connect

KNOWN = InventorumMapping(
    salutations={"Mr.": 1, "Mrs.": 2},
    countries={"de": 60, "deutschland": 60, "at": 14},
)
ANA = InventorumCustomer(
    id=553910,
    billing_address=InventorumAddress(**page.ANSWER["billing_address"]),
    shipping_address=(InventorumAddress(**page.ANSWER["shipping_address"][0]),),
    first_name="Ana",
    last_name="Schmidt",
    company="Inventorum",
    email="ana@example.com",
    phone_number="978437427278",
    tax_number="DE288362273",
    title="Mrs.",
    note="Some additional data",
    is_b2b=True,
    email_marketing_agreed=True,
    birthday=datetime(1985, 4, 30, 12, 49, 52, tzinfo=timezone(timedelta(hours=2))),
)
EMPTY = InventorumCustomer(id=1, first_name="", last_name="K", company="", title="", tax_number="")


def given(customer: NewCustomer) -> dict[str, Any]:
    return {name: getattr(customer, name) for name in customer.set_fields()}


def one(**fields: Any) -> InventorumCustomer:
    return InventorumCustomer(id=7, **fields)


def test_everything() -> None:
    assert given(KNOWN.customer(ANA)) == {
        "foreign_id": "INV-553910",
        "name": "Schmidt",
        "surname": "Ana",
        "institution": "Inventorum",
        "is_institution": True,
        "email": "ana@example.com",
        "tel": "978437427278",
        "customer_salutation_id": 2,
        "date_of_birth": date(1985, 4, 30),
        "vat_number": "DE288362273",
        "addr_street": "Voltastrasse 5",
        "addr_zip": "61-222",
        "addr_city": "Berlin",
        "addr_country_id": 60,
    }
    assert KNOWN.unmapped(ANA) == ()


def test_what_comes_out_can_be_imported() -> None:
    row = read_row(Record(1, None, KNOWN.customer(ANA)))

    assert isinstance(row, Row)
    assert row.key == "INV-553910"


def test_family_names_may_stand_in_the_other_field() -> None:
    mapped = InventorumMapping(family_name="surname").customer(ANA)

    assert (mapped.name, mapped.surname) == ("Ana", "Schmidt")


def test_empty_fields_are_left_alone() -> None:
    assert given(KNOWN.customer(EMPTY)) == {
        "foreign_id": "INV-1",
        "is_institution": False,
        "name": "K",
    }


def test_empty_fields_can_be_cleared() -> None:
    mapped = given(InventorumMapping(empty="clear").customer(EMPTY))

    assert mapped.pop("foreign_id") == "INV-1"
    assert mapped.pop("is_institution") is False
    assert mapped.pop("name") == "K"
    nothing = {"customer_salutation_id", "addr_country_id", "date_of_birth"}
    assert {name for name, value in mapped.items() if value is None} == nothing
    assert {value for name, value in mapped.items() if name not in nothing} == {""}
    assert mapped.keys() == KNOWN.customer(ANA).set_fields() - {
        "foreign_id",
        "is_institution",
        "name",
    }


def test_what_is_not_known_is_left_out_and_not_cleared() -> None:
    address = InventorumAddress(city="Atlantis", country="Atlantis")
    strange = one(last_name="K", title="Dr.", billing_address=address)
    mapped = InventorumMapping(empty="clear", countries={"de": 60}).customer(strange)

    assert mapped.customer_salutation_id is UNSET
    assert mapped.addr_country_id is UNSET
    assert KNOWN.unmapped(strange) == ("title", "country")


@pytest.mark.parametrize(
    ("fields", "institution"),
    [
        ({"company": "Verein"}, True),
        ({"company": "Verein", "last_name": "K"}, False),
        ({"company": "Verein", "last_name": "K", "is_b2b": True}, True),
        ({"company": "", "last_name": "K", "is_b2b": True}, False),
        ({"company": None, "first_name": "J", "last_name": "K"}, False),
    ],
)
def test_people_and_institutions(fields: dict[str, Any], institution: bool) -> None:
    mapped = KNOWN.customer(one(**fields))

    assert mapped.is_institution is institution
    assert mapped.institution == (fields["company"] or UNSET)


@pytest.mark.parametrize("country", ["DE", "de", "Deutschland", " DEUTSCHLAND "])
def test_countries_by_code_or_name(country: str) -> None:
    address = InventorumAddress(city="Berlin", country=country)

    assert KNOWN.customer(one(billing_address=address)).addr_country_id == 60


def test_where_there_is_no_billing_address_the_first_to_ship_to_is_taken() -> None:
    blank = InventorumAddress(country="DE", address1="", city="", title="Mr.")
    vienna = InventorumAddress(country="AT", address1="Ring", address2="", city="Wien")
    other = InventorumAddress(country="DE", city="Berlin")
    for billing in (None, blank):
        mapped = KNOWN.customer(one(billing_address=billing, shipping_address=(vienna, other)))

        found = (mapped.addr_street, mapped.addr_city, mapped.addr_country_id)
        assert found == ("Ring", "Wien", 14)


def test_an_empty_address_gives_no_country() -> None:
    blank = InventorumAddress(country="DE", address1="", city="")

    assert KNOWN.customer(one(last_name="K", billing_address=blank)).addr_country_id is UNSET


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(1985, 4, 30, 12, 49, 52, tzinfo=timezone(timedelta(hours=2))), 30),
        (datetime(1985, 4, 30, 0, 0, tzinfo=timezone(timedelta(hours=2))), 30),
        (datetime(1985, 4, 29, 22, 0, tzinfo=UTC), 30),
        (datetime(1985, 4, 30, 12, 0, tzinfo=UTC), 30),
        # Berlin had no summer time then; the day is still the one that was shown.
        (datetime(1970, 7, 30, 0, 0, tzinfo=timezone(timedelta(hours=2))), 30),
    ],
)
def test_birthdays_are_days(at: datetime, day: int) -> None:
    born = KNOWN.customer(one(birthday=at)).date_of_birth

    assert isinstance(born, date)
    assert born.day == day


def test_the_first_number_of_a_list_is_taken() -> None:
    numbers = (InventorumPhone(type="fax"), InventorumPhone(national_number=" 30 "))

    assert KNOWN.customer(one(phone_numbers=numbers)).tel == "30"


@pytest.mark.parametrize(
    ("chosen", "agreed", "groups"),
    [
        ((), True, ()),
        ((1, 8), True, (1, 8)),
        ((1, 8), False, ()),
        ((1, 8), None, ()),
    ],
)
def test_consent_is_for_groups_that_were_chosen(
    chosen: tuple[int, ...], agreed: bool | None, groups: tuple[int, ...]
) -> None:
    mapping = InventorumMapping(newsletter_groups=chosen)
    customer = one(last_name="K", email_marketing_agreed=agreed)

    assert mapping.groups(customer) == groups
    assert mapping.customer(customer).set_fields() == {"foreign_id", "name", "is_institution"}


@pytest.mark.parametrize("prefix", ["", "1-", "-", " INV", "a/b", "a.b", "a b", "ä\n"])
def test_prefixes_that_cannot_be(prefix: str) -> None:
    with pytest.raises(ConfigError, match="prefix must begin with a letter"):
        InventorumMapping(prefix=prefix)


def test_a_prefix_of_your_own() -> None:
    assert InventorumMapping(prefix="LADEN_").key(ANA) == "LADEN_553910"


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["Herr", "Frau"], {"Mr.": 1, "Mrs.": 2, "Ms.": 2}),
        (["Mr", "Mrs", "Ms"], {"Mr.": 1, "Mrs.": 2, "Ms.": 3}),
        (["Firma"], {}),
        ([{"de": "Herr", "en": "Mr"}, {"de": "Frau", "en": "Ms"}], {"Mr.": 1, "Mrs.": 2, "Ms.": 2}),
    ],
)
def test_salutations_by_their_names(names: list[Any], ids: dict[str, int]) -> None:
    offered = [Salutation(id=number, name=name) for number, name in enumerate(names, start=1)]

    assert _by_title(offered) == ids


async def test_a_mapping_of_an_instance() -> None:
    async with Sandbox() as sandbox, Gomus(sandbox.url, token="user-token") as gomus:
        mapping = await inventorum_mapping(gomus, prefix="TILL-", newsletter_groups=[8])

    assert mapping.salutations == {"Mr.": 1, "Mrs.": 2, "Ms.": 2}
    assert mapping.countries["de"] == mapping.countries["deutschland"] == 60
    assert mapping.countries["germany"] == 60
    assert (mapping.prefix, mapping.newsletter_groups) == ("TILL-", (8,))


async def test_salutations_of_your_own_choice_are_not_asked_for() -> None:
    async with Sandbox() as sandbox, Gomus(sandbox.url, token="user-token") as gomus:
        mapping = await inventorum_mapping(gomus, salutations={"Ms.": 3}, locales=["de"])
        asked = {row["path"] for row in sandbox.history}

    assert mapping.salutations == {"Ms.": 3}
    assert asked == {"/api/v4/countries"}


async def test_every_customer_of_the_demonstration_is_taken_by_go_mus(connect: Connect) -> None:
    async with Sandbox() as sandbox, Gomus(sandbox.url, token="user-token") as gomus:
        inventorum = await connect(sandbox)
        mapping = await inventorum_mapping(gomus)
        rows = [row async for row in inventorum_rows(inventorum)]
        made = await gomus.customers.create_many([mapping.customer(row) for row in rows])

    assert [mapping.unmapped(row) for row in rows] == [()] * 39
    assert [customer.foreign_id for customer in made] == [f"INV-{row.id}" for row in rows]
