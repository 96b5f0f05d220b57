"""The documents of an order; whoever has the order's token gets them."""

from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.lookups import LOCALES
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop import order_view, passbook, sheets
from gomus_async.sandbox.shop.ledger import Item, Order

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomus_async.sandbox.state import State

_PDF: Final = "application/pdf"
_MISSING: Final = "document not found"


def _tickets(state: "State", call: Call) -> Reply:
    order = _order(state, call)
    sale = _item(order, "Ticket", _named(call.params[1], ".pdf"))
    if not sale.attributes.get("barcodes"):
        raise Refused(404, _MISSING)
    return _ready(state, order) or _pdf(_printer(state, call).tickets(order, sale))


def _passbook(state: "State", call: Call) -> Reply:
    order = _order(state, call)
    sale = _item(order, "Ticket", call.params[1])
    barcode = _named(call.params[2], ".pkpass")
    facts = sale.attributes
    codes = [code["barcode"] for code in facts.get("barcodes", ())]
    if barcode not in codes or not facts.get("passbooks", True):
        raise Refused(404, _MISSING)
    return _ready(state, order) or _pass(facts, barcode, _printer(state, call))


def _event(state: "State", call: Call) -> Reply:
    return _booking(state, call, "Event")


def _tour(state: "State", call: Call) -> Reply:
    return _booking(state, call, "Tour")


def _invoice(state: "State", call: Call) -> Reply:
    order = _order(state, call)
    if not order.invoice:
        raise Refused(404, _MISSING)
    return _ready(state, order) or _pdf(_printer(state, call).invoice(order))


def _booking(state: "State", call: Call, kind: str) -> Reply:
    order = _order(state, call)
    booking = _item(order, kind, _named(call.params[1], ".pdf"))
    return _ready(state, order) or _pdf(_printer(state, call).booking(order, booking))


def _order(state: "State", call: Call) -> Order:
    tokens = call.texts("token")
    if not tokens:
        raise Refused(401, "token is missing")
    order = order_view.find_order(state.store.ledger, call.params[0])
    if order is None:
        raise Refused(404, "order not found")
    if tokens[0] != order.token:
        raise Refused(401, "token is wrong")
    if not order.is_valid:
        raise Refused(404, _MISSING)
    return order


def _item(order: Order, kind: str, number: str) -> Item:
    for item in order.items:
        if item.type == kind and str(item.attributes["id"]) == number and not item.cancelled:
            return item
    raise Refused(404, _MISSING)


def _named(segment: str, ending: str) -> str:
    if not segment.endswith(ending):
        raise Refused(404, "not found")
    return segment.removesuffix(ending)


def _ready(state: "State", order: Order) -> Reply | None:
    """Nothing while the documents of an order can be had, else why they cannot."""
    options = state.options
    age = state.clock.timestamp() - order.created
    if age < options.document_delay_s:
        return Reply(status=202, data={"status": "processing"})
    if options.document_life_s is not None and age >= options.document_life_s:
        raise Refused(410, "document has expired")
    return None


def _printer(state: "State", call: Call) -> sheets.Printer:
    wanted = [locale for locale in call.texts("locale") if locale in LOCALES]
    locale = wanted[0] if wanted else LOCALES[0]
    return sheets.Printer(state.store.ledger.catalogue, state.clock, locale)


def _pass(facts: dict[str, Any], barcode: str, printer: sheets.Printer) -> Reply:
    ticket = passbook.Pass(
        barcode=barcode,
        title=facts["title"],
        start=facts.get("start_time"),
        starts=printer.moment(facts.get("start_time")),
        place=sheets.place(facts),
        organizer=sheets.location(facts).get("name") or "go~mus",
    )
    return Reply(body=passbook.write(ticket), headers={"Content-Type": passbook.CONTENT_TYPE})


def _pdf(body: bytes) -> Reply:
    return Reply(body=body, headers={"Content-Type": _PDF})


def _route(path: str, answer: "Callable[[State, Call], Reply]") -> Route:
    # The token in the query is the whole permission: headers are not looked at.
    return Route("GET", f"/api/v4/orders/:order_id{path}", answer, identified=False)


ROUTES: Final = (
    _route("/tickets/:sale.pdf", _tickets),
    _route("/tickets/:sale/passbooks/:barcode.pkpass", _passbook),
    _route("/events/:booking.pdf", _event),
    _route("/tours/:booking.pdf", _tour),
    _route("/invoice.pdf", _invoice),
)
