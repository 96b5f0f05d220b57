"""The four museums of the demonstration."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from gomus_async.sandbox.lookups import Names
from gomus_async.sandbox.network.places import places
from gomus_async.sandbox.network.texts import names, rows

Spans = tuple[tuple[int, int], ...]


@frozen(kw_only=True)
class Museum:
    """A museum.

    Args:
        shop_order: its place in lists.
        picture: its style.
        weekdays: the minutes from which to which it is open, by weekday from Monday.
        has_schedules: whether it plans its days in go~mus.
    """

    id: int
    shop_order: int
    title: Names | None
    sub_title: Names | None
    description: Names | None
    picture: str
    weekdays: tuple[Spans, ...]
    has_schedules: bool
    location: Mapping[str, Any]

    def spans(self, day: date) -> Spans:
        """The minutes from which to which it is open on a day; none when it is closed."""
        return self.weekdays[day.weekday()]


# id | shop order | picture | schedules | hours from Monday on | title | sub title | description
_MUSEUMS: Final = """\
5|2|full|yes|10-18 10-18 10-18 10-20 10-18 11-18 11-18|Gemäldegalerie|Kulturforum|<p>Alte Meister, \
von <em>Giotto</em> bis &quot;Velázquez&quot;.</p> ~ <p>Old masters, from <em>Giotto</em> to \
&quot;Velázquez&quot;.</p>
6|4|bare|yes|- 10-18 10-18 10-18 10-18 10-18 10-18|Alte Nationalgalerie|\
Museumsinsel ~ Museum Island|
7|1|old|yes|9-18 9-18 9-18 9-20 9-18 9-18 9-18|Pergamonmuseum|Museumsinsel ~ Museum Island|\
Architektur der Antike ~ Architecture of antiquity
8|3|none||10-18 10-18 10-18 10-18 10-18 10-13+14-19 10-13+14-19|Pergamonmuseum. Das Panorama|\
Museumsinsel ~ Museum Island|Ein Rundbild in einer <strong>Rotunde</strong>. ~ A picture all \
around in a <strong>rotunda</strong>.
"""


def museums() -> Mapping[int, Museum]:
    """Every museum by id, in the shop's order."""
    where = places()
    found = (_museum(fields, where) for fields in rows(_MUSEUMS))
    in_order = sorted(found, key=lambda museum: museum.shop_order)
    return MappingProxyType({museum.id: museum for museum in in_order})


def _museum(fields: list[str], where: Mapping[int, Mapping[str, Any]]) -> Museum:
    number, order, picture, schedules, hours, title, sub_title, description = fields
    return Museum(
        id=int(number),
        shop_order=int(order),
        title=names(title),
        sub_title=names(sub_title),
        description=names(description),
        picture=picture,
        weekdays=tuple(_spans(text) for text in hours.split()),
        has_schedules=schedules == "yes",
        location=where[int(number)],
    )


def _spans(text: str) -> Spans:
    if text == "-":
        return ()
    hours = (span.split("-") for span in text.split("+"))
    return tuple((int(begin) * 60, int(end) * 60) for begin, end in hours)
