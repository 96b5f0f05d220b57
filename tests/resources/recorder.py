"""A raw server on loopback that keeps the exact bytes of every request."""

import asyncio
import json
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote_to_bytes

import attrs


@attrs.frozen
class Recorded:
    """One request as it came in."""

    head: bytes
    body: bytes

    @property
    def method(self) -> str:
        return self._line[0]

    @property
    def target(self) -> str:
        return self._line[1]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def segments(self) -> list[str]:
        return [
            unquote_to_bytes(part).decode(errors="surrogateescape")
            for part in self.path.split("/")[1:]
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query as a server reads it."""
        return [
            (unquote_to_bytes(name).decode(), unquote_to_bytes(value).decode())
            for name, _, value in (part.partition("=") for part in self.query.split("&") if part)
        ]

    @property
    def headers(self) -> list[tuple[str, str]]:
        lines = self.head.decode().split("\r\n")[1:]
        return [
            (name.lower(), value.strip())
            for name, _, value in (line.partition(":") for line in lines if line)
        ]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def _line(self) -> list[str]:
        return self.head.split(b"\r\n", 1)[0].decode("ascii").split(" ")


@attrs.frozen
class Canned:
    """An answer."""

    status: int = 200
    json: Any = None
    headers: Mapping[str, str] = attrs.field(factory=dict)
    content: bytes | None = None
    content_type: str = "application/json"

    def encoded(self) -> bytes:
        body = self.content
        if body is None:
            body = b"" if self.json is None else json.dumps(self.json).encode()
        length = {} if self.status == 204 else {"Content-Length": str(len(body))}
        headers = {"Content-Type": self.content_type, **length, **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} Said\r\n{lines}\r\n".encode() + body


class Recorder:
    """Serves canned answers, one after the other or made from the request."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self.answer: Canned | Callable[[Recorded], Canned] = Canned(json={})
        self._server: asyncio.Server | None = None
        self.url = ""

    @property
    def only(self) -> Recorded:
        assert len(self.requests) == 1
        return self.requests[0]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
                length = dict(Recorded(head, b"").headers).get("content-length", "0")
                request = Recorded(head, await reader.readexactly(int(length)))
                self.requests.append(request)
                answer = self.answer if isinstance(self.answer, Canned) else self.answer(request)
                writer.write(answer.encoded())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
