"""`gomus customers import`."""

from gomus_async.cli.connection import InstanceOption, LocaleOption, ShopOption, TokenFileOption
from gomus_async.cli.import_options import (
    AssumeNewOption,
    BatchSizeOption,
    BeginAnewOption,
    ColumnOption,
    DelimiterOption,
    DryRunOption,
    Durability,
    DurabilityOption,
    EmptyOption,
    EncodingOption,
    FileArgument,
    FormatOption,
    FromRejectsOption,
    Given,
    JournalOption,
    MappingOption,
    PurgeOption,
    RatioOption,
    RejectsOption,
    SummaryOption,
    WindowOption,
)
from gomus_async.cli.options import JsonOption

__all__ = ["import_file"]


def import_file(
    file: FileArgument = None,
    *,
    file_format: FormatOption = None,
    from_rejects: FromRejectsOption = False,
    mapping: MappingOption = None,
    column: ColumnOption = None,
    delimiter: DelimiterOption = None,
    encoding: EncodingOption = None,
    empty: EmptyOption = None,
    journal: JournalOption = None,
    begin_anew: BeginAnewOption = False,
    durability: DurabilityOption = Durability.PROCESS,
    rejects: RejectsOption = None,
    summary: SummaryOption = None,
    max_reject_ratio: RatioOption = 0.05,
    assume_new: AssumeNewOption = False,
    batch_size: BatchSizeOption = None,
    late_commit_window: WindowOption = 60.0,
    dry_run: DryRunOption = False,
    purge: PurgeOption = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create or update customers from a file, by foreign_id, each exactly once.

    Ctrl-C lets what is under way end; once more stops at once. With --journal, the same command
    then goes on where it stopped, and so it does after a crash.
    """
    given = Given(**locals())
    if given.purge:
        from gomus_async.cli.purging import purge_places

        purge_places(given)
    else:
        from gomus_async.cli.importing import carry_out

        carry_out(given)
