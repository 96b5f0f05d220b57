"""Imports night after night through one journal, by processes that die; judged at the server."""

import asyncio
import json
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest.mock import patch

from gomus_async.bulk.intake import Intake
from gomus_async.bulk.report import Report
from gomus_async.bulk.sources import as_source
from gomus_async.errors import ImportStopped, SourceChanged
from tests.bulk.lossy_server import LATEST, POISON, Server
from tests.bulk.mortal_client import Client, Plan
from tests.bulk.night_rows import Rows, Setup, SlowRows, altered, by_key, edited, last_names
from tests.support.loop import VirtualLoop

__all__ = ["Nights"]

EPOCH: Final = 1_800_000_000.0
CHUNK: Final = 9
MOST_PASSES: Final = 60_000


class CountingLoop(VirtualLoop):
    """A virtual loop that can be run for a number of passes, to stop at any await."""

    def __init__(self) -> None:
        super().__init__()
        self._left = 0
        self._until: asyncio.Task[Any] | None = None
        self.failures: list[Any] = []
        self.set_exception_handler(lambda _, context: self.failures.append(context))

    def run_passes(self, passes: int, until: "asyncio.Task[Any]") -> None:
        """Run so many passes, or until a task is done."""
        self._left, self._until = passes, until
        self.run_forever()
        self._until = None

    def _run_once(self) -> None:
        # A timer may be a nanosecond early: if time stood still, it would stay so.
        self.step(2e-9)
        super()._run_once()  # type: ignore[misc]
        if self._until is not None:
            self._left -= 1
            if not self._left or self._until.done():
                self.stop()


