"""Keyed hashes, by which a journal knows keys and contents without holding them."""

import struct
from collections.abc import Iterator, Sequence
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
    return struct.unpack(f">{len(texts)}q", b"".join(_hashes(secret, texts)))


def _hashes(secret: bytes, texts: Sequence[bytes]) -> Iterator[bytes]:
    # A key of its own would cost a block of its own.
    begun = blake2b(secret, digest_size=_BYTES)
    for text in texts:
        hash_ = begun.copy()
        hash_.update(text)
        yield hash_.digest()
