"""The Inventorum POS: the customers of a shop's till, and how they come into go~mus."""

from gomus_async.inventorum.client import Inventorum
from gomus_async.inventorum.customers import InventorumCustomers
from gomus_async.inventorum.models import (
    InventorumAddress,
    InventorumCustomer,
    InventorumCustomerUpdate,
    InventorumPhone,
    NewInventorumAddress,
    NewInventorumCustomer,
    NewInventorumPhone,
)
from gomus_async.inventorum.tokens import InventorumRefresh, InventorumTokens

__all__ = [
    "Inventorum",
    "InventorumAddress",
    "InventorumCustomer",
    "InventorumCustomerUpdate",
    "InventorumCustomers",
    "InventorumPhone",
    "InventorumRefresh",
    "InventorumTokens",
    "NewInventorumAddress",
    "NewInventorumCustomer",
    "NewInventorumPhone",
]
