"""Reservations: seats held for a short while, so that nobody else can buy them."""

from datetime import date, datetime, timedelta
from typing import Final

import attrs

from gomus_async.errors import (
    ConfigError,
    Gone,
    NotFound,
    OutcomeUnknown,
    ReservationExpired,
    ReservationUncertain,
    Unprocessable,
)
from gomus_async.models.tickets import Reservation
from gomus_async.resources.hold import LIFE_S, Hold
from gomus_async.resources.times import on_site
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import JsonBody
from gomus_async.wire.request import CallOptions
from gomus_async.wire.secret import Secret

__all__ = ["Reservations"]

SOURCE: Final = "Reseller API, Ticket Reservations"
EXPIRED: Final = "not valid anymore"

CREATE: Final = Endpoint(
    method="POST",
    path="/tickets/reservations",
    root="reservation",
    envelope="reservation",
    returns=Reservation,
    safety=Safety.HOLD,
    source=SOURCE,
)
UPDATE: Final = Endpoint(
    method="PUT",
    path="/tickets/reservations/{token}",
    root="reservation",
    envelope="reservation",
    returns=Reservation,
    safety=Safety.REPLACE,
    source=SOURCE,
)
DELETE: Final = Endpoint(
    method="DELETE",
    path="/tickets/reservations/{token}",
    returns=type(None),
    safety=Safety.REPLACE,
    source=SOURCE,
)


@attrs.define
class Reservations:
    """Seats held for five minutes at a time, an hour at most. A hold is no guarantee."""

    _caller: Caller

    async def create(
        self,
        ticket_id: int,
        *,
        quantity: int,
        start_at: datetime | date,
        options: CallOptions | None = None,
    ) -> Reservation:
        """Reserve seats for five minutes.

        Endpoint: `POST /tickets/reservations`, reseller or API user. `hold` does the same and
        keeps them.

        Args:
            ticket_id: The ticket's id; combined tickets cannot be reserved.
            quantity: How many, above 0.
            start_at: The entry time; without an offset it is in the instance's zone. A day for
                tickets without slots.
            options: Settings for this call.

        Returns:
            The reservation; its `token` goes into `NewTicket.reservations`.

        Raises:
            ConfigError: A value is wrong; nothing was sent.
            Unprocessable: Sold out, no such slot, or a combined ticket.
            ReservationUncertain: Sent, without a clear answer: the seats may be held by nobody
                until `retry_at`.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: repeated once at most; seats held by a lost answer are free after five minutes.
        Source: documentation page "Reseller API", section "Ticket Reservations".
        Example: `await gomus.reservations.create(247, quantity=2, start_at=slot)`
        """
        _check(quantity)
        zone = self._caller.zone
        body = JsonBody(
            {
                "ticket_id": ticket_id,
                "quantity": quantity,
                "start_at": on_site("start_at", start_at, zone),
            }
        )
        try:
            return await self._caller.call(CREATE, body=body, options=options)
        except OutcomeUnknown as unknown:
            lost = unknown
        raise _uncertain(lost)

    async def update(
        self, token: str, *, quantity: int, options: CallOptions | None = None
    ) -> Reservation:
        """Change how many seats are held, and hold them for another five minutes.

        Endpoint: `PUT /tickets/reservations/{token}`, reseller or API user. The quantity is
        all that can be changed; after 60 minutes a reservation cannot be renewed.

        Args:
            token: The reservation's token.
            quantity: How many, above 0.
            options: Settings for this call.

        Returns:
            The reservation, with a new `valid_until`.

        Raises:
            ConfigError: A value is wrong; nothing was sent.
            ReservationExpired: It has ended; reserve again.
            Unprocessable: There are not so many left.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; repeated as needed.
        Source: documentation page "Reseller API", section "Ticket Reservations". That an ended
            one is answered with 404, 410 or 422 is an assumption; its text is documented.
        Example: `await gomus.reservations.update(reservation.token, quantity=3)`
        """
        path = {"token": Secret(token)}
        # A traceback that shows local variables must not show it.
        del token
        _check(quantity)
        try:
            return await self._caller.call(
                UPDATE,
                path=path,
                body=JsonBody({"quantity": quantity}),
                options=options,
            )
        except (NotFound, Gone, Unprocessable) as refused:
            refusal = refused
        if isinstance(refusal, Unprocessable) and EXPIRED not in str(refusal):
            raise refusal
        raise ReservationExpired(
            "the reservation has ended; reserve again before you order",
            endpoint=UPDATE.name,
            attempts=refusal.attempts,
        )

    async def delete(self, token: str, *, options: CallOptions | None = None) -> None:
        """Give seats back before their reservation ends by itself.

        Endpoint: `DELETE /tickets/reservations/{token}`, reseller or API user.

        Args:
            token: The reservation's token.
            options: Settings for this call.

        Raises:
            NotFound: There is no such reservation, or it has ended.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; repeated as needed, and a 404 to a repeat counts as given back.
        Source: documentation page "Reseller API", section "Ticket Reservations".
        Example: `await gomus.reservations.delete(reservation.token)`
        """
        path = {"token": Secret(token)}
        # A traceback that shows local variables must not show it.
        del token
        await self._caller.call(DELETE, path=path, options=options)

    def hold(
        self,
        ticket_id: int,
        *,
        quantity: int,
        start_at: datetime | date,
        options: CallOptions | None = None,
    ) -> Hold:
        """Hold seats for as long as a block lasts, an hour at most.

        Endpoint: `POST /tickets/reservations`, then `PUT` as often as needed and `DELETE` at the
        end, unless the seats were ordered or `keep()` was called.

        Args:
            ticket_id: The ticket's id; combined tickets cannot be reserved.
            quantity: How many, above 0.
            start_at: As for `create`.
            options: Settings for each call.

        Returns:
            The hold, an async context manager; `hold.token` goes into `NewTicket.reservations`.

        Raises:
            ConfigError: A value is wrong; nothing was sent.
            ReservationExpired: The seats were lost; by `hold.token`, by `orders.create` with
                that token, and at the end of the block. Never in the middle of another call.
            GomusError: On entering, as for `create`.

        Safety: repeated once at most; the refreshes as needed.
        Source: documentation page "Reseller API", section "Ticket Reservations".
        Example: `async with gomus.reservations.hold(247, quantity=2, start_at=slot) as hold: ...`
        """
        _check(quantity)
        zone = self._caller.zone
        return Hold(
            self,
            self._caller.wire,
            ticket_id=ticket_id,
            quantity=quantity,
            start_at=on_site("start_at", start_at, zone),
            options=options,
        )


def _check(quantity: object) -> None:
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        raise ConfigError(f"quantity must be a whole number above 0, not {quantity!r}")


def _uncertain(unknown: OutcomeUnknown) -> ReservationUncertain:
    sent_at = unknown.sent_at
    return ReservationUncertain(
        f"{unknown.message}; the seats may be held for another five minutes, by nobody",
        retry_at=None if sent_at is None else sent_at + timedelta(seconds=LIFE_S),
        sent_at=sent_at,
        fingerprint=unknown.fingerprint,
        likely_applied=unknown.likely_applied,
        status=unknown.status,
        endpoint=unknown.endpoint,
        attempts=unknown.attempts,
    )
