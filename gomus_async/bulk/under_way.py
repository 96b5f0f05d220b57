"""One batch under way: what becomes of its rows, and what the journal hears of it."""

from collections import defaultdict
from collections.abc import Sequence

import attrs

from gomus_async.bulk.account import Account
from gomus_async.bulk.batches import Pending
from gomus_async.bulk.journal import Ending, Journal, State
from gomus_async.bulk.rejects import Reject
from gomus_async.bulk.report import Tally
from gomus_async.errors import ApiError

__all__ = ["Batch"]

HEADING = "could not be saved"


@attrs.define(eq=False)
class Batch:
    """The ledger of one batch.

    Attributes:
        account: Where its rows are counted.
        journal: Where is written down what is about to be sent, and what became of it.
        unclear: Whether a write of it may be applied later than what comes after it.
    """

    account: Account
    journal: Journal
    unclear: bool = False
    _sending: Sequence[Pending] = attrs.field(default=(), init=False)
    _intent: int | None = attrs.field(default=None, init=False)
    _intents: list[int] = attrs.field(factory=list[int], init=False)
    _ended: defaultdict[State, list[Pending]] = attrs.field(
        factory=lambda: defaultdict(list), init=False
    )

    @property
    def tally(self) -> Tally:
        """The counts of the import."""
        return self.account.tally

    def sending(self, rows: Sequence[Pending]) -> None:
        """The next write is about these rows."""
        self._sending, self._intent = rows, None

    async def before_send(self) -> None:
        """Write down that they are sent, before they are.

        Raises:
            JournalError: It cannot be written down.
        """
        if self._intent is not None:
            await self.journal.repeat(self._intent)
            return
        rows = self._sending
        ended, touched = self._news()
        if self.journal.live:
            # A content that was written down before must not pass for what stands now.
            touched += [(row.digest, None, False) for row in rows]
        self._intent = await self.journal.intend(
            [row.position for row in rows], sum(row.content for row in rows), ended, touched
        )
        self._intents.append(self._intent)

    def may_be_late(self) -> None:
        """A write is repeated that may have been applied, or may yet be."""
        self.unclear = True

    def accept(self, rows: Sequence[Pending], *, created: bool) -> None:
        """The rows stand on the server."""
        self.account.place(rows, created=created)
        self._ended[State.CREATED if created else State.UPDATED].extend(rows)

    def give_up(self, row: Pending) -> None:
        """Nobody can say whether the row stands."""
        self.account.give_up(row)
        self._ended[State.UNKNOWN].append(row)

    def reject(self, row: Pending, error: ApiError) -> None:
        """The API refused the row alone."""
        said = tuple(message for message in error.messages if HEADING not in message)
        self.account.reject(
            Reject(
                position=row.position,
                line=row.line,
                reasons=said or error.messages or (f"refused with status {error.status}",),
                status=error.status,
                row=row.customer,
            )
        )
        self._ended[State.REJECTED].append(row)

    def close(self, *, whole: bool) -> None:
        """Write down what has ended; if that is the whole batch, nothing of it is in doubt.

        What may yet be applied late stays written down, so that nothing overtakes it.
        """
        ended, touched = self._news()
        intents = self._intents if whole and not self.unclear else []
        if ended or intents:
            self.journal.end(ended, touched, intents)

    def _news(self) -> tuple[list[Ending], list[tuple[int, int | None, bool]]]:
        """What has ended since the journal heard of it last."""
        ended = [
            Ending(state, [row.position for row in rows], sum(row.content for row in rows))
            for state, rows in self._ended.items()
        ]
        touched = [
            (row.digest, row.content if placed else None, placed)
            for state, rows in self._ended.items()
            for placed in (state in {State.CREATED, State.UPDATED},)
            for row in rows
        ]
        self._ended.clear()
        return ended, touched
