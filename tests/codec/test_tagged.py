"""Items of orders: read by their `type`, on both paths alike, and nothing is lost of them."""

import copy
import json
import pickle
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, get_args, get_origin
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomus_async import (
    CouponItem,
    EventItem,
    Order,
    OrderItem,
    OtherItem,
    TicketItem,
    TourItem,
)
from gomus_async.models.common import Page, Text
from gomus_async.wire.codec import Reader, StrayShape, reader
from tests.codec.served import UNKNOWN, of_type
from tests.support.sold import COMBINED, EVENT, TICKET, TOUR

ZONE = ZoneInfo("Europe/Berlin")
COUPON = {"id": 91, "title": "Gutschein", "quantity": 1, "coupon_id": 4, "value_cents": 5000}
KINDS: dict[str, tuple[type, dict[str, Any]]] = {
    "Ticket": (TicketItem, TICKET),
    "Event": (EventItem, EVENT),
    "Tour": (TourItem, TOUR),
    "Coupon": (CouponItem, COUPON),
}
ANY = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | UNKNOWN
PLAIN = {
    Any: ANY,
    Decimal: st.sampled_from(["0.0", "7.0", "19", 19, 7.0, 0]),
    float: st.floats(-180, 180) | st.integers(-180, 180),
}
DRAWN = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def drawn(kind: Any) -> st.SearchStrategy[Any]:
    """JSON of a type, as far as orders are made of it."""
    if kind in PLAIN:
        return PLAIN[kind]
    if kind == Text or kind == Decimal | None:
        return of_type(kind) if kind == Text else st.none() | PLAIN[Decimal]
    if kind == OrderItem:
        return st.one_of([_item(member) for member in get_args(kind)])
    if attrs.has(kind):
        return _object(kind)
    if get_origin(kind) is tuple:
        return st.lists(drawn(get_args(kind)[0]), max_size=3)
    parts = get_args(kind)
    return st.one_of([drawn(part) for part in parts]) if parts else of_type(kind)


def _object(cls: Any) -> st.SearchStrategy[dict[str, Any]]:
    fields = attrs.fields(cls)
    required = {f.name: drawn(f.type) for f in fields if f.default is attrs.NOTHING}
    optional = {f.name: drawn(f.type) for f in fields if f.default is not attrs.NOTHING}
    known = st.fixed_dictionaries(required, optional=optional)
    return st.builds(lambda one, other: {**one, **other}, known, UNKNOWN)


def _item(cls: Any) -> st.SearchStrategy[dict[str, Any]]:
    """An item that says its type; the other one says any, or none."""
    if cls is not OtherItem:
        return _object(cls).map(lambda item: {**item, "type": cls.tag})
    return _object(cls).filter(lambda item: item.get("type") not in KINDS)


def _shuffled(served: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.permutations(list(served.items())).map(dict)


ORDERS = _object(Order).flatmap(_shuffled)


def read(served: object) -> Order:
    order: Order = reader(Order, "order").read(json.dumps({"order": served}).encode(), lambda: ZONE)
    return order


def read_page(rows: list[Any]) -> Page[Order]:
    shell = {"orders": rows, "meta": {"total_count": len(rows), "page": 1, "per_page": 25}}
    page: Page[Order] = reader(Page[Order], "orders").read(json.dumps(shell).encode(), lambda: ZONE)
    return page


def stray(served: dict[str, Any]) -> dict[str, Any]:
    """The same order, in a shape that takes the tolerant path as a whole."""
    return {**served, "id": str(served["id"])}


def order(*items: Any, **more: Any) -> dict[str, Any]:
    return {"id": 3944805, "token": "t", "items": list(items), **more}


def item(kind: str, **changes: Any) -> dict[str, Any]:
    attributes = KINDS[kind][1] if kind in KINDS else {"id": 5}
    return {
        "id": 52397,
        "type": kind,
        "price_cents": 2800,
        "vat_pct": "7.0",
        "attributes": attributes,
        **changes,
    }


PATHS = pytest.mark.parametrize("shape", [dict, stray], ids=["fast", "tolerant"])


@pytest.fixture
def fast_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_self: object, _body: bytes) -> None:
        raise AssertionError("the fast path was left")

    monkeypatch.setattr(Reader, "_tolerant", forbidden)


