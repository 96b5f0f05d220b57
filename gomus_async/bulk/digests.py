"""Keyed hashes, by which a journal knows keys and contents without holding them."""

import struct
from collections.abc import Sequence
from functools import partial
from hashlib import blake2b
from typing import Final

__all__ = ["digests_of"]

_BYTES: Final = 8


def digests_of(secret: bytes, texts: Sequence[bytes]) -> tuple[int, ...]:
    """The hash of each text, as a number that SQLite can hold.

    Example:
        >>> digests_of(b"", [b"", b"a"]) == (*digests_of(b"", [b""]), *digests_of(b"", [b"a"]))
        True
    """
    # A key of its own would cost a block of its own.
    hashes = map(partial(blake2b, digest_size=_BYTES), [secret + text for text in texts])
    return struct.unpack(f">{len(texts)}q", b"".join([one.digest() for one in hashes]))
