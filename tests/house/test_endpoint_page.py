"""`docs/endpoints.md` says what the code does, and forgets no documented route."""

import re
from typing import Final

import pytest

from tests.support import endpoint_table
from tests.support.endpoint_table import LEFT_OUT, PAGE

TAGS: Final = (
    "categories",
    "languages",
    "age_groups",
    "audiences",
    "catch_words",
    "proposal_categories",
    "grades",
)
DOCUMENTED: Final = (
    "GET /version",
    "GET /whoami",
    "GET /locales",
    "GET /shop",
    "GET /museums",
    "GET /museums/:id",
    "GET /museums/:id/opening_hours",
    "GET /museums/:id/schedules",
    "GET /exhibitions",
    "GET /exhibitions/:id",
    "GET /tickets",
    "GET /tickets/:id",
    "GET /tickets/:id/capacity",
    "GET /tickets/capacities",
    "GET /tickets/calendar",
    "GET /tickets/content",
    "POST /tickets/reservations",
    "PUT /tickets/reservations/:token",
    "DELETE /tickets/reservations/:token",
    "POST /events/reservations",
    "PUT /events/reservations/:token",
    "DELETE /events/reservations/:token",
    "GET /events",
    "GET /events/:id",
    "GET /events/:id/calendar",
    "GET /events/:id/dates",
    "GET /events/:event_id/dates/:id",
    "GET /events/:event_id/dates/:date_id/bookings",
    *(f"GET /events/{tag}" for tag in TAGS),
    "GET /dates",
    "GET /dates/languages",
    "GET /calendar",
    "GET /seatings/:id.svg",
    "GET /tours",
    "GET /tours/:id",
    *(f"GET /tours/{tag}" for tag in TAGS),
    "GET /tours/:id/equipments",
    "GET /tours/:id/equipments/:equipment_id/",
    "GET /tours/:id/equipments/:equipment_id/:timestamp",
    "GET /tours/:id/prices",
    "GET /tours/:id/start_times",
    "GET /tours/:id/start_times/:date",
    "GET /tours/bookings",
    "GET /tours/bookings/:id",
    "POST /tours/bookings/:booking_id/prices",
    "PUT /tours/bookings/:booking_id/prices/:id",
    "DELETE /tours/bookings/:booking_id/prices/:id",
    "GET /tours/bookings/:id/feedback",
    "PUT /tours/bookings/:id/feedback",
    "DELETE /tours/bookings/:id/feedback",
    "GET /orders",
    "GET /orders/:id",
    "GET /orders/barcode/:barcode",
    "POST /orders",
    "POST /orders/:id/finalize",
    "POST /orders/:id/cancellations",
    "GET /orders/:order_id/tickets/:ticket_sale_id.pdf",
    "GET /orders/:order_id/tickets/:ticket_sale_id/passbooks/:barcode.pkpass",
    "GET /orders/:order_id/events/:booking_id.pdf",
    "GET /orders/:order_id/tours/:booking_id.pdf",
    "GET /orders/:order_id/invoice.pdf",
    "GET /coupons",
    "GET /coupons/:id",
    "GET /coupon_sales/barcode/:code",
    "GET /annual/order",
    "POST /annual/customers",
    "PUT /annual/customers/:id",
    "PUT /annual/personalizations/:id",
    "POST /annual/personalizations/:id/upload",
    "POST /annual/personalization/finalize",
    "PUT /annual/ticket_sales/:id",
    "GET /customers/salutations",
    "GET /customers/titles",
    "POST /customers",
    "GET /customers/:id_or_foreign_id",
    "PUT /customers/:id_or_foreign_id",
    "PUT /customers",
    "DELETE /customers/:id",
    "POST /requests",
    "POST /contacts",
    "GET /countries",
    "GET /states",
    "GET /dispatch_modes",
    "POST /auth/sign_in",
    "PUT /auth",
    "GET /entry/scans/:scan",
    "PUT /entry/scans/:scan",
    "GET /entry/config",
    "GET /api/v3/barcodes/:barcode",
    "PUT /api/v3/barcodes/:barcode",
    "PUT /api/v3/barcodes/:barcode/exit",
    "GET /api/v3/tickets",
    "GET /api/v3/cash_point/capacities",
    "POST /api/v3/cash_point/orders",
    "GET /products/start_times",
    "GET /products/start_times/:id",
)
LINE: Final = re.compile(r"^\| ([A-Z]+) \| `([^`]+)` \|", re.MULTILINE)


def unnamed(route: str) -> str:
    """The route without the names of what stands in it."""
    return re.sub(r":\w+|\{\w+\}", "*", route)


def on_page(part: str) -> set[str]:
    return {unnamed(f"{method} {path}") for method, path in LINE.findall(part)}


def test_the_page_is_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == endpoint_table.page()


@pytest.mark.parametrize("route", DOCUMENTED)
def test_every_documented_route_is_on_the_page_once(route: str) -> None:
    known, _, left_out = PAGE.read_text(encoding="utf-8").partition("## Left out")

    assert (unnamed(route) in on_page(known)) != (unnamed(route) in on_page(left_out))


def test_the_page_has_no_other_route() -> None:
    assert on_page(PAGE.read_text(encoding="utf-8")) == {unnamed(route) for route in DOCUMENTED}


@pytest.mark.parametrize("row", endpoint_table.rows(), ids=lambda row: f"{row.method} {row.path}")
def test_every_route_has_a_call_and_a_source(row: endpoint_table.Row) -> None:
    assert row.calls
    assert row.safety
    assert row.source


def test_every_route_that_is_left_out_has_a_reason() -> None:
    assert all(len(why.split()) > 3 for why in LEFT_OUT.values())
