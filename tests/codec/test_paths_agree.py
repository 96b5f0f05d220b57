"""The fast path and the tolerant path read the same JSON into equal objects."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomus_async import Account, Customer, Salutation, Title, Version, Whoami
from gomus_async.wire import tolerant
from gomus_async.wire.codec import Reader, reader
from gomus_async.wire.tolerant import structure
from tests.codec.served import of_model

ZONE = ZoneInfo("Europe/Berlin")
MODELS: list[tuple[Any, str | None]] = [
    (Customer, "customer"),
    (Account, "data"),
    (Version, "version"),
    (Whoami, None),
    (Salutation, "salutation"),
    (Title, "title"),
]
DRAWN = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def zone() -> ZoneInfo:
    return ZONE


def through(cls: Any, envelope: str | None, served: object) -> Any:
    shell = served if envelope is None else {envelope: served}
    return reader(cls, envelope).read(json.dumps(shell).encode(), zone)


@pytest.fixture
def fast_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_self: object, _body: bytes) -> None:
        raise AssertionError("the fast path was left")

    monkeypatch.setattr(Reader, "_tolerant", forbidden)


@pytest.mark.parametrize(("cls", "envelope"), MODELS, ids=str)
@given(data=st.data())
@DRAWN
def test_one(fast_only: None, cls: Any, envelope: str | None, data: st.DataObject) -> None:
    served = data.draw(of_model(cls))

    fast = Reader(cls, None)._decoder(None).decode(json.dumps(served))
    slow = structure(served, cls, ())

    assert fast == slow
    read = through(cls, envelope, served)
    assert read.raw == served
    for field in attrs.fields(cls):
        assert type(getattr(fast, field.name)) is type(getattr(slow, field.name))


@pytest.mark.parametrize("cls", [Salutation, Title, Customer])
@given(data=st.data())
@settings(DRAWN, max_examples=40)
def test_several(fast_only: None, cls: Any, data: st.DataObject) -> None:
    served = data.draw(st.lists(of_model(cls), max_size=4))

    fast = through(list[cls], "rows", served)

    assert [structure(row, cls, ()) for row in served] == Reader(list[cls], None)._decoder(
        None
    ).decode(json.dumps(served))
    assert [row.raw for row in fast] == served


@given(groups=st.lists(st.integers(0, 2**31), max_size=4))
@DRAWN
def test_newsletter_groups(groups: list[int]) -> None:
    served: dict[str, Any] = {"id": 1, "level": 20}
    array = through(Account, "data", {**served, "newsletter_groups": groups})
    text = through(Account, "data", {**served, "newsletter_groups": ",".join(map(str, groups))})

    assert array == text
    assert text.newsletter_groups == tuple(groups)


SAMPLES: list[tuple[Any, str | None, Mapping[str, Any]]] = [
    (
        Customer,
        "customer",
        {
            "id": 1,
            "date_of_birth": "1990-02-28",
            "created_at": "2020-05-12T11:51:26+02:00",
            "addresses": [{"id": 1, "zip": "10115"}],
        },
    ),
    (Version, "version", {"api": "4.4", "time": "2020-05-12T11:51:26+02:00", "per_page": 25}),
    (Whoami, None, {"access": "reseller", "museums": [5]}),
    (list[Salutation], "salutations", {"id": 1, "name": {"de": "Herr", "en": "Mr"}}),
]


@pytest.mark.parametrize(("cls", "envelope", "served"), SAMPLES, ids=lambda value: str(value)[:30])
def test_the_documented_shape_never_needs_the_tolerant_path(
    fast_only: None, cls: Any, envelope: str | None, served: Mapping[str, Any]
) -> None:
    through(cls, envelope, [dict(served)] if cls == list[Salutation] else dict(served))


def test_the_tolerant_path_is_left_out_until_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    original = structure

    def counted(value: object, kind: Any, path: tuple[str | int, ...]) -> Any:
        calls.append(value)
        return original(value, kind, path)

    monkeypatch.setattr(tolerant, "structure", counted)

    through(Customer, "customer", {"id": 1})
    assert calls == []
    through(Customer, "customer", {"id": "1"})
    assert calls == [{"id": "1"}]
