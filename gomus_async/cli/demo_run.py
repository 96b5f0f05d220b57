"""The demonstration itself: a sandbox, bad weather, an import, and a check."""

import asyncio
import http.client
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import attrs

from gomus_async.bulk import Report, csv_source, import_customers
from gomus_async.cli.demo_check import Evidence, differences
from gomus_async.cli.demo_data import COLUMNS, Dataset
from gomus_async.cli.progress import live_progress
from gomus_async.client import Gomus
from gomus_async.models.customers import NewCustomer
from gomus_async.sandbox import Sandbox

__all__ = ["RATES", "Outcome", "Stage", "Teller", "perform"]

RATES: Final[Mapping[str, float]] = MappingProxyType(
    {"status_429": 0.05, "status_503": 0.03, "reset_after": 0.01}
)
_SURE_RESETS: Final = (4, 8)
"""Which creates are cut off for certain: at one in a hundred, a short run might see none."""

_TOKEN: Final = "user-token"  # noqa: S105 -- the sandbox's own
_LATE_COMMIT_WINDOW_S: Final = 2.0
_AT_ONCE: Final = 20
_PATIENCE_S: Final = 30.0


@attrs.frozen(kw_only=True)
class Stage:
    """What the demonstration starts from."""

    dataset: Dataset
    seed: int
    folder: Path

    @property
    def csv_path(self) -> Path:
        """The file to import."""
        return self.folder / "customers.csv"

    @property
    def rejects_path(self) -> Path:
        """Where its rejected rows go."""
        return self.folder / "rejects.jsonl"


@attrs.frozen(kw_only=True)
class Outcome:
    """What came of it.

    Attributes:
        report: What the importer says.
        history: What the sandbox saw of the import, request by request.
        differences: What the check found; empty if all is as it should be.
    """

    report: Report
    history: Sequence[Mapping[str, Any]]
    differences: Sequence[str]


class Teller(Protocol):
    """Tells what goes on."""

    def start(self, stage: Stage, url: str, stored: int) -> None:
        """The sandbox is up, with so many customers in it."""
        ...

    def end(self, stage: Stage, outcome: Outcome) -> None:
        """The import is over and has been checked."""
        ...


async def perform(stage: Stage, teller: Teller) -> bool:
    """Import the file into a sandbox of its own.

    Args:
        stage: The file and the weather.
        teller: Is told.

    Returns:
        Whether every good row stands exactly once, and nothing else has changed.

    Raises:
        GomusError: The import could not be finished.
    """
    dataset = stage.dataset
    async with (
        Sandbox(batch_cap=dataset.cap, seed=dataset.fault_seed) as sandbox,
        Gomus(sandbox.url, token=_TOKEN) as gomus,
    ):
        await _fill(gomus, dataset)
        before = await _control(sandbox.url, "GET", "/_sandbox/store/customers")
        earlier = len(await _control(sandbox.url, "GET", "/_sandbox/history"))
        await _control(sandbox.url, "POST", "/_sandbox/faults", _weather(dataset))
        teller.start(stage, sandbox.url, len(before))
        report = await _import(gomus, stage)
        after = await _control(sandbox.url, "GET", "/_sandbox/store/customers")
        history = (await _control(sandbox.url, "GET", "/_sandbox/history"))[earlier:]
    evidence = Evidence(before=before, after=after, rejects=_rejected(stage.rejects_path))
    found = differences(dataset, evidence, report)
    teller.end(stage, Outcome(report=report, history=history, differences=found))
    return not found


async def _fill(gomus: Gomus, dataset: Dataset) -> None:
    customers = [NewCustomer(**values) for values in dataset.existing]
    for start in range(0, len(customers), _AT_ONCE):
        await gomus.customers.create_many(customers[start : start + _AT_ONCE])


async def _import(gomus: Gomus, stage: Stage) -> Report:
    with live_progress(len(stage.dataset.rows), leave=True) as show:
        return await import_customers(
            gomus,
            csv_source(stage.csv_path, columns=COLUMNS),
            rejects=stage.rejects_path,
            on_progress=show,
            late_commit_window=_LATE_COMMIT_WINDOW_S,
        )


def _weather(dataset: Dataset) -> dict[str, Any]:
    sure = {
        "method": "POST",
        "path": "/api/v4/customers",
        "nth": list(_SURE_RESETS),
        "do": "reset_after",
    }
    return {"seed": dataset.fault_seed, "rates": dict(RATES), "rules": [sure]}


def _rejected(path: Path) -> list[int | None]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["position"] for line in file]


async def _control(url: str, method: str, path: str, body: object = None) -> Any:
    return await asyncio.to_thread(_exchange, url, method, path, body)


def _exchange(url: str, method: str, path: str, body: object) -> Any:
    """Ask the sandbox by means that share nothing with the client under test."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_PATIENCE_S)
    try:
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"the sandbox refused {method} {path} with {answer.status}")
    return json.loads(content)
