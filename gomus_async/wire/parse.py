"""An answer read into a value, or into the failure that it stands for. Pure, no I/O."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from http import HTTPStatus
from typing import Any, Final, get_origin

import attrs

from gomus_async.errors import GomusError, UnexpectedRedirect, UnexpectedResponse
from gomus_async.wire.codec import NotJson, StrayShape, decode_json, reader
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.failure import FIRST_SUCCESS, LAST_SUCCESS, AttemptFailed, Cause
from gomus_async.wire.opaque import LooseJson
from gomus_async.wire.response import Answer, api_error, retry_after, shown_request_id
from gomus_async.wire.secret import printable

__all__ = ["Parser"]

MAX_SHOWN: Final = 100
ACCEPTED: Final = int(HTTPStatus.ACCEPTED)
_KIND: Final = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}\Z")
_TARGET: Final = re.compile(r"(?:https?:)?//([^/?#\s]*)", re.IGNORECASE)


@attrs.frozen(eq=False)
class Parser:
    """Reads answers.

    Attributes:
        zone: The instance's time zone.
        now: The wall clock.
    """

    zone: Callable[[], tzinfo]
    now: Callable[[], datetime]

    def value(
        self, endpoint: Endpoint[Any], answer: Answer, secrets: Callable[[], Sequence[str]]
    ) -> Any:
        """The value of a success.

        Raises:
            AttemptFailed: It is no success, or none that can be read.
        """
        if not FIRST_SUCCESS <= answer.status <= LAST_SUCCESS:
            raise self._refusal(answer, secrets())
        if endpoint.binary:
            return self._file(answer, secrets)
        if endpoint.returns is LooseJson:
            return _loose(answer.body)
        if answer.status == ACCEPTED and endpoint.safety is Safety.READ:
            raise self._pending(answer)
        return self._documented(endpoint, answer, secrets)

    def _documented(
        self, endpoint: Endpoint[Any], answer: Answer, secrets: Callable[[], Sequence[str]]
    ) -> Any:
        if endpoint.lenient and not answer.body.strip():
            return _nothing(endpoint)
        try:
            if endpoint.returns is not type(None):
                returns: Any = endpoint.returns
                return reader(returns, endpoint.envelope).read(answer.body, self.zone)
            if answer.body.strip():
                decode_json(answer.body)
        except NotJson:
            problem = f"the answer is not JSON but {_kind(answer) or 'of no type'}"
        except StrayShape as stray:
            if endpoint.lenient:
                return _nothing(endpoint)
            problem = f"the answer has not the documented shape: {stray}"
        else:
            return None
        raise AttemptFailed(
            Cause.BAD_BODY,
            UnexpectedResponse(
                problem, status=answer.status, request_id=shown_request_id(answer, secrets())
            ),
            status=answer.status,
        )

    def _pending(self, answer: Answer) -> AttemptFailed:
        return AttemptFailed(
            Cause.PENDING,
            UnexpectedResponse("the answer is still being made", status=answer.status),
            wait=retry_after(answer.headers, self.now()),
            status=answer.status,
        )

    def _file(self, answer: Answer, secrets: Callable[[], Sequence[str]]) -> Answer:
        """The answer, if it is a file and not a page or a message in its place."""
        if answer.status == ACCEPTED:
            raise self._pending(answer)
        kind = _kind(answer)
        if answer.status == HTTPStatus.OK and "html" not in kind and not kind.endswith("json"):
            return answer
        raise AttemptFailed(
            Cause.BAD_BODY,
            UnexpectedResponse(
                f"the answer is not a document but {kind or 'of no type'}",
                status=answer.status,
                request_id=shown_request_id(answer, secrets()),
            ),
            status=answer.status,
        )

    def _refusal(self, answer: Answer, secrets: Sequence[str]) -> AttemptFailed:
        status = answer.status
        if status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.NOT_MODIFIED:
            # Nothing that was asked for: it says no more than garbage would.
            problem = f"the answer has the status {status}, which answers nothing"
            return AttemptFailed(
                Cause.BAD_HEAD, UnexpectedResponse(problem, status=status), status=status
            )
        if status < HTTPStatus.BAD_REQUEST:
            return AttemptFailed(Cause.REDIRECTED, _redirect(answer, secrets), status=status)
        wait = retry_after(answer.headers, self.now())
        error = api_error(answer, wait=wait, secrets=secrets)
        cause = Cause.REFUSED
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            cause = Cause.THROTTLED
        elif status == HTTPStatus.SERVICE_UNAVAILABLE:
            cause = Cause.UNAVAILABLE if wait is None else Cause.UNAVAILABLE_WAIT
        elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            cause = Cause.SERVER_ERROR
        return AttemptFailed(cause, error, wait=wait, status=status)


def _kind(answer: Answer) -> str:
    """The answer's content type, if it is one."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind if _KIND.match(kind) else ""


def _nothing(endpoint: Endpoint[Any]) -> list[object] | None:
    """What stands for an answer of an undocumented shape."""
    return [] if get_origin(endpoint.returns) is list else None


def _loose(body: bytes) -> LooseJson:
    try:
        return LooseJson(decode_json(body))
    except NotJson:
        return LooseJson(None)


def _redirect(answer: Answer, secrets: Sequence[str]) -> GomusError:
    """Names the host alone: the rest of a target can hold a token."""
    target = _TARGET.match(answer.headers.get("Location", ""))
    where = printable(target[1].rpartition("@")[2])[:MAX_SHOWN] if target else "another path"
    return UnexpectedRedirect(
        f"the API redirects to {where}; check the instance address",
        status=answer.status,
        request_id=shown_request_id(answer, secrets),
    )
