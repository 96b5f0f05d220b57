"""Every call of the catalogue sends one request, exactly as documented."""

import inspect
from typing import cast

import pytest
from aioresponses import aioresponses
from yarl import URL

from gomus_async import ConfigError, Gomus, NewPrice, NewRequest
from tests.resources.asked import DAY, LATER, TIME, Asked
from tests.resources.asked_programme import PROGRAMME
from tests.resources.asked_sales import SALES
from tests.resources.recorder import Canned, Recorder

CASES = [pytest.param(case, id=case.name) for case in (*PROGRAMME, *SALES)]
RESOURCES = ("museums", "exhibitions", "events", "dates", "tickets", "tours", "tour_bookings")
BODIES = {"POST", "PUT"}


@pytest.mark.parametrize("case", CASES)
async def test_what_is_sent(gomus: Gomus, server: Recorder, case: Asked) -> None:
    server.answer = Canned(json=dict(case.answer), content_type=case.content_type)

    await case.call(gomus)

    request = server.only
    method, _, path = case.route.partition(" ")
    assert (request.method, request.path) == (method, f"/api/v4{path}")
    assert sorted(request.pairs) == sorted(case.query)
    assert (request.json if request.body else None) == case.body
    headers = dict(request.headers)
    assert headers["authorization"] == "Bearer SECRET-TOKEN"
    assert headers.get("content-type") == ("application/json" if method in BODIES else None)


@pytest.mark.parametrize("case", CASES)
async def test_what_is_given_to_aiohttp(web: aioresponses, case: Asked) -> None:
    method, _, path = case.route.partition(" ")
    url = URL(f"https://demo.gomus.de/api/v4{path}", encoded=True)
    web.add(
        url.update_query(case.query),
        method=method,
        payload=dict(case.answer),
        content_type=case.content_type,
    )

    async with Gomus("demo.gomus.de") as gomus:
        await case.call(gomus)

    [(called, asked)] = web.requests
    assert called == method
    assert asked.path_qs.count("?") == (1 if case.query else 0)
    assert asked.raw_path == f"/api/v4{path}"


@pytest.mark.parametrize("resource", [*RESOURCES, "requests", "lookups"])
def test_no_method_is_left_out(resource: str) -> None:
    methods = inspect.getmembers(getattr(Gomus("demo.gomus.de"), resource), inspect.ismethod)
    names = {f"{resource}.{name}" for name, _ in methods if not name.startswith("_")}

    assert names == {c.method for c in (*PROGRAMME, *SALES) if c.method.startswith(f"{resource}.")}


@pytest.mark.parametrize(
    "call",
    [
        lambda g: g.events.dates(7, date=DAY, start_at=DAY),
        lambda g: g.events.dates(7, date=DAY, end_at=LATER),
        lambda g: g.events.dates(7, start_at=LATER, end_at=DAY),
        lambda g: g.tickets.contents([]),
        lambda g: g.tickets.contents(()),
    ],
)
def test_pagers_that_cannot_be(call: object) -> None:
    assert callable(call)
    with pytest.raises(ConfigError):
        call(Gomus("demo.gomus.de"))


@pytest.mark.parametrize(
    "call",
    [
        lambda g: g.tickets.capacities([]),
        lambda g: g.tickets.calendar(start_at=LATER, end_at=DAY),
        lambda g: g.dates.calendar(start_at=LATER, end_at=TIME),
        lambda g: g.tours.start_times(9, start_at=LATER, end_at=DAY),
        lambda g: g.tours.equipment(9, 2, date=DAY, at=TIME),
        lambda g: g.events.seating_svg("https://elsewhere.example/seatings/1.png"),
        lambda g: g.events.seating_svg("/api/v4/seatings/../1.svg"),
        lambda g: g.tour_bookings.add_prices(27079, []),
        lambda g: g.tour_bookings.set_feedback(27079),
        lambda g: g.tour_bookings.update_price(27079, 5, NewPrice()),
        lambda g: g.entry.update_scan(1, people_count=-1),
        lambda g: g.requests.create(NewRequest(date=DAY, items=[])),
        lambda g: g.requests.create(NewRequest(date=DAY, items="Tour")),
    ],
)
async def test_what_cannot_be_is_not_sent(gomus: Gomus, server: Recorder, call: object) -> None:
    assert callable(call)
    with pytest.raises(ConfigError):
        await call(gomus)
    assert server.requests == []


TWINS = [
    pytest.param(case, id=case.name)
    for case in (*PROGRAMME, *SALES)
    if inspect.iscoroutinefunction(
        getattr(
            getattr(Gomus("demo.gomus.de"), case.method.split(".")[0]), case.method.split(".")[1]
        )
    )
]


@pytest.mark.parametrize("case", TWINS)
async def test_twins_with_responses(gomus: Gomus, server: Recorder, case: Asked) -> None:
    server.answer = Canned(json=dict(case.answer), content_type=case.content_type)

    value = await case.call(gomus)
    response = await case.call(cast("Gomus", gomus.raw))

    assert response.value == value
    assert response.status == 200
    assert response.headers["Content-Type"] == case.content_type
    assert [request.target for request in server.requests] == [server.requests[0].target] * 2
