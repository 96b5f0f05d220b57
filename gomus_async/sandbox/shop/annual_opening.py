"""From an order with annual tickets to its annual order."""

import uuid
from typing import Any

from gomus_async.sandbox.shop.annual_records import (
    AnnualOrder,
    AnnualSale,
    AnnualTable,
    Personalization,
)
from gomus_async.sandbox.shop.ledger import Item, Ledger, Order

ANNUAL = "annual"


def annual_orders(ledger: Ledger) -> AnnualTable:
    """Every annual order; those of orders that have become valid since are opened now."""
    # Nothing is drawn or counted for it, so that reading the table changes nothing else.
    for order in list(ledger.orders.values()):
        items = [item for item in order.items if _annual(ledger, item)]
        token = _uuid(order, "order") if items and order.is_valid else None
        if token is not None and token not in ledger.annual.orders:
            sales = [_sale(ledger, order, item) for item in items]
            ledger.annual.orders.setdefault(token, _opened(order, token, sales))
    return ledger.annual


def stands(ledger: Ledger, annual: AnnualOrder) -> bool:
    """Whether its order was not cancelled."""
    order = ledger.orders.get(annual.id)
    return order is None or order.is_valid


def standing_sales(ledger: Ledger, annual: AnnualOrder) -> list[AnnualSale]:
    """Its sales without those that were cancelled on their own."""
    order = ledger.orders.get(annual.id)
    items = () if order is None else order.items
    cancelled = {_number(item) for item in items if item.cancelled and item.type == "Ticket"}
    return [sale for sale in annual.sales if sale.id not in cancelled]


def _opened(order: Order, token: str, sales: list[AnnualSale]) -> AnnualOrder:
    buyer = order.customer_id
    return AnnualOrder(
        id=order.id,
        token=token,
        buyer_id=buyer,
        sales=sales,
        customers={} if buyer is None else {buyer: _uuid(order, f"customer {buyer}")},
    )


def _sale(ledger: Ledger, order: Order, item: Item) -> AnnualSale:
    facts = item.attributes
    ticket = ledger.catalogue.tickets[facts["ticket_id"]]
    numbers = range(facts["quantity"])
    return AnnualSale(
        id=_number(item),
        title=ticket.title,
        description=ticket.description or "",
        start_at=facts.get("start_time") or order.created_at,
        is_personalizable=ticket.personalizable,
        personalizations=[Personalization(id=_number(item) * 100 + number) for number in numbers],
    )


def _annual(ledger: Ledger, item: Item) -> bool:
    if item.type != "Ticket" or item.cancelled:
        return False
    ticket = ledger.catalogue.tickets.get(item.attributes["ticket_id"])
    return ticket is not None and ticket.ticket_type == ANNUAL


def _number(item: Item) -> int:
    number: Any = item.attributes["id"]
    return int(number)


def _uuid(order: Order, purpose: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{order.token} {purpose}"))
