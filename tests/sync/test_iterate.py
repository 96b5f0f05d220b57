"""Async iterators in blocking code: one task walks, and hands the items over."""

import asyncio
import contextvars
import gc
import threading
import time
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Never

import pytest

from gomus_async.models.common import Page
from gomus_async.pages import Pager
from gomus_async.sync.portal import Portal, PumpedIterator

LIMIT_S = 10.0


@pytest.fixture
def gate() -> Iterator[Portal]:
    own = Portal()
    yield own
    own._end()


async def jobs(gate: Portal) -> int:
    assert gate._home is not None
    return len(gate._home.jobs) - 1


class Counting:
    """Counts, and remembers how far it came and how it ended."""

    def __init__(self, end: int = 1_000_000) -> None:
        self.made = 0
        self.tasks: set[asyncio.Task[object] | None] = set()
        self.ended = threading.Event()
        self._end = end

    async def __call__(self) -> AsyncGenerator[int, None]:
        try:
            for number in range(self._end):
                self.made += 1
                self.tasks.add(asyncio.current_task())
                yield number
        finally:
            await asyncio.sleep(0)
            self.tasks.add(asyncio.current_task())
            self.ended.set()


@pytest.mark.parametrize("buffer", [1, 2, 3, 64])
def test_all_items_in_order(gate: Portal, buffer: int) -> None:
    counting = Counting(500)
    assert list(gate.iterate(counting, buffer=buffer)) == list(range(500))
    assert counting.ended.is_set()
    assert len(counting.tasks) == 1


def test_empty_one(gate: Portal) -> None:
    items = gate.iterate(Counting(0))
    assert list(items) == []
    assert list(items) == []


@pytest.mark.parametrize("buffer", [1, 2, 64])
def test_walk_stays_within_the_buffer(gate: Portal, buffer: int) -> None:
    counting = Counting()
    with gate.iterate(counting, buffer=buffer) as items:
        for expected in range(200):
            assert next(items) == expected
            assert counting.made <= expected + 1 + buffer


def test_nothing_is_begun_before_the_first_item(gate: Portal) -> None:
    counting = Counting()
    gate.iterate(counting).close()
    assert (counting.made, gate._home) == (0, None)


def test_buffer_of_nothing(gate: Portal) -> None:
    with pytest.raises(ValueError, match="buffer must be 1 or more, not 0"):
        gate.iterate(Counting(), buffer=0)


@pytest.mark.parametrize("buffer", [1, 64])
def test_break_runs_the_finally(gate: Portal, buffer: int) -> None:
    counting = Counting()
    for number in gate.iterate(counting, buffer=buffer):
        if number == 3:
            break
    assert counting.ended.is_set()
    assert len(counting.tasks) == 1


def test_close_waits_and_a_second_time_does_nothing(gate: Portal) -> None:
    counting = Counting()
    items = gate.iterate(counting)
    assert next(items) == 0
    items.close()
    assert counting.ended.is_set()
    items.close()
    assert list(items) == []


def test_with_closes(gate: Portal) -> None:
    counting = Counting()
    with gate.iterate(counting) as items:
        assert next(items) == 0
        assert not counting.ended.is_set()
    assert counting.ended.is_set()


def test_collection_of_a_half_read_one_ends_the_walk(gate: Portal) -> None:
    counting = Counting()
    items = gate.iterate(counting)
    assert next(items) == 0
    cycle = [items]
    cycle.append(cycle)  # type: ignore[arg-type]
    gone = weakref.ref(items)
    del items, cycle
    gc.collect()
    assert gone() is None
    assert counting.ended.is_set()
    assert gate.call(jobs, gate) == 0


def test_collection_on_the_loop_itself_does_not_wait(gate: Portal) -> None:
    counting = Counting()
    held = [gate.iterate(counting)]
    assert next(held[0]) == 0

    async def let_go() -> None:
        held.clear()

    gate.call(let_go)
    assert counting.ended.wait(LIMIT_S)


@pytest.mark.parametrize("leave", [list, PumpedIterator.close])
def test_nothing_is_left_to_do_when_one_that_ended_is_dropped(
    gate: Portal, leave: Callable[[PumpedIterator[int]], object]
) -> None:
    # Python drops what a signal handler raises in there, such as Ctrl-C.
    items = gate.iterate(Counting(3))
    next(items)
    finalizer = items._finalizer
    assert finalizer is not None
    assert finalizer.alive

    leave(items)

    assert not finalizer.alive
    assert items._job.task is None


def test_close_tells_of_a_failed_cleanup(gate: Portal) -> None:
    async def broken() -> AsyncGenerator[int, None]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            raise OSError("disk full")

    items = gate.iterate(broken)
    assert next(items) == 1
    with pytest.raises(OSError, match="disk full"):
        items.close()


def test_close_does_not_wait_for_ever() -> None:
    gate = Portal(grace=0.05)
    stuck = threading.Event()

    async def stubborn() -> AsyncGenerator[int, None]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            stuck.wait(LIMIT_S)

    items = gate.iterate(stubborn)
    assert next(items) == 1
    with pytest.raises(TimeoutError, match="did not end in time"):
        items.close()
    stuck.set()
    gate._end()


def test_timeout_inside_fires_while_the_iterator_waits(gate: Portal) -> None:
    async def limited() -> AsyncGenerator[int, None]:
        async with asyncio.timeout(0.05):
            yield 1
            await asyncio.Event().wait()

    items = gate.iterate(limited)
    assert next(items) == 1
    with pytest.raises(TimeoutError):
        next(items)
    assert list(items) == []


