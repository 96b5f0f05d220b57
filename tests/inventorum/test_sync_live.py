"""From the till into go~mus, with faults on both sides and the till open."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from gomus_async import Gomus, NewCustomer
from gomus_async.bulk import import_customers
from gomus_async.inventorum import (
    Inventorum,
    InventorumMapping,
    inventorum_mapping,
    inventorum_rows,
)
from gomus_async.sandbox import Sandbox
from gomus_async.sandbox.inventorum.records import Address, Customer
from tests.inventorum.conftest import Connect
from tests.support.clients import quick

FAULTS = (
    "status_429=0.02,status_503=0.02,reset_before=0.02,reset_after=0.02,truncate=0.01,"
    "invalid_json=0.01"
)
MANY = 500


def fill(sandbox: Sandbox) -> None:
    for number in range(MANY):
        sandbox.store.till.save(
            Customer(
                first_name=f"Vorname {number}",
                last_name=f"Name {number * 7 % MANY}",
                title="Mrs.",
                email=f"k{number}@example.com",
                billing_address=Address("DE", address1="Weg", address2=str(number), city="Berlin"),
            )
        )


async def busy(
    sandbox: Sandbox, till: Inventorum, mapping: InventorumMapping
) -> AsyncIterator[NewCustomer]:
    """All customers of the till, at which somebody works meanwhile."""
    handed_out = 0
    async for row in inventorum_rows(till):
        handed_out += 1
        if handed_out in {40, 200, 450}:
            sandbox.store.till.delete(sandbox.store.till.rows()[3])
            sandbox.store.till.save(Customer(company=f"A {handed_out}"))
        yield mapping.customer(row)


@pytest.mark.parametrize("order", ["newest", "name"])
async def test_every_customer_is_there_once(connect: Connect, order: str) -> None:
    async with (
        Sandbox(data="empty", inventorum_order=order, seed=8) as sandbox,  # type: ignore[arg-type]
        Gomus(sandbox.url, token="user-token", settings=quick(attempts=12)) as gomus,
    ):
        fill(sandbox)
        till = await connect(sandbox, settings=quick(attempts=12))
        mapping = await inventorum_mapping(gomus)
        sandbox.set_faults(FAULTS)

        rows = busy(sandbox, till, mapping)
        report = await import_customers(gomus, rows, late_commit_window=0.2)

        there = sandbox.store.records("inventorum_customers") or []
        taken = [row for row in sandbox.store.records("customers") or [] if row["foreign_id"]]
    assert report.accepted == report.rows
    assert max(Counter(row["foreign_id"] for row in taken).values()) == 1
    by_key = {row["foreign_id"]: row for row in taken}
    assert {f"INV-{row['id']}" for row in there} <= by_key.keys()
    for row in there:
        mine = by_key[f"INV-{row['id']}"]
        found = (mine["name"], mine["surname"], mine["email"], mine["institution"])
        assert found == (row["last_name"], row["first_name"], row["email"], row["company"])
        if row["billing_address"]:
            street = f"Weg {row['billing_address']['address2']}"
            assert (mine["addr_street"], mine["addr_country_id"]) == (street, 60)
            assert mine["customer_salutation_id"] == 2
