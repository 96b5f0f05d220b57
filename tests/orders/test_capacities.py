"""What is left: the arithmetic of quotas, which must come to what the server comes to."""

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomus_async import (
    Capacities,
    ConfigError,
    Gomus,
    NewCoupon,
    NewEventSeats,
    NewOrder,
    NewTicket,
    NewTour,
    NotFound,
    QuotaCapacity,
    Ticket,
    Unprocessable,
)
from gomus_async.sandbox import Sandbox
from gomus_async.sandbox.shop import products
from tests.orders.conftest import MONDAY, SLOT, STUDY, Open, Shop, quick

SUMMER = timezone(timedelta(hours=2))
TEN = datetime(2026, 7, 7, 10, tzinfo=SUMMER)
HALF_PAST = TEN + timedelta(minutes=30)
ELEVEN = TEN + timedelta(hours=1)


def quota(tickets: tuple[int, ...], left: dict[datetime, int], **more: Any) -> QuotaCapacity:
    totals = {"total_capacities": dict.fromkeys(left, 10), **more}
    return QuotaCapacity(tickets=tickets, capacities=left, **totals)


def two_quotas() -> Capacities:
    """Ticket 1 is in both quotas, 2 and 3 in one each."""
    return Capacities(
        data={
            11: quota((1, 2), {TEN: 5, HALF_PAST: 0, ELEVEN: 7}),
            12: quota((1, 3), {TEN: 3, HALF_PAST: 4, ELEVEN: 9}),
        }
    )


def test_of_two_quotas_the_lesser_counts():
    found = two_quotas()
    assert found.available(1) == {TEN: 3, HALF_PAST: 0, ELEVEN: 7}
    assert found.available(2) == {TEN: 5, HALF_PAST: 0, ELEVEN: 7}
    assert [found.left(ticket, TEN) for ticket in (1, 2, 3)] == [3, 5, 3]
    assert found.quotas == found.data


def test_a_ticket_takes_from_all_of_its_quotas_and_so_from_its_neighbours():
    found = two_quotas().after({1: 2}, TEN)
    assert [found.left(ticket, TEN) for ticket in (1, 2, 3)] == [1, 3, 1]
    assert [found.left(ticket, ELEVEN) for ticket in (1, 2, 3)] == [7, 7, 9]
    assert two_quotas().after({2: 4, 3: 1}, TEN).left(1, TEN) == 1


def test_what_does_not_fit_is_refused_and_changes_nothing():
    found = two_quotas()
    for cart in ({1: 4}, {1: 3, 3: 1}, {2: 6}, {1: 2, 2: 4}):
        with pytest.raises(ConfigError, match=r"quota 1[12] has \d left at 2026-07-07T10:00"):
            found.after(cart, TEN)
    assert found == two_quotas()
    assert found.after({1: 3, 2: 2}, TEN).left(2, TEN) == 0


def test_what_cannot_be_is_refused():
    found = two_quotas()
    with pytest.raises(ConfigError, match="ticket 4 is not among these capacities"):
        found.after({4: 1}, TEN)
    with pytest.raises(ConfigError, match="ticket 4 is not among these capacities"):
        found.after({4: 0}, TEN)
    with pytest.raises(ConfigError, match="the quantity of ticket 1 must be a whole number from 0"):
        found.after({1: -1}, TEN)
    with pytest.raises(ConfigError, match="has 0 left"):
        found.after({1: 1}, TEN + timedelta(minutes=10))
    assert found.after({}, TEN) == found.after({1: 0}, TEN) == found


def test_sold_out_is_not_never_offered():
    closed = {TEN: 0, HALF_PAST: 0, ELEVEN: 2}
    totals = {TEN: 0, HALF_PAST: 10, ELEVEN: 10}
    found = Capacities(data={11: quota((1,), closed, total_capacities=totals)})
    assert [found.offered(1, at) for at in closed] == [False, True, True]
    assert [found.sold_out(1, at) for at in closed] == [False, True, False]
    assert found.after({1: 2}, ELEVEN).sold_out(1, ELEVEN)
    # An hour that has no slot, and a ticket that nobody knows.
    assert not found.offered(1, TEN - timedelta(hours=5))
    assert not found.sold_out(2, TEN)
    assert found.left(2, TEN) == 0
    assert found.available(2) == {}


def test_one_quota_without_offer_closes_the_ticket():
    open_quota = quota((1,), {TEN: 3})
    shut = quota((1,), {TEN: 0}, total_capacities={TEN: 0})
    found = Capacities(data={11: open_quota, 12: shut})
    assert not found.offered(1, TEN)
    assert not found.sold_out(1, TEN)
    assert found.left(1, TEN) == 0


