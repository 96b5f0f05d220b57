"""Every method once more, with the whole response around its value.

`gomus.raw.customers.get("SF-1")` takes what `gomus.customers.get` takes and returns a
`Response[Customer]` where that returns a `Customer`.
"""

import inspect
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

import attrs

from gomus_async.errors import GomusError
from gomus_async.resources.accounts import Accounts
from gomus_async.resources.coupons import Coupons
from gomus_async.resources.customers import Customers
from gomus_async.resources.dates import Dates
from gomus_async.resources.entry import Entry
from gomus_async.resources.events import Events
from gomus_async.resources.exhibitions import Exhibitions
from gomus_async.resources.instance import Instance
from gomus_async.resources.lookups import Lookups
from gomus_async.resources.museums import Museums
from gomus_async.resources.orders import Orders
from gomus_async.resources.requests import Requests
from gomus_async.resources.reservations import Reservations
from gomus_async.resources.tickets import Tickets
from gomus_async.resources.tour_bookings import TourBookings
from gomus_async.resources.tours import Tours
from gomus_async.wire.caller import Caller
from gomus_async.wire.response import Response

__all__ = [
    "Raw",
    "RawAccounts",
    "RawCoupons",
    "RawCustomers",
    "RawDates",
    "RawEntry",
    "RawEvents",
    "RawExhibitions",
    "RawInstance",
    "RawLookups",
    "RawMuseums",
    "RawOrders",
    "RawRequests",
    "RawReservations",
    "RawTickets",
    "RawTourBookings",
    "RawTours",
]

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class _WithResponse(Generic[R, P, T]):
    """A method of a resource, bound to a caller that keeps the response."""

    def __init__(self, method: Callable[Concatenate[R, P], Coroutine[Any, Any, T]]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, view: None, owner: type) -> "_WithResponse[R, P, T]": ...

    @overload
    def __get__(
        self, view: "_View[R]", owner: type
    ) -> Callable[P, Coroutine[Any, Any, Response[T]]]: ...

    def __get__(
        self, view: "_View[R] | None", owner: type
    ) -> "_WithResponse[R, P, T] | Callable[P, Coroutine[Any, Any, Response[T]]]":
        if view is None:
            return self

        @wraps(self._method)
        async def respond(*args: P.args, **kwargs: P.kwargs) -> Response[T]:
            responses: list[Response[Any]] = []
            caller = attrs.evolve(view.caller, record=responses.append)
            pending = self._method(view.resource(caller), *args, **kwargs)
            # A traceback that shows local variables must not show these.
            del args, kwargs
            value = await pending
            if not responses:
                raise GomusError("nothing was sent, so there is no response")
            return attrs.evolve(responses[-1], value=value)

        signature = inspect.signature(self._method)
        _, *parameters = signature.parameters.values()
        annotation = cast("Any", Response)[signature.return_annotation]
        respond.__dict__["__signature__"] = signature.replace(
            parameters=parameters, return_annotation=annotation
        )
        return respond


@attrs.frozen
class _View(Generic[R_co]):
    caller: Caller
    resource: Callable[[Caller], R_co]


class RawInstance(_View[Instance]):
    """`Instance`, with responses."""

    version = _WithResponse(Instance.version)
    whoami = _WithResponse(Instance.whoami)
    locales = _WithResponse(Instance.locales)


class RawCustomers(_View[Customers]):
    """`Customers`, with responses."""

    salutations = _WithResponse(Customers.salutations)
    titles = _WithResponse(Customers.titles)
    create = _WithResponse(Customers.create)
    create_many = _WithResponse(Customers.create_many)
    get = _WithResponse(Customers.get)
    update = _WithResponse(Customers.update)
    update_many = _WithResponse(Customers.update_many)
    delete = _WithResponse(Customers.delete)


class RawAccounts(_View[Accounts]):
    """`Accounts`, with responses."""

    sign_in = _WithResponse(Accounts.sign_in)


class RawTickets(_View[Tickets]):
    """`Tickets`, with responses."""

    get = _WithResponse(Tickets.get)
    capacity = _WithResponse(Tickets.capacity)
    capacities = _WithResponse(Tickets.capacities)
    calendar = _WithResponse(Tickets.calendar)


class RawReservations(_View[Reservations]):
    """`Reservations`, with responses."""

    create = _WithResponse(Reservations.create)
    update = _WithResponse(Reservations.update)
    delete = _WithResponse(Reservations.delete)


class RawOrders(_View[Orders]):
    """`Orders`, with responses."""

    get = _WithResponse(Orders.get)
    find_by_barcode = _WithResponse(Orders.find_by_barcode)
    create = _WithResponse(Orders.create)
    finalize = _WithResponse(Orders.finalize)
    cancel = _WithResponse(Orders.cancel)
    find_candidates = _WithResponse(Orders.find_candidates)


class RawCoupons(_View[Coupons]):
    """`Coupons`, with responses."""

    get = _WithResponse(Coupons.get)
    check = _WithResponse(Coupons.check)


class RawMuseums(_View[Museums]):
    """`Museums`, with responses."""

    get = _WithResponse(Museums.get)
    opening_hours = _WithResponse(Museums.opening_hours)
    schedules = _WithResponse(Museums.schedules)


class RawExhibitions(_View[Exhibitions]):
    """`Exhibitions`, with responses."""

    get = _WithResponse(Exhibitions.get)


