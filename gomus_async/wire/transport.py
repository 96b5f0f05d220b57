"""One attempt over aiohttp: a complete answer, or a failure that says whether anything was sent.

The only importer of aiohttp outside the sandbox. Four things of aiohttp are turned off here:
its hidden second send of PUT and DELETE, redirects, the status 400 it gives to garbage, and
errors whose `repr` shows the request's headers.
"""

import asyncio
import io
import ssl
from collections.abc import Coroutine, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Protocol

import aiohttp
from yarl import URL

from gomus_async.errors import (
    ConfigError,
    ConnectionFailed,
    DeadlineExceeded,
    GomusError,
    ResponseTooLarge,
    UnexpectedResponse,
)
from gomus_async.settings import Settings, Timeouts
from gomus_async.wire.failure import AttemptFailed, Cause
from gomus_async.wire.request import Request
from gomus_async.wire.response import Answer
from gomus_async.wire.timer import AttemptTimer, Timed

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ClientResponse
    from aiohttp.connector import Connection

__all__ = ["Sink", "Transport"]

KEEPALIVE_S: Final = 10.0
NEVER_CEIL_S: Final = 1e9
CHUNK_BYTES: Final = 64 * 1024
FIRST_ERROR_STATUS: Final = 400
OK: Final = 200
LARGE_BODY_BYTES: Final = 512 * 1024


class Sink(Protocol):
    """Where the answer of a download goes."""

    async def begin(self, headers: Mapping[str, str]) -> None:
        """Start, or start anew: what was written before counts no longer."""

    async def write(self, chunk: bytes) -> None:
        """Take the next part."""


class _DroppedError(Exception):
    """The connection broke. Not an aiohttp error, so that aiohttp does not send again."""


_UNDER_WAY: Final[ContextVar[Timed | None]] = ContextVar("_UNDER_WAY")
"""The attempt that the current task makes."""


class _MarkedRequest(aiohttp.ClientRequest):
    """Tells its attempt when it has got as far as a connection."""

    def send(  # pyright: ignore[reportIncompatibleMethodOverride] - what it returns is awaited
        self, conn: "Connection"
    ) -> "Coroutine[Any, Any, ClientResponse]":
        """Send over a connection; from here on the server may have seen it."""
        if (timed := _UNDER_WAY.get()) is not None:
            timed.sent_at = self.loop.time()
        return super().send(conn)


class _Guard:
    """A client middleware around one attempt, for sessions that would send again by themselves.

    A borrowed session makes requests of its own class: then only an error that comes before
    there is a request tells that nothing was sent.
    """

    __slots__ = ("_timed",)

    def __init__(self, timed: Timed) -> None:
        self._timed = timed

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        if not isinstance(request, _MarkedRequest):
            self._timed.sent_at = asyncio.get_running_loop().time()
        try:
            return await handler(request)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            pass
        raise _DroppedError


def _forbid_second_send(session: aiohttp.ClientSession) -> bool:
    """Turn off the hidden second send of a session where it has a switch for that."""
    if getattr(session, "_retry_connection", None) is not True:
        return False
    # Its own test tools do the same.
    session._retry_connection = False  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    return True


