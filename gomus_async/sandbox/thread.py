"""A loop of its own in the background, for scripts that block."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TypeVar

Step = Callable[[], Awaitable[None]]
Result = TypeVar("Result")


class ServingThread:
    """Runs ``start`` and later ``stop`` on one background loop.

    Args:
        start: begins to serve.
        stop: ends it.
    """

    def __init__(self, start: Step, stop: Step) -> None:
        self._start = start
        self._stop = stop
        self._started: Future[asyncio.AbstractEventLoop] = Future()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._main, name="gomus-sandbox", daemon=True)

    def serve(self) -> None:
        """Return when the port is open; raise what opening it raised."""
        self._thread.start()
        self._started.result()

    def end(self) -> None:
        """Return when everything is closed."""
        self._started.result().call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def run(self, change: Callable[[], Result]) -> Result:
        """Run a function on the loop and return what it returns."""
        done: Future[Result] = Future()
        self._started.result().call_soon_threadsafe(_resolve, done, change)
        return done.result()

    def _main(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        try:
            await self._start()
        except BaseException as error:  # noqa: BLE001 - it belongs to the thread that called serve()
            self._started.set_exception(error)
            return
        self._started.set_result(asyncio.get_running_loop())
        await self._ended.wait()
        await self._stop()


def _resolve(done: "Future[Result]", change: Callable[[], Result]) -> None:
    try:
        done.set_result(change())
    except BaseException as error:  # noqa: BLE001 - it belongs to the thread that waits for the result
        done.set_exception(error)
