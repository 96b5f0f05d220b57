"""Imports killed at times that nobody chose, and by a power cut; then run again."""

from pathlib import Path

import pytest

from gomus_async.sandbox import Sandbox
from tests.bulk.importing import BATCHES, Case, blind_creates, rows, stored_before
from tests.bulk.kill.disk import cut_power
from tests.bulk.kill.harness import LATE, RATES, Killing, drawn_kills
from tests.bulk.test_import_faults import RATES as THIRTY
from tests.bulk.test_import_sizes import set_cap

SEEDS = range(1, 20)
TENTH = {name: rate / sum(THIRTY.values()) / 10 for name, rate in THIRTY.items()}


@pytest.mark.parametrize(("atomic", "unique"), [(False, False), (True, True)])
async def test_k13_kills_at_random_times(tmp_path: Path, *, atomic: bool, unique: bool):
    await random_kills(tmp_path, 3, count=250, kills=4, atomic=atomic, unique=unique)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("atomic", [True, False])
@pytest.mark.parametrize("unique", [True, False])
async def test_k13_ten_kills_at_random_times(
    tmp_path: Path, seed: int, *, atomic: bool, unique: bool
):
    await random_kills(tmp_path, seed, count=600, kills=10, atomic=atomic, unique=unique)


async def random_kills(
    folder: Path, seed: int, *, count: int, kills: int, atomic: bool, unique: bool
) -> None:
    case = Case.drawn(count, seed, poisons=5)
    with Sandbox(
        data="empty",
        seed=seed,
        atomic_batches=atomic,
        unique_foreign_id=unique,
        late_commit_s=LATE,
    ) as sandbox:
        killing = Killing(sandbox, case, folder)
        await stored_before(sandbox, case.before)
        set_cap(sandbox, (20, 37, 100)[seed % 3])
        sandbox.set_faults({"seed": seed, "rates": RATES})
        for requests, pause in drawn_kills(seed, kills, count // kills):
            assert killing.kill_after(requests, pause).killed
        killing.judge(killing.finish())


async def test_a_tenth_of_faults_an_unknown_cap_poison_and_kills(tmp_path: Path):
    await must_show(tmp_path, count=3_000, poisons=4, kills=3, most=150)


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_a_hundred_thousand_rows_over_a_tenth_of_faults_and_ten_kills(tmp_path: Path):
    await must_show(tmp_path, count=100_000, poisons=20, kills=10, most=9_000)


async def must_show(folder: Path, *, count: int, poisons: int, kills: int, most: int) -> None:
    source = Case.drawn(count, seed=1, poisons=poisons).source
    case = Case(source)
    with Sandbox(
        data="empty",
        batch_cap=137,
        atomic_batches=False,
        late_commit_s=LATE,
        delay_s=0.05,
        drip_s=0.002,
        faults={"seed": 1, "rates": TENTH},
    ) as sandbox:
        killing = Killing(sandbox, case, folder, lanes=32)
        for requests, pause in drawn_kills(1, kills, most):
            assert killing.kill_after(requests, pause).killed
        report = killing.finish()
        killing.judge(report)
        print(killing.requests, "requests; the last run:", report)  # noqa: T201 - a soak run shows what it cost


@pytest.mark.parametrize(("durability", "window"), [("power", 1.5), ("process", 30.0)])
async def test_k14_an_intent_outlives_a_power_cut(tmp_path: Path, durability: str, window: float):
    """With `durability="process"` it does not, which shows that the cut is one."""
    silent = {"method": "POST", "path": BATCHES, "nth": 1, "do": "late_commit", "silent": True}
    with Sandbox(data="empty", late_commit_s=600.0, faults={"rules": [silent]}) as sandbox:
        killing = Killing(sandbox, Case(rows(60)), tmp_path, attempt=30.0)
        killing.disk = tmp_path / "disk"
        killing.options = {"durability": durability, "late_commit_window": window}
        assert killing.kill_when(lambda: sent(sandbox)).killed
        cut_power(killing.journal, killing.disk)
        report = killing.finish()
        assert report.accepted == 60
        assert report.resumed is (durability == "power")
        assert bool(blind_creates(sandbox.history, window)) is (durability == "process")


@pytest.mark.parametrize("seed", [0, *(pytest.param(s, marks=pytest.mark.soak) for s in SEEDS)])
async def test_k14_power_cuts_at_random_times(tmp_path: Path, seed: int):
    case = Case.drawn(120, seed, poisons=3)
    with Sandbox(data="empty", seed=seed, batch_cap=20, late_commit_s=LATE) as sandbox:
        killing = Killing(sandbox, case, tmp_path)
        killing.disk = tmp_path / "disk"
        killing.options = {"durability": "power"}
        await stored_before(sandbox, case.before)
        sandbox.set_faults({"seed": seed, "rates": RATES})
        for requests, pause in drawn_kills(seed, 3, 35):
            assert killing.kill_after(requests, pause).killed
            cut_power(killing.journal, killing.disk)
        killing.judge(killing.finish())


def sent(sandbox: Sandbox) -> bool:
    return any(entry["method"] == "POST" for entry in sandbox.history)
