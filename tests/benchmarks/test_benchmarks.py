"""Each benchmark runs, and what it finds ends up in the table."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, measured
from benchmarks.rounds import Effort
from benchmarks.table import Row, as_json, as_text

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", BENCHMARKS)
def test_each_one_runs(name: str) -> None:
    rows = list(measured((name,), Effort(quick=True)))

    assert rows
    assert any(row.budget is not None for row in rows)
    assert all(row.sdk > 0 and row.other > 0 for row in rows)
    assert all(row.what and row.peer and row.unit for row in rows)


def test_the_table_is_printed_and_written(tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    command = ["-m", "benchmarks", "--quick", "--only", "json_models", "--json", str(path)]

    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=True, capture_output=True, text=True
    )

    written = json.loads(path.read_text())
    assert "decode 100 orders" in done.stdout
    assert {row["what"] in done.stdout for row in written["rows"]} == {True}
    assert written["machine"]["msgspec"]


def row(sdk: float, other: float, *, upward: bool = False, difference: bool = False) -> Row:
    return Row(
        what="w",
        peer="p",
        sdk=sdk,
        other=other,
        unit="us",
        budget=2.0,
        upward=upward,
        difference=difference,
    )


@pytest.mark.parametrize(
    ("one", "ratio", "held"),
    [
        (row(3.0, 2.0), 1.5, True),
        (row(5.0, 2.0), 2.5, False),
        (row(1.0, 3.0, upward=True), 3.0, True),
        (row(2.0, 3.0, upward=True), 1.5, False),
        (row(5.0, 4.0, difference=True), 1.0, True),
        (row(9.0, 4.0, difference=True), 5.0, False),
    ],
)
def test_budgets(one: Row, ratio: float, held: bool) -> None:
    assert one.ratio == ratio
    assert one.held is held
    assert ("NOT HELD" in as_text([one])) is not held
    assert as_json([one])[0]["held"] is held
