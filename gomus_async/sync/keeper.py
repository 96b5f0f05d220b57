"""Keeps an async client in the background until nobody needs it any more."""

import asyncio
import weakref
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from typing import Final

from gomus_async.client import Gomus
from gomus_async.errors import ConfigError
from gomus_async.sync.calls import PerProcess
from gomus_async.sync.portal import portal

__all__ = ["Keeper"]

NAP_S: Final = 86_400.0


class Keeper:
    """Holds the connections of a client until it is closed or dropped, or the process ends.

    Args:
        make: Makes the client; called once in each process.
    """

    def __init__(self, make: Callable[[], Gomus]) -> None:
        self._make = make
        self._closed = False
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._gomus = PerProcess(self._open)
        # The portal ends its tasks itself when the process ends.
        self._finalizer = weakref.finalize(self, _let_go, self._tasks)
        self._finalizer.atexit = False

    def gomus(self) -> Gomus:
        """The client of this process.

        Raises:
            ConfigError: It was closed before this process was forked.
        """
        return self._gomus.get()

    def begin(self) -> None:
        """Look after the client of this process from now on."""
        if portal().generation not in self._tasks and not self._closed:
            portal().call(self._begin, self._gomus.get())

    def close(self) -> None:
        """Close the client of this process. A second time it does nothing."""
        if not self._closed:
            self._closed = True
            portal().call(self._end)
            # Python drops what a signal handler raises within a finalizer, such as Ctrl-C.
            self._finalizer.detach()
            portal().rest()

    def _open(self) -> Gomus:
        if self._closed:
            raise ConfigError("this client is closed; make a new one")
        return self._make()

    async def _begin(self, gomus: Gomus) -> None:
        generation = portal().generation
        if generation not in self._tasks and not self._closed:
            # Whatever the first caller's context holds is not to live as long as the client.
            keeping = asyncio.get_running_loop().create_task(_keep(gomus), context=Context())
            self._tasks[generation] = keeping

    async def _end(self) -> None:
        gomus = self._gomus.made()
        if gomus is not None:
            await gomus.aclose()
        task = self._tasks.pop(portal().generation, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])


async def _keep(gomus: Gomus) -> None:
    """Wait to be cancelled: by `close`, by `_let_go`, or when the loop is shut down.

    A task that sleeps is held by its loop, and so is the client. The loop of the parent is
    never torn down in a forked child, and hence nothing that the client has open.
    """
    try:
        while True:  # noqa: ASYNC110 - an event would not be held by the loop
            await asyncio.sleep(NAP_S)
    finally:
        await gomus.aclose()


def _let_go(tasks: dict[int, asyncio.Task[None]]) -> None:
    """Close what was dropped without `close`. This runs on any thread, so it must not wait."""
    task = tasks.get(portal().generation)
    if task is not None:
        # The loop may be closed already.
        with suppress(RuntimeError):
            task.get_loop().call_soon_threadsafe(task.cancel)
