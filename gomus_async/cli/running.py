"""Coroutines under a command: run to their end, or to a signal, with their cleanup."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Generator
from enum import Enum
from typing import Any, Final, TypeVar

import attrs

from gomus_async.cli.exits import Terminated

__all__ = ["DRAIN_S", "Aborted", "Moment", "Stop", "run", "run_to_a_stop"]

T = TypeVar("T")

DRAIN_S: Final = 30.0
"""How long a command may take for what is under way, once it was asked to stop."""


class Moment(Enum):
    """What happens to a command that is asked to stop."""

    DRAINS = "drains"
    ABORTS = "aborts"
    TOO_LONG = "too long"


class Aborted(Exception):
    """A command was stopped where it stood."""


@attrs.define
class Stop:
    """Whether a command was asked to stop: by Ctrl-C, or by SIGTERM."""

    number: signal.Signals | None = None

    def __call__(self) -> bool:
        """Whether it was."""
        return self.number is not None

    def error(self) -> BaseException:
        """What ends the command in the end."""
        return Terminated() if self.number is signal.SIGTERM else KeyboardInterrupt()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine; Ctrl-C and SIGTERM cancel it and wait for its cleanup.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
        Terminated: SIGTERM came.
    """
    stop = Stop()
    try:
        return run_to_a_stop(work, stop, lambda _: None, drains=False)
    except Aborted:
        raise stop.error() from None


def run_to_a_stop(
    work: Coroutine[Any, Any, T],
    stop: Stop,
    tell: Callable[[Moment], None],
    *,
    drains: bool = True,
    patience: float = DRAIN_S,
) -> T:
    """Run a coroutine that looks at `stop`, and cancel it if it does not stop by itself.

    The first signal sets `stop`. The second cancels the coroutine, and so does the first where
    `drains` is false, or once `patience` is over. A third ends the process.

    Args:
        work: The coroutine.
        stop: What it looks at.
        tell: Is told what happens, as it happens.
        drains: Whether it looks at `stop` at all.
        patience: Seconds it may take to stop.

    Raises:
        Aborted: It was cancelled.
    """
    return asyncio.run(_stoppable(work, stop, tell, patience if drains else None))


async def _stoppable(
    work: Coroutine[Any, Any, T],
    stop: Stop,
    tell: Callable[[Moment], None],
    patience: float | None,
) -> T:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    timers: list[asyncio.TimerHandle] = []

    def abort(moment: Moment) -> None:
        tell(moment)
        task.cancel()
        _let_go(loop)

    def on(number: signal.Signals) -> None:
        first = not stop()
        stop.number = stop.number or number
        if not first or patience is None:
            abort(Moment.ABORTS)
            return
        tell(Moment.DRAINS)
        timers.append(loop.call_later(patience, abort, Moment.TOO_LONG))

    with _listening(loop, on):
        try:
            return await task
        except asyncio.CancelledError:
            if not stop():
                raise
            raise Aborted from None
        finally:
            for timer in timers:
                timer.cancel()


@contextlib.contextmanager
def _listening(
    loop: asyncio.AbstractEventLoop, on: Callable[[signal.Signals], None]
) -> Generator[None]:
    # Windows loops take no handlers; there the process just ends, and Ctrl-C cancels.
    with contextlib.suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, on, number)
    try:
        yield
    finally:
        _let_go(loop)


def _let_go(loop: asyncio.AbstractEventLoop) -> None:
    """Signals do again what they did before."""
    with contextlib.suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
