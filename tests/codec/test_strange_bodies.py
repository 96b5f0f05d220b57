"""Bodies that no sane server sends: read or refused, and never anything else."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomus_async import Customer, Gomus, Settings, UnexpectedResponse
from gomus_async.settings import Backoff
from gomus_async.wire.codec import NotJson, StrayShape, decode_json, reader
from tests.resources.recorder import Canned, Recorder

BERLIN = ZoneInfo("Europe/Berlin")


def read(body: bytes) -> Customer:
    customer: Customer = reader(Customer, "customer").read(body, lambda: BERLIN)
    return customer


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


NOT_JSON: dict[str, bytes] = {
    "empty": b"",
    "spaces": b" \r\n",
    "cut off": b'{"customer":{"id":1',
    "more behind": b'{"customer":{"id":1}} x',
    "two": b'{"customer":{"id":1}}{"customer":{"id":1}}',
    "html": b"<html>",
    "NaN": b'{"customer":{"id":1,"name":NaN}}',
    "NaN unknown": b'{"customer":{"id":1,"x":NaN}}',
    "Infinity": b'{"customer":{"id":1,"x":-Infinity}}',
    "single quotes": b"{'customer':{'id':1}}",
    "trailing comma": b'{"customer":{"id":1,}}',
    "bad utf-8": b'{"customer":{"id":1,"name":"\xff"}}',
    "bad utf-8 twice": b'{"customer":{"id":"1","name":"\xc3("}}',
    "utf-16": '{"customer":{"id":1}}'.encode("utf-16"),
    "raw control": b'{"customer":{"id":1,"name":"a\nb"}}',
    "nested": b'{"customer":{"id":1,"x":' + nested(10_000) + b"}}",
    "nested alone": nested(10_000),
    "nested objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "unclosed": b"[" * 100_000,
    "null byte": b"\0",
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_not_json(body: bytes) -> None:
    with pytest.raises(NotJson):
        read(body)


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
async def test_not_json_over_the_wire(body: bytes) -> None:
    settings = Settings(backoff=Backoff(attempts=1))
    async with Recorder() as server, Gomus(server.url, settings=settings) as gomus:
        server.answer = Canned(200, content=body, headers={"X-Request-Id": "r-1"})
        with pytest.raises(UnexpectedResponse, match=r"not JSON.*GET /customers/\{ref\}") as caught:
            await gomus.customers.get("SF-1")

    assert (caught.value.status, caught.value.request_id) == (200, "r-1")


async def test_a_stray_shape_over_the_wire() -> None:
    settings = Settings(backoff=Backoff(attempts=1))
    async with Recorder() as server, Gomus(server.url, settings=settings) as gomus:
        server.answer = Canned(200, {"customer": {"id": "geheim"}})
        with pytest.raises(UnexpectedResponse, match=r"\$\.customer\.id") as caught:
            await gomus.customers.get("SF-1")

    assert "geheim" not in repr(caught.value)


def test_the_last_of_duplicate_keys_counts() -> None:
    customer = read(b'{"customer":{"id":1},"customer":{"id":2,"name":"A","id":3,"name":"B"}}')

    assert customer == Customer(id=3, name="B")
    assert customer.raw == {"id": 3, "name": "B"}


def test_the_last_of_duplicate_keys_counts_on_the_tolerant_path() -> None:
    customer = read(b'{"customer":{"id":1},"customer":{"id":2,"name":"A","id":"3","name":"B"}}')

    assert customer == Customer(id=3, name="B")
    assert customer.raw == {"id": "3", "name": "B"}


@pytest.mark.parametrize("digits", [19, 20, 40, 400])
def test_huge_numbers(digits: int) -> None:
    number = int("9" * digits)

    customer = read(b'{"customer":{"id":%d}}' % number)

    assert customer.id == number
    assert customer.raw == {"id": number}


@pytest.mark.parametrize(
    "number", [b"1e400", b"-1e999", b"9" * 5000, b"1.5", b'"%s"' % (b"9" * 40)]
)
def test_numbers_that_are_no_ids(number: bytes) -> None:
    with pytest.raises((NotJson, StrayShape)):
        read(b'{"customer":{"id":%s}}' % number)


UNKNOWN: dict[str, bytes] = {
    "bad utf-8": b'"\xff"',
    "5000 digits": b"9" * 5000,
    "1e400": b"1e400",
    "lone surrogate": b'"\\ud800"',
    "nested 500": nested(500),
    "nested 5000": nested(5000),
    "1 MB": b'"' + b"x" * 1_000_000 + b'"',
}


@pytest.mark.parametrize("value", UNKNOWN.values(), ids=UNKNOWN)
def test_strange_values_of_unknown_fields(value: bytes) -> None:
    """Refused at once or not at all: what is read has a `raw` that can be read as well."""
    body = b'{"customer":{"id":1,"unknown":' + value + b"}}"
    try:
        customer = read(body)
    except NotJson:
        return
    assert customer == Customer(id=1)
    assert customer.raw["id"] == 1


@given(
    body=st.binary(max_size=60)
    | st.text('{}[]":,customeridn01.-e \\u', max_size=40).map(str.encode)
)
@settings(max_examples=300)
def test_anything(body: bytes) -> None:
    outcomes: list[Any] = []
    for decode in (read, decode_json):
        try:
            decode(body)
        except (NotJson, StrayShape) as error:
            outcomes.append(type(error))
    assert outcomes != [NotJson]
