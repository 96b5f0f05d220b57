"""Imports over a bad network: nothing lost, nothing doubled, whatever goes wrong."""

import itertools

import pytest

from gomus_async.bulk import Report, import_customers
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import Case, InFlight, blind_creates, client, stored_before

RATES = {
    "status_429": 0.04,
    "status_500": 0.03,
    "status_502": 0.02,
    "status_503": 0.03,
    "status_504": 0.02,
    "reset_before": 0.03,
    "reset_after": 0.03,
    "late_commit": 0.03,
    "truncate": 0.02,
    "invalid_json": 0.01,
    "html": 0.01,
    "garbage_head": 0.01,
    "huge_header": 0.01,
    "delay": 0.004,
    "slow_drip": 0.004,
    "hang": 0.002,
}
SWITCHES = list(itertools.product((True, False), repeat=2))


async def imported(
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    *,
    atomic: bool,
    unique: bool,
    late: float,
    window: float,
) -> tuple[Report, InFlight]:
    """Import over 30 % of faults, and judge by what the server holds and saw."""
    async with (
        Sandbox(
            data="empty",
            seed=seed,
            atomic_batches=atomic,
            unique_foreign_id=unique,
            late_commit_s=late,
            delay_s=0.05,
        ) as sandbox,
        client(sandbox.url) as gomus,
    ):
        await stored_before(sandbox, case.before)
        sandbox.set_faults({"seed": seed, "rates": RATES})
        watch = InFlight.watch(monkeypatch)
        report = await import_customers(gomus, case.source, late_commit_window=window)
        case.judge(sandbox, report)
        assert blind_creates(sandbox.history, window) == []
        assert watch.overlaps == []
        return report, watch


@pytest.mark.parametrize(("atomic", "unique"), SWITCHES)
async def test_mixed_faults(monkeypatch: pytest.MonkeyPatch, *, atomic: bool, unique: bool):
    case = Case.drawn(200, seed=7)
    report, watch = await imported(
        case, monkeypatch, 7, atomic=atomic, unique=unique, late=0.15, window=0.5
    )
    assert report.retries
    assert watch.most > 1


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize(("atomic", "unique"), SWITCHES)
async def test_mixed_faults_for_long(
    monkeypatch: pytest.MonkeyPatch, seed: int, *, atomic: bool, unique: bool
):
    case = Case.drawn(1000, seed)
    await imported(case, monkeypatch, seed, atomic=atomic, unique=unique, late=0.3, window=1.0)