@given(served=ORDERS)
@DRAWN
def test_both_paths_give_equal_orders(served: dict[str, Any]) -> None:
    fast, tolerant = read(served), read(stray(served))

    assert fast == tolerant
    assert [type(one) for one in fast.items] == [type(one) for one in tolerant.items]
    for one, other in zip(fast.items, tolerant.items, strict=True):
        assert repr(one) == repr(other)
        assert type(one.vat_pct) is type(other.vat_pct)


@given(rows=st.lists(ORDERS, min_size=1, max_size=3))
@DRAWN
def test_both_paths_give_equal_pages(rows: list[dict[str, Any]]) -> None:
    fast, tolerant = read_page(rows), read_page([stray(row) for row in rows])

    assert fast == tolerant
    assert (fast.total_count, fast.page, fast.per_page) == (len(rows), 1, 25)
    assert [row.raw for row in fast] == rows


@given(served=ORDERS)
@DRAWN
def test_an_order_pickles_and_copies(served: dict[str, Any]) -> None:
    one = read(served)

    for twin in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
        assert twin == one
        assert type(twin) is Order
        assert twin.raw == served
        assert [part.raw for part in twin.items] == [part.raw for part in one.items]


@given(part=st.recursive(ANY, lambda inner: st.dictionaries(st.text(max_size=3), inner)))
@DRAWN
def test_both_paths_judge_any_item_alike(part: Any) -> None:
    results: list[Any] = []
    for shape in (dict, stray):
        try:
            results.append(read(shape(order(part))))
        except StrayShape as strange:
            results.append(str(strange))
    assert results[0] == results[1]


@pytest.mark.parametrize("kind", KINDS)
@PATHS
def test_an_item_is_read_by_its_type(kind: str, shape: Any) -> None:
    cls, attributes = KINDS[kind]

    [found] = read(shape(order(item(kind)))).items

    assert type(found) is cls
    assert isinstance(found, get_args(OrderItem))
    assert (found.id, found.type, found.price_cents) == (52397, kind, 2800)
    assert found.vat_pct == Decimal("7.0")
    assert found.attributes.id == attributes["id"]


@pytest.mark.parametrize("kind", ["Gift", "ticket", "", None, 7])
@PATHS
def test_an_item_of_an_unknown_type_is_kept(kind: Any, shape: Any) -> None:
    served = item("Ticket", type=kind, attributes={"id": 5, "wrap": ["rot"]})
    [found] = read(shape(order(served))).items

    assert type(found) is OtherItem
    assert found.type == (None if kind is None else str(kind))
    assert found.attributes == {"id": 5, "wrap": ["rot"]}
    assert found.price_cents == 2800


@PATHS
def test_an_item_without_a_type_is_kept(shape: Any) -> None:
    [found] = read(shape(order({"id": 1, "attributes": {"id": 5}}))).items
    assert found == OtherItem(id=1, attributes={"id": 5})


@pytest.mark.parametrize("attributes", [None, [], "x", {}, {"id": None}, {"id": "abc"}])
@pytest.mark.parametrize("kind", KINDS)
@PATHS
def test_an_item_of_a_broken_shape_is_kept(kind: str, shape: Any, attributes: Any) -> None:
    good = item("Ticket")
    first, second = read(shape(order(item(kind, attributes=attributes), good))).items

    assert type(first) is OtherItem
    assert (first.type, first.attributes) == (kind, attributes)
    assert type(second) is TicketItem


@pytest.mark.parametrize("kind", KINDS)
@PATHS
def test_an_item_that_strays_a_little_is_coerced(kind: str, shape: Any) -> None:
    attributes = {**KINDS[kind][1], "id": str(KINDS[kind][1]["id"])}
    served = item(kind, price_cents="2800", vat_pct=7, attributes=attributes)

    [found] = read(shape(order(served))).items

    assert type(found) is KINDS[kind][0]
    assert found.price_cents == 2800
    assert found.vat_pct == Decimal(7)
    assert found.attributes == read(order(item(kind))).items[0].attributes


