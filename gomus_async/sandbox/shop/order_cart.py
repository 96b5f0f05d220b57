"""What the items of one order take together, before anything of it is committed."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import define, field

from gomus_async.sandbox.http import Access, Refused
from gomus_async.sandbox.shop import capacity
from gomus_async.sandbox.shop.ledger import Ledger, Resource
from gomus_async.sandbox.shop.order_values import listed, refuse
from gomus_async.sandbox.shop.products import Catalogue, Ticket

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

GONE: Final = "reservation not valid anymore"
"""The documents' own sentence."""


@define
class Cart:
    """An order that is being checked.

    Args:
        state: of the sandbox; a cart changes nothing in it.
        access: who is buying.
        own: tokens of the reservations that the order uses, in all of its items.
    """

    state: "State"
    access: Access
    own: frozenset[str] = frozenset()
    slots: Counter[capacity.Cell] = field(factory=Counter[capacity.Cell])
    booked: Counter[Resource] = field(factory=Counter[Resource])

    @property
    def ledger(self) -> Ledger:
        """Of the shop."""
        return self.state.store.ledger

    @property
    def catalogue(self) -> Catalogue:
        """Of the shop."""
        return self.ledger.catalogue

    def admit(self, ticket: Ticket, at: datetime, quantity: int) -> Counter[capacity.Cell]:
        """Take people's places in a slot.

        Raises:
            Refused: 422, it is no slot, or not enough is left beside the order's other items.
        """
        taking = capacity.check(self.state, ticket, at, quantity, self.own)
        together = Counter({cell: self.slots[cell] + people for cell, people in taking.items()})
        capacity.enough(self.state, together, self.own)
        self.slots.update(taking)
        return taking

    def take(self, resource: Resource, quantity: int, limit: int, sentence: str) -> None:
        """Take places, seats, groups or equipment.

        Raises:
            Refused: 422 with this sentence, there are not enough.
        """
        if self.ledger.booked[resource] + self.booked[resource] + quantity > limit:
            refuse(sentence)
        self.booked[resource] += quantity

    def redeem(self, ticket: Ticket, at: datetime, given: object) -> None:
        """See that the reservations of an item hold seats of this very ticket and slot.

        Raises:
            Refused: 422, one has expired or is for something else.
        """
        now = self.state.clock.timestamp()
        for token in listed(given, "reservations"):
            held = self.ledger.reservations.get(token) if isinstance(token, str) else None
            if held is None or held.holder is not self.access or now >= held.valid_until:
                raise Refused(422, GONE)
            if held.ticket_id != ticket.id or held.start_at.timestamp() != at.timestamp():
                refuse("reservation is for another ticket or time")


def tokens(items: list[Any]) -> frozenset[str]:
    """Every reservation that the ticket items of a request name."""
    named: set[str] = set()
    for item in items:
        given = _field(_field(item, "attributes"), "reservations")
        if isinstance(given, list) and _field(item, "type") == "Ticket":
            entries = cast("list[object]", given)
            named.update(token for token in entries if isinstance(token, str))
    return frozenset(named)


def _field(value: object, name: str) -> object:
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None
