"""One request and its answer, on the connection that they came and go on."""

import os
import socket
import struct
from http import HTTPStatus
from typing import Any, Final

import msgspec
from aiohttp import web
from attrs import define

from gomus_async.sandbox.history import Entry
from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.routing import Route, run
from gomus_async.sandbox.state import State

JSON: Final = "application/json; charset=utf-8"
# The structure is two shorts on Windows, two ints elsewhere.
_LINGER_NOT: Final = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


def encoded(data: Any) -> bytes:
    """JSON of an answer; no bytes for None."""
    return b"" if data is None else msgspec.json.encode(data)


def content(reply: Reply) -> bytes:
    """The bytes of an answer: of its document, or else its JSON."""
    return encoded(reply.data) if reply.body is None else reply.body


@define
class Exchange:
    """What a fault needs to do its work: apply, answer, or break the connection."""

    state: State
    request: web.BaseRequest
    route: Route | Refused
    call: Call
    entry: Entry

    def apply(self) -> Reply:
        """Do what the request asks for, and note whether anything was committed."""
        store = self.state.store
        before = store.revision
        reply = run(self.state, self.route, self.call)
        self.entry.applied = self.entry.applied or store.revision != before
        return reply

    def send(self, reply: Reply) -> web.Response:
        """Answer as the API does."""
        body = content(reply)
        kind = {"Content-Type": JSON} if body else {}
        return self.respond(reply.status, body, {**kind, **reply.headers})

    def respond(self, status: int, body: bytes, headers: dict[str, str]) -> web.Response:
        """Answer with these very bytes."""
        if self.connected:
            self.entry.status = status
        return web.Response(
            status=status,
            body=body,
            headers={"X-Request-Id": self.state.request_id(), **headers},
        )

    @property
    def connected(self) -> bool:
        """Is the client still there?"""
        transport = self.request.transport
        return transport is not None and not transport.is_closing()

    def reset(self) -> web.Response:
        """Break the connection with a RST."""
        transport = self.request.transport
        if transport is not None:
            connection = transport.get_extra_info("socket")
            if connection is not None and not transport.is_closing():
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
            transport.abort()
        return web.Response()

    def head(self, status: int, length: int, headers: dict[str, str]) -> bytes:
        """The bytes of a status line and headers, for answers that are written by hand."""
        self.entry.status = status
        fields = {
            "X-Request-Id": self.state.request_id(),
            "Content-Type": JSON,
            "Content-Length": str(length),
            "Connection": "close",
            **headers,
        }
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        return "\r\n".join([*lines, "", ""]).encode()

    def write(self, data: bytes) -> None:
        """Write bytes past the server's own framing."""
        transport = self.request.transport
        if transport is not None and not transport.is_closing():
            transport.write(data)

    def close(self) -> web.Response:
        """Close the connection after what was written."""
        if self.request.transport is not None:
            self.request.transport.close()
        # The server finds the connection closing and sends nothing of this.
        return web.Response()
