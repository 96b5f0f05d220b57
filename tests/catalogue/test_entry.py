"""A barcode at the door over a bad network: used up once, and nobody is turned away for it."""

import asyncio
from typing import Any, Final

import attrs
import pytest

from gomus_async import (
    CallOptions,
    NewOrder,
    NewTicket,
    NotFound,
    OutcomeUnknown,
    TicketItem,
    Unprocessable,
)
from tests.catalogue.conftest import MONDAY, Network, Open

DEMO: Final = "100000000001"
LATE_S: Final = 3.0


@attrs.frozen
class Case:
    """A fault, and what it does to a scan.

    Attributes:
        applied: Whether the barcode is used up in the end.
        timeout: How long the door waits, in seconds.
    """

    do: str
    options: dict[str, Any] = attrs.field(factory=dict[str, Any])
    applied: bool = True
    timeout: float = 5.0

    def __str__(self) -> str:
        return "-".join([self.do, *(f"{name}={value}" for name, value in self.options.items())])


LATE: Final = {"late_commit_s": LATE_S}
CASES: Final = [
    Case("reset_after"),
    Case("reset_before", applied=False),
    Case("truncate"),
    Case("late_commit", LATE),
    Case("late_commit", {**LATE, "silent": True}, timeout=0.4),
    Case("hang", {"applied": True}, timeout=0.4),
    Case("hang", {"applied": False}, applied=False, timeout=0.4),
    Case("status_502", {"applied": True}),
    Case("status_502", {"applied": False}, applied=False),
    Case("garbage_head"),
    Case("huge_header"),
]


@attrs.frozen
class Door:
    """A network with its door, and a barcode to scan there."""

    network: Network
    barcode: str

    async def use(self, verb: str, **options: Any) -> str | None:
        """Redeem, or exit."""
        method = getattr(self.network.gomus.entry, verb)
        status = await method(self.barcode, **options)
        message: str | None = status.message
        return message

    async def is_valid(self) -> bool:
        return (await self.network.gomus.entry.status(self.barcode)).is_valid

    def scans(self, *, is_entry: bool) -> int:
        rows = self.network.records("scans")
        mine = [row for row in rows if row["barcode"] == self.barcode]
        return sum(row["is_entry"] is is_entry for row in mine)

    def voided(self) -> bool:
        return self.barcode in self.network.sandbox.store.network.entries.voided

    async def lose(self, verb: str, case: Case) -> OutcomeUnknown:
        """Scan while the fault is on; what the door is told."""
        tail = {"redeem": "", "exit": "/exit"}[verb]
        path = f"/api/v3/barcodes/{self.barcode}{tail}"
        rule = {"method": "PUT", "path": path, "do": case.do, **case.options}
        self.network.sandbox.set_faults({"rules": [rule]})
        with pytest.raises(OutcomeUnknown) as lost:
            await self.use(verb, options=CallOptions(timeout=case.timeout))
        if "late" in case.do:
            self.network.sandbox.advance(LATE_S + 1)
        self.network.sandbox.set_faults(None)
        return lost.value

    def puts(self, tail: str = "") -> int:
        return len(self.network.sent("PUT", f"{self.barcode}{tail}"))


async def bought(network: Network) -> str:
    """The barcode of a ticket that was really bought."""
    gomus = network.gomus.with_options(token="reseller-token")
    at = MONDAY.replace(hour=12)
    order = await gomus.orders.create(NewOrder(items=[NewTicket(id=247, quantity=1, time=at)]))
    (item,) = order.items
    assert isinstance(item, TicketItem)
    (code,) = item.attributes.barcodes
    assert code.barcode is not None
    return code.barcode


@pytest.fixture(params=["bought", "demo"])
async def door(request: pytest.FixtureRequest, open_network: Open) -> Door:
    network = await open_network("entry-token")
    return Door(network, await bought(network) if request.param == "bought" else DEMO)


