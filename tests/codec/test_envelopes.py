"""Where the value stands, and what else may stand around it or be missing."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from gomus_async import Account, Address, Customer, Salutation, Title, Version, Whoami
from gomus_async.wire.codec import StrayShape, reader

BERLIN = ZoneInfo("Europe/Berlin")


def read(cls: Any, envelope: str | None, body: object) -> Any:
    return reader(cls, envelope).read(json.dumps(body).encode(), lambda: BERLIN)


ONE = {"id": 1, "foreign_id": "SF-1"}


@pytest.mark.parametrize(
    "body",
    [
        {"customer": ONE},
        ONE,
        {"status": "success", "customer": ONE},
        {"customer": ONE, "meta": {"page": 1}},
    ],
)
def test_one(body: dict[str, Any]) -> None:
    customer = read(Customer, "customer", body)

    assert customer == Customer(id=1, foreign_id="SF-1")
    assert customer.raw == ONE


ROWS = [{"id": 1, "x": 1}, {"id": 2}]


@pytest.mark.parametrize(
    "body",
    [
        {"customer": ROWS},
        {"customers": ROWS},
        {"data": ROWS},
        ROWS,
        {"customers": ROWS, "meta": {"total_count": 2}},
    ],
)
def test_several(body: object) -> None:
    customers = read(list[Customer], "customer", body)

    assert customers == [Customer(id=1), Customer(id=2)]
    assert [customer.raw for customer in customers] == ROWS


@pytest.mark.parametrize("body", [{}, {"other": ROWS}, {"customer": 5}, "text", 5])
def test_neither(body: object) -> None:
    with pytest.raises(StrayShape):
        read(list[Customer], "customer", body)
    with pytest.raises(StrayShape):
        read(Customer, "customer", body)


def test_a_single_object_is_no_list() -> None:
    with pytest.raises(StrayShape):
        read(Customer, "customer", {"customers": ROWS})


@pytest.mark.parametrize("cls", [Account, Address, Customer, Salutation, Title, Version, Whoami])
@pytest.mark.parametrize("number", [1, "1"], ids=["fast", "tolerant"])
def test_only_the_id_is_needed(cls: Any, number: object) -> None:
    required = [f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING]

    assert required in (["id"], [])
    assert read(cls, "it", {"it": dict.fromkeys(required, number)}) == cls(
        **dict.fromkeys(required, 1)
    )


@pytest.mark.parametrize("cls", [Account, Customer, Version, Whoami])
@pytest.mark.parametrize("number", [1, "1"], ids=["fast", "tolerant"])
def test_every_optional_field_may_be_missing_or_null(cls: Any, number: object) -> None:
    fields = attrs.fields_dict(cls)
    samples: dict[str, Any] = {name: None for name in fields if name != "id"}
    if "id" in fields:
        samples["id"] = number

    whole = read(cls, None, samples)
    for name in samples:
        if name != "id":
            less = {key: value for key, value in samples.items() if key != name}
            assert read(cls, None, less) == whole


@pytest.mark.parametrize("number", [1, "1"], ids=["fast", "tolerant"])
def test_unknown_fields_anywhere(number: object) -> None:
    body = {
        "customer": {
            "id": number,
            "addresses": [{"id": 1, "new": [{"deep": None}]}],
            "new": {"id": "not the id", "customer": {"id": 2}},
            "": 1,
            "raw": 1,
            "_source": 2,
            "__class__": 3,
        },
        "new": {"customer": {"id": 3}},
    }

    customer = read(Customer, "customer", body)

    assert customer == Customer(id=1, addresses=(Address(id=1),))
    assert customer.raw == body["customer"]
