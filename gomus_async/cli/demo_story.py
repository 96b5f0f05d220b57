"""What the demonstration tells, to people or to programs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from gomus_async.cli.demo_check import VERDICT
from gomus_async.cli.demo_run import RATES, Outcome, Stage
from gomus_async.cli.output import print_fields, print_json, print_line
from gomus_async.cli.report_view import report_record, top_reasons

__all__ = ["JsonTeller", "TextTeller", "Trouble"]

_SHOWN_DIFFERENCES: Final = 20
_WIDTH: Final = 39


@attrs.frozen(kw_only=True)
class Trouble:
    """What the sandbox did to the import, as its own history has it.

    Attributes:
        requests: Requests seen.
        too_large: Batches refused for being larger than the cap.
        bad_row: Requests refused for a row in them.
        throttled: Requests answered with 429.
        unavailable: Requests answered with 503.
        resets: Connections reset after the commit.
        lost_creates: Those of them that had created customers.
        lost_customers: How many customers those had created.
    """

    requests: int
    too_large: int
    bad_row: int
    throttled: int
    unavailable: int
    resets: int
    lost_creates: int
    lost_customers: int

    @classmethod
    def seen(cls, history: Sequence[Mapping[str, Any]], cap: int) -> "Trouble":
        """Count it."""
        faults = Counter(entry["fault"] for entry in history)
        refused = [entry for entry in history if entry["status"] == 422]  # noqa: PLR2004 -- the status
        lost = [
            entry
            for entry in history
            if entry["fault"] == "reset_after" and entry["method"] == "POST" and entry["applied"]
        ]
        too_large = sum(len(entry["keys"]) > cap for entry in refused)
        return cls(
            requests=len(history),
            too_large=too_large,
            bad_row=len(refused) - too_large,
            throttled=faults["status_429"],
            unavailable=faults["status_503"],
            resets=faults["reset_after"],
            lost_creates=len(lost),
            lost_customers=sum(len(entry["keys"]) for entry in lost),
        )


class JsonTeller:
    """Tells it in two JSON lines."""

    def start(self, stage: Stage, url: str, stored: int) -> None:
        """Print where everything is."""
        print_json(
            {
                "event": "start",
                "seed": stage.seed,
                "rows": len(stage.dataset.rows),
                "csv": str(stage.csv_path),
                "sandbox": url,
                "stored": stored,
                "cap": stage.dataset.cap,
                "rates": dict(RATES),
            }
        )

    def end(self, stage: Stage, outcome: Outcome) -> None:
        """Print what happened."""
        print_json(
            {
                "event": "end",
                "report": report_record(outcome.report, stage.rejects_path),
                "sandbox": attrs.asdict(Trouble.seen(outcome.history, stage.dataset.cap)),
                "differences": outcome.differences,
                "verdict": None if outcome.differences else VERDICT,
            }
        )


class TextTeller:
    """Tells it in a screenful of text."""

    def start(self, stage: Stage, url: str, stored: int) -> None:
        """Print what is about to happen."""
        dataset = stage.dataset
        bad, repeated = len(dataset.bad_positions), dataset.repeated
        rates = [f"{RATES[name]:.0%}" for name in ("status_429", "status_503", "reset_after")]
        print_line(f"gomus demo --seed {stage.seed} --rows {len(dataset.rows)}", style="bold")
        print_line()
        print_fields(
            [
                ("file", stage.csv_path),
                ("", f"{len(dataset.rows):,} rows: {bad} bad, {repeated} replaced by a later one"),
                ("sandbox", url),
                ("", f"{stored:,} customers; {len(dataset.existing):,} are in the file too, newer"),
                ("weather", "{} 429, {} 503, {} cut off after the commit,".format(*rates)),
                ("", "and a cap on batches that nobody is told"),
            ]
        )
        print_line()

    def end(self, stage: Stage, outcome: Outcome) -> None:
        """Print what happened, and the verdict."""
        self._trouble(Trouble.seen(outcome.history, stage.dataset.cap), stage.dataset.cap)
        self._account(stage, outcome)
        print_line()
        if not outcome.differences:
            print_line("checked the store against the file, row by row, field by field:")
            print_line(VERDICT, style="bold green")
            return
        print_line("the store is not what the file says:", style="bold red")
        for difference in outcome.differences[:_SHOWN_DIFFERENCES]:
            print_line(f"  {difference}")
        more = len(outcome.differences) - _SHOWN_DIFFERENCES
        if more > 0:
            print_line(f"  and {more} more")

    def _trouble(self, trouble: Trouble, cap: int) -> None:
        found = f"found their {trouble.lost_customers:,} customers by key"
        lines = [
            (trouble.too_large, f"refused for more than {cap} rows", "halved; learnt the size"),
            (trouble.bad_row, "refused for a bad row", "halved until that row was alone"),
            (trouble.throttled, "answered with 429", "slowed down, sent again"),
            (trouble.unavailable, "answered with 503", "sent again; creates looked up first"),
            (trouble.resets, "cut off after the commit", "looked up or sent again"),
            (trouble.lost_creates, "of these were creates", found),
        ]
        rows = [(f"{count:,}", what, answer) for count, what, answer in lines if count]
        print_line("what the sandbox did".ljust(_WIDTH) + "what the import did")
        for count, what, answer in rows:
            print_line(f"{count:>6} {what}".ljust(_WIDTH) + answer)

    def _account(self, stage: Stage, outcome: Outcome) -> None:
        report = outcome.report
        print_line()
        print_fields(
            [
                ("accepted", f"{report.accepted:>5,}"),
                ("superseded", f"{report.superseded:>5,} by a later row with the same key"),
                ("rejected", f"{report.rejected:>5,} into {stage.rejects_path}"),
                ("unknown", f"{report.unknown:>5,}"),
                (
                    "requests",
                    f"{report.requests:>5,}, {sum(report.retries.values()):,} of them retries",
                ),
                ("time", f"{report.elapsed:>5.1f} s, {report.rows_per_second:,.0f} rows/s"),
            ]
        )
        print_line()
        print_line("rejected because")
        for reason, count in top_reasons(report.reasons):
            print_line(f"{count:>6} {reason}")
