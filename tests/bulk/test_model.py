"""Thousands of imports against the model: nothing lost, nothing doubled, in any of them."""

import pytest

from tests.bulk.model import Outcome, Setup, run
from tests.support.loop import run_virtual


def outcomes(seeds: range, **fixed: object) -> list[Outcome]:
    return [run_virtual(run(Setup.drawn(seed, **fixed))) for seed in seeds]


def unsound(seeds: range) -> list[Outcome]:
    return [outcome for outcome in outcomes(seeds) if not outcome.sound]


@pytest.mark.parametrize("part", range(6))
def test_imports_are_sound(part: int):
    assert unsound(range(part * 50, part * 50 + 50)) == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(100))
def test_imports_are_sound_for_long(part: int):
    assert unsound(range(10_000 + part * 100, 10_100 + part * 100)) == []


def test_the_model_finds_what_a_short_window_does():
    short = {"window": 0.5, "unique": False, "faults": 0.3, "known": 0.0}
    found = outcomes(range(10), **short)
    assert sum(outcome.doubled for outcome in found) > 0
    # Those rows are exactly what the report warns of.
    assert all(outcome.report.at_risk >= outcome.doubled for outcome in found)


def test_the_window_is_not_waited_for_without_a_reason():
    assert all(outcome.report.at_risk == 0 for outcome in outcomes(range(5), faults=0.0))


def test_a_key_that_repeats_in_every_batch():
    async def repeated() -> Outcome:
        return await run(Setup.drawn(1, rows=100, known=1.0, faults=0.3, lanes=32, poisons=40))

    assert run_virtual(repeated()).sound
