"""Events of the demonstration: what they are."""

from collections.abc import Iterator, Sequence
from typing import Final

from gomus_async.sandbox.http import Access
from gomus_async.sandbox.network.pictures import picture
from gomus_async.sandbox.network.places import places
from gomus_async.sandbox.shop.programme import EVERYBODY, Event, Profile

# id | museum | exhibition | category | German title | English title | languages | age groups |
# audiences | catch words | entry fee | duration; the first three are the documents' own.
_EVENTS: Final = """\
101174|5|64|1|El Siglo de Oro|The Golden Age|1|3|1|1|auto|60
101175|5||5|Familiensonntag|Family Sunday|1|1,2|4|5|included|120
101176|5||3|Konzert in der Wandelhalle|Concert in the hall|1|3,4|1|4|none|90
101177|5|64|1|Velázquez im Detail|Velázquez in detail|1|3|1|1|excluded|60
101178|5|64|1|Highlights der Sammlung|Highlights of the collection|1,2|3|1|1|auto|60
101179|5|65|1|Zeichnungen sehen|Looking at drawings|1|3,4|1,5|1|excluded|60
101180|5||5|Kinder führen Kinder|Children guide children|1|1|4|5|included|45
101181|5|65|2|Werkstatt Radierung|Etching workshop|1|2,3|1|1,5|none|180
101182|5||3|Kammermusik am Abend|Chamber music in the evening|1|3,4|1|4|none|90
101183|5|64|4|Die Ära Velázquez|The age of Velázquez|1|3|5|1|none|75
101184|6|66|1|Caspar David Friedrich|Caspar David Friedrich|1,2|3|1|1|auto|60
101185|6|66|1|Im Studiensaal|In the study room|1|3|5|1|5|90
101186|6||6|Architektur des Hauses|Architecture of the house|1,2,3|3|1|2|7.5|60
101187|6||5|Farben mischen|Mixing colours|1|1|3,4|5|included|90
101188|6||2|Ton und Gips|Clay and plaster|1|2|2|2,5|none|120
101189|6|66|4|Sprechstunde Restaurierung|Conservation talks|1|3|5|1|true|60
101190|6|||Stiller Morgen|Quiet morning|1|3,4|1|1|none|60
101191|7||1|Ischtar-Tor und Prozessionsstraße|Ishtar Gate|1,2,3|3|1|3|auto|60
101192|7||1|Führung in Gebärdensprache|Tour in sign language|4|3|1|3|auto|60
101193|7||1|Tasten und Hören|Touch and hear|1|3,4|1|3|auto|75
101194|7||5|Die kleinen Archäologen|The little archaeologists|1|1|4|3,5|included|90
101195|7||2|Keilschrift schreiben|Writing cuneiform|1|1,2|2,4|3,5|none|90
101196|7||4|Neues aus Uruk|News from Uruk|1|3|5|3|false|60
101197|7||7|Nachts im Museum|A night at the museum|1|3|1|3|none|60
101198|8||1|Pergamon im Panorama|Pergamon in the panorama|1,2|3|1|3|auto|45
101199|8||3|Klang der Antike|The sound of antiquity|1|3,4|1|4|none|70
101200|8||5|Götter für Anfänger|Gods for beginners|1|1,2|4|3|included|45
101201|8||1|||1|3|1|3||45
101202|8||4|Vorschau Herbst|A look ahead|1|3|1|3||
101203|5||2|Sommerakademie|Summer academy|1|3|5|1,5|none|240
"""
_FEATURED: Final = frozenset({101174, 101178, 101184, 101191})
_SIGNED: Final = 101192
_TOUCHED: Final = 101193
_SCHOOLS: Final = frozenset({101188, 101195})
# Previews for partners: the public does not see them.
_PARTNERS_ONLY: Final = frozenset({101179, 101189})
_PARTNERS: Final = EVERYBODY - {Access.PUBLIC, Access.CUSTOMER}


def events() -> Iterator[Event]:
    """The thirty events."""
    where = places()
    for line in _EVENTS.splitlines():
        cells = line.split("|")
        number, museum = int(cells[0]), int(cells[1])
        duration = int(cells[11]) if cells[11] else None
        yield Event(
            id=number,
            title=cells[4] or None,
            museum_id=museum,
            exhibition_id=int(cells[2]) if cells[2] else None,
            max_persons=10,
            max_participants=20,
            duration=duration,
            location=where[museum],
            profile=_profile(number, cells),
            shown_to=_PARTNERS if number in _PARTNERS_ONLY else EVERYBODY,
        )


def _profile(number: int, cells: Sequence[str]) -> Profile:
    german, english = cells[4:6]
    return Profile(
        sub_title=f"<em>{german}</em>" if number % 3 == 0 and german else None,
        description=f'<p>{german}: eine Veranstaltung mit "Museumsgespräch".</p>',
        featured=number in _FEATURED,
        category_id=int(cells[3]) if cells[3] else None,
        tags={
            "languages": numbers(cells[6]),
            "age_groups": numbers(cells[7]),
            "audiences": numbers(cells[8]),
            "catch_words": numbers(cells[9]),
            "disablements": (1,) if number == _SIGNED else (2, 3) if number == _TOUCHED else (),
            "grades": (1, 2) if number in _SCHOOLS else (),
            "proposal_categories": (1,) if number % 4 == 0 else (),
        },
        picture=picture("events", number),
        entry_fee=fee(cells[10]),
        content={"shop_title": german, "shop_description": "", "cms_title": german},
        translations={"en": {"title": english, "shop_title": english}} if english else {},
    )


def numbers(cell: str) -> tuple[int, ...]:
    """Ids with commas between them."""
    return tuple(map(int, cell.split(","))) if cell else ()


def fee(cell: str) -> str | float | bool | None:
    """An entry fee, of any of the kinds that instances serve."""
    if cell in {"true", "false"}:
        return cell == "true"
    if not cell:
        return None
    return float(cell) if cell[0].isdecimal() else cell
