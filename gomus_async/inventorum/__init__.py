"""The Inventorum POS: the customers of a shop's till, and how they come into go~mus."""

from typing import TYPE_CHECKING, Any

from gomus_async.inventorum.client import Inventorum
from gomus_async.inventorum.customers import InventorumCustomers
from gomus_async.inventorum.mapping import InventorumMapping, inventorum_mapping
from gomus_async.inventorum.models import (
    InventorumAddress,
    InventorumCustomer,
    InventorumCustomerUpdate,
    InventorumPhone,
    NewInventorumAddress,
    NewInventorumCustomer,
    NewInventorumPhone,
)
from gomus_async.inventorum.rows import inventorum_pages, inventorum_rows
from gomus_async.inventorum.source import InventorumSource, inventorum_source
from gomus_async.inventorum.token_file import InventorumTokenFile
from gomus_async.inventorum.tokens import InventorumRefresh, InventorumTokens

if TYPE_CHECKING:
    from gomus_async.inventorum.blocking import SyncInventorum, SyncInventorumCustomers

__all__ = [
    "Inventorum",
    "InventorumAddress",
    "InventorumCustomer",
    "InventorumCustomerUpdate",
    "InventorumCustomers",
    "InventorumMapping",
    "InventorumPhone",
    "InventorumRefresh",
    "InventorumSource",
    "InventorumTokenFile",
    "InventorumTokens",
    "NewInventorumAddress",
    "NewInventorumCustomer",
    "NewInventorumPhone",
    "SyncInventorum",
    "SyncInventorumCustomers",
    "inventorum_mapping",
    "inventorum_pages",
    "inventorum_rows",
    "inventorum_source",
]


def __getattr__(name: str) -> Any:
    # The blocking side brings much along that nobody on this side needs.
    if name not in {"SyncInventorum", "SyncInventorumCustomers"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from gomus_async.inventorum import blocking

    return getattr(blocking, name)


def __dir__() -> list[str]:
    return sorted(__all__)
