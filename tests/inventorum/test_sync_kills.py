"""From the till into go~mus in processes that are killed, with faults on both sides."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest

from gomus_async.bulk import Report
from gomus_async.sandbox import Sandbox
from gomus_async.sandbox.inventorum.records import Address, Customer, Phone
from tests.bulk.importing import BATCHES, blind_creates
from tests.bulk.kill.harness import LATE, PATIENCE_S, ROOT, WINDOW
from tests.bulk.test_kill_times import TENTH

TITLES: Mapping[str, int] = {"Mr.": 1, "Mrs.": 2}
GERMANY = 60


def customer(number: int, rng: Random) -> Customer:
    """A person, a company, or somebody of whom little is known."""
    if number % 7 == 0:
        return Customer(company=f"Verein {number}", is_b2b=True, tax_number=f"DE{number:09}")
    if number % 11 == 0:
        return Customer(last_name=f"Nur Name {number}")
    return Customer(
        title=rng.choice(list(TITLES)),
        first_name=f"Vorname {number}",
        last_name=f"Name {number}",
        email=f"k{number}@example.com",
        phones=[Phone(national_number=f"030 {number}")],
        email_marketing_agreed=number % 2 == 0,
        billing_address=Address("DE", address1="Weg", address2=str(number), city="Berlin"),
    )


@attrs.define
class Sync:
    """A till, a go~mus, and processes between them."""

    sandbox: Sandbox
    folder: Path
    rng: Random
    gone: set[str] = attrs.field(factory=set[str])
    runs: int = 0

    @property
    def requests(self) -> int:
        return len(self.sandbox._state.history._entries)

    def fill(self, count: int) -> None:
        till = self.sandbox.store.till
        for number in range(count):
            till.save(customer(number, self.rng))

    def keep_busy(self) -> None:
        """Somebody works at the till: customers are added, edited and deleted."""
        till = self.sandbox.store.till
        for _ in range(3):
            lost = self.rng.choice(till.rows())
            self.gone.add(f"INV-{lost.id}")
            till.delete(lost)
        for _ in range(4):
            till.save(customer(10_000 + self.rng.randrange(10_000), self.rng))
        self.edit(5)

    def edit(self, count: int) -> set[str]:
        """Change so many customers, and say which ones."""
        till = self.sandbox.store.till
        chosen = self.rng.sample(till.rows(), count)
        for row in chosen:
            draft = row.draft()
            draft.email = f"new-{self.rng.randrange(10**9)}@example.com"
            till.save(draft)
        return {f"INV-{row.id}" for row in chosen}

    def kill_after(self, requests: int) -> None:
        """Let a process bring customers over until so many requests have come, then kill it."""
        before, until = self.requests, time.monotonic() + PATIENCE_S
        with self._started() as process:
            while self.requests < before + requests:
                assert process.poll() is None, "it came to its end"
                assert time.monotonic() < until, "nothing happens"
                time.sleep(0.005)  # the other process has no hook that could be waited on
            process.kill()
            process.communicate()

    def finish(self) -> Report:
        with self._started() as process:
            out, _ = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0
        return Report.restored(json.loads(out))

    def _started(self) -> "subprocess.Popen[str]":
        self.runs += 1
        plan = self.folder / "plan.json"
        options = {
            "journal": str(self.folder / "till.journal"),
            "rejects": str(self.folder / "rejects.jsonl"),
            "late_commit_window": WINDOW,
        }
        found = {"url": self.sandbox.url, "till": self.sandbox.inventorum_url, "options": options}
        plan.write_text(json.dumps(found))
        return subprocess.Popen(
            [sys.executable, "-m", "tests.inventorum.sync_worker", str(plan)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )

    def taken(self) -> dict[str, dict[str, Any]]:
        """What go~mus has, by key; no key twice."""
        self.sandbox.advance(60)
        rows = [row for row in self.sandbox.store.records("customers") or [] if row["foreign_id"]]
        assert {n for n in Counter(row["foreign_id"] for row in rows).values() if n > 1} == set()
        return {row["foreign_id"]: row for row in rows}

    def judge(self) -> None:
        """Exactly one customer here for each there, fields as mapped."""
        there = {f"INV-{row.id}": row for row in self.sandbox.store.till.rows()}
        here = self.taken()
        assert there.keys() <= here.keys() <= there.keys() | self.gone
        wrong = [key for key, row in there.items() if not is_mapped(row, here[key])]
        assert wrong == []
        assert blind_creates(self.sandbox.history, LATE) == []

    def written(self, since: int) -> set[str]:
        """The keys that were sent in the requests since then."""
        entries = [e for e in self.sandbox.history if e["n"] > since and e["path"] == BATCHES]
        return {key for entry in entries for key in entry["keys"]}


def is_mapped(row: Customer, mine: Mapping[str, Any]) -> bool:
    address = row.billing_address
    wanted = {
        "name": row.last_name,
        "surname": row.first_name,
        "email": row.email,
        "institution": row.company,
        "is_institution": row.company is not None,
        "vat_number": row.tax_number,
        "tel": row.phones[0].national_number if row.phones else None,
        "customer_salutation_id": TITLES.get(row.title or ""),
        "addr_street": address and f"{address.address1} {address.address2}",
        "addr_city": address and address.city,
        "addr_country_id": address and GERMANY,
    }
    return {name: mine[name] or None for name in wanted} == {
        name: value or None for name, value in wanted.items()
    }


def must_show(folder: Path, *, count: int, kills: list[int], edits: int) -> None:
    with Sandbox(
        data="empty",
        seed=8,
        batch_cap=60,
        atomic_batches=False,
        inventorum_order="name",
        late_commit_s=LATE,
        delay_s=0.05,
        drip_s=0.002,
        faults={"seed": 8, "rates": TENTH},
    ) as sandbox:
        sync = Sync(sandbox, folder, Random(8))
        sync.fill(count)
        began = time.monotonic()
        for requests in kills:
            sync.kill_after(requests)
            sync.keep_busy()
        last = sync.finish()
        took, sent = time.monotonic() - began, sync.requests
        sync.judge()
        everybody = len(sandbox.store.till.rows())
        assert (last.rows, last.unknown, last.rejected) == (everybody, 0, 0)
        # What was brought over before the kills is not sent once more.
        assert last.unchanged > 0

        before, since = sync.taken(), sync.requests
        second = sync.finish()
        assert (second.unchanged, second.accepted) == (everybody, 0)
        assert sync.written(since) == set()
        assert not [e for e in sandbox.history if e["n"] > since and e["path"].count("/INV-")]
        assert sync.taken() == before

        edited, since = sync.edit(edits), sync.requests
        third = sync.finish()
        after = sync.taken()
        assert (third.accepted, third.updated, third.created) == (edits, edits, 0)
        assert sync.written(since) == edited
        assert {key for key, row in after.items() if row != before[key]} == edited
        sync.judge()
        print(f"\n{everybody} customers, {sent} requests, {took:.1f} s; last run: {last}")  # noqa: T201
        print(f"second run: {second}\nafter {edits} edits: {third}")  # noqa: T201 - for the record


def test_two_kills(tmp_path: Path) -> None:
    must_show(tmp_path, count=300, kills=[90, 150], edits=7)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_five_thousand_customers_and_three_kills(tmp_path: Path) -> None:
    must_show(tmp_path, count=5000, kills=[700, 1500, 2200], edits=37)
