"""The list of bad caps, bad rows and bad answers, one test a case: `pytest -k b07`."""

import unicodedata
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from gomus_async import ImportStopped, NewCustomer, SourceChanged
from gomus_async.bulk import Report, csv_source, import_customers
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import (
    BATCHES,
    Case,
    InFlight,
    applied,
    by_key,
    client,
    poison,
    refused_for_size,
    row,
    rows,
    stored,
)
from tests.bulk.instance import Instance, Rows
from tests.bulk.test_import_answers import LISTINGS, names
from tests.bulk.test_import_answers import run as run_instance
from tests.bulk.test_import_sizes import set_cap, writes

GIFT = "Gift"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(data="empty") as sandbox:
        yield sandbox


async def run(sandbox: Sandbox, source: Any, **options: Any) -> Report:
    async with client(sandbox.url, concurrency=4) as gomus:
        return await import_customers(gomus, source, **options)


def batches(sandbox: Sandbox) -> list[dict[str, Any]]:
    return [entry for entry in sandbox.history if entry["path"] == BATCHES]


async def test_b01_an_unknown_cap_is_learnt_and_kept(tmp_path: Path):
    journal = tmp_path / "crm.journal"
    with Sandbox(data="empty", batch_cap=37) as sandbox:
        # One batch at a time tries another size; with fewer rows the others may have sent them
        # all before the last size was tried.
        report = await run(sandbox, rows(1500), journal=journal)
        assert (report.accepted, report.rejected) == (1500, 0)
        assert refused_for_size(sandbox.history, 37) <= 6
        learnt = max(writes(sandbox))
        before = len(batches(sandbox))
        report = await run(sandbox, rows(600, "L"), journal=journal)
        assert report.accepted == 600
        sizes = [len(entry["keys"]) for entry in batches(sandbox)[before:]]
        assert abs(sizes[0] - learnt) <= 1
        assert refused_for_size(batches(sandbox)[before:], 37) <= 1


async def test_b02_a_cap_of_one():
    with Sandbox(data="empty", batch_cap=1) as sandbox:
        report = await run(sandbox, [*rows(60), poison("P")])
        assert (report.accepted, report.rejected) == (60, 1)
        assert set(writes(sandbox)) == {1}


async def test_b03_a_cap_lowered_in_the_middle(tmp_path: Path):
    with Sandbox(data="empty", batch_cap=100) as sandbox:
        lowered: list[int] = []

        def source() -> Iterator[dict[str, Any]]:
            for number, values in enumerate(rows(2500)):
                if number == 1500:
                    lowered.append(len(batches(sandbox)))
                    set_cap(sandbox, 20)
                yield values

        report = await run(sandbox, source(), journal=tmp_path / "crm.journal")
        assert (report.accepted, report.rejected) == (2500, 0)
        assert len(by_key(sandbox)) == 2500
        after = batches(sandbox)[lowered[0] :]
        assert max(len(e["keys"]) for e in after if e["applied"]) == 20
        # Learnt once, and not refused again and again.
        assert refused_for_size(after[-20:], 20) == 0


@pytest.mark.parametrize("atomic", [True, False])
async def test_b04_cap_and_poison_in_one_batch(*, atomic: bool):
    source = rows(120)
    for at in (100, 45, 44, 3):
        source.insert(at, poison(f"P-{at}"))
    with Sandbox(data="empty", batch_cap=30, atomic_batches=atomic) as sandbox:
        report = await run(sandbox, source)
        Case(source).judge(sandbox, report)
        assert report.rejected == 4


async def test_b05_one_poison_in_a_thousand():
    source = rows(999)
    source.insert(700, poison("P"))
    with Sandbox(data="empty", batch_cap=1000) as sandbox:
        clean = await run(sandbox, rows(1000, "C"), batch_size=1000)
        report = await run(sandbox, source, batch_size=1000)
        assert (report.accepted, report.rejected) == (999, 1)
        assert report.batches - clean.batches <= 20


