"""What a journal remembers: of an import that has not ended, and of those that have."""

import base64
import json
import logging
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote

import attrs
import pytest

from gomus_async import JournalError
from gomus_async.bulk import import_customers
from gomus_async.bulk.digests import digests_of
from gomus_async.bulk.intake import Intake
from gomus_async.bulk.journal import RETENTION_DAYS, Ending, Journal, Known, Learned, State
from gomus_async.bulk.past import PastRows
from gomus_async.bulk.records import Record
from gomus_async.errors import ImportFailed, SourceChanged
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import TOKEN, client, poison, row

HOST = "https://a.example"
DAY = 86400.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crm.journal"


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[Journal]:
    journal = await Journal.open(path, HOST, "process")
    yield journal
    await journal.close()


async def again(journal: Journal, path: Path) -> Journal:
    await journal.close()
    return await Journal.open(path, HOST, "process")


async def past_of(journal: Journal) -> PastRows:
    return PastRows(await journal.spans(), await journal.digests())


async def test_a_new_one_knows_nothing(journal: Journal):
    assert await journal.past() is None
    assert await journal.spans() == []
    assert await journal.learned() == {}
    assert await journal.known([1, 2]) == {}
    assert len(journal.key) == 32


async def test_the_three_states_of_a_row(journal: Journal, path: Path):
    journal.clock = lambda: 1000.0
    await journal.begin("source")
    first = await journal.intend(range(1, 11), 10, [], [])
    journal.clock = lambda: 1005.0
    await journal.intend(range(11, 21), 10, [], [])
    journal.end([Ending(State.CREATED, range(1, 8), 7), Ending(State.REJECTED, [8])], [], [])
    other = await again(journal, path)
    past = await past_of(other)
    states = [past.ended(position) for position in range(1, 22)]
    assert states == [State.CREATED] * 7 + [State.REJECTED] + [None] * 13
    sent = [past.sent_at(position) for position in (9, 10, 11, 20, 21)]
    assert sent == [1000.0, 1000.0, 1005.0, 1005.0, None]
    assert first == 1
    # Numbers go on, so that an old intent is never taken for a new one.
    assert await other.intend([21], 1, [], []) == 3
    await other.close()


async def test_what_was_sent_again_is_in_doubt_from_then_on(journal: Journal):
    journal.clock = lambda: 1000.0
    intent = await journal.intend([1, 2], 3, [], [])
    journal.clock = lambda: 1030.0
    await journal.repeat(intent)
    assert (await past_of(journal)).sent_at(1) == 1030.0


async def test_an_intent_that_is_over_leaves_no_doubt(journal: Journal):
    intent = await journal.intend([1, 2], 3, [], [])
    journal.end([Ending(State.CREATED, [1, 2], 3)], [], [intent])
    past = await past_of(journal)
    assert past.ended(1) is State.CREATED
    assert past.sent_at(1) is None


async def test_the_rows_of_a_resumed_source_are_compared(journal: Journal):
    await journal.intend([1, 2, 3], 10 + 20 + 30, [], [])
    past = await past_of(journal)
    for position, content in ((1, 10), (2, 20)):
        past.meet(position, content)
    with pytest.raises(SourceChanged):
        past.meet(3, 31)
    shorter = await past_of(journal)
    shorter.meet(1, 10)
    with pytest.raises(SourceChanged):
        shorter.end()


@pytest.mark.parametrize("content", [2**63 - 1, -(2**63), 0, -1])
async def test_sums_of_hashes_of_every_size(journal: Journal, content: int):
    await journal.intend([1, 2, 3], 3 * content, [], [])
    past = await past_of(journal)
    for position in (1, 2, 3):
        past.meet(position, content)
    past.end()


