"""The documents of orders: tickets, passbooks, confirmations, invoices."""

from typing import Final

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.orders import Barcode, Order, TicketItem
from gomus_async.resources.documents import Document
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, PathValue
from gomus_async.wire.response import Answer
from gomus_async.wire.secret import Secret

__all__ = ["OrderDocuments"]

SOURCE: Final = "Reseller API, Documents"
PDF: Final = {"Accept": "application/pdf"}

TICKET_PDF: Final = Endpoint(
    method="GET",
    path="/orders/{order_id}/tickets/{sale_id}.pdf",
    returns=Answer,
    safety=Safety.READ,
    headers=PDF,
    token=False,
    batch=True,
    binary=True,
    source=SOURCE,
)
PASSBOOK: Final = Endpoint(
    method="GET",
    path="/orders/{order_id}/tickets/{sale_id}/passbooks/{barcode}.pkpass",
    returns=Answer,
    safety=Safety.READ,
    headers={"Accept": "application/vnd.apple.pkpass"},
    token=False,
    batch=True,
    binary=True,
    source=SOURCE,
)
EVENT_PDF: Final = Endpoint(
    method="GET",
    path="/orders/{order_id}/events/{booking_id}.pdf",
    returns=Answer,
    safety=Safety.READ,
    headers=PDF,
    token=False,
    batch=True,
    binary=True,
    source=SOURCE,
)
TOUR_PDF: Final = Endpoint(
    method="GET",
    path="/orders/{order_id}/tours/{booking_id}.pdf",
    returns=Answer,
    safety=Safety.READ,
    headers=PDF,
    token=False,
    batch=True,
    binary=True,
    source=SOURCE,
)
INVOICE_PDF: Final = Endpoint(
    method="GET",
    path="/orders/{order_id}/invoice.pdf",
    returns=Answer,
    safety=Safety.READ,
    headers=PDF,
    token=False,
    batch=True,
    binary=True,
    source=SOURCE,
)


