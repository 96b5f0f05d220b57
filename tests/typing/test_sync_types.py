"""What every call of `SyncGomus` returns, for mypy and pyright. It is never run."""

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
    DateBooking,
    DispatchMode,
    EntryConfig,
    Event,
    EventDate,
    Exhibition,
    Feedback,
    Museum,
    NewCustomer,
    OpeningHours,
    Order,
    Page,
    Reservation,
    Response,
    Safety,
    Salutation,
    Scan,
    StartTime,
    State,
    Stats,
    SyncAnnual,
    SyncCustomerSession,
    SyncDocument,
    SyncGomus,
    SyncHold,
    SyncPager,
    SyncSessionOrders,
    Tag,
    Ticket,
    TicketContent,
    Title,
    Tour,
    TourBookingDetails,
    TourPrices,
    Version,
    Whoami,
    sync,
)
from gomus_async.bulk import Report
from gomus_async.wire.shared import HoldState
from tests.sync.pairs import PAIRS, RAW, RESOURCES

ANY: Any = None


def nothing(value: None) -> None:
    assert value is None


def instance(gomus: SyncGomus) -> None:
    assert_type(gomus.instance.version(), Version)
    assert_type(gomus.instance.whoami(), Whoami)
    assert_type(gomus.instance.locales(), list[str])


def raw_instance(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.instance.version(), Response[Version])
    assert_type(gomus.raw.instance.whoami(), Response[Whoami])
    assert_type(gomus.raw.instance.locales(), Response[list[str]])


def customers(gomus: SyncGomus) -> None:
    assert_type(gomus.customers.salutations(), list[Salutation])
    assert_type(gomus.customers.titles(), list[Title])
    assert_type(gomus.customers.create(ANY), Customer)
    assert_type(gomus.customers.create_many(ANY), list[Customer])
    assert_type(gomus.customers.get(ANY), Customer)
    assert_type(gomus.customers.update(ANY, ANY), Customer)
    assert_type(gomus.customers.update_many(ANY), list[Customer])
    nothing(gomus.customers.delete(ANY))  # type: ignore[func-returns-value]


def raw_customers(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.customers.salutations(), Response[list[Salutation]])
    assert_type(gomus.raw.customers.titles(), Response[list[Title]])
    assert_type(gomus.raw.customers.create(ANY), Response[Customer])
    assert_type(gomus.raw.customers.create_many(ANY), Response[list[Customer]])
    assert_type(gomus.raw.customers.get(ANY), Response[Customer])
    assert_type(gomus.raw.customers.update(ANY, ANY), Response[Customer])
    assert_type(gomus.raw.customers.update_many(ANY), Response[list[Customer]])
    assert_type(gomus.raw.customers.delete(ANY), Response[None])


def accounts(gomus: SyncGomus) -> None:
    assert_type(gomus.accounts.sign_in(ANY, ANY), SyncCustomerSession)


def raw_accounts(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.accounts.sign_in(ANY, ANY), Response[SyncCustomerSession])


def tickets(gomus: SyncGomus) -> None:
    assert_type(gomus.tickets.list(), SyncPager[Ticket])
    assert_type(gomus.tickets.get(ANY), Ticket)
    assert_type(gomus.tickets.capacity(ANY), dict[datetime, int])
    assert_type(gomus.tickets.capacities(ANY), Capacities)
    assert_type(gomus.tickets.calendar(), dict[date, Any])
    assert_type(gomus.tickets.calendar(depth="all"), dict[date, tuple[CalendarQuota, ...]])
    assert_type(gomus.tickets.contents(ANY), SyncPager[TicketContent])


def raw_tickets(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.tickets.get(ANY), Response[Ticket])
    assert_type(gomus.raw.tickets.capacity(ANY), Response[dict[datetime, int]])
    assert_type(gomus.raw.tickets.capacities(ANY), Response[Capacities])
    assert_type(gomus.raw.tickets.calendar(), Response[dict[date, Any]])


def reservations(gomus: SyncGomus) -> None:
    assert_type(gomus.reservations.create(ANY, quantity=ANY, start_at=ANY), Reservation)
    assert_type(gomus.reservations.update(ANY, quantity=ANY), Reservation)
    nothing(gomus.reservations.delete(ANY))  # type: ignore[func-returns-value]
    assert_type(gomus.reservations.hold(ANY, quantity=ANY, start_at=ANY), SyncHold)


def raw_reservations(gomus: SyncGomus) -> None:
    assert_type(
        gomus.raw.reservations.create(ANY, quantity=ANY, start_at=ANY), Response[Reservation]
    )
    assert_type(gomus.raw.reservations.update(ANY, quantity=ANY), Response[Reservation])
    assert_type(gomus.raw.reservations.delete(ANY), Response[None])


