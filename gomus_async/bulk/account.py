"""The account of an import under way: every row in one of five counts, told as it goes."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from gomus_async.bulk.report import Preview, Progress, Report, Sample, Tally
from gomus_async.errors import ImportStopped

if TYPE_CHECKING:
    from gomus_async.bulk.batches import Pending
    from gomus_async.bulk.rejects import Reject, RejectsFile
    from gomus_async.wire.shared import Wire
    from gomus_async.wire.stats import Stats

__all__ = ["Account"]

log = logging.getLogger("gomus_async")

PROGRESS_EVERY_S: Final = 0.2
SAMPLE_EVERY_S: Final = 1.0
MOST_SAMPLES: Final = 240
ENOUGH_ROWS: Final = 1000
"""So many rows tell whether rejects are the exception."""

RECENT_S: Final = 10.0


class Account:
    """Counts rows, keeps the rejected ones, and tells how it goes.

    Args:
        wire: The client's, for what was sent.
        rejects: Where rejected rows go.
        on_progress: Told a few times a second.
        max_reject_ratio: The share of rejected rows that ends the import.
        share_read: How much of the source has been read, from 0 to 1, where that is known.
    """

    def __init__(
        self,
        wire: "Wire",
        rejects: "RejectsFile",
        on_progress: Callable[[Progress], None] | None = None,
        max_reject_ratio: float = 1.0,
        share_read: Callable[[], float | None] = lambda: None,
    ) -> None:
        self.tally = Tally()
        self.resumed = False
        self._wire = wire
        self._rejects = rejects
        self._on_progress = on_progress
        self._max_reject_ratio = max_reject_ratio
        self._share_read = share_read
        self._loop = asyncio.get_running_loop()
        self._began = self._reported = self._loop.time()
        self._before = wire.stats()
        self._samples: list[Sample] = []
        self._preview = Preview()
        self._sample_every = SAMPLE_EVERY_S

    def read(self, count: int) -> None:
        """So many records were read."""
        self.tally.rows += count

    def place(self, rows: Sequence["Pending"], *, created: bool) -> None:
        """The rows stand on the server. Earlier rows with their keys do not, any more.

        Args:
            rows: Rows with different keys.
            created: Whether they were created.
        """
        if created:
            self.tally.created += len(rows)
        else:
            self.tally.updated += len(rows)
        superseded = sum([row.placed for row in rows])
        self.tally.superseded += superseded
        self.tally.accepted += len(rows) - superseded
        for row in rows:
            row.placed = True
        self.tell()

    def place_nowhere(self, row: "Pending") -> None:
        """The row would be sent, if this were more than a check."""
        if row.placed:
            self.tally.superseded += 1
        else:
            self.tally.accepted += 1
            self._preview.add(row.key, known=row.known)
        self.tell()

    def pass_over(self) -> None:
        """A row had not changed since it was sent by an import before."""
        self.tally.unchanged += 1
        self.tell()

    def give_up(self, row: "Pending") -> None:
        """Nobody can say whether the row stands."""
        log.warning("nobody can say whether row %d stands", row.position)
        self.tally.unknown += 1
        self.tell()

    def reject(self, reject: "Reject") -> None:
        """A row was refused, here or by the API."""
        self._rejects.write(reject)
        self.tally.rejected += 1
        self.tally.reasons.update(reject.reasons)
        self.tell()

    def reject_again(self, reject: "Reject") -> None:
        """A row was refused before the import was resumed; its line may still be there."""
        kept = self._rejects.kept.get(reject.position)
        if kept is None:
            self._rejects.write(reject)
        self.tally.rejected += 1
        self.tally.reasons.update(kept or reject.reasons)

    def check_rejects(self) -> None:
        """Stop where so many rows are rejected that it is not the rows.

        Raises:
            ImportStopped: They are.
        """
        tally = self.tally
        most = self._max_reject_ratio * tally.settled
        if tally.settled >= ENOUGH_ROWS and tally.rejected > most:
            raise ImportStopped(
                f"{tally.rejected} of {tally.settled} rows were rejected, which is more than "
                f"max_reject_ratio={self._max_reject_ratio:g} allows; see whether the columns "
                "are mapped rightly, or allow more"
            )

    def tell(self, *, finished: bool = False) -> None:
        """Tell how it goes, a few times a second and in the end."""
        now = self._loop.time()
        if not finished and now - self._reported < PROGRESS_EVERY_S:
            return
        self._reported = now
        stats = self._wire.stats()
        self._sample(now, stats)
        if self._on_progress is None:
            return
        tally, elapsed = self.tally, now - self._began
        self._on_progress(
            Progress(
                rows=tally.rows,
                settled=tally.settled,
                accepted=tally.accepted,
                unchanged=tally.unchanged,
                rejected=tally.rejected,
                superseded=tally.superseded,
                unknown=tally.unknown,
                elapsed=elapsed,
                rows_per_second=self._rate(),
                requests=self._requests(stats),
                retries=sum(self._retries(stats).values()),
                limit=stats.limit,
                paused_for=stats.paused_for,
                seconds_left=0.0 if finished else self._seconds_left(elapsed),
                finished=finished,
            )
        )

    def report(self, *, finished: bool, dry_run: bool = False) -> Report:
        """The account in the end. What was read and not brought to an end is unknown."""
        tally = self.tally
        tally.unknown += tally.rows - tally.settled
        self.tell(finished=True)
        stats = self._wire.stats()
        return Report(
            rows=tally.rows,
            accepted=tally.accepted,
            unchanged=tally.unchanged,
            rejected=tally.rejected,
            superseded=tally.superseded,
            unknown=tally.unknown,
            created=tally.created,
            updated=tally.updated,
            at_risk=tally.at_risk,
            batches=tally.batches,
            look_ups=tally.look_ups,
            requests=self._requests(stats),
            retries=self._retries(stats),
            reasons=dict(tally.reasons),
            elapsed=self._loop.time() - self._began,
            rejects=self._rejects.path,
            dry_run=dry_run,
            preview=self._preview if dry_run else None,
            finished=finished,
            resumed=self.resumed,
            pauses=stats.pauses - self._before.pauses,
            course=tuple(self._samples),
        )

    def _sample(self, now: float, stats: "Stats") -> None:
        elapsed = now - self._began
        if self._samples and elapsed - self._samples[-1].elapsed < self._sample_every:
            return
        retries = self._retries(stats)
        throttled = sum(retries.get(why, 0) for why in ("429", "503", "503 with Retry-After"))
        self._samples.append(
            Sample(
                round(elapsed, 1),
                self.tally.settled,
                self._requests(stats),
                throttled,
                stats.limit,
                stats.paused_for > 0,
            )
        )
        if len(self._samples) > MOST_SAMPLES:
            del self._samples[1::2]
            self._sample_every *= 2

    def _rate(self) -> float:
        """Rows a second of late: since the last sample that is old enough, or the start."""
        now = self._loop.time() - self._began
        since = next((s for s in reversed(self._samples) if now - s.elapsed >= RECENT_S), None)
        elapsed = now - (since.elapsed if since else 0.0)
        return (self.tally.settled - (since.settled if since else 0)) / elapsed if elapsed else 0.0

    def _seconds_left(self, elapsed: float) -> float | None:
        share = self._share_read()
        return elapsed * (1.0 - share) / share if share else None

    def _requests(self, stats: "Stats") -> int:
        return stats.attempts - self._before.attempts

    def _retries(self, stats: "Stats") -> dict[str, int]:
        before = self._before.retries
        retries = {why: count - before.get(why, 0) for why, count in stats.retries.items()}
        return {why: count for why, count in retries.items() if count}
