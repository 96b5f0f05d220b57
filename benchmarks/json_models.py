"""JSON to models and back, beside orjson to plain dicts and pydantic."""

from zoneinfo import ZoneInfo

import orjson

from benchmarks import served
from benchmarks.pydantic_order import Orders
from benchmarks.rounds import Effort, turns_of
from benchmarks.table import Row
from gomus_async import NewCustomer
from gomus_async.resources.orders import LIST
from gomus_async.wire.codec import encode, reader

__all__ = ["rows"]

BATCH = 100


def _customers() -> list[NewCustomer]:
    return [
        NewCustomer(
            foreign_id=f"SF-{number}",
            name="Müller",
            surname="Anna",
            email=f"anna{number}@example.com",
            tel="+49 30 12345",
            is_institution=False,
            language_id=1,
            addr_street="Beispielallee 12",
            addr_zip="10115",
            addr_city="Berlin",
            addr_country_id=1,
        )
        for number in range(BATCH)
    ]


def _decoding(what: str, body: bytes, effort: Effort) -> list[Row]:
    orders = reader(LIST.returns, LIST.envelope)
    zone = ZoneInfo("Europe/Berlin")
    taken = turns_of(
        {
            "sdk": lambda: orders.read(body, lambda: zone),
            "orjson": lambda: orjson.loads(body),
            "pydantic": lambda: Orders.model_validate_json(body),
        },
        rounds=effort.of(100),
        calls=effort.of(10, 1),
    )
    us = {name: seconds * 1e6 for name, seconds in taken.items()}
    return [
        Row(what=what, peer=peer, sdk=us["sdk"], other=us[name], unit="us", budget=budget)
        for peer, name, budget in (
            ("orjson.loads, dicts", "orjson", 1.6),
            ("pydantic model_validate_json", "pydantic", 0.8),
        )
    ]


def _encoding(effort: Effort) -> list[Row]:
    customers = _customers()
    dicts = [orjson.loads(encode(None, customer)) for customer in customers]
    taken = turns_of(
        {
            "whole": lambda: encode("customer", customers),
            "orjson": lambda: orjson.dumps({"customer": dicts}),
        },
        rounds=effort.of(100),
        calls=effort.of(50, 1),
    )
    us = {name: seconds * 1e6 for name, seconds in taken.items()}
    return [
        Row(
            what="encode a batch of 100 customers",
            peer="orjson.dumps of ready dicts",
            sdk=us["whole"],
            other=us["orjson"],
            unit="us",
            budget=1.5,
        )
    ]


def rows(effort: Effort) -> list[Row]:
    """Decoding, then encoding."""
    return [
        *_decoding("decode 100 orders of 2 tickets, .raw kept", served.LIST, effort),
        *_decoding("the same, a ticket and an event each", served.MIXED_LIST, effort),
        *_encoding(effort),
    ]
