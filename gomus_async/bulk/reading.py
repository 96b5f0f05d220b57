"""From records to rows that can be sent, many at once where they allow it."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final

import attrs

from gomus_async.bulk.batches import Pending
from gomus_async.bulk.digests import digests_of
from gomus_async.bulk.names import NAMED_FIELDS, Names
from gomus_async.bulk.records import Record
from gomus_async.bulk.rendering import rendered
from gomus_async.bulk.rows import Refused, Row, read_row
from gomus_async.bulk.tables import Table
from gomus_async.bulk.values import Unfit
from gomus_async.models.customers import NewCustomer

__all__ = ["Buffer", "Reading", "Unsent", "lacking"]

_FEW: Final = 8
_NAMED: Final = frozenset(NAMED_FIELDS.values())

Part = Sequence[Record]


class Buffer:
    """Records that were read, and that nobody has taken yet."""

    def __init__(self) -> None:
        self._parts: list[list[Record] | Table] = []
        self._size = 0

    def __len__(self) -> int:
        """How many records."""
        return self._size

    def add(self, records: Part) -> None:
        """Keep some more."""
        self._size += len(records)
        last = self._parts[-1] if self._parts else None
        if isinstance(records, Table):
            self._parts.append(records)
        elif isinstance(last, list):
            last.extend(records)
        else:
            self._parts.append(list(records))

    def portions(self, most: int) -> Generator[list[Part], None, None]:
        """All of them, so many at a time."""
        portion: list[Part] = []
        room = most
        for part in self._parts:
            start = 0
            while start < len(part):
                piece = part[start : start + room]
                portion.append(piece)
                start += len(piece)
                room -= len(piece)
                if not room:
                    yield portion
                    portion, room = [], most
        if portion:
            yield portion


@attrs.frozen
class Unsent:
    """A record that is refused before it is sent."""

    record: Record
    refused: Refused


def lacking(part: Part, names: Names) -> set[str]:
    """The lists of names that are needed to read these records, and are not known yet."""
    if not isinstance(part, Table):
        return {
            kind
            for record in part
            if not _NAMED.isdisjoint(_fields(record))
            for kind in names.missing(record)
        }
    return {
        kind
        for kind, field in NAMED_FIELDS.items()
        if part.layout.names(field) and names.lack(kind, part.values(field))
    }


@attrs.frozen
class Reading:
    """Reads records.

    Attributes:
        secret: What keys and contents are hashed with.
    """

    secret: bytes = attrs.field(repr=False)

    def rows(self, parts: Iterable[Part], names: Names) -> list[Pending | Unsent]:
        """What becomes of records, in their order."""
        found: list[Pending | Unsent] = []
        for part in parts:
            if isinstance(part, Table):
                self._read_table(part, names, found)
            else:
                self._read_each(part, names, found)
        return found

    def _read_table(self, table: Table, names: Names, found: list[Pending | Unsent]) -> None:
        try:
            found += self._together(table, names)
        except Unfit:
            pass
        else:
            return
        middle = len(table) // 2
        if middle < _FEW:
            self._read_each(table, names, found)
        else:
            self._read_table(table[:middle], names, found)
            self._read_table(table[middle:], names, found)

    def _together(self, table: Table, names: Names) -> Iterator[Pending]:
        keys, bodies = rendered(table, names)
        return map(
            Pending,
            count(table.position),
            count(table.line),
            keys,
            bodies,
            digests_of(self.secret, list(map(str.encode, keys))),
            digests_of(self.secret, bodies),
        )

    def _read_each(self, part: Part, names: Names, found: list[Pending | Unsent]) -> None:
        rows = [(record, read_row(record, names)) for record in part]
        good = [row for _, row in rows if isinstance(row, Row)]
        bodies = [row.encoded() for row in good]
        pendings = map(
            _pending,
            good,
            bodies,
            digests_of(self.secret, [row.key.encode("utf-8", "surrogatepass") for row in good]),
            digests_of(self.secret, bodies),
        )
        for record, row in rows:
            found.append(next(pendings) if isinstance(row, Row) else Unsent(record, row))


def _pending(row: Row, body: bytes, digest: int, content: int) -> Pending:
    return Pending(row.position, row.line, row.key, body, digest, content, customer=row.customer)


def _fields(record: Record) -> Mapping[str, Any]:
    return {} if isinstance(record.data, NewCustomer) else record.data
