"""Customers to import, what must be stored in the end, and what a history must not show."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from random import Random
from typing import Any, Final
from urllib.parse import unquote

import attrs
import pytest

from gomus_async import Backoff, Gomus, NewCustomer, Settings, Timeouts
from gomus_async.bulk import Report
from gomus_async.bulk.sending import BatchCustomers
from gomus_async.sandbox import Sandbox
from gomus_async.settings import Limits

TOKEN: Final = "user-token"
POISON: Final = 999
"""A salutation that no instance offers: the server alone knows."""

BATCHES: Final = "/api/v4/customers"
ONE: Final = "/api/v4/customers/"

Values = Mapping[str, Any]
Entry = Mapping[str, Any]


def quick(*, attempt: float = 1.0, **limits: Any) -> Settings:
    """Settings whose waits are short."""
    return Settings(
        timeouts=Timeouts(attempt=attempt),
        # The budget for retries is tested elsewhere; waiting for it would take most of the time.
        backoff=Backoff(throttle_base=0.05, base=0.02, cap=1.0, budget_reserve=100.0),
        limits=Limits(**limits),
    )


@asynccontextmanager
async def client(url: str, *, token: str = TOKEN, **settings: Any) -> AsyncIterator[Gomus]:
    async with Gomus(url, token=token, settings=quick(**settings)) as gomus:
        yield gomus


def row(key: str, name: str = "Meier", **fields: Any) -> dict[str, Any]:
    return {"foreign_id": key, "name": name, **fields}


def poison(key: str, name: str = "Gift", **fields: Any) -> dict[str, Any]:
    return row(key, name, customer_salutation_id=POISON, **fields)


def rows(count: int, prefix: str = "K") -> list[dict[str, Any]]:
    return [row(f"{prefix}-{i}", f"Name {i}") for i in range(count)]


def is_poison(values: Values) -> bool:
    return values.get("customer_salutation_id") == POISON


async def stored_before(sandbox: Sandbox, customers: Sequence[Values]) -> None:
    """Create customers, before any fault is set."""
    async with client(sandbox.url) as gomus:
        for start in range(0, len(customers), 50):
            some = customers[start : start + 50]
            await gomus.customers.create_many([NewCustomer(**values) for values in some])


def by_key(sandbox: Sandbox) -> dict[str, list[dict[str, Any]]]:
    """The stored customers that have a key."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in sandbox.store.records("customers") or []:
        if record["foreign_id"] is not None:
            found[record["foreign_id"]].append(record)
    return dict(found)


def stored(sandbox: Sandbox, key: str) -> dict[str, Any]:
    """The one customer with this key."""
    (record,) = by_key(sandbox)[key]
    return record


def applied(sandbox: Sandbox) -> list[Entry]:
    return [entry for entry in sandbox.history if entry["applied"]]


