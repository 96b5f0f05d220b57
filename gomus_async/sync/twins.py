"""The blocking twins of lists, documents and holds."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, closing
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from gomus_async.models.common import Page
from gomus_async.models.tickets import Reservation
from gomus_async.pages import Pager
from gomus_async.resources.documents import Document
from gomus_async.resources.hold import Hold
from gomus_async.sync.calls import PerProcess
from gomus_async.sync.portal import portal
from gomus_async.wire.shared import HoldState

__all__ = ["SyncDocument", "SyncHold", "SyncPager"]

T = TypeVar("T")


class SyncPager(Generic[T]):
    """A list that fetches its pages as they are needed. It can be walked more than once.

    ```python
    for order in gomus.orders.list():
        ...
    newest = gomus.orders.list().first()
    everything = gomus.orders.list().all()
    ```

    The size of a page is what the server says it is, whatever was asked for. Leaving a walk
    early cancels what was being fetched ahead.

    Args:
        make: Makes the list in the background.
    """

    def __init__(self, make: Callable[[], Pager[T]]) -> None:
        self._pager = PerProcess(make)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(total={self.total})"

    @property
    def total(self) -> int | None:
        """The rows of all pages, as the newest page says; `None` before the first."""
        return self._pager.get().total

    def __iter__(self) -> Generator[T, None, None]:
        with closing(self.pages()) as pages:
            for page in pages:
                yield from page

    def pages(self) -> Generator[Page[T], None, None]:
        """Walk page by page.

        Raises:
            PaginationError: A page repeats the one before.
            GomusError: See the tree in `gomus_async.errors`.
        """
        source = _OnDemand(self._pager.get())
        with portal().iterate(source.pages, buffer=1) as pages:
            while True:
                portal().call(source.ask)
                page = next(pages, None)
                if page is None:
                    return
                yield page

    def all(self, *, limit: int | None = None) -> list[T]:
        """Fetch all rows, or the first `limit` of them.

        Raises:
            PaginationError: A page repeats the one before.
            GomusError: See the tree in `gomus_async.errors`.
        """
        return portal().call(self._pager.get().all, limit=limit)

    def first(self) -> T | None:
        """Fetch the first row, or `None` when there is none.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.
        """
        return portal().call(self._pager.get().first)


class _OnDemand(Generic[T]):
    """Pages that are not fetched before they are asked for, however far ahead is read."""

    def __init__(self, pager: Pager[T]) -> None:
        self._pager = pager
        self._asked = asyncio.Semaphore(0)

    async def ask(self) -> None:
        """Let one more page be fetched."""
        self._asked.release()

    async def pages(self) -> AsyncGenerator[Page[T], None]:
        """The pages."""
        async with aclosing(self._pager.pages()) as pages:
            while True:
                await self._asked.acquire()
                page = await anext(pages, None)
                if page is None:
                    return
                yield page


class SyncDocument:
    """A document of an order. Nothing is sent before it is read or saved.

    While the server is still making it (202), it is asked for again until the deadline.

    Example:
        ```python
        gomus.orders.ticket_pdf(order, sale_id).save("ticket.pdf")
        ```
    """

    def __init__(self, make: Callable[[], Document]) -> None:
        self._document = PerProcess(make)

    def __repr__(self) -> str:
        return f"Sync{self._document.get()!r}"

    @property
    def content_type(self) -> str | None:
        """The `Content-Type` that it came with; `None` before it was fetched."""
        return self._document.get().content_type

    def read(self) -> bytes:
        """The whole document. It is fetched once and kept.

        Raises:
            Unauthorized: The token is not that of the order.
            NotFound: There is no such document.
            Gone: It has expired; ask the museum for a new one.
            ResponseTooLarge: It is larger than `Limits.response_bytes`; save it to a file.
            DeadlineExceeded: It was not ready in time.
            GomusError: See the tree in `gomus_async.errors`.
        """
        return portal().call(self._document.get().read)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the document to a file, whole or not at all.

        It is streamed, so its size does not matter, into a file beside the target that takes
        its place at the end; whatever stood there stays until then. Only the owner can read it.

        Args:
            path: Where to; the directory must exist.

        Returns:
            The path.

        Raises:
            ConfigError: There is no such directory; nothing was sent.
            GomusError: As for `read`, or the disk refused it.
        """
        return portal().call(self._document.get().save, path)


class SyncHold:
    """Seats held while a `with` block lasts, made by `gomus.reservations.hold`.

    The reservation is refreshed when half of its five minutes have passed, counted from when
    it was sent, and not beyond 60 minutes. Leaving the block gives the seats back, unless they
    were ordered, `keep()` was called, or an order's outcome is unknown.

    Attributes:
        reservation: As of the last answer.
        state: What is known of its seats.
    """

    def __init__(self, make: Callable[[], Hold]) -> None:
        self._hold = PerProcess(make)

    def __repr__(self) -> str:
        return f"Sync{self._hold.get()!r}"

    @property
    def reservation(self) -> Reservation:
        """The reservation, as of the last answer."""
        return self._hold.get().reservation

    @property
    def state(self) -> HoldState:
        """What is known of its seats."""
        return self._hold.get().state

    @property
    def token(self) -> str:
        """The reservation's token, for `NewTicket.reservations`.

        Raises:
            ReservationExpired: The seats are no longer held.
            ConfigError: The block was not entered.
        """
        return portal().call(_token, self._hold.get())

    @property
    def valid_until(self) -> datetime | None:
        """When the reservation ends unless it is refreshed, as the server says."""
        return self._hold.get().valid_until

    def check(self) -> None:
        """Make sure that the seats are still held, as far as is known.

        Raises:
            ReservationExpired: They are not.
            ConfigError: The block was not entered.
        """
        portal().call(_check, self._hold.get())

    def keep(self) -> None:
        """Do not give the seats back at the end of the block; they stay held until they expire."""
        self._hold.get().keep()

    def update(self, *, quantity: int) -> Reservation:
        """Hold another number of seats.

        Args:
            quantity: How many, above 0.

        Raises:
            ReservationExpired: The seats were lost meanwhile.
            Unprocessable: There are not so many left; what was held stays held.
            GomusError: See the tree in `gomus_async.errors`.
        """
        return portal().call(self._hold.get().update, quantity=quantity)

    def __enter__(self) -> Self:
        portal().call(self._hold.get().__aenter__)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give the seats back, or say that they were lost."""
        portal().call(self._hold.get().__aexit__, kind, error, traceback)


# A hold reads the clock of its loop.
async def _token(hold: Hold) -> str:
    return hold.token


async def _check(hold: Hold) -> None:
    hold.check()