class Transport:
    """Sends single attempts.

    The session is made on first use, made anew when the event loop has changed, and closed
    once. A borrowed session is used as it is and never closed.

    Args:
        settings: Timeouts, limits and TLS.
        session: A session to borrow.
    """

    def __init__(self, settings: Settings, session: aiohttp.ClientSession | None = None) -> None:
        self._settings = settings
        self._borrowed = session
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._limits = settings.limits
        self._timer: AttemptTimer | None = None
        self._guarded = True
        self._timeout, self._body_timeout = _timeouts(settings.timeouts)

    def bind(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Get ready to work on a loop; `True` when it is not the one before.

        Raises:
            ConfigError: The client is closed, or its loop still runs elsewhere.
        """
        if self._closed:
            raise ConfigError("this client is closed; make a new one")
        if self._borrowed is not None and self._borrowed.closed:
            raise ConfigError("the session given to this client is closed; give it an open one")
        if self._loop is loop:
            return False
        if self._loop is not None and self._loop.is_running():
            raise ConfigError(
                "this client is at work on another event loop; use one client per loop, "
                "or SyncGomus to share one between threads"
            )
        if self._borrowed is not None and self._loop is not None:
            raise ConfigError(
                "the session given to this client belongs to another event loop; "
                "make session and client anew, or let the client make its own"
            )
        stale, self._sessions, self._loop = self._sessions, {}, loop
        self._timer = AttemptTimer(loop, self._settings.timeouts.read)
        for session in stale.values():
            _abandon(session)
        return True

    async def send(
        self, request: Request, now: float, ends: float, sink: Sink | None = None
    ) -> Answer:
        """Send a request once and read the whole answer, of whatever status.

        Args:
            request: What to send.
            now: The loop's time.
            ends: When the attempt must have ended.
            sink: Takes the body of an answer with status 200 instead of the `Answer`.

        Raises:
            AttemptFailed: No complete answer came.
        """
        if self._closed or self._timer is None:
            raise AttemptFailed(Cause.REFUSED, ConfigError("this client was closed meanwhile"))
        session = self._borrowed or self._session_for(request)
        head = request.body is None and sink is None
        timed, over = self._timer.begin(now, ends, head=head), False
        _UNDER_WAY.set(timed)
        try:
            try:
                return await self._exchange(session, request, timed, sink)
            finally:
                over = self._timer.end(timed)
                # Not `reset`: a coroutine whose loop is gone is closed in another context.
                _UNDER_WAY.set(None)
        except AttemptFailed as failed:
            failure = failed
        except (aiohttp.ClientError, _DroppedError, TimeoutError, OSError, ValueError) as error:
            failure = _failure(error, sent=timed.sent_at is not None)
        except asyncio.CancelledError as cancelled:
            if not over:
                # The frames of aiohttp hold the whole address, which can have a token in it.
                raise cancelled.with_traceback(None)  # noqa: B904 - the very same
            failure = _failure(TimeoutError(), sent=timed.sent_at is not None)
        failure.status = timed.status
        # Its own frames hold what was read so far.
        raise failure.with_traceback(None)

    async def _exchange(
        self, session: aiohttp.ClientSession, request: Request, timed: Timed, sink: Sink | None
    ) -> Answer:
        bare = request.body is None and sink is None
        response = await session.request(
            request.method,
            URL(request.url, encoded=True),
            data=None if request.body is None else _payload(request.body),
            headers=request.headers,
            allow_redirects=False,
            raise_for_status=False,
            middlewares=(_Guard(timed),) if self._guarded else (),
            timeout=self._timeout if bare else self._body_timeout,
        )
        timed.status = response.status
        try:
            if bare and not response.content.is_eof():
                self._time_body(response)
            return await self._read(response, sink)
        finally:
            # After a complete read the connection is back in the pool; otherwise the rest of
            # the answer must not be waited for.
            if response.connection is not None:
                response.close()

    async def aclose(self) -> None:
        """Close the own session; a second time does nothing."""
        self._closed = True
        if self._timer is not None:
            self._timer.close()
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            if self._loop is asyncio.get_running_loop():
                await session.close()
            else:
                _abandon(session)

    def _time_body(self, response: aiohttp.ClientResponse) -> None:
        """See to it that no two chunks of a long answer are too far apart."""
        protocol = None if response.connection is None else response.connection.protocol
        if protocol is not None:
            protocol.read_timeout = self._settings.timeouts.read
            protocol.start_timeout()

    def _session_for(self, request: Request) -> aiohttp.ClientSession:
        return self._sessions.get(request.fresh) or self._open(fresh=request.fresh)

    def _open(self, *, fresh: bool) -> aiohttp.ClientSession:
        settings = self._settings
        self._sessions[fresh] = session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                # The gate decides how many are in flight; a second limit here would only
                # eat the time of those that it let through.
                limit=0,
                force_close=fresh,
                keepalive_timeout=None if fresh else KEEPALIVE_S,
                ssl=True if settings.ca_file is None else _ssl_context(settings.ca_file),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            request_class=_MarkedRequest,
            trust_env=settings.trust_env,
        )
        self._guarded = not _forbid_second_send(session)
        return session

    async def _stream(self, response: aiohttp.ClientResponse, sink: Sink) -> Answer:
        problem = None
        if response.headers.get("Content-Encoding", "identity") != "identity":
            # Of a compressed body nobody would notice that it ends early.
            problem = "the document is compressed, which was not asked for"
        else:
            await sink.begin(response.headers)
            size = 0
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                await sink.write(chunk)
                size += len(chunk)
            if not size:
                problem = "the document is empty"
        if problem is None:
            return Answer(response.status, response.headers, b"")
        raise AttemptFailed(
            Cause.BAD_BODY, UnexpectedResponse(problem, status=response.status), status=OK
        )

    async def _read(self, response: aiohttp.ClientResponse, sink: Sink | None) -> Answer:
        if sink is not None and response.status == OK:
            return await self._stream(response, sink)
        failed = response.status >= FIRST_ERROR_STATUS
        most = self._limits.error_bytes if failed else self._limits.response_bytes
        chunks, size = list[bytes](), 0
        if response.content.is_eof():
            # It came together with its head, as most do: nothing is left to wait for.
            chunks = [response.content.read_nowait()]
            size = len(chunks[0])
        else:
            async for chunk in response.content.iter_any():
                chunks.append(chunk)
                size += len(chunk)
                if size > most:
                    break
        if size > most and not failed:
            raise AttemptFailed(
                Cause.TOO_LARGE,
                ResponseTooLarge(
                    f"the answer is larger than {most} bytes; raise Limits.response_bytes "
                    "if it is meant to be",
                    status=response.status,
                ),
                status=response.status,
            )
        return Answer(response.status, response.headers, b"".join(chunks)[:most])


def _timeouts(times: Timeouts) -> tuple[aiohttp.ClientTimeout, aiohttp.ClientTimeout]:
    """What aiohttp times: for requests without a body, and for those with one."""
    without, within = (
        aiohttp.ClientTimeout(
            total=None, connect=times.connect, sock_read=read, ceil_threshold=NEVER_CEIL_S
        )
        for read in (None, times.read)
    )
    return without, within


def _payload(body: bytes) -> bytes | io.BytesIO:
    """A large body is read piece by piece, so that it does not hold up the loop."""
    return io.BytesIO(body) if len(body) > LARGE_BODY_BYTES else body


def _ssl_context(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError):
        problem = f"Settings.ca_file {ca_file!r} cannot be read as PEM certificates"
    raise ConfigError(problem)


def _abandon(session: aiohttp.ClientSession) -> None:
    """Let go of a session whose loop is gone.

    asyncio can only close a transport through its loop, and that loop will not run again; so
    the sockets are closed here, by names that asyncio and aiohttp keep to themselves.
    """
    connector = session.connector
    session.detach()
    pool: dict[Any, Any] = getattr(connector, "_conns", {})
    for held in pool.values():
        for protocol, *_ in held:
            transport: Any = protocol.transport
            if isinstance(getattr(transport, "_closed", None), bool):
                transport._closed = True  # noqa: SLF001 - see above
                transport = getattr(transport._ssl_protocol, "_transport", None)  # noqa: SLF001
            sock = getattr(transport, "_sock", None)
            if sock is not None:
                sock.close()
                transport._sock = None  # noqa: SLF001
    pool.clear()


def _failure(error: BaseException, *, sent: bool) -> AttemptFailed:
    """What an exception of aiohttp means. Its text is not used: it can hold the request."""
    kind = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return AttemptFailed(
            Cause.CERTIFICATE,
            ConnectionFailed(
                "the server's certificate is not valid for this host or not trusted; "
                "check the address, or set Settings.ca_file",
                reason="certificate",
            ),
        )
    if not sent and isinstance(error, ValueError):
        return AttemptFailed(
            Cause.REFUSED,
            ConfigError("aiohttp refuses the request; check headers and session settings"),
        )
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError) or not sent:
        return AttemptFailed(Cause.NOT_SENT, _no_connection(error))
    if isinstance(error, aiohttp.ClientPayloadError):
        return AttemptFailed(Cause.BAD_BODY, UnexpectedResponse("the answer was cut off"))
    problem: GomusError = UnexpectedResponse("the connection broke before an answer came")
    cause = Cause.DROPPED
    if isinstance(error, TimeoutError):
        problem, cause = DeadlineExceeded("no complete answer came in time"), Cause.TIMED_OUT
    elif isinstance(error, aiohttp.ClientResponseError | ValueError):
        problem = UnexpectedResponse(f"the answer is not valid HTTP ({kind})")
        cause = Cause.BAD_HEAD
    return AttemptFailed(cause, problem)


def _no_connection(error: BaseException) -> ConnectionFailed:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return ConnectionFailed("the host name could not be resolved", reason="dns")
    if isinstance(error, aiohttp.ClientConnectorSSLError | ssl.SSLError):
        return ConnectionFailed("the TLS handshake failed", reason="tls")
    if isinstance(error, TimeoutError):
        return ConnectionFailed("no connection could be had in time", reason="timeout")
    return ConnectionFailed("the connection could not be made", reason="connect")
