"""Barcodes that can be tried at the doors without an order."""

from datetime import datetime
from typing import Final

from gomus_async.sandbox.network.records import Entries

FRESH: Final = (
    "111yxqgyxGWWVmXEg",
    "100000000001",
    "100000000002",
    "100000000003",
    "100000000004",
    "100000000005",
)
"""Barcodes that nobody has redeemed; the documents print the first."""

REDEEMED: Final = "100000000013"
"""A barcode that was redeemed on the day that the documents print."""

_DAY: Final = "2017-03-13T12:00:00+01:00"


def demo_entries() -> Entries:
    """The doors with these barcodes."""
    known = frozenset({*FRESH, REDEEMED})
    return Entries(known=known, voided={REDEEMED: datetime.fromisoformat(_DAY).timestamp()})
