"""Passes for phones. They have no signature, for that needs a certificate; a phone refuses them."""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from attrs import frozen

CONTENT_TYPE: Final = "application/vnd.apple.pkpass"

_ICON_SIZE: Final = 29
_BLUE: Final = bytes((0x1F, 0x4E, 0x79))
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


@frozen(kw_only=True)
class Pass:
    """What a pass says.

    Args:
        barcode: of one ticket.
        title: of the ticket.
        start: as ISO 8601, for the phone; None without a slot.
        starts: the same for people.
        place: where it is valid.
        organizer: whose pass it is.
    """

    barcode: str
    title: str
    start: str | None
    starts: str
    place: str
    organizer: str


def write(ticket: Pass) -> bytes:
    """A zip of ``pass.json``, an icon, and the SHA-1 of each in ``manifest.json``."""
    contents = {
        "pass.json": msgspec.json.encode(_contents(ticket)),
        "icon.png": _icon(),
    }
    manifest = {name: hashlib.sha1(data).hexdigest() for name, data in contents.items()}  # noqa: S324 - the format's own choice
    return _zipped({**contents, "manifest.json": msgspec.json.encode(manifest)})


def _contents(ticket: Pass) -> dict[str, Any]:
    # Passes know no Code 39.
    code = {
        "format": "PKBarcodeFormatCode128",
        "message": ticket.barcode,
        "messageEncoding": "iso-8859-1",
        "altText": ticket.barcode,
    }
    return {
        "formatVersion": 1,
        "passTypeIdentifier": "pass.de.gomus.sandbox",
        "teamIdentifier": "SANDBOX000",
        "serialNumber": ticket.barcode,
        "organizationName": ticket.organizer,
        "description": ticket.title,
        "barcodes": [code],
        **({} if ticket.start is None else {"relevantDate": ticket.start}),
        "eventTicket": {
            "primaryFields": [{"key": "title", "label": "Ticket", "value": ticket.title}],
            "secondaryFields": [{"key": "start", "label": "Einlass", "value": ticket.starts}],
            "auxiliaryFields": [{"key": "place", "label": "Ort", "value": ticket.place}],
        },
    }


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            # With the time of writing in it, the same pass would differ from call to call.
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _icon() -> bytes:
    row = b"\x00" + _BLUE * _ICON_SIZE
    head = struct.pack(">IIBBBBB", _ICON_SIZE, _ICON_SIZE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(row * _ICON_SIZE)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
