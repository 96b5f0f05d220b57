"""Every request about orders and coupons that the reseller page prints, and its answer."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from aioresponses import aioresponses
from yarl import URL

from gomus_async import (
    ApiError,
    ConfigError,
    CouponSale,
    Document,
    EventBooking,
    Forbidden,
    Gomus,
    MethodNotAllowed,
    NewItem,
    NewOrder,
    NewTicket,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    TicketSale,
    Unauthorized,
    Unavailable,
    Unprocessable,
)
from tests.resources import printed_004 as page
from tests.resources import printed_orders as values
from tests.resources.printed import Printed
from tests.resources.printed_exchange import TOKEN, client, exactly, exchange, told, written
from tests.resources.recorder import Canned, Recorder

BEARER = {"authorization": f"Bearer {TOKEN}"}
JSON = {**BEARER, "content-type": "application/json"}
LISTED = {"orders": [page.row()], "meta": json.loads(page.META)}
DEMO = "https://demo.gomus.de"
PDF = b"%PDF-1.4 as it is"


def placed(*items: NewItem, coupons: list[str]) -> Callable[[Gomus], Any]:
    order = NewOrder(
        items=items,
        coupons=coupons,
        comment="Please send fast!",
        reference="bought you by the awesome tourist gmbh!",
        total=1400,
    )
    return lambda gomus: gomus.orders.create(order)


def mended_ticket() -> str:
    """The printed ticket has two attendees, so it is sent as two tickets."""
    ticket = json.loads(page.NEW_TICKET)
    return json.dumps({**ticket, "attributes": {**ticket["attributes"], "quantity": 2}})


ITEMS: dict[str, tuple[NewItem, str]] = {
    "ticket": (values.NEW_TICKET, mended_ticket()),
    "event": (values.NEW_EVENT, page.NEW_EVENT),
    "event with prices": (values.NEW_EVENT_PRICES, page.NEW_EVENT_PRICES),
    "event with seats": (values.NEW_EVENT_SEATS, page.NEW_EVENT_SEATS),
    "tour": (values.NEW_TOUR, page.NEW_TOUR),
    "tour with prices": (values.NEW_TOUR_PRICES, page.NEW_TOUR_PRICES),
    "coupon": (values.NEW_COUPON, page.NEW_COUPON),
    "combined ticket": (values.NEW_COMBINED, page.NEW_COMBINED),
}


def order_case(name: str, call: Callable[[Gomus], Any], target: str) -> Printed:
    return Printed(
        name=name,
        call=call,
        method="GET",
        target=target,
        headers=BEARER,
        answer={"order": page.order()},
        value=values.ORDER,
    )


def create_case(name: str, *named: str, coupons: list[str]) -> Printed:
    chosen = [ITEMS[part] for part in named]
    return Printed(
        name=name,
        call=placed(*[item for item, _ in chosen], coupons=coupons),
        method="POST",
        target="/api/v4/orders",
        headers=JSON,
        body=page.new_order(*[text for _, text in chosen], coupons=coupons),
        answer={"order": page.order()},
        value=values.ORDER,
    )


def coupon_case(name: str, answer: str, value: CouponSale) -> Printed:
    return Printed(
        name=name,
        call=lambda gomus: gomus.with_options(token=None).coupons.check("123456"),
        method="GET",
        target="/api/v4/coupon_sales/barcode/123456",
        headers={},
        answer=json.loads(answer),
        value=value,
    )


CASES = [
    # The page of a list is always named; 1 is the default that the documents give.
    Printed(
        name="list",
        call=lambda gomus: gomus.orders.list().all(),
        method="GET",
        target="/api/v4/orders?page=1",
        headers=BEARER,
        answer=LISTED,
        value=[values.ROW],
    ),
    order_case("get by id", lambda g: g.orders.get(3944805), "/api/v4/orders/3944805"),
    order_case(
        "get by token",
        lambda g: g.orders.get("Aniq532VCewghH2mUtEnng"),
        "/api/v4/orders/Aniq532VCewghH2mUtEnng",
    ),
    order_case(
        "find by barcode",
        lambda g: g.orders.find_by_barcode("704323341"),
        "/api/v4/orders/barcode/704323341",
    ),
    create_case("create", *ITEMS, coupons=["123456"]),
    *[create_case(f"create {name}", name, coupons=[]) for name in ITEMS],
    create_case("create with coupons", "ticket", coupons=["123456", "79171892"]),
    coupon_case("coupon", page.FULL_COUPON, CouponSale(is_valid=True, value_cents=3000)),
    coupon_case("used coupon", page.USED_COUPON, CouponSale(is_valid=True, value_cents=0)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_as_printed(server: Recorder, case: Printed) -> None:
    request, value = await exchange(server, case)

    assert (request.method, request.target) == (case.method, case.target)
    assert told(request) == case.headers
    assert written(request.json if request.body else None) == written(case.body)
    assert value == case.value
    assert exactly(value) == exactly(case.value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_the_printed_address(web: aioresponses, case: Printed) -> None:
    web.add(f"{DEMO}{case.target}", method=case.method, payload=case.answer)

    async with client("demo.gomus.de") as gomus:
        value = await case.call(gomus)

    [((method, url), [_])] = web.requests.items()
    expected = URL(f"{DEMO}{case.target}")
    assert (method, url.with_query(None)) == (case.method, expected.with_query(None))
    assert dict(url.query) == dict(expected.query)
    assert value == case.value


async def test_the_parameters_of_the_list(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, LISTED)

    pager = gomus.orders.list(start_at=date(2016, 3, 1), end_at=date(2016, 3, 28), per_page=10)
    rows = await pager.all()

    assert sorted(server.only.pairs) == [
        ("end_at", "2016-03-28"),
        ("page", "1"),
        ("per_page", "10"),
        ("start_at", "2016-03-01"),
    ]
    assert (rows, pager.total) == ([values.ROW], 1)


async def test_the_meta_block_of_the_list(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, LISTED)

    [only] = [part async for part in gomus.orders.list().pages()]

    assert (only.total_count, only.page, only.per_page) == (1, 1, 25)


async def test_a_list_of_several_pages(server: Recorder, gomus: Gomus) -> None:
    server.answer = lambda request: Canned(
        200,
        {
            "orders": [{**page.row(), "id": int(dict(request.pairs)["page"])}],
            "meta": {"total_count": 3, "page": int(dict(request.pairs)["page"]), "per_page": 1},
        },
    )

    orders = await gomus.orders.list(start_at=date(2016, 3, 28)).all()

    assert [order.id for order in orders] == [1, 2, 3]
    assert [sorted(request.pairs) for request in server.requests] == [
        [("page", str(number)), ("start_at", "2016-03-28")] for number in (1, 2, 3)
    ]


async def test_a_row_of_the_list_has_no_details(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, LISTED)

    order = await gomus.orders.list().first()

    assert order is not None
    assert (order.payment_status, order.billing_address_id) == (None, None)


async def test_a_tour_with_equipment(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, {"order": {**page.order(), "items": [page.equipped_tour()]}})

    order = await gomus.orders.get(3944805)

    assert exactly(order.items) == exactly((values.EQUIPPED_TOUR,))


async def test_times_of_an_order_are_aware(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, {"order": page.order()})

    order = await gomus.orders.get(3944805)

    assert order.created_at is not None
    assert order.created_at.astimezone(UTC) == datetime(2016, 3, 28, 20, 17, 46, tzinfo=UTC)
    ticket, event = order.items[0].attributes, order.items[1].attributes
    assert isinstance(ticket, TicketSale)
    assert isinstance(event, EventBooking)
    assert [str(sale.start_time) for sale in (ticket, event)] == [
        "2016-09-14 15:00:00+02:00",
        "2016-07-09 14:30:00+02:00",
    ]


def test_the_printed_ticket_contradicts_the_text_beside_it() -> None:
    attributes = json.loads(page.NEW_TICKET)["attributes"]
    attributes["time"] = datetime.fromisoformat(attributes["time"])

    with pytest.raises(ConfigError, match="2 attendees for 1 tickets"):
        NewTicket(**attributes)
    assert NewTicket(**{**attributes, "quantity": 2}) == values.NEW_TICKET


async def test_a_combined_ticket_takes_the_first_time_of_its_sub_tickets(
    server: Recorder,
) -> None:
    times = {516: values.PANORAMA, 515: values.PERGAMON}
    ticket = NewTicket(id=514, quantity=1, sub_ticket_times=times)
    case = create_case("combined", "combined ticket", coupons=[])

    request, _ = await exchange(server, attrs.evolve(case, call=placed(ticket, coupons=[])))

    assert written(request.json) == written(case.body)


async def test_a_combined_ticket_cannot_be_reserved() -> None:
    with pytest.raises(ConfigError, match="cannot be reserved"):
        attrs.evolve(values.NEW_COMBINED, reservations=["8CE0mEgjyAvQB1IbPJ4iyg"])


DOCUMENTS: dict[str, tuple[Callable[[Gomus], Document], str]] = {
    "ticket": (lambda g: g.orders.ticket_pdf(values.ORDER, 42102), "/tickets/42102.pdf"),
    "passbook": (
        lambda g: g.orders.passbook(values.ORDER, 42102, "4034210297633-5"),
        "/tickets/42102/passbooks/4034210297633-5.pkpass",
    ),
    "event": (lambda g: g.orders.event_pdf(values.ORDER, 6127), "/events/6127.pdf"),
    "tour": (lambda g: g.orders.tour_pdf(values.ORDER, 27079), "/tours/27079.pdf"),
    "invoice": (lambda g: g.orders.invoice_pdf(values.ORDER), "/invoice.pdf"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_documents(server: Recorder, name: str) -> None:
    call, path = DOCUMENTS[name]
    server.answer = Canned(200, content=PDF, content_type="application/pdf")

    async with client(server.url) as gomus:
        content = await call(gomus).read()

    assert server.only.method == "GET"
    assert server.only.target == f"/api/v4/orders/3944805{path}?token=Aniq532VCewghH2mUtEnng"
    assert told(server.only) == {}
    assert server.only.body == b""
    assert content == PDF


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("changes", [{"is_valid": False}, {"token": None}], ids=str)
async def test_documents_need_a_valid_order_with_a_token(
    server: Recorder, gomus: Gomus, name: str, changes: dict[str, Any]
) -> None:
    order = attrs.evolve(values.ORDER, **changes)
    calls: dict[str, Callable[[], Document]] = {
        "ticket": lambda: gomus.orders.ticket_pdf(order, 42102),
        "passbook": lambda: gomus.orders.passbook(order, 42102, "4034210297633-5"),
        "event": lambda: gomus.orders.event_pdf(order, 6127),
        "tour": lambda: gomus.orders.tour_pdf(order, 27079),
        "invoice": lambda: gomus.orders.invoice_pdf(order),
    }

    with pytest.raises(ConfigError):
        calls[name]()
    assert server.requests == []


async def test_a_tickets_id_is_not_its_sales(gomus: Gomus) -> None:
    with pytest.raises(ConfigError, match="247 is the id of a ticket"):
        gomus.orders.ticket_pdf(values.ORDER, 247)


CLASSES: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    422: Unprocessable,
    429: RateLimited,
    500: ServerError,
    503: Unavailable,
}
READS: dict[str, Callable[[Gomus], Any]] = {
    "list": lambda g: g.orders.list().all(),
    "get": lambda g: g.orders.get(1),
    "find_by_barcode": lambda g: g.orders.find_by_barcode("704323341"),
    "check": lambda g: g.coupons.check("123456"),
    "document": lambda g: DOCUMENTS["ticket"][0](g).read(),
}


@pytest.mark.parametrize("status", CLASSES)
@pytest.mark.parametrize("name", READS)
async def test_error_codes(server: Recorder, gomus: Gomus, name: str, status: int) -> None:
    server.answer = Canned(status, {"error": "as the server says"})

    with pytest.raises(ApiError) as caught:
        await READS[name](gomus)

    assert (type(caught.value), caught.value.status) == (CLASSES[status], status)
    assert caught.value.messages == ("as the server says",)


@pytest.mark.parametrize("status", CLASSES)
async def test_error_codes_of_an_order(server: Recorder, gomus: Gomus, status: int) -> None:
    """What failed within the server may have been bought all the same."""
    server.answer = Canned(status, {"error": "as the server says"})
    expected = CLASSES[status] if status < 500 else OutcomeUnknown

    with pytest.raises((ApiError, OutcomeUnknown)) as caught:
        await placed(values.NEW_COUPON, coupons=["123456"])(gomus)

    assert type(caught.value) is expected
    assert getattr(caught.value, "status", None) == status
    assert "as the server says" in str(caught.value)
    assert len(server.requests) == 1


async def test_the_code_of_a_coupon_does_not_show(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(404, {"error": "123456 not found"})

    with pytest.raises(NotFound) as caught:
        await gomus.coupons.check("123456")

    assert "123456" not in str(caught.value)


async def test_a_raw_twin_of_order_and_items_is_kept(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, {"order": page.order()})

    order = await gomus.orders.get(3944805)

    assert order.raw == page.order()
    assert [item.raw for item in order.items] == page.order()["items"]
