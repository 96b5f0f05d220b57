"""Runs imports in processes of their own, kills them, and judges by what the server saw."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs

from gomus_async.bulk import Report
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import TOKEN, Case, blind_creates, is_poison

__all__ = ["LATE", "RATES", "WINDOW", "Killing", "Run"]

ROOT: Final = Path(__file__).parents[3]
LATE: Final = 0.4
WINDOW: Final = 0.8
PATIENCE_S: Final = 600.0

RATES: Final = {
    "late_commit": 0.04,
    "reset_before": 0.02,
    "reset_after": 0.03,
    "truncate": 0.02,
    "status_429": 0.02,
    "status_502": 0.02,
}
"""Faults of every kind that matters to the outcome of a write."""


@attrs.frozen
class Run:
    """How a process ended, and what it printed."""

    code: int
    error: str | None = None
    report: Report | None = None

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


@attrs.define
class Killing:
    """An import of some rows in processes that are killed, one after the other.

    Attributes:
        sandbox: The server, which lives on.
        case: The rows.
        folder: For the source, the journal and the rejects.
        options: Of `import_customers`.
    """

    sandbox: Sandbox
    case: Case
    folder: Path
    lanes: int = 4
    attempt: float = 1.0
    options: dict[str, Any] = attrs.field(factory=dict)
    disk: Path | None = None
    runs: list[Run] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        lines = [json.dumps(values) + "\n" for values in self.case.source]
        (self.folder / "crm.jsonl").write_text("".join(lines))

    @property
    def journal(self) -> Path:
        return self.folder / "crm.journal"

    @property
    def rejects(self) -> Path:
        return self.folder / "rejects.jsonl"

    def run(self, *crash: object) -> Run:
        """Let a process import until it ends, by itself or at the crash point."""
        with self._process(crash) as process:
            out, _ = process.communicate(timeout=PATIENCE_S)
            return self._ended(process, out)

    def kill_when(self, begun: Callable[[], object], pause: float = 0.0) -> Run:
        """Let a process import until something has begun, then kill it."""
        with self._process(()) as process:
            until = time.monotonic() + PATIENCE_S
            while process.poll() is None and not begun():
                assert time.monotonic() < until, "nothing happens"
                time.sleep(0.005)
            time.sleep(pause)
            process.kill()
            out, _ = process.communicate()
            return self._ended(process, out)

    def kill_after(self, requests: int, pause: float = 0.0) -> Run:
        """Kill a process once it has sent so many requests."""
        before = self.requests
        return self.kill_when(lambda: self.requests >= before + requests, pause)

    @property
    def requests(self) -> int:
        # The public history is a copy of it all.
        return len(self.sandbox._state.history._entries)

    def finish(self) -> Report:
        """Let a process import to the end."""
        run = self.run()
        assert (run.code, run.error) == (0, None)
        assert run.report is not None
        return run.report

    def judge(self, report: Report) -> None:
        """Every good row once with its last content, the poison in the rejects file alone."""
        self.sandbox.advance(60)
        self.case.judge(self.sandbox, report)
        assert report.finished
        assert blind_creates(self.sandbox.history, LATE) == []
        assert self.rejected() == self.poisons()
        # A killed process leaves no row in a place that nobody looks at.
        assert list(self.folder.glob(".*")) == []

    def rejected(self) -> Counter[int]:
        """How often each position stands in the rejects file."""
        lines = self.rejects.read_text().splitlines()
        return Counter(json.loads(line)["position"] for line in lines)

    def poisons(self) -> Counter[int]:
        rows = enumerate(self.case.source, start=1)
        return Counter(position for position, values in rows if is_poison(values))

    @contextmanager
    def _process(self, crash: tuple[object, ...]) -> Iterator[subprocess.Popen[str]]:
        plan = self.folder / "plan.json"
        plan.write_text(json.dumps(self._plan(crash)))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bulk.kill.worker", str(plan)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield process
            finally:
                with suppress(ProcessLookupError):
                    process.kill()

    def _plan(self, crash: tuple[object, ...]) -> dict[str, Any]:
        options = {"late_commit_window": WINDOW, "max_reject_ratio": 1.0, **self.options}
        return {
            "url": self.sandbox.url,
            "token": TOKEN,
            "source": str(self.folder / "crm.jsonl"),
            "lanes": self.lanes,
            "attempt": self.attempt,
            "crash": crash,
            "disk": self.disk and str(self.disk),
            "options": {**options, "journal": str(self.journal), "rejects": str(self.rejects)},
        }

    def _ended(self, process: subprocess.Popen[str], out: str) -> Run:
        run = Run(process.returncode)
        if not run.killed:
            said = json.loads(out or "{}")
            report = said.get("report")
            run = Run(run.code, said.get("error"), report and Report.restored(report))
        self.runs.append(run)
        return run


def drawn_kills(seed: int, count: int, most: int) -> list[tuple[int, float]]:
    """After how many requests, and how many seconds later, to kill each time."""
    rng = Random(seed)
    return [(rng.randint(1, most), rng.uniform(0.0, 0.02)) for _ in range(count)]
