"""Characters that a terminal can show, and plain ones for those that take ASCII alone."""

from typing import TextIO

from gomus_async.cli.output import shown

__all__ = ["legible", "takes"]


def takes(stream: TextIO, characters: str) -> bool:
    """Whether a stream's encoding has all of these characters."""
    try:
        characters.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def legible(stream: TextIO, value: object) -> str:
    """A value in one line, as long as the stream will show it."""
    text = shown(value)
    if takes(stream, text):
        return text
    return text.encode("ascii", "backslashreplace").decode("ascii")
