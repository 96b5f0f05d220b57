"""What every call of `Gomus` returns, for mypy and pyright. It is never run."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, assert_type

import pytest

from gomus_async import (
    Account,
    AnnualCustomer,
    AnnualOrder,
    BarcodeStatus,
    BookedPrice,
    BookingRequest,
    CalendarQuota,
    Capacities,
    Country,
    Coupon,
    CouponSale,
    Customer,
    CustomerSession,
    DateBooking,
    DispatchMode,
    Document,
    EntryConfig,
    Event,
    EventDate,
    Exhibition,
    Feedback,
    Gomus,
    Hold,
    Museum,
    NewCustomer,
    OpeningHours,
    Order,
    Page,
    Pager,
    Reservation,
    Response,
    Safety,
    Salutation,
    Scan,
    SessionOrders,
    StartTime,
    State,
    Stats,
    Tag,
    Ticket,
    TicketContent,
    Title,
    Tour,
    TourBookingDetails,
    TourPrices,
    Version,
    Whoami,
    bulk,
)
from gomus_async.bulk import Report
from gomus_async.resources.annual import Annual
from gomus_async.wire.shared import HoldState
from tests.sync.pairs import RAW, RESOURCES

ANY: Any = None


def nothing(value: None) -> None:
    assert value is None


async def instance(gomus: Gomus) -> None:
    assert_type(await gomus.instance.version(), Version)
    assert_type(await gomus.instance.whoami(), Whoami)
    assert_type(await gomus.instance.locales(), list[str])


async def raw_instance(gomus: Gomus) -> None:
    assert_type(await gomus.raw.instance.version(), Response[Version])
    assert_type(await gomus.raw.instance.whoami(), Response[Whoami])
    assert_type(await gomus.raw.instance.locales(), Response[list[str]])


async def customers(gomus: Gomus) -> None:
    assert_type(await gomus.customers.salutations(), list[Salutation])
    assert_type(await gomus.customers.titles(), list[Title])
    assert_type(await gomus.customers.create(ANY), Customer)
    assert_type(await gomus.customers.create_many(ANY), list[Customer])
    assert_type(await gomus.customers.get(ANY), Customer)
    assert_type(await gomus.customers.update(ANY, ANY), Customer)
    assert_type(await gomus.customers.update_many(ANY), list[Customer])
    nothing(await gomus.customers.delete(ANY))  # type: ignore[func-returns-value]


async def raw_customers(gomus: Gomus) -> None:
    assert_type(await gomus.raw.customers.salutations(), Response[list[Salutation]])
    assert_type(await gomus.raw.customers.titles(), Response[list[Title]])
    assert_type(await gomus.raw.customers.create(ANY), Response[Customer])
    assert_type(await gomus.raw.customers.create_many(ANY), Response[list[Customer]])
    assert_type(await gomus.raw.customers.get(ANY), Response[Customer])
    assert_type(await gomus.raw.customers.update(ANY, ANY), Response[Customer])
    assert_type(await gomus.raw.customers.update_many(ANY), Response[list[Customer]])
    assert_type(await gomus.raw.customers.delete(ANY), Response[None])


async def accounts(gomus: Gomus) -> None:
    assert_type(await gomus.accounts.sign_in(ANY, ANY), CustomerSession)


async def raw_accounts(gomus: Gomus) -> None:
    assert_type(await gomus.raw.accounts.sign_in(ANY, ANY), Response[CustomerSession])


async def tickets(gomus: Gomus) -> None:
    assert_type(gomus.tickets.list(), Pager[Ticket])
    assert_type(await gomus.tickets.get(ANY), Ticket)
    assert_type(await gomus.tickets.capacity(ANY), dict[datetime, int])
    assert_type(await gomus.tickets.capacities(ANY), Capacities)
    assert_type(await gomus.tickets.calendar(), dict[date, Any])
    assert_type(await gomus.tickets.calendar(depth="all"), dict[date, tuple[CalendarQuota, ...]])
    assert_type(gomus.tickets.contents(ANY), Pager[TicketContent])


async def raw_tickets(gomus: Gomus) -> None:
    assert_type(await gomus.raw.tickets.get(ANY), Response[Ticket])
    assert_type(await gomus.raw.tickets.capacity(ANY), Response[dict[datetime, int]])
    assert_type(await gomus.raw.tickets.capacities(ANY), Response[Capacities])
    assert_type(await gomus.raw.tickets.calendar(), Response[dict[date, Any]])


async def reservations(gomus: Gomus) -> None:
    assert_type(await gomus.reservations.create(ANY, quantity=ANY, start_at=ANY), Reservation)
    assert_type(await gomus.reservations.update(ANY, quantity=ANY), Reservation)
    nothing(await gomus.reservations.delete(ANY))  # type: ignore[func-returns-value]
    assert_type(gomus.reservations.hold(ANY, quantity=ANY, start_at=ANY), Hold)


async def raw_reservations(gomus: Gomus) -> None:
    assert_type(
        await gomus.raw.reservations.create(ANY, quantity=ANY, start_at=ANY), Response[Reservation]
    )
    assert_type(await gomus.raw.reservations.update(ANY, quantity=ANY), Response[Reservation])
    assert_type(await gomus.raw.reservations.delete(ANY), Response[None])


async def orders(gomus: Gomus) -> None:
    assert_type(gomus.orders.ticket_pdf(ANY, ANY), Document)
    assert_type(gomus.orders.passbook(ANY, ANY, ANY), Document)
    assert_type(gomus.orders.event_pdf(ANY, ANY), Document)
    assert_type(gomus.orders.tour_pdf(ANY, ANY), Document)
    assert_type(gomus.orders.invoice_pdf(ANY), Document)
    assert_type(await gomus.orders.get(ANY), Order)
    assert_type(await gomus.orders.finalize(ANY), Order)
    assert_type(await gomus.orders.cancel(ANY), Order)
    assert_type(gomus.orders.list(), Pager[Order])
    assert_type(await gomus.orders.find_by_barcode(ANY), Order)
    assert_type(await gomus.orders.create(ANY), Order)
    assert_type(await gomus.orders.find_candidates(ANY), list[Order])


async def raw_orders(gomus: Gomus) -> None:
    assert_type(await gomus.raw.orders.get(ANY), Response[Order])
    assert_type(await gomus.raw.orders.finalize(ANY), Response[Order])
    assert_type(await gomus.raw.orders.cancel(ANY), Response[Order])
    assert_type(await gomus.raw.orders.find_by_barcode(ANY), Response[Order])
    assert_type(await gomus.raw.orders.create(ANY), Response[Order])
    assert_type(await gomus.raw.orders.find_candidates(ANY), Response[list[Order]])


async def coupons(gomus: Gomus) -> None:
    assert_type(gomus.coupons.list(), Pager[Coupon])
    assert_type(await gomus.coupons.get(ANY), Coupon)
    assert_type(await gomus.coupons.check(ANY), CouponSale)


async def raw_coupons(gomus: Gomus) -> None:
    assert_type(await gomus.raw.coupons.get(ANY), Response[Coupon])
    assert_type(await gomus.raw.coupons.check(ANY), Response[CouponSale])


async def museums(gomus: Gomus) -> None:
    assert_type(gomus.museums.list(), Pager[Museum])
    assert_type(await gomus.museums.get(ANY), Museum)
    assert_type(await gomus.museums.opening_hours(ANY), Sequence[OpeningHours])
    assert_type(await gomus.museums.schedules(ANY), Any)


async def raw_museums(gomus: Gomus) -> None:
    assert_type(await gomus.raw.museums.get(ANY), Response[Museum])
    assert_type(await gomus.raw.museums.opening_hours(ANY), Response[Sequence[OpeningHours]])
    assert_type(await gomus.raw.museums.schedules(ANY), Response[Any])


async def exhibitions(gomus: Gomus) -> None:
    assert_type(gomus.exhibitions.list(), Pager[Exhibition])
    assert_type(await gomus.exhibitions.get(ANY), Exhibition)


async def raw_exhibitions(gomus: Gomus) -> None:
    assert_type(await gomus.raw.exhibitions.get(ANY), Response[Exhibition])


async def events(gomus: Gomus) -> None:
    assert_type(await gomus.events.categories(), list[Tag])
    assert_type(await gomus.events.languages(), list[Tag])
    assert_type(await gomus.events.age_groups(), list[Tag])
    assert_type(await gomus.events.audiences(), list[Tag])
    assert_type(await gomus.events.catch_words(), list[Tag])
    assert_type(await gomus.events.proposal_categories(), list[Tag])
    assert_type(await gomus.events.grades(), list[Tag])
    assert_type(gomus.events.list(), Pager[Event])
    assert_type(await gomus.events.get(ANY), Event)
    assert_type(gomus.events.dates(ANY), Pager[EventDate])
    assert_type(await gomus.events.date(ANY, ANY), EventDate)
    assert_type(gomus.events.bookings(ANY, ANY), Pager[DateBooking])
    assert_type(await gomus.events.seating_svg(ANY), str)


async def raw_events(gomus: Gomus) -> None:
    assert_type(await gomus.raw.events.categories(), Response[list[Tag]])
    assert_type(await gomus.raw.events.languages(), Response[list[Tag]])
    assert_type(await gomus.raw.events.age_groups(), Response[list[Tag]])
    assert_type(await gomus.raw.events.audiences(), Response[list[Tag]])
    assert_type(await gomus.raw.events.catch_words(), Response[list[Tag]])
    assert_type(await gomus.raw.events.proposal_categories(), Response[list[Tag]])
    assert_type(await gomus.raw.events.grades(), Response[list[Tag]])
    assert_type(await gomus.raw.events.get(ANY), Response[Event])
    assert_type(await gomus.raw.events.date(ANY, ANY), Response[EventDate])
    assert_type(await gomus.raw.events.seating_svg(ANY), Response[str])


async def dates(gomus: Gomus) -> None:
    assert_type(gomus.dates.list(), Pager[EventDate])
    assert_type(await gomus.dates.languages(), Sequence[Tag])
    assert_type(await gomus.dates.calendar(), dict[date, Any])


async def raw_dates(gomus: Gomus) -> None:
    assert_type(await gomus.raw.dates.languages(), Response[Sequence[Tag]])
    assert_type(await gomus.raw.dates.calendar(), Response[dict[date, Any]])


async def tours(gomus: Gomus) -> None:
    assert_type(await gomus.tours.categories(), list[Tag])
    assert_type(await gomus.tours.languages(), list[Tag])
    assert_type(await gomus.tours.age_groups(), list[Tag])
    assert_type(await gomus.tours.audiences(), list[Tag])
    assert_type(await gomus.tours.catch_words(), list[Tag])
    assert_type(await gomus.tours.proposal_categories(), list[Tag])
    assert_type(await gomus.tours.grades(), list[Tag])
    assert_type(await gomus.tours.equipments(ANY), dict[int, dict[datetime, int]])
    assert_type(await gomus.tours.equipment(ANY, ANY), dict[datetime, int])
    assert_type(gomus.tours.list(), Pager[Tour])
    assert_type(await gomus.tours.get(ANY), Tour)
    assert_type(await gomus.tours.prices(ANY), TourPrices)
    assert_type(await gomus.tours.start_times(ANY), dict[date, Any])
    assert_type(await gomus.tours.start_times(ANY, depth="all"), dict[date, tuple[datetime, ...]])
    assert_type(await gomus.tours.start_times_on(ANY, ANY), Sequence[StartTime])


async def raw_tours(gomus: Gomus) -> None:
    assert_type(await gomus.raw.tours.categories(), Response[list[Tag]])
    assert_type(await gomus.raw.tours.languages(), Response[list[Tag]])
    assert_type(await gomus.raw.tours.age_groups(), Response[list[Tag]])
    assert_type(await gomus.raw.tours.audiences(), Response[list[Tag]])
    assert_type(await gomus.raw.tours.catch_words(), Response[list[Tag]])
    assert_type(await gomus.raw.tours.proposal_categories(), Response[list[Tag]])
    assert_type(await gomus.raw.tours.grades(), Response[list[Tag]])
    assert_type(await gomus.raw.tours.equipments(ANY), Response[dict[int, dict[datetime, int]]])
    assert_type(await gomus.raw.tours.equipment(ANY, ANY), Response[dict[datetime, int]])
    assert_type(await gomus.raw.tours.get(ANY), Response[Tour])
    assert_type(await gomus.raw.tours.prices(ANY), Response[TourPrices])
    assert_type(await gomus.raw.tours.start_times(ANY), Response[dict[date, Any]])
    assert_type(await gomus.raw.tours.start_times_on(ANY, ANY), Response[Sequence[StartTime]])


async def tour_bookings(gomus: Gomus) -> None:
    assert_type(gomus.tour_bookings.list(), Pager[TourBookingDetails])
    assert_type(await gomus.tour_bookings.get(ANY), TourBookingDetails)
    nothing(await gomus.tour_bookings.add_prices(ANY, ANY))  # type: ignore[func-returns-value]
    assert_type(await gomus.tour_bookings.update_price(ANY, ANY, ANY), BookedPrice | None)
    nothing(await gomus.tour_bookings.delete_price(ANY, ANY))  # type: ignore[func-returns-value]
    assert_type(await gomus.tour_bookings.feedback(ANY), Feedback)
    nothing(await gomus.tour_bookings.set_feedback(ANY))  # type: ignore[func-returns-value]
    nothing(await gomus.tour_bookings.clear_feedback(ANY))  # type: ignore[func-returns-value]


async def raw_tour_bookings(gomus: Gomus) -> None:
    assert_type(await gomus.raw.tour_bookings.get(ANY), Response[TourBookingDetails])
    assert_type(await gomus.raw.tour_bookings.add_prices(ANY, ANY), Response[None])
    assert_type(
        await gomus.raw.tour_bookings.update_price(ANY, ANY, ANY), Response[BookedPrice | None]
    )
    assert_type(await gomus.raw.tour_bookings.delete_price(ANY, ANY), Response[None])
    assert_type(await gomus.raw.tour_bookings.feedback(ANY), Response[Feedback])
    assert_type(await gomus.raw.tour_bookings.set_feedback(ANY), Response[None])
    assert_type(await gomus.raw.tour_bookings.clear_feedback(ANY), Response[None])


async def requests(gomus: Gomus) -> None:
    assert_type(await gomus.requests.create(ANY), BookingRequest | None)


async def raw_requests(gomus: Gomus) -> None:
    assert_type(await gomus.raw.requests.create(ANY), Response[BookingRequest | None])


async def entry(gomus: Gomus) -> None:
    assert_type(await gomus.entry.status(ANY), BarcodeStatus)
    assert_type(await gomus.entry.redeem(ANY), BarcodeStatus)
    assert_type(await gomus.entry.exit(ANY), BarcodeStatus)
    assert_type(await gomus.entry.scan(ANY), Scan)
    assert_type(await gomus.entry.update_scan(ANY, people_count=ANY), Scan)
    assert_type(await gomus.entry.config(ANY), EntryConfig)


async def raw_entry(gomus: Gomus) -> None:
    assert_type(await gomus.raw.entry.status(ANY), Response[BarcodeStatus])
    assert_type(await gomus.raw.entry.redeem(ANY), Response[BarcodeStatus])
    assert_type(await gomus.raw.entry.exit(ANY), Response[BarcodeStatus])
    assert_type(await gomus.raw.entry.scan(ANY), Response[Scan])
    assert_type(await gomus.raw.entry.update_scan(ANY, people_count=ANY), Response[Scan])
    assert_type(await gomus.raw.entry.config(ANY), Response[EntryConfig])


async def lookups(gomus: Gomus) -> None:
    assert_type(gomus.lookups.countries(), Pager[Country])
    assert_type(gomus.lookups.states(), Pager[State])
    assert_type(gomus.lookups.dispatch_modes(), Pager[DispatchMode])


async def annual(gomus: Gomus) -> None:
    annual = gomus.annual("token")
    assert_type(annual, Annual)
    assert_type(await annual.order(), AnnualOrder)
    assert_type(
        await annual.create_customer(
            name=ANY,
            surname=ANY,
            email=ANY,
            customer_salutation_id=ANY,
            addr_city=ANY,
            addr_country_id=ANY,
            addr_street=ANY,
            addr_zip=ANY,
        ),
        AnnualCustomer,
    )
    assert_type(await annual.update_customer(ANY), AnnualCustomer | None)
    nothing(
        await annual.update_personalization(  # type: ignore[func-returns-value]
            ANY, customer_personalization_token=ANY, customer_address_id=ANY
        )
    )
    nothing(await annual.upload_photo(ANY))  # type: ignore[func-returns-value]
    nothing(await annual.finalize())  # type: ignore[func-returns-value]
    nothing(await annual.update_ticket_sale(ANY))  # type: ignore[func-returns-value]


async def session(session: CustomerSession) -> None:
    assert_type(session.customer, Account)
    assert_type(session.headers, Mapping[str, str])
    assert_type(await session.update(newsletter_groups=ANY), Account)
    assert_type(session.orders, SessionOrders)
    assert_type(session.orders.list(), Pager[Order])
    assert_type(await session.orders.get(ANY), Order)
    async with session as entered:
        assert_type(entered, CustomerSession)


async def pager(pager: Pager[Customer]) -> None:
    assert_type(await pager.all(limit=1), list[Customer])
    assert_type(await pager.first(), Customer | None)
    assert_type(pager.total, int | None)
    async for customer in pager:
        assert_type(customer, Customer)
    async for page in pager.pages():
        assert_type(page, Page[Customer])


async def document(document: Document) -> None:
    assert_type(await document.read(), bytes)
    assert_type(await document.save("x"), Path)
    assert_type(document.content_type, str | None)


async def hold(hold: Hold) -> None:
    async with hold as entered:
        assert_type(entered, Hold)
    assert_type(hold.token, str)
    assert_type(hold.valid_until, datetime | None)
    assert_type(hold.reservation, Reservation)
    assert_type(hold.state, HoldState)
    assert_type(await hold.update(quantity=2), Reservation)
    hold.check()
    hold.keep()


async def client() -> None:
    async with Gomus("demo.gomus.de", token="x") as gomus:
        assert_type(gomus, Gomus)
    assert_type(Gomus.from_env(), Gomus)
    assert_type(gomus.with_options(token=None, locale=["de"]), Gomus)
    assert_type(gomus.stats, Stats)
    assert_type(await gomus.request("GET", "/x", safety=Safety.READ), Response[Any])
    await gomus.aclose()


async def imports(gomus: Gomus) -> None:
    assert_type(await bulk.import_customers(gomus, [NewCustomer()]), Report)


async def wrong_arguments(gomus: Gomus) -> None:
    await gomus.customers.get(1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await gomus.customers.get()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await gomus.raw.customers.get(1, shop="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize("name", RESOURCES)
def test_every_method_is_above(name: str) -> None:
    resource = RESOURCES[name]
    methods = {method for method in dir(resource) if not method.startswith("_")}

    asked = globals()[name].__code__.co_names

    assert methods <= set(asked)


@pytest.mark.parametrize("name", RAW)
def test_every_method_with_a_response_is_above(name: str) -> None:
    methods = {method for method in dir(RAW[name][0]) if not method.startswith("_")}

    methods -= {"caller", "resource"}

    asked = globals()[f"raw_{name}"].__code__.co_names if methods else ()

    assert methods <= set(asked)