def orders(gomus: SyncGomus) -> None:
    assert_type(gomus.orders.ticket_pdf(ANY, ANY), SyncDocument)
    assert_type(gomus.orders.passbook(ANY, ANY, ANY), SyncDocument)
    assert_type(gomus.orders.event_pdf(ANY, ANY), SyncDocument)
    assert_type(gomus.orders.tour_pdf(ANY, ANY), SyncDocument)
    assert_type(gomus.orders.invoice_pdf(ANY), SyncDocument)
    assert_type(gomus.orders.get(ANY), Order)
    assert_type(gomus.orders.finalize(ANY), Order)
    assert_type(gomus.orders.cancel(ANY), Order)
    assert_type(gomus.orders.list(), SyncPager[Order])
    assert_type(gomus.orders.find_by_barcode(ANY), Order)
    assert_type(gomus.orders.create(ANY), Order)
    assert_type(gomus.orders.find_candidates(ANY), list[Order])


def raw_orders(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.orders.get(ANY), Response[Order])
    assert_type(gomus.raw.orders.finalize(ANY), Response[Order])
    assert_type(gomus.raw.orders.cancel(ANY), Response[Order])
    assert_type(gomus.raw.orders.find_by_barcode(ANY), Response[Order])
    assert_type(gomus.raw.orders.create(ANY), Response[Order])
    assert_type(gomus.raw.orders.find_candidates(ANY), Response[list[Order]])


def coupons(gomus: SyncGomus) -> None:
    assert_type(gomus.coupons.list(), SyncPager[Coupon])
    assert_type(gomus.coupons.get(ANY), Coupon)
    assert_type(gomus.coupons.check(ANY), CouponSale)


def raw_coupons(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.coupons.get(ANY), Response[Coupon])
    assert_type(gomus.raw.coupons.check(ANY), Response[CouponSale])


def museums(gomus: SyncGomus) -> None:
    assert_type(gomus.museums.list(), SyncPager[Museum])
    assert_type(gomus.museums.get(ANY), Museum)
    assert_type(gomus.museums.opening_hours(ANY), Sequence[OpeningHours])
    assert_type(gomus.museums.schedules(ANY), Any)


def raw_museums(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.museums.get(ANY), Response[Museum])
    assert_type(gomus.raw.museums.opening_hours(ANY), Response[Sequence[OpeningHours]])
    assert_type(gomus.raw.museums.schedules(ANY), Response[Any])


def exhibitions(gomus: SyncGomus) -> None:
    assert_type(gomus.exhibitions.list(), SyncPager[Exhibition])
    assert_type(gomus.exhibitions.get(ANY), Exhibition)


def raw_exhibitions(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.exhibitions.get(ANY), Response[Exhibition])


def events(gomus: SyncGomus) -> None:
    assert_type(gomus.events.categories(), list[Tag])
    assert_type(gomus.events.languages(), list[Tag])
    assert_type(gomus.events.age_groups(), list[Tag])
    assert_type(gomus.events.audiences(), list[Tag])
    assert_type(gomus.events.catch_words(), list[Tag])
    assert_type(gomus.events.proposal_categories(), list[Tag])
    assert_type(gomus.events.grades(), list[Tag])
    assert_type(gomus.events.list(), SyncPager[Event])
    assert_type(gomus.events.get(ANY), Event)
    assert_type(gomus.events.dates(ANY), SyncPager[EventDate])
    assert_type(gomus.events.date(ANY, ANY), EventDate)
    assert_type(gomus.events.bookings(ANY, ANY), SyncPager[DateBooking])
    assert_type(gomus.events.seating_svg(ANY), str)


def raw_events(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.events.categories(), Response[list[Tag]])
    assert_type(gomus.raw.events.languages(), Response[list[Tag]])
    assert_type(gomus.raw.events.age_groups(), Response[list[Tag]])
    assert_type(gomus.raw.events.audiences(), Response[list[Tag]])
    assert_type(gomus.raw.events.catch_words(), Response[list[Tag]])
    assert_type(gomus.raw.events.proposal_categories(), Response[list[Tag]])
    assert_type(gomus.raw.events.grades(), Response[list[Tag]])
    assert_type(gomus.raw.events.get(ANY), Response[Event])
    assert_type(gomus.raw.events.date(ANY, ANY), Response[EventDate])
    assert_type(gomus.raw.events.seating_svg(ANY), Response[str])