async def test_what_stands_is_known_to_imports_to_come(journal: Journal, path: Path):
    await journal.begin("source")
    journal.end([Ending(State.CREATED, [1], 5)], [(11, 5, True), (12, None, False)])
    # This import's own.
    assert await journal.known([11, 12, 13]) == {
        11: Known(exists=True, content=5, placed=True),
        12: Known(exists=False, content=None, placed=False),
    }
    await journal.finish({"rows": 2})
    other = await again(journal, path)
    past = await other.past()
    assert past is not None
    assert (past.source, past.finished, past.report) == ("source", True, {"rows": 2})
    assert await other.known([11, 12]) == {11: Known(exists=True, content=5, placed=False)}
    assert await other.spans() == []
    await other.close()


async def test_what_was_long_ago_is_forgotten(journal: Journal):
    journal.clock = lambda: 1000 * DAY
    await journal.begin(None)
    journal.end([], [(1, 5, True), (2, 5, True)])
    await journal.finish({})
    await journal._writer.run(lambda connection: connection.execute("DELETE FROM touched").rowcount)
    journal.clock = lambda: (1000 + RETENTION_DAYS) * DAY
    journal.end([], [(2, 5, False)])
    known = await journal.known([1, 2])
    assert known[1].old
    await journal.finish({})
    journal.clock = lambda: (1001 + RETENTION_DAYS) * DAY
    await journal.finish({})
    assert set(await journal.known([1])) == set()
    assert set(await journal.known([2])) == {2}


async def test_an_abandoned_import_is_forgotten_but_not_when_it_last_sent(journal: Journal):
    await journal.begin("one")
    journal.end([Ending(State.CREATED, [1], 5)], [(11, 5, True)])
    await journal.finish({})
    await journal.begin("two")
    journal.clock = lambda: 77.0
    await journal.intend([1], 6, [], [])
    assert await journal.begin("three") == 77.0
    assert await journal.spans() == []
    assert (await journal.known([11]))[11].exists
    # Nobody knows what the abandoned one has made of it.
    (row,) = await journal._writer.run(
        lambda connection: connection.execute("SELECT content FROM customer").fetchall()
    )
    assert row == (None,)
    await journal.finish({})
    # Whatever may yet be applied is waited for, also by the import after the next.
    assert await journal.begin("four") == 77.0


async def test_caps_are_kept(journal: Journal, path: Path):
    learned = {"POST": Learned(50, 60, 1000), "PUT": Learned(100, None, None)}
    await journal.learn(learned)
    await journal.learn({"POST": Learned(55, 60, 1000)})
    other = await again(journal, path)
    assert await other.learned() == {**learned, "POST": Learned(55, 60, 1000)}
    await other.close()


async def test_without_a_file_it_remembers_as_long_as_it_lasts():
    journal = await Journal.open(None, HOST, "process")
    assert await journal.intend([1], 1, [], [(11, 5, True)]) == 0
    journal.end([], [(12, 5, True)])
    assert set(await journal.known([11, 12, 13])) == {11, 12}
    await journal.finish({})
    assert await journal.past() is None
    await journal.close()


async def test_a_job_that_fails_is_told(journal: Journal):
    def fail(connection: Any) -> None:
        connection.execute("INSERT INTO intent VALUES (1)")

    journal._writer.post(fail)
    with pytest.raises(JournalError):
        await journal.intend([1], 1, [], [])


