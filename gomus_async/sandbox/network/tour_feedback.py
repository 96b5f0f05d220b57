"""How booked tours went, as their guides tell the cash point."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from gomus_async.sandbox.http import Call, Reply
from gomus_async.sandbox.network.tour_bookings import CASHPOINTS, named
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop.notes import Feedback
from gomus_async.sandbox.shop.order_values import MOST, is_id, mapping, refuse

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_TRUE: Final = frozenset({"true", "1", "yes", "on"})
_FALSE: Final = frozenset({"false", "0", "no", "off"})


def _show(state: "State", call: Call) -> Reply:
    return _served(state.store.ledger.notes.feedback.get(named(state, call).id, Feedback()))


def _update(state: "State", call: Call) -> Reply:
    booking, ledger = named(state, call), state.store.ledger
    fields = mapping(mapping(call.json, "request body").get("feedback"), "feedback")
    old = ledger.notes.feedback.get(booking.id, Feedback())
    new = attrs.evolve(_read(old, fields), updated_at=state.clock.iso())
    ledger.notes.feedback[booking.id] = new
    ledger.revision += 1
    return _served(new)


def _delete(state: "State", call: Call) -> Reply:
    booking, ledger = named(state, call), state.store.ledger
    if ledger.notes.feedback.pop(booking.id, None) is not None:
        ledger.revision += 1
    return Reply()


def _read(old: Feedback, fields: Mapping[str, Any]) -> Feedback:
    """Feedback out of texts; what is not there stays as it was."""
    comment = fields.get("comment", old.comment)
    if comment is not None and not isinstance(comment, str):
        refuse("comment must be a text")
    return attrs.evolve(
        old,
        comment=comment,
        participants=_count(fields.get("participants", old.participants)),
        took_place=_truth(fields.get("took_place", old.took_place)),
    )


def _count(value: object) -> int | None:
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text or None
    if value is not None and not (is_id(value) and 0 <= value <= MOST):
        refuse("participants must be a number")
    return value


def _truth(value: object) -> bool | None:
    if isinstance(value, str):
        text = value.strip().lower()
        value = True if text in _TRUE else False if text in _FALSE else text or None
    if value is not None and not isinstance(value, bool):
        refuse("took_place must be true or false")
    return value


def _served(feedback: Feedback) -> Reply:
    return Reply(data={"feedback": attrs.asdict(feedback)})


_PATH: Final = "/api/v4/tours/bookings/:id/feedback"
ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", _PATH, _show, CASHPOINTS),
    Route("PUT", _PATH, _update, CASHPOINTS),
    Route("DELETE", _PATH, _delete, CASHPOINTS),
)
