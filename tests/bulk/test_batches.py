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

from gomus_async.bulk.batches import MOST_WAITING, Feeder, Pending, Turn
from gomus_async.bulk.sizes import MOST_ROWS, BatchSize
from tests.support.loop import run_virtual


@attrs.define
class Fed:
    """What a feeder handed out."""

    batches: list[list[Pending]] = attrs.field(factory=list)
    asked: list[int] = attrs.field(factory=list)


def pending(position: int, key: str, size: int = 1, due: float | None = None) -> Pending:
    return Pending(position, None, key, bytes(size), due=due)


def rows_of(keys: Sequence[str]) -> list[Pending]:
    return [pending(position, key) for position, key in enumerate(keys, 1)]


async def chunks(rows: Sequence[Pending], most: int = 7) -> AsyncIterator[Sequence[Pending]]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


def ten() -> Turn:
    return Turn(10, 1000, lambda: None)


async def fed_to_lanes(keys: Sequence[str], lanes: int, sizes: Sequence[int], seed: int) -> Fed:
    """Let lanes take batches and give them back after some time."""
    fed, rng = Fed(), Random(seed)
    feeder = Feeder(chunks(rows_of(keys), rng.randint(1, 9)))
    in_flight: set[str] = set()

    def turn() -> Turn:
        fed.asked.append(rng.choice(sizes))
        return Turn(fed.asked[-1], 1000, lambda: None)

    async def lane() -> None:
        while rows := await feeder.batch(turn):
            fed.batches.append(rows)
            held = {row.key for row in rows}
            assert len(held) == len(rows)
            assert not held & in_flight
            in_flight.update(held)
            await asyncio.sleep(rng.random())
            in_flight.difference_update(held)
            feeder.release(rows)

    await asyncio.gather(*(lane() for _ in range(lanes)))
    return fed


KEYS = st.sampled_from(["a", "b", "c", "d", "e", "f", "g"])


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
    fed = run_virtual(fed_to_lanes(keys, lanes, sizes, seed))
    handed = [row for batch in fed.batches for row in batch]
    assert sorted(row.position for row in handed) == list(range(1, len(keys) + 1))
    by_key: dict[str, list[int]] = defaultdict(list)
    for row in handed:
        by_key[row.key].append(row.position)
    assert all(positions == sorted(positions) for positions in by_key.values())
    assert len(fed.asked) == len(fed.batches)
    assert all(len(b) <= most for b, most in zip(fed.batches, fed.asked, strict=True))


def test_batches_are_full_as_long_as_there_are_rows():
    fed = run_virtual(fed_to_lanes([f"K-{i}" for i in range(95)], 3, [10], 1))
    assert [len(batch) for batch in fed.batches] == [10] * 9 + [5]


def test_a_batch_is_no_longer_than_it_may_be():
    async def taken() -> list[list[int]]:
        rows = [pending(i, f"K-{i}", size) for i, size in enumerate([40, 40, 90, 5, 5, 200], 1)]
        feeder = Feeder(chunks(rows))
        batches: list[list[int]] = []
        while batch := await feeder.batch(lambda: Turn(10, 120, lambda: None)):
            batches.append([row.position for row in batch])
            feeder.release(batch)
        return batches

    assert run_virtual(taken()) == [[1, 2], [3, 4, 5], [6]]


def test_rows_that_wait_for_a_key_are_bounded():
    async def ahead() -> tuple[int, int]:
        read = 0

        async def same() -> AsyncIterator[Sequence[Pending]]:
            nonlocal read
            for position in range(1, 3 * MOST_WAITING):
                read += 1
                yield [pending(position, "K")]

        feeder = Feeder(same())
        rows = await feeder.batch(ten)
        before = read
        feeder.release(rows)
        return before, (await feeder.batch(ten))[0].position

    assert run_virtual(ahead()) == (MOST_WAITING + 1, 2)


def test_what_is_known_of_a_row_is_known_of_the_next_with_its_key():
    async def followers() -> list[tuple[bool, bool]]:
        feeder = Feeder(chunks(rows_of(["a", "a", "a"])))
        facts: list[tuple[bool, bool]] = []
        while batch := await feeder.batch(ten):
            facts += [(row.known, row.placed) for row in batch]
            batch[0].placed = len(facts) > 1
            feeder.release(batch)
        return facts

    assert run_virtual(followers()) == [(False, False), (False, False), (True, True)]


def test_a_row_in_doubt_waits_until_it_is_due_and_the_others_do_not():
    async def order() -> list[tuple[int, float]]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        rows = [pending(1, "a", due=began + 60), pending(2, "a"), pending(3, "b")]
        feeder = Feeder(chunks(rows))
        taken: list[tuple[int, float]] = []
        while batch := await feeder.batch(ten):
            taken += [(row.position, loop.time() - began) for row in batch]
            feeder.release(batch)
        return taken

    assert run_virtual(order()) == [(3, 0), (1, 60), (2, 60)]


def test_nothing_follows_a_stop():
    async def after() -> list[Pending]:
        feeder = Feeder(chunks(rows_of(["a", "a", "b", *"cdefghijk"])))
        rows = await feeder.batch(lambda: Turn(1, 1000, lambda: None))
        feeder.stop()
        feeder.release(rows, hold=5.0)
        return await feeder.batch(ten)

    assert run_virtual(after()) == []


@pytest.mark.parametrize("good", [0, 1, 7, 10, 13])
def test_rows_before_an_error_of_the_source_are_handed_out(good: int):
    async def broken() -> AsyncIterator[Sequence[Pending]]:
        for i in range(good):
            yield [pending(i + 1, f"K-{i}")]
        raise LookupError

    async def handed() -> int:
        feeder = Feeder(broken())
        count = 0
        with suppress(LookupError):
            while rows := await feeder.batch(ten):
                count += len(rows)
                feeder.release(rows)
            raise AssertionError("ended without the error")
        return count

    assert run_virtual(handed()) == good


def test_lanes_that_wait_end_when_the_source_breaks():
    async def broken() -> AsyncIterator[Sequence[Pending]]:
        yield [pending(1, "K-1")]
        await asyncio.sleep(1)
        raise LookupError

    async def ended() -> list[Any]:
        feeder = Feeder(broken())

        async def lane() -> None:
            while rows := await feeder.batch(ten):
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