class Nights:
    """A server, a journal, and one process after another.

    Args:
        setup: What they are like.
        window: The late-commit window, where it is not drawn.
    """

    def __init__(self, setup: Setup, *, window: float | None = None) -> None:
        self.setup = setup
        self.rng = Random(setup.seed)
        self.loop = CountingLoop()
        self.seen: Counter[str] = Counter()
        self.server = Server(manners=setup.manners, rng=self.rng, loop=self.loop, seen=self.seen)
        self.source = setup.source(self.rng)
        self.client: Client | None = None
        self.unfinished = False
        self._window = window
        self._offset = 0.0
        self._number = 0
        self._all_new = False
        self._may_write: set[str] | None = None
        self._journalled: Rows | None = None
        self._mixed = False
        self._must_begin = False
        self._place = Path(tempfile.mkdtemp(prefix="nights-"))
        self.rejects = self._place / "rejects.jsonl"
        self._patches = ExitStack()
        self._patch()
        self._fill()

    @property
    def running(self) -> bool:
        return self.client is not None

    def wall(self) -> float:
        """The clock on the wall."""
        return EPOCH + self.loop.time() + self._offset

    def begin(self, source: Rows | None = None) -> None:
        """Begin a night's import; forget an unfinished one."""
        fresh = self._journalled is None and not self.unfinished
        if source is not None:
            self.source = source
        keys = {row["foreign_id"] for row in self.source}
        self._all_new = fresh and not keys & self.server.stored.keys()
        self._mixed = self.unfinished
        self._may_write = None if self._mixed else self._changed()
        self.server.written.clear()
        self._start(self.source, resume=not self.unfinished)
        self.seen["begun"] += 1

    def resume(self) -> None:
        self._all_new = self._all_new and not self._must_begin
        self._start(self.source, resume=not self._must_begin)
        self.seen["resumed"] += 1

    def resume_changed(self) -> None:
        """Resume with rows that are not those from before, and find out whether that is noticed."""
        self._mixed, self._may_write, self._all_new = True, None, False
        right, self.source = self.source, altered(self.source, self.rng)
        self._start(self.source, resume=True)
        self.seen["changed"] += 1
        self.run_to_end()
        if self.unfinished:
            self.source = right

    def run_passes(self, passes: int) -> None:
        assert self.client is not None
        assert self.client.task is not None
        self.loop.run_passes(passes, self.client.task)
        self._reap()

    def run_until_sent(self, writes: int) -> None:
        """Run the process until it has sent so many writes more, or ends."""
        sent = self.server.sent + writes
        while self.client is not None and self.server.sent < sent:
            self.run_passes(1)

    def run_to_end(self) -> None:
        """Run the process until it ends by itself."""
        self.run_passes(MOST_PASSES)
        assert self.client is None, "the import does not come to its end"

    def kill(self) -> None:
        assert self.client is not None
        lost = self.client.kill()
        self.seen["killed"] += 1
        self.seen["lost jobs"] += lost
        self._drop()
        if self.rejects.exists() and self.rng.random() < 0.5:
            # A process may be killed in the middle of a line.
            with self.rejects.open("a", encoding="utf-8") as file:
                file.write('{"position": 1, "rea')

    def stop_gently(self) -> None:
        assert self.client is not None
        self.client.stopping = True
        self.run_to_end()

    def wait(self, seconds: float) -> None:
        """Time passes without a process."""
        self.loop.run_until_complete(asyncio.sleep(seconds))

    def set_clock(self, seconds: float) -> None:
        """Somebody sets the clock on the wall."""
        self._offset += seconds

    def finish(self) -> None:
        """Go on until the import is through, however often it stops."""
        for tries in range(60):
            if tries > 20:
                self.server.manners.closed = 0.0
            if self.client is None:
                if not self.unfinished:
                    return
                self.resume()
            self.run_to_end()
        raise AssertionError("the import does not get through")

    def edited(self) -> Rows:
        """The rows of another night."""
        self._number += 1
        return edited(self.source, self.rng, self._number)

    def check(self) -> None:
        """What must hold at every moment."""
        doubled = {key: names for key, names in self.server.stored.items() if len(names) > 1}
        assert not doubled, f"doubled: {doubled}"
        assert not self.server.blind, f"created again without looking: {self.server.blind}"
        assert not self.loop.failures, self.loop.failures
        wrong = {
            key: (names, self._allowed.get(key))
            for key, names in self.server.stored.items()
            if names[0] not in self._allowed.get(key, ())
        }
        assert not wrong, f"wrong: {wrong}"
        lost = [
            key
            for key, allowed in self._allowed.items()
            if None not in allowed and key not in self.server.stored
        ]
        assert not lost, f"lost: {lost}"

    def close(self) -> None:
        """End what is under way, without a judgement, and let go of everything."""
        try:
            if self.client is not None:
                self.client.kill()
        finally:
            self._patches.close()
            self.loop.close()
            shutil.rmtree(self._place)

    def _patch(self) -> None:
        nights = self

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> "Clock":
                return cls.fromtimestamp(nights.wall(), tz)

        def customers(caller: Any) -> Any:
            assert nights.client is not None
            return nights.client.customers(caller)

        for target, new in (
            ("gomus_async.bulk.run.BatchCustomers", customers),
            ("gomus_async.bulk.run.Intake", partial(Intake, clock=self.wall)),
            ("gomus_async.bulk.placing.datetime", Clock),
            ("gomus_async.bulk.intake.CHUNK", CHUNK),
        ):
            self._patches.enter_context(patch(target, new))

    def _fill(self) -> None:
        keys = sorted({row["foreign_id"] for row in self.source})
        for key in self.rng.sample(keys, int(self.setup.known * len(keys))):
            self.server.stored[key] = ["before"]
        self.server.strange.update(self.rng.sample(keys, int(self.setup.shadowed * len(keys))))
        self._allowed: dict[str, set[str | None]] = {
            key: {"before"} if key in self.server.stored else {None} for key in keys
        }

    def _start(self, source: Rows, *, resume: bool) -> None:
        assert self.client is None
        rng = self.rng
        for row in source:
            allowed = self._allowed.setdefault(row["foreign_id"], {None})
            if row["name"] != POISON:
                allowed.add(row["name"])
        drawn = rng.choice((LATEST + 1.0, LATEST + 4.0))
        plan = Plan(
            journal=self._place / "crm.journal",
            rejects=self.rejects,
            lanes=rng.choice((1, 2, 8)),
            window=drawn if self._window is None else self._window,
            batch_size=rng.choice((None, None, 1, 3, 10, 50)),
            assume_new=self._all_new and rng.random() < 0.5,
            resume=resume,
        )
        self.client = Client(self.server, rng, self._now, self.wall)
        self.client.start(as_source(SlowRows(source, rng) if rng.random() < 0.3 else source), plan)
        self.unfinished = True

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.wall(), UTC)

    def _drop(self) -> None:
        assert self.client is not None
        assert not self.client.overlaps, "two writes of one key at once"
        self.client = None

    def _reap(self) -> None:
        """Judge a process that has ended."""
        assert self.client is not None
        task = self.client.task
        assert task is not None
        if not task.done():
            return
        self._drop()
        left = asyncio.all_tasks(self.loop)
        assert not left, f"tasks left behind: {left}"
        error = task.exception()
        if error is None:
            self.unfinished = False
            self._judge(task.result())
        elif isinstance(error, SourceChanged):
            self.seen["noticed"] += 1
            assert self._mixed, "the source has not changed"
            self._must_begin = True
        elif isinstance(error, ImportStopped):
            self.seen["stopped"] += 1
            assert error.report is None or error.report.adds_up
        else:
            raise error

    def _judge(self, report: Report) -> None:
        self.seen["finished"] += 1
        source, last = self.source, last_names(self.source)
        good = sum(row["name"] != POISON for row in source)
        assert report.adds_up
        counts = (report.rows, report.rejected, report.unknown)
        assert counts == (len(source), len(source) - good, 0), (counts, len(source), good)
        assert report.accepted + report.superseded + report.unchanged == good
        self._judge_rejects()
        self._allowed.update({key: {name} for key, name in last.items()})
        if self._may_write is not None:
            idle = self.server.written - self._may_write
            assert not idle, f"sent again though unchanged: {idle}"
        self._journalled, self._mixed, self._must_begin = source, False, False
        self.check()

    def _judge_rejects(self) -> None:
        lines = [json.loads(line) for line in self.rejects.read_text("utf-8").splitlines()]
        found = sorted((line["position"], line["row"]["foreign_id"]) for line in lines)
        wanted = [
            (place, row["foreign_id"])
            for place, row in enumerate(self.source, 1)
            if row["name"] == POISON
        ]
        assert found == wanted, f"rejected: {found}, wanted: {wanted}"

    def _changed(self) -> set[str]:
        """The keys that tonight's import may write."""
        before = by_key(self._journalled or [])
        return {
            key
            for key, names in by_key(self.source).items()
            if len(names) > 1 or names != before.get(key) or POISON in names
        }
