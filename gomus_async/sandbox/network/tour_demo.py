"""Tours of the demonstration, beside the two that the documents use."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import attrs

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.network.event_demo import fee, numbers
from gomus_async.sandbox.network.pictures import picture
from gomus_async.sandbox.network.places import places
from gomus_async.sandbox.network.tags import NAMES
from gomus_async.sandbox.shop.products import ScalePrice, Surcharge, Tour
from gomus_async.sandbox.shop.programme import EVERYBODY, Profile

# id | museum | exhibition | category | German title | English title
_TITLES: Final = """\
101204|5||1|Meisterwerke|Masterpieces
101205|5|65|2|Zeichnen vor Originalen|Drawing from originals
101206|5||6|Blick hinter die Kulissen|Behind the scenes
101207|6|66|1|Romantik|Romanticism
101208|6||2|Plastisches Gestalten|Sculpting
101209|6||1|Architekturführung|Architecture tour
101210|6|66|5|Kindergeburtstag|Birthday party
101211|7||1|Babylon|Babylon
101212|7||1|Babylon in Gebärdensprache|Babylon in sign language
101213|7||2|Keilschriftwerkstatt|Cuneiform workshop
101214|8||1|Panorama für Gruppen|Panorama for groups
101215|8||4|Rundgang mit dem Kurator|Curator's walk
101216|7||7||
"""
# languages | age groups | audiences | grades | entry fee | participants | minutes | starts |
# groups at the same time | price or prices in cents | equipment and its pieces
_TERMS: Final = """\
1,2,3|2,3,4|1|3|auto|1-25|60|10:00-17:00|3|9000|1:25
1|1,2|2|1,2|none|5-15|120|09:00-15:00|1|600,400|2:4
1,2|3|5||excluded|1-12|90|10:00-16:00|1|15000|
1,2,3|3,4|1||auto|1-20|60|10:00-17:00|2|8500|1:25
1|1,2|2|1,2,3|none|8-24|120|09:00-14:00|1|500,300|3:12
1,2|3|1,5||7.5|1-20|75|10:00-16:30|1|9500|
1|1|4||included|5-12|120|13:00-16:00|1|18000|2:4
1,2,3|2,3,4|1|3|auto|1-25|60|10:00-17:00|4|9000|1:25
4|2,3|1||auto|1-12|75|10:00-15:00|1|4500|
1|1,2|2|1,2|none|10-28|90|09:00-13:00|1|400,250|4:30
1,2|3|1||true|1-30|45|10:00-17:30|2|7000|1:25
1|3|5|||1-15|60|18:00-20:00|1|20000|
1|3|5||5|1-10|60|11:00-15:00|1|6000|
"""
_MATERIAL: Final = (
    Surcharge(price_surcharge_id=11, title="Material", price_cents=200),
    Surcharge(price_surcharge_id=12, title="Brennen", price_cents=350, optional=True),
)
_SCALES: Final = ((1, "Normalpreis"), (4, "Ermäßigt"))
_WITH_MATERIAL: Final = 101208
# Their sales channel is off: everybody sees them, the museum's own people book them.
_OFFLINE: Final = frozenset({101206, 101215})
_TEAM: Final = frozenset({Access.USER, Access.CASHPOINT})
_PARTNERS_ONLY: Final = 101216
_PARTNERS: Final = EVERYBODY - {Access.PUBLIC, Access.CUSTOMER}
_FEATURED: Final = frozenset({101204, 101211})
# Of the documents' own tours: exhibition, category, English title.
_PRINTED: Final[Mapping[int, tuple[int | None, int, str]]] = MappingProxyType(
    {101173: (64, 1, "The Golden Age, for groups"), 28227: (None, 2, "Colour workshop")}
)


def tours(printed: Mapping[int, Tour]) -> Iterator[Tour]:
    """The documents' own tours with what they lack, then the others."""
    for tour in printed.values():
        exhibition, category, english = _PRINTED[tour.id]
        profile = _profile(tour.id, tour.title, english, category, {"audiences": (1, 2)})
        yield attrs.evolve(tour, exhibition_id=exhibition, profile=profile)
    where = places()
    for titles, terms in zip(_TITLES.splitlines(), _TERMS.splitlines(), strict=True):
        cells = titles.split("|")
        yield _tour(cells, terms.split("|"), where[int(cells[1])])


def _tour(titles: Sequence[str], terms: Sequence[str], location: Mapping[str, Any]) -> Tour:
    number, category = int(titles[0]), int(titles[3])
    languages, age_groups = numbers(terms[0]), numbers(terms[1])
    tags = {"audiences": numbers(terms[2]), "grades": numbers(terms[3])}
    profile = _profile(number, titles[4], titles[5], category, tags)
    least, _, most = terms[5].partition("-")
    return Tour(
        id=number,
        title=titles[4],
        museum_id=int(titles[1]),
        exhibition_id=int(titles[2]) if titles[2] else None,
        languages=_named("languages", languages),
        age_groups=_named("age_groups", age_groups),
        min_participants=int(least),
        max_participants=int(most),
        duration=int(terms[6]),
        parallel=int(terms[8]),
        equipment=_equipment(terms[10]),
        language_matters=len(languages) > 1,
        location=location,
        profile=attrs.evolve(profile, entry_fee=fee(terms[4])),
        surcharges=_MATERIAL if number == _WITH_MATERIAL else (),
        sold_to=_TEAM if number in _OFFLINE else EVERYBODY,
        shown_to=_PARTNERS if number == _PARTNERS_ONLY else EVERYBODY,
        **_starts(terms[7]),
        **_prices(terms[9]),
    )


def _profile(
    number: int, german: str, english: str, category: int, tags: dict[str, tuple[int, ...]]
) -> Profile:
    return Profile(
        sub_title="<strong>Für Gruppen</strong>" if number % 4 == 0 else None,
        description=f"<p>{german}</p>" if german else None,
        featured=number in _FEATURED,
        category_id=category,
        tags={**tags, "catch_words": (5,) if category == 2 else (1,)},
        picture=picture("tours", number),
        content={"shop_title": german, "cms_description": f"<p>{german}</p>"} if german else {},
        translations={"en": {"title": english, "shop_title": english}} if english else {},
    )


def _named(kind: str, ids: tuple[int, ...]) -> dict[int, str]:
    return {number: NAMES[kind][number]["de"] for number in ids}


def _starts(cell: str) -> dict[str, Any]:
    first, last = (
        int(hour) * 60 + int(minute)
        for hour, minute in (time.split(":") for time in cell.split("-"))
    )
    return {"first_start": first, "last_start": last}


def _prices(cell: str) -> dict[str, Any]:
    amounts = [int(amount) for amount in cell.split(",")]
    if len(amounts) == 1:
        return {"group_price_cents": amounts[0]}
    scales = [
        ScalePrice(scale_price_id=number, title=title, price_cents=cents)
        for (number, title), cents in zip(_SCALES, amounts, strict=True)
    ]
    return {"scale_prices": tuple(scales)}


def _equipment(cell: str) -> dict[int, int]:
    number, _, pieces = cell.partition(":")
    return {int(number): int(pieces)} if cell else {}
