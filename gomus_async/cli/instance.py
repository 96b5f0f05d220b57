"""`gomus whoami`."""

from gomus_async.cli.connection import (
    InstanceOption,
    LocaleOption,
    ShopOption,
    TokenFileOption,
    connect,
)
from gomus_async.cli.options import JsonOption

__all__ = ["whoami"]


def whoami(
    *,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how the API sees the token."""
    from gomus_async.cli.output import print_fields, print_json
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale, needs_token=False)

    async def ask() -> None:
        async with gomus:
            answer = await gomus.instance.whoami()
        if as_json:
            print_json(answer.raw)
            return
        museums = ", ".join(map(str, answer.museums or ())) or "all"
        print_fields([("access", answer.access), ("museums", museums)])

    run(ask())
