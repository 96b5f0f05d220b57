"""Python SDK for the go~mus museum-ticketing API: asyncio first.

Importing this package imports nothing heavy; each name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    from gomus_async.models.common import UNSET, Location, Page, Text, Unset
    from gomus_async.models.coupons import Coupon, CouponSale
    from gomus_async.models.customers import (
        Address,
        Customer,
        CustomerUpdate,
        NewCustomer,
        Salutation,
        Title,
    )
    from gomus_async.models.instance import Version, Whoami
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
    from gomus_async.models.tickets import Capacities, QuotaCapacity, Reservation, Ticket
    from gomus_async.pages import Pager
    from gomus_async.resources.accounts import CustomerSession, SessionOrders
    from gomus_async.resources.customers import CustomerRef
    from gomus_async.resources.documents import Document
    from gomus_async.resources.hold import Hold
    from gomus_async.settings import Backoff, Limits, Settings, Timeouts
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
    "Attendee",
    "Backoff",
    "Barcode",
    "BookedEquipment",
    "CallOptions",
    "Capacities",
    "ConfigError",
    "ConnectionFailed",
    "Coupon",
    "CouponItem",
    "CouponSale",
    "Customer",
    "CustomerRef",
    "CustomerSession",
    "CustomerUpdate",
    "DeadlineExceeded",
    "Document",
    "EventBooking",
    "EventItem",
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
    "NewCoupon",
    "NewCustomer",
    "NewEquipment",
    "NewEventSeats",
    "NewItem",
    "NewOrder",
    "NewSeat",
    "NewTicket",
    "NewTour",
    "NotFound",
    "Order",
    "OrderItem",
    "OtherItem",
    "OutcomeUnknown",
    "Page",
    "Pager",
    "PaginationError",
    "Personalization",
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
    "Secret",
    "ServerError",
    "SessionOrders",
    "Settings",
    "SoldCoupon",
    "SourceError",
    "Stats",
    "Text",
    "Ticket",
    "TicketItem",
    "TicketSale",
    "Timeouts",
    "Title",
    "TourBooking",
    "TourItem",
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

_MODULES = {
    "client": ("Gomus",),
    "errors": (
        "ApiError",
        "ConfigError",
        "ConnectionFailed",
        "DeadlineExceeded",
        "Forbidden",
        "ForeignIdShadowed",
        "GomusError",
        "Gone",
        "ImportFailed",
        "InvalidId",
        "MethodNotAllowed",
        "NotFound",
        "OutcomeUnknown",
        "PaginationError",
        "RateLimited",
        "ReservationExpired",
        "ReservationUncertain",
        "ResponseTooLarge",
        "ServerError",
        "SourceError",
        "Unauthorized",
        "Unavailable",
        "UnexpectedRedirect",
        "UnexpectedResponse",
        "Unprocessable",
    ),
    "models.accounts": ("Account",),
    "models.annual": (
        "AnnualAddress",
        "AnnualCustomer",
        "AnnualOrder",
        "AnnualTicketSale",
        "Personalization",
    ),
    "models.common": (
        "Location",
        "Page",
        "Text",
        "UNSET",
        "Unset",
    ),
    "models.coupons": (
        "Coupon",
        "CouponSale",
    ),
    "models.customers": (
        "Address",
        "Customer",
        "CustomerUpdate",
        "NewCustomer",
        "Salutation",
        "Title",
    ),
    "models.instance": (
        "Version",
        "Whoami",
    ),
    "models.new_orders": (
        "Attendee",
        "NewCoupon",
        "NewEquipment",
        "NewEventSeats",
        "NewItem",
        "NewOrder",
        "NewSeat",
        "NewTicket",
        "NewTour",
    ),
    "models.orders": (
        "Barcode",
        "BookedEquipment",
        "CouponItem",
        "EventBooking",
        "EventItem",
        "Order",
        "OrderItem",
        "OtherItem",
        "PriceLine",
        "SoldCoupon",
        "TicketItem",
        "TicketSale",
        "TourBooking",
        "TourItem",
    ),
    "models.tickets": (
        "Capacities",
        "QuotaCapacity",
        "Reservation",
        "Ticket",
    ),
    "pages": ("Pager",),
    "resources.accounts": ("CustomerSession", "SessionOrders"),
    "resources.customers": ("CustomerRef",),
    "resources.documents": ("Document",),
    "resources.hold": ("Hold",),
    "settings": (
        "Backoff",
        "Limits",
        "Settings",
        "Timeouts",
    ),
    "wire.endpoint": ("Safety",),
    "wire.request": ("CallOptions",),
    "wire.response": ("Response",),
    "wire.secret": ("Secret",),
    "wire.stats": ("Stats",),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            value = getattr(import_module(f"gomus_async.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
