"""Requests: what somebody would like to book and the museum has to confirm."""

from datetime import tzinfo
from typing import Any, Final

import attrs

from gomus_async.models.new_orders import NewItem
from gomus_async.models.requests import BookingRequest, NewRequest
from gomus_async.resources.order_request import located
from gomus_async.resources.times import on_site
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import JsonBody
from gomus_async.wire.request import CallOptions

__all__ = ["Requests"]

CREATE: Final = Endpoint(
    method="POST",
    path="/requests",
    root="request",
    envelope="request",
    returns=BookingRequest,
    safety=Safety.ONCE,
    lenient=True,
    source="API page Requests",
)


@attrs.define
class Requests:
    """What somebody would like to book and the museum has to confirm."""

    _caller: Caller

    async def create(
        self, request: NewRequest, *, options: CallOptions | None = None
    ) -> BookingRequest | None:
        """Make a request. It cannot be read, changed or taken back through the API.

        Endpoint: `POST /requests`, API user with write access to requests.

        Args:
            request: What is wished for.
            options: Settings for this call.

        Returns:
            The request; `None` where the answer does not have it.

        Raises:
            Unprocessable: Something is missing or wrong.
            Forbidden: The token may not.
            OutcomeUnknown: Sent, without a clear answer. It cannot be looked up: ask the museum
                before you send it again.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: page "Requests" of the newer documentation. That the body and the answer stand
            under `request`, and that items look as those of an order, are assumptions.
        Example: `await gomus.requests.create(NewRequest(date=day, items=[NewTour(...)]))`
        """
        zone = self._caller.zone
        body = {name: getattr(request, name) for name in request.set_fields()}
        body["date"] = on_site("NewRequest.date", request.date, zone)
        body["items"] = [_item(item, zone) for item in request.items]
        sent = JsonBody(body)
        # A traceback that shows local variables must not show these.
        del request, body
        return await self._caller.call(CREATE, body=sent, options=options)


def _item(item: Any, zone: tzinfo) -> Any:
    if isinstance(item, NewItem):
        return {"type": item.tag, "attributes": located(item, zone)}
    return item
