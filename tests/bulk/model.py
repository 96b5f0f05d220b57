"""A server without sockets, in virtual time, that loses, delays and refuses; and the judge."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import attrs

from gomus_async import (
    CallOptions,
    Customer,
    CustomerUpdate,
    ForeignIdShadowed,
    Gomus,
    NewCustomer,
    NotFound,
    OutcomeUnknown,
    Settings,
    Unprocessable,
)
from gomus_async.bulk.account import Account
from gomus_async.bulk.batches import Pending
from gomus_async.bulk.journal import Journal
from gomus_async.bulk.journal_file import open_nothing
from gomus_async.bulk.rejects import RejectsFile
from gomus_async.bulk.report import Report
from gomus_async.bulk.rows import customer_of
from gomus_async.bulk.run import Import, Options
from gomus_async.bulk.sources import RowsSource
from gomus_async.settings import Limits
from tests.bulk.inline import InlineWriter

__all__ = ["LATEST", "Outcome", "Setup", "customers_of", "run"]

LATEST = 5.0
"""How late a request is carried out, at most."""

POISON = "Gift"
CAPS = (1, 7, 20, 37, 60, 100, 1000)


def customers_of(rows: Sequence[Pending]) -> list[NewCustomer]:
    """The customers of rows, as a server reads them."""
    return [customer_of(row.body) for row in rows]


@attrs.frozen(kw_only=True)
class Setup:
    """One run: the server, the rows, the faults."""

    seed: int
    rows: int = 400
    poisons: int = 5
    cap: int
    atomic: bool
    unique: bool
    known: float
    shadowed: float
    faults: float
    lanes: int
    window: float = LATEST + 1.0

    @classmethod
    def drawn(cls, seed: int, **fixed: Any) -> "Setup":
        rng = Random(seed)
        drawn: dict[str, Any] = {
            "cap": rng.choice(CAPS),
            "atomic": rng.random() < 0.5,
            "unique": rng.random() < 0.5,
            "known": rng.choice((0.0, 0.1, 0.5, 0.95, 1.0)),
            "shadowed": rng.choice((0.0, 0.02)),
            "faults": rng.choice((0.0, 0.1, 0.3)),
            "lanes": rng.choice((1, 4, 32)),
        }
        return cls(seed=seed, **{**drawn, **fixed})

    def source(self, rng: Random) -> list[dict[str, str]]:
        """Rows of which some repeat a key, and some are poison."""
        fresh = self.rows - self.rows // 20 - self.poisons
        source = [{"foreign_id": f"0-{i}", "name": f"first {i}"} for i in range(fresh)]
        for again in range(self.rows // 20):
            at = rng.randrange(len(source))
            later = {"foreign_id": source[at]["foreign_id"], "name": f"again {again}"}
            source.insert(rng.randint(at + 1, len(source)), later)
        for number in range(self.poisons):
            key = rng.choice(source)["foreign_id"] if number % 2 else f"1-{number}"
            source.insert(rng.randrange(len(source) + 1), {"foreign_id": key, "name": POISON})
        return source


@attrs.define
class Server:
    """Stands for `Customers`, with the wire below it and an instance behind that."""

    setup: Setup
    rng: Random
    stored: dict[str, list[str]] = attrs.field(factory=dict)
    strange: set[str] = attrs.field(factory=set)
    in_flight: Counter[str] = attrs.field(factory=Counter[str])
    overlaps: int = 0
    requests: int = 0

    async def get(self, ref: str, *, options: CallOptions | None = None) -> Customer:
        await self._travel()
        if ref in self.strange:
            raise ForeignIdShadowed("somebody else")
        if ref not in self.stored:
            raise NotFound("404: not found", status=404)
        return Customer(id=1, foreign_id=ref)

    async def create_batch(
        self, rows: Sequence[Pending], *, options: CallOptions | None = None
    ) -> list[Customer]:
        return await self._sent(customers_of(rows), self._create)

    async def update_batch(
        self, rows: Sequence[Pending], *, options: CallOptions | None = None
    ) -> list[Customer]:
        return await self._sent(customers_of(rows), self._update)

    async def _travel(self) -> None:
        self.requests += 1
        await asyncio.sleep(self.rng.uniform(0.01, 0.3))

    async def _sent(
        self,
        customers: Sequence[CustomerUpdate],
        carry_out: Callable[[Sequence[CustomerUpdate]], list[Customer]],
    ) -> list[Customer]:
        keys = [str(customer.foreign_id) for customer in customers]
        assert len(set(keys)) == len(keys), "a key twice in one batch"
        self.overlaps += sum(self.in_flight[key] > 0 for key in keys)
        self.in_flight.update(keys)
        try:
            if carry_out == self._create and self.rng.random() < self.setup.faults:
                return await self._lost(customers)
            await self._travel()
            return carry_out(customers)
        finally:
            self.in_flight.subtract(keys)

    async def _lost(self, customers: Sequence[CustomerUpdate]) -> list[Customer]:
        """A create whose answer does not come: not carried out, carried out, or later."""
        loop = asyncio.get_running_loop()
        sent = loop.time()
        fault = self.rng.choice(("before", "after", "late", "truncated"))
        if fault == "late":
            delay = self.rng.uniform(0.0, LATEST)
            loop.call_later(delay, self._carried_out, customers)
        await self._travel()
        if fault in {"after", "truncated"}:
            self._carried_out(customers)
        await asyncio.sleep(self.rng.choice((0.0, 0.5, 3.0)))
        ago = timedelta(seconds=loop.time() - sent)
        raise OutcomeUnknown(
            "no answer", sent_at=datetime.now(UTC) - ago, likely_applied=fault == "truncated"
        )

    def _carried_out(self, customers: Sequence[CustomerUpdate]) -> None:
        try:
            self._create(customers)
        except Unprocessable:
            return

    def _create(self, customers: Sequence[CustomerUpdate]) -> list[Customer]:
        return self._apply(
            customers,
            lambda key: self.setup.unique and key in self.stored,
            lambda key, name: self.stored.setdefault(key, []).append(name),
        )

    def _update(self, customers: Sequence[CustomerUpdate]) -> list[Customer]:
        return self._apply(
            customers,
            lambda key: key not in self.stored,
            lambda key, name: self.stored[key].__setitem__(0, name),
        )

    def _apply(
        self,
        customers: Sequence[CustomerUpdate],
        refused: Callable[[str], bool],
        write: Callable[[str, str], None],
    ) -> list[Customer]:
        if len(customers) > self.setup.cap:
            raise Unprocessable("422: could not be saved", status=422)
        pairs = [(str(customer.foreign_id), str(customer.name)) for customer in customers]
        good = [(key, name) for key, name in pairs if name != POISON and not refused(key)]
        if len(good) == len(pairs) or not self.setup.atomic:
            for key, name in good:
                write(key, name)
        if len(good) < len(pairs):
            raise Unprocessable("422: could not be saved", status=422)
        return [Customer(id=1, foreign_id=key) for key, _ in good]


@attrs.frozen(kw_only=True)
class Outcome:
    """What came of a run, counted row by row."""

    setup: Setup
    report: Report
    lost: int
    doubled: int
    wrong: int
    strays: int
    overlaps: int
    requests: int
    miscounted: bool

    @property
    def sound(self) -> bool:
        faults = (self.lost, self.doubled, self.wrong, self.strays, self.overlaps)
        return not any(faults) and not self.miscounted


async def run(setup: Setup) -> Outcome:
    """Import the rows of a setup, let everything late arrive, and judge."""
    rng = Random(setup.seed)
    source = setup.source(rng)
    server = Server(setup, rng)
    keys = sorted({row["foreign_id"] for row in source})
    for key in rng.sample(keys, int(setup.known * len(keys))):
        server.stored[key] = ["before"]
    server.strange.update(rng.sample(keys, int(setup.shadowed * len(keys))))
    before = set(server.stored)
    report = await _imported(setup, server, source)
    await asyncio.sleep(2 * LATEST)
    return _judged(setup, server, source, before, report)


async def _imported(setup: Setup, server: Server, source: list[dict[str, str]]) -> Report:
    limits = Limits(concurrency=setup.lanes)
    gomus = Gomus("http://127.0.0.1:9", token="none", settings=Settings(limits=limits))
    connection = open_nothing()
    journal = Journal.on(connection, InlineWriter(connection), recording=False)
    account = Account(gomus.bulk_caller.wire, RejectsFile(None))
    options = Options(late_commit_window=setup.window, max_reject_ratio=1.0)
    with patch("gomus_async.bulk.run.BatchCustomers", lambda _: server):
        imported = Import(gomus, RowsSource(source), journal, account, options=options)
        report = await imported.place(not_before=None)
    await journal.close()
    return report


def _judged(
    setup: Setup, server: Server, source: list[dict[str, str]], before: set[str], report: Report
) -> Outcome:
    wanted = dict.fromkeys(before, "before")
    good = [row for row in source if row["name"] != POISON]
    wanted.update((row["foreign_id"], row["name"]) for row in good)
    found = server.stored
    accepted = len({row["foreign_id"] for row in good})
    counts = (report.rows, report.accepted, report.superseded, report.rejected, report.unknown)
    right = (len(source), accepted, len(good) - accepted, len(source) - len(good), 0)
    return Outcome(
        setup=setup,
        report=report,
        lost=len(wanted.keys() - found.keys()),
        doubled=sum(len(names) > 1 for names in found.values()),
        wrong=sum(found[key][0] != name for key, name in wanted.items() if key in found),
        strays=len(found.keys() - wanted.keys()),
        overlaps=server.overlaps,
        requests=server.requests,
        miscounted=counts != right or not report.adds_up,
    )
