"""Pictures as they are served, which differ from row to row."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

_HOST: Final = "https://demo.gomus.de"
_STAMP: Final = "1509026217"
_PRINTED: Final = ("teaser", "preview", "article", "detail")
_LIVE: Final = ("original", *(f"{name}_3x2" for name in _PRINTED))
_CREDIT: Final = '<p>© <a href="https://demo.gomus.de/credits">Bildarchiv</a></p>'
_STYLES: Final = ("none", "bare", "old", "full", "full")
_TEXTS: Final[Mapping[str, Any]] = MappingProxyType(
    {"title": None, "description": None, "copyright_info": None}
)


def picture(kind: str, number: int, style: str | None = None) -> dict[str, Any] | None:
    """The picture of a row.

    Args:
        kind: of the row, as it stands in addresses.
        number: of the row.
        style: ``full`` has every rendition, ``old`` relative addresses of four of them,
            ``bare`` none of its renditions, ``none`` is no picture; None leaves it to the number.
    """
    shape = _STYLES[number % len(_STYLES)] if style is None else style
    if shape == "full":
        addresses = {name: _address(kind, number, name) for name in (*_PRINTED, *_LIVE)}
        return {**_TEXTS, "copyright_info": _CREDIT, **addresses}
    if shape == "old":
        return {**_TEXTS, **{name: f"../{name}/{kind}-{number}.jpg" for name in _PRINTED}}
    if shape == "bare":
        return {**_TEXTS, **dict.fromkeys((*_PRINTED, *_LIVE))}
    return None


def _address(kind: str, number: int, rendition: str) -> str:
    return f"{_HOST}/production/{kind}/{number}/{rendition}/bild.jpg?{_STAMP}"
