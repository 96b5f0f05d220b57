"""What instances are like, and what their rows are from night to night."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from random import Random
from typing import Any, Final

import attrs

from tests.bulk.lossy_server import POISON, Manners

__all__ = ["CAPS", "Rows", "Setup", "SlowRows", "altered", "by_key", "edited", "last_names"]

CAPS: Final = (1, 2, 7, 20, 50, 1000)

Rows = list[dict[str, str]]


@attrs.frozen(kw_only=True)
class Setup:
    """The instance and the first night's rows."""

    seed: int
    rows: int
    poisons: int
    repeats: int
    known: float
    shadowed: float
    manners: Manners

    @classmethod
    def drawn(cls, seed: int, **fixed: Any) -> "Setup":
        rng = Random(seed)
        silent, lists = rng.random() < 0.3, rng.random() < 0.7
        manners: dict[str, Any] = {
            "cap": rng.choice(CAPS),
            "body_limit": rng.choice((None, None, 300, 1500)),
            "atomic": rng.random() < 0.5,
            "unique": rng.random() < 0.4,
            "silent": silent,
            "lists": lists,
            "faults": rng.choice((0.0, 0.1, 0.25)),
            "throttled": rng.choice((0.0, 0.1)),
            "closed": rng.choice((0.0, 0.0, 0.02)),
        }
        names = manners.keys() & fixed.keys()
        manners.update({name: fixed.pop(name) for name in names})
        drawn: dict[str, Any] = {
            "rows": rng.choice((5, 12, 25, 40)),
            "poisons": rng.choice((0, 1, 4)),
            "repeats": rng.choice((0, 2, 8)),
            "known": rng.choice((0.0, 0.0, 0.1, 0.5, 0.95, 1.0)),
            # Where nothing says whether an update met anybody, such keys stay unknown.
            "shadowed": 0.0 if silent or not lists else rng.choice((0.0, 0.05)),
        }
        return cls(seed=seed, manners=Manners(**manners), **{**drawn, **fixed})

    def source(self, rng: Random) -> Rows:
        """Rows of which some repeat a key, and some are poison."""
        rows = [{"foreign_id": f"0-{i}", "name": f"first {i}"} for i in range(self.rows)]
        for again in range(self.repeats):
            at = rng.randrange(len(rows))
            later = {"foreign_id": rows[at]["foreign_id"], "name": f"again {again}"}
            rows.insert(rng.randint(at + 1, len(rows)), later)
        for number in range(self.poisons):
            key = rng.choice(rows)["foreign_id"] if number % 2 else f"1-{number}"
            rows.insert(rng.randrange(len(rows) + 1), {"foreign_id": key, "name": POISON})
        return rows


def last_names(rows: Rows) -> dict[str, str]:
    """By key what must stand in the end."""
    return {row["foreign_id"]: row["name"] for row in rows if row["name"] != POISON}


class SlowRows:
    """Rows that come with pauses between them."""

    def __init__(self, rows: Rows, rng: Random) -> None:
        self._rows, self._rng = rows, rng

    async def __aiter__(self) -> AsyncIterator[dict[str, str]]:
        for row in self._rows:
            if self._rng.random() < 0.2:
                await asyncio.sleep(self._rng.choice((0.0, 0.1, 2.0)))
            yield row


def edited(rows: Rows, rng: Random, number: int) -> Rows:
    """The rows of another night: a few changed, gone, new, no poison any more, or poison."""
    rows = [dict(row) for row in rows]
    for _ in range(rng.choice((0, 1, 5))):
        rng.choice(rows)["name"] = f"edit {number} {rng.random():.3f}"
    for _ in range(rng.choice((0, 0, 2))):
        rows.insert(
            rng.randrange(len(rows) + 1),
            {"foreign_id": f"2-{number}-{len(rows)}", "name": f"new {number}"},
        )
    if len(rows) > 3 and rng.random() < 0.3:
        del rows[rng.randrange(len(rows))]
    if rng.random() < 0.3:
        rng.choice(rows)["name"] = POISON
    return rows


def altered(rows: Rows, rng: Random) -> Rows:
    """Rows of which one is another, is new or is gone, or the end is."""
    rows = [dict(row) for row in rows]
    at = rng.randrange(len(rows))
    how = rng.choice(("edit", "insert", "delete", "cut"))
    if how == "edit":
        rows[at]["name"] = f"altered {rng.random():.3f}"
    elif how == "insert":
        rows.insert(at, {"foreign_id": f"3-{rng.randrange(1000)}", "name": "inserted"})
    elif how == "delete" and len(rows) > 1:
        del rows[at]
    elif how == "cut":
        del rows[at + 1 :]
    return rows


def by_key(rows: Sequence[dict[str, str]]) -> dict[str, list[str]]:
    """By key the names of its rows, in their order."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["foreign_id"], []).append(row["name"])
    return found
