"""Single orders: read, finalized, cancelled."""

from collections.abc import Iterable
from typing import Any, Final

import attrs

from gomus_async.errors import ConfigError, GomusError, OutcomeUnknown, UnexpectedResponse
from gomus_async.models.order_values import check_id, entries_of
from gomus_async.models.orders import Order
from gomus_async.resources.order_documents import OrderDocuments
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import JsonBody
from gomus_async.wire.request import CallOptions
from gomus_async.wire.secret import Secret

__all__ = ["OrderLifecycle"]

SOURCE: Final = "Reseller API, Orders"

GET: Final = Endpoint(
    method="GET",
    path="/orders/{id}",
    envelope="order",
    returns=Order,
    safety=Safety.READ,
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
class OrderLifecycle(OrderDocuments):
    """Single orders: read, finalized, cancelled. A change is sent once, whatever happens."""

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
        # A traceback that shows local variables must not show it.
        del id_or_token
        order = await self._caller.call(GET, path={"id": ref}, options=options)
        if isinstance(ref, int) and order.id != ref:
            raise UnexpectedResponse("the API answered with another order", endpoint=GET.name)
        return order

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
        Example: `await gomus.orders.cancel(order.id, [item.id])`
        """
        if item_ids is not None:
            ids = [*entries_of("item_ids takes the ids of items", item_ids)]
            if body is not None:
                raise ConfigError("cancel takes item_ids or a body, not both")
            if not ids:
                raise ConfigError(
                    "item_ids is empty; leave it out to cancel the whole order, or name an item"
                )
            for item_id in ids:
                check_id("an entry of item_ids", item_id)
            body = {"item_ids": ids}
        return await self._change(CANCEL, id, body, options)

    async def _change(
        self, endpoint: Endpoint[Order], id: int, body: Any, options: CallOptions | None
    ) -> Order:
        """Send once; the answer's shape is not documented, so the order is read where needed."""
        if isinstance(id, bool) or not isinstance(id, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigError("finalize and cancel take the order's id, which is a number")
        json = None if body is None else JsonBody(body)
        try:
            order = await self._caller.call(endpoint, path={"id": id}, body=json, options=options)
        except OutcomeUnknown as unknown:
            unknown.reference = str(id)
            raise
        # Its shape is not documented: what has another id is something else.
        if getattr(order, "id", None) == id:
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
