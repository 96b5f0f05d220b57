"""Customers: create, read, update and delete, by go~mus id or by your own key."""

import re
from collections.abc import Sequence
from typing import Final

import attrs

from gomus_async.errors import ConfigError, ForeignIdShadowed, UnexpectedResponse
from gomus_async.models.common import UNSET
from gomus_async.models.customers import (
    Customer,
    CustomerUpdate,
    NewCustomer,
    Salutation,
    Title,
)
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, path_segment

__all__ = ["CustomerRef", "Customers"]

CustomerRef = int | str
"""A go~mus id (`int`) or your own `foreign_id` (`str`)."""


SOURCE: Final = "Customers"

SALUTATIONS: Final = Endpoint(
    method="GET",
    path="/customers/salutations",
    envelope="salutations",
    returns=list[Salutation],
    safety=Safety.READ,
    source=SOURCE,
)
TITLES: Final = Endpoint(
    method="GET",
    path="/customers/titles",
    envelope="titles",
    returns=list[Title],
    safety=Safety.READ,
    source=SOURCE,
)
CREATE: Final = Endpoint(
    method="POST",
    path="/customers",
    root="customer",
    envelope="customer",
    returns=Customer,
    safety=Safety.KEYED_CREATE,
    source=SOURCE,
)
CREATE_MANY: Final = Endpoint(
    method="POST",
    path="/customers",
    root="customer",
    envelope="customer",
    returns=list[Customer],
    safety=Safety.KEYED_CREATE,
    batch=True,
    lenient=True,
    source=SOURCE,
)
GET: Final = Endpoint(
    method="GET",
    path="/customers/{ref}",
    envelope="customer",
    returns=Customer,
    safety=Safety.READ,
    source=SOURCE,
)
UPDATE: Final = Endpoint(
    method="PUT",
    path="/customers/{ref}",
    root="customer",
    envelope="customer",
    returns=Customer,
    safety=Safety.REPLACE,
    source=SOURCE,
)
UPDATE_MANY: Final = Endpoint(
    method="PUT",
    path="/customers",
    root="customer",
    envelope="customer",
    returns=list[Customer],
    safety=Safety.REPLACE,
    batch=True,
    lenient=True,
    source=SOURCE,
)
DELETE: Final = Endpoint(
    method="DELETE",
    path="/customers/{ref}",
    returns=type(None),
    safety=Safety.REPLACE,
    source=SOURCE,
)

NUMBER_FIRST: Final = re.compile(r"\s*[+-]?\d")
"""What the API could take as a go~mus id before it looks for a key."""


_NOT_IN_A_PATH: Final = re.compile(r"\A\s*[+-]?\d|[./]")
"""Keys that a router could take for something else: never written to by path."""


