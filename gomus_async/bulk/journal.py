"""What an import remembers: what it has begun to send, what became of it, and what stands.

An import's rows are positions in its source. A position is in one of three states:

========  =====================================  ==================================
state     the journal holds it in                after a crash
========  =====================================  ==================================
new       nothing                                is sent
in doubt  an intent, made before the first byte  is looked up after its window
ended     an `ended` entry                       is skipped
========  =====================================  ==================================

Ended wins over in doubt. Keys and contents are kept as keyed hashes alone.

The rows of a live source have no lasting positions. What becomes of them is therefore written to
the customers as it happens: the content of a key is forgotten before the first byte, and known
again once it stands. To go on is then to begin anew.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import time
from typing import Any, Final

import attrs

from gomus_async.bulk.boot_clock import boot_clock
from gomus_async.bulk.entries import LIVE, Ending, Known, Learned, Past, PastSpan, State
from gomus_async.bulk.journal_file import Durability, open_journal, open_nothing
from gomus_async.bulk.journal_statements import (
    FORGET_CONTENTS,
    KEEP_CONTENTS,
    KEEP_UNSETTLED,
    KNOWN,
    UNSETTLED,
)
from gomus_async.bulk.met import MetKeys
from gomus_async.bulk.news import News, Touched, signed
from gomus_async.bulk.spans import pack, unpack
from gomus_async.bulk.writer import Writer, WriterThread

__all__ = ["LIVE", "Ending", "Journal", "Known", "Learned", "Past", "PastSpan", "State"]

RETENTION_DAYS: Final = 90
_REFRESH_DAYS: Final = 7
_DAY_S: Final = 86400


@attrs.define
class Journal:
    """The journal of one import. Without a path it remembers for as long as the import lasts."""

    key: bytes = attrs.field(repr=False)
    recording: bool
    _writer: Writer
    live: bool = attrs.field(default=False, init=False)
    clock: Callable[[], float] = time
    _intents: int = 0
    _met: MetKeys | None = attrs.field(default=None, repr=False)

    @classmethod
    async def open(cls, path: Path | None, host: str, durability: Durability) -> "Journal":
        """Open the journal at a path, or make it.

        Raises:
            JournalError: It cannot be used; see `open_journal`.
        """
        if path is None:
            connection = open_nothing()
            return cls.on(connection, WriterThread(connection), recording=False)
        connection = await asyncio.to_thread(open_journal, path, host, durability)
        return cls.on(connection, WriterThread(connection), clock=boot_clock(connection))

    @classmethod
    def on(
        cls,
        connection: sqlite3.Connection,
        writer: Writer,
        *,
        recording: bool = True,
        clock: Callable[[], float] = time,
    ) -> "Journal":
        """A journal on an open connection that a writer owns from now on."""
        row = connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM intent").fetchone()
        empty = connection.execute("SELECT 1 FROM customer LIMIT 1").fetchone() is None
        key = row[0] if row else b""
        return cls(key, recording, writer, clock, last, MetKeys() if empty else None)

    async def past(self) -> Past | None:
        """The import before this one, if there was one."""

        def read(connection: sqlite3.Connection) -> Past | None:
            row = connection.execute(
                "SELECT source, finished_at IS NOT NULL, report FROM import ORDER BY id DESC"
            ).fetchone()
            return row and Past(row[0], bool(row[1]), json.loads(row[2]) if row[2] else None)

        return await self._writer.run(read)

    async def begin(self, source: str | None) -> float | None:
        """Begin a new import; forget what an unfinished one had begun.

        Returns:
            See `unsettled`.
        """
        now = self.clock()
        self.live = source == LIVE

        def begin(connection: sqlite3.Connection) -> None:
            query = "SELECT source FROM import WHERE finished_at IS NULL"
            abandoned = connection.execute(query).fetchone()
            connection.execute(KEEP_UNSETTLED)
            if abandoned and abandoned[0] != LIVE:
                # Which of them it has changed is known by position only.
                connection.execute("UPDATE customer SET content = NULL")
            for table in ("import", "intent", "ended"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of three names
            connection.execute("INSERT INTO import (source, began_at) VALUES (?, ?)", (source, now))

        await self._writer.run(begin)
        return await self.unsettled()

    async def unsettled(self) -> float | None:
        """When an import before this one last sent what may yet be applied, if it did."""
        found = self._writer.run(lambda connection: connection.execute(UNSETTLED).fetchone())
        sent_at: float | None = (await found)[0]
        return sent_at

    async def spans(self) -> list[PastSpan]:
        """What an unfinished import has left behind, by position."""

        def read(connection: sqlite3.Connection) -> list[PastSpan]:
            spans = [
                PastSpan(low, high, entry, State(state))
                for entry, state, packed in connection.execute(
                    "SELECT id, state, positions FROM ended"
                )
                for low, high in unpack(packed)
            ]
            spans += [
                # Entries of both tables need numbers of their own.
                PastSpan(low, high, -entry, None, sent_at)
                for entry, packed, sent_at in connection.execute(
                    "SELECT id, positions, sent_at FROM intent"
                )
                for low, high in unpack(packed)
            ]
            return sorted(spans, key=lambda span: span.low)

        return await self._writer.run(read)

    async def digests(self) -> dict[int, int]:
        """The digest of each entry that a `PastSpan` names."""

        def read(connection: sqlite3.Connection) -> dict[int, int]:
            return dict(
                connection.execute(
                    "SELECT id, digest FROM ended UNION ALL SELECT -id, digest FROM intent"
                )
            )

        return await self._writer.run(read)

    async def known(self, keys: Sequence[int]) -> dict[int, Known]:
        """What is remembered of keys; nothing of those that it does not list."""
        today = int(self.clock() // _DAY_S)

        def read(connection: sqlite3.Connection) -> dict[int, Known]:
            (found,) = connection.execute(KNOWN, (json.dumps(asked),)).fetchone()
            rows: list[tuple[int, int, int | None, int, int | None]] = json.loads(found)
            return {
                key: Known(
                    exists=bool(exists or placed),
                    content=content,
                    placed=bool(placed),
                    old=not placed and day is not None and today - day >= _REFRESH_DAYS,
                )
                for key, exists, content, placed, day in rows
            }

        asked = list(keys) if self._met is None else self._met.among(keys)
        return await self._writer.run(read) if asked else {}

    async def intend(
        self, positions: Sequence[int], digest: int, ended: Sequence[Ending], touched: Touched
    ) -> int:
        """Note that rows are about to be sent, and what has ended before.

        Returns:
            The number of the intent.

        Raises:
            JournalError: It cannot be written; send nothing.
        """
        self._meet(touched)
        if not self.recording:
            self._post_touched(touched)
            return 0
        self._intents += 1
        intent = (self._intents, pack(positions), signed(digest), self.clock())
        news = News.of(ended, touched, self._lasting_day())

        def write(connection: sqlite3.Connection) -> None:
            news.write(connection)
            connection.execute("INSERT INTO intent VALUES (?, ?, ?, ?)", intent)

        await self._writer.run(write)
        return intent[0]

    async def repeat(self, intent: int) -> None:
        """Note that rows are about to be sent again."""
        if not self.recording:
            return
        now = self.clock()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE intent SET sent_at = ? WHERE id = ?", (now, intent))

        await self._writer.run(write)

    def end(self, ended: Sequence[Ending], touched: Touched, intents: Sequence[int] = ()) -> None:
        """Note soon what has ended, and that these intents are over."""
        self._meet(touched)
        if not self.recording:
            self._post_touched(touched)
            return
        news = News.of(ended, touched, self._lasting_day())
        over = [(intent,) for intent in intents]

        def write(connection: sqlite3.Connection) -> None:
            news.write(connection)
            connection.executemany("DELETE FROM intent WHERE id = ?", over)

        self._writer.post(write)

    async def learn(self, learned: Mapping[str, Learned]) -> None:
        """Keep what was learnt of the instance's caps, by method."""
        now = self.clock()
        rows = [(m, c.ok_max, c.bad_min, c.bytes_max, now) for m, c in learned.items()]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO learned VALUES (?, ?, ?, ?, ?)", rows)

        await self._writer.run(write)

    async def learned(self) -> dict[str, Learned]:
        """What was learnt of the instance's caps, by method."""

        def read(connection: sqlite3.Connection) -> dict[str, Learned]:
            rows = connection.execute("SELECT method, ok_max, bad_min, bytes_max FROM learned")
            return {method: Learned(*caps) for method, *caps in rows}

        return await self._writer.run(read)

    async def finish(self, report: Mapping[str, Any]) -> None:
        """Note that every row has ended, and what stands now, for the imports to come."""
        if not self.recording:
            return
        now = self.clock()

        def write(connection: sqlite3.Connection) -> None:
            day = int(now // _DAY_S)
            connection.execute(FORGET_CONTENTS)
            connection.execute(KEEP_CONTENTS, (day,))
            connection.execute("DELETE FROM customer WHERE day < ?", (day - RETENTION_DAYS,))
            connection.execute("DELETE FROM ended")
            connection.execute(
                "UPDATE import SET finished_at = ?, report = ?", (now, json.dumps(report))
            )

        await self._writer.run(write)

    async def close(self) -> None:
        """Write what is left, and let go of the file."""
        await self._writer.close()

    def _lasting_day(self) -> int | None:
        """Today, where what is touched is to outlive the import that touches it."""
        return int(self.clock() // _DAY_S) if self.live else None

    def _meet(self, touched: Touched) -> None:
        if self._met is not None:
            self._met.add([key for key, _, _ in touched])

    def _post_touched(self, touched: Touched) -> None:
        if touched:
            self._writer.post(News.of([], touched).write)
