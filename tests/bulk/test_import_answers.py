"""Answers that are not what was asked for, and customers that come and go meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from gomus_async.bulk import Report, import_customers
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import BATCHES, by_key, client, row, rows, stored
from tests.bulk.instance import Instance, Rows
from tests.support.raw_server import RawServer

STRANGER = {"id": 5, "foreign_id": "stranger", "name": "Bea"}

LISTINGS: dict[str, Callable[[Rows], Any]] = {
    "fewer": lambda listed: listed[::2],
    "only the last": lambda listed: listed[-1:],
    "more": lambda listed: [STRANGER, *listed, STRANGER],
    "reordered": lambda listed: listed[::-1],
    "twice": lambda listed: [entry for entry in listed for _ in range(2)],
    "another's": lambda listed: [STRANGER] * len(listed),
    "none": lambda _: [],
    "without keys": lambda listed: [{"id": entry["id"]} for entry in listed],
}


async def run(instance: Instance, source: Any, **options: Any) -> tuple[Report, RawServer]:
    options = {"late_commit_window": 0.2, **options}
    lanes = options.pop("lanes", 32)
    async with RawServer(instance.plan) as server, client(server.url, concurrency=lanes) as gomus:
        return await import_customers(gomus, source, **options), server


def names(instance: Instance) -> dict[str, str]:
    return {key: customer["name"] for key, customer in instance.stored.items()}


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("known", [0, 60, 30])
async def test_answers_are_matched_by_key(listing: str, known: int):
    source = rows(60)
    instance = Instance(lists=LISTINGS[listing])
    instance.store(*(row(values["foreign_id"], "before") for values in source[:known]))
    report, _ = await run(instance, source)
    assert names(instance) == {values["foreign_id"]: values["name"] for values in source}
    assert report.clean
    assert report.accepted == 60


@pytest.mark.parametrize("lists", [list], ids=["those"])
@pytest.mark.parametrize("step", [2, 7])
async def test_a_create_that_succeeds_in_part(lists: Callable[[Rows], Any], step: int):
    source = rows(40)
    instance = Instance(takes=lambda sent: sent[::step] if len(sent) > 1 else sent, lists=lists)
    report, _ = await run(instance, source, batch_size=20, late_commit_window=0.05)
    assert names(instance) == {values["foreign_id"]: values["name"] for values in source}
    assert report.clean


async def test_an_update_that_succeeds_in_part():
    source = rows(60)
    instance = Instance(takes=lambda sent: sent[::2] if len(sent) > 1 else sent)
    instance.store(*(row(values["foreign_id"], "before") for values in source))
    report, _ = await run(instance, source)
    assert names(instance) == {values["foreign_id"]: values["name"] for values in source}
    assert report.clean


async def test_a_look_up_that_is_refused_does_not_end_the_import():
    # A proxy before the instance may not let a key with %2F through.
    instance = Instance(strange={"a/b": 400})
    report, _ = await run(instance, [row("a/b"), *rows(20)])
    assert set(instance.stored) == {"a/b", *(values["foreign_id"] for values in rows(20))}
    assert report.clean


async def test_messages_that_name_the_wrong_row_are_not_believed():
    def refuse(_: str, sent: Rows) -> tuple[int, Any] | None:
        if any(entry["name"] == "Gift" for entry in sent):
            return 422, {"error": "nein", "errors": ["K-0: Anrede muss ausgefüllt werden"]}
        return None

    instance = Instance(intercept=refuse)
    report, _ = await run(instance, [*rows(20), row("P", "Gift")])
    assert set(instance.stored) == {values["foreign_id"] for values in rows(20)}
    assert (report.accepted, report.rejected) == (20, 1)


@pytest.mark.parametrize("limit", [500, 3_000])
async def test_bodies_that_are_too_large(limit: int):
    async with (
        Sandbox(data="empty", max_body_bytes=limit) as sandbox,
        client(sandbox.url) as gomus,
    ):
        report = await import_customers(gomus, [row(f"K-{i}", "x" * 60) for i in range(200)])
        assert len(by_key(sandbox)) == 200
        assert report.clean
        assert sum(entry["status"] == 413 for entry in sandbox.history) <= 8


async def test_a_customer_that_is_deleted_meanwhile():
    async with Sandbox(data="empty") as sandbox, client(sandbox.url) as gomus:

        async def source() -> AsyncIterator[dict[str, Any]]:
            yield row("K-1", "first")
            while "K-1" not in by_key(sandbox):  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
            await gomus.customers.delete("K-1")
            yield row("K-1", "second")

        report = await import_customers(gomus, source(), batch_size=1)
        assert stored(sandbox, "K-1")["name"] == "second"
        assert (report.created, report.superseded, report.accepted) == (2, 1, 1)


async def test_customers_that_are_deleted_between_look_up_and_update():
    source = rows(30)
    deleted: list[str] = []

    def delete(method: str, sent: Rows) -> None:
        if method == "PUT" and not deleted:
            deleted.extend(entry["foreign_id"] for entry in sent[::3])
            for key in deleted:
                del instance.stored[key]

    instance = Instance(intercept=delete)
    instance.store(*source)
    report, _ = await run(instance, source)
    assert len(deleted) == 10
    assert len(instance.stored) == 30
    assert report.clean
    assert report.created == 10


async def test_customers_that_somebody_else_creates_meanwhile():
    source = rows(30)
    added: list[dict[str, Any]] = []

    def add(method: str, sent: Rows) -> tuple[int, Any] | None:
        if method == "POST" and not added:
            added.extend(sent[::3])
            instance.store(*(row(entry["foreign_id"], "theirs") for entry in added))
            return 422, {"error": "customer(s) could not be saved"}
        return None

    instance = Instance(intercept=add)
    report, _ = await run(instance, source)
    assert names(instance) == {values["foreign_id"]: values["name"] for values in source}
    assert (report.created, report.updated) == (20, 10)


async def test_unknown_keys_among_mostly_known_ones():
    source = rows(400)
    instance = Instance()
    instance.store(*(row(v["foreign_id"], "before") for i, v in enumerate(source) if i % 50 != 49))
    report, server = await run(instance, source, batch_size=10, lanes=2)
    assert names(instance) == {values["foreign_id"]: values["name"] for values in source}
    assert (report.created, report.updated) == (8, 392)
    # Once it is clear that most customers are there, they are not looked up one by one.
    assert sum(got.method == "GET" for got in server.requests) < 200
    assert ("PUT", BATCHES) in server.seen()
