"""Tickets: what can be bought, and how many are left."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, overload

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.common import Page
from gomus_async.models.tickets import (
    CalendarEntry,
    CalendarQuota,
    Capacities,
    Ticket,
    TicketContent,
)
from gomus_async.pages import Pager
from gomus_async.resources.listing import joined_days, listed
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
CALENDAR: Final = Endpoint(
    method="GET",
    path="/tickets/calendar",
    envelope="data",
    returns=dict[date, Any],
    safety=Safety.READ,
    source=SOURCE,
)
CALENDAR_ALL: Final = attrs.evolve(CALENDAR, returns=dict[date, tuple[CalendarEntry, ...]])
CONTENTS: Final = Endpoint(
    method="GET",
    path="/tickets/content",
    envelope="data",
    returns=Page[TicketContent],
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
            "valid_at": day(valid_at, self._caller.zone),
            "by_ticket_ids": by_ticket_ids,
            "by_museum_ids": by_museum_ids,
            "by_exhibition_ids": by_exhibition_ids,
            "by_bookable": by_bookable,
            "by_ticket_type": by_ticket_type,
            "by_ticket_types": by_ticket_types,
            "by_free_timing": by_free_timing,
            "per_page": per_page,
        }
        return listed(self._caller, LIST, query, prefetch=prefetch, options=options)

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
        query: dict[str, QueryValue] = {"valid_at": day(valid_at, self._caller.zone)}
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
        query: dict[str, QueryValue] = {
            "date": day(date, self._caller.zone),
            "reservations": _sealed(reservations),
        }
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
            "date": day(date, self._caller.zone),
            "reservations": _sealed(reservations),
        }
        # A traceback that shows local variables must not show these.
        del reservations
        return await self._caller.call(CAPACITIES, query=query, options=options)

    @overload
    async def calendar(
        self,
        *,
        depth: Literal["any"] = ...,
        start_at: date | None = ...,
        end_at: date | None = ...,
        by_ticket_ids: Sequence[int] | None = ...,
        by_museum_ids: Sequence[int] | None = ...,
        by_exhibition_ids: Sequence[int] | None = ...,
        by_bookable: bool | None = ...,
        by_ticket_type: str | None = ...,
        by_ticket_types: Sequence[str] | None = ...,
        reservations: Sequence[str] | None = ...,
        options: CallOptions | None = ...,
    ) -> dict[date, Any]: ...

    @overload
    async def calendar(
        self,
        *,
        depth: Literal["all"],
        start_at: date | None = ...,
        end_at: date | None = ...,
        by_ticket_ids: Sequence[int] | None = ...,
        by_museum_ids: Sequence[int] | None = ...,
        by_exhibition_ids: Sequence[int] | None = ...,
        by_bookable: bool | None = ...,
        by_ticket_type: str | None = ...,
        by_ticket_types: Sequence[str] | None = ...,
        reservations: Sequence[str] | None = ...,
        options: CallOptions | None = ...,
    ) -> dict[date, tuple[CalendarQuota, ...]]: ...

    async def calendar(
        self,
        *,
        depth: Literal["any", "all"] = "any",
        start_at: date | None = None,
        end_at: date | None = None,
        by_ticket_ids: Sequence[int] | None = None,
        by_museum_ids: Sequence[int] | None = None,
        by_exhibition_ids: Sequence[int] | None = None,
        by_bookable: bool | None = None,
        by_ticket_type: str | None = None,
        by_ticket_types: Sequence[str] | None = None,
        reservations: Sequence[str] | None = None,
        options: CallOptions | None = None,
    ) -> dict[date, Any]:
        """Read on which days tickets can be bought: by default **only until the end of the month**.

        Endpoint: `GET /tickets/calendar`, once for every 31 days, which is its limit.

        Args:
            depth: `any` for whether there is something, `all` for what.
            start_at: First day; today by default.
            end_at: Last day; **the end of the month** by default.
            by_ticket_ids: Only these tickets.
            by_museum_ids: Only those of these museums.
            by_exhibition_ids: Only those of these exhibitions; `[-1]` for those of none.
            by_bookable: Only those that can be bought, or cannot.
            by_ticket_type: `annual`, `time_slot` or `normal`; all but annual by default.
            by_ticket_types: The same, several.
            reservations: Tokens of your own holds, whose seats count as free for you.
            options: Settings for each call.

        Returns:
            By day: `True` or `False` (other values as they come), or what each quota has left.

        Raises:
            ConfigError: The range ends before it begins.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tickets".
        Example: `days = await gomus.tickets.calendar(by_ticket_ids=[247], end_at=christmas)`
        """
        query: dict[str, QueryValue] = {
            "depth": depth,
            "by_ticket_ids": by_ticket_ids,
            "by_museum_ids": by_museum_ids,
            "by_exhibition_ids": by_exhibition_ids,
            "by_bookable": by_bookable,
            "by_ticket_type": by_ticket_type,
            "by_ticket_types": by_ticket_types,
            "reservations": _sealed(reservations),
        }
        # A traceback that shows local variables must not show these.
        del reservations
        span = (start_at, end_at)
        if depth == "any":
            return await joined_days(self._caller, CALENDAR, query, span, options=options)
        days = await joined_days(self._caller, CALENDAR_ALL, query, span, options=options)
        return {at: tuple(entry.quota for entry in entries) for at, entries in days.items()}

    def contents(
        self,
        ticket_ids: Sequence[int],
        *,
        attr: str | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[TicketContent]:
        """List the texts of several tickets. They come in another order, and some can be missing.

        Endpoint: `GET /tickets/content`.

        Args:
            ticket_ids: The tickets' ids, at least one.
            attr: Only the text under this key.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of texts by ticket.

        Raises:
            ConfigError: No ticket is named.
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tickets".
        Example: `texts = await gomus.tickets.contents([247, 250], attr="shop_title").all()`
        """
        if not ticket_ids:
            raise ConfigError("contents needs the id of at least one ticket")
        query: dict[str, QueryValue] = {
            "ticket_ids": list(ticket_ids),
            "attr": attr,
            "per_page": per_page,
        }
        return listed(self._caller, CONTENTS, query, prefetch=prefetch, options=options)


def _sealed(tokens: Sequence[str] | None) -> tuple[Secret, ...] | None:
    if tokens is None:
        return None
    wrong = not isinstance(tokens, str) and not all(isinstance(token, str) for token in tokens)  # pyright: ignore[reportUnnecessaryIsInstance]
    if wrong:
        raise ConfigError("reservations takes a list of tokens")
    # One token alone is text, too, and must not be taken for many of one letter.
    return tuple(Secret(token) for token in ([tokens] if isinstance(tokens, str) else tokens))
