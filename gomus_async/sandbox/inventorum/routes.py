"""The five endpoints of Inventorum's customers, and its token endpoint."""

from base64 import b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qs

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.inventorum import rules
from gomus_async.sandbox.inventorum.answers import Declined, unknown
from gomus_async.sandbox.inventorum.records import Customer, served
from gomus_async.sandbox.inventorum.till import CLIENT, LIFE_S, PREFIX
from gomus_async.sandbox.routing import Route

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

OLDEST_VERSION: Final = 3
MOST_ROWS: Final = 30
_KEEPS: Final = frozenset({"id", "first_name", "last_name", "company", "national_number"})

Answer = Callable[["State", Call, int], Reply]


def _list(state: "State", call: Call, version: int) -> Reply:
    return _page(state, call, version, state.store.till.rows())


def _favourites(state: "State", call: Call, version: int) -> Reply:
    favourites = [row for row in state.store.till.rows() if row.is_favourite]
    return _page(state, call, version, favourites)


def _show(state: "State", call: Call, version: int) -> Reply:
    return _one(_served(state, _stored(state, call), version))


def _create(state: "State", call: Call, version: int) -> Reply:
    return _saved(state, call, version, Customer(), 201)


def _update(state: "State", call: Call, version: int) -> Reply:
    return _saved(state, call, version, _stored(state, call).draft(), 200)


def _delete(state: "State", call: Call, _: int) -> Reply:
    state.store.till.delete(_stored(state, call))
    return Reply(status=200)


def _token(state: "State", call: Call) -> Reply:
    """A new pair for a refresh token, in the form of OAuth 2."""
    if _client(call) != CLIENT:
        return Reply(status=401, data={"error": "invalid_client"})
    form = parse_qs((call.body or b"").decode("utf-8", "replace"))
    if form.get("grant_type") != ["refresh_token"]:
        return Reply(status=400, data={"error": "unsupported_grant_type"})
    given = form.get("refresh_token", [""])[0]
    pair = (state.token(), state.token())
    if not state.store.till.tokens.refresh(given, pair, state.clock.timestamp()):
        return Reply(status=400, data={"error": "invalid_grant"})
    state.store.till.revision += 1
    answer = {
        "access_token": pair[0],
        "token_type": "Bearer",
        "expires_in": LIFE_S,
        "refresh_token": pair[1],
        "scope": "customers:read customers:create customers:update",
    }
    return Reply(data=answer)


def _client(call: Call) -> tuple[str, str]:
    scheme, _, encoded = call.headers.get("Authorization", "").partition(" ")
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return (name, secret) if scheme.lower() == "basic" else ("", "")


def _page(state: "State", call: Call, version: int, rows: list[Customer]) -> Reply:
    size = min(call.number("limit", MOST_ROWS), MOST_ROWS)
    first = (call.number("page", 1) - 1) * size
    shown = [_served(state, row, version) for row in rows[first : first + size]]
    return Reply(data={"total": len(rows), "data": shown}, keeps=_KEEPS, sheds=frozenset())


def _one(data: dict[str, Any], status: int = 200) -> Reply:
    return Reply(status=status, data=data, keeps=_KEEPS, sheds=frozenset())


def _saved(state: "State", call: Call, version: int, draft: Customer, status: int) -> Reply:
    rules.change(draft, _object(call), version)
    state.store.till.save(draft)
    return _one({**_served(state, draft, version), "total_sales": "0"}, status)


def _served(state: "State", row: Customer, version: int) -> dict[str, Any]:
    birthday = None if row.birthday is None else state.clock.at(row.birthday).isoformat()
    return served(row, birthday, version)


def _stored(state: "State", call: Call) -> Customer:
    number = call.params[0]
    is_id = number.isascii() and number.isdecimal() and len(number) < 19
    customer = state.store.till.get(int(number)) if is_id else None
    if customer is None:
        raise unknown()
    return customer


def _object(call: Call) -> dict[str, Any]:
    try:
        body = call.json
    except Refused:
        body = None
    if not isinstance(body, dict):
        raise Declined(400, "common.parse_error", "The body is not a JSON object")
    return cast("dict[str, Any]", body)


def _version(call: Call) -> int:
    text = call.headers.get("X-Api-Version", str(OLDEST_VERSION))
    if not text.isdecimal() or len(text) > 4 or int(text) < OLDEST_VERSION:
        raise Declined(400, "common.api_version", "X-Api-Version is not a version of this API")
    return int(text)


def _admit(state: "State", call: Call) -> None:
    """Let pass who has a good token and does not come too often."""
    now = state.clock.timestamp()
    till, most = state.store.till, state.options.inventorum_rate
    while till.recent and till.recent[0] <= now - 1:
        till.recent.popleft()
    if most is not None and len(till.recent) >= most:
        raise Declined(429, "common.throttled", "Too many requests", headers={"Retry-After": "1"})
    till.recent.append(now)
    scheme, _, token = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not till.tokens.opens(token.strip(), now):
        raise Declined(401, "common.unauthorized", "The access token is missing or has ended")


def _route(method: str, path: str, answer: Answer) -> Route:
    def guarded(state: "State", call: Call) -> Reply:
        _admit(state, call)
        return answer(state, call, _version(call))

    return Route(method, f"{PREFIX}{path}", guarded, identified=False)


ROUTES: Final = (
    _route("GET", "/customers", _list),
    _route("POST", "/customers", _create),
    _route("GET", "/customers/favourites", _favourites),
    _route("GET", "/customers/:id", _show),
    _route("PUT", "/customers/:id", _update),
    _route("DELETE", "/customers/:id", _delete),
    Route("POST", f"{PREFIX}/auth/token", _token, identified=False),
)
