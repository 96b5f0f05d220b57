from collections import Counter
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.products import Catalogue, Quota, Ticket

SUMMER = timezone(timedelta(hours=2))
MONDAY = datetime(2026, 7, 6, 9, tzinfo=SUMMER)
TUESDAY = "2026-07-07"
NIGHT = ("01:00", "01:30", "02:00", "02:30")


def at(clock: str, day: str = TUESDAY, offset: str = "+02:00") -> str:
    return f"{day}T{clock}:00{offset}"


def halves(first: int = 10, last: int = 17) -> list[str]:
    times = [f"{hour}:{minute}" for hour in range(first, last) for minute in ("00", "30")]
    return [*times, f"{last}:00"]


@pytest.fixture
async def shop(start: Any) -> Any:
    return await start(clock=lambda: MONDAY)


async def data(shop: Any, path: str, **options: Any) -> Any:
    answer = await shop("GET", path, **options)
    assert answer.status == 200
    assert list(answer.json) == ["data"]
    return answer.json["data"]


async def hold(shop: Any, ticket: int, quantity: int, start_at: str) -> str:
    body = {"reservation": {"ticket_id": ticket, "quantity": quantity, "start_at": start_at}}
    answer = await shop("POST", "/tickets/reservations", body)
    assert answer.status == 201
    token: str = answer.json["reservation"]["token"]
    return token


async def test_capacity_lists_the_entries_of_a_day(shop: Any) -> None:
    found = await data(shop, f"/tickets/515/capacity?date={TUESDAY}", token=None)
    assert found == {at(clock): 46 for clock in halves()}


async def test_full_slots_are_dropped_from_capacity_and_kept_in_capacities(shop: Any) -> None:
    await hold(shop, 304, 20, at("10:00"))
    await hold(shop, 304, 19, at("10:30"))
    expected = {at(clock): 20 for clock in halves()} | {at("10:30"): 1}
    capacity = await data(shop, f"/tickets/304/capacity?date={TUESDAY}")
    assert capacity == {key: left for key, left in expected.items() if key != at("10:00")}
    assert await data(shop, f"/tickets/capacities?ticket_ids[]=304&date={TUESDAY}") == {
        "16": {
            "tickets": [304],
            "capacities": expected | {at("10:00"): 0},
            "total_capacities": {at(clock): 20 for clock in halves()},
        }
    }


async def test_a_slot_that_has_begun_is_over(start: Any) -> None:
    shop = await start(clock=lambda: MONDAY.replace(hour=12, minute=1))
    capacity = await data(shop, "/tickets/304/capacity")
    assert min(capacity) == at("12:30", "2026-07-06")
    quota = (await data(shop, "/tickets/capacities?ticket_ids[]=304"))["16"]
    assert quota["capacities"][at("12:00", "2026-07-06")] == 0
    assert quota["capacities"][at("12:30", "2026-07-06")] == 20
    assert set(quota["total_capacities"].values()) == {20}
    assert await data(shop, "/tickets/304/capacity?date=2026-07-05") == {}


async def test_a_ticket_in_two_quotas_has_the_lesser(shop: Any) -> None:
    assert (await data(shop, f"/tickets/250/capacity?date={TUESDAY}"))[at("11:00")] == 60
    await hold(shop, 247, 90, at("11:00"))
    found = await data(shop, f"/tickets/250/capacity?date={TUESDAY}")
    assert (found[at("11:00")], found[at("11:30")]) == (10, 60)
    both = await data(shop, f"/tickets/capacities?ticket_ids[]=250&date={TUESDAY}")
    lefts = {number: quota["capacities"][at("11:00")] for number, quota in both.items()}
    assert lefts == {"11": 10, "13": 60}


async def test_tickets_share_a_quota(shop: Any) -> None:
    await hold(shop, 248, 30, at("11:00"))
    for number in (247, 248):
        found = await data(shop, f"/tickets/{number}/capacity?date={TUESDAY}")
        assert found[at("11:00")] == 70
    query = f"ticket_ids[]=248&ticket_ids[]=247&ticket_ids[]=999&date={TUESDAY}"
    quotas = await data(shop, f"/tickets/capacities?{query}")
    assert list(quotas) == ["11"]
    assert quotas["11"]["tickets"] == [248, 247]


