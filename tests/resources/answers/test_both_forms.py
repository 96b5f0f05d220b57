"""Where documents and servers contradict each other, every form is read."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from gomus_async import BookedPrice, Gomus, NewPrice, NewRequest, UnexpectedResponse
from tests.resources.answers.answered import at
from tests.resources.recorder import Canned, Recorder

Read = Callable[[Any], Awaitable[Any]]
Call = Callable[[Gomus], Awaitable[Any]]
ELEVEN = "2016-07-06T11:00:00+02:00"
URL = "https://demo.gomus.de/registrations/new?date=1"
PICTURE = "https://smb.gomus.de/production/x.jpg?1"


@pytest.fixture
def reading(gomus: Gomus, server: Recorder) -> Callable[[Call, Any], Awaitable[Any]]:
    async def read(call: Call, json: Any) -> Any:
        server.answer = Canned(json=json)
        return await call(gomus)

    return read


Reading = Callable[[Call, Any], Awaitable[Any]]


async def exhibition(read: Reading, **fields: Any) -> Any:
    return await read(lambda g: g.exhibitions.get(1), {"exhibition": {"id": 1, **fields}})


async def event(read: Reading, **fields: Any) -> Any:
    return await read(lambda g: g.events.get(1), {"event": {"id": 1, **fields}})


async def event_date(read: Reading, **fields: Any) -> Any:
    return await read(lambda g: g.events.date(1, 2), {"date": {"id": 1, **fields}})


async def tour(read: Reading, **fields: Any) -> Any:
    return await read(lambda g: g.tours.get(1), {"tour": {"id": 1, **fields}})


async def museum(read: Reading, **fields: Any) -> Any:
    return await read(lambda g: g.museums.get(1), {"museum": {"id": 1, **fields}})


async def ticket(read: Reading, **fields: Any) -> Any:
    return await read(lambda g: g.tickets.get(1), {"ticket": {"id": 1, **fields}})


@pytest.mark.parametrize("json", [{"data": {ELEVEN: 15}}, {ELEVEN: 15}])
async def test_capacity_with_and_without_its_envelope(reading: Reading, json: Any) -> None:
    assert await reading(lambda g: g.tickets.capacity(1), json) == {at(ELEVEN): 15}


@pytest.mark.parametrize("json", [{"data": {}}, {}])
async def test_no_capacity(reading: Reading, json: Any) -> None:
    assert await reading(lambda g: g.tickets.capacity(1), json) == {}


async def test_null_is_no_capacity_to_count_on(reading: Reading) -> None:
    with pytest.raises(UnexpectedResponse):
        await reading(lambda g: g.tickets.capacity(1), {"data": None})


@pytest.mark.parametrize("served", [[], {}])
async def test_a_quota_without_slots_in_a_calendar(reading: Reading, served: Any) -> None:
    rows = [{"quota": {"id": 1, "tickets": [11], "capacities": served}}]

    days = await reading(lambda g: g.tickets.calendar(depth="all"), {"data": {"2016-07-06": rows}})

    assert days[date(2016, 7, 6)][0].capacities == {}


@pytest.mark.parametrize(
    ("frame", "ends"),
    [
        ({"start_at": ELEVEN, "end_at": None}, (at(ELEVEN), None)),
        ({"start_at": ELEVEN}, (at(ELEVEN), None)),
        ({"from": ELEVEN, "to": ELEVEN}, (at(ELEVEN), at(ELEVEN))),
        ({"from": ELEVEN}, (at(ELEVEN), None)),
        ({"to": ELEVEN}, (None, at(ELEVEN))),
        ({"from": "2016-07-06", "to": None}, (at("2016-07-06T00:00:00+02:00"), None)),
        ({}, (None, None)),
    ],
)
async def test_time_frames(reading: Reading, frame: Any, ends: Any) -> None:
    read = await exhibition(reading, time_frames=[frame, {"start_at": ELEVEN, "end_at": ELEVEN}])

    assert (read.time_frames[0].start_at, read.time_frames[0].end_at) == ends
    assert read.time_frames[1].end_at == at(ELEVEN)
    assert read.is_on(at(ELEVEN))


@pytest.mark.parametrize("frames", [[], None])
async def test_a_permanent_exhibition(reading: Reading, frames: Any) -> None:
    read = await exhibition(reading, time_frames=frames)

    assert read.time_frames == ()
    assert read.is_on(datetime(2099, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("whose", [museum, exhibition, event, tour])
@pytest.mark.parametrize("served", [{"original": PICTURE}, PICTURE])
async def test_pictures(reading: Reading, whose: Any, served: Any) -> None:
    picture = (await whose(reading, picture=served)).picture

    assert (picture.original, picture.teaser, picture.title) == (PICTURE, None, None)


@pytest.mark.parametrize("whose", [museum, exhibition, event, tour])
async def test_no_picture(reading: Reading, whose: Any) -> None:
    assert (await whose(reading, picture=None)).picture is None
    assert (await whose(reading)).picture is None


@pytest.mark.parametrize("whose", [event, tour])
@pytest.mark.parametrize(
    "fee", ["auto", "included", "excluded", "none", "to come", 5, 2.5, 0, True, False, None]
)
async def test_entry_fees(reading: Reading, whose: Any, fee: Any) -> None:
    for number in (1, "1"):
        read = (await whose(reading, entry_fee=fee, id=number)).entry_fee
        assert (read, type(read)) == (fee, type(fee))


@pytest.mark.parametrize("served", [True, False, None, [], [{"id": 2, "name": "Guide"}], [2]])
async def test_equipment_of_a_tour(reading: Reading, served: Any) -> None:
    assert (await tour(reading, equipment=served)).equipment == served


@pytest.mark.parametrize("whose", [event, event_date, tour])
@pytest.mark.parametrize("served", [True, False, None, URL])
async def test_registerable(reading: Reading, whose: Any, served: Any) -> None:
    for number in (1, "1"):
        assert (await whose(reading, registerable=served, id=number)).registerable == served


@pytest.mark.parametrize("whose", [museum, exhibition, event, event_date, tour, ticket])
@pytest.mark.parametrize("served", ["52.519", 52.519, " 52.519 "])
async def test_where_it_is(reading: Reading, whose: Any, served: Any) -> None:
    location = {"latitude": served, "longitude": 13, "zip": 10178}

    read = (await whose(reading, location=location)).location

    assert (read.latitude, read.longitude, read.zip, read.city) == (52.519, 13.0, "10178", None)


@pytest.mark.parametrize("whose", [ticket, event_date])
@pytest.mark.parametrize("served", [7, 7.0, "7.0", "7"])
async def test_tax(reading: Reading, whose: Any, served: Any) -> None:
    read = (await whose(reading, vat_pct=served)).vat_pct

    assert (read, type(read)) == (Decimal(7), Decimal)


@pytest.mark.parametrize("whose", [ticket, event_date])
async def test_no_tax(reading: Reading, whose: Any) -> None:
    assert (await whose(reading, vat_pct=None)).vat_pct is None


TEN = {"begin": "2016-07-06T10:00:00+02:00", "end": "2016-07-06T12:00:00+02:00"}
TWO = {"begin": "2016-07-06T14:00:00+02:00", "end": None}


@pytest.mark.parametrize(
    ("served", "hours"),
    [
        (TEN, [10]),
        ([TEN], [10]),
        ([TEN, TWO], [10, 14]),
        ([], []),
        (None, []),
        ({}, []),
        ({"begin": None, "end": None}, []),
    ],
)
async def test_opening_hours(reading: Reading, served: Any, hours: list[int]) -> None:
    read = await reading(lambda g: g.museums.opening_hours(1), {"opening_hours": served})

    assert [slot.begin.hour for slot in read] == hours


@pytest.mark.parametrize(
    ("json", "seen"),
    [
        ({"access": "public"}, ("public", None)),
        ({"access": "user", "museums": []}, ("user", ())),
        ({"access": "reseller", "museums": [5, 6]}, ("reseller", (5, 6))),
        ({"access": "cashpoint", "museums": None}, ("cashpoint", None)),
        ({"access": "to come"}, ("to come", None)),
    ],
)
async def test_who_am_i(reading: Reading, json: Any, seen: Any) -> None:
    read = await reading(lambda g: g.instance.whoami(), json)

    assert (read.access, read.museums) == seen


@pytest.mark.parametrize(
    "served",
    [
        [{"2016-07-06 11:00:00 +0200": 100}, {"2016-07-06 12:00:00 +0200": 0}],
        {"2016-07-06T11:00:00+02:00": 100, "2016-07-06T12:00:00+02:00": 0},
        {"2016-07-06 11:00:00": 100, "2016-07-06 10:00:00 UTC": 0},
    ],
)
async def test_a_calendar_of_quotas(reading: Reading, served: Any) -> None:
    rows = [{"quota": {"id": 1, "tickets": [11], "capacities": served}}]

    days = await reading(
        lambda g: g.tickets.calendar(depth="all"), {"data": {"2016-07-06": rows, "2016-07-07": []}}
    )

    [quota] = days[date(2016, 7, 6)]
    assert (quota.id, quota.tickets) == (1, (11,))
    assert quota.capacities == {at(ELEVEN): 100, at("2016-07-06T12:00:00+02:00"): 0}
    assert days[date(2016, 7, 7)] == ()


@pytest.mark.parametrize(
    "call",
    [
        lambda g: g.tickets.calendar(),
        lambda g: g.dates.calendar(),
        lambda g: g.dates.calendar(depth="all"),
        lambda g: g.tours.start_times(9),
    ],
)
@pytest.mark.parametrize("value", ["sold_out", 3, None, [], [{"id": 5}], {"state": "few"}, True])
async def test_values_of_a_day_that_are_to_come(reading: Reading, call: Call, value: Any) -> None:
    assert await reading(call, {"data": {"2016-07-06": value}}) == {date(2016, 7, 6): value}


@pytest.mark.parametrize("key", ["2016-07-06", "2016-07-06T00:00:00+02:00", "2016-07-06 00:00:00"])
async def test_days_of_a_calendar(reading: Reading, key: str) -> None:
    read = await reading(lambda g: g.dates.calendar(), {"data": {key: True}})

    assert read == {date(2016, 7, 6): True}


async def test_the_institution_of_who_booked(reading: Reading) -> None:
    booking = {"id": 1, "customer": {"name": "Bruce", "insitution": "Schule"}}

    event_booking = await reading(
        lambda g: g.events.bookings(1, 2).first(), {"bookings": [booking]}
    )
    tour_booking = await reading(lambda g: g.tour_bookings.get(1), {"booking": booking})

    assert event_booking.customer.institution == tour_booking.customer.institution == "Schule"
    assert "Schule" not in repr((event_booking, tour_booking))


@pytest.mark.parametrize("status", [20, 25, 50, 60, 99])
async def test_booking_statuses(reading: Reading, status: int) -> None:
    booking = {"id": 1, "status": status}

    assert (await reading(lambda g: g.tour_bookings.get(1), {"booking": booking})).status == status
    row = await reading(lambda g: g.events.bookings(1, 2).first(), {"bookings": [booking]})
    assert row.status == status


async def test_personalizable(reading: Reading) -> None:
    assert (await ticket(reading, personalizeable=True)).personalizable is True
    assert (await ticket(reading)).personalizable is None
    assert "personalizeable" not in repr(await ticket(reading, personalizeable=True))


@pytest.mark.parametrize("kind", ["annual", "time_slot", "normal", "day_ticket", "to come", None])
async def test_kinds_of_ticket(reading: Reading, kind: Any) -> None:
    assert (await ticket(reading, ticket_type=kind)).ticket_type == kind


@pytest.mark.parametrize("served", [False, True, "required", "", None])
async def test_identification(reading: Reading, served: Any) -> None:
    assert (await ticket(reading, identification=served)).identification == served


async def test_feedback_in_texts(reading: Reading) -> None:
    json = {"feedback": {"comment": "", "participants": "25", "took_place": "true"}}

    read = await reading(lambda g: g.tour_bookings.feedback(1), json)

    assert (read.took_place, read.participants, read.comment) == (True, 25, "")


@pytest.mark.parametrize("content", [b"", b'{"id": "whatever"}', b"[]", b'{"request": null}'])
async def test_a_request_that_was_made_without_a_documented_answer(
    gomus: Gomus, server: Recorder, content: bytes
) -> None:
    server.answer = Canned(201, content=content)

    made = await gomus.requests.create(NewRequest(date=date(2026, 11, 5), items=[{"id": 9}]))

    assert made is None
    assert len(server.requests) == 1


@pytest.mark.parametrize("content", [b"", b'{"status": "ok"}', b'{"price": null}'])
async def test_a_price_that_was_changed_without_an_answer(
    gomus: Gomus, server: Recorder, content: bytes
) -> None:
    server.answer = Canned(content=content)

    changed = await gomus.tour_bookings.update_price(1, 2, NewPrice(quantity=3))

    assert changed in {None, BookedPrice()}


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "text/html"])
@pytest.mark.parametrize("content", [b"", b"ok", b'"ok"', b"{}"])
async def test_a_plain_ok(
    gomus: Gomus, server: Recorder, content: bytes, content_type: str
) -> None:
    server.answer = Canned(content=content, content_type=content_type)
    bookings = gomus.tour_bookings

    await bookings.add_prices(1, [NewPrice(title="Kaffee", price_cents=350)])
    await bookings.delete_price(1, 2)
    await bookings.set_feedback(1, comment="")
    await bookings.clear_feedback(1)

    assert [request.method for request in server.requests] == ["POST", "DELETE", "PUT", "DELETE"]


@pytest.mark.parametrize("served", ["2016-09-25", "2016-09-25T00:00:00+02:00"])
async def test_a_reservation_of_a_day(reading: Reading, served: str) -> None:
    json = {"reservation": {"token": "XBqv", "start_at": served}}

    read = await reading(lambda g: g.reservations.update("XBqv", quantity=1), json)

    assert read.start_at == at("2016-09-25T00:00:00+02:00")
    assert "XBqv" not in repr(read)


async def test_a_quota_without_totals(reading: Reading) -> None:
    json = {"data": {"1": {"tickets": [11], "capacities": {ELEVEN: 0}}, "2": {}}}

    read = await reading(lambda g: g.tickets.capacities([11]), json)

    assert read.data[1].total_capacities is None
    assert read.data[2].capacities == {}
    assert read.available(11) == {at(ELEVEN): 0}
    assert read.available(12) == {}


@pytest.mark.parametrize("key", ["quota_ids", "museum_ids", "exhibition_ids", "sub_ticket_ids"])
async def test_a_ticket_of_no_quota(reading: Reading, key: str) -> None:
    assert getattr(await ticket(reading, **{key: []}), key) == ()
    assert getattr(await ticket(reading, **{key: None}), key) == ()
    assert getattr(await ticket(reading), key) == ()
