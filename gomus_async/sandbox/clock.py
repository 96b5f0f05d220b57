"""The sandbox's time: Europe/Berlin, on an injected base clock, with an offset that grows."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE = "Europe/Berlin"


def system_clock() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


def central_european_offset(moment: datetime) -> timezone:
    """The offset of Berlin at ``moment``, by the European Union's rule of 1996."""
    moment = moment.astimezone(UTC)
    summer = _last_sunday(moment.year, 3) <= moment < _last_sunday(moment.year, 10)
    return timezone(timedelta(hours=2 if summer else 1))


class Clock:
    """Time as the sandbox sees it.

    Args:
        base: returns an aware datetime; the machine's clock unless a test brings its own.

    Raises:
        ValueError: the base clock gives naive datetimes.
    """

    __slots__ = ("_base", "_cached", "_offset", "_zone")

    def __init__(self, base: Callable[[], datetime] | None = None) -> None:
        self._base = base or system_clock
        self._offset = 0.0
        self._zone = _berlin()
        self._cached = (-1, "")
        if self._base().tzinfo is None:
            raise ValueError("clock must return aware datetimes; give them a tzinfo")

    def timestamp(self) -> float:
        """Seconds since 1970."""
        return self._base().timestamp() + self._offset

    def now(self) -> datetime:
        """The time in the instance's zone."""
        return self.at(self.timestamp())

    def at(self, timestamp: float) -> datetime:
        """A timestamp in the instance's zone."""
        moment = datetime.fromtimestamp(timestamp, UTC)
        return moment.astimezone(self._zone or central_european_offset(moment))

    def iso(self) -> str:
        """The time as the API prints it, to the second."""
        second = int(self.timestamp())
        if self._cached[0] != second:
            self._cached = (second, self.at(second).isoformat())
        return self._cached[1]

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass at once.

        Raises:
            ValueError: the seconds are negative, not finite, or lead past the year 9999.
        """
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError(f"advance_s must be a number of seconds from 0, not {seconds}")
        try:
            self.at(self.timestamp() + seconds)
        except (OverflowError, ValueError, OSError):
            raise ValueError(f"advance_s={seconds} leads past the year 9999") from None
        self._offset += seconds

    def reset(self) -> None:
        """Take back every advance."""
        self._offset = 0.0


def _berlin() -> tzinfo | None:
    try:
        return ZoneInfo(ZONE)
    except ZoneInfoNotFoundError:
        return None


def _last_sunday(year: int, month: int) -> datetime:
    end = datetime(year, month, 31, 1, tzinfo=UTC)
    return end - timedelta(days=(end.weekday() + 1) % 7)
