"""`Hold`: a reservation that is kept alive while a block of code lasts."""

import asyncio
import logging
from datetime import date, datetime
from types import TracebackType
from typing import Final, Protocol, Self

import attrs

from gomus_async.errors import (
    ConfigError,
    GomusError,
    OutcomeUnknown,
    ReservationExpired,
    Unprocessable,
)
from gomus_async.models.tickets import Reservation
from gomus_async.wire.request import CallOptions
from gomus_async.wire.shared import HoldState, Wire

__all__ = ["LIFE_S", "Hold"]

LIFE_S: Final = 300.0
LONGEST_S: Final = 3600.0
MARGIN_S: Final = 10.0
HALF: Final = 0.5
SPREAD: Final = 0.1
# After a suspend a timer runs on where it stood, so nobody sleeps for long at once.
NAP_S: Final = 10.0
RELEASE_S: Final = 10.0
FIRST_PAUSE_S: Final = 0.5
ORDERING: Final = "POST /orders"

log = logging.getLogger("gomus_async")


class _Reservations(Protocol):
    """What a hold needs of the resource."""

    async def create(
        self,
        ticket_id: int,
        *,
        quantity: int,
        start_at: datetime | date,
        options: CallOptions | None = None,
    ) -> Reservation: ...

    async def update(
        self, token: str, *, quantity: int, options: CallOptions | None = None
    ) -> Reservation: ...

    async def delete(self, token: str, *, options: CallOptions | None = None) -> None: ...


@attrs.frozen
class _Moment:
    """A time by two clocks: the loop's stands still while the machine is suspended."""

    loop: float
    wall: datetime

    @classmethod
    def now(cls, wire: Wire) -> "_Moment":
        return cls(asyncio.get_running_loop().time(), wire.now())

    def since(self, earlier: "_Moment") -> float:
        """Seconds since another moment, by the clock that counted more."""
        return max(self.loop - earlier.loop, (self.wall - earlier.wall).total_seconds())