@attrs.frozen
class Case:
    """An import, and the customers that are there before it."""

    source: Sequence[Values]
    before: Sequence[Values] = ()

    @classmethod
    def drawn(cls, count: int, seed: int, poisons: int = 5) -> "Case":
        """Rows of which a tenth is there before, some repeat a key, and some are poison."""
        rng = Random(seed)
        fresh = count - count // 20 - poisons
        source = [
            row(f"K-{i}", f"Name {i}", tel=f"+49 {i}", notes=f"ß{rng.random()}")
            for i in range(fresh)
        ]
        before = [
            row(values["foreign_id"], "before", email="before@example.com")
            for values in rng.sample(source, count // 10)
        ]
        for again in range(count // 20):
            at = rng.randrange(len(source))
            key = source[at]["foreign_id"]
            source.insert(rng.randint(at + 1, len(source)), row(key, f"again {again}"))
        for number in range(poisons):
            known = source[rng.randrange(len(source))]["foreign_id"]
            key = known if number % 3 == 2 else f"P-{number}"
            source.insert(rng.randrange(len(source) + 1), poison(key))
        rng.shuffle(before)
        return cls(source, before)

    @property
    def poisons(self) -> int:
        return sum(map(is_poison, self.source))

    @property
    def wanted(self) -> dict[str, dict[str, Any]]:
        """By key what must be stored: field by field what the last good row says."""
        wanted: dict[str, dict[str, Any]] = {}
        for values in (*self.before, *self.source):
            if not is_poison(values):
                wanted.setdefault(values["foreign_id"], {}).update(values)
        return wanted

    def judge(self, sandbox: Sandbox, report: Report) -> None:
        """Nothing lost, nothing doubled, nothing wrong, by what the server holds."""
        wrong = problems(by_key(sandbox), self.wanted)
        assert not wrong, wrong
        good = [values for values in self.source if not is_poison(values)]
        keys = {values["foreign_id"] for values in good}
        assert report.adds_up
        assert (report.rows, report.rejected, report.unknown) == (
            len(self.source),
            self.poisons,
            0,
        )
        assert (report.accepted, report.superseded) == (len(keys), len(good) - len(keys))


def problems(
    found: Mapping[str, Sequence[Values]], wanted: Mapping[str, Values]
) -> list[tuple[str, str]]:
    """What is wrong with what is stored, key by key."""
    wrong = [(key, "stray") for key in found if key not in wanted]
    for key, values in wanted.items():
        records = found.get(key, ())
        if len(records) != 1:
            wrong.append((key, f"stored {len(records)} times"))
            continue
        wrong += [
            (key, f"{name} is {records[0][name]!r}, not {value!r}")
            for name, value in values.items()
            if records[0][name] != value
        ]
    return wrong


def blind_creates(history: Iterable[Entry], window: float) -> list[tuple[str, int, int]]:
    """Creates of a key that was sent before, and was neither refused nor looked up since.

    Args:
        history: Of the sandbox.
        window: Seconds after which a look-up may be believed, if the outcome was unclear.
    """
    wrong: list[tuple[str, int, int]] = []
    sent: dict[str, Entry] = {}
    absent: dict[str, Entry] = {}
    for entry in history:
        if entry["method"] == "POST" and entry["path"] == BATCHES:
            for key in entry["keys"]:
                earlier, looked = sent.get(key), absent.get(key)
                if earlier is not None and not _may_follow(earlier, looked, window):
                    wrong.append((key, earlier["n"], entry["n"]))
                sent[key] = entry
        else:
            for key in _found_absent(entry):
                absent[key] = entry
    return wrong


def _may_follow(earlier: Entry, looked: Entry | None, window: float) -> bool:
    if 400 <= (earlier["status"] or 0) < 500:
        return True
    if looked is None or looked["n"] < earlier["n"]:
        return False
    # The client counts from when it sent, a little before the server takes note.
    return _moment(looked) - _moment(earlier) >= window - 0.2


def _found_absent(entry: Entry) -> list[str]:
    if entry["method"] == "GET" and entry["status"] == 404:
        return [unquote(entry["path"].removeprefix(ONE))]
    if entry["method"] == "PUT" and entry["status"] == 422:
        return list(entry["keys"])
    return []


def _moment(entry: Entry) -> float:
    return datetime.fromisoformat(entry["at"]).timestamp()


def refused_for_size(history: Iterable[Entry], cap: int) -> int:
    return sum(entry["status"] == 422 and len(entry["keys"]) > cap for entry in history)


@attrs.define
class InFlight:
    """Notices two writes of one key under way at once."""

    keys: Counter[str] = attrs.field(factory=Counter[str])
    overlaps: list[str] = attrs.field(factory=list[str])
    most: int = 0

    @classmethod
    def watch(cls, monkeypatch: pytest.MonkeyPatch) -> "InFlight":
        watch = cls()
        for name in ("create_batch", "update_batch"):
            send = getattr(BatchCustomers, name)
            monkeypatch.setattr(BatchCustomers, name, watch._watched(send))
        return watch

    def _watched(self, send: Any) -> Any:
        async def watched(customers: BatchCustomers, sent: Sequence[Any], **options: Any) -> Any:
            keys = [row.key for row in sent]
            self.overlaps += [key for key in keys if self.keys[key]]
            self.keys.update(keys)
            self.most = max(self.most, self.keys.total())
            try:
                return await send(customers, sent, **options)
            finally:
                self.keys.subtract(keys)

        return watched


@attrs.define
class Reading:
    """Rows that count how far they have been read."""

    source: Iterable[Values]
    read: int = 0
    closed: bool = False

    def __iter__(self) -> Iterator[Values]:
        try:
            for values in self.source:
                self.read += 1
                yield values
        finally:
            self.closed = True


async def tasks_beside_this() -> set[asyncio.Task[Any]]:
    """What is left after the transports have had their rounds to close."""
    for _ in range(5):
        await asyncio.sleep(0)
    return asyncio.all_tasks() - {asyncio.current_task()}
