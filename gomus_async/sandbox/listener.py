"""The port: opened, served, and given back with nothing left on it."""

import asyncio
import errno
import socket
from asyncio import AbstractServer

from aiohttp import web

from gomus_async.sandbox.handler import Handler
from gomus_async.sandbox.state import State

_BACKLOG = 1024
_PATIENCE_S = 0.2


class Listener:
    """Serves one state on one port.

    Args:
        state: of the sandbox.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self._server: AbstractServer | None = None
        self._http: web.Server | None = None
        self.port: int | None = None

    async def open(self) -> None:
        """Bind and serve.

        Raises:
            OSError: the port is in use.
            RuntimeError: it is open already.
        """
        if self._server is not None:
            raise RuntimeError("the sandbox runs already")
        options = self.state.options
        bound = _bind(options.host, options.port)
        self.port = bound.getsockname()[1]
        self.state.pauses.reopen()
        self._http = web.Server(Handler(self.state), access_log=None)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._http, sock=bound, backlog=_BACKLOG)

    async def close(self) -> None:
        """Stop serving; what hangs is broken off, what is late is applied."""
        server, http = self._server, self._http
        if server is None or http is None:
            return
        self._server = self._http = None
        server.close()
        self.state.pauses.close()
        transports = [connection.transport for connection in http.connections]
        await http.shutdown(_PATIENCE_S)
        for transport in transports:
            if transport is not None:
                transport.abort()
        await server.wait_closed()
        await _settled()
        self.state.late.drain()


async def _settled() -> None:
    # The loop closes sockets and ends cancelled tasks in the rounds that follow.
    for _ in range(5):
        await asyncio.sleep(0)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = f"port {port} on {host} is in use; take another, or 0 for a free one"
            raise OSError(error.errno, sentence) from None
        raise