@pytest.mark.parametrize("part", [None, "Ticket", 5, [], {"type": "Ticket", "id": "abc"}])
@PATHS
def test_an_item_that_is_none_is_kept_as_it_came(part: Any, shape: Any) -> None:
    """The order was paid for: what cannot be read must not hide the rest of it."""
    ticket, odd = read(shape(order(item("Ticket"), part))).items
    assert type(ticket) is TicketItem
    assert type(odd) is OtherItem
    assert odd.attributes == part


@PATHS
def test_the_json_of_items_is_kept(shape: Any) -> None:
    parts = [item(kind, sandbox_note="unknown") for kind in (*KINDS, "Gift")]
    served = shape(order(*parts, sandbox_extra={"id": 1}))

    found = read(served)

    assert found.raw == served
    assert [one.raw for one in found.items] == parts


def test_a_documented_order_never_needs_the_tolerant_path(fast_only: None) -> None:
    combined = item("Ticket", attributes=COMBINED)
    served = order(*map(item, KINDS), item("Gift"), combined, is_valid=True, rating=None)

    assert type(read(served)) is Order
    assert {type(row) for row in read_page([served, served])} == {Order}


@PATHS
def test_the_class_is_the_one_that_users_know(shape: Any) -> None:
    one = read(shape(order(item("Ticket"))))

    assert type(one) is Order
    assert type(one).__qualname__ == "Order"
    assert not hasattr(one, "__dict__")
    assert attrs.asdict(one)["items"][0]["type"] == "Ticket"
    assert attrs.evolve(one, rating=5).rating == 5
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.rating = 5  # type: ignore[misc]


@PATHS
def test_match_takes_an_order_apart(shape: Any) -> None:
    found = read(shape(order(*map(item, KINDS), item("Gift"))))
    names: list[str] = []
    for one in found.items:
        match one:
            case TicketItem(attributes=sale):
                names.append(f"ticket {sale.ticket_id} {len(sale.barcodes)}")
            case EventItem(attributes=booking):
                names.append(f"event {booking.event_id}")
            case TourItem(attributes=tour):
                names.append(f"tour {tour.tour_id} {tour.prices[0].total_price_cents}")
            case CouponItem(attributes=coupon):
                names.append(f"coupon {coupon.value_cents}")
            case OtherItem(type=kind):
                names.append(f"other {kind}")
    expected = ["ticket 247 2", "event 101174", "tour 101173 9000", "coupon 5000", "other Gift"]
    assert names == expected


@PATHS
def test_naive_times_of_items_are_in_the_zone(shape: Any) -> None:
    attributes = {**TICKET, "start_time": "2026-07-06T13:00:00"}
    [row] = read_page([shape(order(item("Ticket", attributes=attributes)))])
    one = read(shape(order(item("Ticket", attributes=attributes))))

    for found in (one, row):
        [part] = found.items
        assert isinstance(part, TicketItem)
        assert part.attributes.start_time == datetime(2026, 7, 6, 13, tzinfo=ZONE)
        assert part.attributes.start_time.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("items", [[], None])
@PATHS
def test_an_order_without_items_is_an_order(shape: Any, items: Any) -> None:
    assert read(shape({"id": 1, "items": items})).items == ()
    assert read(shape({"id": 1})).items == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_that_only_begins_with_one_type_is_read_like_any_other(kind: str) -> None:
    many = [order(item("Ticket", sandbox_note="x" * 3000)) for _ in range(3)]
    rows = [*many, order(item(kind), item("Gift"))]

    found = read_page(rows)

    assert found == read_page([stray(row) for row in rows])
    assert [type(one) for one in found[3].items] == [KINDS[kind][0], OtherItem]
    assert [[one.raw for one in row.items] for row in found] == [row["items"] for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_items_of_one_type_alone_are_read_as_in_any_other_list(kind: str, fast_only: None) -> None:
    rows = [order(item(kind), item(kind, id=2, note='"Ticket"')), order(item(kind))]

    found = read_page(rows)

    assert {type(one) for row in found for one in row.items} == {KINDS[kind][0]}
    assert {type(row) for row in found} == {Order}
    assert [[one.raw for one in row.items] for row in found] == [row["items"] for row in rows]
