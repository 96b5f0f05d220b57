"""Whom a new order is for."""

from typing import Any

from gomus_async.sandbox import customer_rules
from gomus_async.sandbox.http import Refused
from gomus_async.sandbox.records import Customer
from gomus_async.sandbox.shop.order_values import is_id, mapping, refuse
from gomus_async.sandbox.store import Store

_WAYS = ("customer", "customer_id", "foreign_id")


def read(store: Store, body: dict[str, Any]) -> Customer | None:
    """The customer that an order names, a draft with id 0 for a new one, or None.

    Raises:
        Refused: 422, there is no such customer, or there cannot be.
    """
    given = [way for way in _WAYS if body.get(way) is not None]
    if not given:
        return None
    if len(given) > 1:
        refuse(f"customer is named twice: {' and '.join(given)}")
    if given[0] == "customer":
        return _inline(store, mapping(body["customer"], "customer"))
    reference = body[given[0]]
    if given[0] == "customer_id":
        found = store.customers.get(reference) if is_id(reference) else None
    else:
        found = store.customers.find_foreign(reference) if isinstance(reference, str) else None
    if found is None:
        refuse("customer must exist")
    return found


def _inline(store: Store, fields: dict[str, Any]) -> Customer:
    email = fields.get("email")
    known = store.customers.find_email(email) if isinstance(email, str) else None
    if known is not None:
        return known
    draft = Customer()
    errors = customer_rules.change(draft, fields, store)
    if errors:
        raise Refused(422, errors[0], errors)
    return draft
