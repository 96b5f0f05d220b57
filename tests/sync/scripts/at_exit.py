"""The first call is made when the interpreter ends."""

# ruff: noqa: T201 - the test reads what is printed

import atexit
import sys

from tests.sync.scripts.blocking import SyncGomus


def last_words() -> None:
    with SyncGomus(sys.argv[1]) as gomus:
        print(gomus.request("GET", "/version").status)


atexit.register(last_words)
