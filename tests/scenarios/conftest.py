from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from gomus_async import Gomus
from gomus_async.sandbox import Sandbox


@attrs.frozen
class Shop:
    """A sandbox, and a reseller's client on it."""

    sandbox: Sandbox
    gomus: Gomus

    def at(self, hour: int, minute: int = 0) -> datetime:
        """A time of the day after tomorrow, local to the museum."""
        day = self.now().date() + timedelta(days=2)
        return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - as above

    def now(self) -> datetime:
        return self.sandbox.advance(0)

    def orders(self) -> list[dict[str, Any]]:
        """The orders that were placed, oldest first; the one that was there is left out."""
        return (self.sandbox.store.records("orders") or [])[1:]

    def held(self) -> int:
        """The seats that are held now."""
        held = self.sandbox.store.records("reservations") or []
        return sum(row["quantity"] for row in held)

    def requests(self, method: str, path: str) -> list[dict[str, Any]]:
        """What the sandbox was asked."""
        return [
            row
            for row in self.sandbox.history
            if row["method"] == method and row["path"] == f"/api/v4{path}"
        ]

    def lose_the_answer(self, path: str) -> None:
        """Apply the next POST to a path, and reset its connection."""
        rule = {"method": "POST", "path": f"/api/v4{path}", "nth": 1, "do": "reset_after"}
        self.sandbox.set_faults({"rules": [rule]})


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with Sandbox() as sandbox, Gomus(sandbox.url, token="reseller-token") as gomus:
        yield Shop(sandbox, gomus)
