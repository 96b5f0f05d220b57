"""From an answer to a value or an error: pure functions, no I/O."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, Generic, TypeVar, cast

import attrs

from gomus_async.errors import (
    ApiError,
    Forbidden,
    Gone,
    MethodNotAllowed,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorized,
    Unavailable,
    Unprocessable,
)
from gomus_async.wire.codec import NotJson, decode_json
from gomus_async.wire.secret import printable, redacted

__all__ = ["Answer", "Response", "api_error", "retry_after", "shown_request_id"]

T = TypeVar("T")

MESSAGES_DEPTH: Final = 10
EXCERPT_CHARS: Final = 2048
MESSAGE_CHARS: Final = 300
MAX_NUMBER_CHARS: Final = 9
_TOLD: Final = ("error", "error_description", "message", "detail")
_TAGS: Final = re.compile(r"<[^<>]{0,1000}>")
_CLASSES: Final[Mapping[int, type[ApiError]]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    410: Gone,
    422: Unprocessable,
    429: RateLimited,
    503: Unavailable,
}


@attrs.define(eq=False)
class Answer:
    """What one attempt brought back: a complete HTTP answer of any status."""

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    @property
    def request_id(self) -> str | None:
        """The server's name for this exchange, where it gives one."""
        return self.headers.get("X-Request-Id")


@attrs.frozen(kw_only=True)
class Response(Generic[T]):
    """A call's answer with everything around it.

    Attributes:
        status: The HTTP status.
        headers: The answer's headers, case-insensitive.
        request_id: The answer's `X-Request-Id`, if it has one.
        attempts: How many times the request was tried.
        elapsed: Seconds from the first attempt to the end of the answer, waits included.
        body: The body as served.
        value: What the body was read into.
    """

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    request_id: str | None
    attempts: int
    elapsed: float
    body: bytes = attrs.field(repr=False)
    value: T = attrs.field(repr=False)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that `Retry-After` asks for, as number or date; `None` without a usable one.

    A date is taken against the answer's own `Date`, so that a server whose clock is off asks
    for what it means. Nothing sensible (negative, NaN, text, past) is no request to wait.
    """
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d+(\.\d*)?", text):
        seconds = float(text) if len(text) <= MAX_NUMBER_CHARS else float("inf")
        return seconds or None
    try:
        asked = _http_date(text) - _served_at(headers, now)
    except (ValueError, TypeError, OverflowError):
        return None
    return asked.total_seconds() if asked.total_seconds() > 0 else None


def _http_date(text: str) -> datetime:
    """A date in any of HTTP's forms; those without a zone are in UTC."""
    date = parsedate_to_datetime(text)
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date


def _served_at(headers: Mapping[str, str], now: datetime) -> datetime:
    try:
        return _http_date(headers.get("Date", ""))
    except (ValueError, TypeError, OverflowError):
        return now


def _texts(value: object, depth: int = 0) -> list[str]:
    """The texts in whatever shape the messages of an error body come."""
    if depth > MESSAGES_DEPTH:
        return []
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [text for item in cast("list[object]", value) for text in _texts(item, depth + 1)]
    if isinstance(value, dict):
        full = cast("dict[str, object]", value).get("full_messages")
        if full:
            return _texts(full, depth + 1)
        return [
            f"{name}: {text}"
            for name, inner in cast("dict[str, object]", value).items()
            for text in _texts(inner, depth + 1)
        ]
    return []


def _described(error: Mapping[str, object]) -> tuple[list[str], dict[str, Sequence[str]]]:
    """The messages and fields of `{"error": {"fields": ..., "description": ..., "key": ...}}`."""
    fields = error.get("fields")
    parts = (error.get("description"), fields, error.get("key"))
    return [text for part in parts for text in _texts(part)], _fields(fields)


def _fields(value: object) -> dict[str, Sequence[str]]:
    if not isinstance(value, dict):
        return {}
    named = cast("dict[str, object]", value)
    return {name: _texts(inner) for name, inner in named.items() if name != "full_messages"}


def _read_error(body: bytes, secrets: Sequence[str]) -> tuple[list[str], dict[str, Sequence[str]]]:
    """The messages and fields of an error body, in any of its shapes.

    `{"error": text}`; the same with `errors` as a list; `errors` by field; an object with
    fields, description and key as `error`; `{"detail": text}`; nothing at all; HTML or plain text.
    """
    if not body.strip():
        return [], {}
    try:
        json: object = decode_json(body)
    except NotJson:
        # Redacted before it is cut: half a token would not be known for one.
        text = redacted(body.decode("utf-8", "replace"), *secrets)
        plain = " ".join(_TAGS.sub(" ", _without(_without(text, "script"), "style")).split())
        return ([plain[:MESSAGE_CHARS]] if plain else []), {}
    if not isinstance(json, dict):
        return _texts(json), {}
    named = cast("dict[str, object]", json)
    error, errors = named.get("error"), named.get("errors")
    if isinstance(error, dict) and {"fields", "key"} <= error.keys():
        return _described(cast("dict[str, object]", error))
    texts = [text for key in _TOLD for text in _texts(named.get(key))]
    texts += [text for text in _texts(errors) if text not in texts]
    return texts, _fields(errors)


def _without(page: str, element: str) -> str:
    """A page without what stands in an element; in one pass, for pages can be made to be slow."""
    kept: list[str] = []
    lower, begin = page.lower(), 0
    while (start := lower.find(f"<{element}", begin)) >= 0:
        kept.append(page[begin:start])
        end = lower.find(f"</{element}", start)
        begin = len(page) if end < 0 else end
    return " ".join([*kept, page[begin:]])


def _safe(text: str, secrets: Sequence[str]) -> str:
    return printable(redacted(text, *secrets))


def shown_request_id(answer: Answer, secrets: Sequence[str]) -> str | None:
    """The request id as errors show it: without any secret in it, and short."""
    return answer.request_id and _safe(answer.request_id, secrets)[:100]


def api_error(answer: Answer, *, wait: float | None, secrets: Sequence[str]) -> ApiError:
    """The error that an answer with a failure status stands for, without any secret in it."""
    texts, fields = _read_error(answer.body, secrets)
    messages = [_safe(text, secrets) for text in texts]
    excerpt = answer.body.decode("utf-8", "replace")
    fallback = ServerError if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR else ApiError
    cls = _CLASSES.get(answer.status, fallback)
    said = "; ".join(messages[:5]) or "no reason given"
    if wait is not None:
        said += f"; asks to wait {wait:g} s"
    hint = f" ({cls.hint})" if cls.hint else ""
    return cls(
        f"{answer.status}: {said}{hint}",
        status=answer.status,
        messages=messages,
        fields={
            _safe(name, secrets): [_safe(text, secrets) for text in inner]
            for name, inner in fields.items()
        },
        body_excerpt=_safe(excerpt, secrets)[:EXCERPT_CHARS],
        request_id=shown_request_id(answer, secrets),
        retry_after=wait,
    )
