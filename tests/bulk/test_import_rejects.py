"""The file of rejected rows: what it holds, who may read it, and where it may not be."""

import json
import os
import resource
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gomus_async import ConfigError, ImportFailed, NewCustomer
from gomus_async.bulk import Report, csv_source, import_customers, jsonl_source
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import POISON, by_key, client, poison, row, rows
from tests.bulk.instance import Instance
from tests.support.raw_server import RawServer


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(data="empty") as sandbox:
        yield sandbox


async def run(sandbox: Sandbox, source: Any, **options: Any) -> Report:
    async with client(sandbox.url) as gomus:
        return await import_customers(gomus, source, **options)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


async def test_every_rejected_row_is_in_it_with_reasons(sandbox: Sandbox, tmp_path: Path):
    path = tmp_path / "rejects.jsonl"
    source = [*rows(30), poison("P", "Gift\n\u2028ß"), {"foreign_id": "U", "nmae": "Ada"}, 7]
    report = await run(sandbox, source, rejects=path)
    found = {line["position"]: line for line in lines(path)}
    assert (report.rejected, report.rejects) == (3, path)
    assert set(found) == {31, 32, 33}
    assert found[31]["status"] == 422
    assert found[31]["reasons"] == ["Customer salutation must exist"]
    assert found[31]["row"] == poison("P", "Gift\n\u2028ß")
    assert found[32]["status"] is None
    assert "name" in found[32]["reasons"][0]
    assert found[32]["row"] == {"foreign_id": "U", "nmae": "Ada"}
    assert sum(report.reasons.values()) >= 3


async def test_lines_of_a_file_and_customers_as_objects(sandbox: Sandbox, tmp_path: Path):
    csv, path = tmp_path / "crm.csv", tmp_path / "rejects.jsonl"
    csv.write_text(f'foreign_id,name,customer_salutation_id\nK-1,"a\nb",1\nP,x,{POISON}\n')
    await run(sandbox, csv_source(csv), rejects=path)
    assert [(line["position"], line["line"]) for line in lines(path)] == [(2, 4)]
    born = NewCustomer(
        foreign_id="P", name="x", customer_salutation_id=POISON, date_of_birth=date(2000, 1, 2)
    )
    await run(sandbox, [born], rejects=path)
    (line,) = lines(path)
    assert line["row"] == {
        "foreign_id": "P",
        "name": "x",
        "customer_salutation_id": POISON,
        "date_of_birth": "2000-01-02",
    }


@pytest.mark.parametrize(
    "body",
    [
        {"errors": ["Email is invalid", "Name is blank"]},
        {
            "error": "customer(s) could not be saved",
            "errors": ["Email is invalid", "Name is blank"],
        },
    ],
)
async def test_no_reason_is_lost(tmp_path: Path, body: dict[str, Any]):
    path = tmp_path / "rejects.jsonl"
    instance = Instance(intercept=lambda *_: (422, body))
    async with RawServer(instance.plan) as server, client(server.url) as gomus:
        await import_customers(gomus, rows(1), rejects=path)
    assert {"Email is invalid", "Name is blank"} <= set(lines(path)[0]["reasons"])


async def test_it_can_be_imported_again(sandbox: Sandbox, tmp_path: Path):
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    await run(sandbox, [*rows(20), poison("P-1"), poison("P-2")], rejects=first)
    report = await run(sandbox, jsonl_source(first), rejects=second)
    assert (report.rows, report.rejected) == (2, 2)
    # They reach the API, which refuses them for the same reason as before.
    assert {line["status"] for line in lines(second)} == {422}


async def test_it_must_not_be_the_source(sandbox: Sandbox, tmp_path: Path):
    path = tmp_path / "rejects.jsonl"
    content = '{"foreign_id": "K-1", "name": "Ada"}\n'
    path.write_text(content)
    with pytest.raises(ConfigError):
        await run(sandbox, jsonl_source(path), rejects=path)
    assert path.read_text() == content
    assert sandbox.history == []


async def test_a_dry_run_writes_it_too(sandbox: Sandbox, tmp_path: Path):
    path = tmp_path / "rejects.jsonl"
    await run(sandbox, [row("K-1"), {"name": "no key"}], rejects=path, dry_run=True)
    assert [line["reasons"] for line in lines(path)] == [["foreign_id is missing"]]


@pytest.fixture
def umask_0() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask_0")
@pytest.mark.parametrize("mode", [None, 0o666, 0o644])
async def test_its_owner_alone_may_read_it(sandbox: Sandbox, tmp_path: Path, mode: int | None):
    path = tmp_path / "rejects.jsonl"
    if mode is not None:
        path.write_text("what was there before")
        path.chmod(mode)
    await run(sandbox, [poison("P")], rejects=str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(lines(path)) == 1


@pytest.mark.parametrize("dangling", [True, False])
async def test_a_symlink_is_not_followed(sandbox: Sandbox, tmp_path: Path, *, dangling: bool):
    target, path = tmp_path / "target", tmp_path / "rejects.jsonl"
    if not dangling:
        target.write_text("precious")
    path.symlink_to(target)
    with pytest.raises(ConfigError):
        await run(sandbox, rows(10), rejects=path)
    assert sandbox.history == []
    assert target.exists() is not dangling
    assert dangling or target.read_text() == "precious"


@pytest.mark.parametrize("place", ["no/such/place.jsonl", "."])
async def test_a_place_that_cannot_be_written(sandbox: Sandbox, tmp_path: Path, place: str):
    with pytest.raises(ConfigError, match="rejects file"):
        await run(sandbox, rows(10), rejects=tmp_path / place)
    assert sandbox.history == []


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file may grow beyond a few bytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("full_disk")
async def test_a_full_disk_stops_the_import(sandbox: Sandbox, tmp_path: Path):
    source = [*[poison(f"P-{i}") for i in range(60)], *rows(3000)]
    with pytest.raises(ImportFailed, match="rejects file") as failure:
        await run(sandbox, source, rejects=tmp_path / "rejects.jsonl")
    assert failure.value.report.adds_up
    assert len(by_key(sandbox)) < 3000


async def test_a_reader_that_goes_away_stops_the_import(sandbox: Sandbox, tmp_path: Path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def source() -> Iterator[dict[str, Any]]:
        yield from rows(10)
        os.close(reader)
        yield poison("P")
        yield from rows(3000, "L")

    with pytest.raises(ImportFailed, match="rejects file") as failure:
        await run(sandbox, source(), rejects=path)
    assert failure.value.report.adds_up
    assert len(by_key(sandbox)) < 3000


@pytest.mark.usefixtures("full_disk")
async def test_a_full_disk_in_a_dry_run(sandbox: Sandbox, tmp_path: Path):
    with pytest.raises(ImportFailed, match="rejects file") as failure:
        await run(
            sandbox,
            [{"name": f"no key {i}"} for i in range(60)],
            rejects=tmp_path / "rejects.jsonl",
            dry_run=True,
        )
    assert failure.value.report is not None
