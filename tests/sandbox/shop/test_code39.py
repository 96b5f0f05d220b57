from typing import Any

import pytest

from gomus_async.sandbox.shop.code39 import QUIET_MODULES, encode
from tests.support.documents import scan

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"


def drawn(text: Any, *, checksum: bool = False, scale: int = 3, height: int = 60) -> Any:
    symbol = encode(text, checksum=checksum)
    row = bytearray(b"\xff" * symbol.width * scale)
    for offset, width in symbol.bars:
        row[offset * scale : (offset + width) * scale] = bytes(width * scale)
    return scan(row * height, height, len(row))


@pytest.mark.parametrize(
    "text",
    ["4034210297633-5", ALPHABET[:15], ALPHABET[15:30], ALPHABET[30:], "-- --", "A"],
)
def test_a_scanner_reads_the_text(text: Any) -> None:
    assert drawn(text) == [("Code39", text)]


@pytest.mark.parametrize(
    ("text", "check"), [("ABC-123", "W"), ("CODE39", "W"), ("CODE 39", "R"), ("0", "0")]
)
def test_the_checksum_is_one_more_sign(text: Any, check: Any) -> None:
    assert drawn(text, checksum=True) == [("Code39", text + check)]


def test_a_symbol_has_its_start_its_stop_and_its_quiet_zones() -> None:
    symbol = encode("A")
    sign = 6 + 3 * 3
    assert symbol.width == QUIET_MODULES + 3 * sign + 2 + QUIET_MODULES
    assert len(symbol.bars) == 3 * 5
    # The asterisk: a narrow bar, a wide space, and the rest of its nine elements.
    assert symbol.bars[:5] == ((QUIET_MODULES, 1), (14, 1), (16, 3), (20, 3), (24, 1))


@pytest.mark.parametrize("text", ["", "abc", "A*B", "Ä", "1\n"])
def test_what_code_39_has_not_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match="Code 39 cannot hold"):
        encode(text)
