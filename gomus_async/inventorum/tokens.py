"""Access tokens that end, and the refresh token that is good for one new pair."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.common import Entity, personal
from gomus_async.wire.secret import Secret, header_problem

__all__ = ["InventorumRefresh", "InventorumTokens", "Store", "TokenAnswer", "as_secret"]

SIGN_IN: Final = "sign in again, and make a new client with the new tokens"


@attrs.frozen(kw_only=True)
class InventorumTokens:
    """A pair of tokens as the API gave it, to be kept for the next start.

    Attributes:
        access_token: What calls are made with.
        refresh_token: Good for one refresh.
        expires_at: When the access token ends, as far as was said.
        scopes: What the access token may do.
    """

    access_token: Secret
    refresh_token: Secret
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


Store = Callable[[InventorumTokens], Awaitable[None] | None]


class InventorumRefresh:
    """What a client needs to renew its access token.

    A refresh token is good for one refresh, whose answer brings the next. `store` is called
    with the new pair, and waited for, before it is used and before the old one is forgotten. A
    process that ends between the two is left with a refresh token that is spent: somebody has
    to sign in again, and nothing worse has happened. For the same reason two processes must not
    share one refresh token.

    Args:
        client_id: Of your app.
        client_secret: Of your app.
        refresh_token: The newest one.
        store: Keeps the new pair where the next start finds it: an async function, or a plain
            one that does not take long. While it fails, calls fail with what it raises, and the
            next call tries it again with the same pair.
        expires_at: When the client's access token ends, if that is known.

    Raises:
        ConfigError: One of them cannot be.

    Example:
        ```python
        async def store(tokens: InventorumTokens) -> None:
            await vault.write("inventorum", tokens.refresh_token.reveal())
        ```
    """

    __slots__ = ("client_id", "client_secret", "expires_at", "refresh_token", "store")

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str | Secret,
        refresh_token: str | Secret,
        store: Store,
        expires_at: datetime | None = None,
    ) -> None:
        secret, token = _wrapped(client_secret), _wrapped(refresh_token)
        # A traceback that shows local variables must not show these.
        del client_secret, refresh_token
        self.client_id = client_id
        self.store = store
        self.expires_at = expires_at
        self.client_secret = as_secret("client_secret", secret)
        self.refresh_token = as_secret("refresh_token", token)
        if header_problem(client_id) or ":" in client_id:
            raise ConfigError("the client_id is empty, or holds what a client id cannot")
        if expires_at is not None and expires_at.tzinfo is None:
            raise ConfigError("expires_at needs a time zone")

    def __repr__(self) -> str:
        return f"InventorumRefresh(client_id={self.client_id!r}, expires_at={self.expires_at!r})"


def _wrapped(value: "str | Secret") -> Secret:
    return value if isinstance(value, Secret) else Secret(value)


def as_secret(name: str, value: "str | Secret") -> Secret:
    """A token that can travel.

    Raises:
        ConfigError: It cannot; the message does not show it.
    """
    secret = _wrapped(value)
    # A traceback that shows local variables must not show it.
    del value
    problem = header_problem(secret.reveal())
    if problem:
        raise ConfigError(f"the {name} {problem}")
    return secret


@attrs.frozen(kw_only=True)
class TokenAnswer(Entity):
    """The answer to a refresh."""

    access_token: str = personal(attrs.NOTHING)
    refresh_token: str | None = personal()
    token_type: str | None = None
    expires_in: int | None = None
    scope: str | None = None
