"""Python SDK for the go~mus museum-ticketing API: asyncio first.

Importing this package imports nothing heavy; each name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gomus_async._exports import MODULES
from gomus_async._version import __version__

if TYPE_CHECKING:
    from gomus_async.client import Gomus
    from gomus_async.errors import (
        ApiError,
        ConfigError,
        ConnectionFailed,
        DeadlineExceeded,
        Forbidden,
        ForeignIdShadowed,
        GomusError,
        Gone,
        ImportFailed,
        InvalidId,
        MethodNotAllowed,
        NotFound,
        OutcomeUnknown,
        PaginationError,
        RateLimited,
        ReservationExpired,
        ReservationUncertain,
        ResponseTooLarge,
        ServerError,
        SourceChanged,
        SourceError,
        Unauthorized,
        Unavailable,
        UnexpectedRedirect,
        UnexpectedResponse,
        Unprocessable,
    )
    from gomus_async.models.accounts import Account
    from gomus_async.models.annual import (
        AnnualAddress,
        AnnualCustomer,
        AnnualOrder,
        AnnualTicketSale,
        Personalization,
    )
    from gomus_async.models.bookings import (
        BookedPrice,
        BookedTour,
        Booker,
        DateBooking,
        Feedback,
        NewPrice,
        TourBookingDetails,
    )
    from gomus_async.models.common import UNSET, Location, Page, Picture, Tag, Text, Unset
    from gomus_async.models.coupons import Coupon, CouponSale
    from gomus_async.models.customers import (
        Address,
        Customer,
        CustomerUpdate,
        NewCustomer,
        Salutation,
        Title,
    )
    from gomus_async.models.entry import BarcodeStatus, EntryConfig, Scan
    from gomus_async.models.events import (
        Attendance,
        DatePrice,
        Event,
        EventDate,
        Seat,
        Seating,
        SeatingPart,
    )
    from gomus_async.models.instance import Version, Whoami
    from gomus_async.models.lookups import Country, DispatchMode, State
    from gomus_async.models.museums import Exhibition, Museum, OpeningHours, TimeFrame
    from gomus_async.models.new_orders import (
        Attendee,
        NewCoupon,
        NewEquipment,
        NewEventSeats,
        NewItem,
        NewOrder,
        NewSeat,
        NewTicket,
        NewTour,
    )
    from gomus_async.models.orders import (
        Barcode,
        BookedEquipment,
        CouponItem,
        EventBooking,
        EventItem,
        Order,
        OrderItem,
        OtherItem,
        PriceLine,
        SoldCoupon,
        TicketItem,
        TicketSale,
        TourBooking,
        TourItem,
    )
    from gomus_async.models.requests import BookingRequest, NewRequest
    from gomus_async.models.tickets import (
        CalendarEntry,
        CalendarQuota,
        Capacities,
        QuotaCapacity,
        Reservation,
        Ticket,
        TicketContent,
    )
    from gomus_async.models.tours import Participants, StartTime, Tour, TourPrice, TourPrices
    from gomus_async.pages import Pager
    from gomus_async.resources.accounts import CustomerSession, SessionOrders
    from gomus_async.resources.customers import CustomerRef
    from gomus_async.resources.documents import Document
    from gomus_async.resources.hold import Hold
    from gomus_async.settings import Backoff, Limits, Settings, Timeouts
    from gomus_async.sync.facade import (
        SyncAnnual,
        SyncCustomerSession,
        SyncGomus,
        SyncSessionOrders,
    )
    from gomus_async.sync.twins import SyncDocument, SyncHold, SyncPager
    from gomus_async.wire.endpoint import Safety
    from gomus_async.wire.request import CallOptions
    from gomus_async.wire.response import Response
    from gomus_async.wire.secret import Secret
    from gomus_async.wire.stats import Stats

__all__ = [
    "UNSET",
    "Account",
    "Address",
    "AnnualAddress",
    "AnnualCustomer",
    "AnnualOrder",
    "AnnualTicketSale",
    "ApiError",
    "Attendance",
    "Attendee",
    "Backoff",
    "Barcode",
    "BarcodeStatus",
    "BookedEquipment",
    "BookedPrice",
    "BookedTour",
    "Booker",
    "BookingRequest",
    "CalendarEntry",
    "CalendarQuota",
    "CallOptions",
    "Capacities",
    "ConfigError",
    "ConnectionFailed",
    "Country",
    "Coupon",
    "CouponItem",
    "CouponSale",
    "Customer",
    "CustomerRef",
    "CustomerSession",
    "CustomerUpdate",
    "DateBooking",
    "DatePrice",
    "DeadlineExceeded",
    "DispatchMode",
    "Document",
    "EntryConfig",
    "Event",
    "EventBooking",
    "EventDate",
    "EventItem",
    "Exhibition",
    "Feedback",
    "Forbidden",
    "ForeignIdShadowed",
    "Gomus",
    "GomusError",
    "Gone",
    "Hold",
    "ImportFailed",
    "InvalidId",
    "Limits",
    "Location",
    "MethodNotAllowed",
    "Museum",
    "NewCoupon",
    "NewCustomer",
    "NewEquipment",
    "NewEventSeats",
    "NewItem",
    "NewOrder",
    "NewPrice",
    "NewRequest",
    "NewSeat",
    "NewTicket",
    "NewTour",
    "NotFound",
    "OpeningHours",
    "Order",
    "OrderItem",
    "OtherItem",
    "OutcomeUnknown",
    "Page",
    "Pager",
    "PaginationError",
    "Participants",
    "Personalization",
    "Picture",
    "PriceLine",
    "QuotaCapacity",
    "RateLimited",
    "Reservation",
    "ReservationExpired",
    "ReservationUncertain",
    "Response",
    "ResponseTooLarge",
    "Safety",
    "Salutation",
    "Scan",
    "Seat",
    "Seating",
    "SeatingPart",
    "Secret",
    "ServerError",
    "SessionOrders",
    "Settings",
    "SoldCoupon",
    "SourceChanged",
    "SourceError",
    "StartTime",
    "State",
    "Stats",
    "SyncAnnual",
    "SyncCustomerSession",
    "SyncDocument",
    "SyncGomus",
    "SyncHold",
    "SyncPager",
    "SyncSessionOrders",
    "Tag",
    "Text",
    "Ticket",
    "TicketContent",
    "TicketItem",
    "TicketSale",
    "TimeFrame",
    "Timeouts",
    "Title",
    "Tour",
    "TourBooking",
    "TourBookingDetails",
    "TourItem",
    "TourPrice",
    "TourPrices",
    "Unauthorized",
    "Unavailable",
    "UnexpectedRedirect",
    "UnexpectedResponse",
    "Unprocessable",
    "Unset",
    "Version",
    "Whoami",
    "__version__",
]


def __getattr__(name: str) -> Any:
    for module, names in MODULES.items():
        if name in names:
            value = getattr(import_module(f"gomus_async.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
