"""Everything that can go wrong, as one tree.

::

    GomusError
    ├── ConfigError            a bad setting or value (also a ValueError); nothing was sent
    ├── InvalidId              a path value that cannot travel; nothing was sent
    ├── ForeignIdShadowed      the key or id leads to another customer
    ├── ConnectionFailed       nothing was sent; safe to repeat
    ├── DeadlineExceeded       the whole call, waits included, took too long
    ├── OutcomeUnknown         sent, and no clear answer came
    │   └── ReservationUncertain   seats may be held by a reservation that nobody has
    ├── ReservationExpired     the seats are no longer held
    ├── PaginationError        a list repeats itself
    ├── UnexpectedResponse     not JSON, cut off, or not the documented shape
    │   ├── UnexpectedRedirect
    │   └── ResponseTooLarge
    ├── ApiError               the API refused
    │   ├── Unauthorized 401 · Forbidden 403 · NotFound 404 · MethodNotAllowed 405 · Gone 410
    │   ├── Unprocessable 422
    │   ├── RateLimited 429
    │   └── ServerError 5xx
    │       └── Unavailable 503
    └── ImportFailed           an import could not start or go on
        ├── ImportStopped      it can be resumed: by the same call with the same journal
        ├── JournalError       the journal cannot be read, written or trusted
        │   └── JournalLocked  another import is using it
        └── SourceError        a file or other source cannot be read
            └── SourceChanged  it is not the one that was read before

Every class pickles, and none holds a token, a password or a request body.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

__all__ = [
    "ApiError",
    "ConfigError",
    "ConnectionFailed",
    "DeadlineExceeded",
    "Forbidden",
    "ForeignIdShadowed",
    "GomusError",
    "Gone",
    "ImportFailed",
    "ImportStopped",
    "InvalidId",
    "JournalError",
    "JournalLocked",
    "MethodNotAllowed",
    "NotFound",
    "OutcomeUnknown",
    "PaginationError",
    "RateLimited",
    "ReservationExpired",
    "ReservationUncertain",
    "ResponseTooLarge",
    "ServerError",
    "SourceChanged",
    "SourceError",
    "Unauthorized",
    "Unavailable",
    "UnexpectedRedirect",
    "UnexpectedResponse",
    "Unprocessable",
]


def _restore(cls: "type[GomusError]", args: tuple[Any, ...], state: dict[str, Any]) -> "GomusError":
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class GomusError(Exception):
    """The root of the tree.

    Args:
        message: What failed and what to do about it.
        endpoint: Method and path template, `GET /customers/{ref}`.
        attempts: How many times the request was tried.
        retry_budget_exhausted: Whether a retry was withheld because too many had been made.
    """

    def __init__(
        self,
        message: str,
        *,
        endpoint: str | None = None,
        attempts: int = 0,
        retry_budget_exhausted: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.endpoint = endpoint
        self.attempts = attempts
        self.retry_budget_exhausted = retry_budget_exhausted

    def _facts(self) -> list[str]:
        """What the message ends with, in brackets."""
        facts = [self.endpoint] if self.endpoint else []
        if self.attempts > 1:
            facts.append(f"{self.attempts} attempts")
        if self.retry_budget_exhausted:
            facts.append("retry budget used up")
        return facts

    def __str__(self) -> str:
        facts = self._facts()
        return f"{self.message} [{', '.join(facts)}]" if facts else self.message

    def __reduce__(
        self,
    ) -> tuple[
        Callable[..., "GomusError"],
        tuple[type["GomusError"], tuple[Any, ...], dict[str, Any]],
    ]:
        return _restore, (type(self), self.args, dict(self.__dict__))


class ConfigError(GomusError, ValueError):
    """A setting or a value is wrong: address, token, quantity, total. Nothing was sent."""


class InvalidId(GomusError):
    """A path value is empty, made of dots, too long or has control characters; nothing was sent."""


class ForeignIdShadowed(GomusError):
    """The API answered with a customer that has another `foreign_id`.

    It takes a number in the path as a go~mus id first, so a key such as `12345` can lead to
    somebody else, and looks for a key where there is no such id. By key nothing is changed.
    """


class ConnectionFailed(GomusError):
    """No connection: name not found, refused, TLS failed, no free one. Nothing was sent.

    Attributes:
        reason: `dns`, `connect`, `timeout`, `tls` or `certificate`.
    """

    def __init__(self, message: str, *, reason: str = "connect", **common: Any) -> None:
        super().__init__(message, **common)
        self.reason = reason


class DeadlineExceeded(GomusError):
    """The whole call, with its waits and repeats, took longer than its deadline."""


class OutcomeUnknown(GomusError):
    """The request was sent and no clear answer came: it may have been applied, or may yet be.

    It is never sent again by itself. Look up what there is before you decide.

    Attributes:
        sent_at: When the last attempt was sent (UTC).
        fingerprint: SHA-256 of the request body, to recognise the same request.
        reference: The order's reference, where the call has one.
        likely_applied: A success status came, and only its body was lost.
        status: The status that came, if any.
    """

    def __init__(
        self,
        message: str,
        *,
        sent_at: datetime | None = None,
        fingerprint: str | None = None,
        reference: str | None = None,
        likely_applied: bool = False,
        status: int | None = None,
        **common: Any,
    ) -> None:
        super().__init__(message, **common)
        self.sent_at = sent_at
        self.fingerprint = fingerprint
        self.reference = reference
        self.likely_applied = likely_applied
        self.status = status


class ReservationUncertain(OutcomeUnknown):
    """A reservation was sent and no clear answer came: its seats may be held by nobody.

    Such a hold ends by itself, so the seats are free again at `retry_at` at the latest.

    Attributes:
        retry_at: When the seats are free again, if they were held (UTC).
    """

    def __init__(self, message: str, *, retry_at: datetime | None = None, **common: Any) -> None:
        super().__init__(message, **common)
        self.retry_at = retry_at


class ReservationExpired(GomusError):
    """A reservation has ended, and its seats may be gone. Reserve again before you order."""


class PaginationError(GomusError):
    """The pages of a list repeat themselves, so that it would never end."""


class UnexpectedResponse(GomusError):
    """The answer is not JSON, is cut off, or has not the documented shape.

    Attributes:
        status: The answer's status.
        request_id: The answer's `X-Request-Id`.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        request_id: str | None = None,
        **common: Any,
    ) -> None:
        super().__init__(message, **common)
        self.status = status
        self.request_id = request_id

    def _facts(self) -> list[str]:
        facts = super()._facts()
        if self.status is not None:
            facts.append(f"status {self.status}")
        if self.request_id:
            facts.append(f"request id {self.request_id}")
        return facts


