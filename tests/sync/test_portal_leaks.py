"""Blocking calls leave nothing behind."""

import gc
import threading
import weakref
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from gomus_async.sync.portal import Portal


@pytest.fixture
def gate() -> Iterator[Portal]:
    own = Portal()
    yield own
    own._end()


async def echo(value: Any) -> Any:
    return value


async def int_of(text: str) -> int:
    return int(text)


def test_portal_that_is_dropped_is_collected() -> None:
    gate = Portal()
    gate.call(echo, 1)
    gate.rest()
    gone = weakref.ref(gate)
    del gate
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("failing", [False, True])
def test_calls_leave_nothing_behind(gate: Portal, failing: bool) -> None:
    def call_often(times: int) -> None:
        for _ in range(times):
            if failing:
                with suppress(ValueError):
                    gate.call(int_of, "x")
            else:
                gate.call(echo, 1)

    call_often(100)
    threads = threading.active_count()
    gc.collect()
    # Without the collector, as a cycle would have to wait for it.
    gc.disable()
    try:
        before = len(gc.get_objects())
        call_often(2_000 if failing else 10_000)
        assert len(gc.get_objects()) - before < 100
    finally:
        gc.enable()
    assert threading.active_count() == threads
