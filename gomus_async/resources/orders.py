"""Orders: what was bought, and buying."""

import builtins
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Final

import attrs

from gomus_async.errors import ConfigError, GomusError, OutcomeUnknown, UnexpectedResponse
from gomus_async.models.common import Page
from gomus_async.models.new_orders import NewOrder
from gomus_async.models.orders import Order
from gomus_async.pages import Pager
from gomus_async.resources.order_documents import OrderDocuments
from gomus_async.resources.order_request import (
    check_holds,
    made_reference,
    order_body,
    summed,
)
from gomus_async.resources.times import day
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import JsonBody
from gomus_async.wire.request import CallOptions, QueryValue
from gomus_async.wire.secret import Secret
from gomus_async.wire.shared import HoldState

__all__ = ["Orders", "order_query"]

SOURCE: Final = "Reseller API, Orders"
SKEW: Final = timedelta(seconds=5)
DAY: Final = timedelta(days=1)

LIST: Final = Endpoint(
    method="GET",
    path="/orders",
    envelope="orders",
    returns=Page[Order],
    safety=Safety.READ,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/orders/{id}",
    envelope="order",
    returns=Order,
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
FINALIZE: Final = Endpoint(
    method="POST",
    path="/orders/{id}/finalize",
    envelope="order",
    returns=Order,
    safety=Safety.ONCE,
    lenient=True,
    source="API page Orders",
)
CANCEL: Final = Endpoint(
    method="POST",
    path="/orders/{id}/cancellations",
    envelope="order",
    returns=Order,
    safety=Safety.ONCE,
    lenient=True,
    source="API page Orders",
)


@attrs.define
class Orders(OrderDocuments):
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
        query = order_query(start_at=start_at, end_at=end_at, per_page=per_page)
        query["only_my_orders"] = only_my_orders
        return Pager(partial(self._page, query, options), prefetch=prefetch)

    async def get(self, id_or_token: int | str, *, options: CallOptions | None = None) -> Order:
        """Read one order.

        Endpoint: `GET /orders/{id}`.

        Args:
            id_or_token: The order's id (`int`) or token (`str`).
            options: Settings for this call.

        Returns:
            The order, with `payment_status` and `billing_address_id`.

        Raises:
            NotFound: There is no such order for this token.
            UnexpectedResponse: The API answered with another order.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Details of a single order"; that a
            token stands in place of the id, page "Orders" of the newer documentation.
        Example: `order = await gomus.orders.get(3944805)`
        """
        ref = Secret(id_or_token) if isinstance(id_or_token, str) else id_or_token
        order = await self._caller.call(GET, path={"id": ref}, options=options)
        if isinstance(ref, int) and order.id != ref:
            raise UnexpectedResponse("the API answered with another order", endpoint=GET.name)
        return order

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

        Safety: once; never sent again when it may have arrived.
        Source: documentation page "Reseller API", section "Creating an Order". That all keys
            but the items may be empty is an assumption, and so is the status of refusals.
        Example: `order = await gomus.orders.create(NewOrder(items=[NewTicket(...)], total=1400))`
        """
        wire = self._caller.wire
        tokens = check_holds(order, wire.holds)
        reference = made_reference() if order.reference is None else order.reference
        total = order.total
        if total is None:
            total = await summed(order, self._caller, options)
        tokens = tokens and check_holds(order, wire.holds)
        body = order_body(order, reference=reference, total=total, zone=wire.settings.zone)
        # A traceback that shows local variables must not show it.
        del order
        try:
            created = await self._caller.call(CREATE, body=body, options=options)
        except OutcomeUnknown as unknown:
            unknown.reference = reference or None
            wire.holds.update(dict.fromkeys(tokens, HoldState.UNSETTLED))
            raise
        wire.holds.update(dict.fromkeys(tokens, HoldState.USED))
        return created

    async def finalize(
        self, id: int, *, body: Any = None, options: CallOptions | None = None
    ) -> Order:
        """Make a draft binding: payment is recorded, the mail sent, tickets and barcodes made.

        Endpoint: `POST /orders/{id}/finalize`, API user with permission.

        Args:
            id: The order's id.
            body: Sent as it is; none by default.
            options: Settings for this call.

        Returns:
            The order as it is now; read again where the answer does not have it.

        Raises:
            Unprocessable: It cannot be finalized, or was before.
            Forbidden: The token may not.
            OutcomeUnknown: Sent, without a clear answer; `find_candidates` reads the order.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: page "Orders" of the newer documentation, which names the route; body and answer
            are not documented.
        Example: `order = await gomus.orders.finalize(3944805)`
        """
        return await self._change(FINALIZE, id, body, options)

    async def cancel(
        self,
        id: int,
        item_ids: Iterable[int] | None = None,
        *,
        body: Any = None,
        options: CallOptions | None = None,
    ) -> Order:
        """Cancel a whole order, or some of its items.

        An order whose items are all cancelled is itself still there: that takes another call,
        without `item_ids`.

        Endpoint: `POST /orders/{id}/cancellations`, API user.

        Args:
            id: The order's id.
            item_ids: Ids of order items (`item.id`); all of the order by default. They are
                sent as `item_ids`, which is an assumption.
            body: Sent as it is, instead.
            options: Settings for this call.

        Returns:
            The order as it is now; read again where the answer does not have it.

        Raises:
            ConfigError: `item_ids` is empty, or given along with `body`.
            Unprocessable: It cannot be cancelled, or was before.
            OutcomeUnknown: Sent, without a clear answer; `find_candidates` reads the order.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: page "Orders" of the newer documentation, which names the route; body and answer
            are not documented.
        Example: `await gomus.orders.cancel(order.id, [order.items[0].id])`
        """
        if item_ids is not None:
            ids = [*item_ids]
            if not ids or body is not None:
                raise ConfigError("cancel takes the ids of items, or a body, or neither")
            body = {"item_ids": ids}
        return await self._change(CANCEL, id, body, options)

    async def find_candidates(
        self, unknown: OutcomeUnknown, *, options: CallOptions | None = None
    ) -> builtins.list[Order]:
        """Find what may have come of a call whose outcome is unknown.

        Endpoint: `GET /orders` from the day before it was sent, or `GET /orders/{id}` after
        `finalize` and `cancel`.

        Args:
            unknown: What `create`, `finalize` or `cancel` raised.
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
        if unknown.endpoint in {FINALIZE.name, CANCEL.name} and unknown.reference:
            return [await self.get(int(unknown.reference), options=options)]
        if unknown.endpoint != CREATE.name or unknown.sent_at is None:
            raise ConfigError("find_candidates takes what create, finalize or cancel raised")
        zone = self._caller.wire.settings.zone
        sent = unknown.sent_at.astimezone(zone)
        # The server's day can be another one: by its clock, or around midnight.
        today = self._caller.wire.now().astimezone(zone).date()
        listed = self.list(start_at=sent.date() - DAY, end_at=today + DAY, options=options)
        since = unknown.sent_at - SKEW
        return [order async for order in listed if _may_be(order, unknown.reference, since)]

    async def _change(
        self, endpoint: Endpoint[Order], id: int, body: Any, options: CallOptions | None
    ) -> Order:
        """Send once; the answer's shape is not documented, so the order is read where needed."""
        json = None if body is None else JsonBody(body)
        try:
            order = await self._caller.call(endpoint, path={"id": id}, body=json, options=options)
        except OutcomeUnknown as unknown:
            unknown.reference = str(id)
            raise
        if order is not None:  # pyright: ignore[reportUnnecessaryComparison]
            return order
        try:
            return await self.get(id, options=options)
        except GomusError as error:
            problem = error.message
        raise OutcomeUnknown(
            f"accepted, but the order could not be read afterwards ({problem}); read it again",
            sent_at=self._caller.wire.now(),
            reference=str(id),
            likely_applied=True,
            endpoint=endpoint.name,
        )

    async def _page(
        self, query: dict[str, QueryValue], options: CallOptions | None, number: int
    ) -> Page[Order]:
        return await self._caller.call(LIST, query={**query, "page": number}, options=options)


def order_query(
    *, start_at: date | None, end_at: date | None, per_page: int | None
) -> dict[str, QueryValue]:
    """The query of a list of orders.

    Raises:
        ConfigError: The range ends before it begins.
    """
    first, last = day(start_at), day(end_at)
    if first is not None and last is not None and first > last:
        raise ConfigError("start_at is after end_at; swap them")
    return {"start_at": first, "end_at": last, "per_page": per_page}


def _may_be(order: Order, reference: str | None, since: datetime) -> bool:
    if reference is not None:
        return order.reference == reference
    return order.created_at is None or order.created_at >= since.astimezone(UTC)
