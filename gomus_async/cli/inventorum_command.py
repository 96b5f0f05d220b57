"""`gomus inventorum sync`."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import attrs
import typer

from gomus_async.cli.connection import InstanceOption, LocaleOption, ShopOption, TokenFileOption
from gomus_async.cli.import_options import (
    BatchSizeOption,
    BeginAnewOption,
    Durability,
    DurabilityOption,
    Given,
    RatioOption,
    SummaryOption,
    WindowOption,
)
from gomus_async.cli.options import JsonOption

__all__ = ["EmptyField", "FamilyName", "Till", "sync"]


class FamilyName(Enum):
    """The field of go~mus that holds family names."""

    NAME = "name"
    SURNAME = "surname"


class EmptyField(Enum):
    """What an empty field of the till means."""

    LEAVE = "leave"
    CLEAR = "clear"


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


def sync(
    *,
    journal: Annotated[
        Path,
        typer.Option(
            metavar="PATH",
            help="Remembers which customers stand and with what: the others alone are sent.",
        ),
    ],
    url: Annotated[
        str | None,
        typer.Option(
            "--inventorum-url",
            envvar="INVENTORUM_URL",
            metavar="URL",
            help="Of the till's API, if it is another one.",
        ),
    ] = None,
    api_version: Annotated[int, typer.Option(min=3, help="Of the till's API.")] = 12,
    client_secret_file: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="A file with the secret of your app, instead of INVENTORUM_CLIENT_SECRET.",
        ),
    ] = None,
    refresh_token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Keeps the newest refresh token, which counts before INVENTORUM_REFRESH_TOKEN.",
        ),
    ] = None,
    prefix: Annotated[
        str, typer.Option(metavar="TEXT", help="Of the keys, which go on with the till's numbers.")
    ] = "INV-",
    family_name: Annotated[
        FamilyName, typer.Option(help="The field of go~mus that holds family names.")
    ] = FamilyName.NAME,
    empty: Annotated[
        EmptyField,
        typer.Option(help="Fields empty in the till stay as they are in go~mus, or are cleared."),
    ] = EmptyField.LEAVE,
    newsletter_group: Annotated[
        list[int] | None,
        typer.Option(
            min=1,
            metavar="ID",
            help="Say who agreed to marketing, for this group; may be repeated. Nobody is signed "
            "up: go~mus takes that from customers themselves.",
        ),
    ] = None,
    rejects: Annotated[
        Path, typer.Option(metavar="PATH", help="For customers that go~mus refuses.")
    ] = Path("inventorum.rejects.jsonl"),
    begin_anew: BeginAnewOption = False,
    durability: DurabilityOption = Durability.PROCESS,
    summary: SummaryOption = None,
    max_reject_ratio: RatioOption = 0.05,
    batch_size: BatchSizeOption = None,
    late_commit_window: WindowOption = 60.0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")
    ] = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the customers of an Inventorum till into go~mus, those that are new or changed.

    Run it as often as you like: customers have the key INV- and their number in the till, and
    each is there once. INVENTORUM_TOKEN is the access token; or INVENTORUM_REFRESH_TOKEN,
    INVENTORUM_CLIENT_ID and INVENTORUM_CLIENT_SECRET get one. Ctrl-C lets what is under way end;
    once more stops at once. The same command then sends what does not stand yet.
    """
    from gomus_async.cli.inventorum_sync import carry_out

    till = Till(
        url=url,
        api_version=api_version,
        client_secret_file=client_secret_file,
        refresh_token_file=refresh_token_file,
        prefix=prefix,
        family_name=family_name,
        empty=empty,
        newsletter_group=newsletter_group,
    )
    given = Given(
        file=None,
        file_format=None,
        from_rejects=False,
        mapping=None,
        column=None,
        delimiter=None,
        encoding=None,
        empty=None,
        journal=journal,
        begin_anew=begin_anew,
        durability=durability,
        rejects=rejects,
        summary=summary,
        max_reject_ratio=max_reject_ratio,
        assume_new=False,
        batch_size=batch_size,
        late_commit_window=late_commit_window,
        dry_run=dry_run,
        purge=False,
        instance=instance,
        token_file=token_file,
        shop=shop,
        locale=locale,
        as_json=as_json,
    )
    carry_out(given, rejects, till)
