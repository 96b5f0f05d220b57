"""Positions as runs: what is packed is what is unpacked, in about a byte a row."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomus_async.bulk.spans import pack, unpack


def positions(runs: list[tuple[int, int]]) -> list[int]:
    return [position for low, high in runs for position in range(low, high + 1)]


@settings(deadline=None)
@given(st.sets(st.integers(0, 2**40)), st.sets(st.integers(0, 60)))
def test_nothing_is_lost_and_nothing_added(far: set[int], near: set[int]):
    wanted = sorted(far | near)
    runs = unpack(pack(random.Random(1).sample(wanted, len(wanted))))
    assert positions(runs) == wanted
    # Neighbours are one run.
    assert all(low - end > 1 for (_, end), (low, _) in pairwise(runs))


def test_nothing():
    assert pack([]) == b""
    assert unpack(b"") == []


@pytest.mark.parametrize("at", [1, 127, 128, 129, 16383, 16384, 2**32, 2**63 - 1])
def test_numbers_at_the_edges_of_their_bytes(at: int):
    assert unpack(pack([at])) == [(at, at)]
    assert unpack(pack([at - 1, at])) == [(at - 1, at)]


def test_sizes():
    assert len(pack(range(1, 101))) <= 3
    # Every other row, and one in a hundred.
    assert len(pack(range(1, 2001, 2))) == 2 * 1000
    assert len(pack(set(range(1, 10_001)) - set(range(1, 10_001, 100)))) <= 2 * 101
