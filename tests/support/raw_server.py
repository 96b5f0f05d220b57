"""A scripted HTTP/1.1 server over raw sockets. It writes down everything that arrives."""

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Self

import attrs

from tests.support.behaviours import Behaviour

__all__ = ["Exchange", "Plan", "RawServer", "Received", "by_path", "script"]

TLS_HANDSHAKE = b"\x16"

Plan = Callable[["Received"], Behaviour]


@attrs.define(eq=False)
class Received:
    """A request exactly as it arrived.

    Attributes:
        number: Its place among all requests of the server, from 1.
        connection: The connection it came on, from 1.
        turn: Its place among the requests of that connection, from 1.
        at: The server's loop time when its head was complete.
        complete: Whether its whole body was read.
        active: Requests under way when it arrived, itself included.
    """

    number: int
    connection: int
    turn: int
    method: str
    target: str
    headers: list[tuple[str, str]]
    at: float
    active: int
    body: bytes = b""
    complete: bool = False

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@attrs.define(eq=False)
class Exchange:
    """What a behaviour works with."""

    server: "RawServer"
    request: Received
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def commit(self) -> None:
        """What the request asks for is done now."""
        self.server.commits.append(self.request)

    def reset(self) -> None:
        """End the connection with RST."""
        reset(self.writer)

    async def idle(self, seconds: float | None = None) -> None:
        """Do nothing for a while; end early when the client goes away."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while await self.reader.read(1024):
                    pass


def reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def script(*behaviours: Behaviour, then: Behaviour | None = None) -> Plan:
    """One behaviour per request, in order of arrival; afterwards `then`, or the last one."""
    rest = then or behaviours[-1]
    return lambda got: behaviours[got.number - 1] if got.number <= len(behaviours) else rest


def by_path(*behaviours: Behaviour, then: Behaviour | None = None) -> Plan:
    """As `script`, but counted for each path by itself."""
    seen: dict[str, int] = {}
    rest = then or behaviours[-1]

    def plan(got: Received) -> Behaviour:
        number = seen[got.path] = seen.get(got.path, 0) + 1
        return behaviours[number - 1] if number <= len(behaviours) else rest

    return plan


class RawServer:
    """Listens on loopback. Use it as an async context manager.

    Args:
        plan: What to do about each request.
        tls: Serve TLS with this context.
        reset_accepted: Connections (by number) to reset before a byte is read.
        sock: A bound socket to listen on, later: see `listen`.

    Attributes:
        requests: Every request whose head arrived.
        commits: Every request that was carried out.
        connections: How many connections were accepted, TLS or not.
        open: How many of them are open now.
        most_active: The most requests that were under way at once.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        tls: ssl.SSLContext | None = None,
        reset_accepted: Iterable[int] = (),
        sock: socket.socket | None = None,
    ) -> None:
        self.plan = plan
        self.requests: list[Received] = []
        self.commits: list[Received] = []
        self.connections = self.open = self.active = self.most_active = 0
        self._tls = tls
        self._reset_accepted = frozenset(reset_accepted)
        self._sock = sock
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._arrivals: list[tuple[int, asyncio.Future[None]]] = []

    @property
    def port(self) -> int:
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"{'http' if self._tls is None else 'https'}://127.0.0.1:{self.port}"

    def seen(self) -> list[tuple[str, str]]:
        """Method and path of every request."""
        return [(got.method, got.path) for got in self.requests]

    async def arrived(self, count: int) -> None:
        """Wait until so many requests have arrived."""
        if len(self.requests) < count:
            arrival = asyncio.get_running_loop().create_future()
            self._arrivals.append((count, arrival))
            async with asyncio.timeout(15):
                await arrival

    def listen(self) -> None:
        """Begin to accept, on the socket that was given."""
        assert self._sock is not None
        self._sock.listen(100)
        self._tasks.add(asyncio.get_running_loop().create_task(self._server.start_serving()))

    def stop_listening(self) -> None:
        """Refuse new connections; those that are open go on."""
        self._server.close()

    async def __aenter__(self) -> Self:
        where: Mapping[str, Any] = (
            {"host": "127.0.0.1", "port": 0, "backlog": 2048}
            if self._sock is None
            else {"sock": self._sock, "start_serving": False}
        )
        self._server = await asyncio.start_server(self._serve, **where)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        for task in self._tasks:
            task.cancel()
        ends = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        self.connections += 1
        self.open += 1
        number = self.connections
        try:
            if number in self._reset_accepted:
                reset(writer)
            else:
                if self._tls is not None:
                    await writer.start_tls(self._tls)
                await self._talk(number, reader, writer)
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            # Streams of 3.11 cannot bear a handler that ends as cancelled.
            if not self._closing:
                raise
        finally:
            self.open -= 1
            self._writers.discard(writer)
            writer.transport.abort()

    async def _talk(
        self, connection: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        turn, keep = 0, True
        while keep:
            first = await reader.readexactly(1)
            if first == TLS_HANDSHAKE:
                writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                return
            head = first + await reader.readuntil(b"\r\n\r\n")
            turn += 1
            request = self._note(head, connection, turn)
            self.active += 1
            self.most_active = max(self.most_active, self.active)
            try:
                behaviour = self.plan(request)
                if not behaviour.at_head:
                    request.body = await reader.readexactly(
                        int(request.header("Content-Length") or 0)
                    )
                    request.complete = True
                keep = await behaviour.act(Exchange(self, request, reader, writer))
            finally:
                self.active -= 1

    def _note(self, head: bytes, connection: int, turn: int) -> Received:
        line, *fields = head.decode("latin-1").split("\r\n")
        method, target, _ = line.split(" ")
        headers = [(name, value) for name, _, value in (f.partition(": ") for f in fields if f)]
        request = Received(
            number=len(self.requests) + 1,
            connection=connection,
            turn=turn,
            method=method,
            target=target,
            headers=headers,
            at=asyncio.get_running_loop().time(),
            active=self.active + 1,
        )
        self.requests.append(request)
        for count, arrival in self._arrivals:
            if len(self.requests) >= count and not arrival.done():
                arrival.set_result(None)
        return request