async def test_mixed_durations_are_counted_in_their_greatest_common_divisor(shop: Any) -> None:
    long, short = [
        list(await data(shop, f"/tickets/{number}/capacity?date={TUESDAY}"))
        for number in (301, 302)
    ]
    assert long == [at(clock) for clock in halves(last=16)]
    assert short[:4] == [at("10:00"), at("10:20"), at("10:40"), at("11:00")]
    for number in (301, 302):
        quota = await data(shop, f"/tickets/capacities?ticket_ids[]={number}&date={TUESDAY}")
        steps = list(quota["14"]["capacities"])
        assert steps[:4] == [at("10:00"), at("10:10"), at("10:20"), at("10:30")]
        assert (len(steps), steps[-1]) == (37, at("16:00"))
    await hold(shop, 302, 5, at("10:20"))
    await hold(shop, 301, 7, at("10:30"))
    await hold(shop, 302, 1, at("11:00"))
    await hold(shop, 301, 1, at("11:00"))
    left = (await data(shop, f"/tickets/capacities?ticket_ids[]=301&date={TUESDAY}"))["14"]
    taken = {key: 40 - people for key, people in left["capacities"].items() if people < 40}
    assert taken == {at("10:20"): 5, at("10:30"): 7, at("11:00"): 2}


async def test_a_closed_day_is_never_offered(shop: Any) -> None:
    assert await data(shop, "/tickets/305/capacity") == {}
    closed = (await data(shop, "/tickets/capacities?ticket_ids[]=305"))["17"]
    assert set(closed["capacities"].values()) == {0}
    assert set(closed["total_capacities"].values()) == {0}
    assert len(closed["capacities"]) == 15
    opened = (await data(shop, f"/tickets/capacities?ticket_ids[]=305&date={TUESDAY}"))["17"]
    assert set(opened["total_capacities"].values()) == {50}


async def test_a_day_ticket_has_one_entry_until_the_end_of_the_day(start: Any) -> None:
    now = [MONDAY.replace(hour=16)]
    shop = await start(clock=lambda: now[0])
    today = at("10:00", "2026-07-06")
    assert await data(shop, "/tickets/401/capacity") == {today: 300}
    quota = await data(shop, "/tickets/capacities?ticket_ids[]=401")
    assert quota["12"]["capacities"] == {today: 300}
    now[0] = MONDAY.replace(hour=17, minute=1)
    assert await data(shop, "/tickets/401/capacity") == {}


async def test_tickets_that_the_caller_cannot_have_vanish(shop: Any) -> None:
    query = f"/tickets/capacities?ticket_ids[]=247&ticket_ids[]=249&date={TUESDAY}"
    assert list(await data(shop, query, token=None)) == ["11"]
    assert list(await data(shop, query, token="reseller-token")) == ["11", "18"]
    outdated = f"/tickets/capacities?ticket_ids[]=251&date={TUESDAY}"
    assert await data(shop, outdated) == {}
    assert await data(shop, f"/tickets/251/capacity?date={TUESDAY}") == {}
    assert await data(shop, "/tickets/capacities?ticket_ids[]=x") == {}
    assert (await shop("GET", "/tickets/capacities")).status == 422


async def test_own_reservations_count_as_free(shop: Any) -> None:
    own = await hold(shop, 304, 15, at("10:00"))
    other = await hold(shop, 304, 3, at("10:00"))
    for query, left in (
        ("", 2),
        (f"&reservations[]={own}", 17),
        (f"&reservations[]={own}&reservations[]={other}", 20),
        ("&reservations[]=unknown", 2),
    ):
        one = await data(shop, f"/tickets/304/capacity?date={TUESDAY}{query}", token=None)
        assert one[at("10:00")] == left
        path = f"/tickets/capacities?ticket_ids[]=304&date={TUESDAY}{query}"
        quota = (await data(shop, path, token=None))["16"]
        assert quota["capacities"][at("10:00")] == left


async def test_tickets_without_quota_have_no_numbers(shop: Any) -> None:
    for number in (402, 403):
        assert await data(shop, f"/tickets/{number}/capacity?date={TUESDAY}") == {}
        assert await data(shop, f"/tickets/capacities?ticket_ids[]={number}") == {}


