"""The rows of `blocking_get.py`, which is measured by itself."""

import contextlib
import io
import re

from benchmarks import blocking_get
from benchmarks.rounds import Effort
from benchmarks.table import Row

__all__ = ["rows"]

LINE = re.compile(r"(\S.*?)\s{2,}([\d.]+) us\s+([\d.]+) us\s+[\d.]+\s+([\d.]+)\s*")


def rows(effort: Effort) -> list[Row]:
    """One row for each of its lines."""
    if effort.quick:
        blocking_get.ROUNDS, blocking_get.CALLS = 2, 2
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        blocking_get.main()
    return [
        Row(
            what=f"blocking GET of a customer, {found[1]}",
            peer="requests",
            sdk=float(found[3]),
            other=float(found[2]),
            unit="us",
            budget=float(found[4]),
        )
        for found in map(LINE.fullmatch, said.getvalue().splitlines())
        if found is not None
    ]