@attrs.define
class Customers:
    """The people and institutions that order from an instance.

    Everything but `salutations` and `titles` needs the token of an API user.

    A `ref` is the go~mus id as `int`, or your own `foreign_id` as `str`. The API takes a number
    in the path as a go~mus id first; keys that begin with a digit are therefore checked, and
    never lead to another customer.
    """

    _caller: Caller

    async def salutations(self, *, options: CallOptions | None = None) -> list[Salutation]:
        """Read the salutations of this instance, whose ids new customers refer to.

        Endpoint: `GET /customers/salutations`, public.

        Args:
            options: Settings for this call.

        Returns:
            The salutations, named in the call's locale.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Customers"; the answer's envelope is an assumption, and a
            bare array is read as well.
        Example: `names = {s.id: s.name for s in await gomus.customers.salutations()}`
        """
        return await self._caller.call(SALUTATIONS, options=options)

    async def titles(self, *, options: CallOptions | None = None) -> list[Title]:
        """Read the titles of this instance, whose ids new customers refer to.

        Endpoint: `GET /customers/titles`, public.

        Args:
            options: Settings for this call.

        Returns:
            The titles, named in the call's locale.

        Raises:
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Customers"; the answer's envelope is an assumption, and a
            bare array is read as well.
        Example: `names = {t.id: t.name for t in await gomus.customers.titles()}`
        """
        return await self._caller.call(TITLES, options=options)

    async def create(
        self, customer: NewCustomer, *, options: CallOptions | None = None
    ) -> Customer:
        """Create one customer.

        Endpoint: `POST /customers`, API user with permission.

        Args:
            customer: The customer; give it a `foreign_id` so that it can be found again.
            options: Settings for this call.

        Returns:
            The customer as stored, with its go~mus `id`.

        Raises:
            Unprocessable: The data was refused; `messages` says why.
            OutcomeUnknown: Sent, without a clear answer. It may have been created: look with
                `get` before you create it again.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: keyed create. Repeated only after 429, after 503 with `Retry-After`, or when
            nothing was sent; there is no idempotency key, and whether `foreign_id` is unique
            is not documented.
        Source: documentation page "Customers"; the answer's envelope is an assumption, and a
            bare object is read as well.
        Example: `await gomus.customers.create(NewCustomer(foreign_id="SF-1", name="Müller"))`
        """
        return await self._caller.call(CREATE, body=customer, options=options)

    async def create_many(
        self, customers: Sequence[NewCustomer], *, options: CallOptions | None = None
    ) -> list[Customer]:
        """Create several customers with one request.

        Endpoint: `POST /customers` with an array, API user with permission.

        An instance takes only so many at a time and does not say how many; for more than a
        few, `gomus_async.bulk.import_customers` finds out and splits.

        Args:
            customers: The customers; none of them sends nothing.
            options: Settings for this call.

        Returns:
            What the answer lists. Match by `foreign_id`, not by position.

        Raises:
            Unprocessable: Too many, or one that is refused. Assume that some may have been
                created all the same: the API does not say.
            OutcomeUnknown: Sent, without a clear answer; some or all may have been created.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: keyed create, as `create`.
        Source: documentation page "Customers"; the shape of the answer is not documented:
            `customer`, `customers` or a bare array are read, other JSON as an empty list.
        Example: `await gomus.customers.create_many([NewCustomer(foreign_id="M-001", name="Ö")])`
        """
        if not customers:
            return []
        return await self._caller.call(CREATE_MANY, body=list(customers), options=options)

    async def get(self, ref: CustomerRef, *, options: CallOptions | None = None) -> Customer:
        """Read one customer by go~mus id (`int`) or by your own key (`str`).

        Endpoint: `GET /customers/{ref}`, API user.

        Args:
            ref: go~mus id or `foreign_id`.
            options: Settings for this call.

        Returns:
            The customer.

        Raises:
            NotFound: There is no such customer.
            ForeignIdShadowed: The answer is about a customer with another key or id.
            InvalidId: The key cannot travel in a path.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Customers".
        Example: `customer = await gomus.customers.get("SF-12345")`
        """
        customer = await self._caller.call(GET, path={"ref": ref}, options=options)
        return _confirmed(customer, ref)

    async def update(
        self, ref: CustomerRef, customer: CustomerUpdate, *, options: CallOptions | None = None
    ) -> Customer:
        """Change some fields of one customer; fields that are not set stay as they are.

        Endpoint: `PUT /customers/{ref}`, API user with permission. For a key that begins with
        a digit, or has a dot or slash, `PUT /customers` with one entry, which takes it for
        nothing but a key.

        Args:
            ref: go~mus id or `foreign_id`.
            customer: What to change; `addr_*` changes the first address only.
            options: Settings for this call.

        Returns:
            The customer as stored.

        Raises:
            NotFound: There is no such customer.
            Unprocessable: The data was refused; for a key that begins with a digit also when
                there is no such customer.
            ForeignIdShadowed: The answer is about a customer with another key or id.
            InvalidId: The key cannot travel in a path.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Customers".
        Example: `await gomus.customers.update("SF-1", CustomerUpdate(tel="+49 30 99887766"))`
        """
        if isinstance(ref, str) and _NOT_IN_A_PATH.search(ref):
            return await self._update_by_key(ref, customer, options)
        stored = await self._caller.call(UPDATE, path={"ref": ref}, body=customer, options=options)
        return _confirmed(stored, ref, customer)

    async def update_many(
        self, customers: Sequence[CustomerUpdate], *, options: CallOptions | None = None
    ) -> list[Customer]:
        """Change several customers with one request, each found by its `foreign_id`.

        Endpoint: `PUT /customers` with an array, API user.

        Args:
            customers: What to change; each needs its `foreign_id`. None sends nothing.
            options: Settings for this call.

        Returns:
            What the answer lists. Match by `foreign_id`, not by position.

        Raises:
            ConfigError: One has no `foreign_id`, or two have the same.
            Unprocessable: Too many, an unknown key, or data that is refused. Assume that some
                may have been changed all the same: the API does not say.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Customers"; the shape of the answer is not documented:
            `customer`, `customers` or a bare array are read, other JSON as an empty list.
        Example: `await gomus.customers.update_many([CustomerUpdate(foreign_id="M-1", tel="1")])`
        """
        if not customers:
            return []
        keys = [customer.foreign_id for customer in customers]
        if not all(keys):
            raise ConfigError("update_many finds customers by foreign_id; give each one")
        if len(set(keys)) < len(keys):
            raise ConfigError("two entries of update_many have the same foreign_id; send one")
        return await self._caller.call(UPDATE_MANY, body=list(customers), options=options)

    async def delete(self, ref: CustomerRef, *, options: CallOptions | None = None) -> None:
        """Delete one customer. Orders and newsletter subscriptions stay.

        Endpoint: `DELETE /customers/{ref}`, API user with permission. A key is looked up first,
        because the route is documented for ids alone.

        Args:
            ref: go~mus id or `foreign_id`.
            options: Settings for this call.

        Raises:
            NotFound: There is no such customer.
            ForeignIdShadowed: The key leads to another customer; nothing was deleted.
            InvalidId: The key cannot travel in a path.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; repeated as needed, and a 404 to a repeat counts as deleted.
        Source: documentation page "Customers".
        Example: `await gomus.customers.delete("SF-12345")`
        """
        if isinstance(ref, str):
            ref = (await self.get(ref, options=options)).id
        await self._caller.call(DELETE, path={"ref": ref}, options=options)

    async def _update_by_key(
        self, key: str, customer: CustomerUpdate, options: CallOptions | None
    ) -> Customer:
        """Update through the one route that takes a key for nothing but a key."""
        path_segment("ref", key)
        if customer.foreign_id not in {key, UNSET}:
            raise ConfigError(
                "a key that begins with a digit cannot be changed by key; update by go~mus id"
            )
        keyed = attrs.evolve(customer, foreign_id=key)
        stored = await self._caller.call(UPDATE_MANY, body=[keyed], options=options)
        for row in stored:
            if row.foreign_id == key:
                return row
        raise UnexpectedResponse(
            "the update was accepted, but the answer does not list the customer; "
            "read it by its go~mus id",
            endpoint=UPDATE_MANY.name,
        )


def _confirmed(
    customer: Customer, ref: CustomerRef, update: CustomerUpdate | None = None
) -> Customer:
    """The customer, if it is the one that was meant."""
    if isinstance(ref, int):
        if customer.id == ref:
            return customer
    else:
        expected = {ref} if update is None or update.foreign_id is UNSET else {update.foreign_id}
        if customer.foreign_id in expected:
            return customer
        # A token may not see the key at all; a key that is no number cannot be shadowed.
        if not NUMBER_FIRST.match(ref) and "foreign_id" not in customer.raw:
            return customer
    if update is not None:
        raise ForeignIdShadowed(
            "the API answered about another customer, and may have changed that one: where there "
            "is no such go~mus id, it takes the number for a key",
            endpoint=UPDATE.name,
        )
    raise ForeignIdShadowed(
        "the API answered with another customer; it takes a number for a go~mus id first, "
        "so use the go~mus id (int), or keys with a prefix such as SF-",
        endpoint=GET.name,
    )
