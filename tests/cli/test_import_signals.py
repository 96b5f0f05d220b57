"""Imports that are told to stop, or are killed, and the same command again. Real processes."""

import asyncio
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from gomus_async.cli.running import Aborted, Moment, Stop, run_to_a_stop

if TYPE_CHECKING:
    import subprocess

ROWS = 400
Start = Callable[..., "subprocess.Popen[str]"]


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)  # the other process has no hook that could be waited on


@attrs.frozen
class Desk:
    """A file, a journal, and a sandbox that is slow enough to be interrupted."""

    sandbox: Any
    process: Start
    folder: Path

    def start(self, *options: object, journal: bool = True) -> "subprocess.Popen[str]":
        kept = ("--journal", self.folder / "crm.journal") if journal else ()
        return self.process(
            *("customers", "import", self.folder / "crm.csv", "--instance", self.sandbox.url),
            *("--rejects", self.folder / "rejects.jsonl", "--batch-size", 5),
            *("--late-commit-window", 1, *kept, *options),
            GOMUS_TOKEN="user-token",
        )

    def applied(self) -> int:
        return sum(entry["applied"] for entry in self.sandbox.history)

    def has_applied(self, requests: int) -> bool:
        return self.applied() > requests

    def keys(self) -> "Counter[str]":
        found = (record["foreign_id"] for record in self.sandbox.store.customers.records())
        return Counter(key for key in found if key and key.startswith("K-"))

    def is_whole(self) -> bool:
        return self.keys() == Counter(f"K-{n}" for n in range(ROWS))


@pytest.fixture
def desk(process: Start, sandbox: Any, tmp_path: Path) -> Desk:
    lines = "".join(f"K-{n};Name {n}\n" for n in range(ROWS))
    (tmp_path / "crm.csv").write_text(f"foreign_id;name\n{lines}")
    sandbox.set_faults({"rules": [{"path": "/api/v4/customers", "do": "delay", "delay_s": 0.3}]})
    return Desk(sandbox, process, tmp_path)


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_lets_what_is_under_way_end(
    desk: Desk, sent: signal.Signals, code: int
) -> None:
    child = desk.start("--json")
    until(lambda: desk.applied() > 3)
    child.send_signal(sent)
    out, err = child.communicate(timeout=40)

    report = json.loads(out)
    assert child.returncode == code
    assert report["accepted"] == len(desk.keys()) == sum(desk.keys().values()) < ROWS
    first, *_, second, last = err.splitlines()
    assert first.startswith("stopping: what is under way is brought to its end")
    assert second == ("warning: not all rows are through; run the same command again to go on")
    assert last in {"error: interrupted", "error: terminated"}

    again = desk.start("--json")
    out, err = again.communicate(timeout=40)
    assert (again.returncode, err) == (0, "")
    assert json.loads(out)["resumed"] is True
    assert json.loads(out)["accepted"] == ROWS
    assert desk.is_whole()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_second_signal_stops_at_once(desk: Desk, sent: signal.Signals) -> None:
    child = desk.start()
    until(lambda: desk.applied() > 3)
    desk.sandbox.set_faults({"rules": [{"path": "/api/v4/customers", "do": "hang"}]})
    seen = len(desk.sandbox.history)
    until(lambda: len(desk.sandbox.history) > seen)
    child.send_signal(sent)
    assert child.stderr is not None
    assert child.stderr.readline().startswith("stopping: ")
    began = time.monotonic()
    child.send_signal(sent)
    out, err = child.communicate(timeout=40)

    assert time.monotonic() - began < 10
    assert child.returncode == 128 + sent
    assert "stopping at once" in err
    assert "go on; what was under way is looked up first" in err
    assert "read, but not through yet" in out

    desk.sandbox.set_faults({})
    again = desk.start()
    _, err = again.communicate(timeout=40)
    assert (again.returncode, err) == (0, "")
    assert desk.is_whole()


def test_killed_and_started_again_by_hand(desk: Desk) -> None:
    for wanted in (3, 20, 40):
        child = desk.start()
        until(partial(desk.has_applied, wanted))
        child.kill()
        child.wait()
    last = desk.start("--json")
    out, err = last.communicate(timeout=60)

    assert (last.returncode, err) == (0, "")
    assert json.loads(out)["accepted"] == ROWS
    assert desk.is_whole()
    sent = desk.applied()
    nothing = desk.start()
    out, _ = nothing.communicate(timeout=40)
    assert nothing.returncode == 0
    assert out.startswith("nothing to do: this file was imported before")
    assert desk.applied() == sent


def test_without_a_journal_nothing_is_promised(desk: Desk) -> None:
    child = desk.start(journal=False)
    until(lambda: desk.applied() > 3)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=40)

    assert child.returncode == 130
    assert "go on" not in err
    assert "without --journal it starts over, updates the customers that are there" in err

    again = desk.start(journal=False)
    assert again.wait(timeout=60) == 0
    assert desk.is_whole()


def test_a_journal_in_use_can_be_waited_for(desk: Desk) -> None:
    desk.sandbox.set_faults({"rules": [{"path": "/api/v4/customers", "do": "hang"}]})
    desk.start()
    until(lambda: desk.sandbox.history)
    other = desk.start()
    _, err = other.communicate(timeout=40)

    assert other.returncode == 75
    assert "in use by another import" in err


def test_patience_has_an_end() -> None:
    told: list[Moment] = []
    stop = Stop()

    async def work() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    with pytest.raises(Aborted):
        run_to_a_stop(work(), stop, told.append, patience=0.05)
    assert told == [Moment.DRAINS, Moment.TOO_LONG]
    assert stop.number == signal.SIGTERM


def test_work_that_ends_in_time_is_not_cut_off() -> None:
    stop = Stop()

    async def work() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        while not stop():  # noqa: ASYNC110 - as an import does
            await asyncio.sleep(0.01)
        return "done"

    assert run_to_a_stop(work(), stop, lambda _: None) == "done"
