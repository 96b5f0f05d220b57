"""Orders: what was bought, and buying."""

import asyncio
import builtins
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

import attrs

from gomus_async.errors import ConfigError, GomusError, OutcomeUnknown, PaginationError
from gomus_async.models.common import Page
from gomus_async.models.new_orders import NewOrder
from gomus_async.models.orders import Order
from gomus_async.pages import Pager
from gomus_async.resources import order_lifecycle
from gomus_async.resources.listing import listed
from gomus_async.resources.order_lifecycle import OrderLifecycle
from gomus_async.resources.order_request import (
    check_holds,
    made_reference,
    order_body,
    settle,
    summed,
)
from gomus_async.resources.times import between
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, QueryValue
from gomus_async.wire.secret import Secret
from gomus_async.wire.shared import HoldState

__all__ = ["Orders", "order_query"]

SOURCE: Final = "Reseller API, Orders"
SKEW: Final = timedelta(minutes=5)
DAY: Final = timedelta(days=1)
CHANGES: Final = {order_lifecycle.FINALIZE.name, order_lifecycle.CANCEL.name}

LIST: Final = Endpoint(
    method="GET",
    path="/orders",
    envelope="orders",
    returns=Page[Order],
    safety=Safety.READ,
    source=SOURCE,
)
FIND_BY_BARCODE: Final = Endpoint(
    method="GET",
    path="/orders/barcode/{barcode}",
    envelope="order",
    returns=Order,
    safety=Safety.READ,
    source=SOURCE,
)
CREATE: Final = Endpoint(
    method="POST",
    path="/orders",
    envelope="order",
    returns=Order,
    safety=Safety.ONCE,
    source=SOURCE,
)


