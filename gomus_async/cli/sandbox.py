"""`gomus sandbox`."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from gomus_async.cli.options import JsonOption
from gomus_async.errors import ConfigError

if TYPE_CHECKING:
    from gomus_async.sandbox import Sandbox

__all__ = ["sandbox"]

_CONTROLS: Final = (
    ("GET", "/_sandbox/history", "every request, and what became of it"),
    ("GET", "/_sandbox/store/customers", "what is stored; also orders, reservations, annual"),
    ("POST", "/_sandbox/faults", '{"rates": {"status_429": 0.1}}; {} clears'),
    ("POST", "/_sandbox/clock", '{"advance_s": 301}'),
    ("POST", "/_sandbox/reset", 'back to the start, {"data": "empty"} or "demo"'),
)


def sandbox(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8080,
    batch_cap: Annotated[int, typer.Option(min=1, help="The most customers a request.")] = 100,
    faults: Annotated[
        str | None, typer.Option(help='Such as "status_429=0.1,reset_after=0.05".')
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides which requests meet a fault.")] = 0,
    data: Annotated[str, typer.Option(help="What is there at the start: demo or empty.")] = "demo",
    as_json: JsonOption = False,
) -> None:
    """Serve a local go~mus until Ctrl-C, for tests and for trying things out."""
    from gomus_async.sandbox import Sandbox, serve

    options: dict[str, Any] = {
        "port": port,
        "batch_cap": batch_cap,
        "faults": faults,
        "seed": seed,
        "data": data,
    }
    try:
        served = Sandbox(**options)
        serve(served, announce=lambda _: _announce(served, as_json=as_json))
    except ValueError as error:
        problem = str(error)
    except OSError as error:
        problem = error.strerror or str(error)
    else:
        return
    raise ConfigError(problem)


def _announce(served: "Sandbox", *, as_json: bool) -> None:
    from gomus_async.cli.output import print_json, print_line
    from gomus_async.sandbox import SHOP_EMAIL, SHOP_PASSWORD, TOKENS

    if as_json:
        tokens = {token: str(access.value) for token, access in TOKENS.items()}
        controls = [f"{method} {path}" for method, path, _ in _CONTROLS]
        print_json({"url": served.url, "tokens": tokens, "controls": controls})
        return
    print_line(f"go~mus sandbox on {served.url}", style="bold")
    _section("Tokens", (f"{token:<16} {access.value}" for token, access in TOKENS.items()))
    _section("Shop customer", [f"{SHOP_EMAIL} / {SHOP_PASSWORD}"])
    _section("Controls", (f"{method:<5}{path:<27}{means}" for method, path, means in _CONTROLS))
    _section("Try", ["export GOMUS_TOKEN=user-token", f"gomus whoami --instance {served.url}"])
    print_line()
    print_line("Stop with Ctrl-C.")
    sys.stdout.flush()


def _section(title: str, lines: Iterable[str]) -> None:
    from gomus_async.cli.output import print_line

    print_line()
    print_line(title)
    for line in lines:
        print_line(f"  {line}")
