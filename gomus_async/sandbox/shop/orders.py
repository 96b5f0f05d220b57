"""The routes of orders."""

from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.accounts import signed_in
from gomus_async.sandbox.auth import permit
from gomus_async.sandbox.http import Access, Call, Refused, Reply
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import USERS, Route
from gomus_async.sandbox.shop import booking, cancelling, order_request
from gomus_async.sandbox.shop.ledger import Order
from gomus_async.sandbox.shop.order_view import find_order, record, visible
from gomus_async.sandbox.shop.slots import day_of

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_SELLERS: Final = frozenset({Access.USER, Access.RESELLER, Access.CASHPOINT})
_CANCELLERS: Final = frozenset({Access.USER, Access.RESELLER})
_MISSING: Final = "order not found"
_KEEPS: Final = frozenset({"id", "token", "items"})


def _index(state: "State", call: Call) -> Reply:
    customer_id = _customer_id(state, call)
    today = state.clock.now().date()
    first, last = day_of(call, "start_at", today), day_of(call, "end_at", today)
    mine = call.access is Access.CASHPOINT and call.texts("only_my_orders") == ["true"]
    found = [
        order
        for order in state.store.ledger.orders.values()
        if first <= state.clock.at(order.created).date() <= last
        and visible(order, call, customer_id)
        and (order.owner is call.access or not mine)
    ]
    found.sort(key=lambda order: (order.created, order.id), reverse=True)
    rows, meta = page(found, call)
    listed = [record(order, detail=False) for order in rows]
    return Reply(data={"orders": listed, "meta": meta}, keeps=_KEEPS)


def _create(state: "State", call: Call) -> Reply:
    draft = order_request.read(state, call)
    return _served(booking.place(state, call.access, draft), 201)


def _show(state: "State", call: Call) -> Reply:
    return _served(_visible(state, call, find_order(state.store.ledger, call.params[0])))


def _find(state: "State", call: Call) -> Reply:
    ledger = state.store.ledger
    number = ledger.barcodes.get(call.params[0], -1)
    return _served(_visible(state, call, ledger.orders.get(number)))


def _finalize(state: "State", call: Call) -> Reply:
    order = _visible(state, call, find_order(state.store.ledger, call.params[0]))
    if order.cancelled:
        raise Refused(422, "order is cancelled")
    if not order.draft:
        raise Refused(422, "order is already finalized")
    if all(item.cancelled for item in order.items):
        raise Refused(422, "order has no items")
    booking.finalize(state, order)
    return _served(order)


def _cancel(state: "State", call: Call) -> Reply:
    ledger = state.store.ledger
    order = _visible(state, call, find_order(ledger, call.params[0]))
    cancelling.cancel(ledger, order, call, state.clock.iso())
    return _served(order)


def _served(order: Order, status: int = 200) -> Reply:
    data: dict[str, Any] = {"order": record(order, detail=True)}
    return Reply(status=status, data=data, keeps=_KEEPS)


def _visible(state: "State", call: Call, order: Order | None) -> Order:
    customer_id = _customer_id(state, call)
    if order is None or not visible(order, call, customer_id):
        raise Refused(404, _MISSING)
    return order


def _customer_id(state: "State", call: Call) -> int | None:
    """The customer who is signed in; None for those with a token that may see orders."""
    session = signed_in(state, call) if call.access is Access.PUBLIC else None
    if session is None:
        permit(call.access, _SELLERS)
        return None
    return session.customer_id


ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/api/v4/orders", _index),
    Route("POST", "/api/v4/orders", _create, _SELLERS),
    Route("GET", "/api/v4/orders/:id", _show),
    Route("GET", "/api/v4/orders/barcode/:barcode", _find, _SELLERS),
    Route("POST", "/api/v4/orders/:id/finalize", _finalize, USERS),
    Route("POST", "/api/v4/orders/:id/cancellations", _cancel, _CANCELLERS),
)
