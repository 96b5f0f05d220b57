"""The sandbox itself: its life from the open port to the last closed connection."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from gomus_async.sandbox.inventorum.till import PREFIX as INVENTORUM
from gomus_async.sandbox.inventorum.till import Order
from gomus_async.sandbox.listener import Listener
from gomus_async.sandbox.options import Data, Options, known_data
from gomus_async.sandbox.shop.products import Catalogue
from gomus_async.sandbox.state import State
from gomus_async.sandbox.store import Store
from gomus_async.sandbox.thread import ServingThread

Result = TypeVar("Result")


class Sandbox:
    """A local go~mus server.

    ``async with`` serves on the caller's loop, ``with`` on a thread of its own.

    Args:
        host: a loopback address.
        port: 0 takes a free one.
        batch_cap: the most customers that one request may carry.
        faults: ``"status_429=0.1,retry_after=1"``, or the mapping of ``POST /_sandbox/faults``.
        seed: of every draw, so that two runs with the same requests meet the same faults.
        data: ``"demo"`` for the whole museum network with 40 tickets and about 25 customers,
            ``"empty"`` for no customers, and no tickets but the documents' own.
        atomic_batches: a refused batch leaves nothing behind; False applies its good entries.
        unique_foreign_id: a second customer with the same foreign id is refused; False stores it.
        name_bad_rows: the messages of a refused batch name the foreign id of the entry.
        rotate_tokens: every change of an account gives a new access token.
        max_body_bytes: larger requests get 413.
        clock: the base of the sandbox's time, which can be advanced on top of it.
        late_commit_s: how long after the request a late commit lands; a stop lands it at once.
        delay_s: how long the fault ``delay`` waits, in real time.
        drip_s: the time between two bytes of ``slow_drip``.
        redirect_to: where ``redirect`` leads.
        hang_s: when ``hang`` resets the connection; None is not before the stop.
        document_delay_s: how long after an order its documents are still being made (202).
        document_life_s: how long after an order its documents are there, then 410; None is ever.
        coupon_guesses: wrong coupon codes a minute, after which a caller gets 429.
        catalogue: what the shop sells; None is the demonstration's.
        inventorum_order: of the till's customers in lists: ``"oldest"``, ``"newest"`` or
            ``"edited"`` first, or by ``"name"``.
        inventorum_rate: the most requests a second to the till, then 429; None is any number.

    Raises:
        ValueError: an argument is wrong; the sentence names it.

    Example:
        >>> async with Sandbox(batch_cap=50, faults="status_429=0.1") as sandbox:
        ...     print(sandbox.url)
    """

    _thread: ServingThread | None = None

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        batch_cap: int = 100,
        faults: str | Mapping[str, Any] | None = None,
        seed: int = 0,
        data: Data = "demo",
        atomic_batches: bool = True,
        unique_foreign_id: bool = False,
        name_bad_rows: bool = False,
        rotate_tokens: bool = True,
        max_body_bytes: int = 4 * 1024 * 1024,
        clock: Callable[[], datetime] | None = None,
        late_commit_s: float = 3.0,
        delay_s: float = 1.0,
        drip_s: float = 0.05,
        redirect_to: str = "https://elsewhere.invalid/",
        hang_s: float | None = None,
        document_delay_s: float = 0.0,
        document_life_s: float | None = None,
        coupon_guesses: int = 10,
        catalogue: Catalogue | None = None,
        inventorum_order: Order = "oldest",
        inventorum_rate: int | None = None,
    ) -> None:
        options = Options.among(locals())
        self._listener = Listener(State(options, faults, clock, catalogue))

    @property
    def port(self) -> int:
        """The port that is served.

        Raises:
            RuntimeError: the sandbox was never started.
        """
        if self._listener.port is None:
            raise RuntimeError("the sandbox is not running; use `async with` or `with`")
        return self._listener.port

    @property
    def url(self) -> str:
        """The address to give to a client, without a path."""
        host = self._state.options.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def inventorum_url(self) -> str:
        """The address of the shop's till, as a client of Inventorum takes it."""
        return f"{self.url}{INVENTORUM}"

    @property
    def history(self) -> list[dict[str, Any]]:
        """Every request so far, as ``GET /_sandbox/history`` shows it; a copy."""
        return self._state.records()

    @property
    def store(self) -> Store:
        """What is stored; to be read, not changed."""
        return self._state.store

    def advance(self, seconds: float) -> datetime:
        """Let time pass at once, as ``POST /_sandbox/clock`` does.

        Raises:
            ValueError: the seconds are negative or lead past the year 9999.
        """
        return self._on_loop(lambda: self._state.advance(seconds))

    def set_faults(self, faults: str | Mapping[str, Any] | None) -> None:
        """Replace the faults, as ``POST /_sandbox/faults`` does; None clears them.

        Raises:
            ValueError: the faults are not spelt right.
        """
        self._on_loop(lambda: self._state.set_faults(faults))

    def reset(self, data: Data | None = None) -> None:
        """Go back to the start, as ``POST /_sandbox/reset`` does.

        Raises:
            ValueError: there is no such data set.
        """
        name = None if data is None else known_data(data)
        self._on_loop(lambda: self._state.reset(name))

    async def start(self) -> None:
        """Serve on the running loop.

        Raises:
            OSError: the port is in use.
            RuntimeError: it runs already.
        """
        await self._listener.open()

    async def stop(self) -> None:
        """Close every connection, apply the late commits, and give the port back; twice is once."""
        await self._listener.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def __enter__(self) -> Self:
        if self._thread is not None:
            raise RuntimeError("the sandbox runs already")
        self._thread = ServingThread(self.start, self.stop)
        try:
            self._thread.serve()
        except BaseException:
            self._thread = None
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._thread is not None:
            self._thread.end()
            self._thread = None

    @property
    def _state(self) -> State:
        return self._listener.state

    def _on_loop(self, change: Callable[[], Result]) -> Result:
        return change() if self._thread is None else self._thread.run(change)
