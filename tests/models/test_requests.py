"""Models that are sent: absent, null and empty stay three different things."""

import copy
import json
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomus_async import UNSET, CustomerUpdate, NewCustomer, Unset
from gomus_async.models.accounts import AccountUpdate, Credentials
from gomus_async.wire.codec import encode

CLASSES = [NewCustomer, CustomerUpdate]
TEXT_FIELDS = [
    "foreign_id",
    "name",
    "surname",
    "email",
    "tel",
    "mobile",
    "fax",
    "institution",
    "notes",
    "vat_number",
    "addr_street",
    "addr_zip",
    "addr_city",
]
ID_FIELDS = [
    "customer_salutation_id",
    "customer_title_id",
    "language_id",
    "addr_country_id",
    "addr_institution_id",
]
DOCUMENTED = {*TEXT_FIELDS, *ID_FIELDS, "is_institution", "date_of_birth", "addr_category"}
PERSONAL = [*TEXT_FIELDS[1:], "date_of_birth"]


def sent(model: object) -> Any:
    return json.loads(encode(None, model))


@pytest.mark.parametrize("cls", CLASSES)
def test_the_fields_are_the_documented_ones(cls: type[CustomerUpdate]) -> None:
    assert {field.name for field in attrs.fields(cls)} == DOCUMENTED


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("name", sorted(DOCUMENTED))
def test_null_is_sent_and_absent_is_not(cls: type[CustomerUpdate], name: str) -> None:
    fields: dict[str, Any] = {name: None}

    assert sent(cls(**fields)) == {name: None}


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("name", TEXT_FIELDS)
def test_empty_text_is_sent(cls: type[CustomerUpdate], name: str) -> None:
    fields: dict[str, Any] = {name: ""}

    assert sent(cls(**fields)) == {name: ""}


@pytest.mark.parametrize("cls", CLASSES)
def test_values(cls: type[CustomerUpdate]) -> None:
    model = cls(
        name="Müller",
        surname=None,
        tel="",
        is_institution=False,
        language_id=0,
        date_of_birth=date(1990, 2, 28),
        addr_category=3,
    )

    assert sent(model) == {
        "name": "Müller",
        "surname": None,
        "tel": "",
        "is_institution": False,
        "language_id": 0,
        "date_of_birth": "1990-02-28",
        "addr_category": 3,
    }
    assert sent(cls(addr_category="Reduced")) == {"addr_category": "Reduced"}


VALUES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            TEXT_FIELDS, st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
        ),
        **dict.fromkeys(ID_FIELDS, st.none() | st.integers(-(2**80), 2**80)),
        "is_institution": st.none() | st.booleans(),
        "addr_category": st.none() | st.integers() | st.just("Reduced"),
    },
).filter(bool)


@given(fields=VALUES)
def test_what_was_set_is_what_is_sent(fields: dict[str, Any]) -> None:
    model = CustomerUpdate(**fields)

    assert sent(model) == fields
    assert model.set_fields() == set(fields)
    for name in DOCUMENTED:
        assert getattr(model, name) == fields.get(name, UNSET)
    assert sent(pickle.loads(pickle.dumps(model))) == fields
    assert sent(copy.deepcopy(model)) == fields
    assert sent(attrs.evolve(model, notes="n")) == {**fields, "notes": "n"}


def test_unset() -> None:
    model = NewCustomer(name="A")

    assert model.tel is UNSET
    assert isinstance(model.tel, Unset)
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
    assert copy.deepcopy(UNSET) is UNSET


def test_an_explicit_unset_is_not_sent() -> None:
    assert sent(CustomerUpdate(name="A", tel=UNSET)) == {"name": "A"}
    assert sent(attrs.evolve(CustomerUpdate(name="A", tel="1"), tel=UNSET)) == {"name": "A"}


@pytest.mark.parametrize("cls", [*CLASSES, Credentials, AccountUpdate])
def test_nothing_set_is_a_mistake(cls: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="set at least one"):
        cls()


def test_no_other_attribute() -> None:
    model = NewCustomer(name="A")

    with pytest.raises(AttributeError, match="'nmae'"):
        _ = model.nmae  # type: ignore[attr-defined]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        model.name = "B"  # type: ignore[misc]
    with pytest.raises(TypeError):
        NewCustomer(nmae="A")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        NewCustomer("SF-1")  # type: ignore[call-arg]


SECRET = "geheim"
WRONG: list[tuple[str, Any]] = [
    *((name, value) for name in TEXT_FIELDS for value in (5, SECRET.encode(), [SECRET])),
    *((name, value) for name in ID_FIELDS for value in (SECRET, 1.0, True, [1])),
    ("is_institution", 1),
    ("is_institution", "true"),
    ("addr_category", True),
    ("addr_category", 1.5),
    ("date_of_birth", SECRET),
    ("date_of_birth", 19900228),
    ("date_of_birth", datetime(1990, 2, 28, 12, tzinfo=UTC)),
]


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize(("name", "value"), WRONG, ids=ascii)
def test_wrong_types(cls: type[CustomerUpdate], name: str, value: object) -> None:
    fields: dict[str, Any] = {name: value}

    with pytest.raises(TypeError) as caught:
        cls(**fields)

    assert f"{cls.__name__}.{name} takes " in str(caught.value)
    assert SECRET not in str(caught.value)
    assert "1990" not in str(caught.value)


@pytest.mark.parametrize("cls", CLASSES)
def test_repr_shows_no_personal_value(cls: type[CustomerUpdate]) -> None:
    fields: dict[str, Any] = {
        name: date(1777, 1, 1) if name == "date_of_birth" else SECRET for name in PERSONAL
    }

    shown = repr(cls(**fields, foreign_id="SF-1", language_id=2))

    assert SECRET not in shown
    assert "1777" not in shown
    assert shown.startswith(f"{cls.__name__}(foreign_id='SF-1', name=***, surname=***, ")
    assert "language_id=2" in shown


def test_repr_leaves_out_what_is_not_set() -> None:
    assert repr(CustomerUpdate(language_id=None)) == "CustomerUpdate(language_id=None)"


def test_credentials_and_account_updates() -> None:
    credentials = Credentials(email="a@example.com", password=SECRET)

    assert repr(credentials) == "Credentials(email=***, password=***)"
    assert sent(credentials) == {"email": "a@example.com", "password": SECRET}
    assert sent(AccountUpdate(newsletter_groups="")) == {"newsletter_groups": ""}


def test_equality_and_hash() -> None:
    one, same = CustomerUpdate(name="A", tel=None), CustomerUpdate(name="A", tel=None)

    assert one == same
    assert hash(one) == hash(same)
    assert one is not same
    assert one != CustomerUpdate(name="A")
    assert one != CustomerUpdate(name="A", tel="")
    assert one != NewCustomer(name="A", tel=None)
    assert len({one, same, CustomerUpdate(name="A")}) == 2


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol: int) -> None:
    model = NewCustomer(foreign_id="SF-1", tel=None, notes="")

    restored = pickle.loads(pickle.dumps(model, protocol))

    assert restored == model
    assert type(restored) is NewCustomer
    assert restored.name is UNSET
    assert sent(restored) == {"foreign_id": "SF-1", "tel": None, "notes": ""}