async def test_b06_nothing_but_poison_stops_and_goes_on(sandbox: Sandbox, tmp_path: Path):
    journal, rejects = tmp_path / "crm.journal", tmp_path / "rejects.jsonl"
    source = [poison(f"P-{i}") if i % 5 == 0 else row(f"K-{i}") for i in range(2000)]
    options: dict[str, Any] = {"journal": journal, "rejects": rejects, "late_commit_window": 0.5}
    with pytest.raises(ImportStopped, match="max_reject_ratio") as stopped:
        await run(sandbox, source, **options)
    report = stopped.value.report
    assert report.adds_up
    assert not report.finished
    assert 1000 <= report.accepted + report.rejected < 2000
    # It goes on where it stopped, and stops again, unless more is allowed.
    before = len(applied(sandbox))
    with pytest.raises(ImportStopped):
        await run(sandbox, source, **options)
    assert len(applied(sandbox)) == before
    report = await run(sandbox, source, **options, max_reject_ratio=0.3)
    assert report.resumed
    Case(source).judge(sandbox, report)
    assert len(rejects.read_text().splitlines()) == 400


@pytest.mark.parametrize("unique", [True, False])
async def test_b07_a_refused_batch_that_is_partly_applied(*, unique: bool):
    source = rows(150)
    for at in (130, 77, 20):
        source.insert(at, poison(f"P-{at}"))
    with Sandbox(data="empty", atomic_batches=False, unique_foreign_id=unique) as sandbox:
        report = await run(sandbox, source, batch_size=50)
        Case(source).judge(sandbox, report)
        created = [k for e in batches(sandbox) if e["method"] == "POST" for k in e["keys"]]
        assert any(e["status"] == 422 and e["applied"] for e in batches(sandbox))
        # What stood after a refusal was not created again.
        assert all(len(records) == 1 for records in by_key(sandbox).values())
        assert len(created) < 3 * len(source)


ERRORS: dict[str, Any] = {
    "names the rows": lambda bad, _: [f"{key}: Name ist zu giftig" for key in bad],
    "names other rows": lambda _, good: [f"{key}: Name ist zu giftig" for key in good],
    "names all rows": lambda bad, good: [f"{key}: is invalid" for key in (*good, *bad)],
    "another language": lambda *_: ["Le nom n'est pas valable", "名前が無効です"],
    "nothing": lambda *_: [],
    "not a list": lambda *_: {"0": {"name": ["giftig"]}},
}


@pytest.mark.parametrize("said", ERRORS)
async def test_b08_what_a_refusal_says_of_its_rows(said: str):
    def refuse(_: str, sent: Rows) -> tuple[int, Any] | None:
        bad = [entry["foreign_id"] for entry in sent if entry["name"] == GIFT]
        good = [entry["foreign_id"] for entry in sent if entry["name"] != GIFT]
        body = {"error": "customer(s) could not be saved", "errors": ERRORS[said](bad, good)}
        return (422, body) if bad else None

    source = [*rows(30), row("P-1", GIFT), *rows(30, "L"), row("P-2", GIFT)]
    report, server = await run_instance(Instance(intercept=refuse), source)
    assert (report.accepted, report.rejected) == (60, 2)
    assert len(server.requests) > 2


@pytest.mark.parametrize("listing", LISTINGS)
async def test_b09_an_answer_with_other_rows_than_were_sent(listing: str):
    instance = Instance(lists=LISTINGS[listing])
    instance.store(*(row(values["foreign_id"], "before") for values in rows(20)))
    report, _ = await run_instance(instance, rows(40))
    assert names(instance) == {values["foreign_id"]: values["name"] for values in rows(40)}
    assert (report.accepted, report.clean) == (40, True)


async def test_b10_unique_keys_and_a_batch_of_known_and_new():
    with Sandbox(data="empty", unique_foreign_id=True) as sandbox:
        await run(sandbox, [row(f"K-{i}", "before") for i in range(0, 60, 2)])
        source = rows(60)
        report = await run(sandbox, source, assume_new=True)
        assert (report.accepted, report.created, report.updated) == (60, 30, 30)
        assert report.rejected == 0
        Case(source).judge(sandbox, report)


