"""Where the events and tours of the museums take place."""

from collections.abc import Mapping
from typing import Any, Final

from gomus_async.sandbox.shop.programme_demo import LOCATION

# museum | name | street | zip | latitude | longitude; some instances give coordinates as texts
_PLACES: Final = """\
6|Alte Nationalgalerie|Bodestraße 1-3|10178|"52.5208"|"13.3985"
7|Pergamonmuseum|Bodestraße 1-3|10178|52.5212|13.3967
8|Pergamonmuseum. Das Panorama|Am Kupfergraben 2|10117|52.5203|13.3953
"""


def places() -> dict[int, Mapping[str, Any]]:
    """Locations by the ids of their museums."""
    rows = [line.split("|") for line in _PLACES.splitlines()]
    return {5: LOCATION} | {
        int(museum): {
            "name": name,
            "city": "Berlin",
            "country": "Deutschland",
            "street": street,
            "zip": code,
            "latitude": _coordinate(latitude),
            "longitude": _coordinate(longitude),
        }
        for museum, name, street, code, latitude, longitude in rows
    }


def _coordinate(text: str) -> str | float:
    return text.strip('"') if text.startswith('"') else float(text)
