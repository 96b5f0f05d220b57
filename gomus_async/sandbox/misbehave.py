"""The faults at work: each takes an exchange and spoils it in its own way."""

import zlib
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

import msgspec
from aiohttp import web

from gomus_async.sandbox.exchange import JSON, Exchange, content, encoded
from gomus_async.sandbox.faults import Fault
from gomus_async.sandbox.http import Reply

Misbehaviour = Callable[[Exchange, Fault], Awaitable[web.Response]]

_PROXY_PAGE: Final = (
    "<html><head><title>{0}</title></head><body><h1>{0}</h1><hr>nginx</body></html>\n"
)
_PAGE: Final = b"<!DOCTYPE html><html><body><h1>Wartungsarbeiten</h1></body></html>\n"
_GARBAGE: Final = b"\x00\x16\x03gomus\xff\xfe no status line at all\r\n\r\n"
_HUGE: Final = "x" * 20_000
_BLOCK: Final = 1_000_000
_BLOCKS: Final = 100
_SENTENCES: Final[Mapping[int, str]] = MappingProxyType(
    {429: "too many requests", 500: "internal server error", 503: "temporarily offline"}
)


async def _status(exchange: Exchange, fault: Fault) -> web.Response:
    status = int(fault.name.removeprefix("status_"))
    if fault.options.get("applied"):
        exchange.apply()
    if status in (502, 504):
        title = {502: "502 Bad Gateway", 504: "504 Gateway Time-out"}[status]
        page = _PROXY_PAGE.format(title).encode()
        return exchange.respond(status, page, {"Content-Type": "text/html"})
    retry_after = fault.options.get("retry_after") if status in (429, 503) else None
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return exchange.send(Reply(status=status, data={"error": _SENTENCES[status]}, headers=headers))


async def _reset_before(exchange: Exchange, _: Fault) -> web.Response:
    return exchange.reset()


async def _reset_after(exchange: Exchange, _: Fault) -> web.Response:
    exchange.apply()
    return exchange.reset()


async def _late_commit(exchange: Exchange, fault: Fault) -> web.Response:
    exchange.state.late.schedule(fault.options["late_commit_s"], exchange.apply)
    if fault.options.get("silent"):
        await exchange.state.pauses.wait(fault.options["hang_s"])
    return exchange.reset()


async def _delay(exchange: Exchange, fault: Fault) -> web.Response:
    if not await exchange.state.pauses.wait(fault.options["delay_s"]):
        return exchange.reset()
    return exchange.send(exchange.apply())


async def _hang(exchange: Exchange, fault: Fault) -> web.Response:
    if fault.options.get("applied"):
        exchange.apply()
    await exchange.state.pauses.wait(fault.options["hang_s"])
    return exchange.reset()


