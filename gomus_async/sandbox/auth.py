"""Who is calling: the tokens of the sandbox and what each may do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gomus_async.sandbox.http import Access, Refused

UNAUTHENTICATED: Final = "authentication error; no customer or no user present"


TOKENS: Final[Mapping[str, Access]] = MappingProxyType(
    {
        "user-token": Access.USER,
        "reseller-token": Access.RESELLER,
        "meowmeowmeow": Access.RESELLER,
        "cashpoint-token": Access.CASHPOINT,
        "entry-token": Access.ENTRY,
    }
)
"""The bearer tokens and their callers."""


def identify(authorization: str | None) -> Access:
    """The caller behind an ``Authorization`` header.

    Raises:
        Refused: 401, the header holds no token of this instance.
    """
    if authorization is None:
        return Access.PUBLIC
    scheme, _, token = authorization.partition(" ")
    access = TOKENS.get(token.strip()) if scheme.lower() == "bearer" else None
    if access is None:
        raise Refused(401, UNAUTHENTICATED)
    return access


def permit(access: Access, allowed: frozenset[Access]) -> None:
    """Let pass who is allowed.

    Raises:
        Refused: 401 without a token, 403 with a token that lacks the right.
    """
    if access in allowed:
        return
    if access is Access.PUBLIC:
        raise Refused(401, UNAUTHENTICATED)
    raise Refused(403, "you are not allowed to do this")
