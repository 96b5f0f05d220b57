"""What a museum network holds beside its shop: master data, requests, and who came in."""

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from gomus_async.sandbox.network.exhibition_demo import Exhibition, exhibitions
from gomus_async.sandbox.network.museum_demo import Museum, museums


@define(kw_only=True)
class Scan:
    """One scan of a barcode at a door.

    Args:
        is_entry: somebody came in; otherwise somebody left.
        location: where, if the scanner said so; it is kept, but not served.
    """

    id: int
    barcode: str
    at: str
    is_entry: bool
    location: str | None
    updated_at: str
    people_count: int = 1


@define(kw_only=True)
class Entries:
    """Barcodes at the doors.

    Args:
        known: barcodes beside those that the shop has sold.
        voided: when a barcode was redeemed, as a timestamp.
    """

    known: frozenset[str] = frozenset()
    voided: dict[str, float] = field(factory=dict[str, float])
    scans: dict[int, Scan] = field(factory=dict[int, Scan])


@define(kw_only=True)
class Network:
    """The network and a count of its changes.

    Args:
        requests: as they are served.
    """

    museums: Mapping[int, Museum] = field(factory=museums)
    exhibitions: Mapping[int, Exhibition] = field(factory=exhibitions)
    entries: Entries = field(factory=Entries)
    requests: list[dict[str, Any]] = field(factory=list[dict[str, Any]])
    revision: int = 0
