"""The `gomus` command. Needs the extra `cli`."""

import sys
from importlib import import_module
from typing import Final

__all__ = ["main"]

_EXTRA: Final = ("typer", "rich")
_WRONG_USAGE: Final = 2


def main() -> None:
    """Run the command line and exit with its code."""
    for name in _EXTRA:
        try:
            import_module(name)
        except ModuleNotFoundError:
            sys.stderr.write(
                f"error: the command line needs {name}, which is not installed; "
                "install gomus-async[cli]\n"
            )
            sys.exit(_WRONG_USAGE)
    from gomus_async.cli.app import run

    sys.exit(run())