async def test_about_a_byte_a_row(journal: Journal, path: Path):
    """Of batches; one row in a thousand is rejected."""
    rows, size = 200_000, 100
    await journal.begin("source")
    for low in range(1, rows, size):
        batch = range(low, low + size)
        intent = await journal.intend(batch, hash(batch), [], [])
        rejected = [low + 50] if low % 1000 == 1 else []
        good = [position for position in batch if position not in rejected]
        ended = [Ending(State.CREATED, good, hash(batch)), Ending(State.REJECTED, rejected)]
        journal.end([ending for ending in ended if ending.positions], [], [intent])
    await journal.spans()
    await journal._writer.run(lambda connection: None)
    connection = journal._writer
    pages = await connection.run(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    assert pages * 4096 <= 1.0 * rows


# What must not stand in it.

SECRETS = {
    "key": "kanarienvogel-key-4711",
    "name": "Kanarienvogel-Name",
    "email": "kanarienvogel@example.org",
    "token": TOKEN,
}


def spellings(text: str) -> set[bytes]:
    raw = text.encode()
    shifted = {base64.b64encode(b"\0" * n + raw)[4:-4] for n in range(3)}
    return {raw, quote(text, safe="").encode(), raw.hex().encode(), *shifted, raw[::-1]}


def contents(path: Path) -> dict[str, bytes]:
    """The journal and its log, read by another process: this one would lose its lock."""
    places = sorted(path.parent.glob("crm.journal*"))
    return {
        place.name: subprocess.run(["/bin/cat", place], check=True, capture_output=True).stdout
        for place in places
    }


@pytest.mark.parametrize("ends", [True, False])
async def test_no_secret_is_in_the_journal_its_log_or_the_logs(
    tmp_path: Path, path: Path, caplog: pytest.LogCaptureFixture, *, ends: bool
):
    caplog.set_level(logging.DEBUG)
    source = [
        row(f"{SECRETS['key']}-{i}", SECRETS["name"], email=SECRETS["email"]) for i in range(200)
    ]
    source.insert(10, poison(f"{SECRETS['key']}-p", SECRETS["name"]))
    rejects = tmp_path / "rejects.jsonl"
    found: list[dict[str, bytes]] = []

    def look(_: object) -> None:
        found.append(contents(path))

    rule = {"method": "POST", "nth": [12, 13, 14, 15], "do": "redirect"}
    with Sandbox(data="empty", faults=None if ends else {"rules": [rule]}) as sandbox:
        async with client(sandbox.url, concurrency=2) as gomus:
            with nullcontext() if ends else pytest.raises(ImportFailed) as failure:
                await import_customers(
                    gomus, source, journal=path, rejects=rejects, on_progress=look, batch_size=20
                )
    if failure is not None:
        found.append({"error": repr(failure.value).encode()})
    found += [contents(path), {"logs": caplog.text.encode()}]
    assert {"crm.journal", "crm.journal-wal"} <= {name for files in found for name in files}
    secrets = {spelt for secret in SECRETS.values() for spelt in spellings(secret)}
    leaks = [
        (name, secret)
        for files in found
        for name, content in files.items()
        for secret in secrets
        if secret in content
    ]
    assert leaks == []
    # The rejects hold rows, which is what they are for, but no token.
    assert TOKEN not in rejects.read_text()
    assert [json.loads(line)["position"] for line in rejects.read_text().splitlines()] == [11]


@attrs.define
class Slow:
    """A journal whose answer about a key waits until that is allowed."""

    key: bytes = b"k"
    asked: list[int] = attrs.field(factory=list)
    placed: set[int] = attrs.field(factory=set)
    release: list[Callable[[], None]] = attrs.field(factory=list)

    async def known(self, keys: Sequence[int]) -> dict[int, Known]:
        self.asked.append(len(keys))
        known = {key: Known(True, 1, True) for key in keys if key in self.placed}
        if self.release:
            self.release.pop(0)()
        return known

    def end(self, *_: object) -> None:
        raise AssertionError("nothing has ended")


async def test_rows_that_come_to_their_end_while_the_journal_is_asked():
    """Two rows' predecessors do so one after the other: both are known to be placed."""
    in_flight = {"A", "B"}
    journal = Slow()

    async def records() -> AsyncIterator[Sequence[Record]]:
        yield [Record(position, position, row(key)) for position, key in enumerate("AB", start=1)]

    class Account:
        def read(self, count: int) -> None: ...
        def check_rejects(self) -> None: ...

    intake = Intake(records(), journal, Account(), 1.0, in_flight=in_flight)  # type: ignore[arg-type] # - stands for them

    def end(key: str) -> Callable[[], None]:
        def end() -> None:
            in_flight.discard(key)
            journal.placed.add(digests_of(journal.key, [key.encode()])[0])

        return end

    journal.release = [end("A"), end("B")]
    async with aclosing(intake.chunks()) as chunks:
        rows = [pending async for chunk in chunks for pending in chunk]
    assert [(pending.key, pending.placed) for pending in rows] == [("A", True), ("B", True)]
    assert journal.asked == [2, 1, 1]
