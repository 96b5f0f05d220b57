"""What every public call returns, for the type checkers: mypy over the tests reads this file."""

from collections.abc import Mapping
from typing import Any, assert_type

from gomus_async import (
    UNSET,
    Account,
    Customer,
    CustomerSession,
    CustomerUpdate,
    Gomus,
    NewCustomer,
    Response,
    Safety,
    Salutation,
    Stats,
    Text,
    Title,
    Unset,
    Version,
    Whoami,
)

CHANGE = CustomerUpdate(tel="1")
NEW = NewCustomer(foreign_id="SF-1")


async def values(gomus: Gomus) -> None:
    assert_type(await gomus.instance.version(), Version)
    assert_type(await gomus.instance.whoami(), Whoami)
    assert_type(await gomus.instance.locales(), list[str])
    assert_type(await gomus.customers.salutations(), list[Salutation])
    assert_type(await gomus.customers.titles(), list[Title])
    assert_type(await gomus.customers.create(NEW), Customer)
    assert_type(await gomus.customers.create_many([NEW]), list[Customer])
    assert_type(await gomus.customers.get("SF-1"), Customer)
    assert_type(await gomus.customers.get(1), Customer)
    assert_type(await gomus.customers.update(1, CHANGE), Customer)
    assert_type(await gomus.customers.update_many([CHANGE]), list[Customer])
    assert_type(await gomus.accounts.sign_in("a", "b"), CustomerSession)


async def nothing(gomus: Gomus) -> None:
    deleted: None = await gomus.customers.delete(1)  # type: ignore[func-returns-value]
    closed: None = await gomus.aclose()  # type: ignore[func-returns-value]
    assert deleted is closed


async def responses(gomus: Gomus) -> None:
    raw = gomus.raw
    assert_type(await raw.instance.version(), Response[Version])
    assert_type(await raw.instance.whoami(), Response[Whoami])
    assert_type(await raw.instance.locales(), Response[list[str]])
    assert_type(await raw.customers.salutations(), Response[list[Salutation]])
    assert_type(await raw.customers.titles(), Response[list[Title]])
    assert_type(await raw.customers.create(NEW), Response[Customer])
    assert_type(await raw.customers.create_many([NEW]), Response[list[Customer]])
    assert_type(await raw.customers.get("SF-1"), Response[Customer])
    assert_type(await raw.customers.update(1, CHANGE), Response[Customer])
    assert_type(await raw.customers.update_many([CHANGE]), Response[list[Customer]])
    assert_type(await raw.customers.delete(1), Response[None])
    assert_type(await raw.accounts.sign_in("a", "b"), Response[CustomerSession])
    response = await raw.customers.get(1)
    assert_type(response.value, Customer)
    assert_type(response.headers, Mapping[str, str])
    assert_type(response.request_id, str | None)


async def wrong_arguments(gomus: Gomus) -> None:
    await gomus.customers.get(1.5)  # type: ignore[arg-type]
    await gomus.raw.customers.get(1.5)  # type: ignore[arg-type]
    await gomus.raw.customers.get()  # type: ignore[call-arg]
    await gomus.raw.customers.get(1, shop="x")  # type: ignore[call-arg]
    await gomus.customers.create(CHANGE)  # type: ignore[arg-type]
    await gomus.raw.customers.create(CHANGE)  # type: ignore[arg-type]


async def client(gomus: Gomus) -> None:
    assert_type(gomus.with_options(token=None, locale=["de", "en"]), Gomus)
    assert_type(Gomus.from_env(), Gomus)
    assert_type(gomus.stats, Stats)
    assert_type(await gomus.request("GET", "/x", safety=Safety.READ), Response[Any])
    async with Gomus("demo.gomus.de") as entered:
        assert_type(entered, Gomus)


async def session(session: CustomerSession) -> None:
    assert_type(await session.update(newsletter_groups=[1]), Account)
    assert_type(session.customer, Account)
    assert_type(session.headers, Mapping[str, str])
    async with session as entered:
        assert_type(entered, CustomerSession)


def models(customer: Customer, update: CustomerUpdate, salutation: Salutation) -> None:
    assert_type(customer.id, int)
    assert_type(customer.name, str | None)
    assert_type(customer.raw, dict[str, Any])
    assert_type(update.tel, str | Unset | None)
    assert_type(update.set_fields(), frozenset[str])
    assert_type(salutation.name, Text)
    if update.tel is not UNSET:
        assert_type(update.tel, str | None)


def test_the_calls_above_are_for_type_checkers_and_exist() -> None:
    gomus = Gomus("demo.gomus.de")

    for names in (values.__code__.co_names, responses.__code__.co_names):
        resources = [name for name in ("instance", "customers", "accounts") if name in names]
        methods = [
            name
            for resource in resources
            for name in dir(getattr(gomus, resource))
            if not name.startswith("_") and name != "delete"
        ]
        assert set(methods) <= set(names)
