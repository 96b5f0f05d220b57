"""A small instance in memory behind a raw server, whose answers a test can bend."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import attrs

from tests.bulk.importing import BATCHES, ONE
from tests.support.behaviours import Behaviour, answer
from tests.support.raw_server import Exchange, Received

__all__ = ["Instance"]

Rows = list[dict[str, Any]]
Reply = tuple[int, Any]


@attrs.define
class Instance:
    """Gives the plan of a raw server.

    Attributes:
        stored: The customers by key.
        takes: Which of the rows of a batch it carries out.
        lists: What it answers of the rows it carried out.
        intercept: Answers instead of it, where it does not return None.
        strange: Keys whose look-up it refuses, with the status.
    """

    stored: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    takes: Callable[[Rows], Rows] = list
    lists: Callable[[Rows], Any] = list
    intercept: Callable[[str, Rows], Reply | None] = lambda _method, _rows: None
    strange: dict[str, int] = attrs.field(factory=dict)

    def plan(self, got: Received) -> Behaviour:
        async def act(exchange: Exchange) -> bool:
            status, body = self._reply(got)
            return await answer(body, status).act(exchange)

        return Behaviour(act)

    def store(self, *rows: dict[str, Any]) -> None:
        for row in rows:
            known = self.stored.get(row["foreign_id"], {"id": 100_000 + len(self.stored)})
            self.stored[row["foreign_id"]] = {**known, **row}

    def _reply(self, got: Received) -> Reply:
        if got.method == "GET":
            return self._one(unquote(got.path.removeprefix(ONE)))
        assert got.path == BATCHES
        rows = json.loads(got.body)["customer"]
        bent = self.intercept(got.method, rows)
        if bent is not None:
            return bent
        keys = [row["foreign_id"] for row in rows]
        assert len(set(keys)) == len(keys)
        if got.method == "PUT" and not all(key in self.stored for key in keys):
            return 422, {"error": "customer(s) could not be saved"}
        assert got.method == "PUT" or not any(key in self.stored for key in keys), "doubled"
        taken = self.takes(rows)
        self.store(*taken)
        listed = self.lists([self.stored[row["foreign_id"]] for row in taken])
        return (201 if got.method == "POST" else 200), {"customers": listed}

    def _one(self, key: str) -> Reply:
        if key in self.strange:
            return self.strange[key], {"error": "bad request"}
        if key not in self.stored:
            return 404, {"error": "customer not found"}
        return 200, {"customer": self.stored[key]}
