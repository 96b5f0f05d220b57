"""Docstrings of the async side, in the words of the blocking side."""

import re
from typing import Final

__all__ = ["blocking"]

# Up to two levels of parentheses within the call that is awaited.
AWAITED: Final = re.compile(r"\(await ((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
CANCELLED: Final = re.compile(
    r"A task that is cancelled, as by\n {4}`asyncio\.timeout`, has no `OutcomeUnknown` to "
    r"catch: limit the time with\n {4}`CallOptions\(deadline=\.\.\.\)` instead, or give "
)
INTERRUPTED: Final = (
    "A call that is\n    interrupted, as by Ctrl-C, has no `OutcomeUnknown` to catch: "
    "limit the time\n    with `CallOptions(deadline=...)`, and give "
)
PHRASES: Final = (
    (re.compile(r"\ban (`?)async (with)\b"), r"a \1\2"),
    (re.compile(r"\basync (for|with)\b"), r"\1"),
    (re.compile(r"\bawait "), ""),
    (re.compile(r"\ban async context manager\b"), "a context manager"),
    (re.compile(r"\baclose\b"), "close"),
    (re.compile(r"(?<![\w`.])Gomus\("), "SyncGomus("),
    (re.compile(r"`Gomus"), "`SyncGomus"),
    (re.compile(r"gomus_async\.bulk\.import_customers"), "gomus_async.sync.import_customers"),
    (re.compile(r" {4}session: An aiohttp session[^\n]*\n"), ""),
    (CANCELLED, INTERRUPTED),
)


def blocking(text: str) -> str:
    """The text for those who never heard of `await`."""
    text = AWAITED.sub(r"\1", text)
    for pattern, words in PHRASES:
        text = pattern.sub(words, text)
    return text