def dates(gomus: SyncGomus) -> None:
    assert_type(gomus.dates.list(), SyncPager[EventDate])
    assert_type(gomus.dates.languages(), Sequence[Tag])
    assert_type(gomus.dates.calendar(), dict[date, Any])


def raw_dates(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.dates.languages(), Response[Sequence[Tag]])
    assert_type(gomus.raw.dates.calendar(), Response[dict[date, Any]])


def tours(gomus: SyncGomus) -> None:
    assert_type(gomus.tours.categories(), list[Tag])
    assert_type(gomus.tours.languages(), list[Tag])
    assert_type(gomus.tours.age_groups(), list[Tag])
    assert_type(gomus.tours.audiences(), list[Tag])
    assert_type(gomus.tours.catch_words(), list[Tag])
    assert_type(gomus.tours.proposal_categories(), list[Tag])
    assert_type(gomus.tours.grades(), list[Tag])
    assert_type(gomus.tours.equipments(ANY), dict[int, dict[datetime, int]])
    assert_type(gomus.tours.equipment(ANY, ANY), dict[datetime, int])
    assert_type(gomus.tours.list(), SyncPager[Tour])
    assert_type(gomus.tours.get(ANY), Tour)
    assert_type(gomus.tours.prices(ANY), TourPrices)
    assert_type(gomus.tours.start_times(ANY), dict[date, Any])
    assert_type(gomus.tours.start_times(ANY, depth="all"), dict[date, tuple[datetime, ...]])
    assert_type(gomus.tours.start_times_on(ANY, ANY), Sequence[StartTime])


def raw_tours(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.tours.categories(), Response[list[Tag]])
    assert_type(gomus.raw.tours.languages(), Response[list[Tag]])
    assert_type(gomus.raw.tours.age_groups(), Response[list[Tag]])
    assert_type(gomus.raw.tours.audiences(), Response[list[Tag]])
    assert_type(gomus.raw.tours.catch_words(), Response[list[Tag]])
    assert_type(gomus.raw.tours.proposal_categories(), Response[list[Tag]])
    assert_type(gomus.raw.tours.grades(), Response[list[Tag]])
    assert_type(gomus.raw.tours.equipments(ANY), Response[dict[int, dict[datetime, int]]])
    assert_type(gomus.raw.tours.equipment(ANY, ANY), Response[dict[datetime, int]])
    assert_type(gomus.raw.tours.get(ANY), Response[Tour])
    assert_type(gomus.raw.tours.prices(ANY), Response[TourPrices])
    assert_type(gomus.raw.tours.start_times(ANY), Response[dict[date, Any]])
    assert_type(gomus.raw.tours.start_times_on(ANY, ANY), Response[Sequence[StartTime]])


def tour_bookings(gomus: SyncGomus) -> None:
    assert_type(gomus.tour_bookings.list(), SyncPager[TourBookingDetails])
    assert_type(gomus.tour_bookings.get(ANY), TourBookingDetails)
    nothing(gomus.tour_bookings.add_prices(ANY, ANY))  # type: ignore[func-returns-value]
    assert_type(gomus.tour_bookings.update_price(ANY, ANY, ANY), BookedPrice | None)
    nothing(gomus.tour_bookings.delete_price(ANY, ANY))  # type: ignore[func-returns-value]
    assert_type(gomus.tour_bookings.feedback(ANY), Feedback)
    nothing(gomus.tour_bookings.set_feedback(ANY))  # type: ignore[func-returns-value]
    nothing(gomus.tour_bookings.clear_feedback(ANY))  # type: ignore[func-returns-value]


def raw_tour_bookings(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.tour_bookings.get(ANY), Response[TourBookingDetails])
    assert_type(gomus.raw.tour_bookings.add_prices(ANY, ANY), Response[None])
    assert_type(gomus.raw.tour_bookings.update_price(ANY, ANY, ANY), Response[BookedPrice | None])
    assert_type(gomus.raw.tour_bookings.delete_price(ANY, ANY), Response[None])
    assert_type(gomus.raw.tour_bookings.feedback(ANY), Response[Feedback])
    assert_type(gomus.raw.tour_bookings.set_feedback(ANY), Response[None])
    assert_type(gomus.raw.tour_bookings.clear_feedback(ANY), Response[None])


def requests(gomus: SyncGomus) -> None:
    assert_type(gomus.requests.create(ANY), BookingRequest | None)


def raw_requests(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.requests.create(ANY), Response[BookingRequest | None])


