"""Which tickets a query means."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from gomus_async.sandbox.http import Call
from gomus_async.sandbox.shop.products import Ticket
from gomus_async.sandbox.shop.ticket_view import bookable

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

Rule = Callable[[Ticket], bool]

_FALSE: Final = frozenset({"false", "0", "f", "off", "no"})
_NO_EXHIBITION: Final = -1


def listed(state: "State", call: Call, day: date) -> list[Ticket]:
    """The tickets that this caller sees, that are valid on the day and pass every filter."""
    rules = [*_identities(call), *_kinds(call), *_flags(call, day), *_search(call)]
    return [
        ticket
        for ticket in state.store.ledger.catalogue.tickets.values()
        if call.access in ticket.sold_to
        and ticket.valid_on(day)
        and all(rule(ticket) for rule in rules)
    ]


def numbers(call: Call, name: str) -> list[int]:
    """The whole numbers under a name of the query, in its order and each once."""
    return list(dict.fromkeys(number for number in map(_number, call.texts(name)) if number))


def _identities(call: Call) -> list[Rule]:
    rules: list[Rule] = []
    ids, museums, exhibitions = (
        frozenset(numbers(call, name))
        for name in ("by_ticket_ids", "by_museum_ids", "by_exhibition_ids")
    )
    if call.texts("by_ticket_ids"):
        rules.append(lambda ticket: ticket.id in ids)
    if call.texts("by_museum_ids"):
        rules.append(lambda ticket: not museums.isdisjoint(ticket.museum_ids))
    if call.texts("by_exhibition_ids"):
        rules.append(
            lambda ticket: not exhibitions.isdisjoint(ticket.exhibition_ids or (_NO_EXHIBITION,))
        )
    return rules


def _kinds(call: Call) -> list[Rule]:
    one, several = call.texts("by_ticket_type"), call.texts("by_ticket_types")
    if not one and not several:
        return [lambda ticket: ticket.ticket_type != "annual"]
    rules: list[Rule] = []
    if one:
        rules.append(lambda ticket: ticket.ticket_type in one)
    if several:
        rules.append(lambda ticket: ticket.ticket_type in several)
    return rules


def _flags(call: Call, day: date) -> list[Rule]:
    rules: list[Rule] = []
    wanted = flag(call, "by_bookable")
    if wanted is not None:
        rules.append(lambda ticket: bookable(ticket, call.access, day) is wanted)
    free = flag(call, "by_free_timing")
    if free is not None:
        rules.append(lambda ticket: ticket.free_timing is free)
    return rules


def _search(call: Call) -> list[Rule]:
    words = [word.casefold() for word in call.texts("q")]

    def found(ticket: Ticket) -> bool:
        texts = [ticket.title, ticket.sub_title or "", ticket.description or ""]
        for translated in ticket.translations.values():
            texts.extend(translated.values())
        return all(word in "\n".join(texts).casefold() for word in words)

    return [found] if words else []


def flag(call: Call, name: str) -> bool | None:
    """A boolean of the query; None where it is not there."""
    value = next(iter(call.texts(name)), None)
    return None if value is None else value.lower() not in _FALSE


def _number(value: str) -> int | None:
    digits = value.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) >= 19:
        return None
    return int(value)
