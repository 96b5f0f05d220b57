"""F05 to F10 end to end: files that break off, keys of every kind, pipes."""

import gzip
import os
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from gomus_async import Gomus, NewCustomer, SourceChanged, SourceError
from gomus_async.bulk import Progress, Record, csv_source, import_customers, jsonl_source
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import BATCHES, ONE, by_key, client, row, stored, stored_before

pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(data="empty") as sandbox:
        yield sandbox


@pytest.fixture
async def gomus(sandbox: Sandbox) -> AsyncIterator[Gomus]:
    async with client(sandbox.url) as gomus:
        yield gomus


async def test_f05_a_cut_gzip_file_ends_after_its_good_rows(
    sandbox: Sandbox, gomus: Gomus, tmp_path: Path
) -> None:
    rows = "".join(f"K-{i},Name {i}\n" for i in range(200)).encode()
    path = tmp_path / "crm.csv.gz"
    # the second member is cut off, the first is whole
    path.write_bytes(gzip.compress(b"foreign_id,name\n" + rows) + gzip.compress(rows)[:-20])
    last: list[Progress] = []

    with pytest.raises(SourceError, match="the gzip file is cut off; get it again"):
        await import_customers(gomus, csv_source(path), on_progress=last.append)

    assert {f"K-{i}" for i in range(200)} <= set(by_key(sandbox))
    assert last[-1].settled == last[-1].rows >= 200


async def test_f06_a_file_that_changes_while_it_is_imported(
    sandbox: Sandbox, gomus: Gomus, tmp_path: Path
) -> None:
    path = tmp_path / "crm.csv"
    path.write_text("foreign_id,name\n" + "".join(f"K-{i},x\n" for i in range(5000)))

    class Guarded:
        """Grows when the first record has been taken."""

        name = "guarded"
        source = csv_source(path)

        def check(self) -> None:
            self.source.check()

        async def records(self) -> AsyncGenerator[Record, None]:
            async for record in self.source.records():
                if record.position == 1:
                    with path.open("a") as file:
                        file.write("K-new,x\n")
                yield record

    with pytest.raises(SourceChanged, match="was changed or replaced while"):
        await import_customers(gomus, Guarded())
    assert "K-new" not in by_key(sandbox)


TRAVELS = [
    " K 1 ",
    "a b",
    "a/b",
    "/a",
    "../x",
    "../../v4/customers/x",
    "a/..",
    "?",
    "x?y=z",
    "#",
    "x#y",
    "%2e%2e%2fx",
    "%2F",
    "a%00b",
    "🎟️",
    "é",
    "e\u0301",
    "a;b",
    "a\\b",
    "a+b",
    "007",
    "\u202eabc",
    "x" * 255,
]
REFUSED = [
    "",
    " ",
    "\t",
    ".",
    "..",
    "%2e",
    "%2E.",
    "salutations",
    "titles",
    "a\nb",
    "a\r\nX-Evil: 1",
    "a\0b",
    "\x7f",
    "x" * 256,
    "x" * 10_000,
    "🎟" * 64,
    "\ud800",
]
OTHERS = ["x", "a", "b", "ab", "aXb", ".", "7", "K 1", "%", "é?", "customers"]


def shown(key: str) -> str:
    return ascii(key[:20])


async def with_others(sandbox: Sandbox, key: str) -> dict[str, Any]:
    """Customers that a key could be taken for."""
    others = [other for other in OTHERS if other != key]
    async with client(sandbox.url) as gomus:
        for other in others:
            await gomus.customers.create(NewCustomer(foreign_id=other, name="Stranger"))
    return by_key(sandbox)


@pytest.mark.parametrize("key", TRAVELS, ids=shown)
async def test_f07_a_key_travels_exactly(sandbox: Sandbox, gomus: Gomus, key: str) -> None:
    before = await with_others(sandbox, key)
    began = len(sandbox.history)

    first = await import_customers(gomus, [row(key, "Ada")])
    again = await import_customers(gomus, [row(key, "Bea")])

    assert (first.created, again.updated, first.rejected, again.rejected) == (1, 1, 0, 0)
    assert stored(sandbox, key)["name"] == "Bea"
    assert {k: v for k, v in by_key(sandbox).items() if k != key} == before
    assert led_astray(sandbox, began, key) == []