class UnexpectedRedirect(UnexpectedResponse):
    """The API answered with a redirect, which is never followed: it could carry data elsewhere."""


class ResponseTooLarge(UnexpectedResponse):
    """The decoded answer is larger than `Limits.response_bytes` allows."""


class ApiError(GomusError):
    """The API refused the request.

    Attributes:
        status: The HTTP status.
        messages: What the API says, one text per problem; German or English.
        fields: Messages by field, where the body has them.
        body_excerpt: The start of the body, redacted.
        request_id: The answer's `X-Request-Id`.
        retry_after: Seconds the API asked to wait, if it did.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        messages: Sequence[str] = (),
        fields: Mapping[str, Sequence[str]] | None = None,
        body_excerpt: str = "",
        request_id: str | None = None,
        retry_after: float | None = None,
        **common: Any,
    ) -> None:
        super().__init__(message, **common)
        self.status = status
        self.messages = tuple(messages)
        self.fields = {name: tuple(texts) for name, texts in (fields or {}).items()}
        self.body_excerpt = body_excerpt
        self.request_id = request_id
        self.retry_after = retry_after

    def _facts(self) -> list[str]:
        facts = super()._facts()
        if self.request_id:
            facts.append(f"request id {self.request_id}")
        return facts

    hint: ClassVar[str] = ""


class Unauthorized(ApiError):
    """401: the token is missing, wrong, expired or belongs to another instance."""

    hint = "check the token or password, and that it belongs to this instance"


class Forbidden(ApiError):
    """403: the token is valid but lacks the right."""

    hint = "ask the instance's administrators for the permission"


class NotFound(ApiError):
    """404: there is no such record or route."""


class MethodNotAllowed(ApiError):
    """405: the route exists, but not with this method."""


class Gone(ApiError):
    """410: it existed and is gone, such as an expired document."""


class Unprocessable(ApiError):
    """422: the data was refused. `messages` says why; `fields` by field where known."""


class RateLimited(ApiError):
    """429: too many requests. `retry_after` holds the wait that was asked for, in seconds."""

    hint = "wait, then try again"


class ServerError(ApiError):
    """5xx: the server or a proxy before it failed."""


class Unavailable(ServerError):
    """503: maintenance or overload. `retry_after` holds the wait that was asked for, in seconds."""

    hint = "wait, then try again"


class ImportFailed(GomusError):
    """An import could not start or could not go on.

    Attributes:
        report: What was done until then (`gomus_async.bulk.Report`), once it had started.
    """

    def __init__(self, message: str, *, report: Any = None, **common: Any) -> None:
        super().__init__(message, **common)
        self.report = report


class SourceError(ImportFailed):
    """A source cannot be read: no such file, not a file, wrong encoding, missing column."""


class SourceChanged(SourceError):
    """A file is not what it was when it was checked, or when an import that is to go on read it.

    It changed, grew or was replaced. Rows that were imported stay.
    """


class ImportStopped(ImportFailed):
    """An import stopped before its end. The same call, with the same journal, goes on."""


class JournalError(ImportFailed):
    """A journal cannot be read, written or trusted. What could not be written was not sent."""


class JournalLocked(JournalError):
    """Another import is using the journal."""
