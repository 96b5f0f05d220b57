"""The twelve exhibitions of the demonstration."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from gomus_async.sandbox.lookups import Names
from gomus_async.sandbox.network.places import places
from gomus_async.sandbox.network.texts import names, rows

Frame = tuple[int, int | None]
"""The first and the last day of an exhibition, or of a part of it that has no end yet."""


@frozen(kw_only=True)
class Exhibition:
    """An exhibition.

    Args:
        picture: its style.
        foreign_id: of the museum's own system.
        frames: days from the first of the month in which it is asked for; none is permanent.
    """

    id: int
    museum_id: int
    featured: bool
    picture: str
    foreign_id: str | None
    frames: tuple[Frame, ...]
    title: Names | None
    sub_title: Names | None
    description: Names | None
    location: Mapping[str, Any]


# id | museum | featured | picture | foreign id | days | title | sub title | description
_EXHIBITIONS: Final = """\
64|5|yes|full|EX-64|-60:400|El Siglo de Oro|Die Ära Velázquez ~ The age of Velázquez|<p>Malerei \
und Skulptur des <em>goldenen Zeitalters</em>.</p> ~ <p>Painting and sculpture of the \
<em>golden age</em>.</p>
65|5||old|EX-65|-20:45|Zeichnungen der Goethezeit ~ Drawings of Goethe's time|Kupferstichkabinett|
66|6||none||-45:180|Caspar David Friedrich|Unendliche Landschaften ~ Infinite landscapes|\
Mit Studiensaal ~ With study room
67|5|yes|bare||-400:-310 20:110|Mantegna und Bellini ~ Mantegna and Bellini|Teil zwei &amp; \
Schluss ~ Part two &amp; end|
68|5|||EX-68||Alte Meister ~ Old masters|<b>Sammlung</b> ~ <b>Collection</b>|
69|6|yes|full|EX-69|-5:|Monet und die Impressionisten ~ Monet and the Impressionists||<p>Der \
&quot;Sommer&quot; und mehr</p>
70|6||full||-120:-30|Skulptur um 1800 ~ Sculpture around 1800||
71|7|yes|full|EX-71||Die Prozessionsstraße ~ The Processional Way|Babylon|
72|7||old||-30:210|Uruk|5000 Jahre Megacity ~ 5000 years of the megacity|
73|7||||60:240|||<p>Eine Ausstellung, die noch keinen Namen hat</p>
74|8|yes|full|EX-74|-900:|Pergamon. Meisterwerke ~ Pergamon. Masterpieces|Mit dem 360°-Panorama \
~ With the 360° panorama|
75|8||bare||-90:-60 0:30 330:420|Skizzen für das Panorama ~ Sketches for the panorama||
"""


def exhibitions() -> Mapping[int, Exhibition]:
    """Every exhibition by id."""
    where = places()
    found = (_exhibition(fields, where) for fields in rows(_EXHIBITIONS))
    return MappingProxyType({exhibition.id: exhibition for exhibition in found})


def _exhibition(fields: list[str], where: Mapping[int, Mapping[str, Any]]) -> Exhibition:
    number, museum, featured, picture, foreign_id, days, title, sub_title, description = fields
    return Exhibition(
        id=int(number),
        museum_id=int(museum),
        featured=featured == "yes",
        picture=picture,
        foreign_id=foreign_id or None,
        frames=tuple(_frame(text) for text in days.split()),
        title=names(title),
        sub_title=names(sub_title),
        description=names(description),
        location=where[int(museum)],
    )


def _frame(text: str) -> Frame:
    first, _, last = text.partition(":")
    return int(first), int(last) if last else None
