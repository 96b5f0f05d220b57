"""Customers: one by one, and in batches."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import define, field

from gomus_async.sandbox import customer_rules
from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.lookups import SALUTATIONS, TITLES, Names, localized
from gomus_async.sandbox.records import Customer
from gomus_async.sandbox.routing import USERS, Route

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_ONE: Final = "customer could not be saved"
_MANY: Final = "customer(s) could not be saved"
_KEEPS: Final = frozenset({"id", "foreign_id", "name", "surname", "email"})


@define
class _Batch:
    """The drafts of a request, which become rows only when the request may commit."""

    state: "State"
    drafts: list[Customer] = field(factory=list[Customer])
    errors: list[str] = field(factory=list[str])
    claimed: set[str] = field(factory=set[str])

    def add(self, draft: Customer, entry: object) -> bool:
        """Change a draft by an entry; keep it when it is right."""
        if not isinstance(entry, dict):
            return self.refuse(None, ["Customer is invalid"])
        fields = cast("dict[str, Any]", entry)
        errors = customer_rules.change(draft, fields, self.state.store)
        if self._taken(draft):
            errors.append("Foreign has already been taken")
        if errors:
            return self.refuse(fields.get("foreign_id"), errors)
        self.drafts.append(draft)
        self.claimed.add(draft.foreign_id or "")
        return True

    def refuse(self, foreign_id: object, errors: list[str]) -> bool:
        """Note what is wrong with an entry."""
        prefix = f"{foreign_id}: " if self.state.options.name_bad_rows and foreign_id else ""
        self.errors.extend(f"{prefix}{error}" for error in errors)
        return False

    def commit(self) -> None:
        """Store the drafts."""
        now = self.state.clock.iso()
        for draft in self.drafts:
            draft.created_at = draft.created_at or now
            draft.updated_at = now
            self.state.store.customers.save(draft)

    def _taken(self, draft: Customer) -> bool:
        key = draft.foreign_id
        if not key or not self.state.options.unique_foreign_id:
            return False
        twice = not draft.id and key in self.claimed
        return twice or self.state.store.customers.taken(key, draft.id)


def _create(state: "State", call: Call) -> Reply:
    root = _root(call)
    if isinstance(root, list):
        return _many(state, _create_drafts(state, _capped(state, cast("list[object]", root))), 201)
    batch = _Batch(state)
    batch.add(Customer(), root)
    return _one(batch, 201)


def _update(state: "State", call: Call) -> Reply:
    stored = _stored(state, call)
    batch = _Batch(state)
    batch.add(stored.draft(), _root(call))
    return _one(batch, 200)


def _update_many(state: "State", call: Call) -> Reply:
    root = _root(call)
    if not isinstance(root, list):
        raise Refused(422, _MANY, ["Customer must be a list"])
    return _many(state, _update_drafts(state, _capped(state, cast("list[object]", root))), 200)


def _show(state: "State", call: Call) -> Reply:
    return Reply(data={"customer": _stored(state, call)}, keeps=_KEEPS)


def _delete(state: "State", call: Call) -> Reply:
    state.store.customers.delete(_stored(state, call))
    return Reply(status=204)


def _salutations(_: "State", call: Call) -> Reply:
    return Reply(data={"salutations": _named(SALUTATIONS, call)})


def _titles(_: "State", call: Call) -> Reply:
    return Reply(data={"titles": _named(TITLES, call)})


def _create_drafts(state: "State", entries: list[object]) -> _Batch:
    batch = _Batch(state)
    for entry in entries:
        batch.add(Customer(), entry)
    return batch


def _update_drafts(state: "State", entries: list[object]) -> _Batch:
    batch = _Batch(state)
    latest: dict[int, Customer] = {}
    for entry in entries:
        key = _foreign_id(entry)
        stored = state.store.customers.find_foreign(key) if isinstance(key, str) else None
        if stored is None:
            batch.refuse(key, ["Customer must exist" if key else "Foreign can't be blank"])
            continue
        draft = latest.get(stored.id, stored).draft()
        if batch.add(draft, entry):
            latest[stored.id] = draft
    return batch


def _one(batch: _Batch, status: int) -> Reply:
    if batch.errors:
        raise Refused(422, _ONE, batch.errors)
    batch.commit()
    return Reply(status=status, data={"customer": batch.drafts[0]}, keeps=_KEEPS)


def _many(state: "State", batch: _Batch, status: int) -> Reply:
    if not batch.errors or not state.options.atomic_batches:
        batch.commit()
    if batch.errors:
        raise Refused(422, _MANY, batch.errors)
    return Reply(status=status, data={"customers": batch.drafts}, keeps=_KEEPS)


def _root(call: Call) -> object:
    body = call.json
    if not isinstance(body, dict) or "customer" not in body:
        raise Refused(422, _ONE, ["Customer is missing"])
    return cast("dict[str, object]", body)["customer"]


def _capped(state: "State", entries: list[object]) -> list[object]:
    if not entries:
        raise Refused(422, _MANY, ["Customer can't be blank"])
    if len(entries) > state.options.batch_cap:
        raise Refused(422, _MANY, ["Too many entries"])
    return entries


def _stored(state: "State", call: Call) -> Customer:
    customer = state.store.customers.find(call.params[0])
    if customer is None:
        raise Refused(404, "customer not found")
    return customer


def _named(names: Mapping[int, Names], call: Call) -> list[dict[str, Any]]:
    return [{"id": number, "name": localized(texts, call)} for number, texts in names.items()]


def _foreign_id(entry: object) -> object:
    return cast("dict[str, object]", entry).get("foreign_id") if isinstance(entry, dict) else None


def _keys(call: Call) -> tuple[str, ...]:
    try:
        root = _root(call)
    except Refused:
        root = None
    entries = cast("list[object]", root) if isinstance(root, list) else [root]
    carried = tuple(key for key in map(_foreign_id, entries) if isinstance(key, str))
    return carried or tuple(part for part in call.params if not part.isdecimal())


ROUTES: Final = (
    Route("GET", "/api/v4/customers/salutations", _salutations),
    Route("GET", "/api/v4/customers/titles", _titles),
    Route("POST", "/api/v4/customers", _create, USERS, _keys),
    Route("PUT", "/api/v4/customers", _update_many, USERS, _keys),
    Route("GET", "/api/v4/customers/:id", _show, USERS),
    Route("PUT", "/api/v4/customers/:id", _update, USERS, _keys),
    Route("DELETE", "/api/v4/customers/:id", _delete, USERS, _keys),
)
