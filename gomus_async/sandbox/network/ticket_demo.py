"""The tickets of the whole network: those of the documents, and two dozen more."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.network.places import places
from gomus_async.sandbox.network.texts import names, rows
from gomus_async.sandbox.shop.demo import demo_catalogue
from gomus_async.sandbox.shop.products import EVERY_DAY, Catalogue, Quota, Ticket
from gomus_async.sandbox.shop.programme import EVERYBODY

# id | people a slot | weekdays from Monday as 0; none is every day
_QUOTAS: Final = """\
201|80|
202|40|
203|25|23
204|60|
205|12|
206|30|123456
207|100|
208|0|
209|20|
210|50|56
211|35|
212|90|
213|500|6
"""

# id | type | cents | discount | museums | exhibitions | quotas | every | entry | sold to | title
_TICKETS: Final = """\
601|time_slot|1200|0|5|68|201|30|600-1050||Gemäldegalerie, Sammlung ~ Gemäldegalerie, collection
602|time_slot|600|50|5|68|201|30|600-1050||Gemäldegalerie, Sammlung ermäßigt
603|time_slot|2000|0|5|68|201|30|600-1050||Gemäldegalerie, Familien ~ Gemäldegalerie, families
604|time_slot|900|25|5|67 68|201 211|60|600-1020|R|Mantegna und Bellini, Veranstalter
605|time_slot|1600|0|5|67|203|60|480-540||Mantegna und Bellini vor der Öffnung
606|time_slot|1400|0|5|65|211|20|600-1040||Zeichnungen der Goethezeit ~ Drawings of Goethe's time
607|normal|400|0|6||204||540-1140||Kolonnadenhof ~ Colonnade courtyard
608|time_slot|1300|0|6|69|202 204|30|600-1020||Impressionisten und Hof ~ Impressionists and court
609|time_slot|800|0|6|69|205|45|600-1005||Impressionisten ~ Impressionists
610|time_slot|300|0|6||205|15|600-1020||Dachterrasse ~ Roof terrace
611|time_slot|1800|0|6||209|30|0-240||Lange Nacht ~ Long night
612|time_slot|1400|0|7|71|207|30|540-1050||Pergamonmuseum, Dauerausstellung
613|time_slot|700|50|7|71|207|30|540-1050||Pergamonmuseum, Dauerausstellung ermäßigt
614|time_slot|1100|0|7|71 72|207 212|30|540-1050|R|Pergamonmuseum, Kontingent für Reisebüros
615|time_slot|1400|0|7|72|212|30|540-1050|K|Uruk, nur an der Kasse ~ Uruk, at the cash desk only
616|time_slot|0|100|7|71|207|60|540-960|U|Schulklassen ~ School classes
617|time_slot|1300|0|8|74|206|15|600-1080||Das Panorama ~ The panorama
618|time_slot|650|50|8|74|206|15|600-1080||Das Panorama ermäßigt ~ The panorama, reduced
619|time_slot|900|0|8|75|210|30|840-1110||Skizzen für das Panorama, am Wochenende
620|time_slot|0|0|5 6 7 8||213|30|600-1020||Museumssonntag ~ Museum Sunday
621|annual|8000|0|5 6 7 8|||||R|Jahreskarte Plus ~ Annual ticket plus
622|normal|0|0|5 6 7 8||||||Begleitperson ~ Companion
623|time_slot|500|0|6 67||208|60|600-900||Archiv, zur Zeit geschlossen
624|day_ticket|3200|0|5 6 7 8||212||540-1020||Museumspass, ein Tag ~ Museum pass, one day
"""

_SELLERS: Final[Mapping[str, frozenset[Access]]] = MappingProxyType(
    {
        "": EVERYBODY,
        "R": frozenset({Access.RESELLER, Access.USER}),
        "K": frozenset({Access.CASHPOINT, Access.USER}),
        "U": frozenset({Access.USER}),
    }
)

# What only some of the tickets have.
_EXTRAS: Final[Mapping[int, Mapping[str, Any]]] = MappingProxyType(
    {
        601: {
            "sub_title": "Alte Meister",
            "description": "<p>Gilt für die <strong>ganze</strong> Sammlung &amp; den Garten.</p>",
            "content": {"shop_title": "Sammlung", "picture_copyright_info": "<i>Archiv</i>"},
        },
        602: {"identification": True},
        603: {"min_persons": 2, "max_persons": 5},
        604: {"min_persons": 10, "max_persons": 35},
        609: {"content": {"shop_sub_title": "", "cms_description": "<p>Nur mit Führung</p>"}},
        610: {"attendees": "required", "max_persons": 12},
        613: {"identification": True},
        616: {"min_persons": 10, "max_persons": 30},
        618: {"identification": True},
        620: {"description": "Am Sonntag frei, mit Zeitfenster"},
        621: {"personalizable": True, "max_persons": 2},
        622: {"free_timing": True},
        624: {"after_sale_information": "<p>Am Einlass vorzeigen.</p>"},
    }
)


def network_catalogue() -> Catalogue:
    """What the whole network sells."""
    base = demo_catalogue()
    quotas = (_quota(*fields) for fields in rows(_QUOTAS))
    where = places()
    tickets = (_ticket(fields, where) for fields in rows(_TICKETS))
    return attrs.evolve(
        base,
        quotas={**base.quotas, **{quota.id: quota for quota in quotas}},
        tickets={**base.tickets, **{ticket.id: ticket for ticket in tickets}},
    )


def _quota(number: str, people: str, days: str) -> Quota:
    weekdays = frozenset(map(int, days)) or EVERY_DAY
    return Quota(id=int(number), capacity=int(people), weekdays=weekdays)


def _ticket(fields: list[str], where: Mapping[int, Mapping[str, Any]]) -> Ticket:
    number, kind, cents, discount, museums, exhibitions, quotas, every, entry, sold_to, title = (
        fields
    )
    titles = names(title) or {}
    first, _, last = entry.partition("-")
    museum_ids = _numbers(museums)
    return Ticket(
        id=int(number),
        title=titles["de"],
        translations={"en": {"title": titles["en"]}},
        ticket_type=kind,
        price_cents=int(cents),
        discount=int(discount),
        vat_pct=7.0 if int(cents) else 0.0,
        museum_ids=museum_ids,
        exhibition_ids=_numbers(exhibitions),
        quota_ids=_numbers(quotas),
        entry_duration=int(every) if every else None,
        first_entry=int(first or 600),
        last_entry=int(last or 1020),
        sold_to=_SELLERS[sold_to],
        location=where[museum_ids[0]],
        **_EXTRAS.get(int(number), {}),
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))
