"""`Document`: a PDF or passbook, fetched when it is asked for."""

import os
from collections.abc import Generator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from gomus_async.errors import ResponseTooLarge
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint
from gomus_async.wire.files import FileSink, MemorySink
from gomus_async.wire.request import CallOptions, PathValue
from gomus_async.wire.response import Answer
from gomus_async.wire.secret import Secret

__all__ = ["Document"]

AWAITED_BYTES: Final = 256 * 1024


class Document:
    """A document of an order. Nothing is sent before it is read, saved or awaited.

    While the server is still making it (202), it is asked for again until the deadline.

    Example:
        ```python
        await gomus.orders.ticket_pdf(order, sale_id).save("ticket.pdf")
        ```
    """

    def __init__(
        self,
        caller: Caller,
        endpoint: Endpoint[Answer],
        path: Mapping[str, PathValue],
        token: Secret,
        options: CallOptions | None,
    ) -> None:
        self._caller = caller
        self._endpoint = endpoint
        self._path = path
        self._token = token
        self._options = options
        self._content: bytes | None = None
        self._content_type: str | None = None

    def __repr__(self) -> str:
        return f"Document({self._endpoint.name!r}, content_type={self._content_type!r})"

    @property
    def content_type(self) -> str | None:
        """The `Content-Type` that it came with; `None` before it was fetched."""
        return self._content_type

    async def read(self) -> bytes:
        """The whole document. It is fetched once and kept.

        Raises:
            Unauthorized: The token is not that of the order.
            NotFound: There is no such document.
            Gone: It has expired; ask the museum for a new one.
            ResponseTooLarge: It is larger than `Limits.response_bytes`; save it to a file.
            DeadlineExceeded: It was not ready in time.
            GomusError: See the tree in `gomus_async.errors`.
        """
        if self._content is None:
            sink = MemorySink(self._caller.wire.settings.limits.response_bytes)
            await self._fetch(sink)
            self._content = sink.content
        return self._content

    async def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the document to a file, whole or not at all.

        It is streamed, so its size does not matter, into a file beside the target that takes
        its place at the end; whatever stood there stays until then. Only the owner can read it.

        Args:
            path: Where to; the directory must exist.

        Returns:
            The path.

        Raises:
            ConfigError: There is no such directory; nothing was sent.
            GomusError: As for `read`, or the disk refused it.
        """
        target = Path(path)
        sink = FileSink(target, self._caller.wire.settings.limits.document_bytes)
        try:
            if self._content is None:
                await self._fetch(sink)
            await sink.finish(self._content)
        finally:
            sink.discard()
        return target

    def __await__(self) -> Generator[Any, None, Self]:
        """Ask for it now, so that errors are raised and `content_type` is known."""
        return self._ready().__await__()

    async def _ready(self) -> Self:
        """Ask for it; a large one is let go again, and fetched when it is read or saved."""
        if self._content is None:
            sink = MemorySink(AWAITED_BYTES)
            with suppress(ResponseTooLarge):
                await self._fetch(sink)
                self._content = sink.content
            self._content_type = sink.headers.get("Content-Type")
        return self

    async def _fetch(self, sink: MemorySink | FileSink) -> None:
        await self._caller.download(
            self._endpoint,
            sink,
            path=self._path,
            query={"token": self._token},
            options=self._options,
        )
        self._content_type = sink.headers.get("Content-Type")
