"""The time that attempts may take: one timer for all of them, where each had one or two else.

The earliest end is waited for. Calls that come later mostly end later, too, so that the timer is
hardly ever set anew.
"""

import asyncio

__all__ = ["AttemptTimer", "Timed"]


class Timed:
    """One attempt under way, in the task that made it.

    Attributes:
        sent_at: When it got a connection to be sent over; from then on the server may have
            seen it.
        status: That of its answer, once the head has come.
    """

    __slots__ = ("cancelling", "due", "ends", "expired", "sent_at", "status", "task")

    def __init__(self, task: "asyncio.Task[object]", due: float, ends: float) -> None:
        self.task = task
        self.cancelling = task.cancelling()
        self.due = due
        self.ends = ends
        self.sent_at: float | None = None
        self.status: int | None = None
        self.expired = False


class AttemptTimer:
    """Cancels attempts that take too long.

    Args:
        loop: Whose time it is.
        silence: The seconds in which the head of an answer must have come.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, silence: float) -> None:
        self._loop = loop
        self._silence = silence
        self._under_way: set[Timed] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0

    def begin(self, now: float, ends: float, *, head: bool) -> Timed:
        """Time an attempt of the current task.

        Args:
            now: The loop's time.
            ends: When it must have ended.
            head: Whether the time to the head of its answer is limited, too.
        """
        task = asyncio.current_task(self._loop)
        if task is None:
            raise RuntimeError("a call must be awaited in a task")
        due = min(ends, now + self._silence) if head else ends
        timed = Timed(task, due, ends)
        self._under_way.add(timed)
        if self._timer is None or due < self._due:
            self._set(due)
        return timed

    def end(self, timed: Timed) -> bool:
        """The attempt is over; whether its time was, and that alone cancelled its task."""
        self._under_way.discard(timed)
        return timed.expired and timed.task.uncancel() <= timed.cancelling

    def close(self) -> None:
        """Wait for nothing any more, unless an attempt is still under way."""
        if self._timer is not None and not self._under_way:
            self._timer.cancel()
            self._timer = None

    def _set(self, due: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._due = due
        self._timer = self._loop.call_at(due, self._expire)

    def _expire(self) -> None:
        now, self._timer = self._loop.time(), None
        for timed in self._under_way:
            if timed.due <= now and not timed.expired:
                timed.due = self._next(timed, now)
                if timed.due <= now:
                    timed.expired = True
                    timed.task.cancel()
        left = [timed.due for timed in self._under_way if not timed.expired]
        if left:
            self._set(min(left))

    def _next(self, timed: Timed, now: float) -> float:
        """When to look again; what is not later than now is over."""
        if timed.status is not None:
            return timed.ends
        # Who waits for a connection hears nothing for another reason.
        heard = now if timed.sent_at is None else timed.sent_at
        return min(timed.ends, heard + self._silence)
