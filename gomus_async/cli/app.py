"""The `gomus` command itself: its groups, and how it ends."""

import contextlib
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated, Any, cast

import typer

from gomus_async._version import __version__
from gomus_async.cli import (
    coupons,
    customers,
    demo,
    import_command,
    instance,
    inventorum_command,
    orders,
    sandbox,
    tickets,
)
from gomus_async.cli.exits import Exit, Terminated, complain, exit_code, explain
from gomus_async.errors import GomusError

__all__ = ["create", "run"]

# typer brings its own click from 0.17 on and uses the installed one before; this is either's.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def create() -> typer.Typer:
    """Put the command together."""
    app = typer.Typer(
        name="gomus",
        help="The go~mus museum-ticketing API from a shell.",
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Exit codes: 0 done, 1 rows left out, 2 wrong usage, 3 refused or not reached, "
        "75 stopped and can be resumed, 130 interrupted.",
    )
    app.callback()(_root)
    app.command("demo")(demo.demo)
    app.command("sandbox")(sandbox.sandbox)
    app.command("whoami")(instance.whoami)
    app.add_typer(_customers(), name="customers")
    app.add_typer(_tickets(), name="tickets")
    app.add_typer(_orders(), name="orders")
    app.add_typer(_coupons(), name="coupons")
    app.add_typer(_inventorum(), name="inventorum")
    return app


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Instead of the process's.

    Returns:
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]
        complain("there is no standard output to write to")
        return Exit.REFUSED
    _survive_odd_encodings()
    try:
        code = _invoke(given or ["--help"])
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered must not be written again when the interpreter ends.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.BROKEN_PIPE
    except OSError as error:
        complain(f"the output cannot be written: {error.strerror or type(error).__name__}")
        return Exit.REFUSED
    return code


def _customers() -> typer.Typer:
    group = typer.Typer(help="Customers: import, read, change.")
    group.command("import")(import_command.import_file)
    group.command("get")(customers.get)
    group.command("update")(customers.update)
    group.command("salutations")(customers.salutations)
    return group


def _tickets() -> typer.Typer:
    group = typer.Typer(help="Tickets: what can be bought, and what is left.")
    group.command("list")(tickets.list_tickets)
    group.command("capacity")(tickets.capacity)
    group.command("calendar")(tickets.calendar)
    return group


def _orders() -> typer.Typer:
    group = typer.Typer(help="Orders: read them, save their documents.")
    group.command("list")(orders.list_orders)
    group.command("get")(orders.get)
    group.command("pdf")(orders.pdf)
    return group


def _coupons() -> typer.Typer:
    group = typer.Typer(help="Coupons: what is left on one.")
    # A message of its own about options keeps codes that begin with a dash out of it.
    group.command("check", context_settings={"ignore_unknown_options": True})(coupons.check)
    return group


def _inventorum() -> typer.Typer:
    group = typer.Typer(help="Inventorum: customers from the shop's till.")

    @group.callback()
    def _() -> None:  # pyright: ignore[reportUnusedFunction]
        """Keep the name of a group's only command."""

    group.command("sync")(inventorum_command.sync)
    return group


def _invoke(arguments: list[str]) -> int:
    command = cast("Any", typer.main.get_command(create()))
    try:
        code = command(args=arguments, prog_name="gomus", standalone_mode=False) or Exit.DONE
    except _UsageError as error:
        complain(_usage(error))
        return Exit.WRONG_USAGE
    except GomusError as error:
        complain(explain(error))
        return exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted")
        return Exit.INTERRUPTED
    except Terminated:
        complain("terminated")
        return Exit.TERMINATED
    except SystemExit:
        # typer's own way out of a broken pipe, with a code that has another meaning here.
        return Exit.BROKEN_PIPE
    if code == Exit.INTERRUPTED:
        complain("interrupted")
    return int(code)


def _usage(error: Any) -> str:
    text = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx
    return f"{text}; see {context.command_path} --help" if context else text


def _survive_odd_encodings() -> None:
    """Let a terminal or pipe that takes ASCII alone get escapes, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _version(value: bool) -> None:  # noqa: FBT001 -- typer calls it so
    if value:
        sys.stdout.write(f"gomus-async {__version__}\n")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """The go~mus museum-ticketing API from a shell."""
