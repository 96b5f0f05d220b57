"""The instance's own words for what is on: categories, languages, audiences and so on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from gomus_async.sandbox.http import Call
from gomus_async.sandbox.lookups import localized
from gomus_async.sandbox.shop.products import Tour
from gomus_async.sandbox.shop.programme import Event

Row = Event | Tour

KINDS: Final = (
    "age_groups",
    "audiences",
    "catch_words",
    "disablements",
    "grades",
    "proposal_categories",
    "languages",
)
"""What an event or tour has any number of; of the categories it has one at most."""

LISTS: Final = ("categories", *(kind for kind in KINDS if kind != "disablements"))
"""The lists that can be asked for."""

SINGULARS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "categories": "category",
        "languages": "language",
        "age_groups": "age_group",
        "audiences": "audience",
        "catch_words": "catch_word",
        "disablements": "disablement",
        "proposal_categories": "proposal_category",
        "grades": "grade",
    }
)
"""The name of one, by the name of several."""

# The name of a category can be there twice, or missing.
NAMES: Final[Mapping[str, Mapping[int, Mapping[str, str]]]] = MappingProxyType(
    {
        "categories": {
            1: {"de": "Führung", "en": "Guided tour"},
            2: {"de": "Workshop", "en": "Workshop"},
            3: {"de": "Konzert", "en": "Concert"},
            4: {"de": "Vortrag", "en": "Lecture"},
            5: {"de": "Familie", "en": "Family"},
            6: {"de": "Führung", "en": "Guided tour"},
            7: {"de": "", "en": ""},
        },
        "languages": {
            1: {"de": "Deutsch", "en": "German"},
            2: {"de": "Englisch", "en": "English"},
            3: {"de": "Französisch", "en": "French"},
            4: {"de": "Deutsche Gebärdensprache", "en": "German Sign Language"},
        },
        "age_groups": {
            1: {"de": "Kinder", "en": "Children"},
            2: {"de": "Jugendliche", "en": "Young people"},
            3: {"de": "Erwachsene", "en": "Adults"},
            4: {"de": "Senioren", "en": "Seniors"},
        },
        "audiences": {
            1: {"de": "Einzelbesucher", "en": "Visitors"},
            2: {"de": "Schulen", "en": "Schools"},
            3: {"de": "Kitas", "en": "Kindergartens"},
            4: {"de": "Familien", "en": "Families"},
            5: {"de": "Fachpublikum", "en": "Experts"},
        },
        "catch_words": {
            1: {"de": "Malerei", "en": "Painting"},
            2: {"de": "Skulptur", "en": "Sculpture"},
            3: {"de": "Antike", "en": "Antiquity"},
            4: {"de": "Musik", "en": "Music"},
            5: {"de": "Mitmachen", "en": "Hands-on"},
        },
        "disablements": {
            1: {"de": "Gehörlos", "en": "Deaf"},
            2: {"de": "Blind", "en": "Blind"},
            3: {"de": "Rollstuhl", "en": "Wheelchair"},
        },
        "proposal_categories": {
            1: {"de": "Wochenende", "en": "Weekend"},
            2: {"de": "Ferien", "en": "Holidays"},
        },
        "grades": {
            1: {"de": "Klasse 1-4", "en": "Years 1-4"},
            2: {"de": "Klasse 5-7", "en": "Years 5-7"},
            3: {"de": "Klasse 8-10", "en": "Years 8-10"},
        },
    }
)
"""Texts by locale, by id, by kind."""


def ids(row: Row, kind: str) -> tuple[int, ...]:
    """The tags of an event or a tour that are of this kind."""
    if kind == "categories":
        number = row.profile.category_id
        return () if number is None else (number,)
    if isinstance(row, Tour) and kind in {"languages", "age_groups"}:
        return tuple(row.languages if kind == "languages" else row.age_groups)
    return row.profile.tags.get(kind, ())


def tag(kind: str, number: int, call: Call) -> dict[str, Any]:
    """A tag as it is served; its name is null where it has none."""
    names = NAMES[kind].get(number)
    name = localized(names, call) if names is not None and names["de"] else None
    return {"id": number, "name": name}


def tags(row: Row, call: Call) -> dict[str, list[dict[str, Any]]]:
    """All tags of an event or a tour by kind."""
    return {kind: [tag(kind, number, call) for number in ids(row, kind)] for kind in KINDS}


def category(row: Row, call: Call) -> dict[str, Any] | None:
    """The category of an event or a tour, if it has one."""
    number = row.profile.category_id
    return None if number is None else tag("categories", number, call)
