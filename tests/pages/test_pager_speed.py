"""How long a list takes, and how much is under way meanwhile, in virtual time."""

import asyncio

import pytest

from gomus_async.models.common import Page
from gomus_async.pages import Pager
from tests.support.loop import run_virtual

LATENCY_S = 0.05
PAGES = 40
SIZE = 25


class SlowServer:
    """Every page takes its time, whatever else is under way."""

    def __init__(self) -> None:
        self.active = self.most = 0

    async def __call__(self, number: int) -> Page[int]:
        self.active += 1
        self.most = max(self.most, self.active)
        await asyncio.sleep(LATENCY_S)
        self.active -= 1
        rows = tuple(range((number - 1) * SIZE, number * SIZE))
        return Page(items=rows, total_count=PAGES * SIZE, page=number, per_page=SIZE)


def duration(prefetch: int, *, reading_s: float = 0.0) -> tuple[float, SlowServer]:
    """Seconds for the whole list, read at a pace."""
    server = SlowServer()

    async def walk() -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        rows: list[int] = []
        async for page in Pager(server, prefetch=prefetch).pages():
            rows.extend(page)
            await asyncio.sleep(reading_s)
        assert rows == list(range(PAGES * SIZE))
        return loop.time() - began

    return run_virtual(walk()), server


def test_one_after_the_other_takes_as_long_as_all_pages() -> None:
    took, server = duration(0)
    assert took == pytest.approx(PAGES * LATENCY_S)
    assert server.most == 1


def test_eight_ahead_take_at_most_a_quarter() -> None:
    took, server = duration(8)
    assert took <= PAGES * LATENCY_S / 4
    assert server.most == 8


@pytest.mark.parametrize("prefetch", [1, 2, 8, 100])
def test_no_more_is_under_way_than_was_asked_for(prefetch: int) -> None:
    _, server = duration(prefetch)
    assert server.most == min(prefetch, PAGES - 1)


def test_a_slow_reader_waits_only_for_the_first_page() -> None:
    took, _ = duration(1, reading_s=LATENCY_S)
    assert took == pytest.approx(LATENCY_S + PAGES * LATENCY_S)
