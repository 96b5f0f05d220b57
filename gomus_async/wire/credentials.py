"""Token, shop and locale as a user gives them, checked. Pure, no I/O."""

from collections.abc import Sequence

from gomus_async.errors import ConfigError
from gomus_async.wire.secret import Secret, header_problem

__all__ = ["as_locale", "as_secret", "checked_shop", "checked_token"]


def as_secret(token: str | Secret) -> Secret:
    """The token, kept out of sight."""
    return token if isinstance(token, Secret) else Secret(token)


def checked_token(secret: Secret | None) -> Secret | None:
    """The token, if it can travel; the message does not show it."""
    if secret is None:
        return None
    problem = header_problem(secret.reveal())
    if problem:
        raise ConfigError(f"the token {problem}; pass the API key of this instance, or no token")
    return secret


def checked_shop(shop: str | None) -> str | None:
    """The host of a shop front, if it can be one."""
    if shop is None:
        return None
    problem = header_problem(shop)
    if problem or "/" in shop:
        raise ConfigError(
            f"the shop {problem or 'is not a host'}; "
            "give the host of the shop front alone, such as demo-shop.gomus.de"
        )
    return shop


def as_locale(locale: str | Sequence[str] | None) -> str | tuple[str, ...] | None:
    """One locale, or several that nobody changes any more."""
    return locale if locale is None or isinstance(locale, str) else tuple(locale)
