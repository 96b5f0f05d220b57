"""Values that must not be seen: tokens, passwords, and text that may hold them."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from typing import Final, NoReturn, final
from urllib.parse import quote

__all__ = ["HeaderText", "Secret", "header_problem", "printable", "redacted"]

_EMAIL: Final = re.compile(r"[^\s@<>\"'(),;:]{1,64}@[^\s@<>\"'(),;:]{1,255}")
_BEARER: Final = re.compile(r"(?i)\b(bearer\s+)[\w.~+/=-]+")
_QUERY_SECRET: Final = re.compile(
    r"(?i)\b((?:[a-z]{1,20}[-_])?token|password|(?:client_)?secret)"
    r"([\"'\\]*\s*[=:]\s*[\"'\\]*)[^\s&\"',\\]+"
)
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class HeaderText(str):
    """A header value that keeps out of `repr`, wherever a library or a traceback shows headers."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


@final
class Secret:
    """A token. It does not show in `repr`, `str` or `format`, and it does not pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The token itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret does not pickle: pass the token by environment or file")


def header_problem(value: object) -> str | None:
    """What keeps a value from travelling in a header, without showing it."""
    if not isinstance(value, str):
        return f"must be text, not {type(value).__name__}"
    if not value.strip():
        return "is empty"
    if not value.isascii() or not value.isprintable() or " " in value:
        return "holds characters that cannot travel in a header (spaces, line breaks, non-ASCII)"
    return None


def spellings(secrets: Iterable[str]) -> list[str]:
    """Secrets in all the forms in which a server may send them back."""
    found: list[str] = []
    for secret in secrets:
        encoded = json.dumps(secret)[1:-1]
        base64 = b64encode(secret.encode()).decode()
        plain = json.dumps(secret, ensure_ascii=False)[1:-1]
        slashed = plain.replace("/", "\\/")
        found += [secret, encoded, plain, slashed, quote(secret, safe=""), quote(secret), base64]
    return sorted({form for form in found if form}, key=len, reverse=True)


def redacted(text: str, *secrets: str) -> str:
    """The text without the given secrets, bearer tokens and e-mail addresses."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    text = _BEARER.sub(r"\1***", text)
    text = _QUERY_SECRET.sub(r"\1\2***", text)
    return _EMAIL.sub("***@***", text) if "@" in text else text


def printable(text: str) -> str:
    """The text with control and direction characters escaped, safe to print on a terminal."""
    if text.isprintable() and not _BIDI.intersection(text):
        return text
    return "".join(
        c if (c.isprintable() and c not in _BIDI) else c.encode("unicode_escape").decode()
        for c in text
    )
