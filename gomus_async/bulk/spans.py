"""Positions as runs of neighbours, so that a journal needs about a byte for a row."""

from collections.abc import Iterable, Iterator

__all__ = ["pack", "unpack"]

_MORE = 0x80
_LOW = 0x7F


def pack(positions: Iterable[int]) -> bytes:
    """Write positions as bytes: for each run of neighbours, the gap before it and its length.

    Example:
        >>> len(pack(range(1, 1001)))
        3
    """
    packed = bytearray()
    end = 0
    for low, high in _runs(sorted(positions)):
        _write(packed, low - end)
        _write(packed, high - low)
        end = high
    return bytes(packed)


def unpack(packed: bytes) -> list[tuple[int, int]]:
    """Read what `pack` wrote: the first and the last position of each run, ascending.

    Example:
        >>> unpack(pack([7, 1, 2, 3]))
        [(1, 3), (7, 7)]
    """
    numbers = _numbers(packed)
    runs: list[tuple[int, int]] = []
    end = 0
    for gap in numbers:
        low = end + gap
        end = low + next(numbers)
        runs.append((low, end))
    return runs


def _runs(positions: list[int]) -> Iterator[tuple[int, int]]:
    if _is_run(positions):
        yield positions[0], positions[-1]
        return
    low = high = -1
    for position in positions:
        if position == high + 1 and low >= 0:
            high = position
            continue
        if low >= 0:
            yield low, high
        low = high = position
    if low >= 0:
        yield low, high


def _is_run(positions: list[int]) -> bool:
    """Whether all are one run, as most are."""
    near = bool(positions) and positions[-1] - positions[0] == len(positions) - 1
    return near and positions == list(range(positions[0], positions[-1] + 1))


def _write(packed: bytearray, number: int) -> None:
    while number > _LOW:
        packed.append(number & _LOW | _MORE)
        number >>= 7
    packed.append(number)


def _numbers(packed: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte & _LOW) << shift
        if byte & _MORE:
            shift += 7
        else:
            yield number
            number = shift = 0
