"""The background event loop and its thread."""

import asyncio
import itertools
import math
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from gomus_async.sync.job import Job

__all__ = ["Home"]

P = ParamSpec("P")
T = TypeVar("T")


class _Executor(ThreadPoolExecutor):
    """Works for functions that run at exit as well: thread pools take no work then."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        try:
            return super().submit(fn, *args, **kwargs)
        except RuntimeError:
            # Looking a host up here holds up the loop, which at exit is no loss.
            done: Future[T] = Future()
            try:
                done.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever asked
                done.set_exception(error)
            return done


class Home:
    """One loop and its thread. A forked child has a copy, which it must never touch.

    What the copy holds is never collected: the frames of threads that a fork left behind
    keep their references, also when the interpreter ends.

    Attributes:
        driven: Whether those who wait have to run the loop themselves, with `drive`.
    """

    driven = False

    def __init__(self, grace: float) -> None:
        self.loop = asyncio.new_event_loop()
        # With -X dev asyncio would log calls that import or decode as slow, to scripts.
        self.loop.slow_callback_duration = math.inf
        self.loop.set_default_executor(_Executor())
        self.jobs: set[Job[Any]] = set()
        self._new: deque[Job[Any]] = deque()
        self._parted: list[Job[Any]] = []
        self._calls = itertools.count(1)
        self._called = self._heard = 0
        self.forked = False
        self._grace = grace
        self._over = False
        self._ending: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._main, name="gomus-sync", daemon=True)

    def begin(self) -> bool:
        """Start the thread; `False` when that cannot be."""
        try:
            self._thread.start()
        except RuntimeError:
            self.loop.close()
            return False
        self._ready.wait()
        return True

    def is_current(self) -> bool:
        """Whether this is the loop's own thread."""
        return self._thread.ident == threading.get_ident()

    def refuse_own_thread(self, name: str) -> None:
        """Whoever waits on the loop's thread for the loop waits for ever."""
        if self.is_current():
            raise RuntimeError(
                f"{name} was called, blocking, by code that runs on the event loop of SyncGomus; "
                "there, use the async client and await it"
            )

    def drive(self, until: Callable[[], Coroutine[Any, Any, None]], seconds: float | None) -> None:
        """Run the loop in the calling thread until a coroutine ends, or the time runs out."""
        raise NotImplementedError

    def take(self, job: Job[Any]) -> None:
        """Make a job this loop's own; it begins with the next `call`."""
        job.home = self
        self.jobs.add(job)
        self._new.append(job)

    def call(self) -> None:
        """Have new jobs begun. Of threads that call at the same time, one wakes the loop."""
        if self._called <= self._heard:
            call = next(self._calls)
            self.schedule(partial(self._hear, call))
            # Not before: who is interrupted on the way here must not keep the others from it.
            self._called = max(self._called, call)

    def part(self, job: Job[Any]) -> None:
        """On the loop: a job has ended.

        While others are under way, those that end in the same turn are told of together: each
        thread that wakes up takes the interpreter away from the loop.
        """
        self.jobs.discard(job)
        if not self.jobs and not self._parted:
            job.wake()
            return
        if not self._parted:
            self.loop.call_soon(self._wake_all)
        self._parted.append(job)

    def _hear(self, call: int) -> None:
        self._heard = max(self._heard, call)
        while self._new:
            self._new.popleft().start(self.loop)

    def _wake_all(self) -> None:
        parted, self._parted = self._parted, []
        for job in parted:
            job.wake()

    def schedule(self, step: Callable[[], None]) -> bool:
        """Have a step run on the loop; `False` when the loop is no more."""
        if self.forked or self.loop.is_closed():
            return False
        try:
            self.loop.call_soon_threadsafe(step)
        except RuntimeError:  # it was closed meanwhile
            return False
        return True

    def end(self) -> None:
        """Cancel what runs, stop the loop, and wait for that, but not for ever."""
        if self.schedule(self._begin_end) and not self.is_current():
            self._thread.join(self._grace)

    def settle(self) -> None:
        """Let the tasks end whose jobs have ended."""
        settled = threading.Event()
        if self.schedule(settled.set):
            settled.wait(self._grace)

    def is_idle(self) -> bool:
        """Whether nothing runs on the loop."""
        return not self.jobs and not asyncio.all_tasks(self.loop)

    def _main(self) -> None:
        self._ready.set()
        try:
            while not self._over:
                try:
                    self.loop.run_forever()
                except (KeyboardInterrupt, SystemExit):
                    # A task raised it, whoever awaits the task has it; it is not for this thread.
                    continue
        finally:
            self.loop.close()

    def _begin_end(self) -> None:
        self._ending = self._ending or self.loop.create_task(self._wind_up())

    async def _wind_up(self) -> None:
        try:
            for job in list(self.jobs):
                job.cancel(closing=True)
            await self._ended({job.task for job in list(self.jobs) if job.task is not None})
            # What calls left behind keeps their clients open, and closes them when it is cancelled.
            others = asyncio.all_tasks() - {self._ending}
            for task in others:
                task.cancel()
            await self._ended(others)
            await self.loop.shutdown_asyncgens()
            for _ in range(3):
                # Closed transports say goodbye in later turns of the loop.
                await asyncio.sleep(0)
        finally:
            for job in list(self.jobs):
                job.give_up()
            self._wake_all()
            self._over = True
            self.loop.stop()

    async def _ended(self, tasks: set[asyncio.Task[Any]]) -> None:
        if tasks:
            await asyncio.wait(tasks, timeout=self._grace / 2.5)