def led_astray(sandbox: Sandbox, began: int, key: str) -> list[str]:
    """Requests for anything else than this customer."""
    paths = [entry["path"] for entry in sandbox.history[began:] if entry["path"] != BATCHES]
    return [
        path
        for path in paths
        if not path.startswith(ONE)
        or "/" in path.removeprefix(ONE)
        or unquote(path.removeprefix(ONE)) != key
    ]


@pytest.mark.parametrize("key", REFUSED, ids=shown)
async def test_f07_a_key_that_cannot_travel_is_refused_unsent(
    sandbox: Sandbox, gomus: Gomus, key: str
) -> None:
    before = await with_others(sandbox, key)
    began = len(sandbox.history)

    report = await import_customers(gomus, [row(key), row("K-1", "Ada")])

    assert (report.accepted, report.rejected, report.unknown) == (1, 1, 0)
    assert [reason.split()[0] for reason in report.reasons] == ["foreign_id"]
    assert {k: v for k, v in by_key(sandbox).items() if k != "K-1"} == before
    assert led_astray(sandbox, began, "K-1") == []


async def test_f07_007_is_not_7(sandbox: Sandbox, gomus: Gomus) -> None:
    await import_customers(gomus, [row("007", "Bond"), row("7", "Seven"), row(" 7", "Space")])
    await import_customers(gomus, [row("7", "Sept")])

    names = {key: records[0]["name"] for key, records in by_key(sandbox).items()}
    assert names == {"007": "Bond", "7": "Sept", " 7": "Space"}


@pytest.mark.parametrize(
    "value", ["=1+1", "+49", "-1", "@x", "\x1b]52;c;x\x07", "\u202eevil", "\t=1"]
)
async def test_f08_values_are_stored_as_they_are(
    sandbox: Sandbox, gomus: Gomus, tmp_path: Path, value: str
) -> None:
    path = tmp_path / "crm.csv"
    path.write_text(f'foreign_id,name,notes\nK-1,Ada,"{value}"\n', encoding="utf-8")

    report = await import_customers(gomus, csv_source(path))

    assert report.clean
    assert stored(sandbox, "K-1")["notes"] == value


@pipes
@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        (b"foreign_id,name\nK-1,Ada\nK-2,Bea\n", 2),
        (b"foreign_id,name\nK-1,Ada\nK-2", 1),
    ],
    ids=["whole", "broken-off"],
)
async def test_f09_a_pipe_is_read_once_and_to_its_end(
    sandbox: Sandbox, gomus: Gomus, tmp_path: Path, content: bytes, accepted: int
) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    source = csv_source(path)
    assert source.identity() is None
    writer = threading.Thread(target=path.write_bytes, args=(content,))
    writer.start()
    try:
        report = await import_customers(gomus, source)
    finally:
        writer.join()

    assert (report.accepted, report.rejected, report.adds_up) == (accepted, 2 - accepted, True)
    assert set(by_key(sandbox)) == {f"K-{i + 1}" for i in range(accepted)}


@pipes
async def test_f09_standard_input_that_is_closed_has_no_rows(gomus: Gomus) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    try:
        source = jsonl_source(f"/dev/fd/{reading}")
        assert source.identity() is None
        report = await import_customers(gomus, source)
    finally:
        os.close(reading)

    assert (report.rows, report.clean) == (0, True)


async def test_f10_a_number_that_is_another_customers_id(sandbox: Sandbox, gomus: Gomus) -> None:
    await stored_before(sandbox, [row("stranger", "Bea")])
    before = stored(sandbox, "stranger")
    number = str(before["id"])

    first = await import_customers(gomus, [row(number, "Ada")])
    again = await import_customers(gomus, [row(number, "Cleo")])

    assert (first.created, again.updated) == (1, 1)
    assert stored(sandbox, number)["name"] == "Cleo"
    assert stored(sandbox, "stranger") == before
