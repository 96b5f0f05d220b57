"""The sandbox's own endpoints under ``/_sandbox``, which no fault touches."""

from collections.abc import Callable
from typing import Any, Final, cast

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.options import known_data
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.state import State

PREFIX: Final = "/_sandbox"


def _history(state: State, _: Call) -> Reply:
    return Reply(data=state.records())


def _store(state: State, call: Call) -> Reply:
    records = state.store.records(call.params[0])
    if records is None:
        raise Refused(404, f"there is no table {call.params[0]!r}")
    return Reply(data=records)


def _faults(state: State, call: Call) -> Reply:
    body = _object(call, known=None)
    try:
        state.set_faults(body)
    except ValueError as error:
        raise Refused(400, str(error)) from None
    return Reply(data={"faults": body})


def _clock(state: State, call: Call) -> Reply:
    body = _object(call, known=frozenset({"advance_s"}))
    seconds = body.get("advance_s")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise Refused(400, "advance_s must be a number of seconds from 0")
    try:
        return Reply(data={"now": state.advance(seconds).isoformat()})
    except (ValueError, OverflowError) as error:
        raise Refused(400, str(error)) from None


def _reset(state: State, call: Call) -> Reply:
    body = _object(call, known=frozenset({"data"}))
    data = body.get("data", state.options.data)
    try:
        name = known_data(data)
    except ValueError as error:
        raise Refused(400, str(error)) from None
    state.reset(name)
    return Reply(data={"data": name})


def _object(call: Call, *, known: frozenset[str] | None) -> dict[str, Any]:
    if not call.body:
        return {}
    try:
        body = call.json
    except Refused as refused:
        raise Refused(400, str(refused)) from None
    if not isinstance(body, dict):
        raise Refused(400, "request body must be a JSON object")
    given = cast("dict[str, Any]", body)
    for name in given:
        if known is not None and name not in known:
            raise Refused(400, f"unknown key {name!r}; known is {', '.join(sorted(known))}")
    return given


def _control(method: str, path: str, answer: Callable[[State, Call], Reply]) -> Route:
    return Route(method, f"{PREFIX}{path}", answer, identified=False)


ROUTES: Final = (
    _control("GET", "/history", _history),
    _control("GET", "/store/:table", _store),
    _control("POST", "/faults", _faults),
    _control("POST", "/clock", _clock),
    _control("POST", "/reset", _reset),
)
