"""Imports that are killed, resumed, abandoned and repeated: nothing lost, doubled or stale."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gomus_async.bulk.batches import Pending
from gomus_async.bulk.finding import Finder
from gomus_async.bulk.journal import Journal
from gomus_async.bulk.under_way import Batch
from tests.bulk.lossy_server import LATEST
from tests.bulk.night_rows import CAPS, Setup
from tests.bulk.nights import Nights

RUNS_OF_A_PART = 250
PARTS = 40


class Machine(RuleBasedStateMachine):
    """What can happen to imports through one journal, in any order."""

    window: ClassVar[float | None] = None
    fixed: ClassVar[dict[str, Any]] = {}
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.nights: Nights | None = None
        self.sound = True

    @property
    def now(self) -> Nights:
        assert self.nights is not None
        return self.nights

    @property
    def running(self) -> bool:
        return self.nights is not None and self.nights.running

    @property
    def stopped(self) -> bool:
        """Whether an import waits to be resumed."""
        return self.nights is not None and self.nights.unfinished and not self.nights.running

    @property
    def idle(self) -> bool:
        return self.nights is not None and not self.nights.running

    @initialize(number=st.integers(0, 2**32))
    def first_night(self, number: int) -> None:
        self.nights = Nights(Setup.drawn(number, **self.fixed), window=self.window)
        self.nights.begin()

    @precondition(lambda self: self.running)
    @rule(passes=st.integers(1, 400))
    def run(self, passes: int) -> None:
        self.now.run_passes(passes)

    @precondition(lambda self: self.running)
    @rule()
    def kill(self) -> None:
        self.now.kill()

    @precondition(lambda self: self.running)
    @rule(writes=st.integers(1, 8), passes=st.integers(0, 6))
    def die(self, writes: int, passes: int) -> None:
        self.kill_under_way(writes, passes)

    def kill_under_way(self, writes: int, passes: int) -> None:
        self.now.run_until_sent(writes)
        if passes and self.running:
            self.now.run_passes(passes)
        if self.running:
            self.now.kill()

    @precondition(lambda self: self.running)
    @rule()
    def stop(self) -> None:
        self.now.stop_gently()

    @precondition(lambda self: self.running)
    @rule()
    def finish(self) -> None:
        self.now.finish()

    @precondition(lambda self: self.stopped)
    @rule()
    def resume(self) -> None:
        self.now.resume()

    @precondition(lambda self: self.stopped)
    @rule(times=st.integers(1, 3), writes=st.integers(1, 5), passes=st.integers(0, 6))
    def resume_and_die(self, times: int, writes: int, passes: int) -> None:
        for _ in range(times):
            if self.stopped:
                self.now.resume()
                self.kill_under_way(writes, passes)

    @precondition(lambda self: self.stopped)
    @rule()
    def resume_with_other_rows(self) -> None:
        self.now.resume_changed()

    @precondition(lambda self: self.idle)
    @rule()
    def next_night(self) -> None:
        self.now.begin(self.now.edited())

    @precondition(lambda self: self.idle)
    @rule(seconds=st.sampled_from((0.1, 1.0, LATEST, 30.0)))
    def wait(self, seconds: float) -> None:
        self.now.wait(seconds)

    @precondition(lambda self: self.idle)
    @rule(seconds=st.sampled_from((1.0, 3600.0)))
    def set_clock_back(self, seconds: float) -> None:
        self.now.set_clock(-seconds)

    @precondition(lambda self: self.nights is not None)
    @rule(cap=st.sampled_from(CAPS))
    def change_cap(self, cap: int) -> None:
        self.now.server.manners.cap = cap

    @invariant()
    def right(self) -> None:
        if self.nights is not None:
            self.sound = False
            self.nights.check()
            self.sound = True

    def teardown(self) -> None:
        if self.nights is None:
            return
        try:
            if self.sound:
                self.nights.finish()
                self.nights.wait(2 * LATEST)
                self.nights.check()
        finally:
            self.seen.update(self.nights.seen)
            self.seen["runs"] += 1
            self.nights.close()


def machine(window: float | None = None, **fixed: Any) -> type[Machine]:
    values = {"window": window, "fixed": fixed, "seen": Counter[str]()}
    return type("Imports", (Machine,), values)


def explore(kind: type[Machine], runs: int, number: int | None = None, **more: Any) -> None:
    if number is not None:
        kind = seed(number)(kind)
    chosen = settings(
        max_examples=runs,
        stateful_step_count=20,
        derandomize=number is None,
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    run_state_machine_as_test(kind, settings=chosen)


def test_every_import_is_sound():
    kind = machine()
    explore(kind, 40)
    assert kind.seen["killed"] > 40
    assert kind.seen["outlived"] > 0


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_import_is_sound_for_long(part: int):
    kind = machine()
    explore(kind, RUNS_OF_A_PART, part, phases=[Phase.generate])
    assert kind.seen["runs"] >= RUNS_OF_A_PART


@pytest.fixture
def without_intents() -> Iterator[None]:
    """Nothing is written down before it is sent."""

    async def intend(self: Journal, positions: Any, digest: Any, ended: Any, touched: Any) -> int:
        self.end(ended, touched)
        return 0

    with patch.object(Journal, "intend", intend):
        yield


@pytest.fixture
def without_renewal() -> Iterator[None]:
    """What is sent again counts from when it was sent first."""

    async def repeat(self: Journal, intent: int) -> None:
        return

    with patch.object(Journal, "repeat", repeat):
        yield


@pytest.fixture
def blind() -> Iterator[None]:
    """Batches are sent without looking, again as well."""

    async def look_up(self: Finder, rows: list[Pending]) -> tuple[list[Pending], list[Pending]]:
        return [], list(rows)

    with patch.object(Finder, "look_up", look_up):
        yield


@pytest.fixture
def forgetful() -> Iterator[None]:
    """A batch that was broken off leaves no intents."""
    close = Batch.close

    def closed(self: Batch, *, whole: bool) -> None:
        close(self, whole=True)

    with patch.object(Batch, "close", closed):
        yield


UNSOUND = "doubled|again without looking|lost|wrong"
RAW = {"unique": False, "known": 0.0, "rows": 20, "faults": 0.25}


def find(*, runs: int = 200, window: float | None = None, **fixed: Any) -> None:
    """Expect the machine to find something."""
    kind = machine(window, **{**RAW, **fixed})
    with pytest.raises(AssertionError, match=UNSOUND):
        explore(kind, runs, 0, phases=[Phase.generate], report_multiple_bugs=False)


@pytest.mark.usefixtures("without_intents")
def test_the_machine_finds_sends_without_intents():
    find(rows=5, poisons=0, closed=0.0)


@pytest.mark.usefixtures("without_renewal")
def test_the_machine_finds_a_window_counted_from_the_first_try():
    find(window=LATEST + 1.0, throttled=0.5, faults=0.1, poisons=0, rows=5)


@pytest.mark.usefixtures("blind")
def test_the_machine_finds_blind_repeats():
    find()


@pytest.mark.usefixtures("forgetful")
def test_the_machine_finds_intents_that_are_dropped_too_early():
    find(window=LATEST + 1.0, closed=0.1, poisons=0)


def test_the_machine_finds_a_window_of_nothing():
    find(window=0.0)