async def _truncate(exchange: Exchange, _: Fault) -> web.Response:
    status, body, headers = _content(exchange.apply())
    if exchange.connected:
        exchange.write(exchange.head(status, len(body), headers) + body[: len(body) // 2])
    return exchange.close()


async def _invalid_json(exchange: Exchange, __: Fault) -> web.Response:
    _, body, headers = _content(exchange.apply())
    return exchange.respond(200, body[:-1] + b",", {"Content-Type": JSON, **headers})


async def _html(exchange: Exchange, _: Fault) -> web.Response:
    exchange.apply()
    return exchange.respond(200, _PAGE, {"Content-Type": "text/html; charset=utf-8"})


async def _garbage_head(exchange: Exchange, _: Fault) -> web.Response:
    exchange.apply()
    exchange.write(_GARBAGE)
    return exchange.close()


async def _huge_header(exchange: Exchange, _: Fault) -> web.Response:
    response = exchange.send(exchange.apply())
    response.headers["X-Huge"] = _HUGE
    return response


async def _slow_drip(exchange: Exchange, fault: Fault) -> web.Response:
    status, body, headers = _content(exchange.apply())
    if not exchange.connected:
        return exchange.close()
    exchange.write(exchange.head(status, len(body), headers))
    for position in range(len(body)):
        if not await exchange.state.pauses.wait(fault.options["drip_s"]):
            return exchange.reset()
        if not exchange.connected:
            break
        exchange.write(body[position : position + 1])
    return exchange.close()


async def _gzip_bomb(exchange: Exchange, _: Fault) -> web.Response:
    status, body, headers = _content(exchange.apply())
    fields = {"Content-Type": JSON, "Content-Encoding": "gzip", **headers}
    return exchange.respond(status, bomb(body), fields)


async def _redirect(exchange: Exchange, fault: Fault) -> web.Response:
    return exchange.respond(302, b"", {"Location": fault.options["redirect_to"]})


async def _unknown_fields(exchange: Exchange, _: Fault) -> web.Response:
    reply = exchange.apply()
    if reply.body is not None:
        return exchange.send(reply)
    data = _extended(msgspec.to_builtins(reply.data))
    return exchange.send(Reply(status=reply.status, data=data, headers=reply.headers))


async def _missing_fields(exchange: Exchange, _: Fault) -> web.Response:
    reply = exchange.apply()
    if reply.body is not None:
        return exchange.send(reply)
    data = _reduced(msgspec.to_builtins(reply.data), reply)
    return exchange.send(Reply(status=reply.status, data=data, headers=reply.headers))


MISBEHAVIOURS: Final[Mapping[str, Misbehaviour]] = MappingProxyType(
    {
        **dict.fromkeys((f"status_{status}" for status in (429, 500, 502, 503, 504)), _status),
        "reset_before": _reset_before,
        "reset_after": _reset_after,
        "late_commit": _late_commit,
        "delay": _delay,
        "hang": _hang,
        "truncate": _truncate,
        "invalid_json": _invalid_json,
        "html": _html,
        "garbage_head": _garbage_head,
        "huge_header": _huge_header,
        "slow_drip": _slow_drip,
        "gzip_bomb": _gzip_bomb,
        "redirect": _redirect,
        "unknown_fields": _unknown_fields,
        "missing_fields": _missing_fields,
    }
)


def bomb(tail: bytes) -> bytes:
    """100 MB of blanks and then ``tail``, as a small gzip stream."""
    blank = b" " * _BLOCK
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # After a full flush nothing refers back, so the same bytes can stand for every block.
    block = deflater.compress(blank) + deflater.flush(zlib.Z_FULL_FLUSH)
    end = deflater.compress(tail) + deflater.flush(zlib.Z_FINISH)
    checksum = 0
    for _ in range(_BLOCKS):
        checksum = zlib.crc32(blank, checksum)
    checksum = zlib.crc32(tail, checksum)
    size = (_BLOCK * _BLOCKS + len(tail)) & 0xFFFFFFFF
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    trailer = checksum.to_bytes(4, "little") + size.to_bytes(4, "little")
    return head + block * _BLOCKS + end + trailer


def _content(reply: Reply) -> tuple[int, bytes, dict[str, str]]:
    """What can be cut or dripped: an empty answer becomes a small one."""
    body = content(reply)
    if not body:
        return 200, encoded({"status": "success"}), dict(reply.headers)
    return reply.status, body, dict(reply.headers)


def _extended(data: Any) -> Any:
    if isinstance(data, list):
        return [_extended(item) for item in cast("list[object]", data)]
    if not isinstance(data, dict):
        return data
    fields = {name: _extended(value) for name, value in cast("dict[str, Any]", data).items()}
    return {**fields, "sandbox_note": "unknown", "sandbox_extra": {"id": 1, "list": [None, "é"]}}


def _reduced(data: Any, reply: Reply) -> Any:
    if not isinstance(data, dict):
        return data
    envelope = cast("dict[str, Any]", data)
    return {
        name: _entities(value, reply.keeps)
        for name, value in envelope.items()
        if name not in reply.sheds
    }


def _entities(value: Any, keeps: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_entities(item, keeps) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        entity = cast("dict[str, Any]", value)
        return {name: field for name, field in entity.items() if name in keeps}
    return value
