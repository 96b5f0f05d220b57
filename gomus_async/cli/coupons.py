"""`gomus coupons check`."""

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from gomus_async.cli.connection import (
    InstanceOption,
    LocaleOption,
    ShopOption,
    TokenFileOption,
    connect,
)
from gomus_async.cli.options import JsonOption
from gomus_async.cli.wording import amount
from gomus_async.errors import ConfigError, GomusError, NotFound

if TYPE_CHECKING:
    from gomus_async.models.coupons import CouponSale

__all__ = ["check"]

_LONGEST_INPUT: Final = 64 * 1024


def check(
    code: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CODE",
            help="Better left out: other users of a machine can see arguments. Without it, the "
            "code is asked for, or read from standard input.",
        ),
    ] = None,
    *,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is left on a coupon. Best without CODE, which is then asked for."""
    from gomus_async.cli.output import print_fields, print_json
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale, needs_token=False)
    wanted = _argument(code) if code else _entered()

    async def ask() -> "CouponSale":
        async with gomus:
            try:
                return await gomus.coupons.check(wanted)
            except NotFound:
                # Said anew, for what a server says can repeat the code.
                pass
        raise GomusError("there is no coupon with this code; check it, and the instance")

    coupon = run(ask())
    if as_json:
        print_json(coupon.raw)
        return
    print_fields([("left", amount(coupon.value_cents)), ("valid", coupon.is_valid)])


def _argument(words: list[str]) -> str:
    """The code among the arguments. It is as good as money, so messages never repeat one."""
    if any(word.startswith("-") for word in words):
        raise ConfigError(
            "no such option; see gomus coupons check --help, and give a code that begins with "
            "a dash on standard input"
        )
    if len(words) > 1:
        raise ConfigError("one code at a time; give one with blanks on standard input")
    return words[0]


def _entered() -> str:
    """The code from a hidden prompt, or from standard input."""
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] -- under pythonw
        lines: list[str] = []
    elif sys.stdin.isatty():
        try:
            lines = [getpass.getpass("Coupon code: ").strip()]
        except EOFError:
            lines = []
    else:
        content = sys.stdin.buffer.read(_LONGEST_INPUT).decode("utf-8-sig", "replace")
        lines = [line.strip() for line in content.splitlines() if line.strip()]
    if not any(lines):
        raise ConfigError("no code; enter one, or pipe one into standard input")
    if len(lines) > 1:
        raise ConfigError("one code at a time; standard input has several lines")
    return lines[0]