class RawEvents(_View[Events]):
    """`Events`, with responses."""

    categories = _WithResponse(Events.categories)
    languages = _WithResponse(Events.languages)
    age_groups = _WithResponse(Events.age_groups)
    audiences = _WithResponse(Events.audiences)
    catch_words = _WithResponse(Events.catch_words)
    proposal_categories = _WithResponse(Events.proposal_categories)
    grades = _WithResponse(Events.grades)
    get = _WithResponse(Events.get)
    date = _WithResponse(Events.date)
    seating_svg = _WithResponse(Events.seating_svg)


class RawDates(_View[Dates]):
    """`Dates`, with responses."""

    languages = _WithResponse(Dates.languages)
    calendar = _WithResponse(Dates.calendar)


class RawTours(_View[Tours]):
    """`Tours`, with responses."""

    categories = _WithResponse(Tours.categories)
    languages = _WithResponse(Tours.languages)
    age_groups = _WithResponse(Tours.age_groups)
    audiences = _WithResponse(Tours.audiences)
    catch_words = _WithResponse(Tours.catch_words)
    proposal_categories = _WithResponse(Tours.proposal_categories)
    grades = _WithResponse(Tours.grades)
    equipments = _WithResponse(Tours.equipments)
    equipment = _WithResponse(Tours.equipment)
    get = _WithResponse(Tours.get)
    prices = _WithResponse(Tours.prices)
    start_times = _WithResponse(Tours.start_times)
    start_times_on = _WithResponse(Tours.start_times_on)


class RawTourBookings(_View[TourBookings]):
    """`TourBookings`, with responses."""

    get = _WithResponse(TourBookings.get)
    add_prices = _WithResponse(TourBookings.add_prices)
    update_price = _WithResponse(TourBookings.update_price)
    delete_price = _WithResponse(TourBookings.delete_price)
    feedback = _WithResponse(TourBookings.feedback)
    set_feedback = _WithResponse(TourBookings.set_feedback)
    clear_feedback = _WithResponse(TourBookings.clear_feedback)


class RawRequests(_View[Requests]):
    """`Requests`, with responses."""

    create = _WithResponse(Requests.create)


class RawEntry(_View[Entry]):
    """`Entry`, with responses."""

    status = _WithResponse(Entry.status)
    redeem = _WithResponse(Entry.redeem)
    exit = _WithResponse(Entry.exit)
    scan = _WithResponse(Entry.scan)
    update_scan = _WithResponse(Entry.update_scan)
    config = _WithResponse(Entry.config)


class RawLookups(_View[Lookups]):
    """`Lookups`, with responses."""


@attrs.frozen
class Raw:
    """All resources, with responses."""

    _caller: Caller

    @property
    def instance(self) -> RawInstance:
        """See `gomus_async.resources.instance.Instance`."""
        return RawInstance(self._caller, Instance)

    @property
    def customers(self) -> RawCustomers:
        """See `gomus_async.resources.customers.Customers`."""
        return RawCustomers(self._caller, Customers)

    @property
    def accounts(self) -> RawAccounts:
        """See `gomus_async.resources.accounts.Accounts`."""
        return RawAccounts(self._caller, Accounts)

    @property
    def tickets(self) -> RawTickets:
        """See `gomus_async.resources.tickets.Tickets`."""
        return RawTickets(self._caller, Tickets)

    @property
    def reservations(self) -> RawReservations:
        """See `gomus_async.resources.reservations.Reservations`."""
        return RawReservations(self._caller, Reservations)

    @property
    def orders(self) -> RawOrders:
        """See `gomus_async.resources.orders.Orders`."""
        return RawOrders(self._caller, Orders)

    @property
    def coupons(self) -> RawCoupons:
        """See `gomus_async.resources.coupons.Coupons`."""
        return RawCoupons(self._caller, Coupons)

    @property
    def museums(self) -> RawMuseums:
        """See `gomus_async.resources.museums.Museums`."""
        return RawMuseums(self._caller, Museums)

    @property
    def exhibitions(self) -> RawExhibitions:
        """See `gomus_async.resources.exhibitions.Exhibitions`."""
        return RawExhibitions(self._caller, Exhibitions)

    @property
    def events(self) -> RawEvents:
        """See `gomus_async.resources.events.Events`."""
        return RawEvents(self._caller, Events)

    @property
    def dates(self) -> RawDates:
        """See `gomus_async.resources.dates.Dates`."""
        return RawDates(self._caller, Dates)

    @property
    def tours(self) -> RawTours:
        """See `gomus_async.resources.tours.Tours`."""
        return RawTours(self._caller, Tours)

    @property
    def tour_bookings(self) -> RawTourBookings:
        """See `gomus_async.resources.tour_bookings.TourBookings`."""
        return RawTourBookings(self._caller, TourBookings)

    @property
    def requests(self) -> RawRequests:
        """See `gomus_async.resources.requests.Requests`."""
        return RawRequests(self._caller, Requests)

    @property
    def entry(self) -> RawEntry:
        """See `gomus_async.resources.entry.Entry`."""
        return RawEntry(self._caller, Entry)

    @property
    def lookups(self) -> RawLookups:
        """See `gomus_async.resources.lookups.Lookups`."""
        return RawLookups(self._caller, Lookups)
