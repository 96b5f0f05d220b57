"""What other threads wait for: one task on the background loop."""

import asyncio
import contextvars
import math
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from gomus_async.errors import ConfigError

if TYPE_CHECKING:
    from gomus_async.sync.background import Home

__all__ = ["POLL_S", "Job"]

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
        if self.home is not None and self.home.driven:
            self.home.drive(self._over, seconds)
            return self.ended
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

    async def _over(self) -> None:
        while not self.ended:
            await (asyncio.sleep(0) if self.task is None else asyncio.wait([self.task]))

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
        # It goes on the loop: the end of a task runs code of asyncio, in which an interruption
        # of the waiting thread would be lost.
        self.task = None
        if self._on_end is not None:
            self._on_end()
        if self.home is not None:
            self.home.part(self)

    def wake(self) -> None:
        """Let the thread go on that waits."""
        self._gate.release()
