"""GET /countries, and the small lists that an instance defines for itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gomus_async.sandbox.http import Access, Call, Reply
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

Names = Mapping[str, str]

LOCALES: Final = ("de", "en")
"""The languages of the instance; the first is the one that stands in for a missing translation."""

SALUTATIONS: Final[Mapping[int, Names]] = MappingProxyType(
    {
        1: {"de": "Herr", "en": "Mr"},
        2: {"de": "Frau", "en": "Ms"},
        3: {"de": "divers", "en": "diverse"},
    }
)
TITLES: Final[Mapping[int, Names]] = MappingProxyType(
    {
        1: {"de": "Dr.", "en": "Dr"},
        2: {"de": "Prof.", "en": "Prof"},
        3: {"de": "Prof. Dr.", "en": "Prof Dr"},
        4: {"de": "Dipl.-Ing.", "en": "Graduate engineer"},
    }
)


def localized(names: Names, call: Call) -> str | dict[str, str]:
    """A text in the caller's language; in several at once for callers who may ask for that."""
    wanted = [locale for locale in call.texts("locale") if locale in LOCALES]
    several = bool(call.query and "locale[]" in call.query)
    if several and wanted and call.access is not Access.PUBLIC:
        return {locale: names[locale] for locale in wanted}
    return names[wanted[0] if wanted else LOCALES[0]]


def _countries(state: "State", call: Call) -> Reply:
    rows, meta = page(list(state.store.countries.values()), call)
    listed = [{"id": row.id, "name": localized(row.names, call), "code": row.code} for row in rows]
    return Reply(data={"countries": listed, "meta": meta})


ROUTES: Final = (Route("GET", "/api/v4/countries", _countries),)
