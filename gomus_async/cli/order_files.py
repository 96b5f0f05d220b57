"""The documents of an order as files, each whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from gomus_async.cli.exits import Exit, complain, explain
from gomus_async.cli.output import print_json, print_line
from gomus_async.cli.wording import note
from gomus_async.errors import ConfigError, GomusError
from gomus_async.models.orders import EventItem, Order, TicketItem, TourItem

if TYPE_CHECKING:
    from gomus_async.resources.documents import Document
    from gomus_async.resources.orders import Orders

__all__ = ["Shelf", "save_documents", "shelf"]

_PREFIX: Final = ".gomus-"


@attrs.frozen
class Shelf:
    """Where files go.

    Attributes:
        folder: The folder.
        workshop: A folder in it for what is not whole yet.
        force: Whether to replace files that are there.
    """

    folder: Path
    workshop: Path
    force: bool

    def is_taken(self, name: str) -> bool:
        """Whether there is a file that must stay."""
        return not self.force and os.path.lexists(self.folder / name)

    def place(self, part: Path) -> Path:
        """Put a whole file in its place.

        Raises:
            FileExistsError: Another one came before it.
            OSError: The disk refuses it.
        """
        target = self.folder / part.name
        if self.force:
            return part.replace(target)
        try:
            # Unlike a rename, a link never takes the place of another file.
            target.hardlink_to(part)
        except FileExistsError:
            raise
        except OSError:
            if os.path.lexists(target):
                raise FileExistsError from None
            part.replace(target)
        return target


@contextlib.contextmanager
def shelf(folder: Path, *, force: bool) -> Generator[Shelf]:
    """Files in a folder; what is not whole is gone in the end.

    Raises:
        ConfigError: Nothing can be written there.
    """
    if not folder.is_dir():
        raise ConfigError(f"--to {str(folder)!r} is not a folder; make it first, or name another")
    try:
        workshop = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder)
    except OSError as error:
        problem = f"nothing can be written to {str(folder)!r} ({error.strerror}); name another"
    else:
        with workshop as path:
            yield Shelf(folder, Path(path), force)
        return
    raise ConfigError(problem)


async def save_documents(orders: "Orders", order: Order, to: Shelf, *, as_json: bool) -> Exit:
    """Save every document of an order, and say where it is.

    Returns:
        `REFUSED` where one could not be had, `WRONG_USAGE` where a file was in the way.

    Raises:
        GomusError: The order has no documents at all.
    """
    codes = {Exit.DONE}
    try:
        documents = _documents(orders, order)
    except ConfigError as error:
        problem = error.message
    else:
        if not documents:
            note(f"order {order.id} has no documents")
        for name, document in documents.items():
            codes.add(await _save(name, document, to, as_json=as_json))
        return Exit.REFUSED if Exit.REFUSED in codes else max(codes)
    raise GomusError(problem)


async def _save(name: str, document: "Document", to: Shelf, *, as_json: bool) -> Exit:
    taken = f"{str(to.folder / name)!r} is there already; pass --force to replace it"
    if to.is_taken(name):
        complain(taken)
        return Exit.WRONG_USAGE
    try:
        path = to.place(await document.save(to.workshop / name))
    except GomusError as error:
        complain(f"{name}: {explain(error)}")
        return Exit.REFUSED
    except FileExistsError:
        complain(taken)
        return Exit.WRONG_USAGE
    except OSError as error:
        complain(f"{str(to.folder / name)!r} cannot be written ({error.strerror})")
        return Exit.REFUSED
    if as_json:
        print_json({"path": path})
    else:
        print_line(str(path))
    return Exit.DONE


def _documents(orders: "Orders", order: Order) -> "dict[str, Document]":
    """The documents by the names of their files."""
    documents: dict[str, Document] = {}
    for item in order.items:
        match item:
            case TicketItem(attributes=sale):
                documents[f"ticket-{sale.id}"] = orders.ticket_pdf(order, sale.id)
            case EventItem(attributes=booking):
                documents[f"event-{booking.id}"] = orders.event_pdf(order, booking.id)
            case TourItem(attributes=booking):
                documents[f"tour-{booking.id}"] = orders.tour_pdf(order, booking.id)
            case _:
                continue
    if order.invoice:
        documents["invoice"] = orders.invoice_pdf(order)
    return {f"order-{order.id}-{name}.pdf": entry for name, entry in documents.items()}