@pytest.mark.parametrize(
    ("day", "offset"),
    [("2027-03-28", "+02:00"), ("2027-03-27", "+01:00"), ("2026-10-25", "+01:00")],
)
async def test_slots_keep_their_wall_time_when_the_clocks_change(
    shop: Any, day: str, offset: str
) -> None:
    found = await data(shop, f"/tickets/247/capacity?date={day}")
    assert list(found) == [at(clock, day, offset) for clock in halves()]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-03-28", ["01:00+01:00", "01:30+01:00", "03:00+02:00", "03:30+02:00"]),
        ("2026-10-25", [f"{clock}+02:00" for clock in NIGHT] + ["03:00+01:00", "03:30+01:00"]),
    ],
)
async def test_a_night_in_which_the_clocks_change(
    start: Any, day: str, expected: list[str]
) -> None:
    night = Ticket(id=7, title="Nachts", quota_ids=(1,), first_entry=60, last_entry=210)
    catalogue = Catalogue(quotas={1: Quota(id=1, capacity=3)}, tickets={7: night})
    shop = await start(clock=lambda: MONDAY, catalogue=catalogue)
    found = await data(shop, f"/tickets/7/capacity?date={day}")
    assert list(found) == [f"{day}T{text[:5]}:00{text[5:]}" for text in expected]
    for key in found:
        await hold(shop, 7, 3, key)
    assert await data(shop, f"/tickets/7/capacity?date={day}") == {}
    second = {"ticket_id": 7, "quantity": 1, "start_at": "2026-10-25T02:30:00+01:00"}
    assert (await shop("POST", "/tickets/reservations", {"reservation": second})).status == 422


async def test_calendar_tells_by_default_which_days_are_left_of_the_month(shop: Any) -> None:
    days = await data(shop, "/tickets/calendar?by_ticket_ids[]=305", token=None)
    month = [date(2026, 7, 6) + timedelta(days=number) for number in range(26)]
    assert days == {day.isoformat(): day.weekday() != 0 for day in month}


@pytest.mark.parametrize(
    ("query", "first", "last", "count"),
    [
        ("start_at=2026-12-01&end_at=2027-06-01", "2026-12-01", "2026-12-31", 31),
        ("start_at=2026-12-20&end_at=2027-06-01", "2026-12-20", "2027-01-19", 31),
        ("start_at=2028-02-10", "2028-02-10", "2028-02-29", 20),
        ("end_at=2026-07-06", "2026-07-06", "2026-07-06", 1),
    ],
)
async def test_calendar_is_clamped_to_31_days(
    shop: Any, query: str, first: str, last: str, count: int
) -> None:
    days = list(await data(shop, f"/tickets/calendar?by_ticket_ids[]=247&{query}"))
    assert (days[0], days[-1], len(days)) == (first, last, count)


async def test_calendar_without_days(shop: Any) -> None:
    assert await data(shop, "/tickets/calendar?start_at=2026-07-06&end_at=2026-07-05") == {}
    yesterday = await data(shop, "/tickets/calendar?start_at=2026-07-05&end_at=2026-07-06")
    assert yesterday == {"2026-07-05": False, "2026-07-06": True}


async def test_calendar_in_depth_has_times_as_ruby_prints_them(shop: Any) -> None:
    await hold(shop, 304, 20, at("10:30"))
    query = "by_ticket_ids[]=304&by_ticket_ids[]=305&start_at=2026-07-06&end_at=2026-07-07"
    days = await data(shop, f"/tickets/calendar?{query}&depth=all")
    [monday] = days["2026-07-06"]
    assert monday["quota"]["id"] == 16
    reader, castle = days[TUESDAY]
    assert list(reader) == ["quota"]
    assert (castle["quota"]["id"], castle["quota"]["tickets"]) == (17, [305])
    assert reader["quota"]["tickets"] == [304]
    assert reader["quota"]["capacities"][:3] == [
        {"2026-07-07 10:00:00 +0200": 20},
        {"2026-07-07 10:30:00 +0200": 0},
        {"2026-07-07 11:00:00 +0200": 20},
    ]
    winter = await data(shop, "/tickets/calendar?by_ticket_ids[]=304&depth=all&start_at=2026-12-01")
    assert winter["2026-12-01"][0]["quota"]["capacities"][0] == {"2026-12-01 10:00:00 +0100": 20}
    assert (await shop("GET", "/tickets/calendar?depth=some")).status == 422


