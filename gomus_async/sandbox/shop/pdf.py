"""PDF 1.4 files of text and filled rectangles, written without any library."""

import unicodedata
import zlib
from collections.abc import Sequence
from typing import Final

from attrs import define, field

WIDTH: Final = 595
HEIGHT: Final = 842
"""A4 in points; (0, 0) is the lower left corner."""

_FONTS: Final = ("Helvetica", "Helvetica-Bold")
_FIRST_PAGE: Final = 6
_BINARY: Final = b"%\xe2\xe3\xcf\xd3\n"


@define
class Page:
    """One A4 page; what is drawn later lies on top."""

    _marks: list[bytes] = field(factory=list[bytes], init=False)

    def text(self, x: float, y: float, text: str, *, size: int = 11, bold: bool = False) -> None:
        """Write one line, its baseline beginning at (x, y)."""
        font = b"F2" if bold else b"F1"
        place = f"{size} Tf {x:g} {y:g} Td (".encode()
        self._marks.append(b"BT /" + font + b" " + place + _escaped(text) + b") Tj ET\n")

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a rectangle with black."""
        self._marks.append(f"{x:g} {y:g} {width:g} {height:g} re f\n".encode())

    def content(self) -> bytes:
        """The drawing operators."""
        return b"".join(self._marks)


def write(pages: Sequence[Page], *, title: str) -> bytes:
    """A file of these pages.

    Args:
        pages: one at least.
        title: which readers show as the name of the document.
    """
    numbers = [_FIRST_PAGE + 2 * index for index in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        *map(_font, _FONTS),
        b"<< /Title <" + f"\ufeff{title}".encode("utf-16-be").hex().encode() + b"> >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        objects += [_page(number + 1), _stream(page.content())]
    return _file(objects)


def encoded(text: str) -> bytes:
    """A text in WinAnsi; letters that it has not lose their accents, or become ``?``."""
    return b"".join(map(_letter, text))


def _letter(letter: str) -> bytes:
    # NFKD takes accents off as signs of their own, which WinAnsi has not either.
    for candidate in (letter, unicodedata.normalize("NFKD", letter)[:1]):
        try:
            return candidate.encode("cp1252")
        except UnicodeEncodeError:
            continue
    return b"?"


def _escaped(text: str) -> bytes:
    plain = encoded("".join(letter if letter.isprintable() else " " for letter in text))
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _font(name: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
    )


def _page(content: int) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
        f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {content} 0 R >>"
    ).encode()


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n" + _BINARY)
    offsets: list[int] = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    # Every entry of the table is exactly 20 bytes long, its end of line included.
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>"
    return bytes(out + f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode())
