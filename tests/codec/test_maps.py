"""Maps by time and by id: whatever else stands among their keys is passed over."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomus_async import Capacities, QuotaCapacity
from gomus_async.wire.codec import StrayShape, reader

BERLIN = ZoneInfo("Europe/Berlin")
CEST = timezone(timedelta(hours=2))
ONE = "2026-07-06T13:00:00+02:00"
TWO = "2026-07-06T13:30:00+02:00"
NOTES: dict[str, Any] = {"sandbox_note": "unknown", "sandbox_extra": {"id": 1, "list": [None]}}
TIMES: Any = dict[datetime, int]


def slots(served: object, *, envelope: bool = True) -> dict[datetime, int]:
    shell = {"data": served} if envelope else served
    found: dict[datetime, int] = reader(TIMES, "data").read(
        json.dumps(shell).encode(), lambda: BERLIN
    )
    return found


def capacities(served: object) -> Capacities:
    found: Capacities = reader(Capacities, None).read(json.dumps(served).encode(), lambda: BERLIN)
    return found


def quota(**changes: Any) -> dict[str, Any]:
    return {
        "tickets": [247, 250],
        "capacities": {ONE: 5, TWO: 0},
        "total_capacities": {ONE: 10, TWO: 10},
        **changes,
    }


@pytest.mark.parametrize("envelope", [True, False], ids=["enveloped", "bare"])
@pytest.mark.parametrize("notes", [{}, NOTES], ids=["plain", "notes"])
def test_slots_by_time(notes: dict[str, Any], envelope: bool) -> None:
    found = slots({ONE: 5, **notes, TWO: 0}, envelope=envelope)

    assert found == {
        datetime(2026, 7, 6, 13, tzinfo=CEST): 5,
        datetime(2026, 7, 6, 13, 30, tzinfo=CEST): 0,
    }
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("key", "moment"),
    [
        (ONE, datetime(2026, 7, 6, 13, tzinfo=CEST)),
        ("2026-07-06T11:00:00Z", datetime(2026, 7, 6, 11, tzinfo=UTC)),
        ("2026-07-06 13:00:00 +0200", datetime(2026, 7, 6, 13, tzinfo=CEST)),
        ("2026-07-06T13:00:00", datetime(2026, 7, 6, 13, tzinfo=BERLIN)),
        ("2026-12-06T13:00:00", datetime(2026, 12, 6, 13, tzinfo=BERLIN)),
        ("2026-12-06 13:00:00", datetime(2026, 12, 6, 13, tzinfo=BERLIN)),
    ],
)
@pytest.mark.parametrize("notes", [{}, NOTES], ids=["plain", "notes"])
def test_every_spelling_of_a_time(key: str, moment: datetime, notes: dict[str, Any]) -> None:
    [(found, left)] = slots({key: 3, **notes}).items()

    assert (found, left) == (moment, 3)
    assert found.utcoffset() == moment.astimezone(BERLIN).utcoffset()  # as people on site say it


@pytest.mark.parametrize("served", [{}, NOTES])
def test_an_empty_map(served: dict[str, Any]) -> None:
    assert slots(served) == {}


@pytest.mark.parametrize("value", ["5", 5.0, " 5 "])
def test_quantities_are_coerced(value: object) -> None:
    assert list(slots({ONE: value}).values()) == [5]


@pytest.mark.parametrize("value", [None, "many", [], {}, True, 5.5])
def test_a_quantity_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(StrayShape) as caught:
        slots({ONE: value})
    assert "many" not in str(caught.value)


@pytest.mark.parametrize("served", [None, [], "x", 5])
def test_what_is_no_map_is_refused(served: object) -> None:
    with pytest.raises(StrayShape, match="expected an object"):
        slots(served)


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001 - naive as served
    lambda moment: moment.replace(microsecond=0).isoformat()
)
KEYS = st.builds("{}{}".format, MOMENTS, st.sampled_from(["", "Z", "+02:00", "-03:30"]))
STRANGE = st.text(st.characters(exclude_categories=["Cs", "Nd"]), max_size=6)


@given(
    served=st.dictionaries(KEYS, st.integers(0, 9), min_size=1, max_size=5),
    notes=st.dictionaries(STRANGE, st.none() | st.text(max_size=3) | st.integers(), max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_strange_keys_change_nothing(served: dict[str, int], notes: dict[str, Any]) -> None:
    fast, tolerant = slots(served), slots({**notes, **served, "sandbox_note": "unknown"})

    assert fast == tolerant
    assert list(fast) == list(tolerant)
    assert all(moment.tzinfo is not None for moment in fast)
    assert [moment.utcoffset() for moment in fast] == [m.utcoffset() for m in tolerant]


@pytest.mark.parametrize("notes", [{}, NOTES], ids=["plain", "notes"])
def test_quotas_by_id(notes: dict[str, Any]) -> None:
    served = {"data": {"7": quota(), **notes, "8": quota(tickets=[251], **notes)}, **notes}

    found = capacities(served)

    assert list(found.quotas) == [7, 8]
    assert found.quotas[8].tickets == (251,)
    assert list(found.available(247).values()) == [5, 0]
    assert found.raw == served


def test_notes_within_the_maps_of_a_quota_are_passed_over() -> None:
    noted = quota(capacities={ONE: 5, **NOTES}, total_capacities={**NOTES, ONE: 10})

    found = capacities({"data": {"7": noted}})

    moment = datetime(2026, 7, 6, 13, tzinfo=CEST)
    assert found.quotas[7] == QuotaCapacity(
        tickets=(247, 250), capacities={moment: 5}, total_capacities={moment: 10}
    )


@pytest.mark.parametrize("notes", [{}, NOTES], ids=["fast", "tolerant"])
def test_naive_keys_get_the_zone_deep_down(notes: dict[str, Any]) -> None:
    naive = quota(capacities={"2026-07-06T13:00:00": 5}, total_capacities=None)

    found = capacities({"data": {"7": naive, **notes}})

    [moment] = found.quotas[7].capacities
    assert moment.tzinfo is BERLIN
    assert found.quotas[7].total_capacities is None
    assert found.left(247, datetime(2026, 7, 6, 13, tzinfo=CEST)) == 5


@pytest.mark.parametrize("name", ["007", "7", " 7"])
def test_ids_in_any_spelling(name: str) -> None:
    assert list(capacities({"data": {name: quota()}}).quotas) == [7]


def test_a_quota_of_another_shape_names_no_value() -> None:
    with pytest.raises(StrayShape) as caught:
        capacities({"data": {"7": quota(tickets=["geheim"])}})
    assert "tickets" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_keys_that_cannot_be_read_are_not_taken_for_nothing() -> None:
    with pytest.raises(StrayShape, match="times or ids as keys"):
        slots({"Wed, 06 Jul 2026 11:00:00 +0200": 5})
    assert slots({"Wed, 06 Jul 2026 11:00:00 +0200": 5, ONE: 3}) != {}
    assert slots({"sandbox_note": "unknown"}) == {}
