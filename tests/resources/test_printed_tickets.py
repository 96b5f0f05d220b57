"""Every request about combined tickets and reservations that the reseller page prints."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from aioresponses import aioresponses
from yarl import URL

from gomus_async import (
    ApiError,
    Forbidden,
    Gomus,
    MethodNotAllowed,
    NotFound,
    RateLimited,
    Reservation,
    ReservationExpired,
    ReservationUncertain,
    ServerError,
    Ticket,
    Unauthorized,
    Unavailable,
    Unprocessable,
)
from tests.resources import printed_004 as page
from tests.resources.printed import Printed
from tests.resources.printed_exchange import TOKEN, client, exactly, exchange, told, written
from tests.resources.recorder import Canned, Recorder

BEARER = {"authorization": f"Bearer {TOKEN}"}
JSON = {**BEARER, "content-type": "application/json"}
HELD = "XBqvPGe09EyXPi4iDC1Mgg"
DAY = date(2018, 11, 20)
ROW = Ticket(
    id=514,
    title="Pergamonmuseum + Das Panorama | regulär",
    ticket_type="time_slot",
    bookable=True,
)
COMBINED = attrs.evolve(ROW, price_cents=1900, quota_ids=(98,), sub_ticket_ids=(515, 516))
PERGAMON = Ticket(
    id=515,
    title="Subticket Pergamonmuseum",
    is_sub_ticket=True,
    price_cents=0,
    quota_ids=(37,),
    ticket_type="time_slot",
)
PANORAMA = attrs.evolve(PERGAMON, id=516, title="Subticket Das Panorama", quota_ids=(99,))
LEFT = [46, 46, 32, 37, 37, 33, 37, 35, 34, 37, 35, 37, 37, 37, 37]
OPENING = datetime.fromisoformat("2018-11-20T10:00:00+01:00")
CAPACITY = {OPENING + timedelta(minutes=30 * n): left for n, left in enumerate(LEFT)}
RESERVATION = Reservation(
    token=HELD,
    quantity=5,
    ticket_id=247,
    start_at=datetime.fromisoformat("2016-09-25T16:00:00+02:00"),
    valid_until=datetime.fromisoformat("2016-09-02T19:11:20+02:00"),
)
SLOT = datetime.fromisoformat("2016-09-25T16:00:00+02:00")


def public(gomus: Gomus) -> Gomus:
    """The page asks for tickets without a token."""
    return gomus.with_options(token=None)


def get(id: int, value: Ticket, answer: dict[str, Any]) -> list[Printed]:
    """The page prints the tickets bare, and elsewhere under their envelope."""
    case = Printed(
        name=f"ticket {id}",
        call=lambda gomus: public(gomus).tickets.get(id),
        method="GET",
        target=f"/api/v4/tickets/{id}",
        headers={},
        answer=answer,
        value=value,
    )
    return [case, attrs.evolve(case, name=f"ticket {id} enveloped", answer={"ticket": answer})]


def capacity(id: int) -> list[Printed]:
    answer = json.loads(page.CAPACITY)
    case = Printed(
        name=f"capacity {id}",
        call=lambda gomus: public(gomus).tickets.capacity(id, date=DAY),
        method="GET",
        target=f"/api/v4/tickets/{id}/capacity?date=2018-11-20",
        headers={},
        answer=answer,
        value=CAPACITY,
    )
    return [case, attrs.evolve(case, name=f"capacity {id} enveloped", answer={"data": answer})]


TICKETS = [
    # The page of a list is always named.
    Printed(
        name="list",
        call=lambda gomus: public(gomus).tickets.list(valid_at=DAY).all(),
        method="GET",
        target="/api/v4/tickets?valid_at=2018-11-20&page=1",
        headers={},
        answer={"tickets": [json.loads(page.COMBINED_ROW)], "meta": json.loads(page.META)},
        value=[ROW],
    ),
    *get(514, COMBINED, page.combined()),
    *get(515, PERGAMON, json.loads(page.SUB_TICKETS[0])),
    *get(516, PANORAMA, json.loads(page.SUB_TICKETS[1])),
    *capacity(515),
    *capacity(516),
]
CREATE = Printed(
    name="reserve",
    call=lambda gomus: gomus.reservations.create(247, quantity=5, start_at=SLOT),
    method="POST",
    target="/api/v4/tickets/reservations",
    headers=JSON,
    body=json.loads(page.NEW_RESERVATION),
    answer=json.loads(page.RESERVATION),
    value=RESERVATION,
)
UPDATE = Printed(
    name="refresh",
    call=lambda gomus: gomus.reservations.update(HELD, quantity=10),
    method="PUT",
    target=f"/api/v4/tickets/reservations/{HELD}",
    headers=JSON,
    body=json.loads(page.RESERVATION_UPDATE),
    answer={"reservation": {**json.loads(page.RESERVATION)["reservation"], "quantity": 10}},
    value=attrs.evolve(RESERVATION, quantity=10),
)
# The print names a content type too, left over from the one above it: there is no content.
DELETE = Printed(
    name="release",
    call=lambda gomus: gomus.reservations.delete(HELD),
    method="DELETE",
    target=f"/api/v4/tickets/reservations/{HELD}",
    headers=BEARER,
    status=204,
)
CASES = [
    *TICKETS,
    CREATE,
    attrs.evolve(CREATE, name="reserve, 201", status=201),
    UPDATE,
    DELETE,
    attrs.evolve(DELETE, name="release, 200 without content", status=200),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_as_printed(server: Recorder, case: Printed) -> None:
    request, value = await exchange(server, case)

    assert (request.method, request.target) == (case.method, case.target)
    assert told(request) == case.headers
    assert written(request.json if request.body else None) == written(case.body)
    assert value == case.value
    assert exactly(value) == exactly(case.value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_the_printed_address(web: aioresponses, case: Printed) -> None:
    host = "https://smb.gomus.de" if case in TICKETS else "https://demo.gomus.de"
    body = "" if case.answer is None else json.dumps(case.answer)
    web.add(f"{host}{case.target}", method=case.method, status=case.status, body=body)

    async with client(host) as gomus:
        value = await case.call(gomus)

    [((method, url), [_])] = web.requests.items()
    expected = URL(f"{host}{case.target}")
    assert (method, url.with_query(None)) == (case.method, expected.with_query(None))
    assert dict(url.query) == dict(expected.query)
    assert value == case.value


async def test_a_token_goes_along_where_there_is_one(server: Recorder) -> None:
    """What a ticket costs, and whether it can be bought, depends on it."""
    server.answer = Canned(200, {"ticket": page.combined()})

    async with client(server.url) as gomus:
        ticket = await gomus.tickets.get(514)

    assert told(server.only) == BEARER
    assert (ticket.is_combined, ticket) == (True, COMBINED)


@pytest.mark.parametrize("answer", [{}, {"data": {}}], ids=["bare", "enveloped"])
async def test_nothing_is_left(server: Recorder, gomus: Gomus, answer: dict[str, Any]) -> None:
    server.answer = Canned(200, answer)

    assert await gomus.tickets.capacity(515, date=DAY) == {}


@pytest.mark.parametrize("enveloped", [False, True])
async def test_naive_slots_are_in_berlin(server: Recorder, gomus: Gomus, enveloped: bool) -> None:
    naive = json.loads(page.CAPACITY.replace("+01:00", ""))
    server.answer = Canned(200, {"data": naive} if enveloped else naive)

    left = await gomus.tickets.capacity(515, date=DAY)

    assert left == CAPACITY
    assert {slot.tzinfo for slot in left} == {ZoneInfo("Europe/Berlin")}


async def test_slots_keep_their_order_and_their_local_time(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, json.loads(page.CAPACITY))

    left = await gomus.tickets.capacity(515, date=DAY)

    assert [slot.isoformat() for slot in left] == list(json.loads(page.CAPACITY))
    assert list(left.values()) == LEFT


async def test_a_time_without_offset_is_reserved_in_berlin(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, json.loads(page.RESERVATION))

    await gomus.reservations.create(247, quantity=5, start_at=SLOT.replace(tzinfo=None))

    assert written(server.only.json) == written(json.loads(page.NEW_RESERVATION))


async def test_times_of_a_reservation_without_offset(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, json.loads(page.RESERVATION.replace("+02:00", "")))

    reservation = await CREATE.call(gomus)

    assert reservation == RESERVATION
    assert reservation.valid_until.astimezone(UTC).hour == 17


async def test_the_seats_of_a_reservation_can_be_ordered(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(200, json.loads(page.RESERVATION))
    reservation = await CREATE.call(gomus)

    assert reservation.token == HELD
    assert HELD not in repr(reservation)
    assert reservation.raw == json.loads(page.RESERVATION)["reservation"]


@pytest.mark.parametrize("status", [200, 204])
async def test_no_content_is_read_as_nothing(server: Recorder, gomus: Gomus, status: int) -> None:
    server.answer = Canned(status, content=b"", content_type="text/html")

    assert await DELETE.call(gomus) is None
    assert server.only.body == b""


CLASSES: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    422: Unprocessable,
    429: RateLimited,
    500: ServerError,
    503: Unavailable,
}
SPECIAL: dict[tuple[str, int], type[Exception]] = {
    ("reserve", 500): ReservationUncertain,
    ("reserve", 503): ReservationUncertain,
    ("refresh", 404): ReservationExpired,
}
CALLS: dict[str, Callable[[Gomus], Any]] = {
    "list": lambda g: g.tickets.list().all(),
    "ticket": lambda g: g.tickets.get(514),
    "capacity": lambda g: g.tickets.capacity(515),
    **{case.name: case.call for case in (CREATE, UPDATE, DELETE)},
}


@pytest.mark.parametrize("status", CLASSES)
@pytest.mark.parametrize("name", CALLS)
async def test_error_codes(server: Recorder, gomus: Gomus, name: str, status: int) -> None:
    """Where seats are at stake, the class says what became of them."""
    server.answer = Canned(status, {"error": "is refused"})
    expected = SPECIAL.get((name, status), CLASSES[status])

    with pytest.raises(expected) as caught:
        await CALLS[name](gomus)

    assert type(caught.value) is expected
    assert len(server.requests) == 1


async def test_the_text_of_an_ended_reservation(server: Recorder, gomus: Gomus) -> None:
    server.answer = Canned(422, {"error": "reservation not valid anymore"})

    with pytest.raises(ReservationExpired):
        await UPDATE.call(gomus)
