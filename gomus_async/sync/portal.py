"""Blocking calls into one background event loop for the whole process."""

import atexit
import os
import sys
import threading
import weakref
from collections.abc import AsyncIterable, Awaitable, Callable
from functools import partial
from typing import Any, Final, NoReturn, ParamSpec, TypeVar

from gomus_async.errors import ConfigError
from gomus_async.sync.at_exit import HomeAtExit, at_exit
from gomus_async.sync.background import Home
from gomus_async.sync.job import Job
from gomus_async.sync.pump import Pump, PumpedIterator

__all__ = ["Portal", "PumpedIterator", "portal"]

P = ParamSpec("P")
T = TypeVar("T")

GRACE_S: Final = 5.0


class Portal:
    """Runs coroutines for threads that block, all on one background event loop.

    Any number of threads may use it, also such that run event loops of their own. The loop
    starts with the first call. A forked child starts its own, and leaves the parent's alone.

    Args:
        grace: Seconds that what was cancelled has for its cleanup.
    """

    generation: int
    """How many forks lie behind this process; what was made before belongs to a parent."""

    def __init__(self, *, grace: float = GRACE_S) -> None:
        self.generation = 0
        self._grace = grace
        # Reentrant: a collection or a signal may come while it is held, and make a call.
        self._lock = threading.RLock()
        self._home: Home | None = None
        if sys.platform != "win32":
            reset = weakref.WeakMethod(self._reset)
            os.register_at_fork(after_in_child=partial(_if_alive, reset))
        atexit.register(_if_alive, weakref.WeakMethod(self._end))

    def call(self, function: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a coroutine function to its end, in a task with the caller's context variables.

        Args:
            function: Called on the loop's thread.
            args: Its arguments.
            kwargs: Its arguments by name.

        Raises:
            BaseException: What it raises. What interrupts the waiting thread, such as Ctrl-C,
                cancels it first.
            ConfigError: The loop is closed, for the interpreter is shutting down.
            RuntimeError: This is the loop's own thread.
        """
        name = getattr(function, "__qualname__", "the function")
        job = Job(partial(function, *args, **kwargs), self._grace)
        # A traceback that shows local variables must not show these.
        del function, args, kwargs
        try:
            self._submit(job, name)
            job.wait()
        except BaseException as error:
            job.interrupt(error)
            raise
        return job.result()

    def iterate(
        self, make: Callable[[], AsyncIterable[T]], *, buffer: int = 64
    ) -> "PumpedIterator[T]":
        """Walk through an async iterator, in one task with the caller's context variables.

        Args:
            make: Makes the iterator, on the loop's thread, when the first item is asked for.
            buffer: How many items may wait for the reader; with that many the walk pauses.

        Raises:
            ValueError: The buffer holds nothing.
        """
        if buffer < 1:
            raise ValueError(f"buffer must be 1 or more, not {buffer}")
        pump = Pump(make, buffer)
        job = Job(pump.run, self._grace, pump.end)
        return PumpedIterator(pump, job, partial(self._submit, job, "an iterator"))

    def rest(self) -> None:
        """Stop the loop and its thread if nothing runs there; the next call starts another."""
        home = self._home
        if home is None or home.is_current():
            return
        home.settle()
        with self._lock:
            if self._home is not home or not home.is_idle():
                return
            self._home = None
        home.end()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a portal belongs to its process and does not pickle")

    def _submit(self, job: Job[Any], name: str) -> None:
        with self._lock:
            home = self._home or self._begin()
            home.refuse_own_thread(name)
            home.take(job)
        home.call()

    def _begin(self) -> Home:
        if sys.is_finalizing():
            raise ConfigError("the interpreter is shutting down; make the call earlier")
        home = Home(self._grace)
        if not home.begin():
            if not at_exit():
                raise ConfigError("the thread of SyncGomus cannot be started: there are too many")
            home = HomeAtExit(self._grace)
        self._home = home
        return home

    def _end(self) -> None:
        with self._lock:
            home, self._home = self._home, None
        if home is not None:
            home.end()

    def _reset(self) -> None:
        """In a child: another thread of the parent may have held the lock."""
        self._lock = threading.RLock()
        home, self._home = self._home, None
        if home is not None:
            home.forked = True
        self.generation += 1


def _if_alive(method: "weakref.WeakMethod[Callable[[], None]]") -> None:
    alive = method()
    if alive is not None:
        alive()


# One for each process is the very point. It starts nothing before the first call.
_SHARED: Final = Portal()


def portal() -> Portal:
    """The portal of this process."""
    return _SHARED
