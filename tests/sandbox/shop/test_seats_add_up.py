"""Whatever happens: what is free, sold and reserved is the whole."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

NOW = datetime(2026, 7, 6, 9, tzinfo=timezone(timedelta(hours=2)))
DAY = "2026-07-07"
TIMES = ("10:00", "10:30", "12:00")
QUOTAS = {301: (14,), 302: (14,), 304: (16,), 247: (11,), 250: (11, 13)}
PRICES = {301: 900, 302: 500, 304: 600, 247: 1400, 250: 1800, 514: 1900}
TOTALS = {11: 100, 13: 60, 14: 40, 16: 20, 37: 46, 98: 200, 99: 37}

Cells = Counter[tuple[int, str]]


def moment(time: str) -> str:
    return f"{DAY}T{time}:00+02:00"


def taking(ticket: int, time: str, quantity: int) -> Cells:
    return Counter({(quota, time): quantity for quota in QUOTAS[ticket]})


@attrs.define
class Held:
    ticket: int
    time: str
    quantity: int
    first: float
    until: float


@attrs.define
class Books:
    """What must be so, kept apart from the sandbox."""

    clock: float = 0.0
    held: dict[str, Held] = attrs.field(factory=dict[str, Held])
    sold: dict[int, Cells] = attrs.field(factory=dict[int, Cells])

    def valid(self) -> dict[str, Held]:
        return {token: held for token, held in self.held.items() if self.clock < held.until}

    def left(self, but: str | None = None) -> Cells:
        left: Cells = Counter(
            {(quota, time): total for quota, total in TOTALS.items() for time in TIMES}
        )
        for cells in self.sold.values():
            left.subtract(cells)
        for token, held in self.valid().items():
            if token != but:
                left.subtract(taking(held.ticket, held.time, held.quantity))
        return left

    def fits(self, cells: Mapping[tuple[int, str], int], but: str | None = None) -> bool:
        left = self.left(but)
        return all(people <= left[cell] for cell, people in cells.items())


@attrs.define
class Run:
    """Random operations on a sandbox, each of which must be taken or refused as the books say."""

    api: Any
    random: random.Random
    books: Books = attrs.field(factory=Books)
    outcomes: Counter[str] = attrs.field(factory=Counter[str])

    async def step(self) -> None:
        steps = (self.reserve, self.update, self.release, self.buy, self.combine, self.cancel)
        weights = (6, 3, 1, 5, 3, 1)
        [step] = self.random.choices(steps, weights)
        await step()
        if self.random.random() < 0.2:
            seconds = self.random.choice((1, 60, 150, 299, 300))
            self.api.sandbox.advance(seconds)
            self.books.clock += seconds

    def note(self, name: str, status: int, expected: int) -> bool:
        assert (name, status) == (name, expected)
        self.outcomes[f"{name} {status}"] += 1
        return status < 300

    def entry(self) -> tuple[int, str, int]:
        ticket = self.random.choice(tuple(QUOTAS))
        # The short ticket has no entry at half past.
        times = ("10:00", "12:00") if ticket == 302 else TIMES
        return ticket, self.random.choice(times), self.random.randint(1, 15)

    async def reserve(self) -> None:
        ticket, time, quantity = self.entry()
        fields = {"ticket_id": ticket, "quantity": quantity, "start_at": moment(time)}
        answer = await self.api("POST", "/tickets/reservations", {"reservation": fields})
        fits = self.books.fits(taking(ticket, time, quantity))
        if self.note("reserve", answer.status, 201 if fits else 422):
            now = self.books.clock
            token = answer.json["reservation"]["token"]
            self.books.held[token] = Held(ticket, time, quantity, now, now + 300)

    async def update(self) -> None:
        if not self.books.held:
            return
        token, held = self.random.choice(list(self.books.held.items()))
        quantity = self.random.randint(1, 30)
        fields = {"reservation": {"quantity": quantity}}
        answer = await self.api("PUT", f"/tickets/reservations/{token}", fields)
        valid = token in self.books.valid()
        fits = self.books.fits(taking(held.ticket, held.time, quantity), token)
        if self.note("update", answer.status, 200 if valid and fits else 422):
            held.quantity = quantity
            held.until = min(self.books.clock + 300, held.first + 3600)

    async def release(self) -> None:
        if not self.books.held:
            return
        token = self.random.choice(list(self.books.held))
        answer = await self.api("DELETE", f"/tickets/reservations/{token}")
        valid = token in self.books.valid()
        if self.note("release", answer.status, 204 if valid else 422):
            del self.books.held[token]

    async def buy(self) -> None:
        ticket, time, quantity = self.entry()
        valid = self.books.valid()
        own = self.random.choice([None, *valid])
        if own is not None:
            held = valid[own]
            ticket, time, quantity = held.ticket, held.time, held.quantity + 1
        attributes = {"id": ticket, "quantity": quantity, "time": moment(time)}
        attributes["reservations"] = [own] if own else []
        fits = self.books.fits(taking(ticket, time, quantity), own)
        bought = await self.order(attributes, taking(ticket, time, quantity), fits=fits)
        if bought and own is not None:
            del self.books.held[own]

    async def combine(self) -> None:
        first, second = self.random.sample((37, 99), 2)
        quantity = self.random.randint(1, 12)
        times = {37: "515", 99: "516"}
        cells: Cells = Counter(
            {(98, "10:00"): quantity, (first, "10:00"): quantity, (second, "12:00"): quantity}
        )
        visits = {times[first]: moment("10:00"), times[second]: moment("12:00")}
        attributes = {"id": 514, "quantity": quantity, "time": moment("10:00")}
        attributes["sub_ticket_times"] = visits
        await self.order(attributes, cells, fits=self.books.fits(cells))

    async def order(self, attributes: dict[str, Any], cells: Cells, *, fits: bool) -> bool:
        body = {
            "comment": "",
            "reference": "",
            "coupons": [],
            "items": [{"type": "Ticket", "attributes": attributes}],
            "total": PRICES[attributes["id"]] * attributes["quantity"],
        }
        answer = await self.api("POST", "/orders", body)
        if not self.note("order", answer.status, 201 if fits else 422):
            return False
        self.books.sold[answer.json["order"]["id"]] = cells
        return True

    async def cancel(self) -> None:
        if not self.books.sold:
            return
        number = self.random.choice(list(self.books.sold))
        answer = await self.api("POST", f"/orders/{number}/cancellations")
        self.note("cancel", answer.status, 200)
        del self.books.sold[number]

    async def compare(self) -> None:
        query = "".join(f"&ticket_ids[]={ticket}" for ticket in (*QUOTAS, 514, 515, 516))
        answer = await self.api("GET", f"/tickets/capacities?date={DAY}{query}")
        quotas = answer.json["data"]
        left = {
            (int(number), time): quota["capacities"][moment(time)]
            for number, quota in quotas.items()
            for time in TIMES
        }
        assert left == self.books.left()
        assert all(people >= 0 for people in left.values())
        for number, quota in quotas.items():
            assert set(quota["total_capacities"].values()) == {TOTALS[int(number)]}
            others = set(quota["capacities"]) - {moment(time) for time in TIMES}
            assert {quota["capacities"][key] for key in others} == {TOTALS[int(number)]}
        stored = (await self.api("GET", "/_sandbox/store/reservations")).json
        assert {row["token"]: row["quantity"] for row in stored} == {
            token: held.quantity for token, held in self.books.valid().items()
        }


@pytest.mark.parametrize("seed", range(3))
async def test_free_and_sold_and_reserved_are_always_the_whole(start: Any, seed: int) -> None:
    run = Run(await start(clock=lambda: NOW), random.Random(seed))
    for _ in range(150):
        await run.step()
        await run.compare()
    expected = {"reserve 201", "reserve 422", "update 200", "update 422", "release 204"}
    assert set(run.outcomes) >= {*expected, "order 201", "order 422", "cancel 200"}
