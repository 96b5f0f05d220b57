"""What a raw server can do about a request, good and bad."""

import asyncio
import gzip
import json as jsonlib
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from tests.support.raw_server import Exchange

JSON = "application/json; charset=utf-8"


@attrs.frozen
class Behaviour:
    """Acts on an exchange; returns whether the connection goes on.

    Attributes:
        at_head: Whether it acts before the request's body is read.
    """

    act: Callable[["Exchange"], Awaitable[bool]]
    at_head: bool = False


def message(
    status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> bytes:
    """A whole HTTP answer. A header given as `Content-Length` replaces the right one."""
    fields = {"Content-Type": JSON, "Content-Length": str(len(body)), **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode("latin-1") + body


def answer(
    json: Any = None,
    status: int = 200,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    after: Callable[["Exchange"], Awaitable[object]] | None = None,
) -> Behaviour:
    """Answer properly, once `after` has returned; a success of anything but GET is a commit."""
    content = jsonlib.dumps(json).encode() if body is None else body

    async def act(exchange: "Exchange") -> bool:
        if after is not None:
            await after(exchange)
        if status < 300 and exchange.request.method != "GET":
            exchange.commit()
        whole = message(status, content, headers)
        alone = exchange.request.method == "HEAD"
        await exchange.send(whole.removesuffix(content) if alone else whole)
        return True

    return Behaviour(act)


def customer(id: int = 1, foreign_id: str = "SF-1", status: int = 200, **more: Any) -> Behaviour:
    """Answer with a customer."""
    return answer({"customer": {"id": id, "foreign_id": foreign_id}}, status, **more)


def delayed(seconds: float, then: Behaviour) -> Behaviour:
    """Wait, then go on."""

    async def act(exchange: "Exchange") -> bool:
        await asyncio.sleep(seconds)
        return await then.act(exchange)

    return Behaviour(act)


def refusal(
    status: int, messages: Any = "no", headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Answer with an error."""
    return answer({"errors": messages}, status, headers=headers)


def throttled(retry_after: str | None = None, status: int = 429, **headers: str) -> Behaviour:
    """Answer 429 or 503."""
    asked = {} if retry_after is None else {"Retry-After": retry_after}
    return refusal(status, "slow down", {**asked, **headers})


def redirect(status: int, location: str) -> Behaviour:
    """Answer with a redirect."""
    return answer({}, status, headers={"Location": location})


def sends(data: bytes, *, commit: bool = True, reset: bool = False) -> Behaviour:
    """Carry the request out, send raw bytes, then close or reset."""

    async def act(exchange: "Exchange") -> bool:
        if commit:
            exchange.commit()
        await exchange.send(data)
        if reset:
            # Let the bytes arrive before the reset overtakes them.
            await exchange.idle(0.05)
            exchange.reset()
        return False

    return Behaviour(act)


def hang_up(*, at_head: bool = False) -> Behaviour:
    """Close without an answer, before or after the body is read."""

    async def act(_: "Exchange") -> bool:
        return False

    return Behaviour(act, at_head)


def reset(*, commit: bool = False) -> Behaviour:
    """Reset without an answer, carried out or not."""

    async def act(exchange: "Exchange") -> bool:
        if commit:
            exchange.commit()
        exchange.reset()
        return False

    return Behaviour(act)


def hang(*, commit: bool = False) -> Behaviour:
    """Never answer."""

    async def act(exchange: "Exchange") -> bool:
        if commit:
            exchange.commit()
        await exchange.idle()
        return False

    return Behaviour(act)


def truncated(status: int = 200, *, reset: bool = False) -> Behaviour:
    """Announce more body than is sent."""
    head = message(status, b'{"customer": {"id": 1', {"Content-Length": "4096"})
    return sends(head, reset=reset)


def chunked_cut(status: int = 200) -> Behaviour:
    """Send one chunk and no end."""
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
    return sends(head.encode() + b"8\r\n" + b'{"custom' + b"\r\n")


def garbage_head() -> Behaviour:
    """Answer with what is not HTTP."""
    return sends(b"\x16\x03 this is not the protocol you are looking for\r\n\r\n")


def huge_header() -> Behaviour:
    """Answer with a header of 20 kB."""
    return sends(message(200, b"{}", {"X-Huge": "x" * 20_000}))


def drip(interval: float = 0.05, status: int = 200) -> Behaviour:
    """Send the head at once and the body byte by byte."""

    async def act(exchange: "Exchange") -> bool:
        exchange.commit()
        await exchange.send(message(status, b"", {"Content-Length": "4096"}))
        while not exchange.reader.at_eof():
            await exchange.send(b" ")
            await exchange.idle(interval)
        return False

    return Behaviour(act)


@cache
def _bomb(megabytes: int) -> bytes:
    return gzip.compress(b" " * (megabytes << 20))


def gzip_bomb(status: int = 200, megabytes: int = 100) -> Behaviour:
    """Answer with 97 kB that unpack to 100 MB."""
    return answer(body=_bomb(megabytes), status=status, headers={"Content-Encoding": "gzip"})
