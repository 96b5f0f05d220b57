"""A loop for calls that are made when Python starts no threads any more."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from gomus_async.errors import ConfigError
from gomus_async.sync.background import Home

__all__ = ["HomeAtExit", "at_exit"]


def at_exit() -> bool:
    """Whether the interpreter has waited for its threads; Python 3.12 then starts no others."""
    return not threading.main_thread().is_alive()


class HomeAtExit(Home):
    """A loop that is run by whoever waits for it, in functions that run at exit."""

    driven = True

    def __init__(self, grace: float) -> None:
        super().__init__(grace)
        self._driver: int | None = None
        self._turn = threading.Lock()

    def is_current(self) -> bool:
        """Whether this thread is the one that runs the loop."""
        return self._driver == threading.get_ident()

    def refuse_own_thread(self, name: str) -> None:
        """A thread that runs a loop cannot run this one as well."""
        super().refuse_own_thread(name)
        with suppress(RuntimeError):
            asyncio.get_running_loop()
            raise ConfigError(f"{name} was called, blocking, within an event loop at exit")

    def drive(self, until: Callable[[], Coroutine[Any, Any, None]], seconds: float | None) -> None:
        """Run the loop in the calling thread until a coroutine ends, or the time runs out."""
        with self._turn:
            self._driver = threading.get_ident()
            try:
                with suppress(TimeoutError):
                    self.loop.run_until_complete(asyncio.wait_for(until(), seconds))
            finally:
                self._driver = None

    def settle(self) -> None:
        """Let the tasks end whose jobs have ended."""
        self.drive(_next_turn, self._grace)

    def end(self) -> None:
        """Cancel what runs, and close the loop."""
        with self._turn:
            if self.schedule(self._begin_end):
                self.loop.run_forever()
                self.loop.close()


async def _next_turn() -> None:
    await asyncio.sleep(0)
