"""Lists of the catalogue over several pages, also where the server does not know pages."""

import math
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from gomus_async import Gomus, Pager
from tests.resources.recorder import Canned, Recorded, Recorder

LISTS: list[tuple[str, Callable[..., Pager[Any]]]] = [
    ("museums", lambda g, **more: g.museums.list(**more)),
    ("exhibitions", lambda g, **more: g.exhibitions.list(**more)),
    ("tickets", lambda g, **more: g.tickets.list(**more)),
    ("data", lambda g, **more: g.tickets.contents([1], **more)),
    ("events", lambda g, **more: g.events.list(**more)),
    ("dates", lambda g, **more: g.events.dates(7, **more)),
    ("bookings", lambda g, **more: g.events.bookings(7, 8, **more)),
    ("dates", lambda g, **more: g.dates.list(**more)),
    ("tours", lambda g, **more: g.tours.list(**more)),
    ("bookings", lambda g, **more: g.tour_bookings.list(**more)),
    ("countries", lambda g, **more: g.lookups.countries(**more)),
    ("states", lambda g, **more: g.lookups.states(**more)),
    ("dispatch_modes", lambda g, **more: g.lookups.dispatch_modes(**more)),
]


@attrs.define
class Rows:
    """Serves rows in pages, and never more than a cap whatever is asked for."""

    envelope: str
    total: int
    cap: int = 25
    meta: bool = True
    knows_pages: bool = True

    def __call__(self, request: Recorded) -> Canned:
        query = dict(request.pairs)
        size = min(int(query.get("per_page", self.cap)), self.cap)
        page = int(query["page"]) if self.knows_pages else 1
        rows = [{"id": number} for number in range(self.total)]
        shown = rows[size * (page - 1) : size * page] if self.knows_pages else rows
        meta = {"total_count": self.total, "page": page, "per_page": size}
        return Canned(json={self.envelope: shown, **({"meta": meta} if self.meta else {})})


@pytest.mark.parametrize(("envelope", "listed"), LISTS)
@pytest.mark.parametrize("total", [0, 1, 25, 26, 60])
async def test_all_pages(
    gomus: Gomus, server: Recorder, *, envelope: str, listed: Any, total: int
) -> None:
    server.answer = Rows(envelope, total)
    pager = listed(gomus)

    assert [row.id for row in await pager.all()] == [*range(total)]
    assert pager.total == total
    assert len(server.requests) == max(1, math.ceil(total / 25))


@pytest.mark.parametrize(("envelope", "listed"), LISTS)
async def test_the_server_says_how_long_a_page_is(
    gomus: Gomus, server: Recorder, envelope: str, listed: Any
) -> None:
    server.answer = Rows(envelope, 60)

    assert len(await listed(gomus, per_page=1000, prefetch=0).all()) == 60
    assert [dict(request.pairs)["page"] for request in server.requests] == ["1", "2", "3"]
    assert {dict(request.pairs)["per_page"] for request in server.requests} == {"1000"}


@pytest.mark.parametrize(("envelope", "listed"), LISTS)
async def test_no_meta(gomus: Gomus, server: Recorder, envelope: str, listed: Any) -> None:
    server.answer = Rows(envelope, 30, meta=False)
    pager = listed(gomus, prefetch=0)

    assert [row.id for row in await pager.all()] == [*range(30)]
    assert pager.total is None


@pytest.mark.parametrize("prefetch", [0, 1, 3])
@pytest.mark.parametrize("total", [0, 1, 30])
async def test_bookings_of_a_server_without_pages(
    gomus: Gomus, server: Recorder, total: int, prefetch: int
) -> None:
    server.answer = Rows("bookings", total, meta=False, knows_pages=False)
    pager = gomus.tour_bookings.list(prefetch=prefetch)

    assert [row.id for row in await pager.all()] == [*range(total)]
    assert (await pager.all(limit=1)) == (await pager.all())[:1]


async def test_a_list_of_a_server_without_pages_is_whole_at_once(
    gomus: Gomus, server: Recorder
) -> None:
    server.answer = Rows("museums", 30, meta=False, knows_pages=False)

    assert len(await gomus.museums.list().all()) == 30


async def test_a_list_of_bookings_that_turns_back(gomus: Gomus, server: Recorder) -> None:
    """A page that has some of the rows before it is no end."""
    pages = {"1": [1, 2], "2": [2, 3], "3": [2, 3]}
    server.answer = lambda request: Canned(
        json={"bookings": [{"id": number} for number in pages[dict(request.pairs)["page"]]]}
    )

    assert [row.id for row in await gomus.tour_bookings.list(prefetch=0).all()] == [1, 2, 3]
