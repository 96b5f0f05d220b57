"""Batches: every row once, in the order of its key, never two of one key; and their sizes."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomus_async.bulk.batches import MOST_ROWS, MOST_WAITING, BatchSize, Feeder
from gomus_async.bulk.records import Record
from gomus_async.bulk.rows import Row
from tests.support.loop import run_virtual


@attrs.define
class Fed:
    """What a feeder handed out."""

    batches: list[list[Row]] = attrs.field(factory=list)
    asked: list[int] = attrs.field(factory=list)
    refused: list[int] = attrs.field(factory=list)
    read: int = 0

    def count(self) -> None:
        self.read += 1


async def records(data: Sequence[dict[str, Any]]) -> AsyncIterator[Record]:
    for position, values in enumerate(data, 1):
        yield Record(position, None, values)


def feeder_of(data: Sequence[dict[str, Any]], fed: Fed) -> Feeder:
    return Feeder(records(data), lambda record, _: fed.refused.append(record.position), fed.count)


async def fed_to_lanes(
    data: Sequence[dict[str, Any]], lanes: int, sizes: Sequence[int], seed: int
) -> Fed:
    """Let lanes take batches and give them back after some time."""
    fed, rng = Fed(), Random(seed)
    feeder = feeder_of(data, fed)
    in_flight: set[str] = set()

    def size() -> int:
        fed.asked.append(rng.choice(sizes))
        return fed.asked[-1]

    async def lane() -> None:
        while rows := await feeder.batch(size):
            fed.batches.append(rows)
            keys = {row.key for row in rows}
            assert len(keys) == len(rows)
            assert not keys & in_flight
            in_flight.update(keys)
            await asyncio.sleep(rng.random())
            in_flight.difference_update(keys)
            feeder.release(rows)

    await asyncio.gather(*(lane() for _ in range(lanes)))
    return fed


KEYS = st.sampled_from(["a", "b", "c", "d", "e", "f", "g", ""])


@settings(max_examples=150, deadline=None)
@given(
    keys=st.lists(KEYS, max_size=60),
    lanes=st.integers(1, 6),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=3),
    seed=st.integers(0, 1000),
)
def test_every_row_is_handed_out_once_and_in_order(
    keys: list[str], lanes: int, sizes: list[int], seed: int
):
    data = [{"foreign_id": key, "name": "x"} for key in keys]
    fed = run_virtual(fed_to_lanes(data, lanes, sizes, seed))
    handed = [row for batch in fed.batches for row in batch]
    bad = [position for position, key in enumerate(keys, 1) if not key]
    good = [position for position, key in enumerate(keys, 1) if key]
    assert sorted(row.position for row in handed) == good
    assert fed.refused == bad
    assert fed.read == len(keys)
    by_key: dict[str, list[int]] = defaultdict(list)
    for row in handed:
        by_key[row.key].append(row.position)
    assert all(positions == sorted(positions) for positions in by_key.values())
    assert len(fed.asked) == len(fed.batches)
    assert all(len(b) <= most for b, most in zip(fed.batches, fed.asked, strict=True))


def test_batches_are_full_as_long_as_there_are_rows():
    data = [{"foreign_id": f"K-{i}"} for i in range(95)]
    fed = run_virtual(fed_to_lanes(data, 3, [10], 1))
    assert [len(batch) for batch in fed.batches] == [10] * 9 + [5]


def test_it_reads_no_further_than_it_must():
    async def first() -> int:
        fed = Fed()
        feeder = feeder_of([{"foreign_id": f"K-{i}"} for i in range(1000)], fed)
        await feeder.batch(lambda: 10)
        return fed.read

    assert run_virtual(first()) == 10


def test_rows_that_wait_for_a_key_are_bounded():
    async def ahead() -> tuple[int, int]:
        fed = Fed()
        same = [{"foreign_id": "K"}] * (3 * MOST_WAITING)
        feeder = feeder_of(same, fed)
        rows = await feeder.batch(lambda: 10)
        read = fed.read
        feeder.release(rows)
        return read, (await feeder.batch(lambda: 10))[0].position

    assert run_virtual(ahead()) == (MOST_WAITING + 1, 2)


@pytest.mark.parametrize("good", [0, 1, 7, 10, 13])
def test_rows_before_an_error_of_the_source_are_handed_out(good: int):
    async def broken() -> AsyncIterator[Record]:
        for i in range(good):
            yield Record(i + 1, None, {"foreign_id": f"K-{i}"})
        raise LookupError

    async def handed() -> int:
        fed = Fed()
        feeder = Feeder(broken(), lambda *_: None, fed.count)
        count = 0
        with suppress(LookupError):
            while rows := await feeder.batch(lambda: 10):
                count += len(rows)
                feeder.release(rows)
            raise AssertionError("ended without the error")
        return count

    assert run_virtual(handed()) == good


def test_lanes_that_wait_end_when_the_source_breaks():
    async def broken() -> AsyncIterator[Record]:
        yield Record(1, None, {"foreign_id": "K-1"})
        await asyncio.sleep(1)
        raise LookupError

    async def ended() -> list[Any]:
        feeder = Feeder(broken(), lambda *_: None, lambda: None)

        async def lane() -> None:
            while rows := await feeder.batch(lambda: 10):
                feeder.release(rows)

        lanes = {asyncio.create_task(lane()) for _ in range(3)}
        done, waiting = await asyncio.wait(lanes, timeout=60)
        for task in waiting:
            task.cancel()
        await asyncio.wait(lanes)
        return [task.exception() for task in done]

    ends = run_virtual(ended())
    assert len(ends) == 3
    assert any(isinstance(end, LookupError) for end in ends)


def send(size: BatchSize, rows: int, cap: int) -> list[int]:
    """Send a batch as an import does, halving what is refused; the sizes that were refused."""
    if size.bad_min is not None and rows >= size.bad_min:
        most = size.ok_max or 1
        parts = [most] * (rows // most) + [rows % most] * (rows % most > 0)
        return [refused for part in parts for refused in send(size, part, cap)]
    if rows <= cap:
        size.accepted(rows)
        return []
    refused = [rows, *send(size, rows // 2, cap), *send(size, rows - rows // 2, cap)]
    size.too_many(rows)
    return refused


def learn(size: BatchSize, cap: int) -> list[int]:
    """Send one batch after another; the sizes that were refused."""
    refused: list[int] = []
    for _ in range(30):
        rows, trial = size.take()
        refused += send(size, rows, cap)
        if trial:
            size.end_trial()
    return refused


def taken(size: BatchSize) -> int:
    return size.take()[0]


@given(st.integers(1, 1500))
def test_a_size_is_learnt_quickly_and_closely(cap: int):
    size = BatchSize()
    refused = learn(size, cap)
    assert size.learnt
    assert len(refused) <= 6
    assert min(cap, MOST_ROWS) >= taken(size) >= 0.9 * min(cap, MOST_ROWS) - 1


@given(st.integers(1, 2000), st.lists(st.integers(1, 2000)))
def test_a_fixed_size_never_changes(fixed: int, told: list[int]):
    size = BatchSize(fixed)
    for number in told:
        size.too_many(number)
        size.accepted(number)
        assert size.take() == (fixed, False)


@given(st.lists(st.tuples(st.sampled_from(["accepted", "too_many"]), st.integers(1, 1000))))
def test_a_size_is_always_possible(told: list[tuple[str, int]]):
    size = BatchSize()
    for what, number in told:
        getattr(size, what)(number)
        assert 1 <= taken(size) <= MOST_ROWS
        assert size.bad_min is None or size.ok_max < max(2, size.bad_min)
        size.end_trial()


def test_only_one_batch_tries_a_larger_size():
    size = BatchSize()
    size.accepted(50)
    assert [size.take() for _ in range(3)] == [(100, True), (50, False), (50, False)]


def test_what_others_send_does_not_end_the_trial():
    size = BatchSize()
    size.accepted(50)
    assert size.take() == (100, True)
    size.accepted(50)
    assert size.take() == (50, False)
    size.accepted(100)
    size.end_trial()
    assert size.take() == (200, True)


def test_a_lowered_cap_is_learnt_anew():
    size = BatchSize()
    learn(size, 100)
    assert taken(size) > 80
    assert len(learn(size, 20)) <= 10
    assert 10 <= taken(size) <= 20
