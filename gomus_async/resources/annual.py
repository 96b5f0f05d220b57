"""Annual tickets: who they are made out to, with the token from the confirmation mail."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.annual import (
    AnnualCustomer,
    AnnualCustomerFields,
    AnnualOrder,
    AnnualTicketSaleUpdate,
    PersonalizationUpdate,
)
from gomus_async.models.common import UNSET, Unset
from gomus_async.resources.times import naive
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.files import content_of
from gomus_async.wire.opaque import FileBody, JsonBody, LooseJson, form
from gomus_async.wire.request import CallOptions
from gomus_async.wire.secret import Secret

__all__ = ["Annual"]

T = TypeVar("T")
SOURCE: Final = "Reseller API, Annual Tickets"
NEWER_SOURCE: Final = "API page Annual Tickets"

ORDER: Final = Endpoint(
    method="GET",
    path="/annual/order",
    envelope="order",
    returns=AnnualOrder,
    safety=Safety.READ,
    token=False,
    source=SOURCE,
)
CREATE_CUSTOMER: Final = Endpoint(
    method="POST",
    path="/annual/customers",
    root="customer",
    envelope="customer",
    returns=AnnualCustomer,
    safety=Safety.ONCE,
    token=False,
    source=SOURCE,
)
UPDATE_CUSTOMER: Final = Endpoint(
    method="PUT",
    path="/annual/customers/{id}",
    root="customer",
    envelope="customer",
    returns=AnnualCustomer,
    safety=Safety.REPLACE,
    token=False,
    lenient=True,
    source=NEWER_SOURCE,
)
UPDATE_PERSONALIZATION: Final = Endpoint(
    method="PUT",
    path="/annual/personalizations/{id}",
    root="personalization",
    returns=LooseJson,
    safety=Safety.REPLACE,
    token=False,
    source=SOURCE,
)
UPLOAD_PHOTO: Final = Endpoint(
    method="POST",
    path="/annual/personalizations/{id}/upload",
    returns=LooseJson,
    safety=Safety.ONCE,
    token=False,
    source=NEWER_SOURCE,
)
FINALIZE: Final = Endpoint(
    method="POST",
    path="/annual/personalization/finalize",
    returns=LooseJson,
    safety=Safety.ONCE,
    token=False,
    source=NEWER_SOURCE,
)
UPDATE_TICKET_SALE: Final = Endpoint(
    method="PUT",
    path="/annual/ticket_sales/{id}",
    root="ticket_sale",
    returns=LooseJson,
    safety=Safety.REPLACE,
    token=False,
    source=SOURCE,
)


@attrs.frozen
class Annual:
    """The annual tickets of one order, opened by the token from its confirmation mail."""

    _caller: Caller
    _token: Secret

    async def order(self, *, options: CallOptions | None = None) -> AnnualOrder:
        """Read the order: its buyer, its tickets, whom they are made out to.

        Endpoint: `GET /annual/order`.

        Args:
            options: Settings for this call.

        Returns:
            The order.

        Raises:
            Unauthorized: The token opens no order.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Annual Tickets".
        Example: `order = await gomus.annual(token).order()`
        """
        return await self._call(ORDER, None, None, options)

    async def create_customer(
        self,
        *,
        name: str,
        surname: str,
        email: str,
        customer_salutation_id: int,
        addr_city: str,
        addr_country_id: int,
        addr_street: str,
        addr_zip: str,
        options: CallOptions | None = None,
    ) -> AnnualCustomer:
        """Create somebody to whom a ticket can be made out.

        Endpoint: `POST /annual/customers`.

        Args:
            name: First name.
            surname: Family name.
            email: E-mail address.
            customer_salutation_id: Of the instance's salutations.
            addr_city: City.
            addr_country_id: Of the API's countries.
            addr_street: Street and number.
            addr_zip: Postal code.
            options: Settings for this call.

        Returns:
            The customer, with the `personalization_token` and the address that
            `update_personalization` takes.

        Raises:
            Unprocessable: A value is missing or wrong.
            Unauthorized: The token opens no order.
            OutcomeUnknown: Sent, without a clear answer. Creating once more at worst leaves a
                customer that no ticket is made out to.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: documentation page "Reseller API", section "Create new customer".
        Example: `peter = await annual.create_customer(name="Peter", surname="Pan", ...)`
        """
        fields = AnnualCustomerFields(
            name=name,
            surname=surname,
            email=email,
            customer_salutation_id=customer_salutation_id,
            addr_city=addr_city,
            addr_country_id=addr_country_id,
            addr_street=addr_street,
            addr_zip=addr_zip,
        )
        # A traceback that shows local variables must not show these.
        del name, surname, email, addr_city, addr_street, addr_zip
        return await self._call(CREATE_CUSTOMER, None, fields, options)

    async def update_customer(
        self,
        id: int,
        *,
        name: str | Unset = UNSET,
        surname: str | Unset = UNSET,
        email: str | Unset = UNSET,
        customer_salutation_id: int | Unset = UNSET,
        addr_city: str | Unset = UNSET,
        addr_country_id: int | Unset = UNSET,
        addr_street: str | Unset = UNSET,
        addr_zip: str | Unset = UNSET,
        body: Any = None,
        options: CallOptions | None = None,
    ) -> AnnualCustomer | None:
        """Change somebody to whom a ticket is made out. What is not given stays as it is.

        Endpoint: `PUT /annual/customers/{id}`.

        Args:
            id: The customer's id.
            name: First name.
            surname: Family name.
            email: E-mail address.
            customer_salutation_id: Of the instance's salutations.
            addr_city: City.
            addr_country_id: Of the API's countries.
            addr_street: Street and number.
            addr_zip: Postal code.
            body: Sent as it is, instead of the fields.
            options: Settings for this call.

        Returns:
            The customer; `None` where the answer does not have it.

        Raises:
            ConfigError: Nothing to change.
            NotFound: There is no such customer for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: page "Annual Tickets" of the newer documentation, which names the route; body
            and answer are not documented, and taken to be those of `create_customer`.
        Example: `await annual.update_customer(146, addr_street="Brunnenstraße 8")`
        """
        given: Any = JsonBody(body)
        if body is None:
            given = AnnualCustomerFields(
                name=name,
                surname=surname,
                email=email,
                customer_salutation_id=customer_salutation_id,
                addr_city=addr_city,
                addr_country_id=addr_country_id,
                addr_street=addr_street,
                addr_zip=addr_zip,
            )
        # A traceback that shows local variables must not show these.
        del name, surname, email, addr_city, addr_street, addr_zip, body
        return await self._call(_rootless(UPDATE_CUSTOMER, given), id, given, options)

    async def update_personalization(
        self,
        id: int,
        *,
        customer_personalization_token: str,
        customer_address_id: int,
        dispatch_mode_id: int | None = None,
        options: CallOptions | None = None,
    ) -> None:
        """Make an annual ticket out to somebody.

        Endpoint: `PUT /annual/personalizations/{id}`.

        Args:
            id: The personalization's id.
            customer_personalization_token: From `create_customer`.
            customer_address_id: Of the customer's addresses; sent as `customer_adress_id`,
                for so the API spells it.
            dispatch_mode_id: How the ticket is sent; of the API's dispatch modes.
            options: Settings for this call.

        Raises:
            NotFound: There is no such personalization for this token.
            Unprocessable: The customer's token or address is wrong.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Reseller API", section "Update personalization"; the answer
            is not documented.
        Example: `await annual.update_personalization(10, customer_personalization_token=token,
            customer_address_id=151)`
        """
        update = PersonalizationUpdate(
            customer_personalization_token=customer_personalization_token,
            customer_adress_id=customer_address_id,
            dispatch_mode_id=UNSET if dispatch_mode_id is None else dispatch_mode_id,
        )
        # A traceback that shows local variables must not show it.
        del customer_personalization_token
        await self._call(UPDATE_PERSONALIZATION, id, update, options)

    async def upload_photo(
        self,
        id: int,
        file: str | os.PathLike[str] | bytes | None = None,
        *,
        body: Any = None,
        options: CallOptions | None = None,
    ) -> None:
        """Upload the portrait for an annual ticket.

        Endpoint: `POST /annual/personalizations/{id}/upload`.

        Args:
            id: The personalization's id.
            file: The path of an image, or its bytes; sent as the part `photo` of a
                multipart form, which is an assumption.
            body: JSON that is sent as it is, instead.
            options: Settings for this call.

        Raises:
            ConfigError: The file cannot be read, is empty or too large; nothing was sent.
            Unprocessable: The image is refused.
            OutcomeUnknown: Sent, without a clear answer.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: page "Annual Tickets" of the newer documentation, which names the route; body
            and answer are not documented.
        Example: `await annual.upload_photo(10, "portrait.jpg")`
        """
        if (file is None) == (body is None):
            raise ConfigError("upload_photo takes a file or a body")
        sent: JsonBody | FileBody = JsonBody(body)
        if file is not None:
            most = self._caller.wire.settings.limits.upload_bytes
            content = await content_of(file, most)
            name = "photo.jpg" if isinstance(file, bytes) else Path(file).name
            sent = form("photo", name, content)
        await self._call(UPLOAD_PHOTO, id, sent, options)

    async def finalize(self, *, body: Any = None, options: CallOptions | None = None) -> None:
        """Close the personalization, so that the tickets can be made.

        Endpoint: `POST /annual/personalization/finalize`.

        Args:
            body: Sent as it is; none by default.
            options: Settings for this call.

        Raises:
            Unprocessable: Something is missing, or it was closed before.
            OutcomeUnknown: Sent, without a clear answer; `order()` tells.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: page "Annual Tickets" of the newer documentation, which names the route; body
            and answer are not documented.
        Example: `await annual.finalize()`
        """
        json = None if body is None else JsonBody(body)
        await self._call(FINALIZE, None, json, options)

    async def update_ticket_sale(
        self,
        id: int,
        *,
        start_at: datetime | date | None = None,
        dispatch_mode_id: int | None = None,
        options: CallOptions | None = None,
    ) -> None:
        """Change from when annual tickets are valid, or how they are sent.

        Endpoint: `PUT /annual/ticket_sales/{id}`.

        Args:
            id: The ticket sale's id.
            start_at: From when; sent in the instance's zone and without an offset, as the
                route wants it. The documents call it required.
            dispatch_mode_id: How the tickets are sent; of the API's dispatch modes.
            options: Settings for this call.

        Raises:
            ConfigError: Nothing to change.
            NotFound: There is no such ticket sale for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Reseller API", section "Update a Ticket Sale"; the answer is
            not documented.
        Example: `await annual.update_ticket_sale(51, start_at=datetime(2026, 12, 1, 10))`
        """
        zone = self._caller.zone
        update = AnnualTicketSaleUpdate(
            start_at=UNSET if start_at is None else naive("start_at", start_at, zone),
            dispatch_mode_id=UNSET if dispatch_mode_id is None else dispatch_mode_id,
        )
        await self._call(UPDATE_TICKET_SALE, id, update, options)

    async def _call(
        self, endpoint: Endpoint[T], id: int | None, body: object, options: CallOptions | None
    ) -> T:
        path = {} if id is None else {"id": id}
        query = {"token": self._token}
        return await self._caller.call(endpoint, path=path, query=query, body=body, options=options)


def _rootless(endpoint: Endpoint[T], body: object) -> Endpoint[T]:
    """A body that the caller made is sent as it is."""
    return attrs.evolve(endpoint, root=None) if isinstance(body, JsonBody) else endpoint
