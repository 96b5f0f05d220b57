"""Orders whose documents are fetched, and directories in which nothing may be left."""

import stat
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from gomus_async import Barcode, Order, TicketItem, TicketSale
from gomus_async.resources.documents import Document
from tests.support.behaviours import Behaviour, answer
from tests.wire.conftest import Connect, Serve, connect, serve, stack

__all__ = [
    "BARCODE",
    "BEFORE",
    "ORDER",
    "ORDER_TOKEN",
    "PDF",
    "Held",
    "Saved",
    "connect",
    "content",
    "document",
    "mode",
    "names",
    "pdf",
    "pending",
    "serve",
    "stack",
    "target",
]

ORDER_TOKEN = "Order-Canary/9x+Zq7=Lm2Vt4"
BARCODE = "4034210297634-2"
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
BEFORE = b"what stood here before"

Saved = Callable[..., Awaitable[Document]]


ORDER = Order(
    id=3944805,
    token=ORDER_TOKEN,
    is_valid=True,
    items=(
        TicketItem(
            id=52397,
            attributes=TicketSale(id=42102, ticket_id=247, barcodes=(Barcode(barcode=BARCODE),)),
        ),
    ),
)


def pdf(body: bytes = PDF, **more: Any) -> Behaviour:
    """Answer with a document."""
    headers = {"Content-Type": "application/pdf", **more.pop("headers", {})}
    return answer(body=body, headers=headers, **more)


def pending(retry_after: str | None = None) -> Behaviour:
    """Answer that the document is still being made."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return answer({"status": "processing"}, 202, headers=headers)


def names(directory: Path) -> list[str]:
    """Everything that a directory holds."""
    return sorted(path.name for path in directory.iterdir())


def content(path: Path) -> bytes:
    """What stands in a file."""
    return path.read_bytes()


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


class Held:
    """Holds a thread up until it is let go."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go = threading.Event()
        self.done = threading.Event()

    def __call__(self, work: Any) -> Any:
        def held(*args: Any, **more: Any) -> Any:
            self.reached.set()
            assert self.go.wait(10)
            try:
                return work(*args, **more)
            finally:
                self.done.set()

        return held


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A file that is already there."""
    path = tmp_path / "ticket.pdf"
    path.write_bytes(BEFORE)
    path.chmod(0o644)
    return path


@pytest.fixture
def document(serve: Serve, connect: Connect) -> Saved:
    """A document of a server that behaves in some way."""

    async def document(*behaviours: Any, **options: Any) -> Document:
        gomus = await connect(await serve(*behaviours), **options)
        return gomus.orders.ticket_pdf(ORDER, 42102)

    return document