async def test_in_out_and_in_again(door: Door) -> None:
    assert await door.is_valid()
    assert await door.use("redeem") == "Eintritte: 1"
    assert (door.voided(), await door.is_valid()) == (True, False)
    assert await door.use("exit") == "Austritte: 1"
    assert (door.voided(), await door.is_valid()) == (False, True)
    await door.use("redeem")
    assert (door.scans(is_entry=True), door.scans(is_entry=False)) == (2, 1)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_an_entry_whose_answer_is_lost(door: Door, case: Case) -> None:
    assert await door.is_valid()

    unknown = await door.lose("redeem", case)

    assert unknown.endpoint == "PUT /barcodes/{barcode}"
    assert door.barcode not in f"{unknown!r} {unknown}"
    assert door.puts() == 1
    assert door.voided() is case.applied
    assert door.scans(is_entry=True) == case.applied
    assert await door.is_valid() is not case.applied
    # Looking does not use it up, and nothing is sent later.
    door.network.sandbox.advance(3600)
    assert (door.puts(), door.scans(is_entry=True)) == (1, case.applied)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_an_exit_whose_answer_is_lost(door: Door, case: Case) -> None:
    await door.use("redeem")

    unknown = await door.lose("exit", case)

    assert unknown.endpoint == "PUT /barcodes/{barcode}/exit"
    assert door.puts("/exit") == 1
    assert door.voided() is not case.applied
    assert door.scans(is_entry=False) == case.applied
    assert await door.is_valid() is case.applied
    door.network.sandbox.advance(3600)
    assert (door.puts("/exit"), door.scans(is_entry=False)) == (1, case.applied)


async def test_until_a_late_commit_lands_the_barcode_is_good(door: Door) -> None:
    path = f"/api/v3/barcodes/{door.barcode}"
    rule = {"method": "PUT", "path": path, "do": "late_commit", **LATE}
    door.network.sandbox.set_faults({"rules": [rule]})
    with pytest.raises(OutcomeUnknown):
        await door.use("redeem")

    before = await door.is_valid()
    door.network.sandbox.advance(LATE_S + 1)

    assert (before, await door.is_valid()) == (True, False)
    assert (door.puts(), door.scans(is_entry=True)) == (1, 1)


async def test_a_second_entry_is_refused_in_german(door: Door) -> None:
    await door.use("redeem")

    with pytest.raises(Unprocessable) as refused:
        await door.use("redeem")

    assert refused.value.messages == ("Barcode wurde schon eingelöst am 06.07.2026",)
    assert door.scans(is_entry=True) == 1
    status = await door.network.gomus.entry.status(door.barcode)
    assert status.message == "Barcode wurde schon eingelöst am 06.07.2026"


async def test_an_exit_without_an_entry_is_refused_in_german(door: Door) -> None:
    with pytest.raises(Unprocessable) as refused:
        await door.use("exit")

    assert refused.value.messages == ("Barcode wurde noch nicht eingelöst",)
    assert door.scans(is_entry=False) == 0


async def test_a_refused_connection_at_the_door_is_repeated_until_it_is_clear(door: Door) -> None:
    path = f"/api/v3/barcodes/{door.barcode}"
    rule = {"method": "PUT", "path": path, "do": "status_429", "times": 2}
    door.network.sandbox.set_faults({"rules": [rule]})

    assert await door.use("redeem") == "Eintritte: 1"

    assert [row["status"] for row in door.network.sent("PUT")] == [429, 429, 200]
    assert door.scans(is_entry=True) == 1


async def test_two_doors_let_one_in(door: Door) -> None:
    outcomes = await asyncio.gather(
        *(door.use("redeem") for _ in range(10)), return_exceptions=True
    )

    assert outcomes.count("Eintritte: 1") == 1
    assert sum(isinstance(outcome, Unprocessable) for outcome in outcomes) == 9
    assert door.scans(is_entry=True) == 1


async def test_a_strange_barcode_is_not_found(network: Network) -> None:
    for verb in ("status", "redeem", "exit"):
        with pytest.raises(NotFound) as missing:
            await getattr(network.gomus.entry, verb)("no such code")
        assert missing.value.messages == ("Barcode wurde nicht gefunden",)
    assert network.records("scans") == []
