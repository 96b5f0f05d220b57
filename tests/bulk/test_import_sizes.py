"""How many rows a request may carry is found out, and changes are noticed."""

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from gomus_async.bulk import import_customers
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import BATCHES, by_key, client, poison, refused_for_size, row, rows

CAPS = [1, 7, 25, 37, 50, 99, 100, 128, 250, 500, 1000]
FEW = 6


def set_cap(sandbox: Sandbox, cap: int) -> None:
    """As when an operator changes it."""
    state = sandbox._state
    state.options = attrs.evolve(state.options, batch_cap=cap)


def writes(sandbox: Sandbox, method: str = "POST") -> list[int]:
    """The sizes of the batches that were accepted."""
    return [
        len(entry["keys"])
        for entry in sandbox.history
        if entry["method"] == method and entry["path"] == BATCHES and entry["status"] < 300
    ]


@pytest.mark.parametrize("cap", CAPS)
async def test_a_cap_is_learnt_with_few_refusals(cap: int):
    count = min(1500, 60 * cap)
    async with Sandbox(data="empty", batch_cap=cap) as sandbox, client(sandbox.url) as gomus:
        report = await import_customers(gomus, rows(count))
        assert len(by_key(sandbox)) == count
        assert report.clean
        assert refused_for_size(sandbox.history, cap) <= FEW
        assert max(writes(sandbox)) <= cap


@pytest.mark.parametrize("cap", [37, 128, 250, 1000])
async def test_batches_become_as_large_as_they_may(cap: int):
    async with (
        Sandbox(data="empty", batch_cap=cap) as sandbox,
        client(sandbox.url, concurrency=4) as gomus,
    ):
        await import_customers(gomus, rows(4000))
        assert max(writes(sandbox)) >= 0.75 * min(cap, 400)


@pytest.mark.parametrize("cap", [7, 37, 128])
async def test_the_cap_of_updates_is_learnt_too(cap: int):
    async with Sandbox(data="empty", batch_cap=cap) as sandbox, client(sandbox.url) as gomus:
        await import_customers(gomus, rows(600))
        before = len(sandbox.history)
        report = await import_customers(gomus, rows(600))
        refused = refused_for_size(sandbox.history[before:], cap)
        assert report.clean
        assert report.updated == 600
        assert refused <= FEW
        assert max(writes(sandbox, "PUT")) <= cap


@pytest.mark.parametrize("cap", [7, 37, 128])
@pytest.mark.parametrize("atomic", [True, False])
async def test_cap_and_poison_together(cap: int, *, atomic: bool):
    source = rows(600)
    for at in (590, 333, 95, 94, 41, 3, 0):
        source.insert(at, poison(f"P-{at}"))
    async with (
        Sandbox(data="empty", batch_cap=cap, atomic_batches=atomic) as sandbox,
        client(sandbox.url) as gomus,
    ):
        report = await import_customers(gomus, source)
        assert set(by_key(sandbox)) == {values["foreign_id"] for values in rows(600)}
        assert {len(records) for records in by_key(sandbox).values()} == {1}
        assert (report.accepted, report.rejected) == (600, 7)
        # A batch that poison alone would have had refused is counted here as well.
        assert refused_for_size(sandbox.history, cap) <= FEW + 7


@pytest.mark.parametrize(("cap", "lowered"), [(100, 20), (1000, 3), (50, 49)])
async def test_a_cap_that_is_lowered_meanwhile(cap: int, lowered: int):
    async with Sandbox(data="empty", batch_cap=cap) as sandbox, client(sandbox.url) as gomus:

        def source() -> Iterator[dict[str, Any]]:
            for number, values in enumerate(rows(800)):
                if number == 500:
                    set_cap(sandbox, lowered)
                yield values

        report = await import_customers(gomus, source())
        assert len(by_key(sandbox)) == 800
        assert (report.accepted, report.rejected) == (800, 0)


async def test_a_cap_that_is_raised_meanwhile():
    async with Sandbox(data="empty", batch_cap=10) as sandbox, client(sandbox.url) as gomus:
        await import_customers(gomus, rows(200))
        set_cap(sandbox, 1000)
        report = await import_customers(gomus, rows(1000, "L"))
        assert report.clean


@pytest.mark.parametrize("size", [1, 3, 40])
async def test_a_fixed_size_is_kept(size: int):
    async with Sandbox(data="empty") as sandbox, client(sandbox.url) as gomus:
        report = await import_customers(gomus, rows(95), batch_size=size)
        assert report.clean
        assert sorted(writes(sandbox), reverse=True) == [size] * (95 // size) + [95 % size] * (
            95 % size > 0
        )


async def test_a_fixed_size_above_the_cap_still_arrives():
    async with Sandbox(data="empty", batch_cap=30) as sandbox, client(sandbox.url) as gomus:
        report = await import_customers(gomus, rows(300), batch_size=100)
        assert len(by_key(sandbox)) == 300
        assert report.clean


async def test_sizes_grow_when_half_of_the_customers_are_there_before():
    known = rows(2000)
    async with (
        Sandbox(data="empty", batch_cap=500) as sandbox,
        client(sandbox.url, concurrency=4) as gomus,
    ):
        await import_customers(gomus, known[::2])
        before = len(sandbox.history)
        report = await import_customers(gomus, known)
        sizes = [len(entry["keys"]) for entry in sandbox.history[before:] if entry["keys"]]
        assert report.clean
        assert max(sizes) > 100


async def test_sizes_grow_when_everybody_is_there_before():
    async with (
        Sandbox(data="empty", batch_cap=500) as sandbox,
        client(sandbox.url, concurrency=4) as gomus,
    ):
        await import_customers(gomus, rows(2000))
        await import_customers(gomus, [row(f"K-{i}", "again") for i in range(2000)])
        assert max(writes(sandbox, "PUT")) > 250
