"""Tickets: what can be bought, and how many are left."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.common import Page
from gomus_async.models.tickets import Capacities, Ticket
from gomus_async.pages import Pager
from gomus_async.resources.times import day
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, QueryValue
from gomus_async.wire.secret import Secret

__all__ = ["Tickets"]

SOURCE: Final = "Public API, Tickets"

LIST: Final = Endpoint(
    method="GET",
    path="/tickets",
    envelope="tickets",
    returns=Page[Ticket],
    safety=Safety.READ,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/tickets/{id}",
    envelope="ticket",
    returns=Ticket,
    safety=Safety.READ,
    source=SOURCE,
)
CAPACITY: Final = Endpoint(
    method="GET",
    path="/tickets/{id}/capacity",
    envelope="data",
    returns=dict[datetime, int],
    safety=Safety.READ,
    source=SOURCE,
)
CAPACITIES: Final = Endpoint(
    method="GET",
    path="/tickets/capacities",
    returns=Capacities,
    safety=Safety.READ,
    source=SOURCE,
)


@attrs.define
class Tickets:
    """What can be bought, and how many are left."""

    _caller: Caller

    def list(
        self,
        *,
        q: str | None = None,
        valid_at: date | None = None,
        by_ticket_ids: Sequence[int] | None = None,
        by_museum_ids: Sequence[int] | None = None,
        by_exhibition_ids: Sequence[int] | None = None,
        by_bookable: bool | None = None,
        by_ticket_type: str | None = None,
        by_ticket_types: Sequence[str] | None = None,
        by_free_timing: bool | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[Ticket]:
        """List tickets. Annual tickets are left out unless they are asked for by type.

        Endpoint: `GET /tickets`. What is listed depends on the token.

        Args:
            q: Text to search for.
            valid_at: The day they are for; today by default.
            by_ticket_ids: Only these tickets.
            by_museum_ids: Only those of these museums.
            by_exhibition_ids: Only those of these exhibitions; `[-1]` for those of none.
            by_bookable: Only those that can be bought, or cannot.
            by_ticket_type: `annual`, `time_slot` or `normal`; all but annual by default.
            by_ticket_types: The same, several.
            by_free_timing: Only those without a fixed time, or with one.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of tickets.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tickets".
        Example: `async for ticket in gomus.tickets.list(by_museum_ids=[1]): ...`
        """
        query: dict[str, QueryValue] = {
            "q": q,
            "valid_at": day(valid_at),
            "by_ticket_ids": by_ticket_ids,
            "by_museum_ids": by_museum_ids,
            "by_exhibition_ids": by_exhibition_ids,
            "by_bookable": by_bookable,
            "by_ticket_type": by_ticket_type,
            "by_ticket_types": by_ticket_types,
            "by_free_timing": by_free_timing,
            "per_page": per_page,
        }
        return Pager(partial(self._page, query, options), prefetch=prefetch)

    async def get(
        self, id: int, *, valid_at: date | None = None, options: CallOptions | None = None
    ) -> Ticket:
        """Read one ticket, with what lists leave out.

        Endpoint: `GET /tickets/{id}`.

        Args:
            id: The ticket's id.
            valid_at: The day it is for; today by default.
            options: Settings for this call.

        Returns:
            The ticket; a combined one has `sub_ticket_ids`.

        Raises:
            NotFound: There is no such ticket for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tickets".
        Example: `ticket = await gomus.tickets.get(247)`
        """
        query: dict[str, QueryValue] = {"valid_at": day(valid_at)}
        return await self._caller.call(GET, path={"id": id}, query=query, options=options)

    async def capacity(
        self,
        id: int,
        *,
        date: date | None = None,
        reservations: Sequence[str] | None = None,
        options: CallOptions | None = None,
    ) -> dict[datetime, int]:
        """Read how many of one ticket are left on a day, all of its quotas considered.

        Endpoint: `GET /tickets/{id}/capacity`.

        Args:
            id: The ticket's id.
            date: The day; today by default.
            reservations: Tokens of your own holds, whose seats count as free for you.
            options: Settings for this call.

        Returns:
            What is left by entry time. Sold-out times are not listed; `capacities` has them.
            A ticket for the whole day has one time, its first entry.

        Raises:
            NotFound: There is no such ticket for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tickets". The answer with and without
            a `data` envelope is read, for the documents show both.
        Example: `left = await gomus.tickets.capacity(247, date=date(2026, 12, 5))`
        """
        query: dict[str, QueryValue] = {"date": day(date), "reservations": _sealed(reservations)}
        # A traceback that shows local variables must not show these.
        del reservations
        return await self._caller.call(CAPACITY, path={"id": id}, query=query, options=options)

    async def capacities(
        self,
        ticket_ids: Sequence[int],
        *,
        date: date | None = None,
        reservations: Sequence[str] | None = None,
        options: CallOptions | None = None,
    ) -> Capacities:
        """Read how many of several tickets are left on a day, by the quotas they share.

        Endpoint: `GET /tickets/capacities`.

        Args:
            ticket_ids: The tickets' ids, at least one.
            date: The day; today by default.
            reservations: Tokens of your own holds, whose seats count as free for you.
            options: Settings for this call.

        Returns:
            The quotas, and the arithmetic on them. Tickets that cannot be bought by this
            token are missing in the answer without a word.

        Raises:
            ConfigError: No ticket is named; nothing was sent.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tickets".
        Example: `(await gomus.tickets.capacities([247, 250])).available(247)`
        """
        if not ticket_ids:
            raise ConfigError("capacities needs the id of at least one ticket")
        query: dict[str, QueryValue] = {
            "ticket_ids": list(ticket_ids),
            "date": day(date),
            "reservations": _sealed(reservations),
        }
        # A traceback that shows local variables must not show these.
        del reservations
        return await self._caller.call(CAPACITIES, query=query, options=options)

    async def _page(
        self, query: dict[str, QueryValue], options: CallOptions | None, number: int
    ) -> Page[Ticket]:
        return await self._caller.call(LIST, query={**query, "page": number}, options=options)


def _sealed(tokens: Sequence[str] | None) -> tuple[Secret, ...] | None:
    if tokens is None:
        return None
    # One token alone is text, too, and must not be taken for many of one letter.
    return tuple(Secret(token) for token in ([tokens] if isinstance(tokens, str) else tokens))
