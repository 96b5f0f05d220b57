"""Every documented answer, whole, with unknown fields, and with any of its fields missing."""

import inspect
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from gomus_async import Gomus
from tests.resources.answers.answered import Answered, Step, found
from tests.resources.answers.events import EVENTS
from tests.resources.answers.museums import MUSEUMS
from tests.resources.answers.small import SMALL
from tests.resources.answers.tickets import RESERVATIONS, TICKETS
from tests.resources.answers.tours import TOUR_ANSWERS
from tests.resources.recorder import Canned, Recorder

ANSWERS = (*SMALL, *MUSEUMS, *TICKETS, *RESERVATIONS, *EVENTS, *TOUR_ANSWERS)
CASES = [pytest.param(case, id=case.name) for case in ANSWERS]
NO_JSON = {"events.seating_svg", "reservations.hold"}
TEXTS = {"content"}
"""Maps of texts, where every key that comes is a text."""
UNKNOWN: dict[str, Any] = {
    "new_number": 5,
    "new_null": None,
    "new_object": {"deep": [{"er": True}]},
    "new_list": [1, "two", None],
}
UNKNOWN_TEXT = {"new_text": "neu"}


def part(json: Any, path: tuple[Step, ...]) -> Any:
    for step in path:
        json = json[step]
    return json


def objects(json: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Where the objects of an answer stand."""
    if isinstance(json, dict):
        yield path
    steps = json.items() if isinstance(json, dict) else enumerate(json)
    for step, inner in steps:
        if isinstance(inner, dict | list):
            yield from objects(inner, (*path, step))


def named(path: tuple[Step, ...]) -> str:
    return ".".join(str(step) for step in path if isinstance(step, str))


def with_unknown(json: Any) -> Any:
    """The answer with fields that nobody knows, at every level."""
    stranger = deepcopy(dict(json))
    for path in [*objects(stranger)]:
        more = UNKNOWN_TEXT if TEXTS.intersection(path) else UNKNOWN
        part(stranger, path).update(deepcopy(more))
    return stranger


def removable(case: Answered) -> Iterator[tuple[Step, ...]]:
    """What an answer may leave out: all keys but its envelope and those it needs."""
    for path in objects(case.json):
        for key in part(case.json, path):
            whole = (*path, key)
            if (whole == ("meta",) or len(whole) > 1 or case.entity == ()) and (
                named(whole) not in case.required
            ):
                yield whole


def without(json: Any, path: tuple[Step, ...]) -> Any:
    poorer = deepcopy(dict(json))
    del part(poorer, path[:-1])[path[-1]]
    return poorer


def check_values(value: Any, case: Answered) -> None:
    for where, expected in case.values.items():
        read = found(value, where)
        assert (where, read) == (where, expected)
        assert type(read) is type(expected)


@pytest.mark.parametrize("case", CASES)
async def test_values(gomus: Gomus, server: Recorder, case: Answered) -> None:
    server.answer = Canned(json=dict(case.json))

    value = await case.call(gomus)

    check_values(value, case)
    if case.entity is not None:
        assert value.raw == part(case.json, case.entity)


@pytest.mark.parametrize("case", CASES)
async def test_unknown_fields(gomus: Gomus, server: Recorder, case: Answered) -> None:
    served = with_unknown(case.json)
    server.answer = Canned(json=served)

    value = await case.call(gomus)

    known = without_free_maps(case)
    check_values(value, known)
    if case.entity is not None:
        assert value.raw == part(served, case.entity)
        assert "new_object" in value.raw


def without_free_maps(case: Answered) -> Answered:
    """The case without those values that unknown fields are a part of."""
    kept = {
        where: value
        for where, value in case.values.items()
        if not (isinstance(value, dict | list) and where)
    }
    return Answered(name=case.name, call=case.call, json=case.json, values=kept)


@pytest.mark.parametrize("case", CASES)
async def test_missing_fields(gomus: Gomus, server: Recorder, case: Answered) -> None:
    paths = [*removable(case)]
    for path in paths:
        served = without(case.json, path)
        server.answer = Canned(json=served)

        value = await case.call(gomus)

        if case.entity is not None:
            assert value.raw == part(served, case.entity)
    assert paths or not case.entity or len(case.json) < 2


@pytest.mark.parametrize("case", CASES)
async def test_nothing_but_what_is_required(gomus: Gomus, server: Recorder, case: Answered) -> None:
    """Every optional field is gone at once."""
    served = deepcopy(dict(case.json))
    for path in sorted(removable(case), key=len, reverse=True):
        if isinstance(part(served, path[:-1]), dict) and path[0] != "meta":
            part(served, path[:-1]).pop(path[-1])
    served.pop("meta", None)
    server.answer = Canned(json=served)

    value = await case.call(gomus)

    assert case.entity is None or value.raw == part(served, case.entity)


@pytest.mark.parametrize(
    "resource",
    [
        "instance",
        "museums",
        "exhibitions",
        "tickets",
        "reservations",
        "events",
        "dates",
        "tours",
        "tour_bookings",
        "requests",
        "lookups",
        "entry",
    ],
)
def test_no_answer_is_left_out(resource: str) -> None:
    methods = inspect.getmembers(getattr(Gomus("demo.gomus.de"), resource), inspect.ismethod)
    names = {f"{resource}.{name}" for name, _ in methods if not name.startswith("_")}
    shown = {case.name.partition(" ")[0] for case in ANSWERS}

    assert names - NO_JSON <= shown
    assert len(ANSWERS) == len({case.name for case in ANSWERS})
