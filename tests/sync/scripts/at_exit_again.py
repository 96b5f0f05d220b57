"""A client that was used before is used when the interpreter ends, and not closed."""

# ruff: noqa: T201 - the test reads what is printed

import atexit
import sys

from tests.sync.scripts.blocking import SyncGomus

gomus = SyncGomus(sys.argv[1])


@atexit.register
def last_words() -> None:
    print(gomus.request("GET", "/version").status)


print(gomus.request("GET", "/version").status)
