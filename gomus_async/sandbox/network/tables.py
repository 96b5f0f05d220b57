"""The network's tables as plain records, with the API's field names."""

import copy
from typing import Any, Final

from gomus_async.sandbox.network.records import Network, Scan

_DEVICE: Final = "3"


def scan_record(scan: Scan) -> dict[str, Any]:
    """A scan as the API serves it."""
    return {
        "id": scan.id,
        "barcode": scan.barcode,
        "entry_at": scan.at,
        "position": None,
        "device": _DEVICE,
        "people_count": scan.people_count,
        "is_valid": True,
        "is_entry": scan.is_entry,
        "updated_at": scan.updated_at,
        "created_at": scan.at,
    }


def network_records(network: Network, table: str) -> list[dict[str, Any]] | None:
    """A table whole, oldest rows first; None for one that is not the network's."""
    if table == "requests":
        return copy.deepcopy(network.requests)
    if table == "scans":
        scans = list(network.entries.scans.values())
        return [{**scan_record(scan), "location": scan.location} for scan in scans]
    return None
