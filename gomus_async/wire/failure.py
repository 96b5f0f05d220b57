"""How one attempt can fail: the words that transport, retry and caller share."""

from enum import Enum
from typing import Final

from gomus_async.errors import GomusError

__all__ = ["AttemptFailed", "Cause"]


FIRST_SUCCESS: Final = 200
LAST_SUCCESS: Final = 299


class Cause(Enum):
    """Why an attempt failed. The retry table is keyed by it."""

    NOT_SENT = "not sent"
    CERTIFICATE = "certificate"
    THROTTLED = "429"
    UNAVAILABLE_WAIT = "503 with Retry-After"
    UNAVAILABLE = "503"
    SERVER_ERROR = "5xx"
    DROPPED = "dropped"
    TIMED_OUT = "timed out"
    BAD_HEAD = "bad head"
    BAD_BODY = "bad body"
    TOO_LARGE = "too large"
    PENDING = "202"
    REDIRECTED = "redirected"
    REFUSED = "refused"


_UNCLEAR: Final = frozenset(
    {
        Cause.UNAVAILABLE_WAIT,
        Cause.UNAVAILABLE,
        Cause.SERVER_ERROR,
        Cause.DROPPED,
        Cause.TIMED_OUT,
        Cause.BAD_HEAD,
        Cause.BAD_BODY,
        Cause.TOO_LARGE,
    }
)


class AttemptFailed(Exception):
    """One attempt failed.

    Args:
        cause: See `Cause`.
        error: What to raise when the call ends here.
        wait: The seconds that `Retry-After` asked for.
        status: The status that came, if any.
    """

    def __init__(
        self,
        cause: Cause,
        error: GomusError,
        *,
        wait: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.error = error
        self.wait = wait
        self.status = status

    @property
    def throttling(self) -> bool:
        """Whether the server asked for less."""
        return self.cause in {Cause.THROTTLED, Cause.UNAVAILABLE_WAIT, Cause.UNAVAILABLE}

    @property
    def success(self) -> bool:
        """Whether a status of success came, and only the answer's body was lost."""
        return self.status is not None and FIRST_SUCCESS <= self.status <= LAST_SUCCESS

    @property
    def answered(self) -> bool:
        """Whether the server did its part, and the answer is just not what was hoped for."""
        return self.cause in {Cause.REFUSED, Cause.PENDING}

    @property
    def unclear(self) -> bool:
        """Whether the request may have been applied all the same."""
        return self.cause in _UNCLEAR
