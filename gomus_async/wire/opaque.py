"""JSON of no known shape, on its way out and in, kept out of every `repr`."""

from typing import Any

import attrs

__all__ = ["FileBody", "JsonBody", "JsonText", "LooseJson", "form"]


@attrs.frozen
class JsonBody:
    """A request body that is sent as it is, and what in it must not show."""

    json: Any = attrs.field(repr=False)
    secrets: tuple[str, ...] = attrs.field(default=(), repr=False)


@attrs.frozen
class JsonText:
    """A request body that is encoded already, with its root key."""

    content: bytes = attrs.field(repr=False)


@attrs.frozen
class FileBody:
    """A request body that is no JSON, and what in it must not show."""

    content: bytes = attrs.field(repr=False)
    content_type: str
    secrets: tuple[str, ...] = attrs.field(default=(), repr=False)


@attrs.frozen
class LooseJson:
    """An answer read as plain JSON; `None` where it is something else."""

    json: Any = attrs.field(repr=False)


def form(name: str, filename: str, content: bytes) -> FileBody:
    """A multipart form with one file."""
    import mimetypes
    import secrets

    boundary = secrets.token_hex(16)
    plain = "".join(
        char if char.isascii() and char.isprintable() and char not in '"\\' else "_"
        for char in filename
    )
    kind = mimetypes.guess_type(plain)[0] or "application/octet-stream"
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{name}"; filename="{plain}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    whole = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return FileBody(whole, f"multipart/form-data; boundary={boundary}")