class Hold:
    """Seats held while an `async with` block lasts, made by `gomus.reservations.hold`.

    The reservation is refreshed when half of its five minutes have passed, counted from when
    it was sent, and not beyond 60 minutes. Leaving the block gives the seats back, unless they
    were ordered, `keep()` was called, or an order's outcome is unknown.

    Attributes:
        reservation: As of the last answer.
        state: What is known of its seats.
    """

    reservation: Reservation

    def __init__(
        self,
        reservations: _Reservations,
        wire: Wire,
        *,
        ticket_id: int,
        quantity: int,
        start_at: datetime | date,
        options: CallOptions | None,
    ) -> None:
        self._reservations = reservations
        self._wire = wire
        self._ticket_id = ticket_id
        self._quantity = quantity
        self._start_at = start_at
        self._options = options
        self._kept = False
        self._task: asyncio.Task[None] | None = None
        self._token: str | None = None
        self.state = HoldState.HELD
        self._entered = self._over = False
        self._lock = asyncio.Lock()

    def __repr__(self) -> str:
        return f"Hold(ticket_id={self._ticket_id}, quantity={self._quantity})"

    @property
    def token(self) -> str:
        """The reservation's token, for `NewTicket.reservations`.

        Raises:
            ReservationExpired: The seats are no longer held.
            ConfigError: The block was not entered.
        """
        self.check()
        return self._token or ""

    @property
    def valid_until(self) -> datetime | None:
        """When the reservation ends unless it is refreshed, as the server says."""
        return self.reservation.valid_until

    def check(self) -> None:
        """Make sure that the seats are still held, as far as is known.

        Raises:
            ReservationExpired: They are not.
            ConfigError: The block was not entered.
        """
        if self._token is None:
            raise ConfigError("the hold has not begun; use it as `async with ... as hold`")
        if self.state is HoldState.LOST or self._left() <= 0:
            self._lose()
            raise ReservationExpired("the seats are no longer held; reserve again before you order")

    def keep(self) -> None:
        """Do not give the seats back at the end of the block; they stay held until they expire."""
        self._kept = True

    async def update(self, *, quantity: int) -> Reservation:
        """Hold another number of seats.

        Args:
            quantity: How many, above 0.

        Raises:
            ReservationExpired: The seats were lost meanwhile.
            Unprocessable: There are not so many left; what was held stays held.
            GomusError: See the tree in `gomus_async.errors`.
        """
        self.check()
        try:
            async with self._lock:
                return await self._renew(quantity, self._options)
        except ReservationExpired:
            self._lose()
            raise

    async def __aenter__(self) -> Self:
        if self._entered:
            raise ConfigError("a hold is entered once; make another one")
        self._entered = True
        self._first = self._sent = _Moment.now(self._wire)
        self.reservation = await self._reservations.create(
            self._ticket_id,
            quantity=self._quantity,
            start_at=self._start_at,
            options=self._options,
        )
        self._token = self.reservation.token
        self._wire.holds[self._token] = self
        self._task = asyncio.get_running_loop().create_task(self._refresh())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give the seats back, or say that they were lost."""
        await self._stop()
        if self._over or self._token is None:
            return
        self._over = True
        lost = self.state is HoldState.LOST or self._left() <= 0
        # An order that may yet land needs its seats.
        ordered = self.state in {HoldState.USED, HoldState.UNSETTLED}
        self._wire.holds.pop(self._token or "", None)
        unsettled = isinstance(error, OutcomeUnknown) and error.endpoint == ORDERING
        if ordered or self._kept or unsettled:
            return
        self.state = HoldState.LOST
        if not lost:
            await self._release()
        elif error is None:
            raise ReservationExpired("the seats were lost before the block ended")

    @property
    def _held(self) -> bool:
        return self.state in {HoldState.HELD, HoldState.UNSETTLED}

    def _lose(self) -> None:
        """The seats are gone, or the order that was not heard of has them."""
        if self._held:
            self.state = HoldState.LOST if self.state is HoldState.HELD else HoldState.USED

    def _left(self) -> float:
        """Seconds for which the seats are surely held; less than the server grants."""
        now = _Moment.now(self._wire)
        until = min(LIFE_S - now.since(self._sent), LONGEST_S - now.since(self._first))
        return until - MARGIN_S

    async def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _release(self) -> None:
        options = attrs.evolve(self._options or CallOptions(), deadline=RELEASE_S)
        try:
            await self._reservations.delete(self._token or "", options=options)
        except GomusError as error:
            # The seats come back by themselves within five minutes.
            log.warning("a reservation could not be given back (%s)", type(error).__name__)

    async def _refresh(self) -> None:
        """Renew at half life, until the block ends, the hour is over, or the seats are lost."""
        while self._held:
            due = LIFE_S * HALF * self._wire.rng.uniform(1 - SPREAD, 1 + SPREAD)
            while (left := due - self._age()) > 0:  # noqa: ASYNC110 - time passes, nobody says so
                await asyncio.sleep(min(NAP_S, left))
            ends_with_the_hour = (
                LONGEST_S - _Moment.now(self._wire).since(self._first) <= LIFE_S * HALF
            )
            if ends_with_the_hour:
                # The last renewal reaches to the end of the hour already, or nearly.
                while (left := self._left()) > 0:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(min(NAP_S, left))
                self._lose()
            elif self._held:
                await self._try_to_renew()

    def _age(self) -> float:
        """Seconds since the last renewal was sent."""
        return _Moment.now(self._wire).since(self._sent)

    async def _try_to_renew(self) -> None:
        """Renew as often as it takes, while the seats are surely held."""
        pause = FIRST_PAUSE_S
        while (left := self._left()) > 0:
            options = attrs.evolve(self._options or CallOptions(), deadline=left)
            try:
                async with self._lock:
                    await self._renew(self._quantity, options)
            except (ReservationExpired, Unprocessable, ConfigError):
                # Refused; or the client was closed.
                return self._lose()
            except GomusError as error:
                log.debug("refresh of a reservation failed (%s)", type(error).__name__)
                await asyncio.sleep(min(pause, max(0.05, self._left())))
                pause = min(2 * pause, NAP_S)
            else:
                return None
        return self._lose()

    async def _renew(self, quantity: int, options: CallOptions | None) -> Reservation:
        sent = _Moment.now(self._wire)
        self.reservation = await self._reservations.update(
            self._token or "", quantity=quantity, options=options
        )
        self._sent, self._quantity = sent, quantity
        return self.reservation
