"""The options of `gomus inventorum sync` that an import of a file does not have."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import attrs
import typer

__all__ = [
    "ApiVersionOption",
    "ClientSecretFileOption",
    "EmptyField",
    "EmptyFieldOption",
    "FamilyName",
    "FamilyNameOption",
    "KeptOption",
    "NewsletterGroupOption",
    "PrefixOption",
    "PreviewOption",
    "RefreshTokenFileOption",
    "RequiredJournalOption",
    "Till",
    "UrlOption",
]


class FamilyName(Enum):
    """The field of go~mus that holds family names."""

    NAME = "name"
    SURNAME = "surname"


class EmptyField(Enum):
    """What an empty field of the till means."""

    LEAVE = "leave"
    CLEAR = "clear"


RequiredJournalOption = Annotated[
    Path,
    typer.Option(
        metavar="PATH",
        help="Remembers which customers stand, and with what: the others alone are sent.",
    ),
]
UrlOption = Annotated[
    str | None,
    typer.Option(
        "--inventorum-url",
        envvar="INVENTORUM_URL",
        metavar="URL",
        help="Of the till's API, if it is another one.",
    ),
]
ApiVersionOption = Annotated[int, typer.Option(min=3, help="Of the till's API.")]
ClientSecretFileOption = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="A file with the secret of your app, instead of INVENTORUM_CLIENT_SECRET.",
    ),
]
RefreshTokenFileOption = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="Keeps the newest refresh token, which counts before INVENTORUM_REFRESH_TOKEN.",
    ),
]
PrefixOption = Annotated[
    str, typer.Option(metavar="TEXT", help="Of the keys, which go on with the till's numbers.")
]
FamilyNameOption = Annotated[
    FamilyName, typer.Option(help="The field of go~mus that holds family names.")
]
EmptyFieldOption = Annotated[
    EmptyField,
    typer.Option(help="Fields empty in the till stay as they are in go~mus, or are cleared."),
]
NewsletterGroupOption = Annotated[
    list[int] | None,
    typer.Option(
        min=1,
        metavar="ID",
        help="Say who agreed to marketing, for this group; may be repeated. Nobody is signed up: "
        "go~mus takes that from customers themselves.",
    ),
]
KeptOption = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH", help="For rejected customers; inventorum.rejects.jsonl here by default."
    ),
]
PreviewOption = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")
]


@attrs.frozen(kw_only=True)
class Till:
    """The options about the till; for what each means, see its help."""

    url: str | None
    api_version: int
    client_secret_file: Path | None
    refresh_token_file: Path | None
    prefix: str
    family_name: FamilyName
    empty: EmptyField
    newsletter_group: list[int] | None
