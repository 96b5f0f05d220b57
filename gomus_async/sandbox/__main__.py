"""``python -m gomus_async.sandbox``."""

import argparse
import sys
from collections.abc import Sequence

from gomus_async.sandbox.app import Sandbox
from gomus_async.sandbox.options import DATA
from gomus_async.sandbox.serving import serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a sandbox as the arguments say; return the exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        return serve(Sandbox(**vars(given)))
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m gomus_async.sandbox", description="Serve a local go~mus for tests."
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--batch-cap", type=int, default=100, help="the most customers a request")
    parser.add_argument("--faults", help='such as "status_429=0.1,retry_after=1"')
    parser.add_argument("--seed", type=int, default=0, help="of every draw")
    parser.add_argument("--data", choices=DATA, default="demo", help="what is there at the start")
    return parser


if __name__ == "__main__":
    sys.exit(main())
