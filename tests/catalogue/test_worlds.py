"""One script, four tokens, four worlds: what is listed, what can be booked, what is told."""

import re
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from gomus_async import Forbidden, Gomus, NotFound, Unauthorized
from tests.catalogue.conftest import MONDAY, Network

TOKENS: Final = {
    "public": None,
    "reseller": "reseller-token",
    "user": "user-token",
    "cash point": "cashpoint-token",
}
PAGE: Final = Path(__file__).parents[2] / "docs" / "sandbox.md"
PARTNERS_EVENTS: Final = {101179, 101189}
PARTNERS_TOUR: Final = 101216
NIGHT: Final = 101197
OFFLINE_TOURS: Final = {101206, 101215}


@attrs.frozen
class World:
    """What a token sees, as facts by their names."""

    facts: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]

    def differs(self, other: "World") -> set[str]:
        """The names of what is not the same."""
        assert self.facts.keys() == other.facts.keys()
        return {name for name, fact in self.facts.items() if fact != other[name]}


async def reads_desk(gomus: Gomus) -> str:
    """Whether the bookings at the desk can be read."""
    try:
        return f"{len(await gomus.tour_bookings.list().all())} bookings"
    except (Unauthorized, Forbidden) as error:
        return type(error).__name__


async def finds(gomus: Gomus, tour_id: int) -> bool:
    try:
        return (await gomus.tours.get(tour_id)).id == tour_id
    except NotFound:
        return False


async def look(gomus: Gomus) -> World:
    """The script."""
    facts: dict[str, Any] = {}
    kinds = ["annual", "normal", "time_slot"]
    lists: dict[str, Any] = {
        "museums": gomus.museums.list(),
        "exhibitions": gomus.exhibitions.list(),
        "tickets": gomus.tickets.list(by_ticket_types=kinds),
        "events": gomus.events.list(),
        "dates": gomus.dates.list(start_at=MONDAY, end_at=MONDAY.replace(day=31)),
        "tours": gomus.tours.list(),
    }
    for name, pager in lists.items():
        rows = await pager.all()
        facts[f"{name} listed"] = {row.id for row in rows}
        facts[f"{name} bookable"] = {row.id for row in rows if getattr(row, "bookable", None)}
    singles: dict[str, Any] = {
        "museum": await gomus.museums.get(5),
        "exhibition": await gomus.exhibitions.get(64),
        "ticket": await gomus.tickets.get(247),
        "event": await gomus.events.get(101174),
        "tour": await gomus.tours.get(101173),
    }
    facts |= {f"{name} fields": set(one.raw) for name, one in singles.items()}
    facts["event registerable"] = type(singles["event"].registerable).__name__
    facts["preview tour"] = await finds(gomus, PARTNERS_TOUR)
    offline = await gomus.tours.start_times_on(min(OFFLINE_TOURS), MONDAY)
    facts["offline tour starts"] = bool(offline)
    facts["desk"] = await reads_desk(gomus)
    return World(facts)


@pytest.fixture
async def worlds(network: Network) -> dict[str, World]:
    gomus = network.gomus
    return {name: await look(gomus.with_options(token=token)) for name, token in TOKENS.items()}


FROM_PUBLIC: Final = {
    "tickets listed",
    "tickets bookable",
    "events listed",
    "events bookable",
    "dates listed",
    "dates bookable",
    "tours listed",
    "tours bookable",
    "museum fields",
    "exhibition fields",
    "preview tour",
    "desk",
}
TICKETS: Final = {"tickets listed", "tickets bookable"}
TEAM: Final = {"events bookable", "dates bookable", "tours bookable", "offline tour starts"}
DIFFERENCES: Final = {
    ("public", "reseller"): FROM_PUBLIC,
    ("public", "user"): {*FROM_PUBLIC, "event registerable", "offline tour starts"},
    ("public", "cash point"): {*FROM_PUBLIC, "offline tour starts"},
    ("reseller", "user"): {*TICKETS, *TEAM, "event registerable"},
    ("reseller", "cash point"): {*TICKETS, *TEAM, "desk"},
    ("user", "cash point"): {*TICKETS, "event registerable", "desk"},
}


async def test_every_two_worlds_differ_in_what_is_named_here(worlds: dict[str, World]) -> None:
    found = {
        (one, other): worlds[one].differs(worlds[other]) for one, other in combinations(worlds, 2)
    }

    assert found == DIFFERENCES


async def test_the_same_token_is_the_same_world_again(network: Network) -> None:
    assert (await look(network.gomus)).differs(await look(network.gomus)) == set()


async def test_museums_and_exhibitions_are_listed_to_everybody(worlds: dict[str, World]) -> None:
    for world in worlds.values():
        assert len(world["museums listed"]) == 4
        assert len(world["exhibitions listed"]) == 12


async def test_previews_are_for_partners(worlds: dict[str, World]) -> None:
    public = worlds.pop("public")
    for world in worlds.values():
        assert world["events listed"] - public["events listed"] == PARTNERS_EVENTS
        assert public["events listed"] < world["events listed"]
        assert world["tours listed"] - public["tours listed"] == {PARTNERS_TOUR}
        assert world["preview tour"] is not public["preview tour"]
        assert world["museum fields"] - public["museum fields"] == {"created_at", "updated_at"}
        assert world["exhibition fields"] - public["exhibition fields"] == {"foreign_id"}


async def test_the_museums_own_people_book_what_is_off_sale(worlds: dict[str, World]) -> None:
    reseller = worlds["reseller"]
    for name in ("user", "cash point"):
        team = worlds[name]
        assert team["events bookable"] - reseller["events bookable"] == {NIGHT}
        assert team["tours bookable"] - reseller["tours bookable"] == OFFLINE_TOURS
        assert team["dates listed"] == reseller["dates listed"]
        assert team["dates bookable"] > reseller["dates bookable"]
        assert (team["offline tour starts"], reseller["offline tour starts"]) == (True, False)


async def test_every_seller_has_tickets_of_its_own(worlds: dict[str, World]) -> None:
    listed = {name: world["tickets listed"] for name, world in worlds.items()}
    assert listed["public"] < listed["reseller"] < listed["user"]
    assert listed["public"] < listed["cash point"] < listed["user"]
    assert len(listed["reseller"] - listed["cash point"]) > 1
    assert len(listed["cash point"] - listed["reseller"]) == 1


async def test_who_may_look_at_the_desk_and_register_others(worlds: dict[str, World]) -> None:
    assert {name: world["desk"] for name, world in worlds.items()} == {
        "public": "Unauthorized",
        "reseller": "Forbidden",
        "user": "Forbidden",
        "cash point": "3 bookings",
    }
    kinds = {name: world["event registerable"] for name, world in worlds.items()}
    assert kinds == {"public": "bool", "reseller": "bool", "user": "str", "cash point": "bool"}


async def test_the_page_on_the_sandbox_says_so(worlds: dict[str, World]) -> None:
    table = PAGE.read_text(encoding="utf-8")

    told = {
        name: [[int(number) for number in re.findall(r"\d+", cell)] for cell in cells.split("|")]
        for name, cells in re.findall(
            r"^\| (tickets|events listed|tours listed).*? \| (.+) \|$", table, re.MULTILINE
        )
        if cells.count("|") == 3
    }

    assert told == {
        "tickets": [[len(world["tickets listed"])] for world in worlds.values()],
        "events listed": [[len(world["events listed"])] for world in worlds.values()],
        "tours listed": [
            [len(world["tours listed"]), len(world["tours bookable"])] for world in worlds.values()
        ],
    }
