"""The barcode at the door: what it is good for, an entry, an exit."""

from typing import TYPE_CHECKING, Final

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.network.records import Scan
from gomus_async.sandbox.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomus_async.sandbox.shop.ledger import Ledger
    from gomus_async.sandbox.state import State

_UNKNOWN: Final = "Barcode wurde nicht gefunden"
_CANCELLED: Final = "Barcode wurde storniert"
_OUTSIDE: Final = "Barcode wurde noch nicht eingelöst"
# The documents' own example of a scan has this id.
_FIRST_SCAN_ID: Final = 3


def _status(state: "State", call: Call) -> Reply:
    _admit(state, call.params[0])
    return _told("Eintritte: 1")


def _redeem(state: "State", call: Call) -> Reply:
    code = call.params[0]
    _admit(state, code)
    state.store.network.entries.voided[code] = state.clock.timestamp()
    _scan(state, call, is_entry=True)
    return _told("Eintritte: 1")


def _exit(state: "State", call: Call) -> Reply:
    code = call.params[0]
    _find(state, code)
    voided = state.store.network.entries.voided
    if code not in voided:
        raise Refused(422, _OUTSIDE)
    # Whoever has left may come back in, so the barcode is good again.
    del voided[code]
    _scan(state, call, is_entry=False)
    return _told("Austritte: 1")


def _admit(state: "State", code: str) -> None:
    """See that a barcode lets somebody in.

    Raises:
        Refused: 404 or 422, it does not.
    """
    _find(state, code)
    voided = state.store.network.entries.voided.get(code)
    if voided is not None:
        raise Refused(422, f"Barcode wurde schon eingelöst am {state.clock.at(voided):%d.%m.%Y}")


def _find(state: "State", code: str) -> None:
    """See that a barcode is one of a ticket, and that its sale stands.

    Raises:
        Refused: 404 or 422, it is not.
    """
    if code not in state.store.network.entries.known:
        _sold(state.store.ledger, code)


def _sold(ledger: "Ledger", code: str) -> None:
    order = ledger.orders.get(ledger.barcodes.get(code, -1))
    if order is None:
        raise Refused(404, _UNKNOWN)
    for item in order.items:
        if any(code == one["barcode"] for one in item.attributes.get("barcodes", ())):
            if item.type == "Coupon":
                raise Refused(404, _UNKNOWN)
            if item.cancelled:
                raise Refused(422, _CANCELLED)
    if order.cancelled:
        raise Refused(422, _CANCELLED)


def _scan(state: "State", call: Call, *, is_entry: bool) -> None:
    network = state.store.network
    scans, now = network.entries.scans, state.clock.iso()
    number = len(scans) + _FIRST_SCAN_ID
    scans[number] = Scan(
        id=number,
        barcode=call.params[0],
        at=now,
        is_entry=is_entry,
        location=next(iter(call.texts("location")), None),
        updated_at=now,
    )
    network.revision += 1


def _told(message: str) -> Reply:
    return Reply(data={"message": message}, sheds=frozenset({"message"}))


def _route(method: str, path: str, answer: "Callable[[State, Call], Reply]") -> Route:
    return Route(method, f"/api/v3/barcodes/:barcode{path}", answer)


ROUTES: Final[tuple[Route, ...]] = (
    _route("GET", "", _status),
    _route("PUT", "", _redeem),
    _route("PUT", "/exit", _exit),
)
