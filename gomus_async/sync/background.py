"""The background event loop, its thread, and the jobs that other threads wait for."""

import asyncio
import contextvars
import math
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

from gomus_async.errors import ConfigError

__all__ = ["POLL_S", "Home", "Job"]

P = ParamSpec("P")
T = TypeVar("T")

# On Windows a wait without an end does not notice Ctrl-C.
POLL_S: Final = 0.1 if sys.platform == "win32" else None


class Job(Generic[T]):
    """A task on the loop, and the place where another thread waits for its end."""

    def __init__(
        self,
        work: Callable[[], Awaitable[T]],
        grace: float,
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        self.home: Home | None = None
        self.ended = False
        self._work = work
        self._grace = grace
        self._on_end = on_end
        self._context = contextvars.copy_context()
        self.task: asyncio.Task[None] | None = None
        self._value: T | None = None
        self._error: BaseException | None = None
        self._closing = False
        self._gate = threading.Lock()
        self._gate.acquire()

    def start(self) -> None:
        """On the loop: begin."""
        if self.home is not None and not self.ended:
            self.task = self.home.loop.create_task(self._run(), context=self._context)
            self.task.add_done_callback(self._finish)

    def cancel(self, *, closing: bool = False) -> None:
        """On the loop: ask it to end."""
        self._closing = self._closing or closing
        if self.task is None:
            self.give_up()
        else:
            self.task.cancel()

    def give_up(self) -> None:
        """On the loop: let nobody wait any longer."""
        if not self.ended:
            self._error = asyncio.CancelledError()
            self._release()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; `False` when the time ran out."""
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
        try:
            self._value = await self._work()
        except BaseException as error:  # noqa: BLE001 - it belongs to the thread that waits
            self._error = error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)

    def _finish(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            # It was cancelled before its first step.
            self._error = asyncio.CancelledError()
        if not self.ended:
            self._release()

    def _release(self) -> None:
        if self.home is not None:
            self.home.jobs.discard(self)
        self.ended = True
        self._gate.release()
        self._on_end()


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

    def submit(self, job: Job[Any]) -> None:
        """Begin a job."""
        job.home = self
        self.jobs.add(job)
        self.loop.call_soon_threadsafe(job.start)

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
            self._over = True
            self.loop.stop()

    async def _ended(self, tasks: set[asyncio.Task[Any]]) -> None:
        if tasks:
            await asyncio.wait(tasks, timeout=self._grace / 2.5)
