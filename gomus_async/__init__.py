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
        RateLimited,
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
    from gomus_async.models.common import UNSET, Text, Unset
    from gomus_async.models.customers import (
        Address,
        Customer,
        CustomerUpdate,
        NewCustomer,
        Salutation,
        Title,
    )
    from gomus_async.models.instance import Version, Whoami
    from gomus_async.resources.accounts import CustomerSession
    from gomus_async.resources.customers import CustomerRef
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
    "ApiError",
    "Backoff",
    "CallOptions",
    "ConfigError",
    "ConnectionFailed",
    "Customer",
    "CustomerRef",
    "CustomerSession",
    "CustomerUpdate",
    "DeadlineExceeded",
    "Forbidden",
    "ForeignIdShadowed",
    "Gomus",
    "GomusError",
    "Gone",
    "ImportFailed",
    "InvalidId",
    "Limits",
    "MethodNotAllowed",
    "NewCustomer",
    "NotFound",
    "OutcomeUnknown",
    "RateLimited",
    "Response",
    "ResponseTooLarge",
    "Safety",
    "Salutation",
    "Secret",
    "ServerError",
    "Settings",
    "SourceError",
    "Stats",
    "Text",
    "Timeouts",
    "Title",
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
        "RateLimited",
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
    "models.common": ("UNSET", "Text", "Unset"),
    "models.customers": (
        "Address",
        "Customer",
        "CustomerUpdate",
        "NewCustomer",
        "Salutation",
        "Title",
    ),
    "models.instance": ("Version", "Whoami"),
    "resources.accounts": ("CustomerSession",),
    "resources.customers": ("CustomerRef",),
    "settings": ("Backoff", "Limits", "Settings", "Timeouts"),
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
