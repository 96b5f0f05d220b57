"""Which rows of an import are on the server: look-ups, and what they can tell."""

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from enum import Enum
from http import HTTPStatus
from typing import Final, Protocol

import attrs

from gomus_async.bulk.batches import Pending
from gomus_async.bulk.report import Tally
from gomus_async.bulk.sending import BatchCustomers, Keyed
from gomus_async.errors import ApiError, ForeignIdShadowed, MethodNotAllowed, NotFound
from gomus_async.resources.customers import NUMBER_FIRST
from gomus_async.wire.request import CallOptions

__all__ = ["Finder", "Found", "Ledger", "keys_of", "patiently", "refusal_of"]

LOOK_UPS_AT_ONCE: Final = 32
_AMBIGUOUS: Final = re.compile(r"[./]")
PATIENCE_S: Final = 960.0
"""How long one call of an import may go on: beyond the longest `Retry-After` it honours."""

STOPPING: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
)


class Found(Enum):
    """What a look-up tells of a key."""

    YES = "there"
    NO = "absent"
    UNREADABLE = "an update by key will tell"
    UNCERTAIN = "nobody can say"


class Ledger(Protocol):
    """Where the ends of rows are written down."""

    @property
    def tally(self) -> Tally:
        """The counts of the import."""
        ...

    def sending(self, rows: Sequence[Pending]) -> None:
        """The next write is about these rows."""
        ...

    def accept(self, rows: Sequence[Pending], *, created: bool) -> None:
        """The rows, whose keys differ, stand on the server."""
        ...

    def reject(self, row: Pending, error: ApiError) -> None:
        """The row was refused alone."""
        ...

    def give_up(self, row: Pending) -> None:
        """Nobody can say whether the row stands."""
        ...


@attrs.define
class Finder:
    """Looks rows up.

    Attributes:
        customers: The resource, on the import's own lane.
        ledger: Where the ends of rows are written down.
        timeout: Seconds after which a look-up is tried again.
    """

    customers: BatchCustomers
    ledger: Ledger
    timeout: float

    async def look_up(self, rows: Sequence[Pending]) -> tuple[list[Pending], list[Pending]]:
        """Which rows exist and which are absent.

        A key that cannot be read is updated instead, which shows whether it is there and brings
        the row to its end if it is. Then it is in neither list.
        """
        existing: list[Pending] = []
        absent: list[Pending] = []
        for row, exists in zip(rows, await self._exist(rows), strict=True):
            if exists is Found.YES:
                existing.append(row)
            elif exists is Found.NO or (
                exists is Found.UNREADABLE and await self._is_absent_by_update(row)
            ):
                absent.append(row)
            elif exists is Found.UNCERTAIN:
                self.ledger.give_up(row)
        return existing, absent

    async def _exist(self, rows: Sequence[Pending]) -> list["Found"]:
        """`_exists` for several rows, some at once; none is under way when one has failed."""
        found: dict[int, Found] = {}
        places = deque(range(len(rows)))

        async def look() -> None:
            while places:
                place = places.popleft()
                found[place] = await self._exists(rows[place])

        lanes = [look() for _ in range(min(LOOK_UPS_AT_ONCE, len(rows)))]
        for failure in await asyncio.gather(*lanes, return_exceptions=True):
            if failure is not None:
                raise failure
        return [found[place] for place in range(len(rows))]

    async def ends_exist(self, rows: Sequence[Pending]) -> bool:
        """Whether the first and the last row are on the server."""
        ends = await self._exist(rows[:: max(1, len(rows) - 1)])
        return all(end is Found.YES for end in ends)

    async def _exists(self, row: Pending) -> "Found":
        """Whether the key is on the server, as far as reading it tells."""
        self.ledger.tally.look_ups += 1
        try:
            await self.customers.get(row.key, options=patiently(self.timeout))
        except NotFound as error:
            if error.body_excerpt.lstrip().startswith("<"):
                # A page is not the API's word.
                return Found.UNCERTAIN
            # A router may take a dot for a format and a slash for two segments: then a 404
            # does not say that the key is absent.
            return Found.UNREADABLE if _AMBIGUOUS.search(row.key) else Found.NO
        except ForeignIdShadowed:
            # Another spelling of the key is somebody else's, or is ours: not to be written to.
            return Found.UNREADABLE if NUMBER_FIRST.match(row.key) else Found.UNCERTAIN
        except ApiError as error:
            refusal_of(error)
            return Found.UNREADABLE
        return Found.YES

    async def _is_absent_by_update(self, row: Pending) -> bool:
        """Update by key alone, which brings the row to its end where the key is there.

        A refusal means that it is not, or that the row is bad; either way a create comes next,
        and a bad row is refused by that as well.
        """
        self.ledger.sending([row])
        try:
            answer = await self.customers.update_batch([row], options=patiently())
        except ApiError as error:
            refusal_of(error)
            return True
        if row.key in keys_of(answer):
            self.ledger.accept([row], created=False)
        else:
            self.ledger.give_up(row)
        return False


def keys_of(answer: Sequence[Keyed]) -> set[str]:
    """The keys that an answer lists."""
    return {customer.foreign_id for customer in answer if customer.foreign_id is not None}


def patiently(timeout: float | None = None) -> CallOptions:
    """The options of an import's calls."""
    return CallOptions(deadline=PATIENCE_S, timeout=timeout)


def refusal_of(error: ApiError) -> ApiError:
    """The error, if it is about the rows; otherwise it ends the import."""
    permitted = HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    if not permitted or error.status in STOPPING or isinstance(error, MethodNotAllowed):
        raise error
    return error
