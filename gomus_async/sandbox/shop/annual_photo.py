"""The portrait of an annual ticket, out of whichever kind of body it comes in."""

import base64
import binascii
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any, Final, cast

from gomus_async.sandbox.http import Call, Refused
from gomus_async.sandbox.shop.annual_records import Photo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_FAILED: Final = "photo could not be saved"
_PLAIN: Final = "application/octet-stream"


def photo_of(call: Call) -> Photo:
    """The first file of a form, or the first text of a JSON body, which is base64.

    Raises:
        Refused: 422, there is none or it is empty.
    """
    kind = call.headers.get("Content-Type", "")
    if kind.lower().startswith("multipart/form-data"):
        type_, data = _from_form(kind, call.body or b"")
    else:
        type_, data = _from_json(call.json)
    if not data:
        raise Refused(422, _FAILED, ["Photo can't be blank"])
    return Photo(size=len(data), type=type_)


def _from_form(kind: str, body: bytes) -> tuple[str, bytes]:
    head = f"Content-Type: {kind}\r\n\r\n".encode(errors="surrogateescape")
    form = BytesParser().parsebytes(head + body)
    for part in form.walk():
        if part.get_filename() is not None:
            return part.get_content_type(), _bytes(part)
    return _PLAIN, b""


def _bytes(part: "Message[Any, Any]") -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _from_json(body: Any) -> tuple[str, bytes]:
    text = next(_texts(body), "")
    head, comma, rest = text.partition(",")
    is_url = head.startswith("data:") and bool(comma)
    type_ = head.removeprefix("data:").partition(";")[0] if is_url else _PLAIN
    try:
        return type_ or _PLAIN, base64.b64decode(rest if is_url else text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(422, _FAILED, ["Photo is invalid"]) from None


def _texts(value: Any) -> "Iterator[str]":
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in cast("dict[str, Any]", value).values():
            yield from _texts(inner)
