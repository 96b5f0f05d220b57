"""What an import says of itself: while it runs, and in the end."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

import attrs

__all__ = ["Preview", "Progress", "Report", "Sample", "Tally"]

SHOWN_KEYS: Final = 10


@attrs.define
class Tally:
    """The counts of an import under way. Every record read ends in exactly one of the five."""

    rows: int = 0
    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    superseded: int = 0
    unknown: int = 0
    created: int = 0
    updated: int = 0
    at_risk: int = 0
    batches: int = 0
    look_ups: int = 0
    reasons: Counter[str] = attrs.field(factory=Counter[str])

    @property
    def settled(self) -> int:
        """How many rows have come to their end."""
        return self.accepted + self.unchanged + self.rejected + self.superseded + self.unknown


@attrs.frozen(kw_only=True)
class Progress:
    """Where an import stands.

    Attributes:
        rows: Records read so far.
        settled: Those that have come to their end.
        accepted: See `Report`.
        unchanged: See `Report`.
        rejected: See `Report`.
        superseded: See `Report`.
        unknown: See `Report`.
        elapsed: Seconds since the start.
        rows_per_second: Settled rows a second since the start.
        requests: Requests sent for this import.
        retries: Those of them that repeated one that had failed.
        limit: The most requests in flight that the adaptive limit allows now.
        paused_for: Seconds for which the API still wants silence.
        seconds_left: How long it may still take, where the source's length is known.
        finished: Whether this is the last one.
    """

    rows: int
    settled: int
    accepted: int
    unchanged: int
    rejected: int
    superseded: int
    unknown: int
    elapsed: float
    rows_per_second: float
    requests: int
    retries: int
    limit: int
    paused_for: float
    seconds_left: float | None = None
    finished: bool = False


@attrs.frozen
class Sample:
    """Where an import stood at one moment, for a picture of its course.

    Attributes:
        elapsed: Seconds since the start.
        settled: Rows that had come to their end.
        requests: Requests sent.
        throttled: Those of them that the API answered with 429 or 503.
        limit: The most requests in flight that the adaptive limit allowed.
        paused: Whether the API wanted silence.
    """

    elapsed: float
    settled: int
    requests: int
    throttled: int
    limit: int
    paused: bool


@attrs.define
class Preview:
    """What an import would send, as far as its journal can tell.

    Attributes:
        new: Rows whose key the journal does not know: they would be created, or updated where
            the instance has them.
        changed: Rows whose key it knows with another content.
        new_keys: The first keys of the new ones.
        changed_keys: The first keys of the changed ones.
    """

    new: int = 0
    changed: int = 0
    new_keys: list[str] = attrs.field(factory=list[str], repr=False)
    changed_keys: list[str] = attrs.field(factory=list[str], repr=False)

    def add(self, key: str, *, known: bool) -> None:
        """Count a row."""
        if known:
            self.changed += 1
        else:
            self.new += 1
        keys = self.changed_keys if known else self.new_keys
        if len(keys) < SHOWN_KEYS:
            keys.append(key)


@attrs.frozen(kw_only=True)
class Report:
    """The account of an import. The five counts `accepted` to `unknown` sum to `rows`.

    Attributes:
        rows: Records read.
        accepted: Created or updated, and standing.
        unchanged: Not sent, because nothing had changed since the import before.
        rejected: Refused here or by the API; all in `rejects`, if that was asked for.
        superseded: Replaced by a later row with the same key.
        unknown: Nobody can say; look at these yourself.
        created: Requests' rows that made a new customer.
        updated: Requests' rows that changed one.
        at_risk: Rows created again after a first try whose outcome was unclear and which was
            not there when `late_commit_window` had passed.
        batches: Batch requests sent, repeats not counted.
        look_ups: Customers looked up.
        requests: All requests sent, repeats included.
        retries: Repeats, by reason.
        reasons: Rejected rows by reason.
        elapsed: Seconds.
        rejects: Where the rejected rows are, if a file was asked for.
        dry_run: Whether nothing was sent.
        finished: Whether every record of the source was brought to its end.
        resumed: Whether an import that had stopped went on.
        nothing_to_do: Whether this very source had been imported before, so that this is the
            report of then.
        pauses: How often the API wanted silence.
        course: Where the import stood, every few seconds.
        preview: Of a dry run: what would be sent.
    """

    rows: int
    accepted: int
    unchanged: int
    rejected: int
    superseded: int
    unknown: int
    created: int = 0
    updated: int = 0
    at_risk: int = 0
    batches: int = 0
    look_ups: int = 0
    requests: int = 0
    retries: Mapping[str, int] = attrs.field(factory=dict[str, int])
    reasons: Mapping[str, int] = attrs.field(factory=dict[str, int])
    elapsed: float = 0.0
    rejects: Path | None = None
    dry_run: bool = False
    finished: bool = True
    resumed: bool = False
    nothing_to_do: bool = False
    pauses: int = 0
    course: tuple[Sample, ...] = attrs.field(default=(), repr=False)
    preview: Preview | None = None

    @property
    def adds_up(self) -> bool:
        """Whether every record is accounted for."""
        counted = self.accepted + self.unchanged + self.rejected + self.superseded + self.unknown
        return counted == self.rows

    @property
    def clean(self) -> bool:
        """Whether every row is accounted for and none was rejected or is unknown."""
        return self.adds_up and not self.rejected and not self.unknown

    @property
    def rows_per_second(self) -> float:
        """Settled rows a second."""
        return self.rows / self.elapsed if self.elapsed > 0 else 0.0

    def record(self) -> dict[str, Any]:
        """The report as plain values, to be written as JSON."""
        plain = attrs.asdict(self)
        return {**plain, "rejects": None if self.rejects is None else str(self.rejects)}

    @classmethod
    def restored(cls, record: Mapping[str, Any]) -> Self:
        """The report that `record` made these values of; what it does not know is left out."""
        names = {field.name for field in attrs.fields(cls)}
        values = {name: value for name, value in record.items() if name in names}
        values["rejects"] = Path(values["rejects"]) if values.get("rejects") else None
        values["course"] = tuple(Sample(**sample) for sample in values.get("course", ()))
        values["preview"] = Preview(**values["preview"]) if values.get("preview") else None
        return cls(**values)
