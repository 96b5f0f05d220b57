"""Rows of the one table that all benchmarks end up in."""

from collections.abc import Iterable
from typing import Any

import attrs

__all__ = ["Row", "as_json", "as_text"]


@attrs.frozen(kw_only=True)
class Row:
    """One comparison.

    Attributes:
        what: What is measured.
        peer: What the SDK is compared with.
        sdk: The SDK's figure.
        other: The peer's.
        unit: Of both.
        budget: What the ratio must keep to; `None` where nothing was promised.
        upward: Whether the ratio is peer to SDK and must be at least the budget; otherwise it
            is SDK to peer and must be at most the budget.
        difference: Whether SDK minus peer is compared with the budget, instead of a ratio.
    """

    what: str
    peer: str
    sdk: float
    other: float
    unit: str
    budget: float | None = None
    upward: bool = False
    difference: bool = False

    @property
    def ratio(self) -> float:
        """What is compared with the budget."""
        if self.difference:
            return self.sdk - self.other
        return self.other / self.sdk if self.upward else self.sdk / self.other

    @property
    def held(self) -> bool | None:
        """Whether the budget is kept."""
        if self.budget is None:
            return None
        return self.ratio >= self.budget if self.upward else self.ratio <= self.budget

    def cells(self) -> tuple[str, ...]:
        """The row as texts."""
        sign = ">=" if self.upward else "<="
        suffix = f" {self.unit}" if self.difference else " x"
        return (
            self.what,
            self.peer,
            f"{self.sdk:.1f} {self.unit}",
            f"{self.other:.1f} {self.unit}",
            f"{self.ratio:.2f}{suffix}",
            "" if self.budget is None else f"{sign} {self.budget:g}{suffix}",
            {None: "", True: "held", False: "NOT HELD"}[self.held],
        )


HEADS = ("what", "peer", "gomus_async", "the peer", "ratio", "budget", "")


def as_text(rows: Iterable[Row]) -> str:
    """The table for a terminal, and for the README."""
    lines = [HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 or column == len(HEADS) - 1 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def as_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The table for programs."""
    return [{**attrs.asdict(row), "ratio": row.ratio, "held": row.held} for row in rows]
