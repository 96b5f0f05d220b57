"""From the socket to a route and back: the one place where a request is received."""

from typing import Final

from aiohttp import web

from gomus_async.sandbox import accounts, controls, customers, instance, lookups
from gomus_async.sandbox.exchange import Exchange
from gomus_async.sandbox.history import Entry
from gomus_async.sandbox.http import Call, query_of
from gomus_async.sandbox.inventorum import routes as inventorum
from gomus_async.sandbox.misbehave import MISBEHAVIOURS
from gomus_async.sandbox.network import (
    barcodes,
    calendar,
    date_bookings,
    events,
    exhibitions,
    museums,
    requests,
    scans,
    seatings,
    shop,
    tour_bookings,
    tour_feedback,
    tour_prices,
    tour_times,
    tours,
)
from gomus_async.sandbox.network import lookups as network_lookups
from gomus_async.sandbox.routing import Router, keys_of
from gomus_async.sandbox.shop import annual, coupons, documents, orders, reservations, tickets
from gomus_async.sandbox.state import State

ROUTES: Final = (
    *customers.ROUTES,
    *accounts.ROUTES,
    *instance.ROUTES,
    *lookups.ROUTES,
    *tickets.ROUTES,
    *reservations.ROUTES,
    *orders.ROUTES,
    *coupons.ROUTES,
    *annual.ROUTES,
    *documents.ROUTES,
    *museums.ROUTES,
    *exhibitions.ROUTES,
    *network_lookups.ROUTES,
    *shop.ROUTES,
    *requests.ROUTES,
    *barcodes.ROUTES,
    *scans.ROUTES,
    *events.ROUTES,
    *calendar.ROUTES,
    *date_bookings.ROUTES,
    *seatings.ROUTES,
    *tours.ROUTES,
    *tour_times.ROUTES,
    *tour_bookings.ROUTES,
    *tour_prices.ROUTES,
    *tour_feedback.ROUTES,
    *inventorum.ROUTES,
    *controls.ROUTES,
)


class Handler:
    """Receives, remembers, and answers or misbehaves.

    Args:
        state: of the sandbox.
    """

    __slots__ = ("_router", "_state")

    def __init__(self, state: State) -> None:
        self._state = state
        self._router = Router(ROUTES)

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        """Answer one request."""
        state = self._state
        state.late.settle()
        path, _, query_text = _target(request).partition("?")
        query = query_of(query_text)
        control = path == controls.PREFIX or path.startswith(f"{controls.PREFIX}/")
        entry = Entry(0, 0.0, request.method, path, query)
        fault = None
        if not control:
            entry = state.history.open(state.clock.timestamp(), request.method, path, query)
            fault = state.faults.draw(request.method, path)
            entry.fault = None if fault is None else fault.name
        try:
            body = await _read(request, state.options.max_body_bytes)
        except (ConnectionError, web.RequestPayloadError):
            return web.Response(status=400)
        call = Call(request.method, path, query, request.headers, body)
        route = self._router.find(call)
        entry.keys = keys_of(route, call)
        exchange = Exchange(state, request, route, call, entry)
        if fault is None:
            return exchange.send(exchange.apply())
        return await MISBEHAVIOURS[fault.name](exchange, fault)


def _target(request: web.BaseRequest) -> str:
    target = request.raw_path
    if target.startswith("/"):
        return target
    # A proxy's request line holds the whole address.
    _, _, rest = target.partition("://")
    return f"/{rest.partition('/')[2]}"


async def _read(request: web.BaseRequest, limit: int) -> bytes | None:
    if (request.content_length or 0) > limit:
        return None
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.content.iter_any():
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