def entry(gomus: SyncGomus) -> None:
    assert_type(gomus.entry.status(ANY), BarcodeStatus)
    assert_type(gomus.entry.redeem(ANY), BarcodeStatus)
    assert_type(gomus.entry.exit(ANY), BarcodeStatus)
    assert_type(gomus.entry.scan(ANY), Scan)
    assert_type(gomus.entry.update_scan(ANY, people_count=ANY), Scan)
    assert_type(gomus.entry.config(ANY), EntryConfig)


def raw_entry(gomus: SyncGomus) -> None:
    assert_type(gomus.raw.entry.status(ANY), Response[BarcodeStatus])
    assert_type(gomus.raw.entry.redeem(ANY), Response[BarcodeStatus])
    assert_type(gomus.raw.entry.exit(ANY), Response[BarcodeStatus])
    assert_type(gomus.raw.entry.scan(ANY), Response[Scan])
    assert_type(gomus.raw.entry.update_scan(ANY, people_count=ANY), Response[Scan])
    assert_type(gomus.raw.entry.config(ANY), Response[EntryConfig])


def lookups(gomus: SyncGomus) -> None:
    assert_type(gomus.lookups.countries(), SyncPager[Country])
    assert_type(gomus.lookups.states(), SyncPager[State])
    assert_type(gomus.lookups.dispatch_modes(), SyncPager[DispatchMode])


def annual(gomus: SyncGomus) -> None:
    annual = gomus.annual("token")
    assert_type(annual, SyncAnnual)
    assert_type(annual.order(), AnnualOrder)
    assert_type(
        annual.create_customer(
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
    assert_type(annual.update_customer(ANY), AnnualCustomer | None)
    nothing(
        annual.update_personalization(  # type: ignore[func-returns-value]
            ANY, customer_personalization_token=ANY, customer_address_id=ANY
        )
    )
    nothing(annual.upload_photo(ANY))  # type: ignore[func-returns-value]
    nothing(annual.finalize())  # type: ignore[func-returns-value]
    nothing(annual.update_ticket_sale(ANY))  # type: ignore[func-returns-value]


def session(session: SyncCustomerSession) -> None:
    assert_type(session.customer, Account)
    assert_type(session.headers, Mapping[str, str])
    assert_type(session.update(newsletter_groups=ANY), Account)
    assert_type(session.orders, SyncSessionOrders)
    assert_type(session.orders.list(), SyncPager[Order])
    assert_type(session.orders.get(ANY), Order)
    with session as entered:
        assert_type(entered, SyncCustomerSession)


def pager(pager: SyncPager[Customer]) -> None:
    assert_type(pager.all(limit=1), list[Customer])
    assert_type(pager.first(), Customer | None)
    assert_type(pager.total, int | None)
    for customer in pager:
        assert_type(customer, Customer)
    for page in pager.pages():
        assert_type(page, Page[Customer])


def document(document: SyncDocument) -> None:
    assert_type(document.read(), bytes)
    assert_type(document.save("x"), Path)
    assert_type(document.content_type, str | None)


def hold(hold: SyncHold) -> None:
    with hold as entered:
        assert_type(entered, SyncHold)
    assert_type(hold.token, str)
    assert_type(hold.valid_until, datetime | None)
    assert_type(hold.reservation, Reservation)
    assert_type(hold.state, HoldState)
    assert_type(hold.update(quantity=2), Reservation)
    hold.check()
    hold.keep()


def client() -> None:
    with SyncGomus("demo.gomus.de", token="x") as gomus:
        assert_type(gomus, SyncGomus)
    assert_type(SyncGomus.from_env(), SyncGomus)
    assert_type(gomus.with_options(token=None, locale=["de"]), SyncGomus)
    assert_type(gomus.stats, Stats)
    assert_type(gomus.request("GET", "/x", safety=Safety.READ), Response[Any])
    gomus.close()


def imports(gomus: SyncGomus) -> None:
    assert_type(sync.import_customers(gomus, [NewCustomer()]), Report)


def wrong_arguments(gomus: SyncGomus) -> None:
    gomus.customers.get(1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gomus.customers.get()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    gomus.raw.customers.get(1, shop="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize("name", RESOURCES)
def test_every_method_is_above(name: str) -> None:
    resource = PAIRS[RESOURCES[name]]
    methods = {method for method in dir(resource) if not method.startswith("_")}

    asked = globals()[name].__code__.co_names

    assert methods <= set(asked)


@pytest.mark.parametrize("name", RAW)
def test_every_method_with_a_response_is_above(name: str) -> None:
    methods = {method for method in dir(RAW[name][1]) if not method.startswith("_")}

    methods -= {"caller", "resource"}

    asked = globals()[f"raw_{name}"].__code__.co_names if methods else ()

    assert methods <= set(asked)
