"""The numbers that a new order gets: its token, its barcodes, its coupon codes."""

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State


def order_token(state: "State") -> str:
    """22 characters that nobody guesses."""
    return base64.urlsafe_b64encode(bytes.fromhex(state.token())).decode().rstrip("=")


def coupon_code(state: "State") -> str:
    """Eight digits that no other coupon has, nor has had."""
    ledger = state.store.ledger
    while True:
        code = f"{int(state.token(), 16) % 10**8:08d}"
        if code not in ledger.coupons and code not in ledger.barcodes:
            return code


def barcode(number: int) -> str:
    """The barcode with this id: thirteen digits and the check digit of the first twelve."""
    digits = str(4_034_210_200_000 + number)
    weighted = sum(int(digit) * (3 if odd % 2 else 1) for odd, digit in enumerate(digits[:12]))
    return f"{digits}-{-weighted % 10}"
