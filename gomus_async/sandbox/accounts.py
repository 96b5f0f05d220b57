"""The shop customer's own account: sign-in, and changes with the headers that it gave."""

import re
from typing import TYPE_CHECKING, Any, Final, cast

from gomus_async.sandbox import customer_rules
from gomus_async.sandbox.auth import UNAUTHENTICATED
from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.lookups import SALUTATIONS, localized
from gomus_async.sandbox.records import Customer
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.sessions import Account, Session

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_GROUPS: Final = re.compile(r"\s*(\d{1,9}(\s*,\s*\d{1,9})*)?\s*", re.ASCII)
_SAVED: Final = "customer could not be saved"
_PRINTED: Final = (
    "category_id",
    "created_at",
    "customer_salutation_id",
    "customer_title_id",
    "debitor_number",
    "email",
    "fax",
    "has_collective_invoice_payment",
    "has_voucher_payment",
    "id",
    "institution",
    "is_institution",
    "language_id",
    "level",
    "mobile",
    "name",
    "notes",
    "payment_mode_id",
    "price_target_audience_id",
    "provider",
    "surname",
    "tel",
    "updated_at",
)
_KEEPS: Final = frozenset({"id", "name", "surname", "email", "newsletter_groups"})


def signed_in(state: "State", call: Call) -> Session | None:
    """The session that the four headers of a call open."""
    values = [call.headers.get(name) for name in ("access-token", "client", "uid", "token-type")]
    token, client, uid, kind = values
    if not (token and client and uid and kind):
        return None
    session = state.store.accounts.sessions.get(client)
    open_now = session is not None and session.opens(token, uid, state.clock.timestamp())
    return session if open_now else None


def _sign_in(state: "State", call: Call) -> Reply:
    given = _object(call)
    email, password = given.get("email"), given.get("password")
    account = state.store.accounts.by_email(email) if isinstance(email, str) else None
    if account is None or account.password != password:
        raise Refused(401, "invalid login credentials; please try again")
    customer = _customer(state, account)
    session = Session(account.customer_id, state.token(), account.email, {state.token(): None})
    state.store.accounts.sessions[session.client] = session
    data = {"data": _profile(state, account, customer, call)}
    return Reply(data=data, headers=_headers(session), keeps=_KEEPS)


def _update(state: "State", call: Call) -> Reply:
    session = signed_in(state, call)
    if session is None:
        raise Refused(401, UNAUTHENTICATED)
    account = state.store.accounts.accounts[session.customer_id]
    draft = _customer(state, account).draft()
    # The foreign id belongs to the instance's own systems, not to its customers.
    given = {name: value for name, value in _object(call).items() if name != "foreign_id"}
    errors = customer_rules.change(draft, given, state.store)
    groups = given.get("newsletter_groups")
    if groups is not None and not (isinstance(groups, str) and _GROUPS.fullmatch(groups)):
        errors.append("Newsletter groups is invalid")
    if errors:
        raise Refused(422, _SAVED, errors)
    _commit(state, account, draft, groups)
    headers = _fresh(state, session)
    data = {"status": "success", "data": _profile(state, account, draft, call)}
    return Reply(data=data, headers=headers, keeps=_KEEPS)


def _commit(state: "State", account: Account, draft: Customer, groups: str | None) -> None:
    table = state.store.accounts
    draft.updated_at = state.clock.iso()
    account.email = draft.email or account.email
    if account.customer is None:
        state.store.customers.save(draft)
    else:
        account.customer = draft
        table.revision += 1
    if groups is not None:
        table.subscribe(account.customer_id, map(int, re.findall(r"\d+", groups)))


def _fresh(state: "State", session: Session) -> dict[str, str]:
    if not state.options.rotate_tokens:
        return _headers(session)
    token = state.token()
    session.rotate(token, state.clock.timestamp())
    return _headers(session)


def _headers(session: Session) -> dict[str, str]:
    return {
        "access-token": session.current,
        "token-type": "Bearer",
        "client": session.client,
        "uid": session.uid,
    }


def _customer(state: "State", account: Account) -> Customer:
    customer = account.customer or state.store.customers.get(account.customer_id)
    if customer is None:
        raise Refused(401, UNAUTHENTICATED)
    return customer


def _profile(state: "State", account: Account, customer: Customer, call: Call) -> dict[str, Any]:
    profile = {
        name: account.details[name] if name in account.details else getattr(customer, name)
        for name in _PRINTED
    }
    groups = state.store.accounts.newsletters.get(account.customer_id, ())
    salutation = SALUTATIONS.get(customer.customer_salutation_id or 0)
    profile["newsletter_groups"] = ",".join(map(str, groups))
    profile["wants_newsletter"] = bool(groups)
    profile["salutation"] = None if salutation is None else localized(salutation, call)
    return profile


def _object(call: Call) -> dict[str, Any]:
    body = call.json
    if not isinstance(body, dict):
        raise Refused(422, "request body must be a JSON object")
    return cast("dict[str, Any]", body)


ROUTES: Final = (
    Route("POST", "/api/v4/auth/sign_in", _sign_in),
    Route("POST", "/api/v4/auth", _sign_in),
    Route("PUT", "/api/v4/auth", _update),
)
