"""Whether the store holds what the file says: judged by the file, not by the importer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs

from gomus_async.cli.demo_data import Dataset

if TYPE_CHECKING:
    from gomus_async.bulk.report import Report

__all__ = ["VERDICT", "Evidence", "differences"]

VERDICT: Final = "every good row exactly once"

Stored = Mapping[str, Any]

_OWN_TO_THE_STORE: Final = frozenset({"id", "addresses", "created_at", "updated_at"})


@attrs.frozen(kw_only=True)
class Evidence:
    """What is compared with the file.

    Attributes:
        before: The store's customers before the import.
        after: The store's customers after it.
        rejects: The positions in the file of rejected rows.
    """

    before: Sequence[Stored]
    after: Sequence[Stored]
    rejects: Sequence[int | None]


def differences(dataset: Dataset, evidence: Evidence, report: "Report") -> list[str]:
    """Everything that is not as it should be; empty if every good row stands exactly once.

    Args:
        dataset: The file and the older data.
        evidence: The store and the rejected rows.
        report: What the importer says.
    """
    return [
        *_stored_wrongly(dataset, evidence),
        *_touched(dataset, evidence),
        *_rejected_wrongly(dataset, evidence.rejects),
        *_miscounted(dataset, report),
    ]


def _stored_wrongly(dataset: Dataset, evidence: Evidence) -> Iterator[str]:
    before, after = _by_key(evidence.before), _by_key(evidence.after)
    older = {values["foreign_id"]: values for values in dataset.existing}
    for key, values in dataset.last_good.items():
        found = after.get(key, [])
        if len(found) != 1:
            yield f"{key} stands {len(found)} times in the store"
            continue
        yield from _other_values(key, {**older.get(key, {}), **values}, found[0])
        if key in before and before[key][0]["id"] != found[0]["id"]:
            yield f"{key} has another go~mus id than before"


def _other_values(key: str, expected: Mapping[str, Any], stored: Stored) -> Iterator[str]:
    wanted = {"is_institution": False, **expected}
    for field in stored:
        if field in _OWN_TO_THE_STORE:
            continue
        value = wanted.get(field)
        value = value.isoformat() if isinstance(value, date) else value
        if stored[field] != value or type(stored[field]) is not type(value):
            yield f"{key}: {field} is {stored[field]!r} and should be {value!r}"
    if len(stored["addresses"]) != 1:
        yield f"{key} has {len(stored['addresses'])} addresses and should have 1"


def _touched(dataset: Dataset, evidence: Evidence) -> Iterator[str]:
    """What the import was not to touch."""
    good = dataset.last_good
    before = {customer["id"]: customer for customer in _others(evidence.before, good)}
    after = {customer["id"]: customer for customer in _others(evidence.after, good)}
    for number in sorted(before.keys() | after.keys()):
        name = f"customer {number}"
        if number not in after:
            yield f"{name} is gone, which the file has no row for"
        elif number not in before:
            yield f"{name} with the key {after[number]['foreign_id']!r} should not be there"
        elif before[number] != after[number]:
            yield f"{name} was changed, which the file has no good row for"


def _rejected_wrongly(dataset: Dataset, rejects: Sequence[int | None]) -> Iterator[str]:
    bad = sorted(dataset.bad_positions)
    found = sorted(position or 0 for position in rejects)
    if found != bad:
        yield f"the rejects file has the rows {found} and should have {bad}"


def _miscounted(dataset: Dataset, report: "Report") -> Iterator[str]:
    if not report.adds_up:
        yield "the report does not add up"
    expected = {
        "rows": len(dataset.rows),
        "accepted": len(dataset.last_good),
        "unchanged": 0,
        "rejected": len(dataset.bad_positions),
        "superseded": dataset.repeated,
        "unknown": 0,
    }
    for name, count in expected.items():
        reported: int = getattr(report, name)
        if reported != count:
            yield f"the report says {name}: {reported}; the file says {count}"


def _by_key(customers: Iterable[Stored]) -> Mapping[str | None, list[Stored]]:
    grouped: defaultdict[str | None, list[Stored]] = defaultdict(list)
    for customer in customers:
        grouped[customer["foreign_id"]].append(customer)
    return grouped


def _others(customers: Iterable[Stored], keys: Mapping[str, Any]) -> Iterator[Stored]:
    return (customer for customer in customers if customer["foreign_id"] not in keys)
