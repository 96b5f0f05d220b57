"""Imports killed at every place that matters, then run again: nothing lost, nothing doubled."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gomus_async.sandbox import Sandbox
from tests.bulk.importing import Case, stored_before
from tests.bulk.kill.crash import POINTS, RESUMING
from tests.bulk.kill.harness import LATE, RATES, Killing

SERVERS = list(itertools.product((True, False), repeat=2))
CHAINS = [
    ("k01_before_intent", "k12_past_read", "k08_during_look_up", "k12_rejects_kept"),
    ("k02_after_intent", "k12_first_intent", "k09_during_bisect", "k06_before_done"),
    ("k03_during_send", "k12_rejects_replaced", "k07_in_group_commit", "k10_after_cap_update"),
    ("k04_after_send", "k12_past_row_met", "k07_after_group_commit", "k11_in_reject_write"),
    ("k05_after_response", "k11_after_reject_write", "k10_before_cap_kept"),
]
SHORT = [(*SERVERS[i % 4], chain) for i, chain in enumerate(CHAINS)]
SECOND = dict(zip(POINTS, itertools.cycle(RESUMING), strict=False))


@contextmanager
def killing(
    folder: Path, seed: int, *, atomic: bool, unique: bool, rows: int = 150, cap: int = 20
) -> Iterator[Killing]:
    case = Case.drawn(rows, seed, poisons=4)
    with Sandbox(
        data="empty",
        seed=seed,
        batch_cap=cap,
        atomic_batches=atomic,
        unique_foreign_id=unique,
        late_commit_s=LATE,
    ) as sandbox:
        yield Killing(sandbox, case, folder)


async def begin(killing: Killing, seed: int) -> None:
    await stored_before(killing.sandbox, killing.case.before)
    killing.sandbox.set_faults({"seed": seed, "rates": RATES})


def test_every_point_is_in_a_chain():
    assert {point for chain in CHAINS for point in chain} == {*POINTS, *RESUMING}


@pytest.mark.parametrize(("atomic", "unique", "chain"), SHORT, ids=[c[0] for c in CHAINS])
async def test_killed_again_and_again(
    tmp_path: Path, chain: tuple[str, ...], *, atomic: bool, unique: bool
):
    with killing(tmp_path, 1, atomic=atomic, unique=unique) as import_:
        await begin(import_, 1)
        for point in chain:
            assert import_.run(point, nth(point)).killed
        import_.judge(import_.finish())


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kills", ["once", "twice", "and while it goes on"])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(("atomic", "unique"), SERVERS)
async def test_killed_at_every_point(
    tmp_path: Path, point: str, kills: str, seed: int, *, atomic: bool, unique: bool
):
    # 150 rows never meet a cap of 100, and this point is where one was met.
    cap = 20 if point == "k10_after_cap_update" else (20, 100)[seed % 2]
    with killing(tmp_path, seed, atomic=atomic, unique=unique, cap=cap) as import_:
        await begin(import_, seed)
        assert import_.run(point, nth(point)).killed
        if kills == "twice" and not import_.run(point, nth(point)).killed:
            # It came to its end without coming there again.
            report = import_.runs[-1].report
            assert report is not None
            import_.judge(report)
            return
        if kills == "and while it goes on":
            assert import_.run(SECOND[point], 1).killed
        import_.judge(import_.finish())


def nth(point: str) -> int:
    """The second time that an import comes there, where it comes there often."""
    seldom = {"k10_after_cap_update", "k10_before_cap_kept", *RESUMING}
    return 1 if point in seldom else 2
