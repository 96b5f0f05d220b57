"""The background event loop, its thread, and the jobs that other threads wait for."""

import asyncio
import contextvars
import itertools
import math
import sys
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

from gomus_async.errors import ConfigError

__all__ = ["POLL_S", "Home", "Job"]

P = ParamSpec("P")
T = TypeVar("T")

# On Windows a wait without an end does not notice Ctrl-C.
POLL_S: Final = 0.1 if sys.platform == "win32" else None

# The first step of a call need not wait for the loop's next turn.
EAGER: Final[dict[str, Any]] = {"eager_start": True} if sys.version_info >= (3, 12) else {}


class Job(Generic[T]):
    """A task on the loop, and the place where another thread waits for its end."""

    __slots__ = (
        "_closing",
        "_context",
        "_error",
        "_gate",
        "_grace",
        "_on_end",
        "_running",
        "_value",
        "_work",
        "ended",
        "home",
        "task",
    )

    def __init__(
        self,
        work: Callable[[], Awaitable[T]],
        grace: float,
        on_end: Callable[[], None] | None = None,
    ) -> None:
        self.home: Home | None = None
        self.ended = False
        self.task: asyncio.Task[None] | None = None
        self._work = work
        self._grace = grace
        self._on_end = on_end
        self._context = contextvars.copy_context()
        self._value: T | None = None
        self._error: BaseException | None = None
        self._closing = False
        self._running = False
        self._gate = threading.Lock()
        self._gate.acquire()

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """On the loop: begin."""
        if not self.ended:
            self.task = asyncio.Task(self._run(), loop=loop, context=self._context, **EAGER)

    def cancel(self, *, closing: bool = False) -> None:
        """On the loop: ask it to end."""
        self._closing = self._closing or closing
        if self.task is None:
            self.give_up()
            return
        self.task.cancel()
        if not self._running:
            # Its first step will never come, so it cannot tell by itself that it ended.
            self.task.add_done_callback(lambda _: self.give_up())

    def give_up(self) -> None:
        """On the loop: let nobody wait any longer."""
        if not self.ended:
            self._error = asyncio.CancelledError()
            self._release()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; `False` when the time ran out."""
        if seconds is POLL_S is None:
            self._gate.acquire()
            self._gate.release()
            return self.ended
        left = math.inf if seconds is None else seconds
        while not self.ended and left > 0:
            step = min(left, POLL_S or math.inf)
            if self._gate.acquire(timeout=-1 if step == math.inf else step):
                self._gate.release()
                break
            left -= step
        return self.ended

    def stop(self) -> bool:
        """Cancel it and wait for its cleanup; `False` when that takes too long."""
        home = self.home
        if self.ended or home is None or not home.schedule(self.cancel):
            return True
        return home.is_current() or self.wait(self._grace)

    def interrupt(self, error: BaseException) -> None:
        """Stop it because of an error in the waiting thread, which is told what went wrong."""
        if not self.stop():
            error.add_note(f"the call did not end within {self._grace:g} s and was left behind")
        elif (problem := self.problem()) is not None:
            error.add_note(f"the call failed while it was cancelled: {problem!r}")

    def problem(self) -> BaseException | None:
        """What it failed with, unless that is its cancellation; it can be asked for once."""
        # The traceback of an error that is kept leads back here.
        error, self._error = self._error, None
        return None if isinstance(error, asyncio.CancelledError) else error

    def result(self) -> T:
        """What it returned; raises what it raised."""
        error, self._error = self._error, None
        try:
            if error is None:
                return cast("T", self._value)
            if self._closing and isinstance(error, asyncio.CancelledError):
                raise ConfigError("the call was cut short: its event loop was closed") from None
            raise error
        finally:
            # The traceback holds this frame.
            del error

    async def _run(self) -> None:
        self._running = True
        try:
            self._value = await self._work()
        except BaseException as error:  # noqa: BLE001 - it belongs to the thread that waits
            self._error = error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)
        if not self.ended:
            self._release()

    def _release(self) -> None:
        self.ended = True
        if self._on_end is not None:
            self._on_end()
        if self.home is not None:
            self.home.part(self)

    def wake(self) -> None:
        """Let the thread go on that waits."""
        self._gate.release()


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
    """

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

    def begin(self) -> None:
        """Start the thread."""
        try:
            self._thread.start()
        except RuntimeError as error:
            self.loop.close()
            raise ConfigError(
                "the interpreter is shutting down and starts no threads any more; "
                "make the call earlier"
            ) from error
        self._ready.wait()

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
