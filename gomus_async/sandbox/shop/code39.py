"""Code 39: from a text to bars."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

QUIET_MODULES: Final = 10
"""What must stay blank on either side, in narrow bars."""

_WIDE: Final = 3
_FRAME: Final = "*"
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"

# Five bars and the four spaces between them, alternately; w is wide, n is narrow.
_PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "0": "nnnwwnwnn",
        "1": "wnnwnnnnw",
        "2": "nnwwnnnnw",
        "3": "wnwwnnnnn",
        "4": "nnnwwnnnw",
        "5": "wnnwwnnnn",
        "6": "nnwwwnnnn",
        "7": "nnnwnnwnw",
        "8": "wnnwnnwnn",
        "9": "nnwwnnwnn",
        "A": "wnnnnwnnw",
        "B": "nnwnnwnnw",
        "C": "wnwnnwnnn",
        "D": "nnnnwwnnw",
        "E": "wnnnwwnnn",
        "F": "nnwnwwnnn",
        "G": "nnnnnwwnw",
        "H": "wnnnnwwnn",
        "I": "nnwnnwwnn",
        "J": "nnnnwwwnn",
        "K": "wnnnnnnww",
        "L": "nnwnnnnww",
        "M": "wnwnnnnwn",
        "N": "nnnnwnnww",
        "O": "wnnnwnnwn",
        "P": "nnwnwnnwn",
        "Q": "nnnnnnwww",
        "R": "wnnnnnwwn",
        "S": "nnwnnnwwn",
        "T": "nnnnwnwwn",
        "U": "wwnnnnnnw",
        "V": "nwwnnnnnw",
        "W": "wwwnnnnnn",
        "X": "nwnnwnnnw",
        "Y": "wwnnwnnnn",
        "Z": "nwwnwnnnn",
        "-": "nwnnnnwnw",
        ".": "wwnnnnwnn",
        " ": "nwwnnnwnn",
        "$": "nwnwnwnnn",
        "/": "nwnwnnnwn",
        "+": "nwnnnwnwn",
        "%": "nnnwnwnwn",
        _FRAME: "nwnnwnwnn",
    }
)


@frozen
class Symbol:
    """The bars of a text, measured in narrow bars from the left edge of the quiet zone.

    Args:
        bars: the offset and width of each.
        width: of all, both quiet zones included.
    """

    bars: tuple[tuple[int, int], ...]
    width: int


def encode(text: str, *, checksum: bool = False) -> Symbol:
    """The symbol of a text, with its start and stop signs.

    Args:
        text: of digits, capital letters and ``-. $/+%``.
        checksum: whether the optional check character (modulo 43) stands at the end.

    Raises:
        ValueError: the text is empty or has a character that Code 39 has not.
    """
    unknown = sorted(set(text) - set(_ALPHABET))
    if unknown or not text:
        raise ValueError(f"Code 39 cannot hold {text!r}")
    check = _ALPHABET[sum(map(_ALPHABET.index, text)) % len(_ALPHABET)] if checksum else ""
    bars: list[tuple[int, int]] = []
    offset = QUIET_MODULES
    for is_bar, width in _elements(f"{_FRAME}{text}{check}{_FRAME}"):
        if is_bar:
            bars.append((offset, width))
        offset += width
    last, width = bars[-1]
    return Symbol(tuple(bars), last + width + QUIET_MODULES)


def _elements(signs: str) -> Iterator[tuple[bool, int]]:
    for sign in signs:
        for position, kind in enumerate(_PATTERNS[sign]):
            yield position % 2 == 0, _WIDE if kind == "w" else 1
        yield False, 1
