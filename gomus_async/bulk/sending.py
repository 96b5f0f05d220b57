"""The batch requests of an import, whose answers are read for nothing but their keys."""

from collections.abc import Sequence
from typing import Any, Final

import attrs

from gomus_async.bulk.batches import Pending
from gomus_async.resources.customers import CREATE_MANY, UPDATE_MANY, Customers
from gomus_async.wire.endpoint import Endpoint
from gomus_async.wire.opaque import JsonText
from gomus_async.wire.request import CallOptions

__all__ = ["BatchCustomers", "Keyed"]


@attrs.frozen(kw_only=True)
class Keyed:
    """A customer as far as an import looks at it.

    Attributes:
        foreign_id: Its key.
    """

    foreign_id: str | None = None


def _for_keys(endpoint: Endpoint[Any]) -> Endpoint[list[Keyed]]:
    return attrs.evolve(endpoint, returns=list[Keyed])


CREATE: Final = _for_keys(CREATE_MANY)
UPDATE: Final = _for_keys(UPDATE_MANY)


@attrs.define
class BatchCustomers(Customers):
    """Customers by the batch: thousands of answers of which only the keys are read."""

    async def create_batch(
        self, rows: Sequence[Pending], *, options: CallOptions | None = None
    ) -> Sequence[Keyed]:
        """As `create_many`."""
        return await self._caller.call(CREATE, body=_body(CREATE, rows), options=options)

    async def update_batch(
        self, rows: Sequence[Pending], *, options: CallOptions | None = None
    ) -> Sequence[Keyed]:
        """As `update_many`; the keys are there and differ."""
        return await self._caller.call(UPDATE, body=_body(UPDATE, rows), options=options)


def _body(endpoint: Endpoint[Any], rows: Sequence[Pending]) -> JsonText:
    """The rows in the bytes that they were encoded to once."""
    joined = b",".join([row.body for row in rows])
    return JsonText(b'{"%s":[%s]}' % (str(endpoint.root).encode(), joined))
