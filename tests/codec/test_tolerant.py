"""What strays from the documented types: coerced, or refused with its place and no value."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gomus_async import Account, Customer, Salutation, Version, Whoami
from gomus_async.wire.codec import StrayShape, reader
from gomus_async.wire.tolerant import structure

BERLIN = ZoneInfo("Europe/Berlin")
CEST = timezone(timedelta(hours=2))


def read(cls: Any, envelope: str | None, served: object, zone: ZoneInfo = BERLIN) -> Any:
    shell = served if envelope is None else {envelope: served}
    return reader(cls, envelope).read(json.dumps(shell).encode(), lambda: zone)


def customer(**fields: Any) -> Customer:
    read_value: Customer = read(Customer, "customer", {"id": 1, **fields})
    return read_value


@pytest.mark.parametrize("served", [7, "7", " 7 ", 7.0, "007"])
def test_ids(served: object) -> None:
    read_value = customer(id=served, language_id=served)

    assert (read_value.id, read_value.language_id) == (7, 7)
    assert type(read_value.id) is int


@pytest.mark.parametrize(
    ("served", "value"),
    [("true", True), ("false", False), ("1", True), ("0", False), (1, True), (0, False)],
)
def test_booleans(served: object, value: bool) -> None:
    assert customer(is_institution=served).is_institution is value


@pytest.mark.parametrize(("served", "value"), [(10115, "10115"), (1.5, "1.5"), ("", "")])
def test_texts(served: object, value: str) -> None:
    assert customer(name=served).name == value


@pytest.mark.parametrize(
    ("served", "moment"),
    [
        ("2016-07-06T11:00:00+02:00", datetime(2016, 7, 6, 11, tzinfo=CEST)),
        ("2016-07-06T09:00:00Z", datetime(2016, 7, 6, 9, tzinfo=UTC)),
        ("2016-07-06 11:00:00 +0200", datetime(2016, 7, 6, 11, tzinfo=CEST)),
        ("2016-07-06 11:00:00 +02:00", datetime(2016, 7, 6, 11, tzinfo=CEST)),
        ("2016-07-06 11:00:00.250 +0200", datetime(2016, 7, 6, 11, 0, 0, 250_000, tzinfo=CEST)),
        ("2016-07-06 09:00:00 UTC", datetime(2016, 7, 6, 9, tzinfo=UTC)),
        ("2016-07-06 11:00:00", datetime(2016, 7, 6, 11, tzinfo=BERLIN)),
        ("2016-07-06T11:00:00", datetime(2016, 7, 6, 11, tzinfo=BERLIN)),
        ("2016-07-06T11:00", datetime(2016, 7, 6, 11, tzinfo=BERLIN)),
        ("2016-07-06", datetime(2016, 7, 6, tzinfo=BERLIN)),
    ],
)
def test_times(served: str, moment: datetime) -> None:
    read_value = customer(created_at=served).created_at

    assert read_value == moment
    assert read_value is not None
    assert read_value.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    ("served", "offset_h"),
    [
        ("2026-03-29T01:59:59", 1),
        ("2026-03-29T02:30:00", 1),  # is left out that night
        ("2026-03-29T03:00:00", 2),
        ("2026-10-25T01:59:59", 2),
        ("2026-10-25T02:30:00", 2),  # comes twice that night: the first
        ("2026-10-25T03:00:00", 1),
    ],
)
@pytest.mark.parametrize("bare", [1, "1"], ids=["fast", "tolerant"])
def test_naive_times_at_both_clock_changes(served: str, offset_h: int, bare: object) -> None:
    moment = customer(id=bare, created_at=served).created_at

    assert moment is not None
    assert moment.tzinfo is BERLIN
    assert moment.utcoffset() == timedelta(hours=offset_h)
    assert moment.isoformat()[:19] == served


def test_the_zone_is_the_instances() -> None:
    zone = ZoneInfo("America/St_Johns")

    version = read(Version, "version", {"time": "2026-01-02T03:04:05"}, zone)

    assert version.time.utcoffset() == timedelta(hours=-3, minutes=-30)


@pytest.mark.parametrize("served", ["1990-02-28", "1990-02-28T00:00:00+01:00", " 1990-02-28 "])
def test_dates(served: str) -> None:
    assert customer(date_of_birth=served).date_of_birth == date(1990, 2, 28)


@pytest.mark.parametrize(
    ("served", "groups"),
    [
        ("8,1", (8, 1)),
        ("8, 1", (8, 1)),
        ("8", (8,)),
        ("", ()),
        (None, None),
        ([], ()),
        ([8, "1"], (8, 1)),
    ],
)
def test_comma_separated_text(served: object, groups: tuple[int, ...] | None) -> None:
    assert read(Account, "data", {"id": 1, "newsletter_groups": served}).newsletter_groups == groups


def test_null_lists() -> None:
    assert read(list[Salutation], "salutations", None) == []
    assert read(list[str], "locales", None) == []
    assert read(Whoami, None, {"access": "user", "museums": None}).museums is None
    assert customer(addresses=None).addresses is None
    assert customer(id="1", addresses=None).addresses is None


@pytest.mark.parametrize(
    ("served", "name"),
    [
        ("Herr", "Herr"),
        (None, None),
        ({"de": "Herr", "en": "Mr"}, {"de": "Herr", "en": "Mr"}),
        ({"de": "Herr", "en": None}, {"de": "Herr"}),
        ({}, {}),
        (5, "5"),
        ({"de": 5}, {"de": "5"}),
    ],
)
@pytest.mark.parametrize("number", [1, "1"], ids=["fast", "tolerant"])
def test_translated_texts(served: object, name: object, number: object) -> None:
    [salutation] = read(list[Salutation], "salutations", [{"id": number, "name": served}])

    assert (salutation.id, salutation.name) == (1, name)


@pytest.mark.parametrize("served", ["19.0", 19, 19.0, " 19 "])
def test_decimals(served: object) -> None:
    assert structure(served, Decimal, ()) == Decimal(19)


SECRET = "geheim"
STRAY: list[tuple[Any, str | None, Any, str]] = [
    (Customer, "customer", {"id": SECRET}, "$.customer.id"),
    (Customer, "customer", {"name": SECRET}, "$.customer.id"),
    (Customer, "customer", {"id": None, "name": SECRET}, "$.customer.id"),
    (Customer, "customer", {"id": True, "name": SECRET}, "$.customer.id"),
    (Customer, "customer", {"id": 1.5, "name": SECRET}, "$.customer.id"),
    (Customer, "customer", {"id": 1, "created_at": SECRET}, "$.customer.created_at"),
    (Customer, "customer", {"id": 1, "date_of_birth": SECRET}, "$.customer.date_of_birth"),
    (Customer, "customer", {"id": 1, "name": {SECRET: SECRET}}, "$.customer.name"),
    (Customer, "customer", {"id": 1, "is_institution": SECRET}, "$.customer.is_institution"),
    (Customer, "customer", {"id": 1, "addresses": {"a": SECRET}}, "$.customer.addresses"),
    (Customer, "customer", [SECRET], "$.customer"),
    (Customer, "customer", SECRET, "$.customer"),
    (Customer, "customer", None, "$.customer"),
    (
        Customer,
        "customer",
        {"id": 1, "addresses": [{}, {"id": SECRET}]},
        "$.customer.addresses[1].id",
    ),
    (
        list[Customer],
        "customers",
        [{"id": 1}, {"id": 2, "addresses": [{"id": SECRET}]}],
        "$.customers[1].addresses[0].id",
    ),
    (list[Customer], "customers", [{"id": 1}, SECRET], "$.customers[1]"),
    (list[Customer], "customers", {"id": 1, "name": SECRET}, "$.customers"),
    (Account, "data", {"id": 1, "newsletter_groups": f"8,{SECRET}"}, "$.data.newsletter_groups[1]"),
    (Whoami, None, {"museums": [5, SECRET]}, "$.museums[1]"),
    (Whoami, None, [SECRET], "$"),
    (list[str], "locales", ["de", {SECRET: 1}], "$.locales[1]"),
]


@pytest.mark.parametrize(("cls", "envelope", "served", "path"), STRAY, ids=lambda _: "")
def test_a_stray_shape_names_the_place(
    cls: Any, envelope: str | None, served: object, path: str
) -> None:
    with pytest.raises(StrayShape) as caught:
        read(cls, envelope, served)

    error = caught.value
    assert f" at {path}" in f"{error};".replace(f" at {path};", f" at {path}")
    assert str(error).split(" at ")[-1].split(";")[0] == path
    assert SECRET not in f"{error!r}{error.__cause__!r}{error.__context__!r}"


def test_every_place_is_named() -> None:
    with pytest.raises(StrayShape) as caught:
        customer(id=SECRET, language_id=SECRET, created_at=SECRET)

    places = [problem.rpartition(" at ")[2] for problem in str(caught.value).split("; ")]
    assert places == ["$.customer.id", "$.customer.language_id", "$.customer.created_at"]
