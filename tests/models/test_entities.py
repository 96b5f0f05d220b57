"""Models that come back: values, the JSON they came from, and what they do not show."""

import copy
import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import attrs
import pytest

from gomus_async import Account, Address, Customer, Salutation, Title, Version, Whoami
from gomus_async.wire.codec import reader

ZONE = ZoneInfo("Europe/Berlin")
SECRET = "geheim"
SERVED: dict[str, Any] = {
    "id": 7,
    "foreign_id": "SF-7",
    "name": "Müller",
    "created_at": "2026-01-02T03:04:05+01:00",
    "addresses": [{"id": 1, "city": "Berlin", "floor": 3}],
    "loyalty": {"points": [1, 2.50, None], "since": "always"},
}


def zone() -> ZoneInfo:
    return ZONE


def read(json_value: object, cls: Any = Customer, envelope: str | None = "customer") -> Any:
    shell = json_value if envelope is None else {envelope: json_value}
    return reader(cls, envelope).read(json.dumps(shell).encode(), zone)


COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("name", COPIES)
def test_copies(name: str) -> None:
    customer = read(SERVED)

    twin = COPIES[name](customer)

    assert twin == customer
    assert hash(twin) == hash(customer)
    assert twin.raw == SERVED
    assert type(twin) is Customer
    assert type(twin.addresses) is tuple


@pytest.mark.parametrize("name", COPIES)
def test_copies_of_own_making(name: str) -> None:
    customer = Customer(id=1)

    assert COPIES[name](customer) == customer
    assert COPIES[name](customer).raw == {}


def test_raw_is_what_was_served() -> None:
    customer = read(SERVED)

    assert customer.raw == SERVED
    assert customer.raw is not customer.raw
    assert list(customer.raw) == list(SERVED)


def test_raw_of_what_strayed_from_the_documents() -> None:
    served = {"id": " 7 ", "is_institution": "1", "surprise": [{}]}

    customer = read(served)

    assert (customer.id, customer.is_institution) == (7, True)
    assert customer.raw == served


def test_raw_of_elements() -> None:
    rows = [{"id": 1, "name": "Dr.", "x": 1}, {"id": "2", "name": {"de": "Prof."}}, {"id": 3}]

    assert [title.raw for title in read(rows, list[Title], "titles")] == rows
    assert [title.raw for title in read(rows[:1], list[Title], "titles")] == rows[:1]


@pytest.mark.parametrize(
    ("cls", "envelope", "served"),
    [
        (Whoami, None, {"access": "user", "museums": [], "more": 1}),
        (Version, "version", {"system": "2.9.1", "more": 1}),
        (Account, "data", {"id": 1, "newsletter_groups": "8,1", "more": 1}),
        (Customer, "customer", {"id": 1, "more": 1}),
    ],
)
def test_raw_of_every_entity(cls: type[Any], envelope: str | None, served: dict[str, Any]) -> None:
    assert read(served, cls, envelope).raw == served


@pytest.mark.parametrize(
    "model", [Customer(id=1), Account(id=1), Salutation(id=1), Title(id=1), Address(), Whoami()]
)
def test_own_made_entities_have_no_raw(model: Any) -> None:
    assert model.raw == {}


def test_evolved_entities_are_of_own_making() -> None:
    customer = read(SERVED)

    changed = attrs.evolve(customer, name="Meier")

    assert (changed.id, changed.name, changed.foreign_id) == (7, "Meier", "SF-7")
    assert changed.raw == {}


def test_equality_is_about_values() -> None:
    served = read({"id": 7, "name": "Müller", "unknown": 1})

    assert served == Customer(id=7, name="Müller")
    assert hash(served) == hash(Customer(id=7, name="Müller"))
    assert served != Customer(id=7)
    assert cast("object", Salutation(id=1)) != Title(id=1)
    assert len({served, Customer(id=7, name="Müller")}) == 1


def test_frozen() -> None:
    customer = read(SERVED)

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        customer.name = "Meier"
    with pytest.raises(AttributeError):
        customer.raw = {}
    with pytest.raises(AttributeError):
        _ = customer.loyalty
    assert not hasattr(customer, "__dict__")


@pytest.mark.parametrize("cls", [Customer, Account, Address])
def test_repr_shows_no_personal_value(cls: Any) -> None:
    texts = {
        field.name: SECRET
        for field in attrs.fields(cls)
        if field.type == (str | None) and field.name not in {"foreign_id", "provider"}
    }
    required = {} if cls is Address else {"id": 7}

    model = read({**texts, **required}, cls, None)

    assert SECRET not in repr(model)
    assert all(getattr(model, name) == SECRET for name in texts)
    assert len(texts) >= 3


def test_repr_of_a_customer_shows_no_address_and_no_birthday() -> None:
    shown = repr(read({**SERVED, "date_of_birth": "1777-01-01"}))

    assert "Berlin" not in shown
    assert "1777" not in shown
    assert "SF-7" in shown


def test_times_are_aware() -> None:
    customer = read({"id": 1, "created_at": "2026-07-01T12:00:00", "updated_at": None})

    assert customer.created_at == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert customer.updated_at is None
