"""The client that the scripts use."""

from gomus_async import SyncGomus

__all__ = ["SyncGomus"]
