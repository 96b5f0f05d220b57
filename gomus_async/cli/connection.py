"""From the command line's options to a client."""

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from gomus_async.cli.exits import warn
from gomus_async.errors import ConfigError

if TYPE_CHECKING:
    from gomus_async.client import Gomus
    from gomus_async.wire.secret import Secret

__all__ = [
    "InstanceOption",
    "LocaleOption",
    "ShopOption",
    "TokenFileOption",
    "connect",
    "read_secret",
]

InstanceOption = Annotated[
    str | None,
    typer.Option(
        "--instance",
        envvar="GOMUS_INSTANCE",
        metavar="HOST",
        help="The instance, such as demo.gomus.de.",
    ),
]
TokenFileOption = Annotated[
    Path | None,
    typer.Option(
        "--token-file", metavar="PATH", help="A file with the token, instead of GOMUS_TOKEN."
    ),
]
ShopOption = Annotated[
    str | None,
    typer.Option(
        "--shop", envvar="GOMUS_SHOP", metavar="HOST", help="The shop, such as shop.example.org."
    ),
]
LocaleOption = Annotated[
    str | None,
    typer.Option(
        "--locale", envvar="GOMUS_LOCALE", metavar="LANGUAGE", help="Of texts, such as de."
    ),
]

_LONGEST_TOKEN: Final = 64 * 1024


def connect(
    instance: str | None,
    token_file: Path | None,
    shop: str | None,
    locale: str | None,
    *,
    needs_token: bool = True,
) -> "Gomus":
    """Make a client. Nothing is sent.

    Raises:
        ConfigError: An option cannot be, or one that is needed is missing.
    """
    from gomus_async.client import Gomus

    if not instance:
        raise ConfigError("no instance; pass --instance demo.gomus.de or set GOMUS_INSTANCE")
    token = _token(token_file)
    if token is None and needs_token:
        raise ConfigError("no token; put it into GOMUS_TOKEN or pass --token-file")
    return Gomus(instance, token=token, shop=shop, locale=locale)


def _token(path: Path | None) -> "Secret | None":
    from gomus_async.wire.secret import Secret

    if path is not None:
        return read_secret(path, "token")
    token = os.environ.get("GOMUS_TOKEN")
    if token is None:
        return None
    if not token.strip():
        raise ConfigError("GOMUS_TOKEN is empty; put the token into it, or unset it")
    return Secret(token)


def read_secret(path: Path, what: str) -> "Secret":
    """A token or the like from a file.

    Raises:
        ConfigError: There is none.
    """
    from gomus_async.wire.secret import Secret

    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_LONGEST_TOKEN)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        problem = f"the {what} file {str(path)!r} cannot be read ({reason}); check the path"
    else:
        token = content.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
        if token.strip():
            if stat.S_ISREG(mode) and mode & (stat.S_IRGRP | stat.S_IROTH) and os.name == "posix":
                warn(f"the {what} file {str(path)!r} can be read by others; run chmod 600 on it")
            return Secret(token)
        problem = f"the {what} file {str(path)!r} is empty; put the {what} into it"
    raise ConfigError(problem)
