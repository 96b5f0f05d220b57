"""The batch requests of an import, whose answers are read for nothing but their keys."""

from collections.abc import Sequence
from typing import Any, Final

import attrs

from gomus_async.models.customers import CustomerUpdate, NewCustomer
from gomus_async.resources.customers import CREATE_MANY, UPDATE_MANY, Customers
from gomus_async.wire.endpoint import Endpoint
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
        self, customers: Sequence[NewCustomer], *, options: CallOptions | None = None
    ) -> Sequence[Keyed]:
        """As `create_many`."""
        return await self._caller.call(CREATE, body=list(customers), options=options)

    async def update_batch(
        self, customers: Sequence[CustomerUpdate], *, options: CallOptions | None = None
    ) -> Sequence[Keyed]:
        """As `update_many`; the keys are there and differ."""
        return await self._caller.call(UPDATE, body=list(customers), options=options)
