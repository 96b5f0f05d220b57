"""Waits that end at once when the sandbox stops or is reset."""

import asyncio


class Pauses:
    """Every wait of the faults goes through here, so that none outlives the sandbox."""

    __slots__ = ("_ended", "closed")

    def __init__(self) -> None:
        self._ended = asyncio.Event()
        self.closed = False

    async def wait(self, seconds: float | None) -> bool:
        """Wait for ``seconds`` (None: without end).

        Returns:
            True when the time has passed, False when the wait was broken off.
        """
        if self.closed:
            return False
        ended = self._ended
        try:
            async with asyncio.timeout(seconds):
                await ended.wait()
        except TimeoutError:
            return True
        return False

    def interrupt(self) -> None:
        """Break off every wait under way."""
        self._ended.set()
        self._ended = asyncio.Event()

    def close(self) -> None:
        """Break off every wait, also those to come."""
        self.closed = True
        self.interrupt()

    def reopen(self) -> None:
        """Allow waits again."""
        self.closed = False
