"""The blocking side: `SyncGomus` runs the very same calls on one event loop in the background."""

from gomus_async.sync.facade import (
    SyncAnnual,
    SyncCustomerSession,
    SyncGomus,
    SyncSessionOrders,
)
from gomus_async.sync.imports import import_customers
from gomus_async.sync.twins import SyncDocument, SyncHold, SyncPager

__all__ = [
    "SyncAnnual",
    "SyncCustomerSession",
    "SyncDocument",
    "SyncGomus",
    "SyncHold",
    "SyncPager",
    "SyncSessionOrders",
    "import_customers",
]
