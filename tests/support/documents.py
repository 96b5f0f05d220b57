"""Documents as a reader of PDFs and a scanner of barcodes see them."""

from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from attrs import frozen


@frozen
class Sheet:
    """One page: its text, and the kind and text of every barcode on it."""

    text: str
    barcodes: list[tuple[str, str]]


def sheets(document: bytes, *, scale: float = 2) -> list[Sheet]:
    """Every page of a PDF."""
    with pypdfium2.PdfDocument(document) as pdf:
        return [_sheet(page, scale) for page in pdf]


def title(document: bytes) -> str:
    """The title in the properties of a PDF."""
    with pypdfium2.PdfDocument(document) as pdf:
        return str(pdf.get_metadata_value("Title"))


def scan(pixels: bytes | bytearray, height: int, width: int) -> list[tuple[str, str]]:
    """The barcodes on a picture of one grey byte a pixel."""
    image = memoryview(bytes(pixels)).cast("B", (height, width))
    return [(found.format.name, found.text) for found in zxingcpp.read_barcodes(image)]


def _sheet(page: Any, scale: float) -> Sheet:
    text = page.get_textpage().get_text_range()
    bitmap = page.render(scale=scale, grayscale=True)
    return Sheet(text, scan(bytes(bitmap.buffer), bitmap.height, bitmap.stride))