@attrs.define
class OrderDocuments:
    """The documents of orders, fetched with the order's own token and without the client's."""

    _caller: Caller

    def ticket_pdf(
        self, order: Order, sale_id: int, *, options: CallOptions | None = None
    ) -> Document:
        """The tickets of one ticket item as a PDF, one barcode a page.

        Endpoint: `GET /orders/{order_id}/tickets/{sale_id}.pdf`, with the order's token.

        Args:
            order: The order.
            sale_id: The id of the ticket *sale*, `item.attributes.id`; not the ticket's.
            options: Settings for the call.

        Returns:
            The document; `read()` or `save(path)` fetches it.

        Raises:
            ConfigError: The order has no token, is not valid, or the id is a ticket's; nothing
                was sent.
            Gone: On fetching: it has expired.
            GomusError: On fetching: see `Document`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Documents".
        Example: `await gomus.orders.ticket_pdf(order, item.attributes.id).save("ticket.pdf")`
        """
        _check_sale(order, sale_id)
        return self._document(TICKET_PDF, order, {"sale_id": sale_id}, options)

    def passbook(
        self,
        order: Order,
        sale_id: int,
        barcode: Barcode | str,
        *,
        options: CallOptions | None = None,
    ) -> Document:
        """One ticket as a passbook (`.pkpass`), where the ticket sale has `passbooks`.

        Endpoint: `GET /orders/{order_id}/tickets/{sale_id}/passbooks/{barcode}.pkpass`, with the
        order's token.

        Args:
            order: The order.
            sale_id: The id of the ticket *sale*, `item.attributes.id`; not the ticket's.
            barcode: One of the sale's barcodes, or its text.
            options: Settings for the call.

        Returns:
            The document; `read()` or `save(path)` fetches it.

        Raises:
            ConfigError: As for `ticket_pdf`.
            InvalidId: The barcode cannot stand in a path.
            GomusError: On fetching: see `Document`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Documents".
        Example: `await gomus.orders.passbook(order, sale.id, sale.barcodes[0]).read()`
        """
        path: dict[str, PathValue] = {"sale_id": sale_id, "barcode": Secret(_text(barcode))}
        # A traceback that shows local variables must not show it.
        del barcode
        _check_sale(order, sale_id)
        return self._document(PASSBOOK, order, path, options)

    def event_pdf(
        self, order: Order, booking_id: int, *, options: CallOptions | None = None
    ) -> Document:
        """The confirmation of an event booking as a PDF.

        Endpoint: `GET /orders/{order_id}/events/{booking_id}.pdf`, with the order's token.

        Args:
            order: The order.
            booking_id: The id of the *booking*, `item.attributes.id`; not the event's.
            options: Settings for the call.

        Returns:
            The document; `read()` or `save(path)` fetches it.

        Raises:
            ConfigError: The order has no token or is not valid; nothing was sent.
            GomusError: On fetching: see `Document`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Documents".
        Example: `await gomus.orders.event_pdf(order, item.attributes.id).save("event.pdf")`
        """
        return self._document(EVENT_PDF, order, {"booking_id": booking_id}, options)

    def tour_pdf(
        self, order: Order, booking_id: int, *, options: CallOptions | None = None
    ) -> Document:
        """The confirmation of a tour booking as a PDF.

        Endpoint: `GET /orders/{order_id}/tours/{booking_id}.pdf`, with the order's token.

        Args:
            order: The order.
            booking_id: The id of the *booking*, `item.attributes.id`; not the tour's.
            options: Settings for the call.

        Returns:
            The document; `read()` or `save(path)` fetches it.

        Raises:
            ConfigError: The order has no token or is not valid; nothing was sent.
            GomusError: On fetching: see `Document`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Documents".
        Example: `await gomus.orders.tour_pdf(order, item.attributes.id).save("tour.pdf")`
        """
        return self._document(TOUR_PDF, order, {"booking_id": booking_id}, options)

    def invoice_pdf(self, order: Order, *, options: CallOptions | None = None) -> Document:
        """The invoice of an order as a PDF, where `order.invoice` says that there is one.

        Endpoint: `GET /orders/{order_id}/invoice.pdf`, with the order's token.

        Args:
            order: The order.
            options: Settings for the call.

        Returns:
            The document; `read()` or `save(path)` fetches it.

        Raises:
            ConfigError: The order has no token or is not valid; nothing was sent.
            NotFound: On fetching: the order has no invoice.
            GomusError: On fetching: see `Document`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Documents".
        Example: `await gomus.orders.invoice_pdf(order).save("invoice.pdf")`
        """
        return self._document(INVOICE_PDF, order, {}, options)

    def _document(
        self,
        endpoint: Endpoint[Answer],
        order: Order,
        path: dict[str, PathValue],
        options: CallOptions | None,
    ) -> Document:
        if not order.token:
            raise ConfigError(
                f"order {order.id} has no token, without which there are no documents; "
                "read it with a token that may see it"
            )
        if order.is_valid is False:
            raise ConfigError(
                f"order {order.id} is not valid, so it has no documents; finalize it, "
                "then read it again"
            )
        whole: dict[str, PathValue] = {"order_id": order.id, **path}
        return Document(self._caller, endpoint, whole, Secret(order.token), options)


def _text(barcode: Barcode | str) -> str:
    return barcode if isinstance(barcode, str) else barcode.barcode or ""


def _check_sale(order: Order, sale_id: int) -> None:
    """Tell a ticket's id, which is taken for its sale's too easily."""
    sales = [item.attributes for item in order.items if isinstance(item, TicketItem)]
    if sale_id in {sale.ticket_id for sale in sales} - {sale.id for sale in sales}:
        raise ConfigError(
            f"{sale_id} is the id of a ticket; a document takes that of its sale, "
            "item.attributes.id"
        )
