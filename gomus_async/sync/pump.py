"""Async iterators for blocking code."""

import asyncio
import threading
import weakref
from collections.abc import AsyncIterable, Callable, Iterator
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar

from gomus_async.sync.background import Home
from gomus_async.sync.job import POLL_S, Job

__all__ = ["Pump", "PumpedIterator"]

T = TypeVar("T")


class _End:
    """Comes after the last item."""


_END: Final = _End()


class Pump(Generic[T]):
    """Walks through an async iterator in one task and hands its items over.

    One task per item would part a timeout or task group inside the iterator from the task
    that entered it, and so disable it.
    """

    def __init__(self, make: Callable[[], AsyncIterable[T]], buffer: int) -> None:
        self.items: SimpleQueue[T | _End] = SimpleQueue()
        self._make = make
        self._full = buffer
        self._low = buffer // 2
        self._room = asyncio.Event()
        self._room.set()
        self._filled: asyncio.Event | None = None

    async def run(self) -> None:
        """On the loop: walk to the end."""
        iterator = aiter(self._make())
        try:
            async for item in iterator:
                self._put(item)
                if self.items.qsize() >= self._full:
                    await self._pause(iterator)
        finally:
            aclose = getattr(iterator, "aclose", None)
            if aclose is not None:
                await aclose()

    def end(self) -> None:
        """Let nobody wait for an item any longer."""
        self._put(_END)

    def take(self, home: Home) -> "T | _End":
        """From any thread: wait for the next item."""
        while True:
            if home.driven:
                home.drive(self._some, None)
            try:
                item = self.items.get(timeout=POLL_S)
            except Empty:
                continue
            if not self._room.is_set() and self.items.qsize() <= self._low:
                home.schedule(self._room.set)
            return item

    def _put(self, item: "T | _End") -> None:
        self.items.put(item)
        if self._filled is not None:
            self._filled.set()

    async def _some(self) -> None:
        self._filled = asyncio.Event()
        if self.items.empty():
            await self._filled.wait()

    async def _pause(self, iterator: Any) -> None:
        self._room.clear()
        if self.items.qsize() <= self._low:
            self._room.set()
            return
        try:
            await self._room.wait()
        except asyncio.CancelledError as cancelled:
            # A timeout or task group inside the iterator may have sent it: it must come back
            # to there, as it does while the iterator itself waits.
            if hasattr(iterator, "athrow"):
                await self._throw(iterator, cancelled)
            task = asyncio.current_task()
            if task is None or task.cancelling() or not hasattr(iterator, "athrow"):
                raise

    async def _throw(self, iterator: Any, cancelled: asyncio.CancelledError) -> None:
        try:
            self._put(await iterator.athrow(cancelled))
        except StopAsyncIteration:
            return
        finally:
            # Its traceback holds this frame.
            del cancelled


class PumpedIterator(Iterator[T]):
    """The items of an async iterator, for blocking code.

    Leaving it early, by `close()`, `with`, or by letting go of it, cancels what is being
    fetched and waits for its cleanup.
    """

    def __init__(self, pump: Pump[T], job: Job[None], submit: Callable[[], None]) -> None:
        self._pump = pump
        self._job = job
        self._submit = submit
        self._beginning = threading.Lock()
        self._over = False
        self._finalizer: weakref.finalize[[Job[Any]], PumpedIterator[T]] | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        if self._over:
            raise StopIteration
        try:
            item = self._pump.take(self._home())
        except BaseException as error:
            self._over = True
            self._job.interrupt(error)
            raise
        if not isinstance(item, _End):
            return item
        self._over = True
        # Other threads may wait for an item too.
        self._pump.end()
        self._job.wait()
        self._settle()
        self._job.result()
        raise StopIteration

    def close(self) -> None:
        """End it and wait for its cleanup. A second time it does nothing.

        Raises:
            TimeoutError: The cleanup took more than five seconds.
        """
        self._over = True
        unread = self._job.ended
        if not self._job.stop():
            raise TimeoutError("the iterator was cancelled but did not end in time")
        self._settle()
        problem = self._job.problem()
        # Whoever stops reading does not hear of what would have come.
        if problem is not None and not unread:
            raise problem

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _home(self) -> Home:
        if self._job.home is None:
            self._begin()
        home = self._job.home
        if home is None or home.forked:
            raise RuntimeError("this iteration was begun before a fork; begin it anew")
        home.refuse_own_thread("an iterator")
        return home

    def _begin(self) -> None:
        # Two threads may ask for the first item at once.
        with self._beginning:
            if self._job.home is None:
                self._finalizer = weakref.finalize(self, _let_go, self._job)
                self._finalizer.atexit = False
                self._submit()

    def _settle(self) -> None:
        # Python drops what a signal handler raises within a finalizer, such as Ctrl-C.
        if self._finalizer is not None:
            self._finalizer.detach()


def _let_go(job: Job[Any]) -> None:
    """Nobody reads on. Waits as `close` does; who let go cannot be told of errors."""
    unread = job.ended
    job.stop()
    problem = job.problem()
    if problem is not None and not unread and job.home is not None:
        job.home.loop.call_exception_handler(
            {"message": "an iteration failed while it was closed", "exception": problem}
        )
