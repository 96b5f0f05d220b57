"""Entry: barcodes at the door."""

from datetime import datetime
from typing import Any

import attrs

from gomus_async.models.common import Entity, personal

__all__ = ["BarcodeStatus", "EntryConfig", "Scan"]


@attrs.frozen(kw_only=True)
class BarcodeStatus(Entity):
    """What the API says about a barcode, in German: how many may enter, or why nobody may."""

    message: str | None = personal()
    error: str | None = personal()

    @property
    def is_valid(self) -> bool:
        """Whether somebody may enter, or leave, with it."""
        return self.error is None


@attrs.frozen(kw_only=True)
class Scan(Entity):
    """One scan at an entry."""

    id: int
    barcode: str | None = personal()
    entry_at: datetime | None = None
    position: Any = personal()
    device: str | None = None
    people_count: int | None = None
    is_valid: bool | None = None
    is_entry: bool | None = None
    updated_at: datetime | None = None
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class EntryConfig(Entity):
    """How an entry zone is set up; what is in `settings` is up to the instance."""

    id: str | int | None = None
    name: str | None = None
    settings: dict[str, Any] | None = None