def test_timeout_inside_fires_while_the_buffer_is_full(gate: Portal) -> None:
    async def limited() -> AsyncGenerator[int, None]:
        async with asyncio.timeout(0.05):
            while True:
                yield 1

    items = gate.iterate(limited, buffer=4)
    assert next(items) == 1
    assert items._job.wait(LIMIT_S)
    with pytest.raises(TimeoutError):
        list(items)


def test_iterator_may_go_on_after_its_own_timeout(gate: Portal) -> None:
    async def patient() -> AsyncGenerator[str, None]:
        try:
            async with asyncio.timeout(0.05):
                yield "first"
                yield "second"
        except TimeoutError:
            yield "late"
        yield "last"

    items = gate.iterate(patient, buffer=1)
    assert next(items) == "first"
    assert list(items) in (["second", "late", "last"], ["second", "last"])


@pytest.mark.parametrize("buffer", [1, 64])
def test_failing_prefetch_surfaces_at_once(gate: Portal, buffer: int) -> None:
    begun = asyncio.Event()

    async def prefetch() -> Never:
        await begun.wait()
        raise ConnectionError("gone")

    async def prefetching() -> AsyncGenerator[int, None]:
        async with asyncio.TaskGroup() as group:
            group.create_task(prefetch())
            yield 1
            begun.set()
            await asyncio.sleep(LIMIT_S)
            yield 2

    items = gate.iterate(prefetching, buffer=buffer)
    assert next(items) == 1
    start = time.monotonic()
    with pytest.raises(ExceptionGroup) as caught:
        next(items)
    assert time.monotonic() - start < LIMIT_S / 2
    assert [str(error) for error in caught.value.exceptions] == ["gone"]


def test_errors_keep_their_type_and_notes_and_come_after_the_items(gate: Portal) -> None:
    error = ConnectionError("gone")
    error.add_note("noted")

    async def failing() -> AsyncGenerator[int, None]:
        yield 1
        yield 2
        raise error

    items = gate.iterate(failing)
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(ConnectionError) as caught:
        next(items)
    assert caught.value is error
    assert error.__notes__ == ["noted"]


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt()])
def test_errors_that_end_programs_do_not_end_the_loop(gate: Portal, error: BaseException) -> None:
    async def failing() -> AsyncGenerator[int, None]:
        yield 1
        raise error

    with pytest.raises(type(error)):
        list(gate.iterate(failing))
    assert list(gate.iterate(Counting(2))) == [0, 1]


def test_iterator_that_cannot_be_made(gate: Portal) -> None:
    def fail() -> AsyncIterator[int]:
        raise LookupError("none")

    items = gate.iterate(fail)
    with pytest.raises(LookupError, match="none"):
        next(items)
    assert list(items) == []


def test_iterator_that_is_no_generator(gate: Portal) -> None:
    class Countdown:
        def __init__(self) -> None:
            self.left = 200

        def __aiter__(self) -> "Countdown":
            return self

        async def __anext__(self) -> int:
            if not self.left:
                raise StopAsyncIteration
            self.left -= 1
            return self.left

    assert list(gate.iterate(Countdown)) == list(reversed(range(200)))
    items = gate.iterate(Countdown, buffer=2)
    assert next(items) == 199
    items.close()


def test_context_variables_travel(gate: Portal) -> None:
    variable = contextvars.ContextVar("variable", default="unset")

    async def read() -> AsyncGenerator[str, None]:
        yield variable.get()
        variable.set("by the iterator")
        yield variable.get()

    variable.set("by the caller")
    assert list(gate.iterate(read)) == ["by the caller", "by the iterator"]
    assert variable.get() == "by the caller"


def test_threads_share_the_items(gate: Portal) -> None:
    items = gate.iterate(Counting(1_000), buffer=5)
    with ThreadPoolExecutor(5) as pool:
        parts = [pool.submit(list[int], items) for _ in range(5)]
        read = [item for part in parts for item in part.result(LIMIT_S)]
    assert sorted(read) == list(range(1_000))


def test_interruption_while_waiting_for_an_item(
    gate: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting()
    items = gate.iterate(counting)
    assert next(items) == 0

    def interrupt(home: object) -> Never:
        raise KeyboardInterrupt

    monkeypatch.setattr(items._pump, "take", interrupt)
    with pytest.raises(KeyboardInterrupt):
        next(items)
    assert counting.ended.is_set()
    assert list(items) == []


def test_end_of_the_loop_ends_the_iteration(gate: Portal) -> None:
    counting = Counting()
    items = gate.iterate(counting, buffer=1)
    assert next(items) == 0
    gate._end()
    assert counting.ended.is_set()
    with pytest.raises(ValueError, match="its event loop was closed"):
        list(items)


def test_pager_is_walked_and_cancels_what_it_fetches_ahead(gate: Portal) -> None:
    hanging = threading.Event()
    cancelled = threading.Event()

    async def fetch(number: int) -> Page[int]:
        if number < 3:
            return Page(items=(number * 10, number * 10 + 1), page=number, per_page=2)
        hanging.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        raise AssertionError

    with gate.iterate(lambda: Pager(fetch)) as items:
        assert [next(items) for _ in range(4)] == [10, 11, 20, 21]
        assert hanging.wait(LIMIT_S)
    assert cancelled.is_set()


def test_iterations_leave_nothing_behind(gate: Portal) -> None:
    def iterate_often(times: int) -> None:
        for _ in range(times):
            assert next(gate.iterate(Counting(), buffer=4)) == 0
            assert len(list(gate.iterate(Counting(10), buffer=4))) == 10

    iterate_often(50)
    gc.collect()
    # Without the collector, as a cycle would have to wait for it.
    gc.disable()
    try:
        before = len(gc.get_objects())
        iterate_often(500)
        assert len(gc.get_objects()) - before < 100
    finally:
        gc.enable()
