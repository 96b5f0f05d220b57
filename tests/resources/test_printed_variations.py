"""The printed orders as other servers may send them: more, less, or spelt otherwise."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from gomus_async import Gomus, Order, OrderItem, OtherItem, UnexpectedResponse
from tests.resources import printed_004 as page
from tests.resources import printed_annual
from tests.resources import printed_orders as values
from tests.resources.printed_exchange import exactly
from tests.resources.recorder import Canned, Recorder

BERLIN = ZoneInfo("Europe/Berlin")
NEW = {"deep": [1, {"er": None}], "items": "none"}
ITEMS: dict[str, tuple[dict[str, Any], Any]] = {
    "ticket": (json.loads(page.TICKET_ITEM), values.TICKET_ITEM),
    "event": (json.loads(page.EVENT_ITEM), values.EVENT_ITEM),
    "tour": (page.equipped_tour(), values.EQUIPPED_TOUR),
    "coupon": (json.loads(page.COUPON_ITEM), values.COUPON_ITEM),
}
# Without these there is no telling what something is.
NEEDED = {"id", "type", "attributes"}
NAMES = pytest.mark.parametrize("name", ITEMS)


def widened(value: Any) -> Any:
    """JSON with an unknown key in every object."""
    if isinstance(value, dict):
        return {"brand_new": NEW, **{key: widened(part) for key, part in value.items()}, "zz": 1}
    return [widened(part) for part in value] if isinstance(value, list) else value


def keys(level: str) -> list[Any]:
    return [
        pytest.param(name, key, id=f"{name} {key}")
        for name, (item, _) in ITEMS.items()
        for key in (item["attributes"] if level == "attributes" else item)
        if key not in NEEDED
    ]


def default(model: Any, key: str) -> Any:
    """What a field is where an answer does not have it."""
    return getattr(attrs.fields(type(model)), key).default


async def read(server: Recorder, gomus: Gomus, order: dict[str, Any]) -> Order:
    server.answer = Canned(200, {"order": order})
    return await gomus.orders.get(3944805)


async def read_item(server: Recorder, gomus: Gomus, item: Any) -> OrderItem:
    [only] = (await read(server, gomus, {**page.order(), "items": [item]})).items
    return only


def changed(name: str, **changes: Any) -> dict[str, Any]:
    """A printed item with other attributes."""
    item, _ = ITEMS[name]
    return {**item, "attributes": {**item["attributes"], **changes}}


async def test_unknown_keys_everywhere(server: Recorder, gomus: Gomus) -> None:
    served = widened(page.order())

    order = await read(server, gomus, served)

    assert exactly(order) == exactly(values.ORDER)
    assert order.raw == served
    assert [item.raw for item in order.items] == served["items"]


async def test_unknown_keys_everywhere_in_a_list(server: Recorder, gomus: Gomus) -> None:
    served = widened({"orders": [page.row()], "meta": json.loads(page.META)})
    server.answer = Canned(200, served)

    pager = gomus.orders.list()

    assert exactly(await pager.all()) == exactly([values.ROW])
    assert pager.total == 1
    [row] = await pager.all()
    assert row.raw == served["orders"][0]


async def test_unknown_keys_everywhere_in_an_annual_order(server: Recorder, gomus: Gomus) -> None:
    served = widened(json.loads(printed_annual.ORDER_JSON))
    server.answer = Canned(200, served)

    order = await gomus.annual("13-from-the-mail").order()

    assert exactly(order) == exactly(printed_annual.ORDER)
    assert order.raw == served["order"]


async def test_unknown_keys_in_the_other_answers(server: Recorder, gomus: Gomus) -> None:
    served = widened(json.loads(page.RESERVATION))
    server.answer = Canned(200, served)
    reservation = await gomus.reservations.update("XBqvPGe09EyXPi4iDC1Mgg", quantity=5)
    assert (reservation.quantity, reservation.raw) == (5, served["reservation"])

    served = widened(json.loads(page.FULL_COUPON))
    server.answer = Canned(200, served)
    coupon = await gomus.coupons.check("123456")
    assert (coupon.value_cents, coupon.raw) == (3000, served["coupon_sale"])

    served = widened({"ticket": page.combined()})
    server.answer = Canned(200, served)
    ticket = await gomus.tickets.get(514)
    assert (ticket.sub_ticket_ids, ticket.raw) == ((515, 516), served["ticket"])


@pytest.mark.parametrize(("name", "key"), keys("attributes"))
@pytest.mark.parametrize("null", [False, True], ids=["missing", "null"])
async def test_attributes_that_are_not_there(
    server: Recorder, gomus: Gomus, *, name: str, key: str, null: bool
) -> None:
    item, value = deepcopy(ITEMS[name])
    item["attributes"][key] = None
    if not null:
        del item["attributes"][key]

    read = await read_item(server, gomus, item)

    less = attrs.evolve(value.attributes, **{key: default(value.attributes, key)})
    assert exactly(read) == exactly(attrs.evolve(value, attributes=less))
    assert read.raw == item


@pytest.mark.parametrize(("name", "key"), keys("item"))
@pytest.mark.parametrize("null", [False, True], ids=["missing", "null"])
async def test_parts_of_an_item_that_are_not_there(
    server: Recorder, gomus: Gomus, *, name: str, key: str, null: bool
) -> None:
    item, value = ITEMS[name]
    less = {**item, key: None} if null else {k: v for k, v in item.items() if k != key}

    read = await read_item(server, gomus, less)

    assert exactly(read) == exactly(attrs.evolve(value, **{key: None}))


@pytest.mark.parametrize("key", [key for key in page.order() if key != "id"])
@pytest.mark.parametrize("null", [False, True], ids=["missing", "null"])
async def test_parts_of_an_order_that_are_not_there(
    server: Recorder, gomus: Gomus, *, key: str, null: bool
) -> None:
    served = {**page.order(), key: None}
    if not null:
        del served[key]

    order = await read(server, gomus, served)

    expected = attrs.evolve(values.ORDER, **{key: default(values.ORDER, key)})
    assert exactly(order) == exactly(expected)
    assert order.raw == served


async def test_an_order_without_id_is_none(server: Recorder, gomus: Gomus) -> None:
    served = {key: value for key, value in page.order().items() if key != "id"}

    with pytest.raises(UnexpectedResponse, match=r"\$\.order\.id"):
        await read(server, gomus, served)


@pytest.mark.parametrize("kind", ["Merchandise", "ticket", "", None, 5])
async def test_an_item_of_unknown_type(server: Recorder, gomus: Gomus, kind: object) -> None:
    served = {**ITEMS["ticket"][0], "type": kind}

    item = await read_item(server, gomus, served)

    assert isinstance(item, OtherItem)
    assert (item.id, item.price_cents, item.tax_included) == (52397, 1400, True)
    assert exactly(item.vat_pct) == exactly(Decimal("0.0"))
    assert item.attributes == served["attributes"]
    assert item.raw == served


async def test_an_item_of_unknown_type_among_others(server: Recorder, gomus: Gomus) -> None:
    other = {"id": 7, "type": "Merchandise", "attributes": {"id": 1, "size": "XL"}}
    served = [page.order()["items"][0], other, page.order()["items"][1]]

    order = await read(server, gomus, {**page.order(), "items": served})

    assert [type(item).__name__ for item in order.items] == [
        "TicketItem",
        "OtherItem",
        "EventItem",
    ]
    assert (order.items[0], order.items[2]) == (values.TICKET_ITEM, values.EVENT_ITEM)
    assert order.items[1].attributes == {"id": 1, "size": "XL"}


@NAMES
@pytest.mark.parametrize("attributes", [None, [], "none", {}, {"id": "first"}], ids=repr)
async def test_an_item_of_unknown_shape(
    server: Recorder, gomus: Gomus, name: str, attributes: object
) -> None:
    served = {**ITEMS[name][0], "attributes": attributes}

    item = await read_item(server, gomus, served)

    assert isinstance(item, OtherItem)
    assert (item.id, item.type) == (served["id"], served["type"])
    assert item.attributes == attributes


@pytest.mark.parametrize("name", ["ticket", "event", "tour"])
@pytest.mark.parametrize("spelt", ["52.5082", " 52.5082 "])
async def test_a_latitude_as_text(server: Recorder, gomus: Gomus, name: str, spelt: str) -> None:
    place = {**json.loads(page.PLACE), "latitude": spelt, "longitude": "13.3673"}

    item = await read_item(server, gomus, changed(name, location=place))

    assert exactly(item) == exactly(ITEMS[name][1])


@pytest.mark.parametrize("name", ["ticket", "event", "tour"])
@pytest.mark.parametrize(
    ("served", "utc"),
    [
        ("2016-07-09T14:30:00", datetime(2016, 7, 9, 12, 30, tzinfo=UTC)),
        ("2016-12-09T14:30:00", datetime(2016, 12, 9, 13, 30, tzinfo=UTC)),
        ("2016-07-09 14:30:00", datetime(2016, 7, 9, 12, 30, tzinfo=UTC)),
    ],
)
async def test_a_naive_time_is_in_berlin(
    server: Recorder, gomus: Gomus, *, name: str, served: str, utc: datetime
) -> None:
    item: Any = await read_item(server, gomus, changed(name, start_time=served))

    start: datetime = item.attributes.start_time
    assert type(item) is type(ITEMS[name][1])
    assert start.tzinfo == BERLIN
    assert start.astimezone(UTC) == utc


@pytest.mark.parametrize(
    "served",
    ["2016-07-09T12:30:00Z", "2016-07-09 14:30:00 +0200", "2016-07-09 12:30:00 UTC"],
)
async def test_other_spellings_of_a_time(server: Recorder, gomus: Gomus, served: str) -> None:
    item = await read_item(server, gomus, changed("event", start_time=served))

    assert item == values.EVENT_ITEM


async def test_a_naive_creation_is_in_berlin(server: Recorder, gomus: Gomus) -> None:
    order = await read(server, gomus, {**page.order(), "created_at": "2016-03-28T22:17:46"})

    assert order == values.ORDER
    assert order.created_at is not None
    assert order.created_at.tzinfo == BERLIN


@NAMES
@pytest.mark.parametrize(
    ("served", "value"),
    [("0.0", "0.0"), ("0", "0"), ("7", "7"), ("7.0", "7.0"), ("19.00", "19.00"), ("2.1", "2.1")],
)
@pytest.mark.parametrize("quoted", [False, True], ids=["number", "text"])
async def test_a_tax_rate(
    server: Recorder, gomus: Gomus, *, name: str, served: str, value: str, quoted: bool
) -> None:
    """As text or as number it is a decimal, and no binary fraction comes in between."""
    body = json.dumps({"order": {**page.order(), "items": [ITEMS[name][0]]}})
    spelt = f'"{served}"' if quoted else served
    server.answer = Canned(200, content=body.replace('"0.0"', spelt).encode())

    [item] = (await gomus.orders.get(3944805)).items

    assert exactly(item) == exactly(attrs.evolve(ITEMS[name][1], vat_pct=Decimal(value)))


@NAMES
async def test_numbers_as_text(server: Recorder, gomus: Gomus, name: str) -> None:
    item, value = ITEMS[name]
    served = {**item, "id": str(item["id"]), "price_cents": str(item["price_cents"])}

    assert exactly(await read_item(server, gomus, served)) == exactly(value)


async def test_a_coupon_sale_that_has_an_id_after_all(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, json.loads(page.FULL_COUPON.replace("null", "12")))

    coupon = await gomus.coupons.check("123456")

    assert (coupon.id, coupon.is_valid, coupon.value_cents) == (12, True, 3000)