@attrs.define
class Orders(OrderLifecycle):
    """What was bought, and buying. An order is sent once, whatever happens."""

    def list(
        self,
        *,
        start_at: date | None = None,
        end_at: date | None = None,
        only_my_orders: bool | None = None,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[Order]:
        """List the orders of a range of days: without one, **only today's**.

        Endpoint: `GET /orders`; reseller, API user, cash point or signed-in customer.

        Args:
            start_at: First day of the order date; **today** by default.
            end_at: Last day of the order date; **today** by default, so a `start_at` of its own
                lists everything since.
            only_my_orders: For a cash point, only its own.
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of orders, without `payment_status` and `billing_address_id`.

        Raises:
            ConfigError: The range ends before it begins.
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "List of existing orders".
        Example: `await gomus.orders.list(start_at=date(2026, 11, 1)).all()`
        """
        query = order_query(self._caller.zone, start_at=start_at, end_at=end_at, per_page=per_page)
        query["only_my_orders"] = only_my_orders
        return listed(self._caller, LIST, query, prefetch=prefetch, options=options)

    async def find_by_barcode(self, barcode: str, *, options: CallOptions | None = None) -> Order:
        """Find the order that a barcode of any of its items belongs to.

        Endpoint: `GET /orders/barcode/{barcode}`.

        Args:
            barcode: As it is printed.
            options: Settings for this call.

        Returns:
            The order, as from `get`.

        Raises:
            NotFound: No order of this token has it.
            InvalidId: It cannot stand in a path.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Find single order by barcode".
        Example: `order = await gomus.orders.find_by_barcode("704323341")`
        """
        path = {"barcode": Secret(barcode)}
        # A traceback that shows local variables must not show it.
        del barcode
        return await self._caller.call(FIND_BY_BARCODE, path=path, options=options)

    async def create(self, order: NewOrder, *, options: CallOptions | None = None) -> Order:
        """Place an order: all of its items are bought, or none.

        Endpoint: `POST /orders`; reseller, API user or cash point, on a fresh connection. Before
        it, `GET /tickets/{id}` and `GET /coupons/{id}` where `order.total` is `None` and an item
        has no `price_cents`.

        Args:
            order: What to buy.
            options: Settings for this call.

        Returns:
            The order. For an API user it may be a draft (`is_valid` is false) until `finalize`.

        Raises:
            ConfigError: The total cannot be known, or the order does not fit its tickets;
                nothing was ordered.
            ReservationExpired: A `hold` of this client lost its seats; nothing was ordered.
            Unprocessable: Sold out, a wrong total, a reservation that ended, or anything else
                that is wrong; nothing was bought.
            OutcomeUnknown: Sent, without a clear answer: the order may exist. Its `reference`
                finds it, see `find_candidates`. Never order again without having looked.
            GomusError: See the tree in `gomus_async.errors`; nothing was ordered.

        Safety: once; never sent again when it may have arrived. A task that is cancelled, as by
            `asyncio.timeout`, has no `OutcomeUnknown` to catch: limit the time with
            `CallOptions(deadline=...)` instead, or give the order a `reference` of your own.
        Source: documentation page "Reseller API", section "Creating an Order". That all keys
            but the items may be empty is an assumption, and so is the status of refusals.
        Example: `order = await gomus.orders.create(NewOrder(items=[NewTicket(...)], total=1400))`
        """
        wire = self._caller.wire
        check_holds(order, wire)
        reference = made_reference() if order.reference is None else order.reference
        total = order.total
        if total is None:
            total = await summed(order, self._caller, options)
        holds = check_holds(order, wire)
        body = order_body(order, reference=reference, total=total, zone=wire.settings.zone)
        # A traceback that shows local variables must not show it.
        del order
        # Until it is known what became of it, the order may need its seats.
        settle(holds, HoldState.UNSETTLED)
        try:
            created = await self._caller.call(CREATE, body=body, options=options)
        except OutcomeUnknown as unknown:
            unknown.reference = reference.strip() or None
            raise
        except GomusError:
            settle(holds, HoldState.HELD)
            raise
        except asyncio.CancelledError as cancelled:
            cancelled.add_note(f"the order may have been placed; its reference is {reference!r}")
            raise
        settle(holds, HoldState.USED)
        return created

    async def find_candidates(
        self, unknown: OutcomeUnknown | str, *, options: CallOptions | None = None
    ) -> builtins.list[Order]:
        """Find what may have come of a call whose outcome is unknown.

        Endpoint: `GET /orders` from the day before it was sent, or `GET /orders/{id}` after
        `finalize` and `cancel`.

        Args:
            unknown: What `create`, `finalize` or `cancel` raised; or the reference of an order
                that was sent today or yesterday, for when there is no error to hand over, as
                after a cancelled task.
            options: Settings for each call.

        Returns:
            After `create`, the orders with its reference: one, or none so far. A server may
            still be at work, so none is no proof before a minute has passed. Where the order
            had no reference, every order since it was sent. After `finalize` and `cancel`, the
            order itself, to see what became of it.

        Raises:
            ConfigError: It is not about orders.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "List of existing orders". That the
            list shows a new order at once is an assumption.
        Example: `orders = await gomus.orders.find_candidates(unknown)`
        """
        if isinstance(unknown, str):
            if not unknown.strip():
                raise ConfigError(
                    "the reference is empty; give the one that the order was sent with"
                )
            unknown = OutcomeUnknown(
                "looked for by its reference",
                reference=unknown,
                sent_at=self._caller.wire.now(),
                endpoint=CREATE.name,
            )
        if unknown.endpoint in CHANGES and unknown.reference:
            return [await self.get(int(unknown.reference), options=options)]
        if unknown.endpoint != CREATE.name or unknown.sent_at is None:
            raise ConfigError("find_candidates takes what create, finalize or cancel raised")
        zone = self._caller.zone
        sent = unknown.sent_at.astimezone(zone)
        # The server's day can be another one: by its clock, or around midnight.
        today = self._caller.wire.now().astimezone(zone).date()
        listed = self.list(start_at=sent.date() - DAY, end_at=today + DAY, options=options)
        since = unknown.sent_at - SKEW
        found: builtins.list[Order] = []
        try:
            async for order in listed:
                if _may_be(order, unknown.reference, since):
                    found.append(order)  # noqa: PERF401 - what was found before an error counts
        except PaginationError:
            # A list that cannot be read to its end may have shown the order all the same.
            if not found:
                raise
        return found


def order_query(
    zone: tzinfo, *, start_at: date | None, end_at: date | None, per_page: int | None
) -> dict[str, QueryValue]:
    """The query of a list of orders.

    Raises:
        ConfigError: The range ends before it begins.
    """
    return {**between(zone, start_at, end_at), "per_page": per_page}


def _plain(reference: str) -> str:
    """A reference as any server may have stored it."""
    return unicodedata.normalize("NFC", reference).strip()


def _may_be(order: Order, reference: str | None, since: datetime) -> bool:
    if reference is not None:
        return _plain(order.reference or "") == _plain(reference)
    return order.created_at is None or order.created_at >= since.astimezone(UTC)