async def test_calendar_is_false_when_everything_is_taken_but_for_own_seats(shop: Any) -> None:
    tokens = [await hold(shop, 304, 20, at(clock)) for clock in halves()]
    path = f"/tickets/calendar?by_ticket_ids[]=304&start_at={TUESDAY}&end_at={TUESDAY}"
    assert await data(shop, path) == {TUESDAY: False}
    assert await data(shop, f"{path}&reservations[]={tokens[3]}") == {TUESDAY: True}


async def test_calendar_takes_the_filters_of_the_list(shop: Any) -> None:
    async def quotas(query: str, **options: Any) -> list[int]:
        path = f"/tickets/calendar?depth=all&start_at={TUESDAY}&end_at={TUESDAY}&{query}"
        found = await data(shop, path, **options)
        return [entry["quota"]["id"] for entry in found[TUESDAY]]

    assert await quotas("by_museum_ids[]=6") == [14, 15, 16, 17, 12]
    assert await quotas("by_exhibition_ids[]=66") == [16]
    assert await quotas("by_ticket_type=normal") == [12]
    assert await quotas("by_ticket_type=annual") == []
    # The parts of a combined ticket are counted where they are asked for.
    assert await quotas("by_museum_ids[]=8") == [98]
    assert await quotas("by_ticket_ids[]=516") == [99]
    assert await quotas("by_ticket_ids[]=249", token=None) == []
    assert await quotas("by_ticket_ids[]=249") == [18]


async def test_the_free_ticket_can_be_had_from_today_on(shop: Any) -> None:
    query = "by_ticket_ids[]=402&start_at=2026-07-05&end_at=2026-07-07"
    days = await data(shop, f"/tickets/calendar?{query}")
    assert days == {"2026-07-05": False, "2026-07-06": True, TUESDAY: True}


@pytest.mark.parametrize(
    ("tickets", "minutes"),
    [
        ([(600, 660, 30)], [600, 630, 660]),
        ([(600, 640, 20), (600, 660, 30)], [600, 610, 620, 630, 640, 650, 660]),
        ([(600, 660, 30), (615, 645, 30)], [600, 615, 630, 645, 660]),
        ([(600, 660, 60), (540, 1000, None)], [540, 600, 660]),
        ([(540, 1000, None)], [540]),
        ([], []),
    ],
)
def test_every_start_of_every_ticket_is_a_step(
    tickets: list[tuple[int, int, int | None]], minutes: list[int]
) -> None:
    rows = [
        Ticket(id=1, title="", first_entry=first, last_entry=last, entry_duration=duration)
        for first, last, duration in tickets
    ]
    assert slots.grid(rows) == minutes
    starts = {minute for row in rows for minute in slots.starts(row)}
    assert starts <= set(minutes)


def test_wall_times_become_moments() -> None:
    clock = Clock(lambda: datetime(2026, 7, 6, tzinfo=UTC))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    found = [at for day in days for at in slots.moments(clock, day, [600])]
    assert [at.replace(tzinfo=None) for at in found] == [
        datetime.combine(day, time(10)) for day in days
    ]
    assert Counter(str(at.utcoffset()) for at in found) == {"1:00:00": 155, "2:00:00": 210}
    assert slots.moment(clock, date(2027, 3, 28), 150) is None


async def test_no_slot_is_an_optional_field(start: Any) -> None:
    shop = await start(clock=lambda: MONDAY)
    for path in (
        f"/tickets/304/capacity?date={TUESDAY}",
        f"/tickets/capacities?ticket_ids[]=304&date={TUESDAY}",
        "/tickets/calendar?by_ticket_ids[]=304",
    ):
        whole = await data(shop, path)
        shop.sandbox.set_faults({"rates": {"missing_fields": 1}})
        assert await data(shop, path) == whole
        shop.sandbox.set_faults(None)