def test_without_totals_a_slot_is_an_offer():
    found = Capacities(data={11: quota((1,), {TEN: 0, ELEVEN: 1}, total_capacities=None)})
    assert found.sold_out(1, TEN)
    assert found.offered(1, ELEVEN)
    assert not found.offered(1, HALF_PAST)


def test_naive_times_are_local():
    found = two_quotas()
    naive = TEN.replace(tzinfo=None)
    assert found.left(1, naive) == found.left(1, TEN) == found.left(1, TEN.astimezone(UTC)) == 3
    assert found.offered(1, naive)
    assert found.sold_out(1, HALF_PAST.replace(tzinfo=None))
    assert found.after({1: 3}, naive) == found.after({1: 3}, TEN)


def test_tickets_of_other_durations_share_a_quota():
    slots = {TEN + timedelta(minutes=10 * step): 8 for step in range(13)}
    found = Capacities(data={14: quota((301, 302), slots)})
    half, third, day = (
        Ticket(id=301, entry_duration=30, first_entry=600, last_entry=690),
        Ticket(id=302, entry_duration=20, first_entry=600, last_entry=720),
        Ticket(id=301, first_entry=600),
    )
    assert len(found.available(301)) == 13
    minutes = [(at - TEN).seconds // 60 for at in found.available(half)]
    assert minutes == [0, 30, 60, 90]
    assert [(at - TEN).seconds // 60 for at in found.available(third)] == [*range(0, 121, 20)]
    assert list(found.available(day)) == [TEN]
    assert list(found.available(Ticket(id=301))) == list(slots)


def test_a_ticket_without_a_quota_has_no_slots():
    found = Capacities(data={11: quota((), {TEN: 5})})
    assert found.available(1) == {}
    assert not found.offered(1, TEN)


# The night of 25 October 2026 has two half past twos; that of 28 March 2027 has none.
DST_TICKET = products.Ticket(
    id=1, title="Lange Nacht", price_cents=100, quota_ids=(1,), first_entry=60, last_entry=240
)
DST_SHOP = {
    "catalogue": products.Catalogue(
        quotas={1: products.Quota(id=1, capacity=5)}, tickets={1: DST_TICKET}
    )
}


@pytest.mark.parametrize(
    ("day", "slots", "offsets"),
    [(date(2026, 10, 25), 7, {1, 2}), (date(2027, 3, 28), 5, {1, 2})],
)
async def test_days_on_which_the_clocks_change(
    open_shop: Open, day: date, slots: int, offsets: set[int]
):
    shop = await open_shop(**DST_SHOP)
    found = await shop.gomus.tickets.capacities([1], date=day)
    times = list(found.available(1))
    assert len(times) == slots
    assert {at.utcoffset() for at in times} == {timedelta(hours=hours) for hours in offsets}
    for at in times:
        item = NewTicket(id=1, quantity=2, time=at)
        await shop.gomus.orders.create(NewOrder(items=[item], total=200))
        found = found.after({1: 2}, at)
    fresh = await shop.gomus.tickets.capacities([1], date=day)
    assert fresh.available(1) == found.available(1) == dict.fromkeys(times, 3)
    ticket = await shop.gomus.tickets.get(1)
    assert list(found.available(ticket)) == times


@attrs.frozen
class World:
    """Quotas, tickets, and carts to buy."""

    quotas: dict[int, int]
    tickets: dict[int, products.Ticket]
    carts: list[tuple[dict[int, int], int]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    quotas = draw(st.dictionaries(st.integers(1, 4), st.integers(0, 6), min_size=1))
    ids = st.lists(st.sampled_from(sorted(quotas)), min_size=1, max_size=3, unique=True)
    number = draw(st.integers(1, 4))
    tickets = {
        key: products.Ticket(
            id=key,
            title=f"Ticket {key}",
            price_cents=100 * key,
            quota_ids=tuple(draw(ids)),
            entry_duration=draw(st.sampled_from([20, 30, 60, None])),
            last_entry=660,
        )
        for key in range(1, number + 1)
    }
    cart = st.dictionaries(st.sampled_from(sorted(tickets)), st.integers(1, 4), min_size=1)
    # All of these tickets let people in at 10:00, and some at the other times.
    carts = draw(st.lists(st.tuples(cart, st.sampled_from([0, 0, 0, 20, 30, 60])), max_size=5))
    return World(quotas, tickets, carts)


async def agree(world: World) -> None:
    """Buy cart after cart, and compare what was reckoned with what the server says."""
    catalogue = products.Catalogue(
        quotas={key: products.Quota(id=key, capacity=room) for key, room in world.quotas.items()},
        tickets=world.tickets,
    )
    sandbox = Sandbox(catalogue=catalogue, data="empty", clock=lambda: MONDAY)
    async with sandbox, Gomus(sandbox.url, token="user-token", settings=quick()) as gomus:
        reckoned = await gomus.tickets.capacities(sorted(world.tickets), date=TEN.date())
        models = {key: await gomus.tickets.get(key) for key in world.tickets}
        for cart, minutes in world.carts:
            at = TEN + timedelta(minutes=minutes)
            fits = all(models[key].lets_in(at) for key in cart)
            try:
                after = reckoned.after(cart, at)
            except ConfigError:
                after = None
            items = [NewTicket(id=key, quantity=many, time=at) for key, many in cart.items()]
            if after is None or not fits:
                with pytest.raises(Unprocessable):
                    await gomus.orders.create(NewOrder(items=items))
            else:
                order = await gomus.orders.create(NewOrder(items=items))
                assert order.total_price_cents == sum(
                    100 * key * many for key, many in cart.items()
                )
                reckoned = after
            fresh = await gomus.tickets.capacities(sorted(world.tickets), date=TEN.date())
            assert fresh == reckoned
            for key, model in models.items():
                single = await gomus.tickets.capacity(key, date=TEN.date())
                assert single == {at: n for at, n in reckoned.available(model).items() if n > 0}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds())
def test_reckoning_and_ordering_agree(world: World):
    asyncio.run(agree(world))


@pytest.mark.soak
@pytest.mark.timeout(900)
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds())
def test_reckoning_and_ordering_agree_for_long(world: World):
    asyncio.run(agree(world))


async def test_a_total_is_asked_for(shop: Shop):
    items = [NewTicket(id=STUDY, quantity=3, time=SLOT), NewCoupon(id=4, quantity=2)]
    order = await shop.gomus.orders.create(NewOrder(items=items))
    assert order.total_price_cents == 3 * 600 + 2 * 5000
    assert [row["path"][7:] for row in shop.sent("GET")] == ["/tickets/304", "/coupons/4"]


async def test_a_price_that_is_given_is_not_asked_for(shop: Shop):
    items = [
        NewTicket(id=STUDY, quantity=3, time=SLOT, price_cents=1800),
        NewEventSeats(id=22977, quantity=2, price_cents=800),
    ]
    order = await shop.gomus.orders.create(NewOrder(items=items))
    assert order.total_price_cents == 2600
    assert shop.sent("GET") == []


async def test_a_price_that_is_wrong_is_refused(shop: Shop):
    item = NewTicket(id=STUDY, quantity=3, time=SLOT, price_cents=600)
    with pytest.raises(Unprocessable, match="total"):
        await shop.gomus.orders.create(NewOrder(items=[item]))
    assert shop.orders() == []


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (NewEventSeats(id=22977, quantity=2), "price of NewEventSeats 22977 cannot be asked"),
        (NewTour(id=101173, start_time=SLOT, quantity=12), "NewTour 101173 cannot be asked"),
        (NewTicket(id=514, quantity=1, time=SLOT), r"ticket 514 has the sub tickets \[515, 516\]"),
        (NewTicket(id=514, quantity=1, sub_ticket_times={515: SLOT}), "a time for each of them"),
        (NewTicket(id=STUDY, quantity=1, sub_ticket_times={515: SLOT}), r"sub tickets \[\]"),
        (
            NewTicket(id=248, quantity=1, time=SLOT),
            "ticket 248 costs 700 cents with a discount of 50 %",
        ),
        (NewTicket(id=303, quantity=1, time=SLOT), "ticket 303 needs attendees"),
    ],
)
async def test_a_total_that_cannot_be_known(shop: Shop, item: Any, message: str):
    with pytest.raises(ConfigError, match=message):
        await shop.gomus.orders.create(NewOrder(items=[item]))
    assert shop.sent("POST") == []


async def test_a_ticket_that_does_not_exist(shop: Shop):
    with pytest.raises(NotFound):
        await shop.gomus.orders.create(NewOrder(items=[NewTicket(id=999, quantity=1, time=SLOT)]))
    assert shop.sent("POST") == []


async def test_capacities_of_no_ticket(shop: Shop):
    with pytest.raises(ConfigError, match="at least one ticket"):
        await shop.gomus.tickets.capacities([])
    assert shop.sandbox.history == []
