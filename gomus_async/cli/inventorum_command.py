"""`gomus inventorum sync`."""

import attrs

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
from gomus_async.cli.inventorum_options import (
    ApiVersionOption,
    ClientSecretFileOption,
    EmptyField,
    EmptyFieldOption,
    FamilyName,
    FamilyNameOption,
    KeptOption,
    NewsletterGroupOption,
    PrefixOption,
    PreviewOption,
    RefreshTokenFileOption,
    RequiredJournalOption,
    Till,
    UrlOption,
)
from gomus_async.cli.options import JsonOption

__all__ = ["sync"]


def sync(
    *,
    journal: RequiredJournalOption,
    url: UrlOption = None,
    api_version: ApiVersionOption = 12,
    client_secret_file: ClientSecretFileOption = None,
    refresh_token_file: RefreshTokenFileOption = None,
    prefix: PrefixOption = "INV-",
    family_name: FamilyNameOption = FamilyName.NAME,
    empty: EmptyFieldOption = EmptyField.LEAVE,
    newsletter_group: NewsletterGroupOption = None,
    begin_anew: BeginAnewOption = False,
    durability: DurabilityOption = Durability.PROCESS,
    rejects: KeptOption = None,
    summary: SummaryOption = None,
    max_reject_ratio: RatioOption = 0.05,
    batch_size: BatchSizeOption = None,
    late_commit_window: WindowOption = 60.0,
    dry_run: PreviewOption = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the customers of an Inventorum till into go~mus, those that are new or changed.

    INVENTORUM_TOKEN is the access token; or INVENTORUM_REFRESH_TOKEN, INVENTORUM_CLIENT_ID and
    INVENTORUM_CLIENT_SECRET get one.

    Ctrl-C lets what is under way end; once more stops at once. The same command then sends what
    does not stand yet, and so it does after a crash.
    """
    values = locals()
    from gomus_async.cli.inventorum_sync import carry_out

    about = {field.name for field in attrs.fields(Till)}
    till = Till(**{name: values[name] for name in about})
    carry_out(Given(**{n: value for n, value in values.items() if n not in about}), till)