async def test_b11_the_same_key_twice_is_never_in_flight_twice(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    watch = InFlight.watch(monkeypatch)
    source = [row(f"K-{i % 7}", f"Name {i}") for i in range(70)]
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    for path, part in ((first, source[:35]), (second, source[35:])):
        lines = (f"{values['foreign_id']},{values['name']}\n" for values in part)
        path.write_text("foreign_id,name\n" + "".join(lines))
    for path in (first, second):
        report = await run(sandbox, csv_source(path), batch_size=2)
        assert (report.accepted, report.superseded) == (7, 28)
    assert watch.overlaps == []
    found = {key: records[0]["name"] for key, records in by_key(sandbox).items()}
    assert found == {f"K-{i}": f"Name {63 + i}" for i in range(7)}


SPELLINGS = ["Müller", unicodedata.normalize("NFD", "Müller"), "müller", "MÜLLER", "Mueller"]


@pytest.mark.parametrize("unique", [True, False])
async def test_b11_keys_in_other_spellings_are_other_keys(*, unique: bool):
    """As the API has it: nothing says that it takes two spellings for one."""
    source = [row(key, f"Name {i}") for i, key in enumerate(SPELLINGS * 2)]
    with Sandbox(data="empty", unique_foreign_id=unique) as sandbox:
        report = await run(sandbox, source, batch_size=3)
        assert (report.accepted, report.superseded) == (5, 5)
        found = {key: records[0]["name"] for key, records in by_key(sandbox).items()}
    assert found == {key: f"Name {5 + i}" for i, key in enumerate(SPELLINGS)}


async def test_b11_an_instance_that_takes_two_spellings_for_one_key():
    """It keeps neither key from the other; still nobody is created twice."""
    created: list[str] = []

    def fold(method: str, sent: Rows) -> tuple[int, Any] | None:
        for entry in sent:
            entry["foreign_id"] = entry["foreign_id"].casefold()
        if method == "POST":
            keys = [entry["foreign_id"] for entry in sent]
            if len(set(keys)) < len(keys) or any(key in created for key in keys):
                return 422, {"error": "customer(s) could not be saved", "errors": ["taken"]}
            created.extend(keys)
        return None

    report, _ = await run_instance(Instance(intercept=fold), [row("ada", "1"), row("ADA", "2")])
    assert report.adds_up
    assert report.accepted < 2
    assert report.rejected + report.unknown >= 1
    assert created == ["ada"]


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_b12_a_limit_of_bytes_is_learnt(method: str):
    limit = 100_000
    source = [row(f"K-{i}", "x" * 200, notes="y" * 400) for i in range(1200)]
    with Sandbox(data="empty", batch_cap=1000) as sandbox:
        if method == "PUT":
            await run(sandbox, [row(values["foreign_id"]) for values in source])
        state = sandbox._state
        state.options = attrs.evolve(state.options, max_body_bytes=limit)
        before = len(batches(sandbox))
        report = await run(sandbox, source)
        assert (report.accepted, report.rejected) == (1200, 0)
        sent = [e for e in batches(sandbox)[before:] if e["method"] == method]
        assert sum(e["status"] == 413 for e in sent) <= 8
        assert any(e["status"] == 413 for e in sent)
        # Not a few rows a request, but about as many as fit.
        assert max(len(e["keys"]) for e in sent if e["status"] < 300) > 75


async def test_b13_a_customer_that_is_deleted_during_the_run():
    source = rows(40)
    deleted: list[str] = []

    def delete(method: str, sent: Rows) -> None:
        if method == "PUT" and not deleted:
            deleted.extend(entry["foreign_id"] for entry in sent[::4])
            for key in deleted:
                del instance.stored[key]

    instance = Instance(intercept=delete)
    instance.store(*source)
    report, server = await run_instance(instance, source)
    assert deleted
    assert names(instance) == {values["foreign_id"]: values["name"] for values in source}
    assert (report.clean, report.created) == (True, len(deleted))
    assert sum(got.method == "POST" for got in server.requests) <= 2


async def test_b14_a_done_row_is_not_sent_again_over_a_newer_value(
    sandbox: Sandbox, tmp_path: Path
):
    options: dict[str, Any] = {"journal": tmp_path / "crm.journal", "batch_size": 20}
    with pytest.raises(ImportStopped):
        await run(sandbox, rows(400), **options, stop=lambda: len(by_key(sandbox)) >= 60)
    done = len(by_key(sandbox))
    assert 60 <= done < 400
    async with client(sandbox.url) as gomus:
        await gomus.customers.update_many([NewCustomer(foreign_id="K-3", name="theirs")])
    report = await run(sandbox, rows(400), **options)
    assert report.resumed
    assert stored(sandbox, "K-3")["name"] == "theirs"
    assert report.accepted == 400
    writes_of_done = [e for e in batches(sandbox) if "K-3" in e["keys"]]
    assert len(writes_of_done) == 2


@pytest.mark.parametrize("journal", [True, False])
async def test_b16_pages_of_which_the_third_fails(
    sandbox: Sandbox, tmp_path: Path, *, journal: bool
):
    options = {"journal": tmp_path / "crm.journal"} if journal else {}

    async def pages(source: list[dict[str, Any]], *, fails: bool) -> AsyncIterator[dict[str, Any]]:
        for page in range(5):
            if fails and page == 2:
                raise ConnectionResetError
            for values in source[page * 100 : page * 100 + 100]:
                yield values

    with pytest.raises(ConnectionResetError):
        await run(sandbox, pages(rows(500), fails=True), **options)
    before = len(by_key(sandbox))
    report = await run(sandbox, pages(rows(500), fails=False), **options)
    Case(rows(500)).judge(sandbox, report)
    assert report.resumed is journal
    assert before <= 200


@pytest.mark.parametrize("kind", ["a value", "shifted", "shorter"])
async def test_b16_f06_a_source_that_changed_meanwhile(sandbox: Sandbox, tmp_path: Path, kind: str):
    options: dict[str, Any] = {"journal": tmp_path / "crm.journal", "batch_size": 20}
    with pytest.raises(ImportStopped):
        await run(sandbox, rows(400), **options, stop=lambda: len(by_key(sandbox)) >= 60)
    changed = {
        "a value": [row("K-0", "another"), *rows(400)[1:]],
        "shifted": rows(400)[1:],
        "shorter": rows(10),
    }[kind]
    with pytest.raises(SourceChanged):
        await run(sandbox, changed, **options)
    assert all(len(records) == 1 for records in by_key(sandbox).values())
    # Nothing is lost by the attempt: the right one still goes on.
    report = await run(sandbox, rows(400), **options)
    Case(rows(400)).judge(sandbox, report)


async def test_b16_a_page_that_comes_twice(sandbox: Sandbox):
    source = [*rows(200), *rows(200)[100:], *rows(50, "L")]
    report = await run(sandbox, source)
    assert (report.accepted, report.superseded, report.unknown) == (250, 100, 0)
    Case(source).judge(sandbox, report)


async def test_b17_an_unknown_key_in_a_batch_of_updates(sandbox: Sandbox):
    await run(sandbox, [row(f"K-{i}", "before") for i in range(100) if i != 50])
    source = rows(100)
    before = len(batches(sandbox))
    report = await run(sandbox, source)
    Case(source).judge(sandbox, report)
    assert (report.created, report.updated) == (1, 99)
    sent = batches(sandbox)[before:]
    assert any(e["method"] == "PUT" and "K-50" in e["keys"] for e in sent)


async def test_b17_a_key_is_never_twice_in_one_batch(sandbox: Sandbox):
    await run(sandbox, rows(30))
    await run(sandbox, [row(f"K-{i % 30}", f"again {i}") for i in range(90)])
    assert all(len(e["keys"]) == len(set(e["keys"])) for e in batches(sandbox))
